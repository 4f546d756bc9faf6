//! Days, times and how often, in the many ways people write them.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::pattern;

/// Weekdays as bits, Monday 1.
pub type Days = u8;

/// A time of day in minutes; without `am` or `pm` it may mean either half of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// Minutes after midnight.
    pub minutes: u16,
    /// Whether the half of the day is known.
    pub is_certain: bool,
}

/// How often something takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Often {
    /// Every week.
    Weekly,
    /// Every other week.
    Fortnightly,
    /// Once or twice a month.
    Monthly,
}

/// When something takes place, as far as a text says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Times {
    /// The weekdays.
    pub days: Days,
    /// Each span: from, and until where that is said.
    pub spans: Vec<(Clock, Option<Clock>)>,
    /// How often.
    pub often: Option<Often>,
    /// In which weeks of the month, as bits: the first is 1, the last is 16 whichever it is.
    pub weeks: u8,
}

const TIME: &str = r"(?:(\d{1,2})(?:[:.](\d{2}))?(?:\s*([ap])\.?m\b\.?)?|(noon|midday|midnight))";

static SPAN: LazyLock<Regex> = pattern!(&format!(
    r"(?i)(^|[^\w£.:/-]){}(?:\s*noon)?\s*(?:-|\u{{2013}}|\u{{2014}}|to|until|till|til)\s*{}(?:\s*noon)?",
    TIME, TIME
));

static START: LazyLock<Regex> = pattern!(
    r"(?i)(^|[^\w£.:/-])(?:(\d{1,2})(?:[:.](\d{2}))?\s*([ap])\.?m\b|(?:at|from|@)\s+(\d{1,2})[:.](\d{2})\b|(noon|midday)\b)"
);

const DAY_NAMES: [&str; 7] = [
    r"mon(?:day)?s?|dydd\s+llun",
    r"tue(?:s|sday|sdays)?|dydd\s+mawrth",
    r"wed(?:s|nesday|nesdays)?|dydd\s+mercher",
    r"thu(?:r|rs|rsday|rsdays)?|dydd\s+iau",
    r"fri(?:day)?s?|dydd\s+gwener",
    r"sat(?:urday)?s?|dydd\s+sadwrn",
    r"sun(?:day)?s?|dydd\s+sul",
];

static DAY: LazyLock<Regex> = pattern!(&{
    let each = DAY_NAMES.map(|name| format!("({name})")).join("|");
    format!(r"(?i)\b(?:{each})\b(\s*(?:-|\u{{2013}}|to|until|through)\s*(?:{each})\b)?")
});

static ALL_DAYS: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:(weekdays)|(weekends)|(daily|every day|seven days a week|7 days a week))\b"
);

static FORTNIGHTLY: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:fortnightly|every (?:other|second|two weeks|2 weeks|fortnight)|alternate (?:weeks?|mon|tue|wed|thu|fri|sat|sun)\w*|bi-?weekly)\b"
);

static MONTHLY: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:monthly|once a month|twice a month|(?:of|each|every|in the) month|(?:first|second|third|fourth|last|1st|2nd|3rd|4th)(?:\s*(?:and|&)\s*(?:second|third|fourth|last|2nd|3rd|4th))?\s+(?:mon|tue|wed|thu|fri|sat|sun)\w*)\b"
);

static WEEKLY: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:weekly|every week|each week|once a week|(?:every|each) (?:mon|tue|wed|thu|fri|sat|sun)\w*|(?:mon|tues|wednes|thurs|fri|satur|sun)days)\b"
);

/// A weekday that is named as closed: "Wed: closed", "closed on Mondays".
static CLOSED_DAY: LazyLock<Regex> = pattern!(&{
    let day = DAY_NAMES.join("|");
    let days = format!(
        r"(?:{day})\b(?:[ ]*(?:-|\u{{2013}}|,|&|to|and|until|through)[ ]*(?:and )?(?:{day})\b)*"
    );
    format!(
        r"(?i)\b{days}[ ]*(?:[:|(,\u{{2013}}-]|is|are|we are)?[ ]*closed\b|\bclosed[ ]+(?:on |every |all day )?{days}"
    )
});

/// A week of the month: "first Saturday", "2nd and 4th Tuesday", "Dydd Sadwrn cyntaf".
static WEEK: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:(first|1st)|(second|2nd)|(third|3rd)|(fourth|4th)|(last))(?:(?:\s*(?:and|&|,)\s*(?:the )?)(?:(first|1st)|(second|2nd)|(third|3rd)|(fourth|4th)|(last)))?\s+(?:mon|tue|wed|thu|fri|sat|sun)\w*\b|\bdydd\s+\w+\s+(?:(cyntaf)|(?:(ail))|(trydydd)|(pedwerydd)|(olaf))\b"
);

/// Hours as Welsh writes them: `10yb tan 1yp`.
static WELSH_HALF: LazyLock<Regex> = pattern!(r"(?i)(\d)\s*y\.?\s?(b|p)\b\.?");
static WELSH_TO: LazyLock<Regex> = pattern!(r"(?i)([ap]m|\d|hanner dydd)\s+(?:tan|hyd|i)\s+(\d)");

/// A text with the Welsh words for hours and weeks in English.
fn in_english(text: &str) -> Cow<'_, str> {
    const SIGNS: [&str; 5] = ["yb", "yp", "y.b", "y.p", "dydd"];
    const WORDS: [(&str, &str); 5] = [
        ("pob mis", "every month"),
        ("bob mis", "every month"),
        ("bob yn ail wythnos", "every other week"),
        ("pob wythnos", "every week"),
        ("bob wythnos", "every week"),
    ];
    let small = text.to_lowercase();
    if !SIGNS.iter().any(|sign| small.contains(sign)) {
        return Cow::Borrowed(text);
    }
    let text = WELSH_HALF.replace_all(text, |found: &Captures<'_>| {
        let half = if found[2].eq_ignore_ascii_case("b") {
            "am"
        } else {
            "pm"
        };
        format!("{}{half}", &found[1])
    });
    let mut text = WELSH_TO.replace_all(&text, "$1 to $2").into_owned();
    for (welsh, english) in WORDS {
        text = text.replace(welsh, english);
    }
    Cow::Owned(text)
}

fn weeks(text: &str) -> u8 {
    WEEK.captures_iter(text)
        .flat_map(|found| {
            (1..=15_usize)
                .filter(|group| found.get(*group).is_some())
                .map(|group| 1 << ((group - 1) % 5))
                .collect::<Vec<u8>>()
        })
        .fold(0, |weeks, week| weeks | week)
}

/// What a text says of when something takes place.
pub fn in_text(text: &str) -> Times {
    let text = &*in_english(text);
    let mut spans: Vec<_> = SPAN
        .captures_iter(text)
        .filter_map(|found| span(&found))
        .collect();
    if spans.is_empty() {
        spans.extend(START.captures_iter(text).filter_map(|found| start(&found)));
    }
    Times {
        days: days(&CLOSED_DAY.replace_all(text, " ")),
        spans,
        often: often(text),
        weeks: weeks(text),
    }
}

fn days(text: &str) -> Days {
    let mut days = 0;
    for found in DAY.captures_iter(text) {
        let named = |from: usize| (0..7_usize).find(|day| found.get(from + day).is_some());
        let whole = found.get(0).map(|m| m.as_str()).unwrap_or_default();
        // "sat", "sun" and "wed" are words; as days they begin with a capital.
        if whole.chars().next().is_some_and(char::is_lowercase) && whole.len() < 6 {
            continue;
        }
        match (named(1), named(9)) {
            (Some(first), Some(last)) => {
                let mut day = first;
                while day != last {
                    days |= 1 << day;
                    day = (day + 1) % 7;
                }
                days |= 1 << last;
            }
            (Some(day), None) => days |= 1 << day,
            _ => {}
        }
    }
    for found in ALL_DAYS.captures_iter(text) {
        days |= match (found.get(1), found.get(2)) {
            (Some(_), _) => 0b001_1111,
            (None, Some(_)) => 0b110_0000,
            _ => 0b111_1111,
        };
    }
    days
}

fn often(text: &str) -> Option<Often> {
    if FORTNIGHTLY.is_match(text) {
        Some(Often::Fortnightly)
    } else if MONTHLY.is_match(text) {
        Some(Often::Monthly)
    } else {
        WEEKLY.is_match(text).then_some(Often::Weekly)
    }
}

/// `12 noon to 2pm`, `10.30-12`, `2–4pm`. Two bare numbers are no times: they may be ages.
fn span(found: &Captures<'_>) -> Option<(Clock, Option<Clock>)> {
    let whole = found.get(0)?.as_str().to_lowercase();
    let marked = [3, 4, 5, 7, 8, 9]
        .iter()
        .any(|group| found.get(*group).is_some());
    if !marked && !whole.contains("noon") {
        return None;
    }
    let half = |group: usize| found.get(group).map(|m| m.as_str().to_lowercase());
    let (first_half, last_half) = (half(4), half(8));
    let last = clock(found, 6, last_half.as_deref())?;
    let mut first = clock(found, 2, first_half.as_deref())?;
    // "2 to 4pm": the first half of the day is that of the second, unless it then ended
    // before it began: "10 to 1pm".
    if !first.is_certain && last.is_certain {
        let base = first.minutes % 720;
        let later = base + 720;
        first.minutes = if later <= last.minutes { later } else { base };
        first.is_certain = true;
    }
    Some((first, Some(last)))
}

fn start(found: &Captures<'_>) -> Option<(Clock, Option<Clock>)> {
    if found.get(7).is_some() {
        return Some((certain(720), None));
    }
    let half = found.get(4).map(|m| m.as_str().to_lowercase());
    let hour = found.get(2).or_else(|| found.get(5))?.as_str();
    let minute = found.get(3).or_else(|| found.get(6)).map(|m| m.as_str());
    Some((time(hour, minute, half.as_deref())?, None))
}

fn clock(found: &Captures<'_>, group: usize, half: Option<&str>) -> Option<Clock> {
    match found.get(group + 3).map(|m| m.as_str().to_lowercase()) {
        Some(word) if word == "midnight" => Some(certain(1440)),
        Some(_) => Some(certain(720)),
        None => {
            let minute = found.get(group + 1).map(|m| m.as_str());
            time(found.get(group)?.as_str(), minute, half)
        }
    }
}

fn certain(minutes: u16) -> Clock {
    Clock {
        minutes,
        is_certain: true,
    }
}

fn time(hour: &str, minute: Option<&str>, half: Option<&str>) -> Option<Clock> {
    let written: u16 = hour.parse().ok()?;
    let minute: u16 = minute.map_or(Some(0), |text| text.parse().ok())?;
    if written > 24 || minute > 59 {
        return None;
    }
    let minutes = match half {
        Some("a") => (written % 12) * 60 + minute,
        Some(_) => (written % 12 + 12) * 60 + minute,
        None => written * 60 + minute,
    };
    // "09:00" and "14:00" are of a 24-hour clock.
    let is_certain = half.is_some() || written > 12 || hour.starts_with('0');
    Some(Clock {
        minutes,
        is_certain,
    })
}

impl Clock {
    /// How far a page's time is from a listed one, in minutes; in either half of the day
    /// when the page does not say which.
    pub fn distance(self, listed: u16) -> u16 {
        let plain = self.minutes.abs_diff(listed);
        if self.is_certain {
            return plain;
        }
        let (a, b) = (self.minutes % 720, listed % 720);
        let apart = a.abs_diff(b);
        plain.min(apart).min(720 - apart)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(text: &str) -> Vec<String> {
        let show = |clock: Clock| format!("{:02}:{:02}", clock.minutes / 60, clock.minutes % 60);
        in_text(text)
            .spans
            .into_iter()
            .map(|(from, to)| format!("{}-{}", show(from), to.map(show).unwrap_or_default()))
            .collect()
    }

    #[test]
    fn a_span_is_read_however_it_is_written() {
        for (text, want) in [
            ("10am-12pm", "10:00-12:00"),
            ("10:00\u{2013}12:00", "10:00-12:00"),
            ("10.00am to 12 noon", "10:00-12:00"),
            ("10 a.m. until 12 p.m.", "10:00-12:00"),
            ("12 noon to 2pm (doors open at 11.45)", "12:00-14:00"),
            ("noon - 2pm", "12:00-14:00"),
            ("2-4pm", "14:00-16:00"),
            ("10-1pm", "10:00-13:00"),
            ("1.30pm to 3pm", "13:30-15:00"),
            ("13:30 \u{2013} 15:30", "13:30-15:30"),
            ("09:00-17:00", "09:00-17:00"),
            ("from 6pm till 7.30pm", "18:00-19:30"),
            ("starts at 7pm", "19:00-"),
            ("from 10:30", "10:30-"),
        ] {
            assert_eq!(spans(text), [want], "{text}");
        }
        assert_eq!(
            spans("10am-12pm and 1pm-3pm"),
            ["10:00-12:00", "13:00-15:00"]
        );
    }

    #[test]
    fn other_numbers_are_no_times() {
        for text in [
            "ages 5-11",
            "£2.50 to £4.50",
            "01632 960123",
            "3 to 5 people",
            "12.03.2026",
            "pages 10-12",
        ] {
            assert_eq!(spans(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn days_are_read_in_full_and_short_and_as_ranges() {
        for (text, want) in [
            ("Tuesdays", 0b000_0010),
            ("every Tuesday and Thursday", 0b000_1010),
            ("Mon-Fri", 0b001_1111),
            ("Monday to Wednesday", 0b000_0111),
            ("weekdays", 0b001_1111),
            ("Sat & Sun", 0b110_0000),
            ("Dydd Mawrth", 0b000_0010),
            ("we sat in the sun", 0),
            ("daily", 0b111_1111),
            ("Mon: 3pm-7pm\nWed: closed\nThu: 3pm-7pm", 0b000_1001),
            ("Tuesday to Sunday | Closed", 0),
            ("Open daily but closed on Mondays", 0b111_1111),
        ] {
            assert_eq!(in_text(text).days, want, "{text}");
        }
    }

    #[test]
    fn how_often_is_read_in_words() {
        for (text, want) in [
            ("every other Thursday", Some(Often::Fortnightly)),
            ("fortnightly on Mondays", Some(Often::Fortnightly)),
            ("first Monday of the month", Some(Often::Monthly)),
            ("the 2nd and 4th Tuesday", Some(Often::Monthly)),
            ("every Monday", Some(Often::Weekly)),
            ("Mondays", Some(Often::Weekly)),
            ("10am", None),
        ] {
            assert_eq!(in_text(text).often, want, "{text}");
        }
    }

    #[test]
    fn a_time_without_its_half_of_the_day_may_be_either() {
        let bare = in_text("7.30-9.30").spans[0].0;
        assert_eq!(bare.distance(19 * 60 + 30), 0);
        assert_eq!(bare.distance(7 * 60 + 30), 0);
        assert_eq!(bare.distance(8 * 60 + 30), 60);
        let sure = in_text("7.30am-9.30am").spans[0].0;
        assert_eq!(sure.distance(19 * 60 + 30), 720);
    }

    #[test]
    fn weeks_of_the_month_and_welsh_hours_are_read() {
        for (text, weeks) in [
            ("First Saturday of every month", 1),
            ("2nd and 4th Tuesdays", 0b1010),
            ("the last Friday", 0b10000),
            ("Dydd Sadwrn cyntaf pob mis, 10yb tan 1yp", 1),
            ("Dydd Sadwrn olaf pob mis", 0b10000),
            ("Saturdays", 0),
        ] {
            assert_eq!(in_text(text).weeks, weeks, "{text}");
        }
        assert_eq!(spans("Dydd Sadwrn, 10yb tan 1yp"), ["10:00-13:00"]);
        assert_eq!(
            in_text("Dydd Sadwrn cyntaf pob mis").often,
            Some(Often::Monthly)
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in ".{0,200}") {
            in_text(&text);
        }

        #[test]
        fn any_numbers_can_be_read(text in "[0-9:. apmnoto-]{0,60}") {
            for (from, to) in in_text(&text).spans {
                from.distance(600);
                to.map(|to| to.distance(600));
            }
        }
    }
}
