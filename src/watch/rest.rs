//! How long a listing's page is left in peace: by what was last seen and how long ago
//! somebody vouched for the listing, spread so that no two hubs or days are alike.

use jiff::{SignedDuration, Timestamp};

use crate::domain::{ListingId, ListingState};
use crate::store::WatchPage;

/// A page that failed or disagreed is looked at this many times as often.
const DOUBTFUL: i32 = 3;

/// A listing that somebody vouched for less than so many days ago can wait longer.
const FRESH: i64 = 30;

/// How much longer it waits.
const LONGER: i32 = 2;

/// Looks fall due up to a tenth of the time early, each listing by its own share.
const SPREAD: u32 = 10;

/// The least that any page is left in peace, whatever is known of the listing.
pub(super) fn shortest(interval: SignedDuration) -> SignedDuration {
    early(interval / DOUBTFUL, SPREAD)
}

/// How long this listing's page is left in peace after a look.
pub(super) fn rest(
    interval: SignedDuration,
    page: &WatchPage,
    state: ListingState,
    assured_at: Option<Timestamp>,
    now: Timestamp,
) -> SignedDuration {
    let failed = page.good_at != page.checked_at;
    let disagrees = page.snapshot != page.baseline;
    let fresh = |at: Timestamp| now.duration_since(at).as_hours() < FRESH * 24;
    let base = if failed || disagrees || state == ListingState::Suspended {
        interval / DOUBTFUL
    } else if assured_at.is_some_and(fresh) {
        interval * LONGER
    } else {
        interval
    };
    early(base, share(page.listing))
}

fn early(base: SignedDuration, share: u32) -> SignedDuration {
    let tenth = base / 10;
    base - tenth * i32::try_from(share).unwrap_or_default() / i32::try_from(SPREAD).unwrap_or(1)
}

/// A listing's own share of the spread, 0 to 9.
fn share(listing: ListingId) -> u32 {
    listing
        .0
        .as_bytes()
        .iter()
        .map(|byte| u32::from(*byte))
        .sum::<u32>()
        % SPREAD
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(checked: i64, good: i64, agrees: bool) -> WatchPage {
        let at = |day: i64| Some(Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * day));
        WatchPage {
            listing: ListingId(uuid::Uuid::nil()),
            url: String::new(),
            checked_at: at(checked),
            good_at: at(good),
            etag: None,
            modified: None,
            snapshot: Some("new".to_owned()),
            baseline: agrees.then(|| "new".to_owned()),
        }
    }

    #[test]
    fn doubt_is_looked_at_more_often_and_what_somebody_vouched_for_less() {
        let day = |days: i64| SignedDuration::from_hours(24 * days);
        let now = Timestamp::UNIX_EPOCH + day(100);
        let of = |page: &WatchPage, state, assured: Option<i64>| {
            let assured = assured.map(|days| now - day(days));
            rest(day(3), page, state, assured, now)
        };
        let steady = page(99, 99, true);
        assert_eq!(of(&steady, ListingState::Listed, None), day(3));
        assert_eq!(of(&steady, ListingState::Listed, Some(10)), day(6));
        assert_eq!(of(&steady, ListingState::Listed, Some(400)), day(3));
        assert_eq!(of(&steady, ListingState::Suspended, Some(10)), day(1));
        assert_eq!(of(&page(99, 90, true), ListingState::Listed, None), day(1));
        assert_eq!(of(&page(99, 99, false), ListingState::Listed, None), day(1));
        assert!(shortest(day(3)) <= day(1));
        assert!(shortest(day(3)) >= SignedDuration::from_hours(21));
    }

    #[test]
    fn looks_are_spread_and_never_late() {
        let mut steady = page(99, 99, true);
        let interval = SignedDuration::from_hours(72);
        let now = Timestamp::UNIX_EPOCH;
        let mut seen = std::collections::BTreeSet::new();
        for id in 0..50_u128 {
            steady.listing = ListingId(uuid::Uuid::from_u128(id));
            let rest = rest(interval, &steady, ListingState::Listed, None, now);
            assert!(rest <= interval && rest * 10 >= interval * 9, "{rest:?}");
            seen.insert(rest);
        }
        assert!(seen.len() > 5, "{seen:?}");
    }
}
