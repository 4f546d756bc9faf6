//! `waymark suspension list|confirm|edit|dismiss`

use std::sync::Arc;

use clap::Subcommand;

use super::{Context, Verdict};
use crate::domain::{Suspension, SuspensionState, SystemClock};
use crate::lifecycle::{self, Settlement};
use crate::store::Store;

/// What to do with suspensions.
#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Show suspensions with their evidence: open ones unless told otherwise.
    List {
        /// Also those that are settled.
        #[arg(long)]
        all: bool,
    },
    /// The website is right: the listing stays hidden.
    Confirm(Settle),
    /// The listing has been put right: it is shown again.
    Edit(Settle),
    /// The suspension was wrong: the listing is back at once, and the same sight on that site
    /// counts no more.
    Dismiss(Settle),
}

/// Which suspension, and why.
#[derive(Debug, clap::Args)]
pub(super) struct Settle {
    /// Its id, as the list shows it.
    pub(super) id: String,
    /// A few words for those who look at it later.
    #[arg(long, value_name = "TEXT")]
    pub(super) comment: Option<String>,
}

/// The most that `list` shows.
pub(super) const MOST: i64 = 1000;

pub(super) async fn run(context: &mut Context<'_>, what: What) -> anyhow::Result<Verdict> {
    let store = Store::open(&context.config()?.database.url, Arc::new(SystemClock)).await?;
    match what {
        What::List { all } => {
            let state = (!all).then_some(SuspensionState::Open);
            let found = store.suspensions(state, MOST).await?;
            if context.json {
                writeln!(
                    context.out,
                    "{}",
                    serde_json::json!({ "suspensions": found })
                )?;
            } else {
                list(context, &store, &found).await?;
            }
        }
        What::Confirm(args) => settle(context, &store, args, Settlement::Confirm).await?,
        What::Edit(args) => settle(context, &store, args, Settlement::Edited).await?,
        What::Dismiss(args) => settle(context, &store, args, Settlement::Dismiss).await?,
    }
    store.close().await;
    Ok(Verdict::Fine)
}

async fn list(
    context: &mut Context<'_>,
    store: &Store,
    found: &[Suspension],
) -> anyhow::Result<()> {
    if found.is_empty() {
        writeln!(context.out, "No listing is suspended.")?;
    }
    show(context, store, found).await
}

/// Each with its evidence, as an officer reads it.
pub(super) async fn show(
    context: &mut Context<'_>,
    store: &Store,
    found: &[Suspension],
) -> anyhow::Result<()> {
    for suspension in found {
        let listing = store.listing(suspension.listing).await?;
        let name = listing.map_or_else(|| "(erased)".to_owned(), |listing| listing.name);
        let (state, reason) = (suspension.state.as_str(), suspension.reason.as_str());
        writeln!(context.out, "{}  {state}  {reason}  {name}", suspension.id)?;
        writeln!(
            context.out,
            "    seen at {} on {}{}",
            suspension.url,
            suspension.fetched_at.strftime("%Y-%m-%d %H:%M UTC"),
            match suspension.confidence_percent {
                Some(percent) => format!("; such a verdict was right in {percent} % of test cases"),
                None => String::new(),
            }
        )?;
        for evidence in &suspension.evidence {
            let listed = evidence.listed.as_deref().unwrap_or("-");
            let found = evidence.found.as_deref().unwrap_or("-");
            writeln!(
                context.out,
                "    {}: we list {listed}; the page says {found} ({})",
                evidence.field, evidence.rule
            )?;
            if let Some(snippet) = &evidence.snippet {
                writeln!(context.out, "      \"{snippet}\"")?;
            }
        }
    }
    Ok(())
}

async fn settle(
    context: &mut Context<'_>,
    store: &Store,
    args: Settle,
    settlement: Settlement,
) -> anyhow::Result<()> {
    let settled = lifecycle::settle(
        store,
        &args.id,
        settlement,
        "command line",
        args.comment.as_deref(),
    )
    .await?;
    if context.json {
        writeln!(context.out, "{}", serde_json::to_string(&settled)?)?;
    } else {
        let effect = match settlement {
            Settlement::Confirm => "stays hidden",
            Settlement::Edited | Settlement::Dismiss => "is listed again",
        };
        writeln!(
            context.out,
            "Suspension {} is {}: the listing {effect}.",
            settled.id,
            settled.state.as_str()
        )?;
    }
    Ok(())
}
