//! One request at a time per host, and not too many a second.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;
use url::Url;

/// Hosts remembered before those at rest are forgotten.
const REMEMBERED: usize = 1_000;

/// When a host may next be asked; its lock is the turn, handed on in order of arrival.
type Next = Arc<tokio::sync::Mutex<Instant>>;

/// The queues of all hosts.
#[derive(Debug)]
pub(super) struct Turns {
    /// Least time between the starts of two requests to one host.
    gap: Duration,
    hosts: Mutex<HashMap<String, Next>>,
}

/// The right to ask one host; the next in the queue has it when this is dropped.
pub(super) struct Turn {
    _held: OwnedMutexGuard<Instant>,
}

impl Turns {
    /// `per_second` requests to one host; 0: as fast as it answers, still one at a time.
    pub(super) fn new(per_second: f64) -> Self {
        let gap = if per_second > 0.0 {
            Duration::try_from_secs_f64(1.0 / per_second).unwrap_or(Duration::MAX)
        } else {
            Duration::ZERO
        };
        Self {
            gap,
            hosts: Mutex::default(),
        }
    }

    /// Waits for the turn of the host that an address names. Hosts are told apart by port
    /// too: each port is a server of its own.
    pub(super) async fn wait(&self, url: &Url) -> Turn {
        let mut next = self.host(url).lock_owned().await;
        tokio::time::sleep_until(*next).await;
        *next = Instant::now() + self.gap;
        Turn { _held: next }
    }

    fn host(&self, url: &Url) -> Next {
        let name = format!(
            "{}:{}",
            url.host_str().unwrap_or_default(),
            url.port_or_known_default().unwrap_or_default()
        );
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= REMEMBERED && !hosts.contains_key(&name) {
            let now = Instant::now();
            hosts.retain(|_, next| next.try_lock().map_or(true, |at| *at > now));
        }
        hosts
            .entry(name)
            .or_insert_with(|| Arc::new(tokio::sync::Mutex::new(Instant::now())))
            .clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[tokio::test]
    async fn requests_to_one_host_keep_their_distance() {
        let turns = Turns::new(50.0);
        let start = Instant::now();
        for _ in 0..4 {
            turns.wait(&url("http://a.example/")).await;
        }
        // Only a lower bound: how busy the machine is must not matter.
        assert!(start.elapsed() >= Duration::from_millis(60));
    }

    #[tokio::test]
    async fn hosts_do_not_wait_for_each_other() {
        let turns = Turns::new(0.001);
        turns.wait(&url("http://a.example/")).await;
        turns.wait(&url("http://b.example/")).await;
        turns.wait(&url("http://a.example:8080/")).await;
        assert_eq!(turns.hosts.lock().unwrap().len(), 3);
    }

    #[tokio::test]
    async fn one_request_at_a_time_in_order_of_arrival() {
        let turns = Arc::new(Turns::new(0.0));
        let order = Arc::new(Mutex::new(Vec::new()));
        let first = turns.wait(&url("http://a.example/x")).await;
        let waiting: Vec<_> = (0..4)
            .map(|n| {
                let (turns, order) = (turns.clone(), order.clone());
                tokio::spawn(async move {
                    let _turn = turns.wait(&url("http://a.example/y")).await;
                    order.lock().unwrap().push(n);
                })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(1)).await;
        assert!(
            order.lock().unwrap().is_empty(),
            "the first still has its turn"
        );
        drop(first);
        futures::future::join_all(waiting).await;
        assert_eq!(*order.lock().unwrap(), [0, 1, 2, 3]);
    }

    #[tokio::test]
    async fn hosts_at_rest_are_forgotten_and_busy_ones_kept() {
        let turns = Turns::new(0.0);
        let busy = turns.wait(&url("http://busy.example/")).await;
        for n in 0..2_500 {
            turns.wait(&url(&format!("http://h{n}.example/"))).await;
        }
        let hosts = turns.hosts.lock().unwrap();
        assert!(hosts.len() <= REMEMBERED, "{}", hosts.len());
        assert!(hosts.contains_key("busy.example:80"));
        drop(busy);
    }
}
