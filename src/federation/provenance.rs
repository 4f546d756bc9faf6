//! Where each value of a listing came from, as it may be told to everybody.
//!
//! Worked out when it is asked for, from the same records by the same rules as the listing. Values
//! are told as they are published; of a listing with a sensitive location, of which even a text
//! may give the whereabouts away, who says something is told and not what.

use serde::Serialize;

use super::composing::{edit, source, trust};
use super::merging::{self, Origin};
use crate::config::Config;
use crate::domain::{FeedId, ListingId, sensitive};
use crate::oruk::write;
use crate::store::{HubListing, Store, StoreError};

/// Where a listing came from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Provenance {
    /// The listing.
    pub id: ListingId,
    /// What this hub is known by where others say what they are made of.
    pub hub: String,
    /// Every listing of other hubs that it is made of, as `HUB/LISTING`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub made_of: Vec<HubListing>,
    /// The records that it is made of.
    pub records: Vec<Contributor>,
    /// Other directories that carry what we publish; they have no say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_carried_by: Vec<FeedId>,
    /// Where each field's value came from, in the standard's order.
    pub fields: Vec<Origin>,
}

/// One record that a listing is made of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contributor {
    /// Its feed.
    pub feed: FeedId,
    /// What the feed is called.
    pub name: String,
    /// The feed's licence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// The feed's own id of it.
    pub record: String,
    /// How far the feed is believed, 0 to 1.
    pub trust: f64,
    /// When it was first seen.
    pub first_seen: jiff::Timestamp,
    /// When its content last changed.
    pub changed_at: jiff::Timestamp,
}

/// Where a listing's values came from; `None` when no record speaks for it.
///
/// # Errors
/// When the database refuses.
pub async fn provenance(
    store: &Store,
    config: &Config,
    id: ListingId,
) -> Result<Option<Provenance>, StoreError> {
    let members = store.speakers(id).await?;
    if members.is_empty() {
        return Ok(None);
    }
    let mut is_sensitive = false;
    let mut sources = Vec::with_capacity(members.len());
    let feeds = store.feeds().await?;
    let mut records = Vec::with_capacity(members.len());
    for member in &members {
        is_sensitive |= !sensitive::stated(&member.service).is_empty();
        let mut told = source(config, id, member)?;
        if let serde_json::Value::Object(public) =
            serde_json::from_str(&write::detail(&member.service)?)?
        {
            told.document = public;
        }
        sources.push(told);
        let feed = feeds.iter().find(|feed| feed.id == member.name.feed);
        records.push(Contributor {
            feed: member.name.feed.clone(),
            name: feed.map_or_else(|| member.name.feed.to_string(), |feed| feed.name.clone()),
            licence: feed.and_then(|feed| feed.licence.clone()),
            record: member.name.source_id.clone(),
            trust: trust(config, &member.name.feed),
            first_seen: member.first_seen,
            changed_at: member.changed_at,
        });
    }
    let places = store.location_ids(id).await?;
    let withheld = store.sensitive_locations().await?;
    is_sensitive |= withheld
        .iter()
        .any(|place| places.contains(&place.location_id));
    let family = store.with_merged(id).await?;
    let edits = store.edits(&family, store.clock().now()).await?;
    let edits: Vec<_> = edits.into_iter().map(edit).collect();
    let mut fields = merging::merge(id, &sources, &edits).map_or_else(Vec::new, |m| m.origins);
    for origin in &mut fields {
        let is_place = origin.field == "service_at_locations";
        if is_sensitive || is_place {
            origin
                .others
                .iter_mut()
                .for_each(|lost| lost.value = serde_json::Value::Null);
        }
    }
    let mut made_of: Vec<HubListing> = members.into_iter().flat_map(|m| m.made_of).collect();
    made_of.sort_unstable();
    made_of.dedup();
    Ok(Some(Provenance {
        id,
        hub: store.tag(),
        made_of,
        records,
        also_carried_by: store.carriers(id).await?,
        fields,
    }))
}
