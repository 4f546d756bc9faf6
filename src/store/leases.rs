//! Leases and job slots: among any number of processes, each job runs once at a time and
//! each wall-clock slot of a schedule runs once.

use jiff::SignedDuration;

use super::sql::ms;
use super::{Result, Store};

/// A lease that this process holds; it runs out unless it is renewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// What it is for, for example `refresh:ashby`.
    pub name: String,
    holder: String,
}

impl Store {
    /// Takes a lease for `length`, unless somebody else holds it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn take_lease(&self, name: &str, length: SignedDuration) -> Result<Option<Lease>> {
        let lease = Lease {
            name: name.to_owned(),
            holder: uuid::Uuid::new_v4().to_string(),
        };
        Ok(self.renew_lease(&lease, length).await?.then_some(lease))
    }

    /// Keeps a lease for another `length`; false when it was lost meanwhile.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn renew_lease(&self, lease: &Lease, length: SignedDuration) -> Result<bool> {
        let mut tx = self.write().await?;
        let done = sqlx::query(
            "INSERT INTO leases (name, holder, expires_at) VALUES ($1, $2, $3)
             ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
             WHERE leases.holder = excluded.holder OR leases.expires_at <= $4",
        )
        .bind(lease.name.clone())
        .bind(lease.holder.clone())
        .bind(ms(tx.now + length))
        .bind(ms(tx.now))
        .execute(&mut *tx.tx)
        .await?;
        tx.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Gives a lease back.
    ///
    /// # Errors
    /// When the database refuses; then the lease runs out by itself.
    pub async fn release_lease(&self, lease: &Lease) -> Result<()> {
        let mut tx = self.write().await?;
        sqlx::query("DELETE FROM leases WHERE name = $1 AND holder = $2")
            .bind(lease.name.clone())
            .bind(lease.holder.clone())
            .execute(&mut *tx.tx)
            .await?;
        tx.commit().await
    }

    /// The newest finished slot of a job, as text that sorts by time.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn last_slot(&self, job: &str) -> Result<Option<String>> {
        use sqlx::Row;
        let row = sqlx::query(
            "SELECT MAX(slot) FROM job_slots WHERE job = $1 AND finished_at IS NOT NULL",
        )
        .bind(job.to_owned())
        .fetch_one(&self.pool)
        .await?;
        Ok(row.try_get(0)?)
    }

    /// Notes that a slot of a job is done; later slots forget the ones before.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn finish_slot(&self, job: &str, slot: &str) -> Result<()> {
        let mut tx = self.write().await?;
        sqlx::query(
            "INSERT INTO job_slots (job, slot, taken_at, finished_at) VALUES ($1, $2, $3, $3)
             ON CONFLICT (job, slot) DO UPDATE SET finished_at = excluded.finished_at",
        )
        .bind(job.to_owned())
        .bind(slot.to_owned())
        .bind(ms(tx.now))
        .execute(&mut *tx.tx)
        .await?;
        sqlx::query("DELETE FROM job_slots WHERE job = $1 AND slot < $2")
            .bind(job.to_owned())
            .bind(slot.to_owned())
            .execute(&mut *tx.tx)
            .await?;
        tx.commit().await
    }
}
