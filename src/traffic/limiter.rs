//! How many requests a client may send: a bucket for each that fills evenly over a minute.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

type Buckets =
    RateLimiter<IpAddr, DashMapStateStore<IpAddr>, DefaultClock, StateInformationMiddleware>;

/// After so many requests the buckets that are full again are forgotten.
const BETWEEN_CLEANINGS: u32 = 10_000;

/// Counts what clients ask for.
#[derive(Debug)]
pub struct Limiter {
    per_minute: NonZeroU32,
    buckets: Buckets,
    clock: DefaultClock,
    asked: AtomicU32,
}

/// Where a client stands after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Requests a minute, and at once.
    pub limit: u32,
    /// Requests left at once.
    pub remaining: u32,
    /// Seconds until all of them are there again.
    pub reset: u64,
    /// Seconds until this request may come again; it was refused. `None`: it may pass.
    pub retry_after: Option<u64>,
}

impl Limiter {
    /// So many requests a minute; `None` where there is no limit.
    pub fn new(per_minute: u32) -> Option<Self> {
        let per_minute = NonZeroU32::new(per_minute)?;
        let buckets = RateLimiter::dashmap(Quota::per_minute(per_minute));
        Some(Self {
            per_minute,
            buckets: buckets.with_middleware(),
            clock: DefaultClock::default(),
            asked: AtomicU32::new(0),
        })
    }

    /// Takes a request of this client's, which counts for `cost`.
    pub fn take(&self, client: IpAddr, cost: u32) -> Standing {
        if self.asked.fetch_add(1, Ordering::Relaxed) % BETWEEN_CLEANINGS == BETWEEN_CLEANINGS - 1 {
            self.buckets.retain_recent();
            self.buckets.shrink_to_fit();
        }
        let limit = self.per_minute.get();
        // Whatever it costs, a full bucket is enough for it.
        let cost = NonZeroU32::new(cost.clamp(1, limit)).unwrap_or(NonZeroU32::MIN);
        match self.buckets.check_key_n(&network(client), cost) {
            Ok(Ok(left)) => self.standing(left.remaining_burst_capacity(), None),
            Ok(Err(not_yet)) => {
                let wait = not_yet.wait_time_from(self.clock.now());
                self.standing(0, Some(seconds(wait).max(1)))
            }
            // The cost is never above the capacity.
            Err(_) => self.standing(0, Some(60)),
        }
    }

    fn standing(&self, remaining: u32, retry_after: Option<u64>) -> Standing {
        let limit = self.per_minute.get();
        let missing = u64::from(limit.saturating_sub(remaining));
        Standing {
            limit,
            remaining,
            reset: (missing * 60).div_ceil(u64::from(limit)),
            retry_after,
        }
    }
}

impl Standing {
    /// Tells the client where it stands.
    pub fn write_to(&self, headers: &mut HeaderMap) {
        let told = [
            ("ratelimit-limit", u64::from(self.limit)),
            ("ratelimit-remaining", u64::from(self.remaining)),
            ("ratelimit-reset", self.reset),
        ];
        for (name, number) in told {
            headers.insert(HeaderName::from_static(name), HeaderValue::from(number));
        }
        if let Ok(policy) = HeaderValue::from_str(&format!("{};w=60", self.limit)) {
            headers.insert(HeaderName::from_static("ratelimit-policy"), policy);
        }
    }
}

fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

/// Who has one IPv6 address has all of its network of 64 bits.
pub(super) fn network(client: IpAddr) -> IpAddr {
    match client {
        IpAddr::V4(_) => client,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(
            address.to_bits() & !u128::from(u64::MAX),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_client_has_a_bucket_of_its_own() {
        let limiter = Limiter::new(5).unwrap();
        let (one, other) = ([192, 0, 2, 1].into(), [192, 0, 2, 2].into());
        for left in [4, 3, 2, 1, 0] {
            let standing = limiter.take(one, 1);
            assert_eq!((standing.remaining, standing.retry_after), (left, None));
            assert_eq!(standing.limit, 5);
        }
        let refused = limiter.take(one, 1);
        assert_eq!((refused.retry_after, refused.reset), (Some(12), 60));
        assert_eq!(limiter.take(other, 1).remaining, 4);
        assert!(Limiter::new(0).is_none());
    }

    #[test]
    fn what_costs_more_than_the_bucket_holds_empties_it() {
        let limiter = Limiter::new(5).unwrap();
        let client = [192, 0, 2, 1].into();
        assert_eq!(limiter.take(client, 100).retry_after, None);
        assert!(limiter.take(client, 1).retry_after.is_some());
    }

    #[test]
    fn an_ipv6_network_is_one_client() {
        let limiter = Limiter::new(2).unwrap();
        let address = |text: &str| text.parse().unwrap();
        assert_eq!(limiter.take(address("2001:db8::1"), 1).remaining, 1);
        assert_eq!(limiter.take(address("2001:db8::2"), 1).remaining, 0);
        assert_eq!(limiter.take(address("2001:db8:0:1::1"), 1).remaining, 1);
    }
}
