//! Telephone numbers: what people write -> E.164.
//!
//! UK numbers in any spacing, with `(0)`, `0044`, `Tel:` and names around them, with an
//! extension, several in a cell (`01632 960123 / 960124` gives the second the area code of
//! the first only when it replaces the end: `960123/4`). Ten digits that lack nothing but the
//! leading zero are what a spreadsheet program leaves of a number: the zero is put back and
//! reported. Numbers of other countries need their `+`. National short numbers (111, 116 123)
//! stay as they are dialled, for they have no E.164 form. Fax numbers are not numbers to call.

use std::sync::LazyLock;

use phonenumber::Mode;
use phonenumber::country::Id::GB;
use regex::Regex;

use super::{Reading, is_placeholder, pattern};
use crate::sheet::ProblemKind;

/// The numbers of a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phones {
    /// The one to call, E.164 (`+441632960123`), or a national short number (`111`).
    pub first: Option<String>,
    /// What to dial after the first one.
    pub extension: Option<String>,
    /// The others, in their order.
    pub others: Vec<String>,
}

/// `ext 12`, `extension: 12`, `x12`.
static EXTENSION: LazyLock<Regex> =
    pattern!(r"(?i)(?:\bext(?:ension|n)?\b|\bx)[.:\s]*#?\s*(\d{1,6})\b");

/// A label that says that the next number is no telephone.
static FAX: LazyLock<Regex> = pattern!(
    r"(?i)(?:\bfax(?:\s+(?:no|number))?\b|\bminicom\b|\btextphone\b)[.:\s]*[+(]?\d[\d\s().-]*"
);

/// Digits with the signs that people put between them.
static RUN: LazyLock<Regex> = pattern!(r"\(?\+?\d[\d\s().+-]*");

/// What a spreadsheet program shows of a long number: `1.632960123E+09`, `1632960123.0`.
static FLOAT: LazyLock<Regex> = pattern!(r"^(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})$|^(\d{7,15})\.0+$");

/// A dialling code that a slash parts from the rest: `01632/960123`.
static SLASHED: LazyLock<Regex> = pattern!(r"(\d)\s*/\s*(\d)");

/// A number of an office switchboard given by its last digits: `01632 960123/4`.
static TAIL: LazyLock<Regex> = pattern!(r"(\d)\s*/\s*(\d{1,3})(?:[^\d/]|$)");

/// Helplines and services with a national short number.
const SHORT: [&str; 14] = [
    "101", "105", "111", "112", "116000", "116006", "116111", "116117", "116123", "119", "159",
    "18000", "18001", "999",
];

/// A number that was read, and whether its zero had been lost.
struct Found {
    number: String,
    lost_zero: bool,
}

/// Reads a cell of telephone numbers.
pub fn read(raw: &str) -> Reading<Phones> {
    if is_placeholder(raw) {
        return Reading::default();
    }
    let text = plain(raw);
    let text = FAX.replace_all(&text, " ; ");
    let extension = EXTENSION.captures(&text).map(|found| found[1].to_owned());
    let text = EXTENSION.replace_all(&text, " ; ");
    let (mut numbers, mut several) = in_text(&text);
    if numbers.is_empty() {
        (numbers, several) = in_text(&SLASHED.replace_all(&text, "$1 $2"));
    }
    if let Some(last) = tail_of(&text, &numbers) {
        numbers.push(last);
    }
    if numbers.is_empty() {
        return short(&text).map_or_else(
            || Reading::with(Phones::default(), ProblemKind::PhoneInvalid),
            |number| {
                Reading::fine(Phones {
                    first: Some(number),
                    ..Phones::default()
                })
            },
        );
    }
    let lost_zero = numbers.iter().any(|found| found.lost_zero);
    let mut numbers = numbers.into_iter().map(|found| found.number);
    let phones = Phones {
        first: numbers.next(),
        extension,
        others: numbers.collect(),
    };
    let several = several || !phones.others.is_empty();
    Reading::fine(phones)
        .noting(ProblemKind::PhoneLostZero, lost_zero)
        .noting(ProblemKind::PhoneMultiple, several)
}

/// The text with plain signs, and the figure that a spreadsheet program meant.
fn plain(raw: &str) -> String {
    let text: String = raw
        .chars()
        .map(|c| match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            '\u{ff0b}' => '+',
            c if c.is_whitespace() && c != '\n' => ' ',
            c => c,
        })
        .filter(|c| {
            !matches!(
                c,
                '\u{200b}' | '\u{feff}' | '\u{ad}' | '\u{202a}'..='\u{202e}'
            )
        })
        .collect();
    let text = text.trim().trim_start_matches('\'');
    float_digits(text).unwrap_or_else(|| text.to_owned())
}

/// The digits of `1.632960123E+09`; `None` when some of them are lost, or when it is none.
fn float_digits(text: &str) -> Option<String> {
    let found = FLOAT.captures(text)?;
    if let Some(whole) = found.get(4) {
        return Some(whole.as_str().to_owned());
    }
    let fraction = found.get(2).map_or("", |digits| digits.as_str());
    let power: usize = found[3].parse().ok()?;
    // Fewer digits than the number has means that it was rounded: nobody can dial that.
    let kept = fraction.len() + 2 >= power && fraction.len() <= power;
    kept.then(|| format!("{}{fraction:0<power$}", &found[1]))
}

/// The numbers of a text, each once, and whether there may have been others.
fn in_text(text: &str) -> (Vec<Found>, bool) {
    let mut numbers: Vec<Found> = Vec::new();
    let mut several = false;
    for run in RUN.find_iter(text) {
        let (found, leftover) = in_run(run.as_str());
        several |= leftover || found.len() > 1;
        for one in found {
            if numbers.iter().all(|known| known.number != one.number) {
                numbers.push(one);
            }
        }
    }
    (numbers, several)
}

/// The numbers in one run of digits, and whether digits were left that look like another.
fn in_run(run: &str) -> (Vec<Found>, bool) {
    let mut found = Vec::new();
    let mut leftover = false;
    for part in run.split('\n') {
        let mut rest = part;
        while let Some(start) = rest.find(|c: char| c.is_ascii_digit() || c == '+') {
            rest = &rest[start..];
            if let Some((number, used)) = number_at(rest) {
                found.push(number);
                rest = &rest[used..];
                continue;
            }
            let end = word_end(rest);
            leftover |= rest[..end].bytes().filter(u8::is_ascii_digit).count() >= 5;
            rest = &rest[end..];
        }
    }
    (found, leftover)
}

/// Where the first unbroken group of digits ends.
fn word_end(text: &str) -> usize {
    let after_sign = usize::from(text.starts_with('+'));
    text[after_sign..]
        .find(|c: char| !c.is_ascii_digit())
        .map_or(text.len(), |end| after_sign + end.max(1 - after_sign))
}

/// A number at the beginning of a text, as long as possible, and how far it reaches. It ends
/// where a group of digits ends.
fn number_at(text: &str) -> Option<(Found, usize)> {
    let abroad = text.starts_with('+');
    let mut digits = String::new();
    let mut best = None;
    for (at, c) in text.char_indices() {
        if c == '+' && at > 0 {
            break;
        }
        if !c.is_ascii_digit() {
            continue;
        }
        digits.push(c);
        let end = at + 1;
        let ends_here = !text[end..].starts_with(|next: char| next.is_ascii_digit());
        if digits.len() > 16 {
            break;
        }
        if ends_here && let Some(found) = dialled(&digits, abroad) {
            best = Some((found, end));
        }
    }
    best
}

/// The number that digits are, if they are one.
fn dialled(digits: &str, abroad: bool) -> Option<Found> {
    let uk = |national: &str| uk_number(national.strip_prefix('0').unwrap_or(national));
    let whole = |number: String| Found {
        number,
        lost_zero: false,
    };
    if abroad {
        return match digits.strip_prefix("44") {
            Some(national) => uk(national).map(whole),
            None => foreign(digits).map(whole),
        };
    }
    if let Some(rest) = digits.strip_prefix("00") {
        return match rest.strip_prefix("44") {
            Some(national) => uk(national).map(whole),
            None => foreign(rest).map(whole),
        };
    }
    if let Some(national) = digits.strip_prefix('0') {
        return uk_number(national).map(whole);
    }
    if let Some(national) = digits.strip_prefix("44").filter(|rest| rest.len() >= 10) {
        return uk(national).map(whole);
    }
    let lost = |number: String| Found {
        number,
        lost_zero: true,
    };
    (digits.len() >= 9)
        .then(|| uk_number(digits))
        .flatten()
        .map(lost)
}

/// E.164 of a UK number given without its zero. Ten digits in a range that exists are
/// enough, for tables of areas age; the few shorter numbers must be known ones.
fn uk_number(national: &str) -> Option<String> {
    let first = national.bytes().next()?;
    let in_range = matches!(first, b'1'..=b'3' | b'5' | b'7'..=b'9');
    let repeated = national.bytes().all(|digit| digit == first);
    let fits = match national.len() {
        10 => in_range && !repeated,
        7 => matches!(national, "8001111" | "8454647"),
        9 => {
            in_range
                && phonenumber::parse(Some(GB), format!("+44{national}"))
                    .is_ok_and(|number| phonenumber::is_valid(&number))
        }
        _ => false,
    };
    fits.then(|| format!("+44{national}"))
}

/// E.164 of a number of another country, when its country knows such numbers.
fn foreign(digits: &str) -> Option<String> {
    let number = phonenumber::parse(None, format!("+{digits}")).ok()?;
    phonenumber::is_valid(&number).then(|| number.format().mode(Mode::E164).to_string())
}

/// The second number of `01632 960123/4`.
fn tail_of(text: &str, numbers: &[Found]) -> Option<Found> {
    let [only] = numbers else { return None };
    let found = TAIL.captures(text)?;
    let tail = &found[2];
    let kept = only.number.len().checked_sub(tail.len())?;
    let number = format!("{}{tail}", only.number.get(..kept)?);
    // What stands before the slash must be the end of the number itself.
    let is_end = only.number.ends_with(&found[1]) && number != only.number;
    is_end.then_some(Found {
        number,
        lost_zero: false,
    })
}

/// A national short number that is all the digits of the cell.
fn short(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    SHORT.contains(&digits.as_str()).then_some(digits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn first(raw: &str) -> Option<String> {
        read(raw).value.first
    }

    #[test]
    fn one_number_is_read_however_it_is_written() {
        for (raw, want) in [
            ("01632 960123", "+441632960123"),
            ("01632-960-123", "+441632960123"),
            ("(01632) 960123", "+441632960123"),
            ("01632.960.123", "+441632960123"),
            ("01632/960123", "+441632960123"),
            ("+44 (0)1632 960123", "+441632960123"),
            ("+44 (0) 1632 960 123", "+441632960123"),
            ("+44 1632 960123", "+441632960123"),
            ("0044 1632 960123", "+441632960123"),
            ("441632960123", "+441632960123"),
            ("020 7946 0123", "+442079460123"),
            ("0114 496 0123", "+441144960123"),
            ("07700 900 123", "+447700900123"),
            ("07700900123", "+447700900123"),
            ("0808 157 0123", "+448081570123"),
            ("0300 123 4567", "+443001234567"),
            ("0800 1111", "+448001111"),
            ("Tel: 01632 960123 (Jane)", "+441632960123"),
            ("01632 960123 Mon-Fri 9-5", "+441632960123"),
            ("01632\u{a0}960123", "+441632960123"),
            ("01632 960123.", "+441632960123"),
            ("0 1 6 3 2 9 6 0 1 2 3", "+441632960123"),
            ("+353 1 679 4000", "+35316794000"),
            ("'01632 960123", "+441632960123"),
            ("111", "111"),
            ("116 123", "116123"),
            ("Call 999", "999"),
        ] {
            let read = read(raw);
            assert_eq!(read.value.first.as_deref(), Some(want), "{raw}");
            assert_eq!(read.problems, [], "{raw}");
            assert!(read.value.others.is_empty(), "{raw}");
        }
    }

    #[test]
    fn a_lost_zero_is_put_back_and_reported() {
        for raw in [
            "1632960123",
            "1632 960123",
            "1632960123.0",
            "1.632960123E+09",
            "1.632960123e9",
        ] {
            let read = read(raw);
            assert_eq!(read.value.first.as_deref(), Some("+441632960123"), "{raw}");
            assert_eq!(read.problems, [ProblemKind::PhoneLostZero], "{raw}");
        }
        assert_eq!(first("7700900123").as_deref(), Some("+447700900123"));
        assert_eq!(first("2079460123").as_deref(), Some("+442079460123"));
    }

    #[test]
    fn of_several_numbers_the_first_is_the_phone_and_the_others_are_kept() {
        let both = ["+441632960123", "+447700900123"];
        for (raw, want) in [
            ("01632 960123 / 07700 900123", both),
            ("01632 960123 or 07700 900123", both),
            ("01632 960123, 07700 900123", both),
            ("01632960123; 07700900123", both),
            ("01632 960123\n07700 900123", both),
            ("01632 960123 07700 900123", both),
            ("01632 960123/4", ["+441632960123", "+441632960124"]),
        ] {
            let read = read(raw);
            assert_eq!(read.value.first.as_deref(), Some(want[0]), "{raw}");
            assert_eq!(read.value.others, [want[1]], "{raw}");
            assert_eq!(read.problems, [ProblemKind::PhoneMultiple], "{raw}");
        }
        let fax = read("Tel 01632 960123 Fax 01632 960124");
        assert_eq!(fax.value.first.as_deref(), Some("+441632960123"));
        assert!(fax.value.others.is_empty());
    }

    #[test]
    fn an_extension_stays_beside_the_number() {
        for raw in [
            "01632 960123 ext 12",
            "01632 960123 x12",
            "01632 960123 (Extn. 12)",
        ] {
            let phones = read(raw).value;
            assert_eq!(phones.first.as_deref(), Some("+441632960123"), "{raw}");
            assert_eq!(phones.extension.as_deref(), Some("12"), "{raw}");
        }
    }

    #[test]
    fn what_cannot_be_dialled_is_no_number() {
        for raw in [
            "960123",
            "12345",
            "01632 9601",
            "01632 96012",
            "01632 960 12345",
            "call the office",
            "0800 GET HELP",
            "00000 000000",
            "01111 111111",
            "1.63E+09",
            "99999999999",
            "0632 960123",
        ] {
            let read = read(raw);
            assert_eq!(read.value, Phones::default(), "{raw}");
            assert_eq!(read.problems, [ProblemKind::PhoneInvalid], "{raw}");
        }
        assert_eq!(read("n/a"), Reading::default());
    }

    proptest! {
        #[test]
        fn any_cell_is_read_and_its_numbers_are_read_again(raw in "(\\PC|[0-9+() /.,-]|ext ){0,40}") {
            let phones = read(&raw).value;
            for number in phones.first.iter().chain(&phones.others) {
                prop_assert_eq!(first(number), Some(number.clone()));
            }
        }
    }
}
