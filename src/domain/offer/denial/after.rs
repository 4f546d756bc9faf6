//! Denials behind a phrase: "is not available", "has ended", "out of order", ": no".

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::super::cues::compiled;
use super::words::{ENDED, PARTLY, Parted, TURNS, Word, is_not, words};
use super::{Standing, Weighed};

/// Behind "out of".
const OUT_OF: &[&str] = &["order", "service", "action", "use", "bounds"];

/// What is shut at some times and open at others.
const SHUT: &[&str] = &["closed", "shut", "unavailable"];

/// What does not come back.
const FOR_GOOD: &[&str] = &[
    "ended",
    "stopped",
    "ceased",
    "gone",
    "discontinued",
    "withdrawn",
    "removed",
    "scrapped",
    "finished",
];

/// Behind "being".
const IN_THE_MAKING: &[&str] = &[
    "repaired",
    "refurbished",
    "replaced",
    "built",
    "installed",
    "planned",
    "improved",
    "fixed",
    "upgraded",
    "renovated",
];

/// "A thing of the past".
static GONE: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"^(?:\s[\w']+){0,6} (?:a thing of the past|(?:come|came) to an end|(?:drawn|come) to a close|had to (?:close|stop|end)|ran until (?:19|20)\d\d)\b",
    )
});

/// So many words may stand between the phrase and the verb that denies it.
const REACH: usize = 10;

/// A form's answer: "Wheelchair access: no".
static ANSWERED_NO: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"^\s*(?:(?:[:=?(]|-\s|-$)[\s(-]*(?:(?:sorry|unfortunately|sadly),? ?)?(?:no|not|none|nil|n/a|never)(?:\s*[.,;:)!]|\s+-|\s*$)|(?:[:=?(]|-\s)[\s(-]*(?:none|nil|unavailable|no longer|out of (?:order|service|action|use)|broken|removed|withdrawn|suspended|discontinued|not (?:currently |yet )?(?:available|provided|possible|offered|accessible|allowed|working|permitted|accepted|fitted)\b)|(?:no|none)\s*[.)]*$)",
    )
});

/// A form's answer that is neither yes nor no.
static ANSWERED_PARTLY: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"^\s*(?:[:=?(]|-\s)[\s(-]*(?:limited|partial(?:ly)?|partly|poor|restricted|difficult|unknown|not (?:known|sure|applicable|stated|all|fully|everywhere|upstairs)|tbc|to be confirmed|varies|in part)\b",
    )
});

/// "There is a lift, but it is out of order".
static BUT_IT: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"^(?: [\w']+){0,4},? (?:but|though|although|however)(?: (?:sadly|unfortunately|currently|now))?,? (?:it|they|this|these|that)(?:'s|'re)?\b",
    )
});

const SINGULAR: &[&str] = &[
    "is", "was", "has", "does", "isn't", "wasn't", "hasn't", "doesn't",
];
const PLURAL: &[&str] = &["are", "were", "have", "aren't", "weren't", "haven't"];
const OTHER_VERBS: &[&str] = &["do", "will", "can", "be", "may", "must", "should"];

/// Words that say nothing between a verb and what it says.
const ADVERBS: &[&str] = &[
    "been",
    "be",
    "being",
    "now",
    "currently",
    "presently",
    "sadly",
    "unfortunately",
    "also",
    "still",
    "temporarily",
    "permanently",
    "all",
    "both",
    "very",
    "quite",
    "rather",
    "somewhat",
    "recently",
    "since",
    "already",
    "actually",
    "at",
    "present",
    "the",
    "moment",
    "yet",
    "able",
    "to",
    "any",
    "have",
    "got",
    "really",
    "even",
    "well",
    "is",
];

/// What "not" takes away.
const OFFERED: &[&str] = &[
    "available",
    "allowed",
    "permitted",
    "possible",
    "provided",
    "offered",
    "accepted",
    "working",
    "running",
    "accessible",
    "open",
    "there",
    "supported",
    "supplied",
    "held",
    "exist",
    "operate",
    "operating",
    "operational",
    "functioning",
    "take",
    "taking",
    "taken",
    "admitted",
    "welcome",
    "given",
    "done",
    "run",
    "happen",
    "happening",
    "meet",
    "meeting",
    "use",
    "used",
    "usable",
    "fitted",
    "installed",
    "accept",
    "offer",
    "work",
    "catered",
    "taught",
    "spoken",
    "accommodated",
    "served",
    "going",
];

/// What "not" may be said of without taking anything away.
const BESIDE: &[&str] = &[
    "free",
    "far",
    "cheap",
    "expensive",
    "charged",
    "limited",
    "restricted",
    "closed",
    "full",
    "a",
    "an",
    "affected",
    "known",
    "included",
];

/// At some times only.
static SOMETIMES: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:(?:on|at|over|during|every|each|in|until|till|after|before|between|from|for|this|next) (?:the |a |most |some |all )?(?:\w+ )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?|days|(?:bank |public |school )?holidays?|christmas|easter|new year|term|half term|summer|winter|evenings?|nights?|mornings?|afternoons?|lunch|week|month|january|february|march|april|may|june|july|august|september|october|november|december|\d{1,2})|weekends|sundays)\b",
    )
});

/// For some people or in some places only.
static FOR_SOME: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"^ (?:for|to|in|outside|above|beyond|without|with|via|from|by|if|unless|when|where)\b",
    )
});

/// For all, whatever the words look like.
static FOR_ALL: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"^ (?:for (?:now|the (?:moment|time being|foreseeable future))|to (?:all|anyone|anybody|everyone|the public)|in (?:use|operation|place|service|action|this|our|the (?:building|venue|hall|centre|premises|church))|(?:in|since) (?:19|20)\d\d|from us|with us|until further)\b",
    )
});

/// The denial that stands behind a phrase, if any does.
pub(super) fn denial(text: &str, at: &Range<usize>) -> Option<Weighed> {
    let rest = &text[at.end..];
    let found = |standing, end: usize| {
        let end = at.end + end;
        Some(Weighed {
            standing,
            at: at.start..end,
        })
    };
    if let Some(answer) = ANSWERED_NO.find(rest) {
        return found(Standing::Denied, answer.end());
    }
    if let Some(gone) = GONE.find(rest) {
        return found(Standing::Denied, gone.end());
    }
    if let Some(answer) = ANSWERED_PARTLY.find(rest) {
        return found(Standing::Unsure, answer.end());
    }
    if rest.trim() == "?" && text[..at.start].trim().is_empty() {
        return found(Standing::Unsure, 0);
    }
    if let Some(it) = BUT_IT.find(rest) {
        let (standing, end) = clause_says(&rest[it.end()..])?;
        return (standing != Standing::Holds).then(|| found(standing, it.end() + end))?;
    }
    let (standing, end) = clause_says(rest)?;
    (standing != Standing::Holds).then(|| found(standing, end))?
}

/// What the clause at the beginning of a text makes of what stands before, and where that ends.
fn clause_says(rest: &str) -> Option<(Standing, usize)> {
    let all = words(rest);
    let clause = all
        .iter()
        .position(|word| word.parted != Parted::Nothing)
        .unwrap_or(all.len());
    judge(rest, &all[..clause])
}

/// What the words of the clause behind a phrase make of it, and where they end.
fn judge(rest: &str, clause: &[Word<'_>]) -> Option<(Standing, usize)> {
    let mut has_verb = false;
    let mut is_shared = true;
    for (at, word) in clause.iter().enumerate().take(REACH) {
        let is_verb = word.is_any(SINGULAR) || word.is_any(OTHER_VERBS);
        if word.is_any(TURNS) || !is_shared && is_verb {
            return None;
        }
        if is_not(word.text) {
            let is_of_it = is_shared || has_verb || word.is_any(PLURAL);
            return is_of_it.then(|| denied(rest, clause, at + 1));
        }
        let next_is = |steps: usize, words: &[&str]| {
            let next = clause.get(at + steps);
            next.filter(|next| next.is_any(words))
        };
        if word.is("no") {
            let over = next_is(1, &["longer", "more"])?;
            let end = clause.get(at + 2).unwrap_or(over).end;
            return Some(narrowed(rest, end));
        }
        if let Some(of) = next_is(2, OUT_OF).filter(|_| word.is("out")) {
            return Some(narrowed(rest, of.end));
        }
        if let Some(thing) =
            next_is(1, &["soon", "hold"]).filter(|_| word.is_any(&["coming", "on"]))
        {
            let standing = if thing.is("hold") {
                Standing::Denied
            } else {
                Standing::Unsure
            };
            return Some((standing, thing.end));
        }
        if has_verb || at == 0 {
            if word.is_any(SHUT) {
                return Some(narrowed(rest, word.end));
            }
            if word.is_any(ENDED) {
                return Some(over(rest, word));
            }
            if word.is_any(PARTLY) || next_is(1, IN_THE_MAKING).is_some() && word.is("being") {
                return Some((Standing::Unsure, word.end));
            }
        }
        if word.is("and") && has_verb {
            return None;
        }
        is_shared &= !word.is("and");
        if is_verb || word.is_any(PLURAL) {
            has_verb = true;
        } else if has_verb && !word.is_any(ADVERBS) {
            // "Is available": whatever follows is said of that.
            return None;
        }
    }
    None
}

/// What has come to an end: when it did says nothing, but what is off for some days or for
/// some people may be on for others.
fn over(rest: &str, word: &Word<'_>) -> (Standing, usize) {
    let (standing, end) = narrowed(rest, word.end);
    let is_for_good = word.is_any(FOR_GOOD) && standing == Standing::Holds;
    match standing {
        Standing::Holds if is_for_good => (Standing::Denied, end),
        Standing::Holds => (Standing::Unsure, end),
        standing => (standing, end),
    }
}

/// What "not" says with the words from `at` on.
fn denied(rest: &str, clause: &[Word<'_>], at: usize) -> (Standing, usize) {
    let behind = clause.get(at..).unwrap_or_default();
    let end = at
        .checked_sub(1)
        .and_then(|at| clause.get(at))
        .map_or(0, |not| not.end);
    let Some(said) = behind.iter().find(|word| !word.is_any(ADVERBS)) else {
        return (Standing::Denied, behind.last().map_or(end, |word| word.end));
    };
    if said.is_only() || said.is_any(BESIDE) {
        return (Standing::Holds, said.end);
    }
    if said.is_any(&["in", "on"]) {
        return narrowed(rest, end);
    }
    if said.is_any(OFFERED) {
        return narrowed(rest, said.end);
    }
    (Standing::Unsure, said.end)
}

/// A denial up to a word, unless what follows narrows it.
fn narrowed(rest: &str, end: usize) -> (Standing, usize) {
    let behind = &rest[end..];
    let clause = behind
        .find(['.', ',', ';', '!', '?', '(', ')'])
        .unwrap_or(behind.len());
    let clause = &behind[..clause];
    let standing = if FOR_ALL.is_match(clause) {
        Standing::Denied
    } else if SOMETIMES.is_match(clause) {
        Standing::Holds
    } else if FOR_SOME.is_match(clause) {
        Standing::Unsure
    } else {
        Standing::Denied
    };
    (standing, end)
}
