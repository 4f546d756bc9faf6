//! How text is cut into words, for listings and for questions alike.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, PreTokenizedString, SimpleTokenizer, Stemmer,
    TextAnalyzer, Token, TokenStream,
};

/// Longer words of a listing are no words, in bytes.
const LONGEST: usize = 64;

/// More words of a question are not looked at.
const MOST_WORDS: usize = 64;

/// More of a question is not looked at, in characters.
const LONGEST_QUESTION: usize = 10_000;

/// Words that say nothing about a service. "it" and "will" are left in: people look for IT
/// classes and for help with a will.
const STOPWORDS: [&str; 27] = [
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "from", "if", "in", "into",
    "is", "of", "on", "or", "that", "the", "their", "then", "there", "these", "they", "to", "with",
];

/// What the English stemmer gets wrong for us: `stem: word word`.
const STEMS: &str = include_str!("lay/stems.txt");

static EXCEPTIONS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    STEMS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(':'))
        .flat_map(|(stem, words)| words.split_whitespace().map(move |word| (word, stem)))
        .collect()
});

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// In small letters without accents.
    pub(super) spelled: String,
    /// "swimming" and "swims" are "swim".
    pub(super) stem: String,
    /// Whether a sign (a comma, a full stop, a bracket) parts it from the word before.
    pub(super) is_parted: bool,
    /// Whether a hyphen alone stands between it and the word before.
    pub(super) is_hyphened: bool,
    /// Where it stands in the [`joined`] text, in bytes.
    pub(super) at: Range<usize>,
}

impl Word {
    /// Whether it says nothing about a service.
    pub(super) fn is_stopword(&self) -> bool {
        STOPWORDS.contains(&self.spelled.as_str())
    }
}

/// Cuts texts into words. Making one is not free: keep it for many texts.
#[derive(Clone)]
pub(super) struct WordReader {
    spelling: TextAnalyzer,
    stemming: TextAnalyzer,
}

impl WordReader {
    pub(super) fn new() -> Self {
        let split = || {
            TextAnalyzer::builder(SimpleTokenizer::default())
                .filter(LowerCaser)
                .filter(AsciiFoldingFilter)
        };
        Self {
            spelling: split().build(),
            stemming: split().filter(Stemmer::new(Language::English)).build(),
        }
    }

    /// The words of a text of a listing.
    pub(super) fn read(&mut self, text: &str) -> Vec<Word> {
        let mut words = self.read_joined(&joined(text), usize::MAX);
        words.retain(|word| word.spelled.len() <= LONGEST);
        words
    }

    /// The first words of a question.
    pub(super) fn read_question(&mut self, text: &str) -> Vec<Word> {
        let start: String = text.chars().take(LONGEST_QUESTION).collect();
        self.read_joined(&joined(&start), MOST_WORDS)
    }

    fn read_joined(&mut self, text: &str, most: usize) -> Vec<Word> {
        let mut words: Vec<Word> = Vec::new();
        let mut spellings = self.spelling.token_stream(text);
        let mut stems = self.stemming.token_stream(text);
        while words.len() < most && spellings.advance() && stems.advance() {
            let spelled = spellings.token();
            let before = words.last().map_or(0, |word| word.at.end);
            let between = text.get(before..spelled.offset_from).unwrap_or_default();
            let stem = EXCEPTIONS.get(spelled.text.as_str());
            words.push(Word {
                spelled: spelled.text.clone(),
                stem: stem.map_or_else(|| stems.token().text.clone(), |stem| (*stem).to_owned()),
                is_parted: between.contains([',', '.', ';', ':', '!', '?', '(', ')', '\n', '•']),
                is_hyphened: between == "-",
                at: spelled.offset_from..spelled.offset_to,
            });
        }
        words
    }

    /// The word with this spelling.
    pub(super) fn word(&mut self, spelled: &str) -> Option<Word> {
        self.read_joined(spelled, 1).pop()
    }
}

/// The stems of a question's words that say something, each once, in the order asked.
pub(super) fn stems(text: &str) -> Vec<String> {
    let mut stems = Vec::new();
    for word in WordReader::new().read_question(text) {
        if !word.is_stopword() && !stems.contains(&word.stem) {
            stems.push(word.stem);
        }
    }
    stems
}

/// `text` with apostrophes taken out, so that "women's" is one word, and the full stops of
/// abbreviations, so that "P.I.P." is one too.
fn joined(text: &str) -> String {
    let text = text.replace(['\'', '\u{2018}', '\u{2019}', '\u{2bc}', '\u{60}'], "");
    if !text.contains('.') {
        return text;
    }
    let chars: Vec<char> = text.chars().collect();
    let letter = |at: usize| chars.get(at).is_some_and(|c| c.is_alphabetic());
    let is_single = |at: usize| letter(at) && (at == 0 || !letter(at - 1)) && !letter(at + 1);
    let mut joined = String::with_capacity(text.len());
    for (at, c) in chars.iter().enumerate() {
        let is_of_abbreviation = *c == '.'
            && at > 0
            && is_single(at - 1)
            && (is_single(at + 1) || at > 2 && chars[at - 2] == '.' && is_single(at - 3));
        if !is_of_abbreviation {
            joined.push(*c);
        }
    }
    joined
}

/// What the index takes in of a text: the words as `form` gives them, or none of it.
pub(super) fn indexed<'a>(
    words: impl IntoIterator<Item = &'a Word>,
    form: impl Fn(&'a Word) -> &'a str,
) -> PreTokenizedString {
    let words = words.into_iter().filter(|word| !word.is_stopword());
    terms(words.map(|word| form(word).to_owned()))
}

/// What the index takes in of terms that are no text.
pub(super) fn terms(terms: impl IntoIterator<Item = String>) -> PreTokenizedString {
    let token = |(position, text)| Token {
        position,
        text,
        ..Token::default()
    };
    PreTokenizedString {
        text: String::new(),
        tokens: terms.into_iter().enumerate().map(token).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_cut_into_stems_without_what_says_nothing() {
        for (text, want) in [
            ("Swimming for the over-50s", vec!["swim", "over", "50s"]),
            ("women's women’s WOMEN woman", vec!["woman"]),
            ("Café CAFE cafés", vec!["cafe"]),
            ("IT help", vec!["it", "help"]),
            ("P.I.P. and e.s.a", vec!["pip", "esa"]),
            ("Ends here. Begins", vec!["end", "here", "begin"]),
            (
                "\"quoted\" AND (name:x^2 OR *)",
                vec!["quot", "name", "x", "2"],
            ),
        ] {
            assert_eq!(stems(text), want, "{text}");
        }
    }

    #[test]
    fn unlike_words_keep_stems_of_their_own_and_like_words_share_one() {
        let mut reader = WordReader::new();
        let mut stem = |word: &str| reader.word(word).unwrap().stem;
        for (one, other) in [
            ("university", "universal"),
            ("police", "policies"),
            ("busy", "business"),
            ("training", "trains"),
            ("housing", "houses"),
            ("evening", "even"),
            ("mobile", "mobility"),
            ("relate", "relatives"),
            ("career", "carer"),
            ("organ", "organisation"),
            ("council", "counselling"),
            ("hearing", "hear"),
            ("general", "generous"),
            ("physical", "physics"),
            ("home", "homing"),
            ("mind", "mindfulness"),
            ("new", "news"),
            ("caring", "cars"),
            ("bedding", "bed"),
            ("digital", "digit"),
            ("hospital", "hospitality"),
            ("experience", "experiment"),
            ("important", "import"),
        ] {
            assert_ne!(stem(one), stem(other), "{one}, {other}");
        }
        for (one, other) in [
            ("counselling", "counsellor"),
            ("children", "child"),
            ("pregnant", "pregnancy"),
            ("volunteers", "volunteering"),
            ("therapy", "therapist"),
            ("lonely", "loneliness"),
            ("grieving", "grief"),
            ("swimming", "swims"),
            ("feet", "foot"),
            ("disabled", "disability"),
            ("depressed", "depression"),
        ] {
            assert_eq!(stem(one), stem(other), "{one}, {other}");
        }
    }

    #[test]
    fn text_without_words_has_none() {
        for text in ["", "   ", "?!*\"'", "the of and", "\u{1f600}", "\u{0}"] {
            assert_eq!(stems(text), Vec::<String>::new(), "{text:?}");
        }
    }

    #[test]
    fn a_question_has_a_bounded_number_of_words() {
        let text: String = (0..1000).map(|n| format!("word{n} ")).collect();
        assert_eq!(stems(&text).len(), MOST_WORDS);
        let endless = "x".repeat(LONGEST_QUESTION * 2);
        assert_eq!(stems(&endless)[0].len(), LONGEST_QUESTION);
    }

    #[test]
    fn signs_part_words_and_hyphens_do_not() {
        let words = WordReader::new().read("drop-in, no gym (for men)");
        let parted: Vec<bool> = words.iter().map(|word| word.is_parted).collect();
        assert_eq!(parted, [false, false, true, false, true, false]);
    }
}
