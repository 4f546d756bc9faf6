//! The write transaction: one writer at a time, numbered in commit order.

use jiff::Timestamp;
use sqlx::{Any, Row, Transaction};
use tokio::sync::OwnedMutexGuard;

use super::recent::Written;
use super::sql::{instant, ms};
use super::{Result, Store};

/// A write transaction. Nothing is kept unless [`WriteTx::commit`] is called.
#[derive(Debug)]
pub struct WriteTx {
    pub(super) tx: Transaction<'static, Any>,
    pub(super) now: Timestamp,
    first_seq: i64,
    next_seq: i64,
    last_seq: i64,
    next_number: i64,
    changes_lists: bool,
    tag: String,
    // Declared last: told and let go only after the transaction has ended.
    _written: Written,
    _writer: OwnedMutexGuard<()>,
}

/// Everything that the ORUK lists hold, as it stands between two changes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition {
    /// Another one for every change: while it stays, every list answers the same.
    pub number: i64,
    /// When the last change was.
    pub at: Timestamp,
}

impl Store {
    /// Begins a write transaction. Keep it short: everybody else's writes wait.
    ///
    /// # Errors
    /// When the database cannot be reached or stays locked.
    pub async fn write(&self) -> Result<WriteTx> {
        let writer = self.writer.clone().lock_owned().await;
        let mut tx = self.pool.begin().await?;
        let row = sqlx::query("UPDATE clock SET seq = seq + 1 RETURNING seq, next_number")
            .fetch_one(&mut *tx)
            .await?;
        let seq: i64 = row.try_get(0)?;
        let next_number = row.try_get(1)?;
        let now = self.clock.now();
        Ok(WriteTx {
            tx,
            now,
            first_seq: seq,
            next_seq: seq,
            last_seq: seq,
            next_number,
            changes_lists: false,
            _written: Written(self.recent.clone()),
            tag: self.tag(),
            _writer: writer,
        })
    }

    /// A number that every write raises, whatever it writes: while it stays, nothing changed.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn last_write(&self) -> Result<i64> {
        let row = sqlx::query("SELECT seq FROM clock");
        Ok(row.fetch_one(&self.pool).await?.try_get(0)?)
    }

    /// Which edition of what is published stands now.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn edition(&self) -> Result<Edition> {
        let writes = self.recent.writes();
        let row = sqlx::query("SELECT published_seq, published_at FROM clock")
            .fetch_one(&self.pool)
            .await?;
        let edition = Edition {
            number: row.try_get(0)?,
            at: instant(row.try_get(1)?, "clock.published_at")?,
        };
        self.recent.put(edition, writes);
        Ok(edition)
    }

    /// The same, as far as it is known without asking: a write of another process may be
    /// noticed some milliseconds late, one of this process never.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn recent_edition(&self) -> Result<Edition> {
        match self.recent.get() {
            Some(edition) => Ok(edition),
            None => self.edition().await,
        }
    }
}

impl WriteTx {
    /// The instant that stamps everything written here.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// What this store may be known by: see [`Store::tag`].
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// Above every edition before this write, and not above the one that it makes.
    pub(super) fn first_seq(&self) -> i64 {
        self.first_seq
    }

    /// The next change-log position.
    pub(super) fn take_seq(&mut self) -> i64 {
        self.last_seq = self.next_seq;
        self.next_seq += 1;
        self.last_seq
    }

    /// The next append-only number; order is all that it means.
    pub(super) fn take_number(&mut self) -> i64 {
        self.next_number += 1;
        self.next_number - 1
    }

    /// Notes that this write changes what some list answers.
    pub(super) fn note_lists_change(&mut self) {
        self.changes_lists = true;
    }

    /// Makes everything written here last, all at once.
    ///
    /// # Errors
    /// When the database refuses; then nothing was kept.
    pub async fn commit(mut self) -> Result<()> {
        sqlx::query("UPDATE clock SET seq = $1, next_number = $2")
            .bind(self.last_seq)
            .bind(self.next_number)
            .execute(&mut *self.tx)
            .await?;
        if self.changes_lists {
            sqlx::query("UPDATE clock SET published_seq = seq, published_at = $1")
                .bind(ms(self.now))
                .execute(&mut *self.tx)
                .await?;
        }
        self.tx.commit().await?;
        Ok(())
    }
}
