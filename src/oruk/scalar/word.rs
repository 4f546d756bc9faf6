//! Words of closed lists, and days of the week.

/// Plain words for the standard's, where nobody can mean another.
const OTHER_WORDS: [(&str, &str); 19] = [
    ("open", "active"),
    ("live", "active"),
    ("published", "active"),
    ("closed", "defunct"),
    ("archived", "defunct"),
    ("deleted", "defunct"),
    ("suspended", "temporarily closed"),
    ("paused", "temporarily closed"),
    ("withdrawn", "defunct"),
    ("discontinued", "defunct"),
    ("ended", "defunct"),
    ("expired", "inactive"),
    ("draft", "inactive"),
    ("pending", "inactive"),
    ("unpublished", "inactive"),
    ("hidden", "inactive"),
    ("disabled", "inactive"),
    ("online", "virtual"),
    // The days are added where the others are known.
    ("daily", "WEEKLY"),
];

const DAYS: [(&str, &str); 7] = [
    ("monday", "MO"),
    ("tuesday", "TU"),
    ("wednesday", "WE"),
    ("thursday", "TH"),
    ("friday", "FR"),
    ("saturday", "SA"),
    ("sunday", "SU"),
];

/// The word of the list that the text means; letter case, `_` and `-` do not matter.
pub(super) fn choose(text: &str, words: &[&str]) -> Option<String> {
    let plain = |text: &str| text.to_lowercase().replace(['_', '-'], " ");
    let text = plain(text);
    let meant = |word: &&&str| plain(word) == text;
    let other = |word: &&&str| OTHER_WORDS.contains(&(text.as_str(), word));
    let found = words
        .iter()
        .find(meant)
        .or_else(|| words.iter().find(other))?;
    Some((*found).to_owned())
}

/// iCal days (`MO,TH`, `2TU`, `-1FR`) from such codes, English names or ISO numbers.
pub(crate) fn days(text: &str) -> Option<String> {
    let mut codes = Vec::new();
    let listed = text
        .to_lowercase()
        .replace(" and ", ",")
        .replace(" & ", ",");
    for part in listed
        .split([',', ';', '/', ' '])
        .filter(|part| !part.is_empty())
    {
        let at = part.find(|c: char| c.is_ascii_alphabetic());
        let (which, name) = part.split_at(at.unwrap_or(part.len()));
        let code = match at {
            Some(_) => named_day(name)?,
            None => return numbered_days(text),
        };
        if !(which.is_empty() || matches!(which.parse::<i8>(), Ok(-5..=-1 | 1..=5))) {
            return None;
        }
        let code = format!("{}{code}", which.trim_start_matches('+'));
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    (!codes.is_empty()).then(|| codes.join(","))
}

/// `mo`, `mon`, `monday`, `mondays`; at least two letters.
fn named_day(name: &str) -> Option<&'static str> {
    let name = name
        .strip_suffix('s')
        .filter(|name| name.ends_with("day"))
        .unwrap_or(name);
    DAYS.iter()
        .find(|(day, _)| name.len() >= 2 && day.starts_with(name))
        .map(|(_, code)| *code)
}

/// `1` to `7`, Monday first as in ISO 8601; `0` is taken for Sunday.
fn numbered_days(text: &str) -> Option<String> {
    let mut codes = Vec::new();
    for part in text.split([',', ';', ' ']).filter(|part| !part.is_empty()) {
        let number: usize = part.parse().ok()?;
        let (_, code) = DAYS.get((number + 6) % 7).filter(|_| number <= 7)?;
        codes.push(*code);
    }
    Some(codes.join(","))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Active", Some("active"))]
    #[case("TEMPORARILY_CLOSED", Some("temporarily closed"))]
    #[case("archived", Some("defunct"))]
    #[case("busy", None)]
    fn a_status_is_known_in_any_case(#[case] text: &str, #[case] want: Option<&str>) {
        let words = ["active", "inactive", "defunct", "temporarily closed"];
        assert_eq!(choose(text, &words).as_deref(), want);
    }

    #[rstest]
    #[case("MO,TH", Some("MO,TH"))]
    #[case("Monday, Thursday", Some("MO,TH"))]
    #[case("mon and thurs", Some("MO,TH"))]
    #[case("Tuesdays", Some("TU"))]
    #[case("1,7", Some("MO,SU"))]
    #[case("0", Some("SU"))]
    #[case("2TU", Some("2TU"))]
    #[case("+1MO,-1FR", Some("1MO,-1FR"))]
    #[case("9MO", None)]
    #[case("8", None)]
    #[case("most days", None)]
    #[case(",", None)]
    fn days_are_read_in_many_ways(#[case] text: &str, #[case] want: Option<&str>) {
        assert_eq!(days(text).as_deref(), want);
    }
}
