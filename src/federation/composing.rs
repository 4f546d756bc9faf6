//! Listings -> what they say, from the records that belong to them.
//!
//! listing -> its records, people's edits -> [`merging`] -> publication, and what its records
//! contradict one another in as findings.
//!
//! A listing lives while one record speaks for it. One that none speaks for is removed; where
//! its records went elsewhere, it says where.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::apply;
use super::merging::{self, Conflict, Edit, EditVoice, Merged, Source};
use crate::config::Config;
use crate::domain::{ChangeReason, FeedId, Finding, ListingId, ListingState, Publication};
use crate::oruk::Service;
use crate::store::{EditRow, HubListing, Member, StoreError, WriteTx};

/// How far a feed is believed that the settings do not name.
const UNKNOWN_TRUST: f64 = 0.5;

/// Listings whose members have changed, and how.
#[derive(Debug, Default)]
pub(super) struct Turned {
    /// Those that others took the place of.
    pub(super) merged: HashSet<ListingId>,
    /// Those that stand by themselves again.
    pub(super) split: HashSet<ListingId>,
    /// Those that waited for a person and were joined by one that everybody sees.
    pub(super) lifted: HashSet<ListingId>,
}

/// Publishes what listings say now; those that say what they said leave no trace.
pub(super) async fn publish(
    tx: &mut WriteTx,
    config: &Config,
    ids: &[ListingId],
    turned: &Turned,
) -> Result<(), StoreError> {
    let mut members: HashMap<ListingId, Vec<Member>> = HashMap::new();
    for member in tx.speakers(ids).await? {
        members.entry(member.listing).or_default().push(member);
    }
    let (alive, gone): (Vec<_>, Vec<_>) = ids.iter().partition(|id| members.contains_key(*id));
    // Those that go first: what they leave behind belongs to those that stay.
    let mut publications = ended(tx, &gone, turned).await?;
    let standings = tx.standings(&alive).await?;
    for id in alive {
        let (sources, service) = compose(tx, config, id, &members[&id]).await?;
        let standing = standings.get(&id);
        let mut state = apply::state(tx, config, id, standing).await?;
        if turned.lifted.contains(&id) {
            state = ListingState::Listed;
        }
        let feed = senior(&members[&id]);
        let (publication, reason) = apply::plan(feed, id, service, standing, state);
        let reason = match reason {
            ChangeReason::Revived if turned.split.contains(&id) => ChangeReason::Split,
            reason => reason,
        };
        publications.push((publication, reason));
        tell(tx, &sources).await?;
    }
    let publications: Vec<_> = publications
        .iter()
        .map(|(p, reason)| (p, *reason))
        .collect();
    tx.publish_all(&publications).await?;
    let origins = |(id, members): (ListingId, Vec<Member>)| {
        let all = members.into_iter().flat_map(|member| member.made_of);
        (id, all.collect::<Vec<HubListing>>())
    };
    tx.note_made_of(&members.into_iter().map(origins).collect())
        .await
}

/// The publications of listings that nobody speaks for any more.
async fn ended(
    tx: &mut WriteTx,
    ids: &[ListingId],
    turned: &Turned,
) -> Result<Vec<(Publication, ChangeReason)>, StoreError> {
    let listings = tx.listings_by_id(ids).await?;
    let known = listings.iter().filter(|listing| !listing.doc.is_empty());
    let end = |listing| {
        let publication = Publication {
            state: ListingState::Removed,
            ..Publication::from_listing(listing)?
        };
        let reason = match turned.merged.contains(&publication.id) {
            true => ChangeReason::Merged,
            false => ChangeReason::RemovedFromFeed,
        };
        Ok((publication, reason))
    };
    known.map(end).collect()
}

async fn compose(
    tx: &mut WriteTx,
    config: &Config,
    id: ListingId,
    members: &[Member],
) -> Result<(Vec<Source>, Service), StoreError> {
    let sources = members
        .iter()
        .map(|member| source(config, id, member))
        .collect::<Result<Vec<_>, _>>()?;
    let family = tx.with_merged(&[id]).await?;
    let edits: Vec<Edit> = tx.edits(&family).await?.into_iter().map(edit).collect();
    // There is a source: the listing is alive.
    let merged = merging::merge(id, &sources, &edits);
    let document = merged.map_or(Value::Null, |merged: Merged| merged.document);
    Ok((sources, serde_json::from_value(document)?))
}

/// A record as a source of a listing.
pub(super) fn source(
    config: &Config,
    listing: ListingId,
    member: &Member,
) -> Result<Source, serde_json::Error> {
    let document = match serde_json::to_value(&member.service)? {
        Value::Object(document) => document,
        _ => serde_json::Map::new(),
    };
    Ok(Source {
        feed: member.name.feed.clone(),
        source_id: member.name.source_id.clone(),
        trust: trust(config, &member.name.feed),
        is_home: member.home == listing,
        first_seen: member.first_seen,
        changed_at: member.changed_at,
        document,
    })
}

/// How far a feed is believed.
pub(super) fn trust(config: &Config, feed: &FeedId) -> f64 {
    config.feed(feed).map_or(UNKNOWN_TRUST, |feed| feed.trust)
}

/// An edit as it is merged.
pub(super) fn edit(row: EditRow) -> Edit {
    Edit {
        id: row.id,
        field: row.field,
        value: row.value,
        voice: EditVoice::from_stored(&row.voice),
        author: row.author,
        comment: row.comment,
        at: row.at,
        expires_at: row.expires_at,
        before: row.before,
    }
}

/// The feed by which a listing is known: of the record that it began with, else of the first.
fn senior(members: &[Member]) -> &FeedId {
    let home = members.iter().find(|member| member.home == member.listing);
    // Sorted by when they were first seen, and never empty: the listing is alive.
    &home.unwrap_or(&members[0]).name.feed
}

/// Tells feeds what their records contradict others of the listing in.
async fn tell(tx: &mut WriteTx, sources: &[Source]) -> Result<(), StoreError> {
    let conflicts = merging::conflicts(sources);
    for source in sources {
        let is_about = |conflict: &&Conflict| {
            conflict.feed == source.feed && conflict.record == source.source_id
        };
        let findings: Vec<Finding> = conflicts.iter().filter(is_about).map(finding).collect();
        tx.put_merge_findings(&source.feed, &[(&source.source_id, &findings)])
            .await?;
    }
    Ok(())
}

fn finding(conflict: &Conflict) -> Finding {
    let against: Vec<&str> = conflict.against.iter().map(FeedId::as_str).collect();
    let against = against.join(", ");
    let found = match &conflict.says {
        Some(says) => format!("{says}; other values: {against}"),
        None => format!("other values: {against}"),
    };
    Finding {
        severity: conflict.code.severity(),
        code: conflict.code.clone(),
        feed: conflict.feed.clone(),
        record: Some(conflict.record.clone()),
        pointer: Some(conflict.pointer.to_owned()),
        found: Some(crate::domain::quote(&found)),
        advice: "Ask the provider which is right, then correct it or confirm yours with a new \
                 assured_date."
            .to_owned(),
    }
}
