//! What a number or an address is for, where the page says that it is for something other
//! than reaching the service: the press, gifts, the hall's hire, complaints.

use std::sync::LazyLock;

use regex::Regex;

use super::pattern;

/// Other purposes; the judge leaves out those that the service itself is about.
static OTHER: LazyLock<Regex> = pattern!(
    r"(?ix)\b(?:
        press | media | journalists? | fund-?rais\w+ | donat\w+ | giving | legac(?:y|ies) | gift\said | sponsor\w*
      | volunteer\w* | (?:hall|room|venue|minibus|equipment)\s(?:hire|bookings?) | (?:hire|book|hiring|booking)\s(?:of\s)?(?:the|our|a)\s(?:hall|room|venue|minibus) | hall\skeeper | caretaker | for\shire
      | complain\w* | safeguarding | whistle-?blow\w* | trustees? | treasurer | membership\ssecretary
      | recruitment | vacanc(?:y|ies) | jobs? | careers | data\sprotection | freedom\sof\sinformation | web\s?master | advertis\w+
      | text\s?phone | minicom | text\srelay | interpreters? | lost\sproperty | parking | out[-\s]of[-\s]hours | emergenc(?:y|ies) | police | samaritans | nhs\s?111 | donations? | suppliers? | accounts\sdepartment
    )\b"
);

/// What makes a purpose the service's own after all: "enquiries and hall bookings".
static OURS: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:enquir\w+|inquir\w+|general|information|to (?:join|come|attend|book a place|find out)|referr\w+|contact us|get in touch|speak to|talk to|places?)\b"
);

/// The other purpose that the words right around a value name, in small letters.
pub fn other(text: &str, at: usize, end: usize) -> Option<String> {
    let before = text.get(..at)?;
    let start = before
        .rfind(|c: char| c.is_ascii_digit() || matches!(c, '@' | '.' | ';' | '|' | '\n'))
        .map_or(0, |cut| cut + 1);
    let label = before.get(start..).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    let stop = after
        .find(|c: char| c.is_ascii_digit() || matches!(c, '@' | '.' | ';' | '|' | '\n' | ','))
        .unwrap_or(after.len());
    let after = after.get(..stop).unwrap_or_default().trim_start();
    let tail = ["(", "for ", "- ", "\u{2013} "]
        .iter()
        .any(|sign| after.starts_with(sign));
    let tail = if tail { after } else { "" };
    if OURS.is_match(label) || OURS.is_match(tail) {
        return None;
    }
    let found = OTHER.find(label).or_else(|| OTHER.find(tail))?;
    Some(found.as_str().to_lowercase())
}

static FOR: LazyLock<Regex> = pattern!(
    r"(?i)(?:^|[^\w])for ([\w' -]{2,40}?),? ?(?::|\b(?:ring|call|phone|text|e-?mail|write to|contact|see|use)\b)[^:]{0,20}$"
);

/// What a value is for by the clause right before it: "for lifts ring VALUE". It may be the
/// service itself; that is for the judge to say.
pub fn particular(text: &str, at: usize) -> Option<&str> {
    let before = text.get(..at)?;
    let start = before
        .rfind(|c: char| c.is_ascii_digit() || matches!(c, '@' | '.' | ';' | '|' | '\n'))
        .map_or(0, |cut| cut + 1);
    let label = before.get(start..)?;
    if OURS.is_match(label) {
        return None;
    }
    Some(FOR.captures(label)?.get(1)?.as_str())
}

/// The other purpose that a heading names.
pub fn of_heading(heading: &str) -> Option<String> {
    if OURS.is_match(heading) {
        return None;
    }
    OTHER
        .find(heading)
        .map(|found| found.as_str().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_value_is_for_is_told_by_the_words_right_around_it() {
        for (text, want) in [
            ("Press: VALUE", Some("press")),
            ("For hall hire ring VALUE.", Some("hall hire")),
            ("VALUE (donations)", Some("donations")),
            ("VALUE for volunteering", Some("volunteering")),
            ("To book the hall call Meg on VALUE", Some("book the hall")),
            ("Call the cook on VALUE", None),
            (
                "Call the cook on 01632 960123. Complaints VALUE",
                Some("complaints"),
            ),
            ("Press 01632 960777, bookings VALUE", None),
            ("Enquiries and hall hire VALUE", None),
            ("VALUE. Donations are welcome", None),
            ("Thank you to our volunteers. Call VALUE", None),
        ] {
            let at = text.find("VALUE").unwrap();
            assert_eq!(other(text, at, at + 5).as_deref(), want, "{text}");
        }
        for (text, want) in [
            ("For lifts ring VALUE", Some("lifts")),
            (
                "Call 01632 960123; for the garden: VALUE",
                Some("the garden"),
            ),
            ("For more information ring VALUE", None),
            ("Call the cook on VALUE", None),
        ] {
            let at = text.find("VALUE").unwrap();
            assert_eq!(particular(text, at), want, "{text}");
        }
        assert_eq!(of_heading("Press office").as_deref(), Some("press"));
        assert_eq!(of_heading("Contact us"), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in ".{0,100}", at in 0_usize..120, length in 0_usize..20) {
            other(&text, at, at + length);
            particular(&text, at);
            of_heading(&text);
        }
    }
}
