//! Records that were just written -> their listings.
//!
//! which listing does each belong to? -> is it a copy of ours? -> what the listing says now ->
//! published; and noted, so that it is matched.
//!
//! Most listings are made of one record that nobody has edited: what it says is published as it
//! is, without asking for more.

use std::collections::{HashMap, HashSet};

use super::composing::{self, Turned};
use super::fetch::Change;
use super::{apply, echo, ids};
use crate::config::Config;
use crate::domain::{ChangeReason, FeedId, ListingId, Publication};
use crate::oruk::Service;
use crate::store::{Before, Echo, HubListing, RecordName, Saved, StoreError, WriteTx};

/// A record as it now stands in the store.
#[derive(Debug)]
pub(super) struct Written {
    /// The feed's own id.
    pub(super) source_id: String,
    /// The listing that it makes alone.
    pub(super) home: ListingId,
    /// What it says.
    pub(super) service: Service,
    /// Of a record of another hub: every listing of any hub that it is made of.
    pub(super) made_of: Vec<HubListing>,
}

/// Where a record belongs.
#[derive(Debug, Clone, Copy)]
struct Place {
    listing: ListingId,
    echo: Echo,
    /// Where the store has it.
    stored: (ListingId, Echo),
    /// Whether it had a say there until now.
    had_say: bool,
}

/// Publishes the listings of records; says what became of each record, in their order.
pub(super) async fn publish(
    tx: &mut WriteTx,
    config: &Config,
    feed: &FeedId,
    written: Vec<Written>,
    before: &HashMap<String, Before>,
) -> Result<Vec<Change>, StoreError> {
    let is_matching = config.federation.matching;
    let places = places(tx, &written, before, is_matching).await?;
    for (record, place) in written.iter().zip(&places) {
        if place.stored != (place.listing, place.echo) {
            let name = RecordName::new(feed, &record.source_id);
            tx.place_record(&name, place.listing, place.echo).await?;
        }
    }
    let left = leave(tx, &places).await?;
    queue(tx, feed, &written, &places, before).await?;
    let listings: Vec<ListingId> = places.iter().map(|place| place.listing).collect();
    let plain = plain(tx, &written, &places, &listings).await?;
    let standings = tx.standings(&listings).await?;
    let mut changes = Vec::with_capacity(written.len());
    let mut plans: Vec<(usize, Publication, ChangeReason)> = Vec::new();
    let mut joined: Vec<ListingId> = left.all;
    let mut made: HashMap<ListingId, Vec<HubListing>> = HashMap::new();
    for (at, (record, place)) in written.into_iter().zip(&places).enumerate() {
        changes.push(by_record(before.get(&record.source_id)));
        if plain.contains(&at) {
            made.insert(place.listing, record.made_of);
            let standing = standings.get(&place.listing);
            let state = apply::state(tx, config, place.listing, standing).await?;
            let (plan, reason) = apply::plan(feed, place.listing, record.service, standing, state);
            plans.push((at, plan, reason));
        } else if place.echo == Echo::No {
            joined.push(place.listing);
        }
    }
    let publications: Vec<_> = plans.iter().map(|(_, p, reason)| (p, *reason)).collect();
    let saved = tx.publish_all(&publications).await?;
    for ((at, _, reason), saved) in plans.iter().zip(saved) {
        changes[*at] = apply::change(*reason, saved == Saved::Unchanged);
    }
    tx.note_made_of(&made).await?;
    joined.sort_unstable();
    joined.dedup();
    composing::publish(tx, config, &joined, &left.turned).await?;
    Ok(changes)
}

/// Listings in which a record had a say and has none any more.
#[derive(Default)]
struct Left {
    all: Vec<ListingId>,
    turned: Turned,
}

/// Says where listings went whose last record turned out to be one of ours come back.
async fn leave(tx: &mut WriteTx, places: &[Place]) -> Result<Left, StoreError> {
    let has_left = |place: &&Place| place.had_say && place.stored != (place.listing, place.echo);
    let leaving: Vec<&Place> = places.iter().filter(has_left).collect();
    let mut left = Left {
        all: leaving.iter().map(|place| place.stored.0).collect(),
        ..Left::default()
    };
    let crowds = tx.crowds(&left.all).await?;
    let standings = tx.standings(&left.all).await?;
    for place in leaving {
        let (from, to) = (place.stored.0, place.listing);
        if from != to && !crowds.contains_key(&from) && standings.contains_key(&from) {
            tx.link_merged(from, Some(to)).await?;
            left.turned.merged.insert(from);
        }
    }
    left.all.retain(|id| standings.contains_key(id));
    Ok(left)
}

/// What became of a record, by what the store had of it.
pub(super) fn by_record(before: Option<&Before>) -> Change {
    match before {
        Some(before) if before.was_removed => Change::Added,
        Some(before) if before.is_same => Change::Unchanged,
        Some(_) => Change::Updated,
        None => Change::Added,
    }
}

async fn places(
    tx: &mut WriteTx,
    written: &[Written],
    before: &HashMap<String, Before>,
    is_matching: bool,
) -> Result<Vec<Place>, StoreError> {
    let is_present = |record: &&Written| {
        let before = before.get(&record.source_id);
        before.is_some_and(|before| !before.was_removed)
    };
    // A record that comes, or comes back, goes where its listing went.
    let fresh = written.iter().filter(|record| !is_present(record));
    let homes: Vec<ListingId> = fresh.map(|record| record.home).collect();
    let ends = tx.resolve(&homes).await?;
    let mut places = Vec::with_capacity(written.len());
    let tag = tx.tag().to_owned();
    for record in written {
        let known = before.get(&record.source_id);
        let stored = known.map_or((record.home, Echo::No), |known| (known.listing, known.echo));
        let (listing, echo) = match known {
            _ if let Some(ours) = returned(tx, record, &tag).await? => ours,
            Some(known) if !known.was_removed => match known.echo {
                // It has not come by us this time.
                Echo::Certain => (record.home, Echo::No),
                Echo::Settled if parted(tx, known.listing, record).await? => {
                    (record.home, Echo::No)
                }
                Echo::Likely if !known.is_same && parted(tx, known.listing, record).await? => {
                    (record.home, Echo::No)
                }
                echo => (known.listing, echo),
            },
            _ => match copied(tx, record).await? {
                Some(ours) => (ours, Echo::Likely),
                None => {
                    // A hub that lists it by itself has settled where it belongs.
                    let may_join = is_matching && record.made_of.is_empty();
                    let end = ends.get(&record.home).copied().filter(|_| may_join);
                    (end.unwrap_or(record.home), Echo::No)
                }
            },
        };
        places.push(Place {
            listing,
            echo,
            stored,
            had_say: known.is_some_and(|known| !known.was_removed && known.echo == Echo::No),
        });
    }
    Ok(places)
}

/// The listing of ours that a record of another hub has passed through, and how surely it stays
/// without a say.
async fn returned(
    tx: &mut WriteTx,
    record: &Written,
    tag: &str,
) -> Result<Option<(ListingId, Echo)>, StoreError> {
    let Some(ours) = echo::passed_through(&record.made_of, tag) else {
        return Ok(None);
    };
    let ends = tx.resolve(&[ours.listing]).await?;
    let end = ends.get(&ours.listing).copied().unwrap_or(ours.listing);
    let echo = match echo::is_senior(tag, &record.made_of) {
        true => Echo::Settled,
        false => Echo::Certain,
    };
    Ok(Some((end, echo)))
}

/// The listing of ours that a record is a copy of: it bears its id, which another record holds,
/// and says what it says.
async fn copied(tx: &mut WriteTx, record: &Written) -> Result<Option<ListingId>, StoreError> {
    let Some(id) = ids::as_uuid(&record.source_id).map(ListingId) else {
        return Ok(None);
    };
    if id == record.home {
        return Ok(None);
    }
    let end = tx.resolve(&[id]).await?.get(&id).copied().unwrap_or(id);
    let ours = published(tx, end).await?;
    let is_copy = ours.is_some_and(|ours| echo::is_copy(&ours, &record.service));
    Ok(is_copy.then_some(end))
}

async fn parted(
    tx: &mut WriteTx,
    listing: ListingId,
    record: &Written,
) -> Result<bool, StoreError> {
    if !tx.crowds(&[listing]).await?.contains_key(&listing) {
        return Ok(true);
    }
    let ours = published(tx, listing).await?;
    Ok(ours.is_some_and(|ours| echo::has_parted(&ours, &record.service)))
}

async fn published(tx: &mut WriteTx, id: ListingId) -> Result<Option<Service>, StoreError> {
    let listing = tx.listings_by_id(&[id]).await?.pop();
    let doc = listing
        .map(|listing| listing.doc)
        .filter(|doc| !doc.is_empty());
    Ok(doc.map(|doc| serde_json::from_str(&doc)).transpose()?)
}

async fn queue(
    tx: &mut WriteTx,
    feed: &FeedId,
    written: &[Written],
    places: &[Place],
    before: &HashMap<String, Before>,
) -> Result<(), StoreError> {
    let is_changed = |(record, place): &(&Written, &Place)| {
        let before = before.get(&record.source_id);
        let is_moved = place.stored != (place.listing, place.echo);
        is_moved || before.is_none_or(|before| before.was_removed || !before.is_same)
    };
    let changed = written.iter().zip(places).filter(is_changed);
    let changed: Vec<String> = changed
        .map(|(record, _)| record.source_id.clone())
        .collect();
    tx.queue_matching(feed, &changed).await
}

/// Records, by their place in the order, that alone make their listing and that nobody edited.
async fn plain(
    tx: &mut WriteTx,
    written: &[Written],
    places: &[Place],
    listings: &[ListingId],
) -> Result<HashSet<usize>, StoreError> {
    let crowds = tx.crowds(listings).await?;
    let edited: HashSet<ListingId> = tx.edited(listings).await?;
    let is_plain = |(record, place): (&Written, &Place)| {
        place.echo == Echo::No
            && place.listing == record.home
            && crowds.get(&place.listing) == Some(&1)
            && !edited.contains(&place.listing)
    };
    Ok(written
        .iter()
        .zip(places)
        .enumerate()
        .filter(|(_, both)| is_plain(*both))
        .map(|(at, _)| at)
        .collect())
}
