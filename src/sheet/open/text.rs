//! What a text file says, whatever its encoding.
//!
//! A byte order mark, else UTF-16 by its zero bytes, else UTF-8 where it is valid, else the
//! code page of Windows in Britain (or of old Macs, told by their quotation marks).

use std::borrow::Cow;

use encoding_rs::{Encoding, MACINTOSH, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The text of a file; `None` when it is no text.
pub(super) fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return is_text(&text).then_some(text);
    }
    if let Some(encoding) = without_mark(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        return is_text(&text).then_some(text);
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        // A sheet into which text of another code page was pasted is UTF-8 all the same.
        Err(_) if mostly_utf8(bytes) => Cow::Owned(mended(bytes)),
        Err(_) if is_mac(bytes) => MACINTOSH.decode_without_bom_handling(bytes).0,
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    };
    is_text(&text).then_some(text)
}

/// UTF-16 without a mark: every other byte of English text is zero.
fn without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |odd: usize| {
        let mut every = head.iter().skip(odd).step_by(2);
        let count = head.len() / 2;
        let zeros = every.by_ref().filter(|byte| **byte == 0).count();
        count > 0 && zeros * 10 >= count * 7
    };
    match (zeros(0), zeros(1)) {
        (false, true) => Some(UTF_16LE),
        (true, false) => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether characters of several bytes are well formed far more often than not.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad * 4
}

fn mended(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    text
}

/// Old Macs write the apostrophe of "men's" as 0xD5, which is a capital letter in Windows'
/// code page and would stand in the middle of a word.
fn is_mac(bytes: &[u8]) -> bool {
    let quoting = |triple: &[u8]| {
        matches!(triple, [before, 0xd2..=0xd5 | 0xd0 | 0xd1 | 0x8e, after]
            if !before.is_ascii_uppercase() && (after.is_ascii_lowercase() || *after == b' '))
    };
    let windows = |triple: &[u8]| matches!(triple, [_, 0x91..=0x97 | 0xe0..=0xf6, _]);
    let count = |test: &dyn Fn(&[u8]) -> bool| bytes.windows(3).filter(|t| test(t)).count();
    count(&quoting) > count(&windows)
}

/// Text has few control characters besides line ends and tabs. Single zero bytes get into
/// files that databases export.
fn is_text(text: &str) -> bool {
    let head = text.chars().take(1 << 16);
    let (mut all, mut odd) = (0usize, 0usize);
    for c in head {
        all += 1;
        let is_odd =
            c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}') || c == '\u{fffd}';
        odd += usize::from(is_odd);
    }
    odd * 20 <= all
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "Name;Cost\nWomen’s café;£3 – £5\n";

    #[test]
    fn text_is_read_in_every_usual_encoding() {
        let utf16 =
            |bytes: fn(u16) -> [u8; 2]| SAID.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let with_mark = |mark: &[u8], rest: Vec<u8>| [mark, &rest].concat();
        let windows = WINDOWS_1252.encode(SAID).0.into_owned();
        let mac: Vec<u8> = SAID
            .chars()
            .map(|c| match c {
                '’' => 0xd5,
                'é' => 0x8e,
                '£' => 0xa3,
                '–' => 0xd0,
                c => c as u8,
            })
            .collect();
        for (bytes, what) in [
            (SAID.into(), "UTF-8"),
            (with_mark(b"\xef\xbb\xbf", SAID.into()), "UTF-8 with a mark"),
            (windows, "Windows-1252"),
            (mac, "Mac"),
            (utf16(u16::to_le_bytes), "UTF-16 LE"),
            (utf16(u16::to_be_bytes), "UTF-16 BE"),
            (
                with_mark(b"\xff\xfe", utf16(u16::to_le_bytes)),
                "UTF-16 LE with a mark",
            ),
            (
                with_mark(b"\xfe\xff", utf16(u16::to_be_bytes)),
                "UTF-16 BE with a mark",
            ),
        ] {
            assert_eq!(decode(&bytes).as_deref(), Some(SAID), "{what}");
        }
    }

    #[test]
    fn a_foreign_byte_in_utf8_costs_no_other_sign() {
        let bytes = [SAID.as_bytes(), SAID.as_bytes(), b"caf\xe9"].concat();
        assert_eq!(decode(&bytes).unwrap(), format!("{SAID}{SAID}café"));
    }

    #[test]
    fn what_is_no_text_is_not_decoded() {
        let noise: Vec<u8> = (0..2000u32).map(|n| (n * 7919 % 251) as u8).collect();
        assert_eq!(decode(&noise), None);
        assert_eq!(decode(&[0; 64]), None);
    }
}
