//! Which of the ids that a batch brings are its feed's: the first feed to bring one keeps it.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::batch::Pending;
use super::ids;
use super::refresh::{RefreshError, Run};
use crate::domain::{FeedId, ListingId};
use crate::store::{Holder, RecordKey};

/// The names under which a batch is listed.
#[derive(Debug, Default)]
pub(super) struct Names {
    listings: HashMap<String, ListingId>,
    /// Source ids of services whose own UUID another record holds.
    pub(super) lost_services: HashSet<String>,
    /// Organizations whose UUID another feed holds.
    pub(super) lost_organizations: HashSet<Uuid>,
}

impl Names {
    /// Names that are settled, by source id.
    pub(super) fn settled(listings: HashMap<String, ListingId>) -> Self {
        Self {
            listings,
            ..Self::default()
        }
    }

    /// The listing of a record.
    pub(super) fn listing(&self, feed: &FeedId, source_id: &str) -> ListingId {
        let known = self.listings.get(source_id).copied();
        known.unwrap_or_else(|| ids::derived_listing(feed, source_id))
    }
}

/// Claims what a batch brings. A record that is known keeps its listing; a dry run looks
/// and claims nothing.
pub(super) async fn claim(
    run: &Run<'_>,
    batch: &[Pending],
    keys: &HashMap<String, RecordKey>,
) -> Result<Names, RefreshError> {
    let mut names = Names::default();
    let mut wanted: Vec<(String, String)> = Vec::new();
    let mut organizations: HashSet<Uuid> = HashSet::new();
    for record in batch {
        let source_id = &record.source_id;
        if let Some(key) = keys.get(source_id) {
            names.listings.insert(source_id.clone(), key.home);
        } else if record.draft().is_some()
            && let Some(uuid) = ids::as_uuid(source_id)
        {
            wanted.push((uuid.to_string(), source_id.clone()));
        }
        organizations.extend(record.draft().iter().flat_map(|draft| &draft.organizations));
    }
    let held = holders(run, "service", &wanted).await?;
    for (id, source_id) in wanted {
        let uuid = ids::as_uuid(&id).unwrap_or_default();
        if held
            .get(&id)
            .is_none_or(|holder| holder.is(run.feed, &source_id))
        {
            names.listings.insert(source_id, ListingId(uuid));
        } else {
            names.lost_services.insert(source_id);
        }
    }
    // An organization belongs to the feed as a whole: many of its services name it.
    let wanted: Vec<_> = organizations
        .iter()
        .map(|uuid| (uuid.to_string(), uuid.to_string()))
        .collect();
    let held = holders(run, "organization", &wanted).await?;
    let lost = |uuid: &Uuid| {
        let id = uuid.to_string();
        held.get(&id)
            .is_some_and(|holder| !holder.is(run.feed, &id))
    };
    names.lost_organizations = organizations.into_iter().filter(lost).collect();
    Ok(names)
}

/// Who holds the wanted ids, `(id, source id)` each, after those that are free were claimed.
async fn holders(
    run: &Run<'_>,
    entity: &'static str,
    wanted: &[(String, String)],
) -> Result<HashMap<String, Holder>, RefreshError> {
    let ids: Vec<_> = wanted.iter().map(|(id, _)| id.clone()).collect();
    let mut held = run.store.holders(entity, &ids).await?;
    let free: Vec<_> = wanted
        .iter()
        .filter(|(id, _)| !held.contains_key(id))
        .cloned()
        .collect();
    if !free.is_empty() && !run.options.dry_run {
        let mut tx = run.write().await?;
        held.extend(tx.claim(entity, run.feed, &free).await?);
        tx.commit().await?;
    }
    Ok(held)
}
