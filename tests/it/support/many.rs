//! A directory of tens of thousands of listings, written quickly.

use std::ops::RangeInclusive;

use waymark::domain::{ChangeReason, ListingState, Publication};
use waymark::oruk::Service;
use waymark::store::Store;

use super::sample::service;

/// Listings in one transaction.
const AT_ONCE: u32 = 500;

/// Publishes sample services with these numbers, each changed as the test wants it.
pub(crate) async fn publish(
    store: &Store,
    numbers: RangeInclusive<u32>,
    change: impl Fn(&mut Service),
) {
    let (mut from, last) = numbers.into_inner();
    while from <= last {
        let to = (from + AT_ONCE - 1).min(last);
        let made: Vec<Publication> = (from..=to)
            .map(|n| {
                let mut service = service(n);
                change(&mut service);
                Publication {
                    id: service.id.as_deref().unwrap().parse().unwrap(),
                    feed: "ashby".parse().unwrap(),
                    state: ListingState::Listed,
                    service,
                }
            })
            .collect();
        let publications: Vec<_> = made.iter().map(|p| (p, ChangeReason::Added)).collect();
        let mut tx = store.write().await.unwrap();
        tx.publish_all(&publications).await.unwrap();
        tx.commit().await.unwrap();
        from = to + 1;
    }
}
