//! Telephone numbers in the many ways people write them, in one normal form.

use phonenumber::country::Id::GB;

use super::page::Block;

/// A number on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneSeen {
    /// E.164: `+441632960123`.
    pub number: String,
    /// As the page writes it.
    pub written: String,
    /// Whether it is said to be for faxes or text relay: nobody calls it.
    pub is_fax: bool,
}

/// The numbers in a block's text and in its `tel:` links, each once. A link that shows a
/// number is what it shows: people read the words, not the address behind them.
pub fn in_block(block: &Block) -> Vec<PhoneSeen> {
    let mut seen = in_text(&block.text);
    for link in &block.links {
        let Some(target) = link.href.strip_prefix("tel:") else {
            continue;
        };
        if !in_text(&link.text).is_empty() {
            continue;
        }
        for phone in in_text(&target.replace("%20", " ")) {
            if seen.iter().all(|known| known.number != phone.number) {
                seen.push(phone);
            }
        }
    }
    seen
}

/// The numbers in a text, each once, in order.
pub fn in_text(text: &str) -> Vec<PhoneSeen> {
    let mut seen: Vec<PhoneSeen> = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let starts =
            matches!(bytes[at], b'0' | b'+' | b'(') && (at == 0 || !is_word(bytes[at - 1]));
        let Some((number, end)) = starts.then(|| number_at(text, at)).flatten() else {
            at += 1;
            continue;
        };
        if seen.iter().all(|known| known.number != number) {
            seen.push(PhoneSeen {
                number,
                written: text.get(at..end).unwrap_or_default().trim().to_owned(),
                is_fax: said_to_be_fax(text.get(..at).unwrap_or_default()),
            });
        }
        at = end;
    }
    seen
}

/// Characters that make what follows a part of something longer: a word, an amount, a path.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'@' | b'=' | b'-') || byte >= 0x80
}

/// Reads one number at a byte: its normal form and where it ends.
fn number_at(text: &str, at: usize) -> Option<(String, usize)> {
    let bytes = text.as_bytes();
    let mut digits = String::new();
    let mut end = at;
    let mut gap = 0;
    let international = text[at..].starts_with('+');
    for (offset, byte) in bytes[at..].iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                digits.push(char::from(*byte));
                end = at + offset + 1;
                gap = 0;
                let more = bytes.get(end).is_some_and(u8::is_ascii_digit);
                if !more && national(&digits, international).is_some_and(|n| n.len() == 10) {
                    break;
                }
                if digits.len() > 15 {
                    return None;
                }
            }
            b' ' | b'-' | b'.' | b'(' | b')' | b'+' if gap < 3 => gap += 1,
            _ => break,
        }
    }
    if bytes
        .get(end)
        .is_some_and(|byte| byte.is_ascii_alphabetic())
    {
        return None;
    }
    let national = national(&digits, international)?;
    let number = phonenumber::parse(Some(GB), format!("+44{national}")).ok()?;
    Some((
        number.format().mode(phonenumber::Mode::E164).to_string(),
        end,
    ))
}

/// The national part without its 0, when the digits are those of a UK number: ten digits,
/// or nine in the few ranges that still have them.
fn national(digits: &str, international: bool) -> Option<&str> {
    let national = if international {
        digits
            .strip_prefix("44")
            .map(|rest| rest.strip_prefix('0').unwrap_or(rest))
    } else {
        digits
            .strip_prefix("0044")
            .map(|rest| rest.strip_prefix('0').unwrap_or(rest))
            .or_else(|| digits.strip_prefix('0'))
    }?;
    let nine = ["1", "500", "800"]
        .iter()
        .any(|range| national.starts_with(range));
    let fits = national.len() == 10 || (national.len() == 9 && nine);
    let first = national.bytes().next()?;
    (fits && matches!(first, b'1'..=b'3' | b'5' | b'7'..=b'9')).then_some(national)
}

fn said_to_be_fax(before: &str) -> bool {
    let tail: String = before
        .chars()
        .rev()
        .take(24)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    let tail = tail.to_lowercase();
    let label = tail
        .rsplit(|c: char| c.is_ascii_digit() || matches!(c, '\n' | '|' | ',' | ';'))
        .next()
        .unwrap_or_default();
    ["fax", "minicom", "textphone", "text relay"]
        .iter()
        .any(|word| label.contains(word))
}

/// Whether a text shows the local part of a number without its area code: `960123`.
pub fn shows_local_part(text: &str, number: &str) -> bool {
    let Some(local) = number.get(number.len().saturating_sub(6)..) else {
        return false;
    };
    let mut run = String::new();
    for c in text.chars().chain(['\n']) {
        match c {
            c if c.is_ascii_digit() => run.push(c),
            ' ' | '-' if !run.is_empty() && run.len() < 9 => {}
            _ => {
                if (6..=8).contains(&run.len()) && run.ends_with(local) && !run.starts_with('0') {
                    return true;
                }
                run.clear();
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<String> {
        in_text(text)
            .into_iter()
            .map(|phone| phone.number)
            .collect()
    }

    #[test]
    fn one_number_has_one_normal_form_however_it_is_written() {
        for text in [
            "01632960123",
            "01632 960123",
            "01632 960 123",
            "(01632) 960123",
            "01632-960-123",
            "01632.960.123",
            "+44 1632 960123",
            "+44 (0)1632 960123",
            "+44(0) 1632 960 123",
            "0044 1632 960123",
            "Tel:01632 960123.",
            "call 01632 960123 (answerphone)",
            "01632 960123 ext 4",
            "01632  960123, Monday 9-5",
            "ring 01632 960123 9am to 5pm",
            "01632 960123/",
        ] {
            assert_eq!(numbers(text), ["+441632960123"], "{text}");
        }
    }

    #[test]
    fn several_numbers_in_a_line_are_several() {
        for text in [
            "01632 960123 / 07700 900456",
            "01632 960123 or 07700 900456",
            "01632 960123 07700 900456",
            "01632 960123, mobile (07700) 900456",
            "01632960123\n07700900456",
        ] {
            assert_eq!(numbers(text), ["+441632960123", "+447700900456"], "{text}");
        }
        assert_eq!(
            numbers("020 7946 0123 and 0808 157 0123"),
            ["+442079460123", "+448081570123"]
        );
    }

    #[test]
    fn what_is_no_number_to_call_is_not_taken_for_one() {
        for text in [
            "charity 1123456",
            "company 01234567",
            "01/02/2026 10:30",
            "2026-03-01 09:30-11:30",
            "09.30-11.30",
            "card 0163296012345678",
            "£01632960123.50x",
            "id=01632960123",
            "part A01632960123",
            "from 10 to 11 on 12",
            "060 1234 5678",
            "0000 000 0000",
            "01632 960",
            "+33 1 23 45 67 89",
        ] {
            assert_eq!(numbers(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn fax_numbers_are_marked() {
        let seen = in_text("Tel 01632 960123, Fax 01632 960124 Mobile: 07700 900456");
        assert_eq!(
            seen.iter().map(|s| s.is_fax).collect::<Vec<_>>(),
            [false, true, false]
        );
    }

    #[test]
    fn a_number_without_its_area_code_is_recognised() {
        for (text, want) in [
            ("ring Ashby 960123", true),
            ("ring Ashby 960 123 today", true),
            ("ring 960124", false),
            ("order 1960123456789", false),
        ] {
            assert_eq!(shows_local_part(text, "+441632960123"), want, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in ".{0,200}") {
            for phone in in_text(&text) {
                proptest::prop_assert!(phone.number.starts_with("+44"));
            }
            shows_local_part(&text, "+441632960123");
        }

        #[test]
        fn digits_and_marks_can_be_read(text in "[0-9 +().\u{a0}/-]{0,60}") {
            in_text(&text);
        }
    }
}
