//! What people do about the watch: answer its questions, settle a stopped scan, read how it
//! has done.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::suspension::{MOST, show};
use super::{Context, Verdict};
use crate::domain::{BrakeEvent, FeedId, SuspensionState, SystemClock};
use crate::lifecycle::{self, Fates, Held, Settlement};
use crate::store::Store;

/// A person's answer.
#[derive(Debug, clap::Args)]
pub(super) struct Answer {
    /// Id of the question.
    id: String,
    /// confirm: the website is right, hide the listing; edit: the listing has been put
    /// right; dismiss: it means nothing, on this site never ask again.
    #[arg(value_parser = ["confirm", "edit", "dismiss"])]
    action: String,
    /// A few words for those who look at it later.
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
}

async fn store(context: &Context<'_>) -> anyhow::Result<Store> {
    Ok(Store::open(&context.config()?.database.url, Arc::new(SystemClock)).await?)
}

pub(super) async fn questions(context: &mut Context<'_>, all: bool) -> anyhow::Result<Verdict> {
    let store = store(context).await?;
    let state = (!all).then_some(SuspensionState::Open);
    let found = store.questions(state, MOST).await?;
    if context.json {
        writeln!(context.out, "{}", serde_json::json!({ "questions": found }))?;
    } else if found.is_empty() {
        writeln!(context.out, "No question waits.")?;
    } else {
        show(context, &store, &found).await?;
    }
    store.close().await;
    Ok(Verdict::Fine)
}

pub(super) async fn answer(context: &mut Context<'_>, args: Answer) -> anyhow::Result<Verdict> {
    let store = store(context).await?;
    let settlement = Settlement::from_word(&args.action)
        .ok_or_else(|| anyhow::anyhow!("write confirm, edit or dismiss"))?;
    let by = "command line";
    let settled =
        lifecycle::answer(&store, &args.id, settlement, by, args.comment.as_deref()).await?;
    if context.json {
        writeln!(context.out, "{}", serde_json::to_string(&settled)?)?;
    } else {
        let effect = match settlement {
            Settlement::Confirm => "the listing is hidden",
            Settlement::Edited => "the listing stays as it is now",
            Settlement::Dismiss => "the same sight on that site counts no more",
        };
        let state = settled.state.as_str();
        writeln!(context.out, "Question {} is {state}: {effect}.", settled.id)?;
    }
    store.close().await;
    Ok(Verdict::Fine)
}

/// What a stopped scan asks, in a sentence.
pub(super) fn asks(held: &Held) -> String {
    let Held {
        feed,
        would_suspend,
        watched,
    } = held;
    format!(
        "{would_suspend} of the {watched} watched listings of feed {feed} would be hidden at once, so none was: \
         look at some with `waymark watch held --json`, then `waymark watch release {feed}` or `waymark watch reject {feed}`"
    )
}

/// The trail: what was held, and who decided what.
fn trail(context: &mut Context<'_>, decisions: &[BrakeEvent]) -> std::io::Result<()> {
    for one in decisions {
        let comment = one.comment.as_deref().unwrap_or_default();
        writeln!(
            context.out,
            "{}  {:<8}  {}  {} of {} watched listings  by {}  {comment}",
            one.at.strftime("%Y-%m-%d %H:%M UTC"),
            one.what.as_str(),
            one.feed,
            one.listings,
            one.watched,
            one.author
        )?;
    }
    Ok(())
}

pub(super) async fn held(context: &mut Context<'_>, all: bool) -> anyhow::Result<Verdict> {
    let store = store(context).await?;
    let share = context.config()?.watch.max_suspended_share;
    let held = lifecycle::held(&store, share).await?;
    let decisions = match all {
        true => store.brake_events(None, MOST).await?,
        false => Vec::new(),
    };
    if context.json {
        let mut said = serde_json::json!({ "held": held });
        if all {
            said["decisions"] = serde_json::to_value(&decisions)?;
        }
        writeln!(context.out, "{said}")?;
    } else if held.is_empty() {
        writeln!(context.out, "No scan waits for a decision.")?;
    }
    for one in held.iter().filter(|_| !context.json) {
        writeln!(context.out, "{}", asks(one))?;
    }
    if !context.json {
        trail(context, &decisions)?;
    }
    store.close().await;
    Ok(match held.is_empty() {
        true => Verdict::Fine,
        false => Verdict::Findings,
    })
}

/// A decision on a stopped scan.
#[derive(Debug, clap::Args)]
pub(super) struct Decision {
    /// The feed.
    feed: FeedId,
    /// A few words for those who look at it later.
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
}

pub(super) async fn release(
    context: &mut Context<'_>,
    decision: &Decision,
) -> anyhow::Result<Verdict> {
    let works = context.works().await?;
    let (feed, comment) = (&decision.feed, decision.comment.as_deref());
    let acted = works.release_scan(feed, "command line", comment).await?;
    if context.json {
        writeln!(context.out, "{}", serde_json::to_string(&acted)?)?;
    } else {
        writeln!(
            context.out,
            "{} listings of feed {feed} are suspended, {} questions asked",
            acted.suspended, acted.flagged
        )?;
    }
    works.store.close().await;
    Ok(Verdict::Fine)
}

pub(super) async fn reject(
    context: &mut Context<'_>,
    decision: &Decision,
) -> anyhow::Result<Verdict> {
    let works = context.works().await?;
    let (feed, comment) = (&decision.feed, decision.comment.as_deref());
    let kept = works.reject_scan(feed, "command line", comment).await?;
    if context.json {
        writeln!(context.out, "{}", serde_json::json!({ "kept": kept }))?;
    } else {
        writeln!(
            context.out,
            "{kept} listings of feed {feed} stay as they are"
        )?;
    }
    works.store.close().await;
    Ok(Verdict::Fine)
}

pub(super) async fn report(
    context: &mut Context<'_>,
    since: Option<Date>,
) -> anyhow::Result<Verdict> {
    let store = store(context).await?;
    let since = since
        .map(|day| TimeZone::get("Europe/London")?.to_timestamp(day.at(0, 0, 0, 0)))
        .transpose()?;
    let report = lifecycle::report(&store, since).await?;
    if context.json {
        writeln!(context.out, "{}", serde_json::to_string(&report)?)?;
    } else {
        line(context, "suspensions", &report.suspensions)?;
        for (reason, fates) in &report.by_reason {
            line(context, &format!("  {reason}"), fates)?;
        }
        line(context, "questions", &report.questions)?;
    }
    store.close().await;
    Ok(Verdict::Fine)
}

fn line(context: &mut Context<'_>, what: &str, fates: &Fates) -> std::io::Result<()> {
    let restored = match fates.median_hours_to_restore {
        Some(hours) => format!("; half of those shown again were within {hours} h"),
        None => String::new(),
    };
    writeln!(
        context.out,
        "{what:<24} {} made, {} open, {} confirmed, {} put right, {} overturned, {} cleared by a later look{restored}",
        fates.made, fates.open, fates.confirmed, fates.edited, fates.overturned, fates.cleared
    )
}
