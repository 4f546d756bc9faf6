//! Keeps the index level with the store, and the gazetteer with its files, whoever writes them.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::federation;
use crate::hub::Hub;
use crate::store::StoreError;

/// How often both are looked at: well inside the two seconds in which a commit has to show,
/// and the one second after which a newly loaded postcode file answers.
const EVERY: Duration = Duration::from_millis(500);

/// Follows the change log until `stop`.
pub async fn follow_store(hub: Hub, stop: CancellationToken) {
    let mut failing = false;
    loop {
        match hub.search.catch_up(&hub.store).await {
            Ok(_) => failing = false,
            // Once, not twice a second for as long as the database is away.
            Err(error) if !failing => {
                failing = true;
                tracing::error!(%error, "the search index cannot follow the store; trying on");
            }
            Err(_) => {}
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Gives places without coordinates those of their postcodes until `stop`: all of them when the
/// official files have changed, else those of listings that have.
pub async fn follow_places(hub: Hub, stop: CancellationToken) {
    let (mut files, mut seq) = (0, 0);
    let mut failing = false;
    loop {
        let version = hub.gazetteer.official_version();
        let from = if version == files { seq } else { 0 };
        match derived(&hub, version, from).await {
            Ok(reached) => {
                failing = false;
                (files, seq) = (version, reached.unwrap_or(seq));
            }
            Err(error) if !failing => {
                failing = true;
                tracing::error!(%error, "places cannot be given the coordinates of their postcodes; trying on");
            }
            Err(_) => {}
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Up to which change all places have theirs; `None` where nothing was to do.
async fn derived(hub: &Hub, version: u64, from: i64) -> Result<Option<i64>, StoreError> {
    if version == 0 {
        return Ok(None);
    }
    let last = hub.store.last_seq().await?;
    if last == from {
        return Ok(None);
    }
    let done = federation::derive_places(&hub.store, &hub.gazetteer, from).await?;
    if done > 0 {
        tracing::info!(
            listings = done,
            "places were given the coordinates of their postcodes"
        );
    }
    Ok(Some(last))
}

/// Follows the official postcode files until `stop`.
pub async fn follow_gazetteer(hub: Hub, stop: CancellationToken) {
    let mut last_problem = None;
    loop {
        match hub.gazetteer.catch_up().await {
            Ok(has_changed) => {
                last_problem = None;
                if has_changed {
                    tracing::info!("the official postcode files have changed and were read again");
                }
            }
            // Each problem once, not twice a second until somebody mends it.
            Err(error) => {
                let problem = Some(error.to_string());
                if last_problem != problem {
                    tracing::error!(%error, "an official postcode file cannot be used");
                }
                last_problem = problem;
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
