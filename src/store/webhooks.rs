//! Subscriptions, how far each has been told, and what each has been told of.

use std::collections::HashMap;

use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::cursor::ChangeCursor;
use super::listings::listing_id;
use super::sql::{ROWS, Sql, instant, maybe_instant, ms};
use super::{Result, Store, StoreError, WriteTx};
use crate::domain::{ListingId, Scope, Webhook};

/// A subscription whose turn it is, with what a delivery needs. Its secret is never shown.
#[derive(Clone)]
pub struct Subscription {
    /// As operators see it.
    pub webhook: Webhook,
    /// Deliveries are signed with it.
    pub secret: String,
    /// How far it has been told.
    pub cursor: ChangeCursor,
    /// Whether it was told everything from the beginning.
    pub from_start: bool,
}

impl std::fmt::Debug for Subscription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Subscription")
            .field("webhook", &self.webhook)
            .field("cursor", &self.cursor)
            .finish_non_exhaustive()
    }
}

/// What a new subscription is.
pub struct NewWebhook<'a> {
    /// Where deliveries go.
    pub url: &'a str,
    /// The secret that both sides know.
    pub secret: &'a str,
    /// Of what it is told.
    pub scope: &'a Scope,
    /// Where its telling begins; `None`: with everything.
    pub after: Option<ChangeCursor>,
}

const COLUMNS: &str = "SELECT id, url, scope, state, why, created_at, delivered_at, failing_since,
    failures, last_error, secret, seq, since, from_start FROM webhooks";

impl Store {
    /// Every subscription, the oldest first.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn webhooks(&self) -> Result<Vec<Webhook>> {
        let mut sql = Sql::new(COLUMNS);
        sql.push(" ORDER BY created_at, id");
        let rows = sql.query().fetch_all(&self.pool).await?;
        rows.iter().map(webhook).collect()
    }

    /// The subscription with that id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn subscription(&self, id: &str) -> Result<Option<Subscription>> {
        let mut sql = Sql::new(COLUMNS);
        sql.push(" WHERE id = ").bind(id);
        let row = sql.query().fetch_optional(&self.pool).await?;
        row.as_ref().map(subscription).transpose()
    }

    /// The ids of subscriptions for which there may be something, and which need not wait.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn due_webhooks(&self) -> Result<Vec<String>> {
        let mut sql = Sql::new("SELECT id FROM webhooks WHERE state = 'active' AND next_at <= ");
        sql.bind(ms(self.clock.now()))
            .push(" AND looked < (SELECT COALESCE(MAX(seq), 0) FROM listings) ORDER BY id");
        let rows = sql.query().fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// What a subscriber has been told of these listings: whether it has them.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn told_of(&self, id: &str, ids: &[ListingId]) -> Result<HashMap<ListingId, bool>> {
        let mut told = HashMap::new();
        for chunk in ids.chunks(ROWS) {
            let mut sql =
                Sql::new("SELECT listing_id, within FROM webhook_listings WHERE webhook_id = ");
            sql.bind(id)
                .push(" AND listing_id IN ")
                .bind_list(chunk.iter().map(ToString::to_string));
            for row in sql.query().fetch_all(&self.pool).await? {
                let within = row.try_get::<i64, _>(1)? == 1;
                told.insert(listing_id(row.try_get(0)?)?, within);
            }
        }
        Ok(told)
    }
}

impl WriteTx {
    /// Makes a subscription; answers with its id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add_webhook(&mut self, new: &NewWebhook<'_>) -> Result<String> {
        let id = uuid::Uuid::new_v4().to_string();
        let cursor = new.after.unwrap_or(ChangeCursor::START);
        let now = ms(self.now);
        let mut sql = Sql::new(
            "INSERT INTO webhooks (id, url, secret, scope, state, from_start, seq, since, looked,
                created_at, failures, next_at) VALUES ",
        );
        sql.bind_rows([[
            id.as_str().into(),
            new.url.into(),
            new.secret.into(),
            serde_json::to_string(new.scope)?.into(),
            "active".into(),
            i64::from(new.after.is_none()).into(),
            cursor.seq.into(),
            cursor.since.into(),
            (-1).into(),
            now.into(),
            0.into(),
            now.into(),
        ]]);
        sql.query().execute(&mut *self.tx).await?;
        Ok(id)
    }

    /// Notes that a subscriber has been told up to a cursor, and of these listings whether it
    /// has them now. `at`: when it took a delivery, if there was one.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn told(
        &mut self,
        id: &str,
        cursor: ChangeCursor,
        marks: &[(ListingId, bool)],
        at: Option<Timestamp>,
    ) -> Result<()> {
        let mut sql = Sql::new("UPDATE webhooks SET seq = ");
        sql.bind(cursor.seq).push(", since = ").bind(cursor.since);
        if let Some(at) = at {
            sql.push(", failures = 0, failing_since = NULL, last_error = NULL, delivered_at = ")
                .bind(ms(at));
        }
        sql.push(" WHERE id = ").bind(id);
        sql.query().execute(&mut *self.tx).await?;
        for chunk in marks.chunks(ROWS) {
            let mut sql =
                Sql::new("INSERT INTO webhook_listings (webhook_id, listing_id, within) VALUES ");
            sql.bind_rows(chunk.iter().map(|(listing, within)| {
                [
                    id.into(),
                    listing.to_string().into(),
                    i64::from(*within).into(),
                ]
            }));
            sql.push(
                " ON CONFLICT (webhook_id, listing_id) DO UPDATE SET within = excluded.within",
            );
            sql.query().execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    /// Notes that there was nothing more for a subscriber up to a position.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn looked(&mut self, id: &str, position: i64) -> Result<()> {
        let mut sql = Sql::new("UPDATE webhooks SET looked = ");
        sql.bind(position).push(" WHERE id = ").bind(id);
        sql.query().execute(&mut *self.tx).await?;
        Ok(())
    }

    /// Notes a failed delivery, and when the next may be tried.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn delivery_failed(&mut self, id: &str, why: &str, next_at: Timestamp) -> Result<()> {
        let mut sql = Sql::new("UPDATE webhooks SET failures = failures + 1, last_error = ");
        sql.bind(why)
            .push(", failing_since = COALESCE(failing_since, ")
            .bind(ms(self.now))
            .push("), next_at = ")
            .bind(ms(next_at))
            .push(" WHERE id = ")
            .bind(id);
        sql.query().execute(&mut *self.tx).await?;
        Ok(())
    }

    /// Lets deliveries wait until somebody resumes them. False when there is no such
    /// subscription.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn pause_webhook(&mut self, id: &str, why: &str) -> Result<bool> {
        let mut sql = Sql::new("UPDATE webhooks SET state = 'paused', why = ");
        sql.bind(why).push(" WHERE id = ").bind(id);
        let done = sql.query().execute(&mut *self.tx).await?;
        Ok(done.rows_affected() == 1)
    }

    /// Lets deliveries go on at once, where they stopped or from the beginning. False when
    /// there is no such subscription.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn resume_webhook(&mut self, id: &str, from_start: bool) -> Result<bool> {
        let mut sql = Sql::new(
            "UPDATE webhooks SET state = 'active', why = NULL, failures = 0, failing_since = NULL,
                last_error = NULL, looked = -1, next_at = ",
        );
        sql.bind(ms(self.now));
        if from_start {
            sql.push(", seq = 0, since = 0, from_start = 1");
        }
        sql.push(" WHERE id = ").bind(id);
        let done = sql.query().execute(&mut *self.tx).await?;
        Ok(done.rows_affected() == 1)
    }

    /// Removes a subscription and everything that is known of it. False when there is none.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn remove_webhook(&mut self, id: &str) -> Result<bool> {
        let mut sql = Sql::new("DELETE FROM webhook_listings WHERE webhook_id = ");
        sql.bind(id);
        sql.query().execute(&mut *self.tx).await?;
        let mut sql = Sql::new("DELETE FROM webhooks WHERE id = ");
        sql.bind(id);
        let done = sql.query().execute(&mut *self.tx).await?;
        Ok(done.rows_affected() == 1)
    }
}

fn webhook(row: &AnyRow) -> Result<Webhook> {
    let state: String = row.try_get(3)?;
    let scope: String = row.try_get(2)?;
    Ok(Webhook {
        id: row.try_get(0)?,
        url: row.try_get(1)?,
        scope: serde_json::from_str(&scope)?,
        paused: match state.as_str() {
            "active" => false,
            "paused" => true,
            _ => {
                return Err(StoreError::Meaningless {
                    column: "webhooks.state",
                    value: state,
                });
            }
        },
        why: row.try_get(4)?,
        created_at: instant(row.try_get(5)?, "webhooks.created_at")?,
        delivered_at: maybe_instant(row.try_get(6)?, "webhooks.delivered_at")?,
        failing_since: maybe_instant(row.try_get(7)?, "webhooks.failing_since")?,
        failures: row.try_get(8)?,
        last_error: row.try_get(9)?,
    })
}

fn subscription(row: &AnyRow) -> Result<Subscription> {
    Ok(Subscription {
        webhook: webhook(row)?,
        secret: row.try_get(10)?,
        cursor: ChangeCursor {
            seq: row.try_get(11)?,
            since: row.try_get(12)?,
        },
        from_start: row.try_get::<i64, _>(13)? == 1,
    })
}
