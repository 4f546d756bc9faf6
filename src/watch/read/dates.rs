//! Days, months and years in running text.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Captures, Regex};

use super::pattern;

/// A date as somebody wrote it: perhaps without its year or its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// The year, where it is written.
    pub year: Option<i16>,
    /// 1 to 12; `None`: a year alone.
    pub month: Option<i8>,
    /// 1 to 31; `None`: the month as a whole.
    pub day: Option<i8>,
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

const MONTH: &str = r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";

/// `3rd of March 2026`, `3 March`.
static DAY_MONTH: LazyLock<Regex> = pattern!(&format!(
    r"(?i)\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}\b\.?,?(?:\s+(\d{{4}})\b)?"
));

/// `March 3rd, 2026`; not `March 2026`, nor the hour in `from March 10am`.
static MONTH_DAY: LazyLock<Regex> = pattern!(&format!(
    r"(?i)\b{MONTH}\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(\d{{4}})\b)?"
));

/// `March 2026`.
static MONTH_YEAR: LazyLock<Regex> = pattern!(&format!(r"(?i)\b{MONTH}\.?,?\s+(\d{{4}})\b"));

/// A month alone: with a capital, for `may` and `march` are verbs too.
static MONTH_ALONE: LazyLock<Regex> = pattern!(
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December)\b"
);

static ISO: LazyLock<Regex> = pattern!(r"\b(\d{4})-(\d{2})-(\d{2})\b");

static SLASHED: LazyLock<Regex> = pattern!(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})\b");

static YEAR: LazyLock<Regex> = pattern!(
    r"\b(?:in|since|until|till|by|during|for|spring|summer|autumn|winter)\s+((?:19|20)\d{2})\b"
);

/// Every date in a text, in order.
pub fn in_text(text: &str) -> Vec<When> {
    let mut found: Vec<(usize, usize, When)> = Vec::new();
    let mut take = |pattern: &Regex, read: fn(&Captures<'_>) -> Option<When>| {
        for captures in pattern.captures_iter(text) {
            let Some(whole) = captures.get(0) else {
                continue;
            };
            let free = found
                .iter()
                .all(|(start, end, _)| whole.end() <= *start || whole.start() >= *end);
            if let (true, Some(when)) = (free, read(&captures)) {
                found.push((whole.start(), whole.end(), when));
            }
        }
    };
    take(&ISO, |c| when(number(c, 1), number(c, 2), number(c, 3)));
    take(&SLASHED, |c| when(year(c, 3), number(c, 2), number(c, 1)));
    take(&DAY_MONTH, |c| {
        when(number(c, 3), month(c, 2), number(c, 1))
    });
    take(&MONTH_DAY, |c| {
        when(number(c, 3), month(c, 1), number(c, 2))
    });
    take(&MONTH_YEAR, |c| when(number(c, 2), month(c, 1), None));
    take(&MONTH_ALONE, |c| when(None, month(c, 1), None));
    take(&YEAR, |c| {
        Some(When {
            year: number(c, 1),
            month: None,
            day: None,
        })
    });
    found.sort_by_key(|(start, _, _)| *start);
    found.into_iter().map(|(_, _, when)| when).collect()
}

fn number(captures: &Captures<'_>, group: usize) -> Option<i16> {
    captures.get(group)?.as_str().parse().ok()
}

fn year(captures: &Captures<'_>, group: usize) -> Option<i16> {
    let year = number(captures, group)?;
    Some(if year < 100 { 2000 + year } else { year })
}

fn month(captures: &Captures<'_>, group: usize) -> Option<i16> {
    let name = captures.get(group)?.as_str().to_lowercase();
    let at = MONTHS.iter().position(|month| name.starts_with(month))?;
    i16::try_from(at + 1).ok()
}

fn when(year: Option<i16>, month: Option<i16>, day: Option<i16>) -> Option<When> {
    let month = i8::try_from(month?).ok().filter(|m| (1..=12).contains(m))?;
    let day = match day {
        Some(day) => Some(i8::try_from(day).ok().filter(|d| (1..=31).contains(d))?),
        None => None,
    };
    Some(When {
        year,
        month: Some(month),
        day,
    })
}

/// Days by which a day without a year may have passed and still be meant as coming, and
/// may be still to come and yet be meant as gone by: pages are not rewritten at once.
const LEEWAY: i32 = 60;

impl When {
    /// The first and the last day that it can mean. Without a year, the one nearest to `near`.
    pub fn days(self, near: Date) -> Option<(Date, Date)> {
        self.nearest(near, |_| true)
    }

    /// As [`When::days`], said of something that is announced: without a year, a day that
    /// is coming or has just passed.
    pub fn days_announced(self, today: Date) -> Option<(Date, Date)> {
        self.nearest(today, |ahead| ahead >= -LEEWAY)
    }

    /// As [`When::days`], said of something that has happened: without a year, a day gone by.
    pub fn days_gone_by(self, today: Date) -> Option<(Date, Date)> {
        self.nearest(today, |ahead| ahead <= LEEWAY / 2)
    }

    /// Whether something announced for it is still to come.
    pub fn is_coming(self, today: Date) -> bool {
        self.days_announced(today)
            .is_some_and(|(first, _)| first > today)
    }

    /// Whether all of it lies more than `days` before `today`.
    pub fn is_older_than(self, days: i32, today: Date) -> bool {
        self.days(today)
            .is_some_and(|(_, last)| (today - last).get_days() > days)
    }

    /// Of the years that it can mean, the one nearest to `near` whose first day is `fit`
    /// by the number of days that it lies ahead.
    fn nearest(self, near: Date, fit: impl Fn(i32) -> bool) -> Option<(Date, Date)> {
        let Some(month) = self.month else {
            let year = self.year?;
            return Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?));
        };
        let in_year = |year: i16| -> Option<(Date, Date)> {
            let first = Date::new(year, month, self.day.unwrap_or(1)).ok()?;
            let last = match self.day {
                Some(_) => first,
                None => first.last_of_month(),
            };
            Some((first, last))
        };
        match self.year {
            Some(year) => in_year(year),
            None => (near.year() - 1..=near.year() + 1)
                .filter_map(in_year)
                .filter(|(first, _)| fit((*first - near).get_days()))
                .min_by_key(|(first, _)| (*first - near).get_days().abs()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn dates_are_read_in_the_ways_people_write_them() {
        let today = date("2026-11-21");
        for (text, first, last) in [
            ("on 3 March 2026", "2026-03-03", "2026-03-03"),
            ("on the 3rd of March 2026.", "2026-03-03", "2026-03-03"),
            ("March 3rd, 2026", "2026-03-03", "2026-03-03"),
            ("2026-03-03", "2026-03-03", "2026-03-03"),
            ("03/03/2026", "2026-03-03", "2026-03-03"),
            ("3.3.26", "2026-03-03", "2026-03-03"),
            ("in March 2026", "2026-03-01", "2026-03-31"),
            ("until January", "2027-01-01", "2027-01-31"),
            ("since September", "2026-09-01", "2026-09-30"),
            ("Thursday 5 November", "2026-11-05", "2026-11-05"),
            ("back on 6th Jan", "2027-01-06", "2027-01-06"),
            ("in 1985", "1985-01-01", "1985-12-31"),
        ] {
            let found = in_text(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(
                found[0].days(today),
                Some((date(first), date(last))),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_date_is_not_taken_for_one() {
        for text in [
            "we may close",
            "march with us",
            "10.30 to 12",
            "1/2",
            "room 2026",
        ] {
            assert_eq!(in_text(text), [], "{text}");
        }
    }

    #[test]
    fn ahead_and_long_ago_are_told_apart() {
        let today = date("2026-11-21");
        let coming = |text: &str| in_text(text)[0].is_coming(today);
        assert!(coming("from 1 December"));
        assert!(coming("from January 2027"));
        assert!(
            coming("from 1 June"),
            "seven months ahead rather than five months ago"
        );
        assert!(!coming("from 1 November"));
        assert!(!coming("in November"));
        let gone_by = |text: &str| in_text(text)[0].days_gone_by(today).unwrap().0;
        assert_eq!(gone_by("in March"), date("2026-03-01"));
        assert_eq!(gone_by("on 1 February"), date("2026-02-01"));
        assert!(in_text("in 1985")[0].is_older_than(400, today));
        assert!(!in_text("in March 2026")[0].is_older_than(400, today));
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in ".{0,200}") {
            for when in in_text(&text) {
                when.days(date("2026-11-21"));
            }
        }

        #[test]
        fn any_numbers_can_be_read(text in "[0-9/. -]{0,40}(Feb|May 31|29 February)?") {
            for when in in_text(&text) {
                when.is_coming(date("2024-02-29"));
            }
        }
    }
}
