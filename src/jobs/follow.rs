//! Keeps the index level with the store, and the gazetteer with its files, whoever writes them.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::hub::Hub;

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
