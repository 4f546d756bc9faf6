//! `waymark watch scan|judge|questions|answer|held|release|reject|report`

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::Subcommand;

use super::progress::Bars;
use super::{Context, Verdict, review};
use crate::domain::ListingId;
use crate::watch::{self, CaseFiles};

/// What to watch.
#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Look at the provider websites that are due, and act on what they say.
    Scan {
        /// Only this listing, whether it is due or not.
        #[arg(long, value_name = "ID")]
        listing: Option<ListingId>,
    },
    /// Judge stored pages without a network.
    Judge(Judge),
    /// Show what the websites leave in doubt, with the evidence: a person decides.
    Questions {
        /// Also those that are settled.
        #[arg(long)]
        all: bool,
    },
    /// Answer a question.
    Answer(review::Answer),
    /// Show the feeds of which a scan would have hidden too many listings at once.
    Held {
        /// Also what was decided on such scans before, by whom and when.
        #[arg(long)]
        all: bool,
    },
    /// Hide what a stopped scan saw of a feed after all.
    Release(review::Decision),
    /// Drop what a stopped scan saw of a feed: the mistake was ours.
    Reject(review::Decision),
    /// Say how well the watch has done: suspensions made, confirmed, overturned.
    Report {
        /// Only what began on this day or later: 2026-03-01.
        #[arg(long, value_name = "DAY")]
        since: Option<jiff::civil::Date>,
    },
}

/// Which stored pages.
#[derive(Debug, clap::Args)]
pub(super) struct Judge {
    /// A folder with one sub-folder a case.
    #[arg(
        long,
        value_name = "DIR",
        required_unless_present = "listing",
        conflicts_with = "listing"
    )]
    cases: Option<PathBuf>,
    /// Where to write the verdicts, a JSON line each; stdout when absent.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// One case: the listing, an ORUK v3 service.
    #[arg(long, value_name = "FILE", requires = "fetch", requires = "before")]
    listing: Option<PathBuf>,
    /// The page at the last good check.
    #[arg(long, value_name = "FILE")]
    before: Option<PathBuf>,
    /// The newest page; absent when no attempt had one.
    #[arg(long, value_name = "FILE")]
    after: Option<PathBuf>,
    /// The attempts, as fetch.json.
    #[arg(long, value_name = "FILE")]
    fetch: Option<PathBuf>,
}

pub(super) async fn run(context: &mut Context<'_>, what: What) -> anyhow::Result<Verdict> {
    match what {
        What::Scan { listing } => scan(context, listing).await,
        What::Judge(args) => judge(context, &args),
        What::Questions { all } => review::questions(context, all).await,
        What::Answer(args) => review::answer(context, args).await,
        What::Held { all } => review::held(context, all).await,
        What::Release(decision) => review::release(context, &decision).await,
        What::Reject(decision) => review::reject(context, &decision).await,
        What::Report { since } => review::report(context, since).await,
    }
}

async fn scan(context: &mut Context<'_>, listing: Option<ListingId>) -> anyhow::Result<Verdict> {
    let works = context.works().await?;
    let bars = Bars::new("websites", !context.json);
    let done = match listing {
        Some(id) => works.scan_listing(id).await?,
        None => works.scan_due(&bars).await?,
    };
    bars.finish();
    if context.json {
        writeln!(context.out, "{}", serde_json::to_string(&done)?)?;
    } else {
        writeln!(
            context.out,
            "{} websites checked: {} listings suspended, {} questions for a person, {} listings back",
            done.checked, done.acted.suspended, done.acted.flagged, done.acted.cleared
        )?;
    }
    for held in &done.held {
        writeln!(std::io::stderr(), "waymark: {}", review::asks(held))?;
    }
    works.store.close().await;
    Ok(match done.held.is_empty() {
        true => Verdict::Fine,
        false => Verdict::Findings,
    })
}

/// Judging needs neither settings nor data folder.
fn judge(context: &mut Context<'_>, args: &Judge) -> anyhow::Result<Verdict> {
    let mut file;
    let mut stdout;
    let out: &mut dyn Write = match &args.out {
        Some(path) => {
            let created = File::create(path)
                .map_err(|error| anyhow::anyhow!("cannot write {}: {error}", path.display()))?;
            file = BufWriter::new(created);
            &mut file
        }
        None => {
            stdout = BufWriter::new(&mut *context.out);
            &mut stdout
        }
    };
    let problems = match (&args.cases, &args.listing, &args.before, &args.fetch) {
        (Some(folder), ..) => watch::judge_folder(folder, out)?.problems,
        (None, Some(listing), Some(before), Some(fetch)) => {
            let files = CaseFiles {
                listing: listing.clone(),
                before: Some(before.clone()),
                after: args.after.clone(),
                fetch: fetch.clone(),
            };
            watch::judge_one(&files, out)?;
            Vec::new()
        }
        _ => anyhow::bail!("give --cases DIR, or --listing, --before and --fetch"),
    };
    out.flush()?;
    for problem in &problems {
        writeln!(std::io::stderr(), "waymark: {problem}")?;
    }
    Ok(if problems.is_empty() {
        Verdict::Fine
    } else {
        Verdict::Findings
    })
}
