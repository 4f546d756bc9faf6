//! `/api/admin/listings/{id}`: one listing with its records and suspensions.

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;

use super::{ApiError, Caller, Segments};
use crate::domain::{FeedId, Listing, ListingId, ListingState, Record, Suspension, sensitive};
use crate::hub::Hub;
use crate::oruk::{Service, Status};

/// A listing as the operator sees it.
#[derive(Debug, Serialize)]
pub(super) struct Detail {
    id: ListingId,
    name: String,
    state: ListingState,
    /// What its feed says, whatever our state.
    feed_status: Status,
    feed: FeedId,
    number: i64,
    seq: i64,
    last_modified: Timestamp,
    /// What we publish; `null` once erased.
    service: Option<Service>,
    records: Vec<RecordOf>,
    suspensions: Vec<Suspension>,
}

#[derive(Debug, Serialize)]
struct RecordOf {
    feed: FeedId,
    source_id: String,
    first_seen: Timestamp,
    changed_at: Timestamp,
    missing_since: Option<Timestamp>,
    /// As this feed states it, under our ids.
    service: Service,
}

/// `GET /api/admin/listings/{id}`
pub(super) async fn show(
    State(hub): State<Hub>,
    caller: Caller,
    Segments(id): Segments<String>,
) -> Result<Json<Detail>, ApiError> {
    caller.may_look()?;
    let id: ListingId = id.parse().map_err(|_| ApiError::NotFound)?;
    let listing = hub.store.listing(id).await?.ok_or(ApiError::NotFound)?;
    let records = hub.store.records_of(id).await?;
    let suspensions = hub.store.suspensions_of(id).await?;
    let sensitive = hub.store.sensitive_locations().await?.into_iter();
    let sensitive = sensitive.map(|place| place.location_id).collect();
    let records = records.into_iter().map(|mut record| {
        sensitive::withhold(&mut record.service, &sensitive)?;
        Ok(record)
    });
    let records = records.collect::<Result<_, serde_json::Error>>()?;
    Ok(Json(detail(listing, records, suspensions)?))
}

fn detail(
    listing: Listing,
    records: Vec<Record>,
    suspensions: Vec<Suspension>,
) -> Result<Detail, serde_json::Error> {
    let service = match listing.doc.as_str() {
        "" => None,
        doc => Some(serde_json::from_str(doc)?),
    };
    Ok(Detail {
        id: listing.id,
        name: listing.name,
        state: listing.state,
        feed_status: listing.feed_status,
        feed: listing.feed,
        number: listing.number,
        seq: listing.seq,
        last_modified: listing.last_modified,
        service,
        records: records
            .into_iter()
            .map(|record| RecordOf {
                feed: record.feed,
                source_id: record.source_id,
                first_seen: record.first_seen,
                changed_at: record.changed_at,
                missing_since: record.missing_since,
                service: record.service,
            })
            .collect(),
        suspensions,
    })
}
