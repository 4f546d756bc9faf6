//! Bytes to text: by byte order mark, header, `<meta>`, else UTF-8, else Windows-1252.

use std::borrow::Cow;
use std::sync::LazyLock;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use regex::Regex;

use super::pattern;

static CHARSET: LazyLock<Regex> = pattern!(r#"(?i)charset\s*=\s*["']?\s*([a-z0-9_:-]+)"#);

/// How far into a page a `<meta charset>` counts, as browsers have it.
const META_WITHIN: usize = 2048;

/// The text of a page. A label that does not fit the bytes is not believed.
pub(super) fn text<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[length..]).0;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(META_WITHIN)]);
    let label = |text: &str| {
        let name = CHARSET.captures(text)?.get(1)?.as_str().to_owned();
        Encoding::for_label(name.as_bytes())
    };
    let encoding = content_type
        .and_then(label)
        .or_else(|| label(&head))
        // The bytes are not UTF-8, whatever the page says of itself; a page that is
        // nearly UTF-8 was cut or pieced together, and reads best as such.
        .filter(|encoding| *encoding != UTF_8)
        .unwrap_or(if mostly_utf8(bytes) {
            UTF_8
        } else {
            WINDOWS_1252
        });
    encoding.decode_without_bom_handling(bytes).0
}

fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_decoded_by_what_the_bytes_are() {
        let latin = b"<meta charset=\"iso-8859-1\">caf\xe9 \xa35".as_slice();
        for (bytes, header, want) in [
            ("café £5".as_bytes(), None, "café £5"),
            (
                "café £5".as_bytes(),
                Some("text/html; charset=iso-8859-1"),
                "café £5",
            ),
            (b"caf\xe9 \xa35".as_slice(), None, "café £5"),
            (
                b"caf\xe9 \xa35",
                Some("text/html; charset=utf-8"),
                "café £5",
            ),
            (
                b"\xef\xbb\xbfcaf\xc3\xa9",
                Some("text/html; charset=latin1"),
                "café",
            ),
            (b"\xff\xfea\0b\0", None, "ab"),
        ] {
            assert_eq!(text(bytes, header), want, "{bytes:?} {header:?}");
        }
        assert!(text(latin, None).ends_with("café £5"));
        assert_eq!(
            text(
                "naïve – £5 \u{20ac}"
                    .as_bytes()
                    .iter()
                    .copied()
                    .chain([0xff])
                    .collect::<Vec<_>>()
                    .as_slice(),
                None
            )
            .chars()
            .filter(|c| *c == '£')
            .count(),
            1
        );
    }
}
