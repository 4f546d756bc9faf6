//! Coordinates for places whose feeds state none, by the official postcode files.
//!
//! places without coordinates of their own -> what the gazetteer says of their postcodes ->
//! listings published anew, the coordinates marked as derived.
//!
//! Only the operator's official files count, and only where they place the very postcode: a
//! published document depends on what its source says and on what people decide, and what
//! feeds teach of a postcode moves with every address.

use std::collections::BTreeSet;

use crate::domain::{ChangeReason, ListingId, Publication, derive};
use crate::gazetteer::{Gazetteer, Postcode};
use crate::store::{Store, StoreError};

/// Places looked at at a time, and listings published in one transaction.
const BATCH: usize = 1_000;
const LISTINGS: usize = 100;

/// Gives every published place that lacks coordinates those of its postcode, among listings
/// that changed after `seq`. Returns how many listings were published anew. May be run again
/// at any time.
///
/// # Errors
/// When the database refuses; what was done before stays.
pub async fn derive_places(
    store: &Store,
    gazetteer: &Gazetteer,
    seq: i64,
) -> Result<u64, StoreError> {
    if gazetteer.official_version() == 0 {
        return Ok(0);
    }
    let mut after = i64::MIN;
    let mut done = 0;
    loop {
        let places = store.unplaced(seq, after, BATCH as u64).await?;
        let Some(last) = places.last() else {
            return Ok(done);
        };
        after = last.number;
        let due: BTreeSet<String> = places
            .iter()
            .filter(|place| {
                let point = point(gazetteer, &place.postcode);
                point.is_some_and(|point| !is_there(place.derived, point))
            })
            .map(|place| place.listing.to_string())
            .collect();
        let due: Vec<ListingId> = due.iter().filter_map(|id| id.parse().ok()).collect();
        for ids in due.chunks(LISTINGS) {
            done += publish(store, gazetteer, ids).await?;
        }
    }
}

async fn publish(
    store: &Store,
    gazetteer: &Gazetteer,
    ids: &[ListingId],
) -> Result<u64, StoreError> {
    let mut tx = store.write().await?;
    let mut publications = Vec::with_capacity(ids.len());
    for listing in tx.listings_by_id(ids).await? {
        // An erased one has no places.
        if listing.doc.is_empty() {
            continue;
        }
        let mut publication = Publication::from_listing(&listing)?;
        if derive(&mut publication.service, |_, postcode| {
            point(gazetteer, postcode)
        }) {
            publications.push(publication);
        }
    }
    let updated: Vec<_> = publications
        .iter()
        .map(|publication| (publication, ChangeReason::Updated))
        .collect();
    tx.publish_all(&updated).await?;
    tx.commit().await?;
    Ok(updated.len() as u64)
}

fn point(gazetteer: &Gazetteer, postcode: &str) -> Option<(f64, f64)> {
    gazetteer.official_point(&postcode.parse::<Postcode>().ok()?)
}

/// Whether a place has that point already, to a tenth of a metre.
fn is_there(derived: Option<(f64, f64)>, (lat, lon): (f64, f64)) -> bool {
    const SAME: f64 = 1e-6;
    derived.is_some_and(|derived| (derived.0 - lat).abs() < SAME && (derived.1 - lon).abs() < SAME)
}
