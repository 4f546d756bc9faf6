//! Ways to say yes, ways to say no, and words that look like either and say nothing.
//!
//! One expression holds them all. At each place of a text what says nothing is tried first,
//! then what is surely a yes ("no referral needed"), then no, then yes. A yes is then
//! [weighed](weigh) against the words around it: what they take back is a no.

use std::collections::BTreeSet;

use regex::{Regex, RegexBuilder};

use super::denial::{Standing, weigh};

/// A table of phrases. A space in a phrase stands for spaces and hyphens.
#[derive(Debug)]
pub(super) struct Cues(Regex);

/// What a phrase says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cue<'t> {
    pub(super) says: bool,
    /// The phrase, with what denies it.
    pub(super) words: &'t str,
    /// The phrase alone.
    thing: &'t str,
    /// Whether it is a yes that the words around it take back.
    pub(super) is_denied: bool,
}

impl Cues {
    pub(super) fn new(nothing: &[&str], no: &[&str], yes: &[&str]) -> Self {
        Self::with_sure(nothing, &[], no, yes)
    }

    /// With phrases that say yes whatever they look like.
    pub(super) fn with_sure(nothing: &[&str], sure: &[&str], no: &[&str], yes: &[&str]) -> Self {
        let named = |name: &str, phrases: &[&str]| {
            // An empty table matches nowhere.
            let phrases = if phrases.is_empty() {
                &[r"\b\B"]
            } else {
                phrases
            };
            format!("(?P<{name}>{})", phrases.join("|"))
        };
        let all = [
            ("nothing", nothing),
            ("sure", sure),
            ("no", no),
            ("yes", yes),
        ];
        let all = all.map(|(name, phrases)| named(name, phrases)).join("|");
        Self(compiled(&format!(r"\b(?:{all})\b")))
    }

    /// What a text says, in its order.
    pub(super) fn all<'t>(&self, text: &'t str) -> Vec<Cue<'t>> {
        // Most texts say nothing, and that is told without looking for groups.
        if !self.0.is_match(text) {
            return Vec::new();
        }
        let cue = |says, words, thing, is_denied| Cue {
            says,
            words,
            thing,
            is_denied,
        };
        let found = self.0.captures_iter(text);
        found
            .filter_map(|found| {
                if let Some(sure) = found.name("sure") {
                    return Some(cue(true, sure.as_str(), sure.as_str(), false));
                }
                if let Some(no) = found.name("no") {
                    let no = no.as_str();
                    let before = &text[..found.get(0)?.start()];
                    return (!is_no_denied(before)).then(|| cue(false, no, no, false));
                }
                let yes = found.name("yes")?;
                let weighed = weigh(text, yes.range());
                let words = text.get(weighed.at)?;
                match weighed.standing {
                    Standing::Holds => Some(cue(true, words, yes.as_str(), false)),
                    Standing::Denied => Some(cue(false, words, yes.as_str(), true)),
                    Standing::Unsure => None,
                }
            })
            .collect()
    }
}

/// "Not fully booked", "no longer by referral only": a no that is denied says nothing.
fn is_no_denied(before: &str) -> bool {
    let words: Vec<&str> = before.split_whitespace().rev().take(2).collect();
    let is = |at: usize, word: &str| {
        let said = words.get(at);
        said.is_some_and(|said| said.eq_ignore_ascii_case(word))
    };
    let at = usize::from(is(0, "just") || is(0, "only") || is(0, "by"));
    let ends_in_not = words
        .get(at)
        .is_some_and(|word| word.to_ascii_lowercase().ends_with("n't"));
    is(at, "not") || ends_in_not || is(0, "longer") && is(1, "no")
}

/// The first yes that is nowhere taken back, else the first no: what holds of one session
/// holds of the service.
pub(super) fn any_yes<'t>(cues: &[Cue<'t>]) -> Option<Cue<'t>> {
    let denied = cues.iter().filter(|cue| cue.is_denied);
    let denied: BTreeSet<String> = denied.map(|cue| plain(cue.thing)).collect();
    let is_denied = |cue: &Cue<'_>| !denied.is_empty() && denied.contains(&plain(cue.thing));
    let yes = cues.iter().find(|cue| cue.says && !is_denied(cue));
    yes.or_else(|| cues.iter().find(|cue| !cue.says)).copied()
}

/// The first no, else the first yes: what is denied once does not hold.
pub(super) fn any_no<'t>(cues: &[Cue<'t>]) -> Option<Cue<'t>> {
    let no = cues.iter().find(|cue| !cue.says);
    no.or(cues.first()).copied()
}

/// A phrase in small letters and without hyphens, of several as of one.
fn plain(thing: &str) -> String {
    let plain = thing.to_ascii_lowercase().replace('-', " ");
    plain.trim_end_matches('s').to_owned()
}

/// Compiles a literal pattern: letters in any case, a space for spaces and hyphens, and
/// word boundaries by ASCII, which [texts](super::texts) are folded to.
#[expect(
    clippy::expect_used,
    reason = "literals only; the tests of their files use them"
)]
pub(super) fn compiled(pattern: &str) -> Regex {
    RegexBuilder::new(&pattern.replace(' ', "(?:[ -]+)"))
        .case_insensitive(true)
        .unicode(false)
        .build()
        .expect("a literal pattern")
}
