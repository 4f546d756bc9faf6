//! `waymark refresh`

use super::progress::Bars;
use super::{Context, Verdict};
use crate::config::FeedConfig;
use crate::domain::{Doomed, FeedId, Outcome, Refresh};
use crate::federation::RefreshOptions;

/// Arguments of `refresh`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Feeds to pull; all of the settings when none is named.
    #[arg(value_name = "FEED")]
    feeds: Vec<FeedId>,
    /// Read and compare, write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Ask for everything and read it anew, also what looks unchanged.
    #[arg(long)]
    full: bool,
    /// Pull this feed, and let it remove what was held.
    #[arg(long, value_name = "FEED", conflicts_with_all = ["feeds", "dry_run"])]
    release: Option<FeedId>,
    /// Let stay what a held refresh of this feed would remove; nothing is pulled.
    #[arg(long, value_name = "FEED", conflicts_with_all = ["feeds", "dry_run", "full", "release"])]
    reject: Option<FeedId>,
}

pub(super) async fn run(context: &mut Context<'_>, args: Args) -> anyhow::Result<Verdict> {
    let works = context.works().await?;
    if let Some(feed) = &args.reject {
        chosen(&works.config.feeds, std::slice::from_ref(feed))?;
        let kept = works.reject(feed).await?;
        works.store.close().await;
        return show_kept(context, feed, &kept);
    }
    let options = RefreshOptions {
        dry_run: args.dry_run,
        full: args.full,
        release: args.release.is_some(),
    };
    let named: Vec<FeedId> = args.release.into_iter().chain(args.feeds).collect();
    let feeds = chosen(&works.config.feeds, &named)?;
    let before = works.store.last_seq().await?;
    let mut all_complete = true;
    let mut done = Vec::new();
    for feed in feeds {
        let bars = Bars::new(feed.display_name(), !context.json);
        let refresh = works.refresh(feed, options, &bars).await?;
        bars.finish();
        all_complete &= refresh.outcome == Some(Outcome::Complete);
        if !context.json {
            show(context, &refresh, args.dry_run)?;
        }
        done.push(refresh);
    }
    if !args.dry_run {
        works.derive_places(before).await?;
    }
    if context.json {
        writeln!(context.out, "{}", serde_json::json!({ "feeds": done }))?;
    }
    works.store.close().await;
    Ok(if all_complete {
        Verdict::Fine
    } else {
        Verdict::Findings
    })
}

fn chosen<'a>(feeds: &'a [FeedConfig], named: &[FeedId]) -> anyhow::Result<Vec<&'a FeedConfig>> {
    if feeds.is_empty() {
        anyhow::bail!("there are no feeds in the settings: add one under [[feeds]] in config.toml");
    }
    if named.is_empty() {
        return Ok(feeds.iter().filter(|feed| feed.is_pulled()).collect());
    }
    named
        .iter()
        .map(|id| {
            feeds.iter().find(|feed| &feed.id == id).ok_or_else(|| {
                let known: Vec<&str> = feeds.iter().map(|feed| feed.id.as_str()).collect();
                anyhow::anyhow!(
                    "there is no feed \"{id}\" in the settings; there are: {}",
                    known.join(", ")
                )
            })
        })
        .collect()
}

/// Says what stays after a rejection.
fn show_kept(context: &mut Context<'_>, feed: &FeedId, kept: &[Doomed]) -> anyhow::Result<Verdict> {
    if context.json {
        let settled = serde_json::json!({"feed": feed, "settled": "rejected", "kept": kept});
        writeln!(context.out, "{}", serde_json::json!({ "feeds": [settled] }))?;
        return Ok(Verdict::Fine);
    }
    writeln!(
        context.out,
        "{feed}: rejected: {} records stay; the next complete refresh judges afresh",
        kept.len()
    )?;
    show_doomed(context, "stays", kept)?;
    Ok(Verdict::Fine)
}

/// The most listings that are printed; all of them are at `/api/admin/feeds/{id}/held`.
const SHOWN_DOOMED: usize = 20;

fn show_doomed(context: &mut Context<'_>, what: &str, doomed: &[Doomed]) -> anyhow::Result<()> {
    for one in doomed.iter().take(SHOWN_DOOMED) {
        writeln!(context.out, "  {what}: {} ({})", one.name, one.record)?;
    }
    if let Some(more) = doomed.len().checked_sub(SHOWN_DOOMED).filter(|n| *n > 0) {
        writeln!(context.out, "  {what}: {more} more (--json shows them)")?;
    }
    Ok(())
}

/// The most findings that are printed; all of them are at `/api/admin/findings`.
const SHOWN_FINDINGS: usize = 10;

fn show(context: &mut Context<'_>, refresh: &Refresh, dry_run: bool) -> anyhow::Result<()> {
    let outcome = refresh.outcome.map_or("interrupted", Outcome::as_str);
    let counts = refresh.counts;
    let tense = if dry_run {
        " (dry run: nothing was written)"
    } else {
        ""
    };
    writeln!(
        context.out,
        "{}: {outcome}: {} added, {} updated, {} unchanged, {} removed, {} failed{tense}",
        refresh.feed, counts.added, counts.updated, counts.unchanged, counts.removed, counts.failed
    )?;
    if let Some(message) = &refresh.message {
        writeln!(context.out, "  {message}")?;
    }
    show_doomed(context, "would remove", &refresh.would_remove)?;
    for finding in refresh.findings.iter().take(SHOWN_FINDINGS) {
        let record = finding.record.as_deref().unwrap_or("the feed");
        writeln!(
            context.out,
            "  {} {} at {record}: {}",
            finding.severity.as_str(),
            finding.code,
            finding.advice
        )?;
    }
    if let Some(more) = refresh
        .findings
        .len()
        .checked_sub(SHOWN_FINDINGS)
        .filter(|more| *more > 0)
    {
        writeln!(
            context.out,
            "  and {more} more findings (--json shows them)"
        )?;
    }
    Ok(())
}
