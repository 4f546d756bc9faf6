//! Words of a text about hours -> the tokens that matter.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::clock::{AT_MIDNIGHT, AT_NOON, Half, Written, written};
use crate::domain::Day;
use crate::domain::pattern;

/// What the parser looks at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token {
    /// A weekday.
    Day(Day),
    /// Several days by one word: weekdays, weekends, daily.
    Days(&'static [Day]),
    /// Which weekday of the month; -1 is the last.
    Ordinal(i8),
    /// A time.
    Time(Written),
    /// All day and all night.
    Always,
    /// Every other week.
    Fortnight,
    /// Counted by the month.
    Month,
    /// Only while something lasts that is no week: the school holidays.
    Season,
    /// What follows, or what stands before, is shut.
    Closed,
    /// What follows is shut.
    Except,
    /// A half of the day by name.
    Half(Half),
    /// A day of the year.
    Date,
    /// `-`, `to`, `until`.
    Dash,
    /// `&`, `and`, `/`.
    And,
    /// `at`, `from`.
    At,
    /// `between`.
    Between,
    /// `,`, `:`, brackets, a full stop.
    Comma,
    /// `;`, a new line, a bullet.
    Break,
    /// Anything else.
    Word,
}

/// Each alternative is tried in this order at each place of the text.
static LEXER: LazyLock<Regex> = pattern!(
    r"(?ix)
    (?P<always>24\s*/\s*7 | 24\s*-?\s*(?:hours?|hrs?)\b(?:\s+(?:a|per)\s+day)? | round[\s-]the[\s-]clock)
  | (?P<daily>(?:\b7|\bseven)\s+days(?:\s+(?:a|per)\s+week)? | \bevery\s*day\b | \bdaily\b | \beach\s+day\b | \ball\s+week\b)
  | (?P<season>\b(?:during|in|only|outside|out\s+of)\s+(?:the\s+)?(?:school\s+)?(?:holidays|term)\b(?:\s+only)? | \b(?:school\s+)?holidays\s+only)
  | (?P<fortnight>\bevery\s+(?:other|alternate)\b | \balternate\b | \bfortnightly\b | \bfortnight\b | \bevery\s+(?:two|2)\s+weeks | \bevery\s+(?:second|2nd)\b | \bbi-?weekly\b)
  | (?P<month>\b(?:of|in)\s+(?:the|each|every)\s+month | \b(?:each|every|of|a|per)\s+month | \bmonthly | /\s*month)
  | (?P<except>\bexcept(?:ing)?\b | \bexcluding\b | \bexcl?\b\.? | \bapart\s+from)
  | (?P<closed>\bclosed\b | \bshut\b | \bnot\b | \bno\s+(?:sessions?|class(?:es)?|meetings?)\b)
  | (?P<noon>(?:\b12(?:[:.]00)?\s*)?(?:\bnoon|\bmid-?day|noon|mid-?day)\b)
  | (?P<midnight>(?:\b12(?:[:.]00)?\s*)?mid-?night\b)
  | (?P<skip>£\s*\d+(?:\.\d+)?(?:\s*-\s*£?\s*\d+(?:\.\d+)?)?
      | \b(?:age[sd]?|aged|over|under|room|week|years?|yrs?)\s*:?\s*\d+(?:\s*(?:-|to)\s*\d+)?\+?
      | \+?\b0\d{2,4}[\d\s]{6,}\d\b
      | \b\d+\s*(?:-|to)\s*\d+\s*(?:years?|yrs?|months?|weeks?|minutes?|mins?)\b
      | \b\d+\s*(?:(?:x|weeks?|sessions?|places|people|minutes?|mins?|years?|yrs?|hours?)\b|\+|%))
  | (?P<date>\b\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b(?:,?\s+\d{4})?
      | \b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\s+\d{1,2}(?:st|nd|rd|th)?\b(?:,?\s+\d{4})?
      | \b\d{1,2}/\d{1,2}/\d{2,4}\b | \b\d{4}-\d{2}-\d{2}\b)
  | (?P<ordinal>\b(?:[1-5](?:st|nd|rd|th)|first|second|third|fourth|fifth|last)\b)
  | (?P<time>\b\d{1,2}\s?[:.h]\s?\d{2}(?::\d{2})?\s*(?:[ap]\.?\s?m\b\.?|[ap]\b|hrs?\b|h\b)?
      | \b\d{3,4}\s*(?:[ap]\.?m\b\.?|hrs?\b|hours\b|h\b)
      | \b\d{1,2}\s*(?:[ap]\.?\s?m\b\.?|[ap]\b|hrs\b)
      | \b\d{1,4}\b)
  | (?P<initials>\bm\s*-\s*f\b)
  | (?P<weekdays>\bweek\s?days?\b)
  | (?P<weekend>\bweek-?\s?ends?\b)
  | (?P<day>\b(?:mon|tue|wed|thu|thrus|fri|sat|sun|wen)[a-z]*(?:'s)?\b)
  | (?P<short>\b(?:mo|tu|th|fr|sa|su)\b)
  | (?P<half>\b(?:a\.?m\b\.?|p\.?m\b\.?|mornings?|afternoons?|evenings?|eves?|nights?)\b)
  | (?P<between>\bbetween\b)
  | (?P<dash>[-\u2010-\u2015\u2212] | \b(?:to|til|till|until|through|thru)\b)
  | (?P<and>[&+/] | \b(?:and|or|plus)\b)
  | (?P<at>@ | \b(?:at|from|starts?|starting|commencing|opens?|opening)\b)
  | (?P<stop>[;\n|\u2022])
  | (?P<comma>[,:().])
  | (?P<word>[[:alpha:]']+ | \d+)"
);

/// Spellings of the days, as people abbreviate them.
const SPELLINGS: [(Day, &[&str]); 7] = [
    (Day::Monday, &["mon", "mond", "monday"]),
    (Day::Tuesday, &["tue", "tues", "tuesd", "tuesday"]),
    (
        Day::Wednesday,
        &[
            "wed",
            "weds",
            "wednes",
            "wednesd",
            "wednesday",
            "wensday",
            "wendesday",
        ],
    ),
    (
        Day::Thursday,
        &["thu", "thur", "thurs", "thursd", "thursday", "thrusday"],
    ),
    (Day::Friday, &["fri", "frid", "friday"]),
    (Day::Saturday, &["sat", "satur", "saturd", "saturday"]),
    (Day::Sunday, &["sun", "sund", "sunday"]),
];

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let text = text.replace(['’', '‘'], "'");
    LEXER
        .captures_iter(&text)
        .map(|found| token(&found))
        .collect()
}

fn token(found: &Captures<'_>) -> Token {
    let text = &found[0];
    let name = LEXER
        .capture_names()
        .flatten()
        .find(|name| found.name(name).is_some());
    match name.unwrap_or_default() {
        "always" => Token::Always,
        "daily" => Token::Days(&Day::ALL),
        "season" => season(text),
        "fortnight" => Token::Fortnight,
        "month" => Token::Month,
        "closed" => Token::Closed,
        "except" => Token::Except,
        "noon" => Token::Time(AT_NOON),
        "midnight" => Token::Time(AT_MIDNIGHT),
        "date" => Token::Date,
        "ordinal" => Token::Ordinal(ordinal(text)),
        "time" => written(text).map_or(Token::Word, Token::Time),
        "initials" | "weekdays" => Token::Days(&Day::ALL[..5]),
        "weekend" => Token::Days(&Day::ALL[5..]),
        "day" | "short" => day(text).map_or(Token::Word, Token::Day),
        "half" => Token::Half(half(text)),
        "between" => Token::Between,
        "dash" => Token::Dash,
        "and" => Token::And,
        "at" => Token::At,
        "stop" => Token::Break,
        "comma" => Token::Comma,
        _ => Token::Word,
    }
}

/// "in term time" keeps the week; "during the holidays" does not.
fn season(text: &str) -> Token {
    let lower = text.to_lowercase();
    let outside = lower.starts_with("out");
    // Outside the term is in the holidays, and the other way round.
    if lower.contains("term") == outside {
        Token::Season
    } else {
        Token::Word
    }
}

fn ordinal(text: &str) -> i8 {
    match text.to_lowercase().as_str() {
        "1st" | "first" => 1,
        "2nd" | "second" => 2,
        "3rd" | "third" => 3,
        "4th" | "fourth" => 4,
        "last" => -1,
        _ => 5,
    }
}

/// A day by any of its spellings, in the plural and the genitive too.
fn day(text: &str) -> Option<Day> {
    let lower = text.to_lowercase();
    if lower.len() == 2 {
        let mut days = Day::ALL.into_iter();
        return days.find(|day| day.code().eq_ignore_ascii_case(&lower));
    }
    let known = |word: &str| {
        let mut spellings = SPELLINGS.iter();
        spellings
            .find(|(_, known)| known.contains(&word))
            .map(|(day, _)| *day)
    };
    let single = lower.trim_end_matches('s').trim_end_matches('\'');
    known(&lower).or_else(|| known(single))
}

fn half(text: &str) -> Half {
    let lower = text.to_lowercase();
    if ["am", "a.", "morning"]
        .iter()
        .any(|start| lower.starts_with(start))
    {
        Half::Morning
    } else {
        Half::Later
    }
}
