//! Words of a sentence, and what parts them.

/// A word and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word<'t> {
    pub(super) text: &'t str,
    pub(super) start: usize,
    pub(super) end: usize,
    /// What stands between it and the word before.
    pub(super) parted: Parted,
}

/// What parts two words, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Parted {
    /// A space or a hyphen.
    Nothing,
    /// A comma.
    Comma,
    /// Another thought begins: a full stop, a colon, brackets, a dash.
    Fully,
}

/// Words after which nothing that was said before is denied: another thought begins.
pub(super) const TURNS: &[&str] = &[
    "but", "although", "though", "because", "so", "if", "when", "while", "whereas", "which", "who",
    "whom", "whose", "that", "where", "as", "except", "apart", "besides", "unless", "you", "we",
    "they", "it", "there", "this", "i", "he", "she", "then", "instead", "however", "please",
];

/// Verbs that tell of what is over.
pub(super) const PAST: &[&str] = &["was", "were", "met", "ran"];

/// Words behind "not" that make it no denial.
pub(super) const ONLY: &[&str] = &["only", "just", "merely", "simply", "solely", "exclusively"];

/// What has come to an end, or does not work; what is shut at times stands beside it.
pub(super) const ENDED: &[&str] = &[
    "ended",
    "stopped",
    "ceased",
    "suspended",
    "withdrawn",
    "cancelled",
    "canceled",
    "removed",
    "broken",
    "gone",
    "discontinued",
    "paused",
    "finished",
    "impossible",
    "scrapped",
    "prohibited",
    "forbidden",
    "banned",
    "lacking",
    "missing",
    "inaccessible",
];

/// What is there in part.
pub(super) const PARTLY: &[&str] = &[
    "limited",
    "partial",
    "partially",
    "partly",
    "restricted",
    "poor",
    "difficult",
    "tricky",
    "awkward",
    "planned",
    "varied",
    "varies",
    "patchy",
];

/// "Not", however it is written.
pub(super) fn is_not(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    matches!(
        word.as_str(),
        "not" | "cannot" | "never" | "cant" | "dont" | "isnt"
    ) || word.ends_with("n't")
}

impl Word<'_> {
    pub(super) fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }

    pub(super) fn is_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }

    pub(super) fn is_only(&self) -> bool {
        self.is_any(ONLY)
    }

    /// Whether a phrase that begins so says itself what is not.
    pub(super) fn begins_denial(&self) -> bool {
        is_not(self.text) || self.is_any(&["no", "without"])
    }
}

/// The words of a text in their order.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut found: Vec<Word<'_>> = Vec::new();
    let mut start = None;
    let mut end = 0;
    let is_part = |c: char| c.is_alphanumeric() || c == '\'';
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (is_part(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push(Word {
                    text: &text[from..at],
                    start: from,
                    end: at,
                    parted: parted(&text[end..from]),
                });
                (start, end) = (None, at);
            }
            _ => {}
        }
    }
    found
}

/// What a piece between two words parts them by.
pub(super) fn parted(between: &str) -> Parted {
    let is_full = |c: char| matches!(c, '.' | ';' | ':' | '!' | '?' | '(' | ')' | '|' | '"' | '=');
    if between.contains(is_full) || between.contains(" -") || between.contains("- ") {
        Parted::Fully
    } else if between.contains(',') {
        Parted::Comma
    } else {
        Parted::Nothing
    }
}
