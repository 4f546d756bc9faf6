//! Denials before a phrase: "we do not offer", "no", "no longer", "used to", "have stopped".

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::super::cues::compiled;
use super::words::{ONLY, PARTLY, PAST, Parted, TURNS, Word, is_not, parted, words};
use super::{Standing, Weighed};

/// So many words may stand between a denial and what it denies, and so many in a list.
const REACH: usize = 6;
const REACH_OF_LIST: usize = 10;

/// What denies whatever follows.
const DENIALS: &[&str] = &[
    "no",
    "non",
    "nor",
    "neither",
    "none",
    "without",
    "lack",
    "lacks",
    "lacking",
    "unable",
    "stopped",
    "ceased",
    "discontinued",
    "unsuitable",
    "inaccessible",
    "excluding",
    "excludes",
    "refuse",
    "refuses",
];

/// What denies what follows when an article stands between: "have cancelled our".
const DENIALS_OF_OURS: &[&str] = &[
    "cancelled",
    "suspended",
    "ended",
    "closed",
    "withdrawn",
    "removed",
    "paused",
    "scrapped",
];
const OURS: &[&str] = &["our", "the", "all", "its", "their", "any"];

/// Behind "no" and "not": nothing is denied of what follows.
const OF_SOMETHING_ELSE: &[&str] = &[
    "need",
    "needs",
    "problem",
    "problems",
    "matter",
    "wonder",
    "doubt",
    "forget",
    "hesitate",
    "worry",
    "miss",
    "mind",
    "delay",
    "charge",
    "charges",
    "cost",
    "costs",
    "fee",
    "fees",
    "pay",
    "issue",
    "limit",
    "limits",
    "shortage",
    "obligation",
    "pressure",
    "extra",
    "late",
    "far",
    "sure",
    "know",
    "afraid",
    "alone",
    "least",
    "wait",
    "waiting",
    "stop",
    "too",
    "booking",
    "appointment",
    "appointments",
    "referral",
    "referrals",
    "barrier",
    "have",
    "want",
    "fuss",
    "frills",
    "nonsense",
    "strings",
    "judgement",
    "rush",
    "catch",
    "jargon",
    "experience",
    "membership",
    "contract",
    "commitment",
    "obligations",
    "age",
    "upper",
    "lower",
    "one",
];

/// Behind "not": of some it may hold.
const OF_SOME: &[&str] = &[
    "all",
    "every",
    "everyone",
    "everybody",
    "everywhere",
    "always",
    "fully",
    "entirely",
    "completely",
    "totally",
    "usually",
    "normally",
    "often",
    "generally",
    "necessarily",
    "quite",
    "very",
    "sure",
    "many",
    "most",
    "easily",
    "particularly",
    "ideally",
];

/// What may be lacking for what stands behind "for".
const LACKING_FOR: &[&str] = &[
    "provision",
    "provisions",
    "facility",
    "facilities",
    "capacity",
    "option",
    "options",
    "access",
    "arrangement",
    "arrangements",
    "suitable",
    "intended",
    "open",
    "appropriate",
    "available",
    "recommended",
    "designed",
    "meant",
    "aimed",
    "equipped",
    "set",
    "unsuitable",
    "room",
    "cater",
    "catered",
    "just",
    "accessible",
    "support",
    "equipment",
    "space",
];

/// Somebody else's not being able: "if you cannot", "people who don't".
const OF_OTHERS: &[&str] = &[
    "if", "unless", "until", "when", "whenever", "who", "whoever", "those", "people", "anyone",
    "anybody", "someone", "whether", "where", "why", "or",
];

/// What is hoped for.
const HOPED: &[&str] = &[
    "hope",
    "hoping",
    "plan",
    "plans",
    "planning",
    "fundraising",
    "raising",
    "raise",
    "intend",
    "considering",
];

/// "Not available: lift, ramp".
static LISTED_AS_MISSING: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:not (?:available|provided|offered|accepted)|unavailable|no longer available): ?(?:[\w'\s-]+, ?)*$",
    )
});

/// Verbs that begin another thought behind a comma of a list.
const CALLS: &[&str] = &[
    "us", "call", "ring", "come", "meet", "contact", "email", "book", "text", "visit",
];

/// The denial that stands before a phrase, if any does.
pub(super) fn denial(text: &str, at: &Range<usize>) -> Option<Weighed> {
    let found = |standing, start| {
        let at = start..at.end;
        Some(Weighed { standing, at })
    };
    if let Some(listed) = LISTED_AS_MISSING.find(&text[..at.start]) {
        return found(Standing::Denied, listed.start());
    }
    let before = words(&text[..at.start]);
    let last = before.last()?;
    let own = words(&text[at.clone()]);
    let mut walk = Walk {
        is_of_part: own.first().is_some_and(|own| own.is_any(OF_SOME)),
        is_list: ends_in_list(&text[at.end..]),
        parted: parted(&text[last.end..at.start]),
        ..Walk::default()
    };
    for (steps, word) in before.iter().rev().enumerate() {
        if walk.is_over(steps) {
            return None;
        }
        let place = before.len() - 1 - steps;
        let (left, right) = (&before[..place], &before[place + 1..]);
        match walk.judged(word, left, right) {
            Some(Standing::Holds) => return None,
            Some(standing) => return found(standing, word.start),
            None if walk.turns_at(word, steps) => return None,
            None => {}
        }
    }
    None
}

/// The way from a phrase back through its sentence.
#[derive(Debug)]
struct Walk {
    /// What parts the next word from the last.
    parted: Parted,
    /// Whether the phrase says how far it holds: "fully accessible".
    is_of_part: bool,
    /// Whether a list with "or" was come through: its commas part nothing.
    is_list: bool,
    has_comma: bool,
    has_and: bool,
    has_for: bool,
}

impl Default for Walk {
    fn default() -> Self {
        Self {
            parted: Parted::Nothing,
            is_of_part: false,
            is_list: false,
            has_comma: false,
            has_and: false,
            has_for: false,
        }
    }
}

impl Walk {
    fn is_over(&mut self, steps: usize) -> bool {
        let reach = if self.is_list { REACH_OF_LIST } else { REACH };
        self.has_comma |= self.parted == Parted::Comma;
        steps >= reach
            || match self.parted {
                Parted::Nothing => false,
                Parted::Comma => !self.is_list,
                Parted::Fully => true,
            }
    }

    /// Takes a word in that is no denial; true where another thought begins with it.
    fn turns_at(&mut self, word: &Word<'_>, steps: usize) -> bool {
        self.parted = word.parted;
        self.is_list |= word.is_any(&["or", "nor"]);
        self.has_for |= word.is("for");
        let is_and = word.is("and");
        self.has_and |= is_and;
        is_and && steps > 0 && !self.is_list
            || word.is_any(TURNS)
            || word.is_any(&["can", "may", "join", "use"])
            || self.has_comma && word.is_any(CALLS)
    }

    /// What a word makes of the phrase; `None` where it is no denial. `left` and `right` are
    /// the words on both sides of it, `right` up to the phrase.
    fn judged(&self, word: &Word<'_>, left: &[Word<'_>], right: &[Word<'_>]) -> Option<Standing> {
        use Standing::{Denied, Holds, Unsure};
        let next = right.first();
        let next_is = |words: &[&str]| next.is_some_and(|next| next.is_any(words));
        if is_unsure(word, right) {
            return Some(Unsure);
        }
        let is_given_up = word.is_any(&["gave", "given"]) && next_is(&["up"]);
        if is_given_up || word.is_any(DENIALS_OF_OURS) && next_is(OURS) {
            return Some(Denied);
        }
        let is_plain = is_not(word.text) || word.is("no");
        if !is_plain && !word.is_any(DENIALS) || word.is("non") && !right.is_empty() {
            return None;
        }
        let is_needed = |word: &Word<'_>| word.is_any(&["needed", "required", "necessary"]);
        let is_of_else = next_is(OF_SOMETHING_ELSE) && !has_none(right)
            || right.iter().any(is_needed)
            || next_is(ONLY);
        let is_asked = left.last().is_some_and(|before| before.is("why"));
        let is_profit = right.get(1).is_some_and(|word| word.is("profit"));
        let is_doing = word.is("without") && next.is_some_and(|next| next.text.ends_with("ing"));
        if is_plain && (is_of_else || is_asked || is_profit) || is_doing {
            return Some(Holds);
        }
        // "No steps and a lift" is not "no steps and no lift".
        let is_of_first = self.has_and && word.is("no");
        let is_narrow = self.has_for && !is_for_all(word, right) && !next_is(&["for"]);
        let is_of_some = next_is(OF_SOME) || right.is_empty() && self.is_of_part;
        if is_plain && is_of_some || is_of_others(word, left) || is_of_first || is_narrow {
            return Some(Unsure);
        }
        Some(Denied)
    }
}

/// What is past, hoped for, in part, or something else instead.
fn is_unsure(word: &Word<'_>, right: &[Word<'_>]) -> bool {
    let next_is = |next: &str| right.first().is_some_and(|word| word.is(next));
    word.is_any(PARTLY) && right.is_empty()
        || word.is_any(HOPED)
        || word.is_any(PAST) && right.len() <= 3
        || word.is_any(&["formerly", "previously"])
        || word.is("used") && next_is("to")
        || word.is("had") && right.len() <= 1
        || word.is("rather") && next_is("than")
        || word.is("instead") && next_is("of")
}

/// "Do not have" and "don't have any" deny what they lack; "do not have to" does not.
fn has_none(right: &[Word<'_>]) -> bool {
    let is_have = right.first().is_some_and(|word| word.is("have"));
    is_have && !right.get(1).is_some_and(|word| word.is("to"))
}

/// Whether a denial with "for" is one of what stands behind that.
fn is_for_all(word: &Word<'_>, right: &[Word<'_>]) -> bool {
    let denies = |word: &Word<'_>| {
        word.is_any(LACKING_FOR) || word.is_any(&["cater", "provide", "offer", "work"])
    };
    denies(word) || right.iter().any(denies)
}

/// Whether it is said of somebody who may come: "people who cannot get out".
fn is_of_others(word: &Word<'_>, left: &[Word<'_>]) -> bool {
    let is_verb = is_not(word.text) || word.is_any(&["unable", "without", "lack", "lacks"]);
    let mut parted = word.parted;
    for before in left.iter().rev().take(3).filter(|_| is_verb) {
        if parted != Parted::Nothing {
            return false;
        }
        if before.is_any(OF_OTHERS) {
            return true;
        }
        parted = before.parted;
    }
    false
}

/// Whether a list goes on behind the phrase that ends in "or": "no lift, ramp or parking".
fn ends_in_list(rest: &str) -> bool {
    static OR: LazyLock<Regex> =
        LazyLock::new(|| compiled(r"^(?: \w+)?(?:, ?[\w'\s-]+?){0,4},? (?:or|nor)\b"));
    OR.is_match(rest)
}
