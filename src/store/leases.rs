//! Leases and job slots: among any number of processes, each job runs once at a time and
//! each wall-clock slot of a schedule runs once.
//!
//! A lease runs out unless it is renewed; one whose holder has died on this machine is
//! free at once, so that a killed process delays nobody.

use std::future::Future;
use std::sync::LazyLock;
use std::time::Duration;

use jiff::SignedDuration;
use sqlx::Row;

use super::sql::ms;
use super::{Result, Store};
use crate::domain::FeedId;

/// How long a lease holds without being renewed.
const LENGTH: SignedDuration = SignedDuration::from_secs(60);

/// How often a running job renews its lease: three times before it would run out.
const RENEW: Duration = Duration::from_secs(20);

/// A lease that this process holds; it runs out unless it is renewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// What it is for, for example `refresh:ashby`.
    pub name: String,
    holder: String,
}

/// The lease under which a feed is refreshed.
pub fn refresh_lease(feed: &FeedId) -> String {
    format!("refresh:{feed}")
}

impl Store {
    /// Does some work while holding a lease, renewing it on the way. `None` when somebody
    /// else holds it; the work is dropped half-way should the lease be lost.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn with_lease<T>(
        &self,
        name: &str,
        work: impl Future<Output = T>,
    ) -> Result<Option<T>> {
        let Some(lease) = self.take_lease(name, LENGTH).await? else {
            return Ok(None);
        };
        let mut work = std::pin::pin!(work);
        loop {
            tokio::select! {
                done = &mut work => {
                    self.release_lease(&lease).await?;
                    return Ok(Some(done));
                }
                () = tokio::time::sleep(RENEW) => {
                    if !self.renew_lease(&lease, LENGTH).await? {
                        tracing::warn!(lease = name, "a job lost its lease to another process and stops");
                        return Ok(None);
                    }
                }
            }
        }
    }

    /// Takes a lease for `length`, unless somebody else who is alive holds it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn take_lease(&self, name: &str, length: SignedDuration) -> Result<Option<Lease>> {
        self.free_if_dead(name).await?;
        let holder = format!("{} {}", &*PROCESS, uuid::Uuid::new_v4());
        let lease = Lease {
            name: name.to_owned(),
            holder,
        };
        Ok(self.renew_lease(&lease, length).await?.then_some(lease))
    }

    async fn free_if_dead(&self, name: &str) -> Result<()> {
        let row = sqlx::query("SELECT holder FROM leases WHERE name = $1")
            .bind(name.to_owned())
            .fetch_optional(&self.pool)
            .await?;
        let Some(row) = row else { return Ok(()) };
        let holder: String = row.try_get(0)?;
        if is_dead(&holder) {
            self.release_lease(&Lease {
                name: name.to_owned(),
                holder,
            })
            .await?;
        }
        Ok(())
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

/// This process as lease holders are written: machine (boot and process namespace), process
/// number, and the tick at which it started, because numbers are used again.
static PROCESS: LazyLock<String> =
    LazyLock::new(|| format!("{} {}", machine(), process(&std::process::id().to_string())));

fn machine() -> String {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    let namespace = std::fs::read_link("/proc/self/ns/pid").unwrap_or_default();
    format!("{}/{}", boot.trim(), namespace.display())
}

/// `number/start`, or `number/` when there is no such process or only its remains.
fn process(number: &str) -> String {
    // Fields 3 (state) and 22 (start) of stat; the name in field 2 may hold anything but
    // ends with ')'.
    let stat = std::fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
    let mut fields = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace();
    let is_alive = fields
        .next()
        .is_some_and(|state| state != "Z" && state != "X");
    let start = fields.nth(18).filter(|_| is_alive);
    format!("{number}/{}", start.unwrap_or_default())
}

/// Whether a holder is known to be gone: a process of this machine that no longer runs.
/// Where that cannot be known, the lease has to run out.
fn is_dead(holder: &str) -> bool {
    let mut parts = holder.split(' ');
    let (Some(place), Some(who)) = (parts.next(), parts.next()) else {
        return false;
    };
    let (Some(ours), Some((number, start))) = (PROCESS.split(' ').next(), who.split_once('/'))
    else {
        return false;
    };
    !start.is_empty() && place == ours && process(number) != who
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_process_of_this_machine_that_has_ended_counts_as_dead() {
        let ours = format!("{} lease", &*PROCESS);
        assert!(!is_dead(&ours), "{ours}");
        let mut child = std::process::Command::new("sleep")
            .arg("60")
            .spawn()
            .unwrap();
        let holder = format!("{} {} lease", machine(), process(&child.id().to_string()));
        assert!(!is_dead(&holder), "{holder}");
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(is_dead(&holder), "{holder}");
        assert!(!is_dead(&holder.replacen(&machine(), "elsewhere", 1)));
        for odd in ["", "x", "a b", "a b/c d"] {
            assert!(!is_dead(odd), "{odd}");
        }
    }
}
