//! The facts at a glance: what a search result and the head of a listing say.

use super::fact::{Fact, Line};
use super::freshness::Freshness;
use super::wording;
use crate::domain::{Card, ListingId, ListingState, cut};
use crate::hub::Hub;
use crate::search::FoundCard;

/// How many places a card names before it only counts them.
const PLACES: usize = 3;

/// Longest summary, in characters: enough to choose by, short enough to compare.
const SUMMARY: usize = 200;

/// One result.
#[derive(Debug)]
pub(super) struct ResultCard {
    /// The listing.
    pub(super) id: ListingId,
    /// Its name.
    pub(super) name: String,
    /// Who provides it.
    pub(super) organization: Option<String>,
    /// `1.2 miles (1.9 km)`.
    pub(super) distance: Option<String>,
    /// Whether it reaches the person's home, where its areas say so.
    pub(super) reach: Option<&'static str>,
    /// What it is, in short.
    pub(super) summary: Option<String>,
    /// A short-lived notice, or that it is full.
    pub(super) notices: Vec<String>,
    /// When, where, cost and so on.
    pub(super) facts: Vec<Fact>,
    /// Name of the directory that lists it.
    pub(super) directory: String,
}

impl ResultCard {
    /// The card of a result; `rough` says that distances start from the middle of an area.
    pub(super) fn of(found: FoundCard, hub: &Hub, rough: bool) -> Self {
        let card = found.card;
        let freshness = Freshness::of(&card, &found.feed.name, found.page.as_ref(), hub);
        let rough = rough || found.approximate;
        Self {
            id: card.id,
            facts: facts(&card, &freshness),
            notices: notices(found.state, &card),
            name: card.name,
            organization: card.organization,
            distance: found
                .distance_m
                .map(|metres| wording::distance(metres, rough)),
            reach: reach(found.covers_you),
            summary: card.summary.map(|text| cut(&text, SUMMARY)),
            directory: found.feed.name,
        }
    }
}

fn reach(covers_you: Option<bool>) -> Option<&'static str> {
    Some(match covers_you? {
        true => "covers your area",
        false => "may be only for people of another area",
    })
}

/// That it is full, and its own short-lived notice.
pub(super) fn notices(state: ListingState, card: &Card) -> Vec<String> {
    let full = "Full at present: ask when there will be places.";
    let full = (state == ListingState::Frozen).then(|| full.to_owned());
    full.into_iter().chain(card.alert.clone()).collect()
}

/// When, where, cost, contact, way in and last check, in that order.
pub(super) fn facts(card: &Card, freshness: &Freshness<'_>) -> Vec<Fact> {
    [
        Fact::new(
            "When",
            or(card.when.iter().map(Line::text), "Times not stated"),
        ),
        Fact::new("Where", places(card)),
        Fact::new("Cost", vec![cost(card)]),
        Fact::new(
            "Get in touch",
            or(contacts(card), "No contact details stated"),
        )
        .map(Fact::in_a_row),
        Fact::new(
            "How to refer",
            card.how_to_refer.iter().map(Line::text).collect(),
        ),
        Fact::new("Last checked", freshness.lines()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn places(card: &Card) -> Vec<Line> {
    let named = card.places.iter().take(PLACES);
    let mut lines = or(
        named.map(|place| Line::text(&place.address)),
        "No fixed place stated",
    );
    match card.places.len().saturating_sub(PLACES) {
        0 => {}
        1 => lines.push(Line::text("and 1 more place")),
        more => lines.push(Line::text(format!("and {more} more places"))),
    }
    lines
}

fn cost(card: &Card) -> Line {
    match (&card.cost, card.free) {
        // The word first, so that it is found at a glance.
        (Some(cost), Some(true)) if !cost.to_lowercase().starts_with("free") => {
            Line::text(format!("Free. {cost}"))
        }
        (Some(cost), _) => Line::text(cost),
        (None, Some(true)) => Line::text("Free"),
        (None, _) => Line::text("Cost not stated"),
    }
}

fn contacts(card: &Card) -> impl Iterator<Item = Line> {
    let phones = card.phones.iter().map(|number| Line::phone(number));
    let emails = card.emails.iter().map(|address| Line::email(address));
    let site = card.url.iter().map(|address| Line::web(address));
    phones.chain(emails).chain(site)
}

/// The lines, or one that says that there are none.
fn or(lines: impl Iterator<Item = Line>, otherwise: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = lines.collect();
    if lines.is_empty() {
        lines.push(Line::text(otherwise));
    }
    lines
}
