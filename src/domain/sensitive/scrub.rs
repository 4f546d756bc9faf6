//! Takes an address out of whatever else a document says.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};
use serde_json::Value;

use crate::domain::Postcode;
use crate::oruk::Location;

/// Shorter pieces of an address are left: they would be found everywhere.
const SHORTEST: usize = 6;

/// How far a number may be from a coordinate and still be one, in degrees.
const NEAR: f64 = 0.02;

static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"-?\d{1,3}\.\d{2,}"));

/// Three words that name a square of three metres.
static THREE_WORDS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"///\s?\p{L}+\.\p{L}+\.\p{L}+|w3w\.co/\S+|what3words\.com/\S+"));

/// A number, or a word that streets and houses have.
static STREET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\d|\b(?:street|st|road|rd|lane|avenue|ave|close|drive|way|terrace|place|court|crescent|grove|gardens|square|mews|hill|row|walk|yard|house|cottage|lodge|villa|farm|buildings?|flats?)\.?$",
    )
});

fn pattern(text: &str) -> Regex {
    #[expect(clippy::expect_used, reason = "constant, and a test uses each")]
    Regex::new(text).expect("a pattern of ours")
}

/// What must not be said any more.
pub(super) struct Secrets {
    /// Each with what is said instead.
    texts: Vec<(Regex, String)>,
    /// In small letters and digits alone, to look for in addresses of pages.
    compact: Vec<String>,
    coordinates: Vec<f64>,
}

impl Secrets {
    /// What these locations say of where they are.
    pub(super) fn of<'a>(locations: impl IntoIterator<Item = &'a Location>) -> Self {
        let mut this = Self {
            texts: Vec::new(),
            compact: Vec::new(),
            coordinates: Vec::new(),
        };
        for location in locations {
            this.coordinates.extend(location.latitude);
            this.coordinates.extend(location.longitude);
            for address in &location.addresses {
                for line in [&address.address_1, &address.address_2]
                    .into_iter()
                    .flatten()
                {
                    this.add_line(line);
                }
                let postcode = address.postal_code.as_deref().unwrap_or_default();
                if let Ok(postcode) = postcode.parse() {
                    this.add_postcode(&postcode);
                }
            }
        }
        this
    }

    fn add_line(&mut self, line: &str) {
        let pieces = std::iter::once(line).chain(line.split(','));
        // The street without the number of the house says nearly as much.
        let streets = line
            .split(',')
            .map(|piece| piece.trim_start_matches(|c: char| !c.is_alphabetic()));
        for piece in pieces.chain(streets) {
            let piece = piece.trim();
            if piece.len() >= SHORTEST && piece != super::WITHHELD && STREET.is_match(piece) {
                let words: Vec<String> = piece.split_whitespace().map(regex::escape).collect();
                self.add(&words.join(r"[\s,]+"), "(address withheld)");
                self.compact.push(compact(piece));
            }
        }
    }

    fn add_postcode(&mut self, postcode: &Postcode) {
        let halves: Vec<String> = postcode.as_str().split(' ').map(regex::escape).collect();
        self.add(&format!(r"\b{}\b", halves.join(r"\s*")), postcode.outward());
        self.compact.push(compact(postcode.as_str()));
    }

    fn add(&mut self, text: &str, instead: &str) {
        let built = RegexBuilder::new(text).case_insensitive(true).build();
        // A line too long for a pattern is no line of an address.
        self.texts
            .extend(built.ok().map(|text| (text, instead.to_owned())));
    }

    /// Takes them out of every text of a document.
    pub(super) fn scrub(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some(safe) = self.safe(text) {
                    *text = safe;
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.scrub(item)),
            Value::Object(object) => {
                object.retain(|_, value| !value.as_str().is_some_and(|text| self.is_told_by(text)));
                object.values_mut().for_each(|value| self.scrub(value));
            }
            _ => {}
        }
    }

    /// Whether the address of a page gives the place away.
    fn is_told_by(&self, text: &str) -> bool {
        let text = text.trim();
        if !text.starts_with("http://") && !text.starts_with("https://") {
            return false;
        }
        let said = compact(&text.replace("%20", " "));
        self.compact.iter().any(|secret| said.contains(secret))
            || THREE_WORDS.is_match(text)
            || self.numbers(text).next().is_some()
    }

    fn safe(&self, text: &str) -> Option<String> {
        let mut safe = text.to_owned();
        for (secret, instead) in &self.texts {
            safe = secret.replace_all(&safe, instead.as_str()).into_owned();
        }
        safe = THREE_WORDS.replace_all(&safe, "(withheld)").into_owned();
        let numbers: Vec<String> = self.numbers(&safe).map(str::to_owned).collect();
        for number in numbers {
            safe = safe.replace(&number, "(withheld)");
        }
        (safe != text).then_some(safe)
    }

    /// Numbers in a text that come near one of the coordinates.
    fn numbers<'a>(&self, text: &'a str) -> impl Iterator<Item = &'a str> {
        let is_near = |number: &f64| {
            self.coordinates
                .iter()
                .any(|secret| (secret - number).abs() < NEAR)
        };
        let found = NUMBER.find_iter(text).map(|found| found.as_str());
        found.filter(move |text| text.parse().is_ok_and(|number| is_near(&number)))
    }
}

fn compact(text: &str) -> String {
    let kept = text.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}
