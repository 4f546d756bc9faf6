//! The loop that starts due jobs.

use std::time::Duration;

use jiff::civil;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{Schedule, ScheduleError, london};
use crate::domain::{FeedId, NoProgress, Outcome};
use crate::federation::RefreshOptions;
use crate::hub::Hub;
use crate::store::StoreError;
use crate::works::WorkError;

/// How often the wall clock is looked at.
const TICK: Duration = Duration::from_secs(1);

/// How long a job waits that could not be run or noted, for example without a database.
const RETRY: Duration = Duration::from_secs(30);

/// Why the schedules cannot be followed.
#[derive(Debug, thiserror::Error)]
pub enum SchedulerError {
    /// A line in the settings is no schedule.
    #[error("{section}: {source}")]
    Line {
        /// Where it stands.
        section: String,
        /// What is wrong.
        source: ScheduleError,
    },
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a job does.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Work {
    Refresh(FeedId),
    Scan,
}

/// One scheduled job.
#[derive(Debug, Clone)]
struct Job {
    name: String,
    schedule: Schedule,
    work: Work,
    /// The newest slot that is done.
    done: civil::DateTime,
}

/// Starts due jobs.
#[derive(Debug)]
pub struct Scheduler {
    hub: Hub,
    jobs: Vec<Job>,
}

impl Scheduler {
    /// Reads every schedule of the settings and where each job stands. A job that has
    /// never run counts from now on: nothing is pulled at a first start.
    ///
    /// # Errors
    /// See [`SchedulerError`].
    pub async fn new(hub: Hub) -> Result<Self, SchedulerError> {
        let mut jobs = Vec::new();
        for feed in &hub.config.feeds {
            if let Some(line) = &feed.schedule {
                let section = format!("feed {}", feed.id);
                let work = Work::Refresh(feed.id.clone());
                jobs.push(job(&hub, format!("refresh:{}", feed.id), &section, line, work).await?);
            }
        }
        let line = hub.config.watch.schedule.clone();
        if !line.trim().is_empty() {
            jobs.push(job(&hub, "scan".to_owned(), "watch.schedule", &line, Work::Scan).await?);
        }
        Ok(Self { hub, jobs })
    }

    /// Runs due jobs until `stop`: each in a loop of its own, so that a slow one delays
    /// no other and none ever runs twice at once here.
    pub async fn run(self, stop: CancellationToken) {
        let mut loops = JoinSet::new();
        for job in self.jobs {
            loops.spawn(run_job(self.hub.clone(), job));
        }
        stop.cancelled().await;
        // What is cut off here is due again at the next start.
        loops.shutdown().await;
    }
}

async fn run_job(hub: Hub, mut job: Job) {
    loop {
        let mut pause = TICK;
        if let Some(slot) = job.schedule.due(job.done, london(hub.clock.now())) {
            if run_slot(&hub, &job, slot).await {
                job.done = slot;
            } else {
                pause = RETRY;
            }
        }
        tokio::time::sleep(pause).await;
    }
}

async fn job(
    hub: &Hub,
    name: String,
    section: &str,
    line: &str,
    work: Work,
) -> Result<Job, SchedulerError> {
    let schedule: Schedule = line.parse().map_err(|source| SchedulerError::Line {
        section: section.to_owned(),
        source,
    })?;
    let done = match hub
        .store
        .last_slot(&name)
        .await?
        .and_then(|slot| slot.parse().ok())
    {
        Some(done) => done,
        None => {
            let now = london(hub.clock.now());
            hub.store.finish_slot(&name, &slot_text(now)).await?;
            now
        }
    };
    Ok(Job {
        name,
        schedule,
        work,
        done,
    })
}

/// Text that sorts by time.
fn slot_text(slot: civil::DateTime) -> String {
    slot.strftime("%Y-%m-%dT%H:%M").to_string()
}

/// Runs one slot, unless another process has done or is doing it. True when it is done.
async fn run_slot(hub: &Hub, job: &Job, slot: civil::DateTime) -> bool {
    let text = slot_text(slot);
    match hub.store.last_slot(&job.name).await {
        Ok(Some(done)) if done >= text => return true,
        Ok(_) => {}
        Err(error) => {
            tracing::error!(job = job.name, %error, "a due job could not be looked up; trying again");
            return false;
        }
    }
    tracing::info!(job = job.name, slot = text, "a scheduled job starts");
    let ran = match &job.work {
        Work::Refresh(feed) => refresh(hub, feed).await,
        Work::Scan => scan(hub).await,
    };
    if !ran {
        return false;
    }
    match hub.store.finish_slot(&job.name, &text).await {
        Ok(()) => true,
        Err(error) => {
            tracing::error!(job = job.name, %error, "a job ran but could not be noted as done");
            false
        }
    }
}

async fn refresh(hub: &Hub, id: &FeedId) -> bool {
    let Some(feed) = hub.config.feed(id) else {
        return true;
    };
    match hub
        .works()
        .refresh(feed, RefreshOptions::default(), &NoProgress)
        .await
    {
        Ok(done) => {
            tracing::info!(
                feed = %id,
                outcome = done.outcome.map_or("interrupted", Outcome::as_str),
                added = done.counts.added,
                updated = done.counts.updated,
                unchanged = done.counts.unchanged,
                removed = done.counts.removed,
                failed = done.counts.failed,
                message = done.message,
                "a feed was refreshed"
            );
            true
        }
        Err(WorkError::Busy(_)) => true,
        Err(error) => {
            tracing::error!(feed = %id, %error, "a scheduled refresh could not run");
            false
        }
    }
}

async fn scan(hub: &Hub) -> bool {
    match hub.works().scan_due(&NoProgress).await {
        Ok(done) => {
            tracing::info!(
                checked = done.checked,
                unreadable = done.unreadable,
                suspended = done.acted.suspended,
                flagged = done.acted.flagged,
                cleared = done.acted.cleared,
                "the websites were scanned"
            );
            for held in &done.held {
                tracing::warn!(feed = %held.feed, would_suspend = held.would_suspend, watched = held.watched,
                    "a scan would hide too many listings of a feed and waits for a person");
            }
            true
        }
        Err(WorkError::Busy(_)) => true,
        Err(error) => {
            tracing::error!(%error, "a scheduled scan could not run");
            false
        }
    }
}
