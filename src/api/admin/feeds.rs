//! `/api/admin/feeds`: the feeds, and pulling one now.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};

use super::refreshes::Run;
use super::{ApiError, Caller, Payload, Segments};
use crate::domain::{Doomed, FeedId, NoProgress};
use crate::federation::RefreshOptions;
use crate::federation::imports::ImportError;
use crate::hub::Hub;
use crate::works::WorkError;

#[derive(Debug, Serialize)]
pub(super) struct Feeds {
    feeds: Vec<Feed>,
}

#[derive(Debug, Serialize)]
struct Feed {
    id: FeedId,
    name: String,
    kind: String,
    address: String,
    licence: Option<String>,
    schedule: Option<String>,
    /// Whether the settings still name it; one that they dropped keeps its listings.
    configured: bool,
    /// Records that are present.
    records: u64,
    /// Records that a held refresh would remove.
    held: usize,
    newest: Option<Run>,
}

/// How a refresh shall go.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Wish {
    dry_run: bool,
    full: bool,
    release: bool,
}

/// `GET /api/admin/feeds`
pub(super) async fn list(State(hub): State<Hub>, caller: Caller) -> Result<Json<Feeds>, ApiError> {
    if caller.own_feed().is_none() {
        caller.may_look()?;
    }
    let mut known: Vec<Feed> = Vec::new();
    for feed in &hub.config.feeds {
        known.push(Feed {
            id: feed.id.clone(),
            name: feed.display_name().to_owned(),
            kind: feed.kind.as_str().to_owned(),
            address: feed.address(),
            licence: feed.licence.clone(),
            schedule: feed.schedule.clone(),
            configured: true,
            records: 0,
            held: 0,
            newest: None,
        });
    }
    for row in hub.store.feeds().await? {
        if hub.config.feed(&row.id).is_none() {
            known.push(Feed {
                id: row.id,
                name: row.name,
                kind: row.kind,
                address: row.address,
                licence: row.licence,
                schedule: None,
                configured: false,
                records: 0,
                held: 0,
                newest: None,
            });
        }
    }
    known.retain(|feed| caller.may_look_at(&feed.id).is_ok());
    for feed in &mut known {
        feed.records = hub.store.record_count(&feed.id).await?;
        feed.held = hub.store.held(&feed.id).await?.len();
        let runs = hub.store.runs(Some(&feed.id), 1).await?;
        feed.newest = runs.into_iter().next().map(Run::from);
    }
    Ok(Json(Feeds { feeds: known }))
}

/// `POST /api/admin/feeds/{id}/refresh`: answers when the refresh has ended.
pub(super) async fn refresh(
    State(hub): State<Hub>,
    caller: Caller,
    Segments(id): Segments<String>,
    Payload(wish): Payload<Wish>,
) -> Result<Json<Run>, ApiError> {
    let id: FeedId = id.parse().map_err(|_| ApiError::NotFound)?;
    caller.may_refresh(&id)?;
    if wish.release {
        caller.may_decide()?;
    }
    let feed = hub.config.feed(&id).cloned().ok_or(ApiError::NotFound)?;
    let options = RefreshOptions {
        dry_run: wish.dry_run,
        full: wish.full,
        release: wish.release,
    };
    // On a task of its own: a caller who hangs up does not stop it half-way.
    let work = tokio::spawn(async move { hub.works().refresh(&feed, options, &NoProgress).await });
    Ok(Json(work.await??.into()))
}

/// What a held refresh would remove.
#[derive(Debug, Serialize)]
pub(super) struct Held {
    feed: FeedId,
    total: usize,
    would_remove: Vec<Doomed>,
}

/// `GET /api/admin/feeds/{id}/held`: what waits to be released or rejected.
pub(super) async fn held(
    State(hub): State<Hub>,
    caller: Caller,
    Segments(id): Segments<String>,
) -> Result<Json<Held>, ApiError> {
    let feed: FeedId = id.parse().map_err(|_| ApiError::NotFound)?;
    caller.may_look_at(&feed)?;
    let would_remove = hub.store.held(&feed).await?;
    Ok(Json(Held {
        feed,
        total: would_remove.len(),
        would_remove,
    }))
}

/// What a rejected removal leaves in place.
#[derive(Debug, Serialize)]
pub(super) struct Rejected {
    feed: FeedId,
    kept: Vec<Doomed>,
}

/// `POST /api/admin/feeds/{id}/reject`: what is held stays; to release it, refresh with
/// `{"release": true}`.
pub(super) async fn reject(
    State(hub): State<Hub>,
    caller: Caller,
    Segments(id): Segments<String>,
) -> Result<Json<Rejected>, ApiError> {
    caller.may_decide()?;
    let feed: FeedId = id.parse().map_err(|_| ApiError::NotFound)?;
    let kept = hub.works().reject(&feed).await?;
    Ok(Json(Rejected { feed, kept }))
}

impl From<WorkError> for ApiError {
    fn from(error: WorkError) -> Self {
        match error {
            WorkError::Busy(_)
            | WorkError::NotHeld(_)
            | WorkError::Import(ImportError::State { .. } | ImportError::OtherKind(..)) => {
                Self::Conflict(error.to_string())
            }
            WorkError::Import(ImportError::Unknown(_)) => Self::NotFound,
            WorkError::Import(ImportError::Unreadable(..)) => Self::Content(error.to_string()),
            other => Self::Internal(other.into()),
        }
    }
}
