//! Numbers as people see them: plainly, as dates, as times, as money.

use jiff::ToSpan;
use jiff::civil::{Date, Time, date};

use crate::sheet::table::{Cell, CellKind};

/// What a number format makes of a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Shown {
    /// The number as it is.
    #[default]
    Plain,
    /// A date, a time, or both.
    Moment,
    /// At least so many digits, filled with zeros from the left.
    Padded(usize),
    /// Pounds with so many decimals.
    Pounds(usize),
}

/// What a number format's code makes of numbers.
pub(super) fn shown_by(code: &str) -> Shown {
    let first = code.split(';').next().unwrap_or_default();
    let mut letters = String::new();
    let mut chars = first.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => letters.extend(
                chars
                    .by_ref()
                    .take_while(|c| *c != '"')
                    .filter(|c| *c == '£'),
            ),
            // "[$£-809]" names a currency, "[h]" hours beyond a day, "[Red]" a colour.
            '[' => {
                let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                if inner.contains('£') {
                    letters.push('£');
                } else if matches!(inner.to_ascii_lowercase().as_str(), "h" | "hh" | "m" | "mm") {
                    letters.push('h');
                }
            }
            '\\' | '_' | '*' => {
                if chars.next() == Some('£') {
                    letters.push('£');
                }
            }
            other => letters.push(other.to_ascii_lowercase()),
        }
    }
    let decimals = letters.split_once('.').map_or(0, |(_, rest)| {
        rest.chars().take_while(|c| matches!(c, '0' | '#')).count()
    });
    if letters.starts_with("general") {
        Shown::Plain
    } else if letters.contains('£') {
        Shown::Pounds(decimals)
    } else if letters.contains(['y', 'd', 'm', 'h', 's']) {
        Shown::Moment
    } else if letters.starts_with("00") && letters.chars().all(|c| matches!(c, '0' | ' ' | '-')) {
        Shown::Padded(letters.matches('0').count())
    } else {
        Shown::Plain
    }
}

/// What one of the formats that every spreadsheet program knows by number makes of numbers.
pub(super) fn shown_by_number(id: u32) -> Shown {
    match id {
        14..=22 | 27..=36 | 45..=47 | 50..=58 => Shown::Moment,
        5 | 6 => Shown::Pounds(0),
        7 | 8 | 44 => Shown::Pounds(2),
        _ => Shown::Plain,
    }
}

/// A number as a cell.
pub(super) fn cell_of(number: f64, shown: Shown, since_1904: bool) -> Cell {
    match shown {
        Shown::Plain => Cell::of(CellKind::Number, plain(number)),
        Shown::Moment => {
            moment(number, since_1904).unwrap_or_else(|| Cell::of(CellKind::Number, plain(number)))
        }
        Shown::Padded(digits) => Cell::of(CellKind::Number, format!("{:0>digits$}", plain(number))),
        Shown::Pounds(decimals) => Cell::of(CellKind::Number, format!("£{number:.decimals$}")),
    }
}

/// A number without an exponent, with at most the 15 digits that spreadsheet programs keep.
pub(super) fn plain(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    format!("{rounded}")
}

/// Days since the end of 1899 (or since 1904) as a date, a time, or both.
pub(in crate::sheet) fn moment(serial: f64, since_1904: bool) -> Option<Cell> {
    /// The last serial that is a date: the end of the year 9999.
    const LAST: f64 = 2_958_466.0;
    if !(0.0..LAST).contains(&serial) {
        return None;
    }
    // To the nearest minute: 10:30 is stored as 0.4374999….
    #[expect(
        clippy::cast_possible_truncation,
        reason = "within the range tested above"
    )]
    let minutes = (serial * 1440.0).round() as i64;
    let (days, minute) = (minutes / 1440, minutes % 1440);
    let time = clock(minute)?;
    if serial < 1.0 && minutes < 1440 {
        return Some(Cell::of(CellKind::Time, time));
    }
    let day = day(days, since_1904)?;
    Some(Cell::of(
        CellKind::Date,
        if minute == 0 {
            day.to_string()
        } else {
            format!("{day} {time}")
        },
    ))
}

/// The date of a whole serial number.
fn day(days: i64, since_1904: bool) -> Option<Date> {
    let start = match (since_1904, days) {
        (true, _) => date(1904, 1, 1),
        // Spreadsheet programs count a 29 February 1900 that never was.
        (false, ..60) => date(1899, 12, 31),
        (false, _) => date(1899, 12, 30),
    };
    start.checked_add(days.days()).ok()
}

fn clock(minute: i64) -> Option<String> {
    let (hour, minute) = (
        i8::try_from(minute / 60).ok()?,
        i8::try_from(minute % 60).ok()?,
    );
    let time = Time::new(hour, minute, 0, 0).ok()?;
    Some(format!("{:02}:{:02}", time.hour(), time.minute()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_see_them() {
        for (number, want) in [
            (1_632_960_123.0, "1632960123"),
            (447_700_900_123.0, "447700900123"),
            (3.4, "3.4"),
            (0.1 + 0.2, "0.3"),
            (-2.0, "-2"),
            (0.0, "0"),
        ] {
            assert_eq!(plain(number), want);
        }
    }

    #[test]
    fn serial_numbers_become_dates_and_times_in_both_systems() {
        for (serial, since_1904, want) in [
            (45_363.0, false, "2024-03-12"),
            (43_901.0, true, "2024-03-12"),
            (1.0, false, "1900-01-01"),
            (61.0, false, "1900-03-01"),
            (45_363.437_5, false, "2024-03-12 10:30"),
            (0.437_499_999, false, "10:30"),
            (0.0, false, "00:00"),
        ] {
            assert_eq!(moment(serial, since_1904).unwrap().text, want, "{serial}");
        }
        assert!(moment(-1.0, false).is_none() && moment(f64::NAN, false).is_none());
    }

    #[test]
    fn formats_tell_dates_money_and_padded_numbers() {
        for (code, want) in [
            ("General", Shown::Plain),
            ("0", Shown::Plain),
            ("#,##0.00", Shown::Plain),
            ("[Red]0.00", Shown::Plain),
            ("dd/mm/yyyy", Shown::Moment),
            ("[$-809]dd mmmm yyyy;@", Shown::Moment),
            ("hh:mm", Shown::Moment),
            ("[h]:mm", Shown::Moment),
            ("\"£\"#,##0.00", Shown::Pounds(2)),
            ("[$£-809]#,##0", Shown::Pounds(0)),
            ("\\£0.00", Shown::Pounds(2)),
            ("00000000000", Shown::Padded(11)),
            ("00000 000000", Shown::Padded(11)),
            ("\"day\" 0", Shown::Plain),
        ] {
            assert_eq!(shown_by(code), want, "{code}");
        }
        let phone = cell_of(1_632_960_123.0, Shown::Padded(11), false);
        assert_eq!(phone.text, "01632960123");
        assert_eq!(cell_of(3.5, Shown::Pounds(2), false).text, "£3.50");
    }
}
