//! Words of a question that are no need: filler, denials, and what stands beside ages.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

static OURS: LazyLock<Plain> = LazyLock::new(|| {
    let read = toml::from_str(include_str!("words.toml"));
    #[expect(clippy::expect_used, reason = "embedded, and a test reads it")]
    read.expect("the words that come with the program")
});

/// The lists of `words.toml`; see there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plain {
    filler: HashSet<String>,
    generic: HashSet<String>,
    denials: HashSet<String>,
    denials_of_two: HashSet<String>,
    lacks: HashSet<String>,
    undone: HashSet<String>,
    beside_ages: HashSet<String>,
}

impl Plain {
    pub(super) fn ours() -> &'static Self {
        &OURS
    }

    /// Whether it says nothing of what is wanted.
    pub(super) fn is_filler(&self, word: &str) -> bool {
        self.filler.contains(word)
    }

    /// Whether it fits nearly every service.
    pub(super) fn is_generic(&self, word: &str) -> bool {
        self.generic.contains(word)
    }

    /// Whether what follows is not wanted.
    pub(super) fn is_denial(&self, words: &str) -> bool {
        self.denials.contains(words) || self.denials_of_two.contains(words)
    }

    /// Whether it says that somebody lacks the thing that follows.
    pub(super) fn is_lack(&self, word: &str) -> bool {
        self.lacks.contains(word)
    }

    /// Whether it takes the meaning of a denial right before it away.
    pub(super) fn undoes(&self, word: &str) -> bool {
        self.undone.contains(word)
    }

    /// Whether a number beside it is an age.
    pub(super) fn is_beside_ages(&self, word: &str) -> bool {
        self.beside_ages.contains(word)
    }
}
