//! How text is cut into words, for listings and for questions alike.

use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RawTokenizer, RemoveLongFilter, SimpleTokenizer,
    Stemmer, StopWordFilter, TextAnalyzer, TextAnalyzerBuilder, TokenStream,
};

/// Name of the analyzer whose words are stems: "swimming" and "swims" are "swim".
pub(super) const STEMMED: &str = "stemmed";

/// Name of the analyzer that leaves words as they are spelled.
pub(super) const SPELLED: &str = "spelled";

/// Longer words of a listing are no words, in bytes.
const LONGEST: usize = 64;

/// More words of a question are not looked at.
const MOST_WORDS: usize = 32;

/// More of a question is not looked at, in characters.
const LONGEST_QUESTION: usize = 10_000;

/// Words that say nothing about a service. "it" and "will" are left in: people look for IT
/// classes and for help with a will.
const STOPWORDS: [&str; 27] = [
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "from", "if", "in", "into",
    "is", "of", "on", "or", "that", "the", "their", "then", "there", "these", "they", "to", "with",
];

/// The words of a question, each once, in the order asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// As stems.
    pub(super) stems: Vec<String>,
    /// The last word as it is spelled: it may be half typed.
    pub(super) last: String,
}

impl Words {
    /// The words of `text`; `None` when it has none.
    pub(super) fn of(text: &str) -> Option<Self> {
        let start: String = text.chars().take(LONGEST_QUESTION).collect();
        let start = joined(&start);
        let mut stem = TextAnalyzer::builder(RawTokenizer::default())
            .filter(Stemmer::new(Language::English))
            .build();
        let mut spelling = split().build();
        let mut tokens = spelling.token_stream(&start);
        let mut words = Self::default();
        while words.stems.len() < MOST_WORDS && tokens.advance() {
            let word = &tokens.token().text;
            let mut stems = stem.token_stream(word);
            stems.process(&mut |token| {
                if !words.stems.contains(&token.text) {
                    words.stems.push(token.text.clone());
                }
            });
            words.last.clone_from(word);
        }
        (!words.stems.is_empty()).then_some(words)
    }
}

/// `text` with apostrophes taken out, so that "women's" is one word.
pub(super) fn joined(text: &str) -> String {
    text.replace(['\'', '\u{2018}', '\u{2019}', '\u{2bc}'], "")
}

/// The analyzer named [`STEMMED`].
pub(super) fn stemming() -> TextAnalyzer {
    split()
        .filter(RemoveLongFilter::limit(LONGEST))
        .filter(Stemmer::new(Language::English))
        .build()
}

/// The analyzer named [`SPELLED`].
pub(super) fn spelling() -> TextAnalyzer {
    split().filter(RemoveLongFilter::limit(LONGEST)).build()
}

fn split() -> TextAnalyzerBuilder {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .filter(StopWordFilter::remove(STOPWORDS.map(str::to_owned)))
        .dynamic()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_cut_into_stems_without_what_says_nothing() {
        for (text, want) in [
            ("Swimming for the over-50s", vec!["swim", "over", "50s"]),
            ("women's women’s WOMEN", vec!["women"]),
            ("Café CAFE cafés", vec!["cafe"]),
            ("IT help", vec!["it", "help"]),
            (
                "\"quoted\" AND (name:x^2 OR *)",
                vec!["quot", "name", "x", "2"],
            ),
        ] {
            assert_eq!(Words::of(text).unwrap().stems, want, "{text}");
        }
        assert_eq!(Words::of("art clas").unwrap().last, "clas");
    }

    #[test]
    fn text_without_words_has_none() {
        for text in ["", "   ", "?!*\"'", "the of and", "\u{1f600}", "\u{0}"] {
            assert_eq!(Words::of(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_question_has_a_bounded_number_of_words() {
        let text: String = (0..1000).map(|n| format!("word{n} ")).collect();
        assert_eq!(Words::of(&text).unwrap().stems.len(), MOST_WORDS);
        let endless = "x".repeat(LONGEST_QUESTION * 2);
        assert_eq!(
            Words::of(&endless).unwrap().stems[0].len(),
            LONGEST_QUESTION
        );
    }
}
