//! Whether an age that a sentence names is that of those who may come.
//!
//! "Under 18s must be accompanied", "under 16s free", "under 25s get priority" and "discount
//! for over 60s" speak of some of those who come: they bound nothing. "No under 18s" bounds
//! from the other side.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::cues::compiled;
use super::denial::{Standing, near, weigh};

/// Of whom an age is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Admission {
    /// Of those who may come.
    May,
    /// Of those who may not.
    MayNot,
    /// Of some among those who may come, or of nobody in particular.
    Beside,
}

/// An age with one bound, as exceptions have it.
static ONE_BOUND: LazyLock<Regex> = LazyLock::new(|| {
    compiled(r"^(?:over|under)\b|\b(?:and|or|&) (?:over|above|older|under|younger)s?$")
});

/// Behind it: they come with somebody, or with somebody's leave.
static ACCOMPANIED: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:(?:un)?accompan\w+|supervis\w+|consent|permission|with (?:an?|their|the|parents?|guardians?) ?(?:\w+ )?(?:parents?|adults?|carers?|guardians?|grown ups?|responsible)?|without (?:an?|their)|unless)\b",
    )
});

/// Behind it: what such people must do or get.
static TREATED: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"^,? ?:? ?-? ?(?:(?:must|should|need|needs|have to|has to|require|requires|will need|can only|may only|get|gets|have|receive|take|given|pay|pays|are given) |(?:are |is |go |goes |get in |come |play |swim |eat |enter |travel )?(?:free|half price|£\d)|(?:\w+ ){0,2}(?:discount|priority|concession|reduc\w+)|welcome (?:with|if|when)|(?:may|can) (?:come|attend|go|be left|swim|join) (?:alone|unaccompanied|on their own|without)|with (?:an?|their) (?:\w+ )?(?:parent|adult|carer|guardian|grown up))",
    )
});

/// Behind it: they must not come, which is no exception.
static FORBIDDEN: LazyLock<Regex> = LazyLock::new(|| {
    compiled(r"^ (?:must|should|may|can) ?(?:not|n't)\b|^ (?:cannot|can't|mustn't)\b")
});

/// Before it: what it costs them, or what else they get.
static PRICED: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"(?:\bfree(?: (?:entry|admission|entrance|of charge|places?|tickets?))?|\b(?:discount|reduction|concession|offer|deal)s?(?: (?:is|are))?(?: (?:given|available|offered))?|\b(?:discounted|reduced|cheaper|half price|price|rate|fee|charge|entry|admission|ticket|cost)s?|£\d+(?:\.\d\d)?|\bpriority(?: (?:is|will be))?(?: given)?) (?:for|to) (?:\w+ ){0,2}$",
    )
});

/// Before it: those who may come but for these.
static BUT: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:except(?:ing)?|excluding|excludes|apart from|other than|but not)(?: for)? (?:\w+ )?$",
    )
});

/// Before it: it is for them, whoever comes along.
static FOR: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:for|of|aimed at|open to)(?: (?:all|any|the|local|our|young|children|kids|people|toddlers|babies|families|those|anyone|boys|girls|adults|pupils))*(?: aged| ages)? ?$",
    )
});

/// Before it: somebody else's, or not only theirs.
static NOT_ONLY: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:not|\w+n't) (?:just|only|exclusively|limited to|restricted to)(?: (?:for|to))?(?: the)? ?$|\b(?:(?:not|\w+n't) (?:need|have) to|no need to) be (?:aged )?$|\bno unaccompanied (?:\w+ )?$|\bunaccompanied (?:\w+ )?$",
    )
});

/// Before it: nobody of them.
static NOBODY: LazyLock<Regex> =
    LazyLock::new(|| compiled(r"\b(?:nobody|no one)(?: (?:is|who is))?(?: aged?)? ?$"));

/// Of whom the age at a place of a sentence is.
pub(super) fn admission(text: &str, at: Range<usize>) -> Admission {
    let near = near(text, &at);
    let before = &text[near.start..at.start];
    let (said, after) = (&text[at.clone()], &text[at.end..near.end]);
    let clause = after.find(['.', ';', '!']).unwrap_or(after.len());
    let clause = &after[..clause];
    if NOT_ONLY.is_match(before) || PRICED.is_match(before) {
        return Admission::Beside;
    }
    if BUT.is_match(before) || NOBODY.is_match(before) {
        return Admission::MayNot;
    }
    // "Aged 18+? Come along": the question is no doubt.
    let standing = weigh(text.trim_end_matches('?'), at).standing;
    let is_refused = standing == Standing::Denied || FORBIDDEN.is_match(clause);
    if is_refused {
        // "No under 16s without an adult" lets those in who bring one.
        return match ACCOMPANIED.is_match(clause) {
            true => Admission::Beside,
            false => Admission::MayNot,
        };
    }
    let is_of_some = ONE_BOUND.is_match(said) && !FOR.is_match(before) && TREATED.is_match(clause);
    if is_of_some || standing == Standing::Unsure {
        return Admission::Beside;
    }
    Admission::May
}
