//! Applies what was read from a spreadsheet, and takes it back.
//!
//! report -> [`matching`]: which rows are known already -> [`prepare`]: records under our ids ->
//! [`apply`]: one transaction that keeps what was there before -> [`undo`] puts that back.
//!
//! A row is known by its keys, not by its place: moved rows change nothing, a row of which one
//! thing was retyped is still the same. A row that is gone is only a deletion where the
//! mapping profile says that the sheet is complete, and then the brake of refreshes holds.
//! What people and the watch have decided of a listing stays decided.

mod apply;
mod matching;
mod prepare;
mod undo;

pub use apply::{Applied, ImportOptions, apply};
pub use undo::{Undone, undo};

use crate::config::{Config, FeedKind};
use crate::domain::FeedId;
use crate::sheet::Import;
use crate::store::{FeedRow, ImportRow, Packed, Store, StoreError};

/// How long a preview waits to be applied.
const PREVIEW_KEPT: jiff::SignedDuration = jiff::SignedDuration::from_hours(24 * 7);

/// Why an import cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The database refused or holds what it should not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no such import.
    #[error("there is no import {0}: `waymark import list` shows those that there are")]
    Unknown(String),
    /// The feed is pulled from elsewhere.
    #[error(
        "feed {0} is pulled from {1}; import the sheet into a feed of its own, with kind = \"spreadsheet\""
    )]
    OtherKind(FeedId, &'static str),
    /// The file could not be read.
    #[error("{0} could not be read as a spreadsheet ({1}), so there is nothing to apply")]
    Unreadable(String, &'static str),
    /// It is not in the state that is needed.
    #[error("import {id} is {state}: {advice}")]
    State {
        /// The import.
        id: String,
        /// Its state.
        state: &'static str,
        /// What to do instead.
        advice: String,
    },
    /// A part of this program failed where it should not be able to.
    #[error("the import broke off inside ({0}); please report this")]
    Broken(String),
}

/// What an import works with.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Where records and listings live.
    pub store: &'a Store,
    /// The settings.
    pub config: &'a Config,
}

/// Keeps what was read from a file, so that it can be applied by its id.
///
/// # Errors
/// See [`ImportError`].
pub async fn preview(
    context: Context<'_>,
    feed: &FeedId,
    import: &Import,
) -> Result<ImportRow, ImportError> {
    check(context.config, feed)?;
    let report = serde_json::to_string(import).map_err(StoreError::from)?;
    let report = Packed::of(&report)?;
    let mut tx = context.store.write().await?;
    tx.drop_previews(tx.now() - PREVIEW_KEPT).await?;
    let id = tx
        .add_import(feed, &import.file, import.problems.len(), &report)
        .await?;
    tx.commit().await?;
    find(context.store, &id).await
}

/// An import by its id.
///
/// # Errors
/// [`ImportError::Unknown`] when there is none.
pub async fn find(store: &Store, id: &str) -> Result<ImportRow, ImportError> {
    let found = store.import(id).await?;
    found.ok_or_else(|| ImportError::Unknown(id.to_owned()))
}

/// A feed that is pulled from elsewhere takes no sheets; one that the settings do not name does.
fn check(config: &Config, feed: &FeedId) -> Result<(), ImportError> {
    match config.feed(feed) {
        Some(known) if known.kind != FeedKind::Spreadsheet => {
            Err(ImportError::OtherKind(feed.clone(), known.kind.as_str()))
        }
        _ => Ok(()),
    }
}

/// The feed as the store knows it.
fn feed_row(config: &Config, feed: &FeedId, file: &str) -> FeedRow {
    let known = config.feed(feed);
    FeedRow {
        id: feed.clone(),
        name: known.map_or_else(|| feed.to_string(), |known| known.display_name().to_owned()),
        kind: FeedKind::Spreadsheet.as_str().to_owned(),
        address: known
            .map(crate::config::FeedConfig::address)
            .filter(|address| !address.is_empty())
            .unwrap_or_else(|| file.to_owned()),
        licence: known.and_then(|known| known.licence.clone()),
    }
}
