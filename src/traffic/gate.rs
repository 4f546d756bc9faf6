//! What every request passes: how often its client may ask, and how much at the same time.

use std::future::Future;

use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;

use super::{Client, Limiter, Seats};
use crate::config::ServerConfig;

/// What a request asks of us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Requests that it counts for.
    pub cost: u32,
    /// Seats that it takes while it is answered.
    pub weight: u32,
}

impl Load {
    /// That of anything small.
    pub const SMALL: Self = Self { cost: 1, weight: 1 };
}

/// The gate of a hub.
#[derive(Debug)]
pub struct Gate {
    limiter: Option<Limiter>,
    seats: Option<Seats>,
}

impl Gate {
    /// As the settings have it.
    pub fn new(config: &ServerConfig) -> Self {
        Self {
            limiter: Limiter::new(config.rate_limit_per_minute),
            seats: Seats::new(config.concurrent_requests_per_client),
        }
    }

    /// Lets a request be answered, or refuses it; `refuse` is told after how many seconds it may
    /// come again. Either way the client is told where it stands.
    pub async fn pass(
        &self,
        client: Client,
        load: Load,
        answer: impl Future<Output = Response>,
        refuse: impl FnOnce(u64) -> Response,
    ) -> Response {
        let limiter = self.limiter.as_ref();
        let standing = limiter.map(|limiter| limiter.take(client.0, load.cost));
        let too_often = standing.and_then(|standing| standing.retry_after);
        let (mut response, seconds) = match (too_often, &self.seats) {
            (Some(seconds), _) => (refuse(seconds), Some(seconds)),
            (None, None) => (answer.await, None),
            (None, Some(seats)) => match seats.take(client.0, load.weight).await {
                Some(seat) => (seat.hold(answer.await), None),
                None => (refuse(seats.retry_after()), Some(seats.retry_after())),
            },
        };
        let headers = response.headers_mut();
        if let Some(standing) = standing {
            standing.write_to(headers);
        }
        if let Some(seconds) = seconds {
            let name = HeaderName::from_static("retry-after");
            headers.insert(name, HeaderValue::from(seconds));
        }
        response
    }
}
