//! Rows of a report -> records, read and named as those of any feed.
//!
//! Child ids that the sheet's reader made of a row's keys are dropped: the keys change when a
//! name is retyped, and the natural keys of [`super::super::ids`] do not.

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use serde_json::value::RawValue;

use super::{Context, ImportError, matching};
use crate::domain::{FeedId, ListingId};
use crate::federation::batch::{self, Item, Pending};
use crate::federation::claim::Names;
use crate::federation::ids;
use crate::oruk::{Dialect, Service};
use crate::sheet::Import;
use crate::store::{ImportKeys, Staged, StoreError};

/// Rows that are ready to be written.
pub(super) struct Prepared {
    /// Records that are new or changed, each with its service.
    pub(super) changed: Vec<(Staged, Option<Service>)>,
    /// What every row is known by from now on.
    pub(super) keys: Vec<ImportKeys>,
    /// Listings of the changed records.
    pub(super) listings: HashMap<String, ListingId>,
    /// Those that no feed held before: id, name of the row.
    pub(super) claims: Vec<(String, String)>,
    /// Rows that say what is stored already.
    pub(super) unchanged: u64,
    /// Rows that make no service.
    pub(super) failed: u64,
}

/// Reads the records of a report as those of a feed.
pub(super) async fn prepare(
    context: Context<'_>,
    feed: &FeedId,
    import: &Import,
) -> Result<Prepared, ImportError> {
    let rows: Vec<_> = import
        .records
        .iter()
        .filter_map(|record| Some((record, record.service.as_ref()?)))
        .collect();
    let stored = context.store.import_keys(feed).await?;
    let by_keys: Vec<&[String]> = rows
        .iter()
        .map(|(record, _)| record.keys.as_slice())
        .collect();
    let known = matching::known(&by_keys, &stored);
    let taken: HashSet<&String> = stored.iter().map(|known| &known.source_id).collect();
    let mut keys = Vec::with_capacity(rows.len());
    let mut items = Vec::with_capacity(rows.len());
    for ((record, service), known) in rows.iter().zip(known) {
        let service: Value = serde_json::from_str(service.as_str()).map_err(StoreError::from)?;
        let source_id = known.unwrap_or_else(|| new_name(feed, &service, &record.keys, &taken));
        keys.push(ImportKeys {
            source_id: source_id.clone(),
            keys: record.keys.clone(),
        });
        items.push(Item::Service {
            source_id: Some(source_id),
            raw: raw(service)?,
            dialect: Dialect::default(),
        });
    }
    let pending = batch::identify(feed, items, 0).pending;
    let ids: Vec<String> = pending
        .iter()
        .map(|record| record.source_id.clone())
        .collect();
    let record_keys = context.store.record_keys(feed, &ids).await?;
    let is_same = |record: &Pending| {
        let key = record_keys.get(&record.source_id);
        key.is_some_and(|key| record.is_same_as(key))
    };
    let (same, changed): (Vec<_>, Vec<_>) = pending.into_iter().partition(is_same);
    let mut listings: HashMap<String, ListingId> = HashMap::new();
    for record in &changed {
        if let Some(key) = record_keys.get(&record.source_id) {
            listings.insert(record.source_id.clone(), key.home);
        }
    }
    let claims = name_new(context, feed, &changed, &mut listings).await?;
    let finished = finish(feed.clone(), changed, listings.clone()).await?;
    Ok(Prepared {
        failed: (import.records.len() - rows.len()) as u64,
        unchanged: same.len() as u64,
        changed: finished,
        keys,
        listings,
        claims,
    })
}

/// The name of a row that is new: the id that the report shows, unless an older row, which
/// has been retyped since, bears it.
fn new_name(feed: &FeedId, service: &Value, keys: &[String], taken: &HashSet<&String>) -> String {
    let shown = service
        .get("id")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let mut name = shown.to_owned();
    let mut times = 1;
    while name.is_empty() || taken.contains(&name) {
        times += 1;
        let words = format!("{}|{times}", keys.join("|"));
        name = ids::derived_listing(feed, &words).to_string();
    }
    name
}

/// Gives new rows their listings: the id of the row, unless another feed holds it.
async fn name_new(
    context: Context<'_>,
    feed: &FeedId,
    changed: &[Pending],
    listings: &mut HashMap<String, ListingId>,
) -> Result<Vec<(String, String)>, ImportError> {
    let fresh = changed.iter().map(|record| &record.source_id);
    let fresh = fresh.filter(|id| !listings.contains_key(*id));
    let mut claims: Vec<(String, String)> = fresh.map(|id| (id.clone(), id.clone())).collect();
    let ids: Vec<String> = claims.iter().map(|(id, _)| id.clone()).collect();
    let held = context.store.holders("service", &ids).await?;
    claims.retain(|(id, source_id)| {
        let holder = held.get(id);
        holder.is_none_or(|holder| holder.is(feed, source_id))
    });
    for (id, source_id) in &claims {
        if let Some(uuid) = ids::as_uuid(id) {
            listings.insert(source_id.clone(), ListingId(uuid));
        }
    }
    for id in ids {
        listings
            .entry(id.clone())
            .or_insert_with(|| ids::derived_listing(feed, &id));
    }
    Ok(claims)
}

/// The work of the processor, off the threads that serve.
async fn finish(
    feed: FeedId,
    mut changed: Vec<Pending>,
    listings: HashMap<String, ListingId>,
) -> Result<Vec<(Staged, Option<Service>)>, ImportError> {
    let work = tokio::task::spawn_blocking(move || {
        batch::read_all(&feed, &mut changed);
        batch::finish_all(&feed, changed, &Names::settled(listings))
    });
    let finished = work
        .await
        .map_err(|error| ImportError::Broken(error.to_string()))?;
    Ok(finished?)
}

/// The service as it is kept: without the ids that come from the row's keys.
fn raw(mut service: Value) -> Result<Box<RawValue>, ImportError> {
    const CHILDREN: [&str; 6] = [
        "service_at_locations",
        "phones",
        "contacts",
        "schedules",
        "cost_options",
        "attributes",
    ];
    if let Some(fields) = service.as_object_mut() {
        fields.shift_remove("id");
        fields.shift_remove("last_modified");
        for list in CHILDREN {
            let children = fields.get_mut(list).and_then(Value::as_array_mut);
            for child in children.into_iter().flatten() {
                if let Some(child) = child.as_object_mut() {
                    child.retain(|name, _| {
                        !matches!(name.as_str(), "id" | "service_id" | "link_id")
                    });
                }
            }
        }
    }
    Ok(serde_json::value::to_raw_value(&service).map_err(StoreError::from)?)
}
