//! Delivers to subscribers: who is due? -> a task for each, under its lease -> done.
//!
//! A slow receiver holds up itself alone.

use std::collections::HashSet;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::hub::Hub;
use crate::works::WorkError;

/// How often it is looked who is due.
const EVERY: Duration = Duration::from_secs(1);
/// Deliveries at the same time.
const MOST: usize = 16;

/// Delivers until `stop`. What is cut off then is delivered at the next start.
pub async fn deliver(hub: Hub, stop: CancellationToken) {
    let mut tasks = JoinSet::new();
    let mut busy = HashSet::new();
    let mut failing = false;
    loop {
        while let Some(ended) = tasks.try_join_next() {
            match ended {
                Ok(id) => busy.remove(&id),
                // A task that panicked cannot say whose it was.
                Err(_) if tasks.is_empty() => {
                    busy.clear();
                    true
                }
                Err(_) => false,
            };
        }
        match hub.store.due_webhooks().await {
            Ok(due) => {
                failing = false;
                for id in due {
                    if tasks.len() < MOST && busy.insert(id.clone()) {
                        tasks.spawn(turn(hub.clone(), id));
                    }
                }
            }
            // Once, not each second for as long as the database is away.
            Err(error) => {
                if !failing {
                    tracing::error!(%error, "subscriptions cannot be looked up; trying on");
                }
                failing = true;
            }
        }
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
    tasks.shutdown().await;
}

async fn turn(hub: Hub, id: String) -> String {
    match hub.works().deliver(&id).await {
        Ok(_) | Err(WorkError::Busy(_)) => {}
        Err(error) => tracing::error!(webhook = id, %error, "a delivery could not be made"),
    }
    id
}
