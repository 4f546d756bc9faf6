//! How many requests of a client are answered at the same time: each client has seats of its
//! own, in which its requests sit until their answers have been taken. Who has none free waits a
//! while for its turn, so that a burst is served and nobody holds more of us than its share.

use std::collections::HashMap;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::response::Response;
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::limiter::network;

/// How long a request waits for a seat.
const PATIENCE: Duration = Duration::from_secs(10);
/// Requests that wait, for each seat that there is.
const WAITING_PER_SEAT: u32 = 4;
/// From so many clients on, those that have gone are forgotten now and then.
const MANY: usize = 1_000;
/// Bytes of an answer that are handed on at once: what comes after them is let go when the other
/// end has taken them, and until then the seat is taken.
const PIECE: usize = 256 << 10;

/// The seats of every client.
#[derive(Debug)]
pub struct Seats {
    each: u32,
    patience: Duration,
    clients: Mutex<Clients>,
}

#[derive(Debug, Default)]
struct Clients {
    by_address: HashMap<IpAddr, Arc<Own>>,
    /// How many there were after those who had gone were forgotten.
    kept: usize,
}

/// The seats of one client.
#[derive(Debug)]
struct Own {
    free: Arc<Semaphore>,
    waiting: AtomicU32,
}

/// A seat that is taken until this is dropped.
#[derive(Debug)]
pub struct Seat {
    _permit: OwnedSemaphorePermit,
    // The client is known for as long as it sits.
    _own: Arc<Own>,
}

impl Seats {
    /// So many for each client; `None` where there is no limit.
    pub fn new(each: u32) -> Option<Self> {
        (each > 0).then(|| Self::waiting(each, PATIENCE))
    }

    /// So many for each client, and how long to wait for one.
    fn waiting(each: u32, patience: Duration) -> Self {
        Self {
            each,
            patience,
            clients: Mutex::default(),
        }
    }

    /// Seconds after which somebody who found no seat may try again.
    pub fn retry_after(&self) -> u64 {
        self.patience.as_secs().max(1)
    }

    /// Takes seats for a request, as many as it weighs; what weighs more than there are takes
    /// them all. `None`: none became free in time, or too many wait already.
    pub async fn take(&self, client: IpAddr, weight: u32) -> Option<Seat> {
        let own = self.own(network(client));
        let weight = weight.clamp(1, self.each);
        let seat = |permit| Seat {
            _permit: permit,
            _own: own.clone(),
        };
        if let Ok(permit) = own.free.clone().try_acquire_many_owned(weight) {
            return Some(seat(permit));
        }
        let waiting = Waiting::begin(&own.waiting);
        if waiting.before >= self.each.saturating_mul(WAITING_PER_SEAT) {
            return None;
        }
        let turn = own.free.clone().acquire_many_owned(weight);
        let permit = tokio::time::timeout(self.patience, turn).await.ok()?;
        permit.ok().map(seat)
    }

    fn own(&self, client: IpAddr) -> Arc<Own> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = clients.by_address.get(&client) {
            return own.clone();
        }
        if clients.by_address.len() >= (2 * clients.kept).max(MANY) {
            let is_here = |own: &Arc<Own>| Arc::strong_count(own) > 1;
            clients.by_address.retain(|_, own| is_here(own));
            clients.by_address.shrink_to_fit();
            clients.kept = clients.by_address.len();
        }
        let own = Arc::new(Own {
            free: Arc::new(Semaphore::new(self.each as usize)),
            waiting: AtomicU32::new(0),
        });
        clients.by_address.insert(client, own.clone());
        own
    }
}

/// Counts somebody who waits, until this is dropped.
struct Waiting<'a> {
    waiting: &'a AtomicU32,
    before: u32,
}

impl<'a> Waiting<'a> {
    fn begin(waiting: &'a AtomicU32) -> Self {
        let before = waiting.fetch_add(1, Ordering::Relaxed);
        Self { waiting, before }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Seat {
    /// The answer, which holds the seat until it has been taken.
    pub fn hold(self, response: Response) -> Response {
        response.map(|body| {
            Body::new(Seated {
                body,
                rest: Bytes::new(),
                _seat: self,
            })
        })
    }
}

/// A body that is handed on in pieces.
struct Seated {
    body: Body,
    /// What is left of the last frame.
    rest: Bytes,
    _seat: Seat,
}

impl HttpBody for Seated {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.rest.is_empty() {
            match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => self.rest = data,
                    Err(frame) => return Poll::Ready(Some(Ok(frame))),
                },
                end => return Poll::Ready(end),
            }
        }
        let length = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(length);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (body, rest) = (self.body.size_hint(), self.rest.len() as u64);
        let mut hint = SizeHint::new();
        if let Some(upper) = body.upper() {
            hint.set_upper(upper.saturating_add(rest));
        }
        hint.set_lower(body.lower().saturating_add(rest));
        hint
    }
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use futures::StreamExt;

    use super::*;

    fn seats(each: u32) -> Seats {
        Seats::waiting(each, Duration::from_millis(50))
    }

    #[tokio::test]
    async fn a_client_has_so_many_seats_and_another_client_has_its_own() {
        let seats = seats(2);
        let (one, other) = ([192, 0, 2, 1].into(), [192, 0, 2, 2].into());
        let held = (
            seats.take(one, 1).await.unwrap(),
            seats.take(one, 1).await.unwrap(),
        );
        assert!(seats.take(one, 1).await.is_none());
        assert!(seats.take(other, 2).await.is_some());
        drop(held.0);
        assert!(seats.take(one, 1).await.is_some());
        assert!(seats.take(one, 9).await.is_none(), "it takes them all");
        drop(held.1);
        assert!(seats.take(one, 9).await.is_some());
        assert!(Seats::new(0).is_none());
    }

    #[tokio::test]
    async fn who_waits_has_its_turn_and_not_everybody_may_wait() {
        let seats = Arc::new(Seats::waiting(1, Duration::from_secs(60)));
        let client = [192, 0, 2, 1].into();
        let held = seats.take(client, 1).await.unwrap();
        let waiting: Vec<_> = (0..WAITING_PER_SEAT)
            .map(|_| {
                let seats = seats.clone();
                tokio::spawn(async move { seats.take(client, 1).await.is_some() })
            })
            .collect();
        while seats.own(client).waiting.load(Ordering::Relaxed) < WAITING_PER_SEAT {
            tokio::task::yield_now().await;
        }
        assert!(seats.take(client, 1).await.is_none(), "told at once");
        drop(held);
        for one in waiting {
            assert!(one.await.unwrap());
        }
    }

    #[tokio::test]
    async fn an_answer_holds_its_seat_until_it_has_been_taken_and_stays_as_it_is() {
        let seats = seats(1);
        let client = [192, 0, 2, 1].into();
        let long = Bytes::from(vec![7; 2 * PIECE + 1]);
        let seat = seats.take(client, 1).await.unwrap();
        let answer = seat.hold(Response::new(Body::from(long.clone())));
        assert_eq!(answer.body().size_hint().exact(), Some(long.len() as u64));
        let mut pieces = answer.into_body().into_data_stream();
        assert_eq!(pieces.next().await.unwrap().unwrap().len(), PIECE);
        assert!(seats.take(client, 1).await.is_none());
        drop(pieces);
        let seat = seats.take(client, 1).await.unwrap();
        let answer = seat.hold(Response::new(Body::from(long.clone())));
        let whole = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        assert_eq!(whole, long);
        assert!(seats.take(client, 1).await.is_some());
    }

    #[tokio::test]
    async fn clients_that_have_gone_are_forgotten() {
        let seats = seats(1);
        let address = |n: usize| IpAddr::from((n as u32).to_be_bytes());
        let held = seats.take(address(0), 1).await;
        for n in 1..=3 * MANY {
            assert!(seats.take(address(n), 1).await.is_some());
        }
        assert!(seats.clients.lock().unwrap().by_address.len() <= MANY + 1);
        assert!(seats.take(address(0), 1).await.is_none(), "still sits");
        drop(held);
    }
}
