//! The facts at a glance: what a search result and the head of a listing say.

use std::collections::HashMap;

use super::error::PageError;
use super::fact::{Fact, Line};
use super::freshness::{Freshness, agreed_at};
use super::wording;
use crate::domain::{Card, FeedId, Listing, ListingId, ListingState};
use crate::hub::Hub;
use crate::search::Hit;
use crate::store::WatchPage;

/// How many places a card names before it only counts them.
const PLACES: usize = 3;

/// What a frozen listing says.
pub(super) const FULL: &str = "Full at present: ask when there will be places.";

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
    /// What it is, in short.
    pub(super) summary: Option<String>,
    /// A short-lived notice, or that it is full.
    pub(super) notices: Vec<String>,
    /// When, where, cost and so on.
    pub(super) facts: Vec<Fact>,
    /// Name of the directory that lists it.
    pub(super) directory: String,
}

/// The cards of the hits that are still open to everyone.
pub(super) async fn cards(
    hub: &Hub,
    hits: &[Hit],
    rough: bool,
) -> Result<Vec<ResultCard>, PageError> {
    let ids: Vec<ListingId> = hits.iter().map(|hit| hit.id).collect();
    let listings = hub.store.listings_by_id(&ids).await?;
    let pages: HashMap<ListingId, WatchPage> = hub
        .store
        .watch_pages(&ids)
        .await?
        .into_iter()
        .map(|page| (page.listing, page))
        .collect();
    let directories: HashMap<FeedId, String> = hub
        .store
        .feeds()
        .await?
        .into_iter()
        .map(|feed| (feed.id, feed.name))
        .collect();
    let by_id: HashMap<ListingId, &Hit> = hits.iter().map(|hit| (hit.id, hit)).collect();
    let mut cards = Vec::with_capacity(listings.len());
    for listing in listings.iter().filter(|listing| listing.is_searchable()) {
        let distance = by_id.get(&listing.id).and_then(|hit| {
            let metres = hit.distance_m?;
            Some(wording::distance(metres, rough || hit.approximate))
        });
        let directory = directories
            .get(&listing.feed)
            .map_or(listing.feed.as_str(), String::as_str);
        match result_card(hub, listing, directory, pages.get(&listing.id), distance) {
            Ok(card) => cards.push(card),
            // One damaged document must not cost the others.
            Err(error) => {
                tracing::error!(listing = %listing.id, %error, "a listing cannot be shown");
            }
        }
    }
    Ok(cards)
}

fn result_card(
    hub: &Hub,
    listing: &Listing,
    directory: &str,
    page: Option<&WatchPage>,
    distance: Option<String>,
) -> Result<ResultCard, serde_json::Error> {
    let card = Card::of(listing, agreed_at(page))?;
    let freshness = Freshness {
        confirmed: card.assured_date,
        directory,
        page,
        now: hub.clock.now(),
        holds: hub.config.lifecycle.manual_check_every,
    };
    let full = (listing.state == ListingState::Frozen).then(|| FULL.to_owned());
    Ok(ResultCard {
        id: listing.id,
        facts: facts(&card, &freshness),
        name: card.name,
        organization: card.organization,
        distance,
        summary: card.summary,
        notices: full.into_iter().chain(card.alert).collect(),
        directory: directory.to_owned(),
    })
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
        ),
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
