//! `/healthz` and `/readyz`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{MethodRouter, get};
use serde_json::{Value, json};

use crate::hub::Hub;

/// `GET /healthz`: the process answers.
pub(super) async fn alive() -> Json<Value> {
    Json(json!({"status": "ok"}))
}

/// `GET /readyz`: 200 while the database answers, once the index has been level with it.
/// From then on the index may lag behind a refresh: it still answers.
pub(super) fn ready() -> MethodRouter<Hub> {
    let was_level = Arc::new(AtomicBool::new(false));
    get(move |State(hub): State<Hub>| async move {
        match waits_for(&hub, &was_level).await {
            None => (StatusCode::OK, Json(json!({"status": "ready"}))),
            Some(what) => (
                StatusCode::SERVICE_UNAVAILABLE,
                Json(json!({"status": "starting", "waits_for": what})),
            ),
        }
    })
}

async fn waits_for(hub: &Hub, was_level: &AtomicBool) -> Option<&'static str> {
    let Ok(last_seq) = hub.store.last_seq().await else {
        return Some("database");
    };
    if hub.search.position() >= last_seq {
        was_level.store(true, Ordering::Relaxed);
    }
    (!was_level.load(Ordering::Relaxed)).then_some("index")
}
