//! Text as words that can be compared.
//!
//! text -> plain, small letters, no accents or signs -> words as they are meant (`words.txt`) ->
//! the singular -> [`Word`]s without "the", "of" and the like.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use super::vocabulary::lines;

/// A word in the form in which it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: Box<str>,
    /// Of the text: words are equal where these are.
    pub(super) hash: u64,
}

impl Word {
    pub(super) fn new(text: &str) -> Self {
        Self {
            text: text.into(),
            hash: hash_of(text),
        }
    }

    /// Whether both are one word, or one is the other with a slip in it. Short words differ by
    /// what would be a slip in a long one.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        if self.hash == other.hash {
            return true;
        }
        let (a, b) = (self.text.as_bytes(), other.text.as_bytes());
        let shorter = a.len().min(b.len());
        let is_word = |word: &[u8]| word.iter().all(u8::is_ascii_alphabetic);
        if shorter < 5 || a.len().abs_diff(b.len()) > 2 || !is_word(a) || !is_word(b) {
            return false;
        }
        // A slip seldom is in the first letter, and other words often differ just there.
        let slips = if shorter < 8 { 1 } else { 2 };
        a[0] == b[0] && strsim::osa_distance(&self.text, &other.text) <= slips
    }
}

/// The same number for the same text, in this process at least.
pub(super) fn hash_of(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Takes away a word that the others have as two in a row ("homehelp", "home help"), and those
/// two with it, and says which it was and what it tells.
pub(super) fn take_joined<'w>(
    apart: &mut Vec<(&'w Word, f32)>,
    whole: &mut Vec<(&'w Word, f32)>,
) -> Option<(&'w Word, f32)> {
    let is_both = |two: &[(&Word, f32)], whole: &Word| {
        let rest = whole.text.strip_prefix(&*two[0].0.text);
        rest.is_some_and(|rest| *rest == *two[1].0.text)
    };
    let (at, from) = whole.iter().enumerate().find_map(|(at, (word, _))| {
        let from = apart.windows(2).position(|two| is_both(two, word))?;
        Some((at, from))
    })?;
    apart.drain(from..from + 2);
    Some(whole.remove(at))
}

/// Words that join others.
const JOINING: [&str; 31] = [
    "the", "a", "an", "and", "of", "for", "in", "at", "on", "with", "to", "by", "your", "our",
    "my", "from", "or", "is", "it", "are", "be", "we", "you", "who", "as", "this", "that", "their",
    "will", "can", "s",
];

/// How words are written, and what they stand for: the first of them, then all that may follow
/// it, the longest first.
static MEANT: LazyLock<HashMap<&str, Vec<Meant>>> = LazyLock::new(|| {
    let mut meant: HashMap<&str, Vec<Meant>> = HashMap::new();
    for (written, stands_for) in lines(include_str!("tables/words.txt")) {
        let mut written = written.split_whitespace();
        if let Some(first) = written.next() {
            let line = Meant {
                rest: written.collect(),
                stands_for: stands_for.split_whitespace().collect(),
            };
            meant.entry(first).or_default().push(line);
        }
    }
    for all in meant.values_mut() {
        all.sort_by_key(|line| std::cmp::Reverse(line.rest.len()));
    }
    meant
});

#[derive(Debug)]
struct Meant {
    rest: Vec<&'static str>,
    stands_for: Vec<&'static str>,
}

/// The words of a text that may be HTML.
pub(super) fn words(text: &str) -> Vec<Word> {
    words_of(&folded(text))
}

/// The words of a folded text.
pub(super) fn words_of(folded: &str) -> Vec<Word> {
    let written: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let mut words = Vec::with_capacity(written.len());
    let mut at = 0;
    while let Some(first) = written.get(at) {
        let after = &written[at + 1..];
        let meant = MEANT.get(first).and_then(|all| {
            let mut all = all.iter();
            all.find(|line| after.starts_with(&line.rest))
        });
        match meant {
            Some(line) => {
                words.extend(
                    line.stands_for
                        .iter()
                        .map(|word| Word::new(&singular(word))),
                );
                at += line.rest.len();
            }
            None if JOINING.contains(first) => {}
            None => words.push(Word::new(&singular(first))),
        }
        at += 1;
    }
    words
}

/// A text in small letters and figures with single spaces between: no markup, accents, or
/// signs. An apostrophe joins, and so do the dots of initials; `&` and `+` between words are "and".
pub(super) fn folded(text: &str) -> String {
    let plain = parted(&crate::domain::plain_text(text));
    let chars: Vec<char> = plain.chars().flat_map(char::to_lowercase).collect();
    let mut folded = String::with_capacity(plain.len());
    for (at, c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| chars[at]);
        let next = chars.get(at + 1).copied();
        match c {
            '\'' | '\u{2019}' | '\u{2018}' | '`' | '\u{b4}' => {}
            '.' if is_initial(&chars, at) => {}
            '&' => folded.push_str(" and "),
            '+' if before == Some(' ') && next == Some(' ') => folded.push_str("and"),
            c if c.is_ascii_alphanumeric() => folded.push(*c),
            c => match plain_letter(*c) {
                Some(letters) => folded.push_str(letters),
                None if c.is_alphanumeric() => folded.push(*c),
                None => folded.push(' '),
            },
        }
    }
    let mut single = String::with_capacity(folded.len());
    for word in folded.split_whitespace() {
        if !single.is_empty() {
            single.push(' ');
        }
        single.push_str(word);
    }
    single
}

/// A text with a space where a word goes on with a capital, as names of many a body do:
/// "StepAhead". Too little before or after it makes no word: "iPad", "McAllister", "AgeUK".
fn parted(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let is_small = |at: usize| chars.get(at).is_some_and(|c| c.is_lowercase());
    let mut parted = String::with_capacity(text.len() + 4);
    for (at, c) in chars.iter().enumerate() {
        let is_inside = c.is_uppercase() && at >= 2 && is_small(at - 1) && is_small(at - 2);
        if is_inside && is_small(at + 1) && is_small(at + 2) {
            parted.push(' ');
        }
        parted.push(*c);
    }
    parted
}

/// Whether a dot stands behind one letter alone, as in "Y.M.C.A.".
fn is_initial(chars: &[char], at: usize) -> bool {
    let letter = |at: Option<usize>| {
        at.and_then(|at| chars.get(at))
            .is_some_and(|c| c.is_alphabetic())
    };
    let is_single = letter(at.checked_sub(1)) && !letter(at.checked_sub(2));
    let dotted = |at: Option<usize>| at.and_then(|at| chars.get(at)) == Some(&'.');
    is_single && (letter(Some(at + 1)) && dotted(Some(at + 2)) || dotted(at.checked_sub(2)))
}

fn plain_letter(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' => "a",
        'ç' | 'č' | 'ć' => "c",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' => "e",
        'ì' | 'í' | 'î' | 'ï' | 'ī' => "i",
        'ñ' | 'ń' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' => "o",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ł' => "l",
        'š' | 'ś' => "s",
        'ž' | 'ż' => "z",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        _ => return None,
    })
}

/// One of them: "babies" is "baby", "lunches" is "lunch".
fn singular(word: &str) -> String {
    let stem = |end: &str| word.strip_suffix(end);
    let is_kept = word.len() < 4
        || !word.is_ascii()
        || ["ss", "us", "is", "ies"]
            .iter()
            .any(|end| word.ends_with(end))
            && word.len() < 5
        || ["ss", "us", "is"].iter().any(|end| word.ends_with(end))
        || ["series", "news", "moves"].contains(&word);
    if is_kept {
        return word.to_owned();
    }
    if let Some(stem) = stem("ies") {
        return format!("{stem}y");
    }
    for end in ["ches", "shes", "sses", "xes"] {
        if word.ends_with(end) {
            return word[..word.len() - 2].to_owned();
        }
    }
    stem("s").unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let words: Vec<String> = words(text)
            .iter()
            .map(|word| word.text.to_string())
            .collect();
        words.join(" ")
    }

    #[test]
    fn a_word_is_the_same_however_it_is_written() {
        for (text, want) in [
            ("The Larkhill Lunch Club", "larkhill lunch club"),
            ("LARKHILL LUNCHEON CLUB", "larkhill lunch club"),
            ("Larkhill Comm. Ctr", "larkhill community centre"),
            ("St. Mary\u{2019}s & St Anne's", "saint mary saint anne"),
            ("Men's / Mens' shed", "men men shed"),
            ("Ladies' Café", "women cafe"),
            ("Y.M.C.A. Drop-in", "ymca drop"),
            ("Babies, classes and lunches", "baby class lunch"),
            ("Children's Crafts", "child craft"),
            ("Tennis, chess, us, news", "tennis chess us news"),
            ("Ousby Women's Institute", "ousby wi"),
            ("Ousby W.I.", "ousby wi"),
            ("First Thornbeck Scouts", "1st thornbeck scout"),
            ("<p>Tea &amp; toast</p>", "tea toast"),
            ("\u{1f600} \u{2013}", ""),
            ("Pre-School Learning", "preschool learning"),
            ("Gŵyl Tŷ Llên", "gwyl ty llen"),
        ] {
            assert_eq!(read(text), want, "{text}");
        }
    }

    #[test]
    fn a_slip_is_forgiven_in_a_long_word_alone() {
        for (a, b, want) in [
            ("thornbeck", "thornbek", true),
            ("parkinson", "parkinsno", true),
            ("support", "suport", true),
            ("wood", "food", false),
            ("north", "south", false),
            ("karen", "caren", false),
            ("10th", "11th", false),
            ("morley", "mortey", true),
            ("tea", "tee", false),
        ] {
            assert_eq!(Word::new(a).is_like(&Word::new(b)), want, "{a} {b}");
        }
    }
}
