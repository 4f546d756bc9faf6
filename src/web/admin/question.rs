//! A question as an officer reads it: both sides, how likely they are one, and why.

use jiff::Timestamp;

use crate::domain::{FeedId, ListingId, capitalised, day_in_words, uk_day};
use crate::federation::matching::{Evidence, Says};
use crate::federation::{Question, Side};
use crate::store::{FeedRow, RecordName};
use crate::web::fact::{Fact, Line};

/// One question.
#[derive(Debug)]
pub(super) struct QuestionView {
    pub(super) id: String,
    /// `“Lunch Club” and “Luncheon Club”`.
    pub(super) heading: String,
    /// `Probably one service (0.63)`.
    pub(super) likelihood: String,
    /// The day since when it is open.
    pub(super) since: String,
    pub(super) sides: [SideView; 2],
    /// What speaks for one service, the weightiest first.
    pub(super) supports: Vec<Weighed>,
    /// What speaks against.
    pub(super) opposes: Vec<Weighed>,
}

/// One record.
#[derive(Debug)]
pub(super) struct SideView {
    pub(super) name: String,
    pub(super) listing: ListingId,
    /// `FEED/RECORD`: what names it in a form.
    pub(super) record: String,
    pub(super) facts: Vec<Fact>,
}

/// One piece of evidence.
#[derive(Debug)]
pub(super) struct Weighed {
    /// `Both are at S8 0LN`.
    pub(super) text: String,
    /// `counts much (1.40)`.
    pub(super) weight: String,
}

impl QuestionView {
    /// The view of a question; `feeds` gives directories their names.
    pub(super) fn of(question: &Question, feeds: &[FeedRow]) -> Self {
        let side = |says| weighed(&question.evidence, says);
        Self {
            id: question.id.clone(),
            heading: format!(
                "{} and {}",
                quoted(&question.a.name),
                quoted(&question.b.name)
            ),
            likelihood: likelihood(question.score),
            since: day(question.since),
            sides: [&question.a, &question.b].map(|side| SideView::of(side, feeds)),
            supports: side(Says::For),
            opposes: side(Says::Against),
        }
    }
}

impl SideView {
    /// The view of a record.
    pub(super) fn of(side: &Side, feeds: &[FeedRow]) -> Self {
        let text = |text: &Option<String>| text.iter().map(Line::text).collect();
        let directory = directory(&side.record.feed, feeds);
        let listed = format!("{directory}, as record {}", side.record.source_id);
        let facts = [
            Fact::new("Provider", text(&side.organization)),
            Fact::new("Listed by", vec![Line::text(listed)]),
            Fact::new("Where", text(&side.place)),
            Fact::new("When", side.times.iter().map(Line::text).collect()),
            Fact::new(
                "Telephone",
                side.phones
                    .iter()
                    .map(|number| Line::phone(number))
                    .collect(),
            ),
            Fact::new(
                "E-mail",
                side.emails.iter().map(|email| Line::email(email)).collect(),
            ),
            Fact::new(
                "Website",
                side.url.iter().map(|url| Line::web(url)).collect(),
            ),
            Fact::new("About it", text(&side.description)),
        ];
        Self {
            name: named(&side.name, &side.record),
            listing: side.listing,
            record: side.record.to_string(),
            facts: facts.into_iter().flatten().collect(),
        }
    }
}

/// What a record is called; one that is gone has nothing but its id.
pub(super) fn named(name: &str, record: &RecordName) -> String {
    match name {
        "" => format!("record {} (gone)", record.source_id),
        name => name.to_owned(),
    }
}

/// What a directory is called.
pub(super) fn directory<'a>(id: &'a FeedId, feeds: &'a [FeedRow]) -> &'a str {
    let feed = feeds.iter().find(|feed| feed.id == *id);
    feed.map_or(id.as_str(), |feed| feed.name.as_str())
}

/// `“Lunch Club”`.
pub(super) fn quoted(name: &str) -> String {
    format!("“{name}”")
}

/// The day in the United Kingdom, in words.
pub(super) fn day(at: Timestamp) -> String {
    day_in_words(uk_day(at))
}

fn weighed(evidence: &[Evidence], says: Says) -> Vec<Weighed> {
    let mut found: Vec<&Evidence> = evidence.iter().filter(|e| e.says == says).collect();
    found.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let view = |evidence: &Evidence| Weighed {
        text: capitalised(&evidence.text),
        weight: format!("{} ({:.2})", weight(evidence.weight), evidence.weight),
    };
    found.into_iter().map(view).collect()
}

/// How much a piece of evidence counts; 1 moves an even chance to nearly three in four.
fn weight(weight: f64) -> &'static str {
    match weight {
        w if w >= 2.5 => "counts a great deal",
        w if w >= 1.0 => "counts much",
        w if w >= 0.4 => "counts a little",
        _ => "hardly counts",
    }
}

fn likelihood(score: f64) -> String {
    let words = match score {
        s if s >= 0.8 => "Very likely one service",
        s if s >= 0.6 => "Probably one service",
        s if s >= 0.5 => "Rather one service than two",
        s if s >= 0.4 => "Rather two services than one",
        _ => "Probably two services",
    };
    format!("{words} ({score:.2})")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::federation::matching::Kind;

    #[test]
    fn evidence_is_told_by_weight_and_each_kind_of_it_apart() {
        let one = |says, weight, text: &str| Evidence {
            says,
            kind: Kind::Name,
            weight,
            text: text.to_owned(),
        };
        let evidence = [
            one(Says::For, 0.3, "both are at S8 0LN"),
            one(Says::Against, 3.0, "one is for women"),
            one(Says::For, 1.4, "the names are the same"),
        ];
        let told = |says| -> Vec<String> {
            let found = weighed(&evidence, says);
            found
                .iter()
                .map(|w| format!("{}: {}", w.text, w.weight))
                .collect()
        };
        assert_eq!(
            told(Says::For),
            [
                "The names are the same: counts much (1.40)",
                "Both are at S8 0LN: hardly counts (0.30)"
            ]
        );
        assert_eq!(
            told(Says::Against),
            ["One is for women: counts a great deal (3.00)"]
        );
    }

    #[test]
    fn a_score_is_said_in_words() {
        for (score, want) in [
            (0.93, "Very likely one service (0.93)"),
            (0.63, "Probably one service (0.63)"),
            (0.5, "Rather one service than two (0.50)"),
            (0.4, "Rather two services than one (0.40)"),
            (0.1, "Probably two services (0.10)"),
        ] {
            assert_eq!(likelihood(score), want);
        }
    }
}
