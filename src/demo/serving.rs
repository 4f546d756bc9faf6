//! A server on loopback that ends when it is told, or when nobody holds it any more.

use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

/// How long requests that are being answered may hold up the end.
const PATIENCE: Duration = Duration::from_secs(5);

/// A router that is being served.
#[derive(Debug)]
pub(super) struct Serving {
    stop: DropGuard,
    ended: JoinHandle<()>,
}

impl Serving {
    /// Serves on a listener.
    pub(super) fn start(listener: TcpListener, routes: Router) -> Self {
        let stop = CancellationToken::new();
        let stopped = stop.clone().cancelled_owned();
        let ended = tokio::spawn(async move {
            let served = axum::serve(listener, routes).with_graceful_shutdown(stopped);
            if let Err(error) = served.await {
                tracing::warn!(%error, "a sample server stopped");
            }
        });
        Self {
            stop: stop.drop_guard(),
            ended,
        }
    }

    /// Ends it; its port is free afterwards.
    pub(super) async fn end(self) {
        drop(self.stop);
        let abort = self.ended.abort_handle();
        if tokio::time::timeout(PATIENCE, self.ended).await.is_err() {
            abort.abort();
        }
    }
}
