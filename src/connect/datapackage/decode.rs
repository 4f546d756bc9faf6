//! The bytes of a file -> its text, and the name of its encoding when that is not UTF-8.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Reads bytes as text: by their mark, else as UTF-8 if they are it, else as the package
/// says, else as UTF-16 or Windows-1252, whichever they look like. Never fails: what
/// cannot be read becomes U+FFFD.
pub(super) fn decode(bytes: Vec<u8>, declared: Option<&str>) -> (String, Option<&'static str>) {
    if let Some((encoding, _)) = Encoding::for_bom(&bytes) {
        return as_text(&bytes, encoding);
    }
    // UTF-16 of Latin letters is valid UTF-8 full of NULs.
    let encoding = match wide(&bytes) {
        Some(wide) => wide,
        None => match String::from_utf8(bytes) {
            Ok(text) => return (text, None),
            Err(error) => {
                let declared = declared
                    .and_then(|name| Encoding::for_label(name.trim().as_bytes()))
                    .filter(|encoding| *encoding != UTF_8);
                return as_text(error.as_bytes(), declared.unwrap_or(WINDOWS_1252));
            }
        },
    };
    as_text(&bytes, encoding)
}

fn as_text(bytes: &[u8], encoding: &'static Encoding) -> (String, Option<&'static str>) {
    let (text, used, _) = encoding.decode(bytes);
    (text.into_owned(), (used != UTF_8).then(|| used.name()))
}

/// UTF-16 without a mark: every other byte of the beginning is NUL.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(64) & !1];
    let nuls = |at: usize| {
        head.iter()
            .skip(at)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let most = head.len() * 3 / 8;
    match head.len() {
        0 => None,
        _ if nuls(1) > most => Some(UTF_16LE),
        _ if nuls(0) > most => Some(UTF_16BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_in_whatever_way_it_was_saved() {
        let wide = |text: &str, order: fn(u16) -> [u8; 2]| {
            text.encode_utf16().flat_map(order).collect::<Vec<u8>>()
        };
        let cafe = "id,name\n1,Café £2";
        for (bytes, declared, encoding) in [
            (cafe.as_bytes().to_vec(), None, None),
            (cafe.as_bytes().to_vec(), Some("windows-1252"), None),
            ([b"\xef\xbb\xbf", cafe.as_bytes()].concat(), None, None),
            (
                b"id,name\n1,Caf\xe9 \xa32".to_vec(),
                None,
                Some("windows-1252"),
            ),
            (
                b"id,name\n1,Caf\xe9 \xa32".to_vec(),
                Some("utf-8"),
                Some("windows-1252"),
            ),
            (
                b"id,name\n1,Caf\x8e \xa32".to_vec(),
                Some("macintosh"),
                Some("macintosh"),
            ),
            (wide(cafe, u16::to_le_bytes), None, Some("UTF-16LE")),
            (wide(cafe, u16::to_be_bytes), None, Some("UTF-16BE")),
            (
                wide(&format!("\u{feff}{cafe}"), u16::to_le_bytes),
                None,
                Some("UTF-16LE"),
            ),
        ] {
            let (text, used) = decode(bytes, declared);
            assert_eq!((text.as_str(), used), (cafe, encoding), "{declared:?}");
        }
        assert_eq!(decode(Vec::new(), None), (String::new(), None));
    }
}
