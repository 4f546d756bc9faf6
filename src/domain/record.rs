//! One service as one feed states it.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{FeedId, ListingId};
use crate::oruk::Service;

/// One service as one feed states it: `(feed, source id)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The feed.
    pub feed: FeedId,
    /// The feed's own id, as text.
    pub source_id: String,
    /// The listing it belongs to.
    pub listing: ListingId,
    /// What the feed sent, JSON text.
    pub raw: String,
    /// Hash of `raw` and of the normaliser's version: equal means nothing to do.
    pub raw_hash: String,
    /// The normalised service under our ids.
    pub service: Service,
    /// When it was first seen.
    pub first_seen: Timestamp,
    /// When its content last changed.
    pub changed_at: Timestamp,
    /// Since when it has been missing from complete refreshes.
    pub missing_since: Option<Timestamp>,
}

/// SHA-256 as 64 hex digits.
pub fn content_hash(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes)
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            // Writing to a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}
