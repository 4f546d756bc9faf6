//! Keeps the index level with the store, whoever writes to it.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::hub::Hub;

/// How often the change log is looked at: well inside the two seconds in which a commit
/// has to show.
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
