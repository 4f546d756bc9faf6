//! One look at one page: what it means for each listing that names it, written at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::sync::OnceCell;
use url::Url;

use super::attempt::Attempt;
use super::fetch::{Body, Fetched, Known};
use super::follow_up;
use super::judge::{Before, Case, Look, judge, misses_a_fact};
use super::read::{self, Page, PageKind};
use super::robots::Robots;
use super::scan::{ScanError, Watcher};
use crate::domain::{Listing, ListingId, ListingState, Reason, Verdict, VerdictKind, sensitive};
use crate::store::{AttemptRow, WatchPage};

/// Earlier looks that a verdict may rest on: ten weeks of looks three days apart.
const HISTORY: i64 = 24;

/// A page that was fetched, and read once for all listings that name it.
pub(super) struct Check<'a> {
    watcher: &'a Watcher,
    url: Url,
    attempt: Attempt,
    known: Known,
    page: Option<Arc<Page>>,
    /// Baselines that were read already: listings that share a page share them.
    read: Mutex<HashMap<String, Arc<Page>>>,
    /// Other pages of the site, once they were asked for.
    support: OnceCell<Vec<Arc<Page>>>,
}

impl<'a> Check<'a> {
    /// Keeps the body and reads it.
    pub(super) async fn new(
        watcher: &'a Watcher,
        url: Url,
        fetched: Fetched,
    ) -> Result<Self, ScanError> {
        let Fetched {
            mut attempt,
            body,
            known,
        } = fetched;
        let mut page = None;
        if let Some(Body {
            bytes,
            content_type,
        }) = body
        {
            let snapshots = watcher.snapshots.clone();
            let (name, read) = blocking(move || {
                let name = snapshots.keep(&bytes);
                (name, read::page(&bytes, content_type.as_deref()))
            })
            .await?;
            attempt.file = Some(name.map_err(|source| watcher.no_snapshot(source))?);
            page = Some(Arc::new(read));
        }
        Ok(Self {
            watcher,
            url,
            attempt,
            known,
            page,
            read: Mutex::default(),
            support: OnceCell::new(),
        })
    }

    /// Judges the page for one listing and writes what was found. `None` when the listing
    /// is gone by now.
    pub(super) async fn listing(
        &self,
        robots: &Robots,
        id: ListingId,
        page: Option<WatchPage>,
    ) -> Result<Option<Verdict>, ScanError> {
        let Some(listing) = self.watcher.store.listing(id).await? else {
            return Ok(None);
        };
        let page = self.so_far(&listing, page);
        let mut case = self.case(&listing, &page).await?;
        // A page may say in any words where a place is that nobody may learn of.
        let is_confidential = sensitive::is_confidential(&case.service);
        let (judged, mut verdict) = blocking(move || {
            let verdict = judge(&case);
            (case, verdict)
        })
        .await?;
        if misses_a_fact(&verdict) {
            case = judged;
            case.support = self.support(robots).await?;
            verdict = blocking(move || judge(&case)).await?;
        }
        if is_confidential {
            sensitive::quiet(&mut verdict.evidence);
        }
        self.write(page, &verdict).await?;
        tracing::debug!(listing = %id, outcome = ?self.attempt.outcome, status = self.attempt.status,
            verdict = ?verdict.kind, reason = verdict.reason.as_str(), "looked at a page");
        Ok(Some(verdict))
    }

    /// The pages of the site that say what this one leaves out, fetched once for all
    /// listings that name it.
    async fn support(&self, robots: &Robots) -> Result<Vec<Arc<Page>>, ScanError> {
        let support = self.support.get_or_try_init(|| async {
            let (Some(page), Some(at)) = (&self.page, self.attempt.answered_at()) else {
                return Ok(Vec::new());
            };
            let mut pages = Vec::new();
            for url in follow_up::links(page, &at) {
                let fetched = self.watcher.fetch(robots, &url, Known::default()).await;
                let good = fetched.attempt.brought_a_page();
                if let Some(body) = fetched.body.filter(|_| good) {
                    let read =
                        blocking(move || read::page(&body.bytes, body.content_type.as_deref()));
                    pages.push(Arc::new(read.await?));
                }
            }
            Ok::<_, ScanError>(pages)
        });
        Ok(support.await?.clone())
    }

    /// What is known of this address for the listing; one that it named before says nothing.
    /// A suspended listing keeps the page that it last agreed with: what hid it must be
    /// gone from the new address too, which a first look alone cannot tell.
    fn so_far(&self, listing: &Listing, known: Option<WatchPage>) -> WatchPage {
        let (baseline, good_at) = match known {
            Some(page) if page.url == self.url.as_str() => return page,
            Some(page) if listing.state == ListingState::Suspended => (page.baseline, page.good_at),
            _ => (None, None),
        };
        WatchPage {
            listing: listing.id,
            url: self.url.to_string(),
            checked_at: None,
            good_at,
            etag: None,
            modified: None,
            snapshot: None,
            baseline,
        }
    }

    async fn case(&self, listing: &Listing, page: &WatchPage) -> Result<Case, ScanError> {
        let service = serde_json::from_str(&listing.doc).map_err(|source| ScanError::Document {
            listing: listing.id,
            source,
        })?;
        let history = match page.checked_at {
            Some(_) => self.watcher.store.attempts(listing.id, HISTORY).await?,
            None => Vec::new(),
        };
        let agreed = history.iter().rposition(agrees);
        let before = match page.baseline.clone() {
            Some(name) => self.stored(name).await?.map(|stored| Before {
                page: stored,
                at: agreed
                    .map(|at| history[at].at)
                    .or(page.good_at)
                    .unwrap_or(self.attempt.at),
                final_url: agreed.and_then(|at| attempt_of(&history[at])?.answered_at()),
            }),
            None => None,
        };
        let mut looks: Vec<Look> = history
            .iter()
            .skip(agreed.map_or(0, |at| at + 1))
            .filter_map(|row| {
                Some(Look {
                    attempt: attempt_of(row)?,
                    page: None,
                    verdict: row.verdict.clone(),
                })
            })
            .collect();
        looks.push(Look {
            attempt: self.attempt.clone(),
            page: self.newest(page).await?,
            verdict: None,
        });
        Ok(Case {
            service,
            url: self.url.clone(),
            now: self.attempt.at,
            policy: self.watcher.settings.policy,
            before,
            looks,
            support: Vec::new(),
        })
    }

    /// The page as it is now: what came, or the snapshot that the site says still stands.
    async fn newest(&self, page: &WatchPage) -> Result<Option<Arc<Page>>, ScanError> {
        if self.attempt.status != Some(304) {
            return Ok(self.page.clone());
        }
        match page.snapshot.clone() {
            Some(name) => self.stored(name).await,
            None => Ok(None),
        }
    }

    /// A stored page, read.
    async fn stored(&self, name: String) -> Result<Option<Arc<Page>>, ScanError> {
        if let Ok(read) = self.read.lock()
            && let Some(page) = read.get(&name)
        {
            return Ok(Some(page.clone()));
        }
        let snapshots = self.watcher.snapshots.clone();
        let key = name.clone();
        let page = blocking(move || {
            snapshots
                .read(&name)
                .map(|bytes| Arc::new(read::page(&bytes, None)))
        })
        .await?;
        if let (Ok(mut read), Some(page)) = (self.read.lock(), &page) {
            read.insert(key, page.clone());
        }
        Ok(page)
    }

    /// Whether the provider's own page was seen, and not one that stands in for it.
    fn saw_the_page(&self) -> bool {
        let ordinary = |page: &Arc<Page>| read::kind(page) == PageKind::Ordinary;
        match self.attempt.status {
            Some(304) => true,
            _ => self.attempt.brought_a_page() && self.page.as_ref().is_some_and(ordinary),
        }
    }

    async fn write(&self, mut page: WatchPage, verdict: &Verdict) -> Result<(), ScanError> {
        let (id, at) = (page.listing, self.attempt.at);
        let first = page.checked_at.is_none();
        page.checked_at = Some(at);
        if self.saw_the_page() {
            page.good_at = Some(at);
            page.etag = self.known.etag.clone();
            page.modified = self.known.modified.clone();
            page.snapshot = self.attempt.file.clone().or(page.snapshot);
            if verdict.kind == VerdictKind::None {
                page.baseline = page.snapshot.clone();
            }
        }
        let row = AttemptRow {
            listing: id,
            at,
            attempt: serde_json::to_string(&self.attempt).map_err(|source| {
                ScanError::Document {
                    listing: id,
                    source,
                }
            })?,
            verdict: Some(verdict.clone()),
        };
        let mut tx = self.watcher.store.write().await?;
        if first {
            // The listing names another address now: what was seen elsewhere says nothing.
            tx.forget_attempts(id).await?;
        }
        tx.put_attempt(&row).await?;
        tx.put_watch_page(&page).await?;
        Ok(tx.commit().await?)
    }
}

/// Whether the page was read then and agreed with the listing.
fn agrees(row: &AttemptRow) -> bool {
    row.verdict
        .as_ref()
        .is_some_and(|v| v.kind == VerdictKind::None && v.reason != Reason::Transient)
}

fn attempt_of(row: &AttemptRow) -> Option<Attempt> {
    serde_json::from_str(&row.attempt).ok()
}

/// Runs what takes time away from the tasks that wait for the network.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ScanError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| ScanError::Ended)
}
