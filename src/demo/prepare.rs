//! From nothing to a hub that is ready: what a person would do by hand with `refresh` and
//! `watch scan`, in the same order and by the same functions.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_util::sync::CancellationToken;

use super::folder::{Folder, FolderError};
use super::report::Report;
use super::samples::State;
use super::surroundings::Surroundings;
use crate::config::{Config, ConfigError, FeedConfig, FeedKind};
use crate::domain::{Outcome, Progress, SystemClock};
use crate::federation::RefreshOptions;
use crate::hub::{Hub, HubError};
use crate::search::{IndexError, SearchError};
use crate::server::{self, ServeError};
use crate::sheet::ProblemKind;
use crate::store::StoreError;
use crate::works::{self, SheetFile, WorkError};

/// How a demo is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoOptions {
    /// Address and port of the hub.
    pub listen: SocketAddr,
    /// A folder to keep; a temporary one when absent.
    pub data: Option<PathBuf>,
}

/// Why a demo cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The address is taken, or serving broke off.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// The data folder.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The settings in the folder, as changed by other hands.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The councils or websites.
    #[error("the sample councils and websites cannot be served on 127.0.0.1: {0}")]
    Surroundings(std::io::Error),
    /// The hub.
    #[error(transparent)]
    Hub(#[from] HubError),
    /// A refresh or a scan.
    #[error(transparent)]
    Work(#[from] WorkError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The index, when asked.
    #[error(transparent)]
    Search(#[from] SearchError),
}

/// Whoever waits while a demo gets ready.
pub trait Audience: Send + Sync {
    /// Follows a piece of work; it has ended when the box is dropped.
    fn follow(&self, what: &str) -> Box<dyn Progress>;

    /// One line on what was done.
    fn say(&self, line: &str);
}

/// A hub among its sample surroundings, ready to serve.
#[derive(Debug)]
pub struct Demo {
    hub: Hub,
    listener: TcpListener,
    report: Report,
    surroundings: Surroundings,
    // Kept alive: a temporary folder goes with it.
    _folder: Folder,
}

impl Demo {
    /// Starts councils and websites, pulls, looks at the websites, and lets them change
    /// and looks again when the folder is new.
    ///
    /// # Errors
    /// See [`DemoError`]; every message says what to do.
    pub async fn prepare(
        options: &DemoOptions,
        audience: &dyn Audience,
    ) -> Result<Self, DemoError> {
        let listener = server::bind(options.listen).await?;
        let address = listener.local_addr().map_err(DemoError::Surroundings)?;
        let folder = Folder::open(options.data.as_deref())?;
        // In a folder that is taken up again the websites have long changed.
        let state = match folder.is_used {
            true => State::After,
            false => State::Before,
        };
        let surroundings = Surroundings::start(options.listen, state)
            .await
            .map_err(DemoError::Surroundings)?;
        let settings = folder.write_settings(address, &surroundings.feeds())?;
        let config = Config::load(&settings, false, [])?;
        let hub = Hub::open(config, Arc::new(SystemClock)).await?;
        pull(&hub, audience).await?;
        look(&hub, audience, "The providers' websites").await?;
        if state == State::Before {
            surroundings.sites.change();
            look(
                &hub,
                audience,
                "The same websites after some of them changed",
            )
            .await?;
        }
        hub.search.catch_up(&hub.store).await?;
        let sites = surroundings.sites.url();
        let report = Report::of(&hub, address, &settings, folder.is_kept(), &sites).await?;
        Ok(Self {
            hub,
            listener,
            report,
            surroundings,
            _folder: folder,
        })
    }

    /// What to tell people.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Serves until `stop`, then ends everything that was started.
    ///
    /// # Errors
    /// When serving breaks off.
    pub async fn serve(mut self, stop: CancellationToken) -> Result<(), DemoError> {
        let sites = self.surroundings.sites.url();
        let changes = self.surroundings.sites.changes();
        let following =
            changes.map(|changes| tokio::spawn(follow_changes(self.hub.clone(), sites, changes)));
        let served = server::serve(self.hub, self.listener, stop).await;
        if let Some(following) = following {
            following.abort();
        }
        self.surroundings.end().await;
        Ok(served?)
    }
}

/// Looks at each page that a visitor changes, as the next scan would.
async fn follow_changes(hub: Hub, sites: String, mut changes: UnboundedReceiver<String>) {
    while let Some(page) = changes.recv().await {
        let url = format!("{sites}{page}");
        let listings = hub.store.watched_at(&url).await.unwrap_or_default();
        for id in listings {
            if let Err(error) = hub.works().scan_listing(id).await {
                tracing::warn!(%error, "a website that changed could not be looked at");
            }
        }
    }
}

/// Pulls every council.
async fn pull(hub: &Hub, audience: &dyn Audience) -> Result<(), DemoError> {
    for feed in &hub.config.feeds {
        let bars = audience.follow(feed.display_name());
        let refresh = hub
            .works()
            .refresh(feed, RefreshOptions::default(), bars.as_ref())
            .await?;
        drop(bars);
        let counts = refresh.counts;
        audience.say(&format!(
            "{}: {} ({} added, {} updated, {} unchanged, {} removed, {} failed; {} findings)",
            feed.display_name(),
            refresh.outcome.map_or("interrupted", Outcome::as_str),
            counts.added,
            counts.updated,
            counts.unchanged,
            counts.removed,
            counts.failed,
            refresh.findings.len(),
        ));
        if let Some(message) = &refresh.message {
            audience.say(message);
        }
        if let (FeedKind::Spreadsheet, Some(path)) = (feed.kind, &feed.path) {
            say_report(hub, feed, path, audience).await?;
        }
    }
    Ok(())
}

/// What the import of a spreadsheet reports, in a line.
async fn say_report(
    hub: &Hub,
    feed: &FeedConfig,
    path: &Path,
    audience: &dyn Audience,
) -> Result<(), DemoError> {
    let profile = works::mapping(feed.mapping.as_deref()).map_err(WorkError::from)?;
    let file = SheetFile::open(path).map_err(WorkError::from)?;
    let read = file.read(&feed.id, &profile, hub.gazetteer.clone()).await;
    let report = read.map_err(WorkError::from)?;
    let mut kinds: BTreeMap<ProblemKind, usize> = BTreeMap::new();
    for problem in &report.problems {
        *kinds.entry(problem.kind).or_default() += 1;
    }
    let kinds: Vec<String> = kinds
        .iter()
        .map(|(kind, times)| format!("{times} {kind}"))
        .collect();
    audience.say(&format!(
        "  {}: {} columns, {} withheld as private; {} rows skipped; to mend: {}",
        report.file,
        report.columns.len(),
        report.withheld.len(),
        report.skipped.len(),
        if kinds.is_empty() {
            "nothing".to_owned()
        } else {
            kinds.join(", ")
        },
    ));
    Ok(())
}

/// Looks at every provider's website and acts on what is found.
async fn look(hub: &Hub, audience: &dyn Audience, what: &str) -> Result<(), DemoError> {
    let bars = audience.follow(what);
    let scan = hub.works().scan_due(bars.as_ref()).await?;
    drop(bars);
    audience.say(&format!(
        "{what}: {} pages looked at; {} listings suspended, {} flagged, {} restored",
        scan.checked, scan.acted.suspended, scan.acted.flagged, scan.acted.cleared
    ));
    Ok(())
}
