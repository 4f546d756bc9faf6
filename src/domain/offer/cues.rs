//! Ways to say yes, ways to say no, and words that look like either and say nothing.
//!
//! One expression holds all three. At each place of a text what says nothing is tried first,
//! then no, then yes, so "not wheelchair accessible" is never half read as a yes.

use regex::{Regex, RegexBuilder};

/// A table of phrases. A space in a phrase stands for spaces and hyphens.
#[derive(Debug)]
pub(super) struct Cues(Regex);

/// What a phrase says, and the phrase.
pub(super) type Cue<'t> = (bool, &'t str);

impl Cues {
    pub(super) fn new(nothing: &[&str], no: &[&str], yes: &[&str]) -> Self {
        let named = |name: &str, phrases: &[&str]| {
            // An empty table matches nowhere.
            let phrases = if phrases.is_empty() {
                &[r"\b\B"]
            } else {
                phrases
            };
            format!("(?P<{name}>{})", phrases.join("|"))
        };
        let all = [("nothing", nothing), ("no", no), ("yes", yes)];
        let all = all.map(|(name, phrases)| named(name, phrases)).join("|");
        Self(compiled(&format!(r"\b(?:{all})\b")))
    }

    /// What a text says, in its order.
    pub(super) fn all<'t>(&self, text: &'t str) -> Vec<Cue<'t>> {
        // Most texts say nothing, and that is told without looking for groups.
        if !self.0.is_match(text) {
            return Vec::new();
        }
        let found = self.0.captures_iter(text);
        found
            .filter_map(|found| {
                let yes = found.name("yes").map(|words| (true, words.as_str()));
                yes.or_else(|| Some((false, found.name("no")?.as_str())))
            })
            .collect()
    }
}

/// The first yes, else the first no: what holds of one session holds of the service.
pub(super) fn any_yes<'t>(cues: &[Cue<'t>]) -> Option<Cue<'t>> {
    let yes = cues.iter().find(|(says, _)| *says);
    yes.or(cues.first()).copied()
}

/// The first no, else the first yes: what is denied once does not hold.
pub(super) fn any_no<'t>(cues: &[Cue<'t>]) -> Option<Cue<'t>> {
    let no = cues.iter().find(|(says, _)| !*says);
    no.or(cues.first()).copied()
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
