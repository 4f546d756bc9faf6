//! Scans the websites of listings: due ones on a schedule, or one at once.
//!
//! due listings -> by site, then by address -> fetch once -> check each listing -> one
//! short transaction each. One connection a site, several sites at a time.

use std::collections::BTreeMap;
use std::io;

use futures::StreamExt;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use url::Url;

use super::check::Check;
use super::fetch::{Fetched, Known, fetch};
use super::rest::{rest, shortest};
use super::robots::Robots;
use super::snapshot::Snapshots;
use crate::config::{Config, WatchConfig};
use crate::connect::Client;
use crate::domain::{Listing, ListingId, Progress, Reason, SharedClock, Verdict, VerdictKind};
use crate::oruk::Service;
use crate::store::{Store, StoreError, WatchPage};

/// Sites looked at side by side.
const SITES_AT_ONCE: usize = 16;

/// Listings read from the store at a time.
const CHUNK: i64 = 500;

/// How old a snapshot must be before it is removed for want of a reference.
const PRUNE_AFTER: SignedDuration = SignedDuration::from_hours(1);

/// What a scan saw.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Scanned {
    /// Listings looked at.
    pub checked: usize,
    /// Verdicts to suspend.
    pub suspend: usize,
    /// Verdicts to ask.
    pub flag: usize,
    /// Looks that saw nothing this time.
    pub unreadable: usize,
}

/// Why a scan stopped.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A snapshot.
    #[error("pages cannot be kept in {folder}: {source}; make the data folder writable")]
    Snapshot {
        /// The folder.
        folder: String,
        /// What the system said.
        source: io::Error,
    },
    /// A stored document.
    #[error("listing {listing} cannot be read back ({source}); refresh its feed with --full")]
    Document {
        /// The listing.
        listing: ListingId,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// No such listing.
    #[error("there is no listing {0}")]
    Unknown(ListingId),
    /// Nothing to look at.
    #[error("listing {0} names no website, so there is nothing to look at")]
    NoWebsite(ListingId),
    /// The program is ending.
    #[error("the scan was cut short")]
    Ended,
}

/// Looks at providers' websites.
#[derive(Debug, Clone)]
pub struct Watcher {
    pub(super) store: Store,
    client: Client,
    clock: SharedClock,
    pub(super) settings: WatchConfig,
    max_bytes: u64,
    pub(super) snapshots: Snapshots,
}

/// The listings of one site that are due, by the address that is watched for them.
type Site = BTreeMap<Url, Vec<ListingId>>;

impl Watcher {
    /// A watcher that keeps its snapshots in the data folder.
    pub fn new(store: Store, client: Client, clock: SharedClock, config: &Config) -> Self {
        Self {
            store,
            client,
            clock,
            settings: config.watch.clone(),
            max_bytes: config.fetch.max_page_bytes,
            snapshots: Snapshots::new(config.data.dir.join("snapshots")),
        }
    }

    /// Looks at every listing whose interval has passed.
    ///
    /// # Errors
    /// When the store or the snapshot folder refuses; a site that cannot be read is no error.
    pub async fn scan_due(&self, progress: &dyn Progress) -> Result<Scanned, ScanError> {
        let sites = self.due().await?;
        let total: usize = sites
            .values()
            .flat_map(BTreeMap::values)
            .map(Vec::len)
            .sum();
        progress.phase("scan", u64::try_from(total).ok());
        let step = || progress.advance(1);
        let robots = Robots::default();
        let mut scans = futures::stream::iter(sites.into_values())
            .map(|site| self.scan_site(&robots, site, &step))
            .buffer_unordered(SITES_AT_ONCE);
        let mut scanned = Scanned::default();
        while let Some(verdicts) = scans.next().await {
            for verdict in verdicts? {
                scanned.add(&verdict);
            }
        }
        drop(scans);
        self.prune().await?;
        Ok(scanned)
    }

    /// Looks at one listing now, whatever its interval.
    ///
    /// # Errors
    /// When there is no such listing, when it names no website, or as [`Watcher::scan_due`].
    pub async fn scan_listing(&self, id: ListingId) -> Result<Verdict, ScanError> {
        let listing = self
            .store
            .listing(id)
            .await?
            .ok_or(ScanError::Unknown(id))?;
        let url = website(&listing)?.0.ok_or(ScanError::NoWebsite(id))?;
        let site = Site::from([(url, vec![id])]);
        let verdicts = self.scan_site(&Robots::default(), site, &|| {}).await?;
        verdicts.into_iter().next().ok_or(ScanError::Unknown(id))
    }

    /// Everything that is due, by site.
    async fn due(&self) -> Result<BTreeMap<String, Site>, ScanError> {
        let now = self.clock.now();
        let mut sites: BTreeMap<String, Site> = BTreeMap::new();
        let mut after = 0;
        loop {
            let chunk = self.store.watchable(after, CHUNK).await?;
            let Some((last, _)) = chunk.last() else {
                return Ok(sites);
            };
            after = *last;
            let ids: Vec<_> = chunk.into_iter().map(|(_, id)| id).collect();
            let pages = self.store.watch_pages(&ids).await?;
            let interval = self.settings.interval.signed();
            let page_of = |id: &ListingId| pages.iter().find(|page| page.listing == *id);
            let rested = |id: &ListingId| {
                let checked = page_of(id).and_then(|page| page.checked_at);
                checked.is_none_or(|at| at + shortest(interval) <= now)
            };
            let ids: Vec<_> = ids.into_iter().filter(rested).collect();
            for listing in self.store.listings_by_id(&ids).await? {
                let (url, assured_at) = website(&listing)?;
                let is_due = page_of(&listing.id).is_none_or(|page| {
                    let rest = rest(interval, page, listing.state, assured_at, now);
                    page.checked_at.is_none_or(|at| at + rest <= now)
                });
                if let Some(url) = url.filter(|_| is_due) {
                    let site = sites.entry(url.authority().to_owned()).or_default();
                    site.entry(url).or_default().push(listing.id);
                }
            }
        }
    }

    /// Looks at the pages of one site, one after the other. A site that asks for patience
    /// is left until the next scan.
    async fn scan_site(
        &self,
        robots: &Robots,
        site: Site,
        step: &(dyn Fn() + Send + Sync),
    ) -> Result<Vec<Verdict>, ScanError> {
        let mut verdicts = Vec::new();
        for (url, listings) in site {
            let pages = self.store.watch_pages(&listings).await?;
            let known = self.known(&url, &listings, &pages);
            let at = self.clock.now();
            let fetched = self.fetch_at(robots, &url, known, at).await;
            let wait = asks_for_patience(&fetched);
            let check = Check::new(self, url, fetched).await?;
            for listing in listings {
                let page = pages.iter().find(|page| page.listing == listing).cloned();
                verdicts.extend(check.listing(robots, listing, page).await?);
                step();
            }
            if wait {
                break;
            }
        }
        Ok(verdicts)
    }

    /// Fetches one page now.
    pub(super) async fn fetch(&self, robots: &Robots, url: &Url, known: Known) -> Fetched {
        self.fetch_at(robots, url, known, self.clock.now()).await
    }

    async fn fetch_at(&self, robots: &Robots, url: &Url, known: Known, at: Timestamp) -> Fetched {
        fetch(&self.client, robots, url, known, self.max_bytes, at).await
    }

    /// What a conditional request may rely on: only what every listing of this address
    /// holds a snapshot for.
    fn known(&self, url: &Url, listings: &[ListingId], pages: &[WatchPage]) -> Known {
        let Some(first) = pages.first() else {
            return Known::default();
        };
        let alike = pages.len() == listings.len()
            && pages.iter().all(|page| {
                page.url == url.as_str()
                    && page.snapshot.is_some()
                    && page.snapshot == first.snapshot
                    && (&page.etag, &page.modified) == (&first.etag, &first.modified)
            });
        let there = first
            .snapshot
            .as_deref()
            .is_some_and(|name| self.snapshots.holds(name));
        if alike && there {
            Known {
                etag: first.etag.clone(),
                modified: first.modified.clone(),
            }
        } else {
            Known::default()
        }
    }

    /// Removes snapshots that no watched page refers to any more.
    async fn prune(&self) -> Result<(), ScanError> {
        let keep = self.store.snapshot_names().await?;
        let before = self.clock.now() - PRUNE_AFTER;
        self.snapshots
            .prune(&keep, before)
            .map(|_| ())
            .map_err(|source| self.no_snapshot(source))
    }

    pub(super) fn no_snapshot(&self, source: io::Error) -> ScanError {
        ScanError::Snapshot {
            folder: self.snapshots.folder().display().to_string(),
            source,
        }
    }
}

impl Scanned {
    fn add(&mut self, verdict: &Verdict) {
        self.checked += 1;
        match verdict.kind {
            VerdictKind::Suspend => self.suspend += 1,
            VerdictKind::Flag => self.flag += 1,
            VerdictKind::None if verdict.reason == Reason::Transient => self.unreadable += 1,
            VerdictKind::None => {}
        }
    }
}

/// The page to watch, the service's own, else its organization's; and when somebody last
/// vouched for the listing.
fn website(listing: &Listing) -> Result<(Option<Url>, Option<Timestamp>), ScanError> {
    let service: Service =
        serde_json::from_str(&listing.doc).map_err(|source| ScanError::Document {
            listing: listing.id,
            source,
        })?;
    let organization = service.organization.as_ref();
    let named = [
        service.url.as_deref(),
        organization.and_then(|o| o.website.as_deref()),
    ];
    let url = named.into_iter().flatten().find_map(|text| {
        let mut url = Url::parse(text.trim()).ok()?;
        url.set_fragment(None);
        matches!(url.scheme(), "http" | "https").then_some(url)
    });
    Ok((url, assured_at(&service)))
}

fn assured_at(service: &Service) -> Option<Timestamp> {
    let day = service.assured_date.as_deref()?.get(..10)?;
    let day: jiff::civil::Date = day.parse().ok()?;
    let noon = day.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
    Some(noon.ok()?.timestamp())
}

fn asks_for_patience(fetched: &Fetched) -> bool {
    let attempt = &fetched.attempt;
    attempt.retry_after.is_some() && matches!(attempt.status, Some(429 | 503))
}
