//! Cursors, and what they pin.
//!
//! A cursor names the state of the index that its first page was read from and the key of
//! the last hit given out. That state is kept for ten minutes after the newest cursor into
//! it, so a walk meets each hit once, whatever changes meanwhile.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use uuid::Uuid;

use super::order::Key;
use super::view::View;
use super::{Origin, SearchError, SearchRequest};
use crate::domain::ListingId;

/// How long a cursor is good for, in milliseconds.
const LIFETIME_MS: i64 = 10 * 60 * 1000;

/// The most states kept at once. A hub that follows its store every two seconds makes 300
/// in ten minutes at worst; beyond this the oldest go first.
const MOST_PINS: usize = 512;

/// What a cursor's text holds.
#[derive(Debug, Clone, Copy)]
struct Cursor {
    /// Of which process: states of another one mean nothing.
    process: u64,
    /// Number of the state that it walks through.
    view: u64,
    issued_ms: i64,
    /// The day on which the walk began, in days from 1970.
    today: i64,
    /// Hash of the request it continues.
    request: u64,
    /// Latitude and longitude that distances were measured from; no number without an origin.
    origin: (f64, f64),
    last: Key,
}

const LENGTH: usize = 88;

impl Cursor {
    fn encode(&self) -> String {
        let mut bytes = Vec::with_capacity(LENGTH);
        for part in [
            self.process,
            self.view,
            self.issued_ms.cast_unsigned(),
            self.today.cast_unsigned(),
            self.request,
        ] {
            bytes.extend(part.to_be_bytes());
        }
        let (lat, lon) = self.origin;
        for part in [lat, lon, self.last.first, self.last.second] {
            bytes.extend(part.to_be_bytes());
        }
        bytes.extend(self.last.id.0.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn decode(text: &str) -> Option<Self> {
        let bytes: [u8; LENGTH] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (parts, _) = bytes.as_chunks::<8>();
        let part = |at: usize| u64::from_be_bytes(parts[at]);
        Some(Self {
            process: part(0),
            view: part(1),
            issued_ms: part(2).cast_signed(),
            today: part(3).cast_signed(),
            request: part(4),
            origin: (f64::from_bits(part(5)), f64::from_bits(part(6))),
            last: Key {
                first: f64::from_bits(part(7)),
                second: f64::from_bits(part(8)),
                id: ListingId(Uuid::from_u64_pair(part(9), part(10))),
            },
        })
    }
}

/// The states of the index that cursors out there still need.
pub(super) struct Pins {
    process: u64,
    pinned: Mutex<BTreeMap<u64, Pin>>,
}

struct Pin {
    view: Arc<View>,
    until_ms: i64,
}

/// A walk that goes on.
pub(super) struct TakenUp {
    pub(super) view: Arc<View>,
    /// The day on which it began, in days from 1970.
    pub(super) today: i64,
    /// Where it measures from: a postcode may have moved since, as more is learned of it.
    pub(super) origin: Option<Origin>,
    /// The key of the last hit given out.
    pub(super) last: Key,
}

impl Pins {
    pub(super) fn new() -> Self {
        Self {
            process: Uuid::new_v4().as_u64_pair().0,
            pinned: Mutex::default(),
        }
    }

    /// A cursor that continues `request` after `last`, in this state and as of this day.
    pub(super) fn issue(
        &self,
        request: &SearchRequest,
        (view, today): (&Arc<View>, i64),
        last: Key,
        now: Timestamp,
    ) -> String {
        let now_ms = now.as_millisecond();
        let mut pinned = self.pinned.lock().unwrap_or_else(PoisonError::into_inner);
        pinned.retain(|_, pin| pin.until_ms >= now_ms);
        let pin = pinned.entry(view.number).or_insert_with(|| Pin {
            view: view.clone(),
            until_ms: now_ms,
        });
        pin.until_ms = pin.until_ms.max(now_ms.saturating_add(LIFETIME_MS));
        while pinned.len() > MOST_PINS {
            pinned.pop_first();
        }
        Cursor {
            process: self.process,
            view: view.number,
            issued_ms: now_ms,
            today,
            request: fingerprint(request),
            origin: request
                .origin
                .map_or((f64::NAN, f64::NAN), |origin| (origin.lat, origin.lon)),
            last,
        }
        .encode()
    }

    /// Where a walk stands that a cursor continues.
    pub(super) fn take_up(
        &self,
        text: &str,
        request: &SearchRequest,
        now: Timestamp,
    ) -> Result<TakenUp, SearchError> {
        let cursor = Cursor::decode(text)
            .filter(|cursor| cursor.process == self.process)
            .filter(|cursor| cursor.request == fingerprint(request))
            .filter(|cursor| now.as_millisecond().saturating_sub(cursor.issued_ms) <= LIFETIME_MS)
            .ok_or(SearchError::StaleCursor)?;
        let pinned = self.pinned.lock().unwrap_or_else(PoisonError::into_inner);
        let pin = pinned.get(&cursor.view).ok_or(SearchError::StaleCursor)?;
        let (lat, lon) = cursor.origin;
        Ok(TakenUp {
            view: pin.view.clone(),
            today: cursor.today,
            origin: request.origin.map(|_| Origin { lat, lon }),
            last: cursor.last,
        })
    }

    /// Lets go of what no cursor needs any more.
    pub(super) fn sweep(&self, now: Timestamp) {
        let mut pinned = self.pinned.lock().unwrap_or_else(PoisonError::into_inner);
        pinned.retain(|_, pin| pin.until_ms >= now.as_millisecond());
    }
}

/// Tells requests apart; how many hits a page has may change on the way.
fn fingerprint(request: &SearchRequest) -> u64 {
    let SearchRequest {
        q,
        origin,
        start,
        radius_m,
        home,
        filters,
        facets: _,
        sort,
        limit: _,
        cursor: _,
    } = request;
    // What is known of a postcode or a place may change on the way.
    let origin = origin.filter(|_| start.is_none());
    let origin = origin.map(|origin| (origin.lat.to_bits(), origin.lon.to_bits()));
    let home = home.as_ref().filter(|_| start.is_none());
    let radius_m = radius_m.map(f64::to_bits);
    let mut hasher = DefaultHasher::new();
    (q, origin, start, radius_m, home, filters, sort).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cursor_survives_its_text(
            parts in any::<(u64, u64, i64, i64, u64, f64, f64, u128)>(), origin in any::<(f64, f64)>(),
        ) {
            let (process, view, issued_ms, today, request, first, second, id) = parts;
            let last = Key { first, second, id: ListingId(Uuid::from_u128(id)) };
            let text = Cursor { process, view, issued_ms, today, request, origin, last }.encode();
            prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
            let back = Cursor::decode(&text).unwrap();
            prop_assert_eq!((back.process, back.view, back.today), (process, view, today));
            prop_assert_eq!((back.issued_ms, back.request), (issued_ms, request));
            prop_assert_eq!(back.origin, origin);
            prop_assert_eq!(back.last, last);
        }

        #[test]
        fn nonsense_is_no_cursor(text in "\\PC{0,100}") {
            prop_assume!(text.len() != 118);
            prop_assert!(Cursor::decode(&text).is_none());
        }
    }
}
