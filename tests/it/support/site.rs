//! A web server on loopback that answers as a test's routes say.

use axum::Router;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};
use url::Url;
use waymark::traffic::{Patient, Peer};

/// Serves until it is dropped.
pub(crate) struct Site {
    url: Url,
    _stop: DropGuard,
}

impl Site {
    /// Serves the routes on a free port.
    pub(crate) async fn start(routes: Router) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let stop = CancellationToken::new();
        let stopped = stop.clone().cancelled_owned();
        tokio::spawn(async move {
            let routes = routes.into_make_service_with_connect_info::<Peer>();
            axum::serve(Patient::new(listener), routes)
                .with_graceful_shutdown(stopped)
                .await
                .unwrap();
        });
        Self {
            url: Url::parse(&url).unwrap(),
            _stop: stop.drop_guard(),
        }
    }

    /// The address of a path on this site.
    pub(crate) fn url(&self, path: &str) -> Url {
        self.url.join(path).unwrap()
    }
}

/// An address on loopback where nothing listens.
pub(crate) async fn closed_port() -> Url {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap()
}
