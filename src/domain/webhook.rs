//! A subscription: somebody who is told of changes as they come.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::FeedId;

/// Of what somebody is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case", deny_unknown_fields)]
pub enum Scope {
    /// Of everything.
    All,
    /// Of the listings that a feed tells of.
    Feed {
        /// The feed.
        feed: FeedId,
    },
    /// Of the services with a place in a postcode district.
    District {
        /// Its outward code: `S10`.
        district: String,
    },
    /// Of the services with a place within a radius.
    Circle {
        /// WGS84 degrees.
        lat: f64,
        /// WGS84 degrees.
        lon: f64,
        /// Metres.
        radius_m: f64,
    },
}

/// A subscription as its hub's operators see it: without the secret.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Webhook {
    /// Its id.
    pub id: String,
    /// Where deliveries go.
    pub url: String,
    /// Of what it is told.
    pub scope: Scope,
    /// Whether deliveries wait until somebody resumes them.
    pub paused: bool,
    /// Why they wait.
    pub why: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When the receiver last took a delivery.
    pub delivered_at: Option<Timestamp>,
    /// Since when it has taken none.
    pub failing_since: Option<Timestamp>,
    /// Failed deliveries in a row.
    pub failures: i64,
    /// What the last one failed with.
    pub last_error: Option<String>,
}
