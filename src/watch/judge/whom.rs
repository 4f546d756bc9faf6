//! Whom the subject of a sentence names: this service, its provider, or somebody else.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::names::{Names, word_set};
use crate::watch::read::dates;
use crate::watch::read::text::words;

/// Whom a subject names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whom {
    /// The service or its provider, by name.
    Named,
    /// "We", "our sessions".
    Us,
    /// "This group", "the club", "it".
    This,
    /// Nobody: the statement stands alone.
    Nobody,
    /// Somebody or something else.
    Else,
}

/// What services call themselves.
static NOUNS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    word_set(
        "service group club project scheme programme charity organisation organization session \
         sessions class classes meeting meetings activity activities drop team everything \
         society association branch page doors",
    )
});

/// Words that may stand around those nouns without naming another thing.
static NEUTRAL: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    word_set(
        "this the our these all it weekly monthly regular lovely beloved much loved much-loved \
         little small local community whole entire usual of and a an here there is are has \
         have will be been that for by now sadly both its cancelled postponed suspended paused \
         stopped closed full currently temporarily had on in from since end last month",
    )
});

/// What "this" can point at that is not the service.
static POINTED_AT: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    word_set(
        "building room road street page website site week month year term morning afternoon evening \
         day time date event offer form survey vacancy post role job consultation petition fund \
         appeal campaign number line address account entrance door lift car park path gate bridge \
         shop store sale exhibition competition bus route position course booking raffle news \
         article story list register poll vote window deadline application venue hall library \
         church school pool office round grant scheme",
    )
});

/// Words that open a sentence before it names anything: "Without volunteers the club …".
static OPENING: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    word_set(
        "without after with due because following despite owing thanks since as from in at on by \
         unless until when while although though if for given under during before despite",
    )
});

/// Whom a subject names; an empty one names nobody.
pub(super) fn whom(subject: &str, names: &Names) -> Whom {
    let subject = subject.trim();
    let whole = whom_whole(subject, names);
    if whole != Whom::Else {
        return whole;
    }
    // "Without new volunteers | Ashby Lunch Club": the name comes after an opening.
    let opens = words(subject)
        .next()
        .is_some_and(|first| OPENING.contains(first.as_str()));
    let spaces = subject.match_indices(' ').map(|(at, _)| at);
    spaces
        .filter(|at| starts_a_name(subject, *at, opens))
        .map(|at| whom_whole(subject[at..].trim(), names))
        .find(|found| matches!(found, Whom::Named | Whom::Us | Whom::This))
        .unwrap_or(Whom::Else)
}

/// Whether a name or "the club" may begin after the space at `at`: after a word in small
/// letters that does not tie it to what went before, as in "the chair of | the club".
fn starts_a_name(subject: &str, at: usize, opens: bool) -> bool {
    let before = subject[..at]
        .split_whitespace()
        .next_back()
        .unwrap_or_default();
    let after = subject[at..].split_whitespace().next().unwrap_or_default();
    let small = before.chars().next().is_some_and(char::is_lowercase);
    let tied = TIES.contains(before.to_lowercase().as_str());
    let determined = matches!(
        after.to_lowercase().as_str(),
        "the" | "this" | "our" | "we" | "it"
    );
    let capital = opens && after.chars().next().is_some_and(char::is_uppercase);
    if opens && OPENING.contains(before.to_lowercase().as_str()) {
        return capital && !determined;
    }
    small && !tied && (determined || capital)
}

/// Words that tie a name to what stands before it.
static TIES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    word_set(
        "of at in for from by with to near on under below above behind beside opposite and or \
         than like about around inside outside into through over against between",
    )
});

fn whom_whole(subject: &str, names: &Names) -> Whom {
    if subject.is_empty() {
        return Whom::Nobody;
    }
    if names.mostly_named_in(subject) && !names_another(subject, names) {
        return Whom::Named;
    }
    if names.provider_named_in(subject) {
        return Whom::Named;
    }
    let is_date = |word: &String| {
        word.starts_with(|c: char| c.is_ascii_digit()) || !dates::in_text(&capital(word)).is_empty()
    };
    let mut words: Vec<String> = words(subject).collect();
    words.retain(|word| !is_date(word));
    let first = words.first().map(String::as_str).unwrap_or_default();
    let last = words.last().map(String::as_str).unwrap_or_default();
    let we = |word: &str| matches!(word, "we" | "we've" | "we're" | "we'll");
    if we(first) || we(last) {
        return Whom::Us;
    }
    let own =
        |word: &String| (names.in_name(word) || names.is_kind(word)) && !names.is_building(word);
    let known = |word: &String| {
        NOUNS.contains(word.as_str())
            || NEUTRAL.contains(word.as_str())
            || own(word)
            || names.is_own_day(word)
    };
    // "This walk", "this friendly pantry": the page points at its own.
    let points = first == "this"
        && (2..=4).contains(&words.len())
        && !words.iter().any(|word| POINTED_AT.contains(word.as_str()));
    if points {
        return Whom::This;
    }
    // "Our last session was …", "There are no meetings": the noun went with the verb.
    let idle = |word: &String| NEUTRAL.contains(word.as_str()) || names.is_own_day(word);
    if words.iter().all(idle) {
        return if first == "our" { Whom::Us } else { Whom::This };
    }
    let some_noun = words
        .iter()
        .any(|word| NOUNS.contains(word.as_str()) || own(word) || word == "it");
    if !words.iter().all(known) || !some_noun {
        return Whom::Else;
    }
    if first == "our" { Whom::Us } else { Whom::This }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

/// Words that begin in capitals over a piece of news and name nobody.
static FAREWELL: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    word_set(
        "goodbye farewell thank thanks you sad sadly news update important announcement notice \
         last final closing closure ending song post so long from us to",
    )
});

/// Whether a subject holds the name of somewhere or something that is not in our names:
/// "Burton Lunch Club" is not "Ashby Lunch Club".
pub(super) fn names_another(subject: &str, names: &Names) -> bool {
    subject
        .split_whitespace()
        .skip(1)
        .chain(subject.split_whitespace().take(1))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| word.chars().next().is_some_and(char::is_uppercase))
        .flat_map(words)
        .any(|word| {
            !names.in_name(&word)
                && !names.in_surroundings(&word)
                && !names.is_own_day(&word)
                && !NOUNS.contains(word.as_str())
                && !NEUTRAL.contains(word.as_str())
                && !FAREWELL.contains(word.as_str())
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oruk::Service;

    #[test]
    fn subjects_are_told_apart() {
        let service: Service = serde_json::from_str(
            r#"{"name":"Ashby Lunch Club","organization":{"name":"Age Friends Northshire"},
                "schedules":[{"byday":"MO"}]}"#,
        )
        .unwrap();
        let names = Names::of(&service);
        for (subject, want) in [
            ("Ashby Lunch Club", Whom::Named),
            ("the Ashby club", Whom::Named),
            ("Age Friends Northshire", Whom::Named),
            ("we", Whom::Us),
            ("We lost our funding", Whom::Us),
            ("Our weekly sessions", Whom::Us),
            ("Our Monday group", Whom::Us),
            ("This service", Whom::This),
            ("the club", Whom::This),
            ("it", Whom::This),
            ("", Whom::Nobody),
            ("The mine", Whom::Else),
            ("Burton Lunch Club", Whom::Else),
            ("Our Burton branch", Whom::Else),
            ("Our Thursday group", Whom::Else),
            ("the café", Whom::Else),
            ("The car park", Whom::Else),
            ("the library", Whom::Else),
            ("This walk", Whom::This),
            ("This building", Whom::Else),
            ("Without new volunteers Ashby Lunch Club", Whom::Named),
            ("Without new volunteers the club", Whom::This),
            ("Due to flooding Burton Lunch Club", Whom::Else),
            ("In the spring the pottery course", Whom::Else),
            (
                "a long struggle to find helpers the lunch club",
                Whom::Named,
            ),
            ("the chair of the club", Whom::Else),
            ("the shop below the club", Whom::Else),
            ("Mondays", Whom::This),
        ] {
            assert_eq!(whom(subject, &names), want, "{subject}");
        }
    }
}
