//! Columns that belong to one day of the week.

use crate::domain::Day;
use crate::sheet::role::Role;

/// Columns of one weekday: "Mon", "Monday times", "Mon open", "Tues close".
pub(super) fn of_weekday(folded: &str) -> Option<Role> {
    let words: Vec<&str> = folded.split(' ').collect();
    let mut days = words.iter().filter_map(|word| day(word));
    let named = days.next()?;
    if days.next().is_some() {
        return None;
    }
    let rest: Vec<&str> = words
        .into_iter()
        .filter(|word| day(word).is_none())
        .collect();
    let all_in = |known: &[&str]| rest.iter().all(|word| known.contains(word));
    let any_in = |known: &[&str]| rest.iter().any(|word| known.contains(word));
    let around = [
        "time",
        "times",
        "hours",
        "hour",
        "opening",
        "session",
        "sessions",
        "am",
        "pm",
        "at",
        "hrs",
        "open",
        "opens",
        "start",
        "starts",
        "from",
        "close",
        "closes",
        "closing",
        "end",
        "ends",
        "finish",
        "to",
        "until",
        "till",
        "s",
        "day",
        "days",
        "available",
        "schedule",
        "1",
        "2",
        "starting",
        "finishing",
        "begin",
        "begins",
    ];
    if !all_in(&around) {
        return None;
    }
    let opens = any_in(&[
        "open", "opens", "start", "starts", "from", "opening", "starting", "begin", "begins",
    ]);
    let closes = any_in(&[
        "close",
        "closes",
        "closing",
        "end",
        "ends",
        "finish",
        "to",
        "until",
        "till",
        "finishing",
    ]);
    let of_hours = any_in(&["hours", "times", "hrs"]);
    Some(match (opens && !of_hours, closes) {
        (true, false) => Role::DayOpens(named),
        (false, true) => Role::DayCloses(named),
        _ => Role::DayTimes(named),
    })
}

/// A weekday's name, short or in full.
pub(super) fn day(word: &str) -> Option<Day> {
    let short = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let other = ["mo", "tues", "weds", "thur", "fr", "sa", "su"];
    let third = ["mons", "tu", "we", "thurs", "fris", "sats", "suns"];
    let at = Day::ALL
        .iter()
        .position(|day| day.as_str() == word || word.strip_suffix('s') == Some(day.as_str()));
    let at = at.or_else(|| {
        [short, other, third]
            .iter()
            .find_map(|list| list.iter().position(|day| *day == word))
    });
    // Two letters alone are too little: "we", "fr".
    at.filter(|_| word.len() > 2).map(|at| Day::ALL[at])
}
