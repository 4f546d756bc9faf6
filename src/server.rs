//! A hub that serves: pages, APIs, and the jobs that run by themselves.
//!
//! bind -> bring the index level -> serve, follow the store, run due jobs -> stop cleanly.

use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::hub::Hub;
use crate::jobs::{
    Scheduler, SchedulerError, deliver, follow_gazetteer, follow_places, follow_store,
    match_waiting,
};
use crate::traffic::{Patient, Peer};
use crate::{api, web};

/// Why a hub cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is taken or not ours.
    #[error(
        "cannot listen on {address}: {source}; stop what uses it or choose another with --listen"
    )]
    Listen {
        /// Where we wanted to listen.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// A schedule in the settings cannot be followed.
    #[error(transparent)]
    Scheduler(#[from] SchedulerError),
    /// Serving broke off.
    #[error("the server stopped: {0}")]
    Serve(std::io::Error),
}

/// Takes the address, before anything slow is done.
///
/// # Errors
/// When it is in use or not ours.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address)
        .await
        .map_err(|source| ServeError::Listen { address, source })
}

/// Serves until `stop`, then lets running requests and jobs come to an end.
///
/// # Errors
/// See [`ServeError`].
pub async fn serve(
    hub: Hub,
    listener: TcpListener,
    stop: CancellationToken,
) -> Result<(), ServeError> {
    let scheduler = Scheduler::new(hub.clone()).await?;
    let tasks = TaskTracker::new();
    tasks.spawn(follow_store(hub.clone(), stop.clone()));
    tasks.spawn(follow_gazetteer(hub.clone(), stop.clone()));
    tasks.spawn(follow_places(hub.clone(), stop.clone()));
    tasks.spawn(deliver(hub.clone(), stop.clone()));
    tasks.spawn(match_waiting(hub.clone(), stop.clone()));
    tasks.spawn(scheduler.run(stop.clone()));
    let app = api::router(hub.clone()).merge(web::router(hub.clone()));
    let ended = axum::serve(
        Patient::new(listener),
        app.into_make_service_with_connect_info::<Peer>(),
    )
    .with_graceful_shutdown(stop.clone().cancelled_owned())
    .await;
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    hub.store.close().await;
    ended.map_err(ServeError::Serve)
}
