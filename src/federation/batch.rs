//! A batch of pulled records on its way to the stage: the work of the processor alone.
//!
//! pulled -> [`identify`] -> [`read_all`] -> (ids are claimed) -> [`finish_all`] -> staged.

use std::collections::HashMap;

use serde_json::value::RawValue;

use super::claim::Names;
use super::echo;
use super::ids::Naming;
use super::normalise::{self, Draft, Unusable};
use super::remark::About;
use crate::domain::FeedId;
use crate::oruk::{Dialect, Service};
use crate::store::{Packed, RecordKey, Staged, StagedContent, StoreError};

/// One record as it was pulled.
pub(super) enum Item {
    /// As the feed states it.
    Service {
        source_id: Option<String>,
        raw: Box<RawValue>,
        dialect: Dialect,
    },
    /// What it was, by the feed's word.
    Same { source_id: String },
    /// Listed, but its detail could not be read.
    Unread { source_id: String, why: String },
}

impl Item {
    /// The feed's own id, where it gives one.
    pub(super) fn source_id(&self) -> Option<&String> {
        match self {
            Self::Service { source_id, .. } => source_id.as_ref(),
            Self::Same { source_id } | Self::Unread { source_id, .. } => Some(source_id),
        }
    }
}

/// One record on its way.
pub(super) struct Pending {
    pub(super) source_id: String,
    /// Where it stood in the walk.
    pub(super) position: i64,
    raw: String,
    dialect: Dialect,
    raw_hash: String,
    /// Read already where its id had to be found inside, or where there is nothing to read.
    read: Option<Result<Draft, Unusable>>,
}

impl Pending {
    /// Whether the store holds exactly this.
    pub(super) fn is_same_as(&self, key: &RecordKey) -> bool {
        !key.is_missing
            && !key.is_removed
            && !self.raw_hash.is_empty()
            && self.raw_hash == key.raw_hash
    }

    /// What was read, once it was and if it can be used.
    pub(super) fn draft(&self) -> Option<&Draft> {
        self.read.as_ref()?.as_ref().ok()
    }
}

/// A batch once each record's id is known.
pub(super) struct Identified {
    pub(super) pending: Vec<Pending>,
    /// What is said of records that have neither id nor name.
    pub(super) nameless: Vec<Unusable>,
    /// The ids of those that are, by the feed's word, what they were.
    pub(super) same: Vec<String>,
}

/// Finds each record's id and hash.
pub(super) fn identify(feed: &FeedId, items: Vec<Item>, first_position: i64) -> Identified {
    let mut same = Vec::new();
    let mut pending = Vec::with_capacity(items.len());
    let mut nameless = Vec::new();
    for (position, item) in (first_position..).zip(items) {
        match item {
            Item::Service {
                source_id: Some(source_id),
                raw,
                dialect,
            } => pending.push(Pending {
                source_id,
                position,
                raw_hash: normalise::raw_hash(raw.get(), dialect),
                raw: raw.get().to_owned(),
                dialect,
                read: None,
            }),
            Item::Service {
                source_id: None,
                raw,
                dialect,
            } => match normalise::read(feed, None, raw.get(), dialect) {
                Ok(draft) => pending.push(Pending {
                    source_id: draft.natural_source_id(feed),
                    position,
                    raw_hash: normalise::raw_hash(raw.get(), dialect),
                    raw: raw.get().to_owned(),
                    dialect,
                    read: Some(Ok(draft)),
                }),
                Err(unusable) => nameless.push(unusable),
            },
            Item::Same { source_id } => same.push(source_id),
            Item::Unread { source_id, why } => pending.push(Pending {
                position,
                raw: String::new(),
                dialect: Dialect::default(),
                raw_hash: String::new(),
                read: Some(Err(Unusable(vec![
                    About {
                        feed,
                        record: Some(&source_id),
                    }
                    .unread(&why),
                ]))),
                source_id,
            }),
        }
    }
    Identified {
        pending,
        nameless,
        same,
    }
}

/// Reads what has not been read yet.
pub(super) fn read_all(feed: &FeedId, pending: &mut [Pending]) {
    for record in pending {
        if record.read.is_none() {
            let id = Some(record.source_id.as_str());
            record.read = Some(normalise::read(feed, id, &record.raw, record.dialect));
        }
    }
}

/// Puts records under our ids and packs them for the stage. Beside each its service, for
/// those that can be used.
pub(super) fn finish_all(
    feed: &FeedId,
    pending: Vec<Pending>,
    names: &Names,
) -> Result<Vec<(Staged, Option<Service>)>, StoreError> {
    pending
        .into_iter()
        .map(|record| finish(feed, record, names))
        .collect()
}

fn finish(
    feed: &FeedId,
    record: Pending,
    names: &Names,
) -> Result<(Staged, Option<Service>), StoreError> {
    let listing = names.listing(feed, &record.source_id);
    let read = record.read.unwrap_or_else(|| Err(Unusable(vec![])));
    let finished = read.and_then(|draft| {
        draft.finish(Naming {
            feed,
            source_id: &record.source_id,
            listing,
            lost: &names.lost_organizations,
        })
    });
    let (service, mut findings) = match finished {
        Ok((service, findings)) => (Some(service), findings),
        Err(Unusable(findings)) => (None, findings),
    };
    if names.lost_services.contains(&record.source_id) {
        findings.push(
            About {
                feed,
                record: Some(&record.source_id),
            }
            .id_taken(),
        );
    }
    let content = match &service {
        Some(service) => Some(StagedContent {
            listing,
            raw: Packed::of(&record.raw)?,
            doc: Packed::of(&serde_json::to_string(service)?)?,
            made_of: echo::made_of(&record.raw),
        }),
        None => None,
    };
    let staged = Staged {
        source_id: record.source_id,
        position: record.position,
        raw_hash: record.raw_hash,
        content,
        findings,
    };
    Ok((staged, service))
}

/// The last word of a batch on each record, at the place of the first; and which were repeated.
pub(super) fn last_words(pending: Vec<Pending>) -> (Vec<Pending>, Vec<String>) {
    let mut kept: Vec<Pending> = Vec::with_capacity(pending.len());
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut repeated = Vec::new();
    for record in pending {
        match places.get(&record.source_id) {
            Some(&place) => {
                repeated.push(record.source_id.clone());
                kept[place] = Pending {
                    position: kept[place].position,
                    ..record
                };
            }
            None => {
                places.insert(record.source_id.clone(), kept.len());
                kept.push(record);
            }
        }
    }
    (kept, repeated)
}
