//! How useful the data are to somebody who looks for a service: the scorecard.
//!
//! each service, as the tolerant reader reads it -> what it states is counted at once; its
//! places teach the gazetteer -> at the end, each place is compared with its neighbours.

mod assured;
mod place;
mod stated;

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use super::finding::Named;
use crate::domain::{Code, ListingId, Place, codes, quote, service_places};
use crate::gazetteer::Gazetteer;
use crate::oruk::Service;

/// Records that a measure names; of more there is only their number.
const NAMED: usize = 50;

/// One line of the scorecard.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measure {
    /// The code of what is missing; `docs/findings` has a page on each.
    pub code: Code,
    /// What is counted.
    pub title: &'static str,
    /// Services that have it.
    pub met: usize,
    /// Services that could have it.
    pub of: usize,
    /// Services to mend, the first fifty.
    pub records: Vec<Named>,
}

impl Measure {
    fn new(code: Code, title: &'static str) -> Self {
        Self {
            code,
            title,
            met: 0,
            of: 0,
            records: Vec::new(),
        }
    }

    fn count(&mut self, named: &Named, met: bool) {
        self.of += 1;
        if met {
            self.met += 1;
        } else if self.records.len() < NAMED {
            self.records.push(Named {
                id: quote(&named.id),
                name: quote(&named.name),
            });
        }
    }

    /// The share in whole per cent; `None` when nothing was counted.
    pub fn percent(&self) -> Option<usize> {
        (self.met * 100).checked_div(self.of)
    }
}

/// A question that a service answers by itself: the code where the answer is no, what is
/// counted, and the question.
type Question = (Code, &'static str, fn(&Service) -> bool);

/// What a service can be asked without looking at any other.
const STATED: [Question; 5] = [
    (
        codes::NO_DESCRIPTION,
        "have a description",
        stated::description,
    ),
    (
        codes::NO_CONTACT,
        "have a telephone number or e-mail address",
        stated::contact,
    ),
    (codes::NO_SCHEDULE, "say when they run", stated::schedule),
    (codes::NO_COST, "say what they cost", stated::cost),
    (codes::NO_TAXONOMY, "have a category", stated::taxonomy),
];

/// Counts services as they come.
#[derive(Debug)]
pub(super) struct Scorecard<'a> {
    gazetteer: &'a Gazetteer,
    now: Timestamp,
    stated: Vec<Measure>,
    postcode: Measure,
    assured: Measure,
    places: Vec<(Named, Vec<Place>)>,
}

impl<'a> Scorecard<'a> {
    pub(super) fn new(gazetteer: &'a Gazetteer, now: Timestamp) -> Self {
        let stated = STATED.into_iter();
        Self {
            gazetteer,
            now,
            stated: stated
                .map(|(code, title, _)| Measure::new(code, title))
                .collect(),
            postcode: Measure::new(codes::NO_POSTCODE, "in a place have a postcode that exists"),
            assured: Measure::new(codes::NOT_ASSURED, "were confirmed within three months"),
            places: Vec::new(),
        }
    }

    /// Services counted so far.
    pub(super) fn counted(&self) -> usize {
        self.assured.of
    }

    /// Counts a service.
    pub(super) fn add(&mut self, named: &Named, service: &Service) {
        for (measure, (_, _, is_met)) in self.stated.iter_mut().zip(STATED) {
            measure.count(named, is_met(service));
        }
        self.assured
            .count(named, assured::is_recent(service, self.now));
        let places = service_places(service);
        if places.is_empty() {
            return;
        }
        self.postcode
            .count(named, place::has_postcode(&places, self.gazetteer));
        let lessons: Vec<_> = places
            .iter()
            .filter_map(|place| {
                let (lat, lon) = place.point?;
                Some((place.postcode.clone()?, lat, lon))
            })
            .collect();
        let number = self.places.len() as u128;
        self.gazetteer
            .learn(ListingId(Uuid::from_u128(number)), &lessons);
        self.places.push((named.clone(), places));
    }

    /// The whole card, once all have come.
    pub(super) fn finish(self) -> Vec<Measure> {
        let title = "in a place have coordinates that agree with the postcode";
        let mut far = Measure::new(codes::COORDINATES_FAR, title);
        for (named, places) in &self.places {
            if let Some(agree) = place::agree(places, self.gazetteer) {
                far.count(named, agree);
            }
        }
        let mut card = self.stated;
        card.insert(2, self.postcode);
        card.insert(3, far);
        card.push(self.assured);
        card
    }
}
