//! Somebody who subscribed to changes: takes deliveries, or does not, and keeps a copy.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::Value;

use super::following::bare;
use super::site::Site;

/// The status with which nothing is ever answered.
pub(crate) const SILENCE: u16 = 0;

/// One delivery, taken or not.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) signature: String,
    pub(crate) body: Vec<u8>,
    /// What was answered.
    pub(crate) status: u16,
    pub(crate) at: Instant,
}

impl Sent {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// Somebody who is told, and keeps a copy.
pub(crate) struct Receiver {
    site: Site,
    sent: Arc<Mutex<Vec<Sent>>>,
    status: Arc<AtomicU16>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let (sent, status) = (
            Arc::<Mutex<Vec<Sent>>>::default(),
            Arc::new(AtomicU16::new(200)),
        );
        let (keeping, answer) = (sent.clone(), status.clone());
        let take = move |headers: HeaderMap, body: Bytes| async move {
            let status = answer.load(Ordering::SeqCst);
            keeping.lock().unwrap().push(Sent {
                signature: headers["waymark-signature"].to_str().unwrap().to_owned(),
                body: body.to_vec(),
                status,
                at: Instant::now(),
            });
            if status == SILENCE {
                std::future::pending::<()>().await;
            }
            let status = StatusCode::from_u16(status).unwrap();
            (status, [("location", "/elsewhere")])
        };
        let routes = Router::new()
            .route("/hook", post(take))
            .route("/elsewhere", post(async || StatusCode::OK));
        Self {
            site: Site::start(routes).await,
            sent,
            status,
        }
    }

    /// Where it is told.
    pub(crate) fn url(&self) -> url::Url {
        self.site.url("hook")
    }

    /// How it answers from now on.
    pub(crate) fn answer(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    /// Everything that it was sent, taken or not.
    pub(crate) fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap().clone()
    }

    /// The copy of somebody who takes over what was answered with success.
    pub(crate) fn copy(&self) -> BTreeMap<String, Value> {
        let mut copy = BTreeMap::new();
        let sent = self.sent();
        let taken = sent.iter().filter(|sent| (200..300).contains(&sent.status));
        for delivery in taken.map(Sent::json) {
            for item in delivery["items"].as_array().unwrap() {
                let id = item["id"].as_str().unwrap().to_owned();
                match &item["data"] {
                    Value::Null => copy.remove(&id),
                    data => copy.insert(id, bare(data.clone())),
                };
            }
        }
        copy
    }

    /// Waits until it has been sent something that fits.
    pub(crate) async fn wait(&self, what: &str, fits: impl Fn(&Self) -> bool) {
        let began = Instant::now();
        while !fits(self) {
            let sent = self.sent().len();
            assert!(
                began.elapsed() < Duration::from_secs(60),
                "{what}: not within a minute; {sent} deliveries came"
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
