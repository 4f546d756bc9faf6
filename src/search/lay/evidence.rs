//! What a listing's texts say of the needs that it meets.
//!
//! texts -> phrases of the thesaurus, unless denied -> evidence -> a grade for each need. The
//! grades are worked out when a listing is indexed, so that a question need not look for
//! many words: it asks for the need.

use std::collections::HashMap;

use super::phrases::DENIALS;
use super::thesaurus::{Kind, NeedId, Strength, Thesaurus};
use crate::search::words::Word;

/// Grades run from 2 to this.
pub(crate) const BEST_GRADE: u8 = 8;

/// From this grade on a service is for those who have the need.
const PARTICULAR: u8 = 6;

/// So many other words may stand inside a phrase of a listing.
const GAP: usize = 1;

/// So many words after a denial are denied.
const DENIED: usize = 3;

/// How far the shares of near needs are raised: they fill the page behind the best answers, and a
/// page of second best ones serves better than one that ends early.
const NEIGHBOURLY: f32 = 1.2;

/// Where a phrase was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Part {
    /// The service's name.
    Name,
    /// A category.
    Category,
    /// The provider's name.
    Organization,
    /// Where it takes place.
    Locality,
    /// The description, and whom the service is for.
    Description,
}

impl Part {
    /// Every part, the surest first.
    pub(crate) const ALL: [Self; 5] = [
        Self::Name,
        Self::Category,
        Self::Organization,
        Self::Locality,
        Self::Description,
    ];

    /// Its name in an explanation.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Category => "category",
            Self::Organization => "organization",
            Self::Locality => "locality",
            Self::Description => "description",
        }
    }

    /// How surely a phrase there says what the service does.
    fn weight(self) -> f32 {
        match self {
            Self::Name => 0.8,
            Self::Category => 0.75,
            Self::Organization => 0.4,
            Self::Locality => 0.2,
            Self::Description => 0.5,
        }
    }
}

/// How much each strength of a phrase of so many words counts. A single word that people say
/// may mean anything where a service says it.
fn share(strength: Strength, words: usize) -> f32 {
    match strength {
        Strength::Offered => 1.0,
        Strength::Said if words > 1 => 0.75,
        Strength::Said => 0.3,
        Strength::Related => 0.4,
    }
}

/// One phrase in one part of a listing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Evidence {
    pub(crate) need: NeedId,
    pub(crate) part: Part,
    /// The words found.
    pub(crate) words: String,
    weight: f32,
}

/// All that the parts of a listing say of needs. A phrase counts once in each part.
pub(crate) fn evidence<'a>(
    thesaurus: &Thesaurus,
    parts: impl IntoIterator<Item = (Part, &'a [Word])>,
) -> Vec<Evidence> {
    let mut all: Vec<Evidence> = Vec::new();
    for (part, words) in parts {
        for found in thesaurus.phrases(words, GAP) {
            if is_denied(words, &found.at) {
                continue;
            }
            let text: Vec<&str> = found
                .at
                .iter()
                .map(|at| words[*at].spelled.as_str())
                .collect();
            let text = text.join(" ");
            for meaning in found.meanings {
                let one = Evidence {
                    need: meaning.need,
                    part,
                    words: text.clone(),
                    weight: part.weight() * share(meaning.strength, found.at.len()),
                };
                let is_known = all.iter().any(|known| {
                    (known.need, known.part, &known.words) == (one.need, one.part, &one.words)
                });
                if !is_known {
                    all.push(one);
                }
            }
        }
    }
    all
}

/// Whether somebody with none of the needs that only some people have would hardly be meant.
pub(crate) fn is_particular(thesaurus: &Thesaurus, grades: &[(NeedId, u8)]) -> bool {
    let mut clearly = grades.iter().filter(|(_, grade)| *grade >= PARTICULAR);
    clearly.any(|(need, _)| thesaurus.need(*need).kind == Kind::Group)
}

/// "not a gym", "we offer no debt advice", "debt-free weddings".
fn is_denied(words: &[Word], phrase: &[usize]) -> bool {
    let (first, last) = (phrase[0], phrase[phrase.len() - 1]);
    let after = words.get(last + 1);
    if after.is_some_and(|word| word.is_hyphened && word.spelled == "free") {
        return true;
    }
    let mut at = first;
    while at > 0 && first - at < DENIED && !words[at].is_parted {
        at -= 1;
        if DENIALS.contains(&words[at].spelled.as_str()) {
            // "not only debt", "no matter"
            let next = words.get(at + 1).map(|word| word.spelled.as_str());
            return !matches!(next, Some("only" | "just" | "matter"));
        }
    }
    false
}

/// How well the listing meets each need, 2 to [`BEST_GRADE`]; needs that it hardly meets are
/// left out. Independent pieces of evidence add up as chances do.
pub(crate) fn grades(thesaurus: &Thesaurus, evidence: &[Evidence]) -> Vec<(NeedId, u8)> {
    let mut doubts: HashMap<NeedId, f32> = HashMap::new();
    for one in evidence {
        *doubts.entry(one.need).or_insert(1.0) *= 1.0 - one.weight;
    }
    let direct: HashMap<NeedId, f32> = doubts
        .into_iter()
        .map(|(need, doubt)| (need, 1.0 - doubt))
        .collect();
    let mut grades: Vec<(NeedId, u8)> = (0..thesaurus.needs().len() as NeedId)
        .filter_map(|need| {
            let own = direct.get(&need).copied().unwrap_or(0.0);
            let near = thesaurus.near(need).iter();
            let near = near.map(|(near, share)| {
                (share * NEIGHBOURLY).min(1.0) * direct.get(near).unwrap_or(&0.0)
            });
            let near = near.fold(0.0, f32::max);
            // What helps too never makes a listing a better answer than its own words do
            // by much: a half of it is added.
            let sum = if own >= near {
                1.0 - (1.0 - own) * (1.0 - near * 0.3)
            } else {
                1.0 - (1.0 - near) * (1.0 - own * 0.5)
            };
            let grade = (sum * f32::from(BEST_GRADE)).round() as u8;
            (grade > 1).then_some((need, grade))
        })
        .collect();
    grades.sort_unstable();
    grades
}
