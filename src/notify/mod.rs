//! Tells subscribers of changes as they come.
//!
//! change feed from where the subscriber stands -> what of it is theirs ([`scope`]) -> signed
//! ([`sign`]) -> posted -> taken: their place moves on; not taken: tried again later, and
//! paused when it has failed for days.
//!
//! A subscriber's place moves only after it has answered, so a delivery may come twice and
//! never not at all; each waits for the one before it.

mod scope;
mod sign;

pub use sign::{new_secret, signature};

use bytes::Bytes;
use jiff::SignedDuration;
use serde::Serialize;
use serde_json::value::RawValue;
use url::Url;
use uuid::Uuid;

use crate::config::Config;
use crate::connect::{Client, Request};
use crate::domain::Scope;
use crate::store::{Change, ChangeCursor, Followed, NewWebhook, Store, StoreError, Subscription};

/// Changes in one delivery at most.
const AT_ONCE: i64 = 100;
/// Deliveries in one turn: the next one looks again at how the subscription stands.
const IN_ONE_TURN: u32 = 50;
/// The longest pause after a failure.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(1);
/// Bytes of an answer that are read: nothing in it matters but its status.
const LARGEST_ANSWER: u64 = 64 << 10;

/// Why a subscription cannot be made; each message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum SubscribeError {
    /// Not an address that we post to.
    #[error(
        "url must be a public http or https address; add its host to fetch.allow_hosts if it is yours"
    )]
    Address,
    /// A scope that means nothing.
    #[error("{0}")]
    Scope(String),
    /// No randomness to make a secret of.
    #[error("the system gives no randomness ({0})")]
    Secret(String),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What came of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The subscriber has everything that there is for it.
    Level,
    /// There is more for it, now.
    More,
    /// It did not take a delivery, and is tried again later.
    Failed,
    /// Nothing is sent until somebody resumes it.
    Paused,
}

/// What deliveries need.
#[derive(Debug, Clone, Copy)]
pub struct Notifier<'a> {
    /// Where changes and subscriptions are.
    pub store: &'a Store,
    /// How the outside is reached.
    pub client: &'a Client,
    /// The settings.
    pub config: &'a Config,
}

/// The body of a delivery.
#[derive(Serialize)]
struct Delivery<'a> {
    /// The same when it is tried again.
    delivery: Uuid,
    webhook: &'a str,
    hub: String,
    items: &'a RawValue,
    /// The cursor of the change feed behind these items.
    next: String,
}

impl Notifier<'_> {
    /// Makes a subscription. `after`: a cursor of the change feed; without one, everything is
    /// told from the beginning. The answer is its id and its secret, which is shown this once.
    ///
    /// # Errors
    /// See [`SubscribeError`].
    pub async fn subscribe(
        &self,
        url: &Url,
        scope: Scope,
        after: Option<ChangeCursor>,
    ) -> Result<(String, String), SubscribeError> {
        if !self.client.admits(url) {
            return Err(SubscribeError::Address);
        }
        let scope = scope::checked(scope).map_err(SubscribeError::Scope)?;
        let secret = new_secret().map_err(SubscribeError::Secret)?;
        let new = NewWebhook {
            url: url.as_str(),
            secret: &secret,
            scope: &scope,
            after: after.filter(|after| *after != ChangeCursor::START),
        };
        let mut tx = self.store.write().await?;
        let id = tx.add_webhook(&new).await?;
        tx.commit().await?;
        Ok((id, secret))
    }

    /// Delivers what there is for a subscriber, until it has everything or does not answer.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn deliver(&self, id: &str) -> Result<Turn, StoreError> {
        for _ in 0..IN_ONE_TURN {
            let Some(subscription) = self.store.subscription(id).await? else {
                return Ok(Turn::Paused);
            };
            if subscription.webhook.paused {
                return Ok(Turn::Paused);
            }
            let turn = self.deliver_once(&subscription).await?;
            if turn != Turn::More {
                return Ok(turn);
            }
        }
        Ok(Turn::More)
    }

    async fn deliver_once(&self, subscription: &Subscription) -> Result<Turn, StoreError> {
        let id = subscription.webhook.id.as_str();
        let position = self.store.last_seq().await?;
        let (changes, next) = match self.store.follow(subscription.cursor, AT_ONCE).await? {
            Followed::Changes(changes, _) if changes.is_empty() => {
                let mut tx = self.store.write().await?;
                tx.looked(id, position).await?;
                tx.commit().await?;
                return Ok(Turn::Level);
            }
            Followed::Changes(changes, next) => (changes, next),
            Followed::TooOld | Followed::Ahead => {
                let why = "deletions since its last delivery have been forgotten: resume it from the start";
                return self.pause(id, why).await;
            }
        };
        let chosen = scope::choose(self.store, subscription, changes).await?;
        if !chosen.items.is_empty()
            && let Err(why) = self.post(subscription, &chosen.items, next).await
        {
            return self.failed(subscription, &why).await;
        }
        let mut tx = self.store.write().await?;
        let taken = (!chosen.items.is_empty()).then(|| tx.now());
        tx.told(id, next, &chosen.marks, taken).await?;
        tx.commit().await?;
        Ok(Turn::More)
    }

    /// Posts a delivery. The error says what happened, without the address.
    async fn post(
        &self,
        subscription: &Subscription,
        items: &[Change],
        next: ChangeCursor,
    ) -> Result<(), String> {
        let id = subscription.webhook.id.as_str();
        // Another try is of the same span, however long the log has become meanwhile. What of it
        // has changed since is told later, under its new position.
        let from = subscription.cursor.position();
        let span = format!("{id} {from} {}", next.position());
        let next = next.to_text(self.store);
        let delivery = Uuid::new_v5(&Uuid::NAMESPACE_OID, span.as_bytes());
        let items = Change::array(items).and_then(RawValue::from_string);
        let items = items.map_err(|error| error.to_string())?;
        let body = serde_json::to_vec(&Delivery {
            delivery,
            webhook: id,
            hub: self.config.server.base_url(),
            items: &items,
            next,
        })
        .map_err(|error| error.to_string())?;
        let at = self.store.clock().now().as_second();
        let headers = [
            ("content-type", "application/json".to_owned()),
            ("waymark-delivery", delivery.to_string()),
            (
                "waymark-signature",
                signature(&subscription.secret, at, &body),
            ),
        ];
        let url = Url::parse(&subscription.webhook.url)
            .map_err(|_| "its address cannot be read".to_owned())?;
        let request = Request {
            url,
            accept: "*/*",
            max_bytes: LARGEST_ANSWER,
            etag: None,
            modified: None,
        };
        let answer = self
            .client
            .post(&request, &headers, Bytes::from(body))
            .await;
        match answer {
            Ok(200..=299) => Ok(()),
            Ok(status @ 300..=399) => Err(format!(
                "it answers with status {status}; redirects are not followed: give the address that it ends at"
            )),
            Ok(status) => Err(format!("it answers with status {status}")),
            Err(error) => Err(error.to_string()),
        }
    }

    async fn failed(&self, subscription: &Subscription, why: &str) -> Result<Turn, StoreError> {
        let webhook = &subscription.webhook;
        let mut tx = self.store.write().await?;
        let since = webhook.failing_since.unwrap_or_else(|| tx.now());
        let first = self.config.webhooks.retry_after.signed();
        let next = tx.now() + pause_after(first, webhook.failures);
        tx.delivery_failed(&webhook.id, why, next).await?;
        tx.commit().await?;
        tracing::warn!(webhook = %webhook.id, failures = webhook.failures + 1, "a delivery was not taken");
        let patience = self.config.webhooks.give_up_after.signed();
        if self.store.clock().now().duration_since(since) >= patience {
            let why = "it has taken no delivery for too long: mend the receiver, then resume it";
            return self.pause(&webhook.id, why).await;
        }
        Ok(Turn::Failed)
    }

    async fn pause(&self, id: &str, why: &str) -> Result<Turn, StoreError> {
        let mut tx = self.store.write().await?;
        tx.pause_webhook(id, why).await?;
        tx.commit().await?;
        tracing::error!(webhook = %id, why, "a subscription is paused");
        Ok(Turn::Paused)
    }
}

/// The pause after a failure that so many have gone before: each is twice as long as the last.
fn pause_after(first: SignedDuration, failures: i64) -> SignedDuration {
    let doublings = u32::try_from(failures.clamp(0, 20)).unwrap_or(20);
    let pause = first.checked_mul(1 << doublings);
    pause.unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_an_hour() {
        let ten = SignedDuration::from_secs(10);
        for (failures, seconds) in [(0, 10), (1, 20), (5, 320), (9, 3600), (i64::MAX, 3600)] {
            assert_eq!(pause_after(ten, failures).as_secs(), seconds, "{failures}");
        }
        let days = SignedDuration::from_hours(24 * 365 * 1000);
        assert_eq!(pause_after(days, 20), LONGEST_PAUSE);
    }
}
