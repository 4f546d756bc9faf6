//! What a process that was killed has left to be matched.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::federation;
use crate::hub::Hub;

/// How long it waits after a failure, for example without a database.
const RETRY: Duration = Duration::from_secs(30);

/// Matches what waits when the hub starts, instead of at the next refresh; ends when nothing
/// waits any more, or at `stop`.
pub async fn match_waiting(hub: Hub, stop: CancellationToken) {
    let work = async {
        loop {
            match federation::rematch(&hub.store, &hub.config).await {
                Ok(done) if done.records > 0 => {
                    let (records, moved) = (done.records, done.moved);
                    tracing::info!(records, moved, "records that waited were matched");
                    return;
                }
                Ok(_) => return,
                Err(error) => {
                    tracing::error!(%error, "records that wait cannot be matched; trying on");
                    tokio::time::sleep(RETRY).await;
                }
            }
        }
    };
    tokio::select! {
        () = stop.cancelled() => {}
        () = work => {}
    }
}
