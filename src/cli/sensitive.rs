//! `waymark sensitive list|mark|unmark`

use std::sync::Arc;

use clap::Subcommand;

use super::{Context, Verdict};
use crate::domain::SystemClock;
use crate::lifecycle::{release_whereabouts, withhold_whereabouts};
use crate::store::Store;

/// What to do with sensitive locations.
#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Show the locations of which only the area is published.
    List,
    /// Publish only the area of a location from now on.
    Mark {
        /// Id of the location, or of a listing for all its locations.
        id: String,
    },
    /// Publish the address again, from the next refresh of its feed on.
    Unmark {
        /// Id of the location, or of a listing for all its locations.
        id: String,
    },
}

pub(super) async fn run(context: &mut Context<'_>, what: What) -> anyhow::Result<Verdict> {
    let store = Store::open(&context.config()?.database.url, Arc::new(SystemClock)).await?;
    match what {
        What::List => list(context, &store).await?,
        What::Mark { id } => {
            let done = withhold_whereabouts(&store, &id).await?;
            let said = format!(
                "Only the area of {} is published from now on: {} changed.",
                counted(done.locations.len(), "location"),
                counted(done.listings, "listing")
            );
            say(context, &serde_json::json!(done), &said)?;
        }
        What::Unmark { id } => {
            let done = release_whereabouts(&store, &id).await?;
            let said = format!(
                "{} may be published again: refresh the feed, or import its sheet again. Where the \
                 feed itself calls one sensitive, it stays withheld.",
                counted(done.locations.len(), "location")
            );
            say(context, &serde_json::json!(done), &said)?;
        }
    }
    store.close().await;
    Ok(Verdict::Fine)
}

async fn list(context: &mut Context<'_>, store: &Store) -> anyhow::Result<()> {
    let all = store.sensitive_locations().await?;
    if context.json {
        writeln!(context.out, "{}", serde_json::json!({ "locations": all }))?;
        return Ok(());
    }
    if all.is_empty() {
        writeln!(context.out, "No location is marked as sensitive.")?;
    }
    for one in all {
        let person = one.by_person.then(|| "a person".to_owned());
        let listings = one.listings.iter().map(|id| format!("listing {id}"));
        let by: Vec<String> = person.into_iter().chain(listings).collect();
        writeln!(
            context.out,
            "{}  said by {}",
            one.location_id,
            by.join(", ")
        )?;
    }
    Ok(())
}

fn say(context: &mut Context<'_>, json: &serde_json::Value, said: &str) -> anyhow::Result<()> {
    if context.json {
        writeln!(context.out, "{json}")?;
    } else {
        writeln!(context.out, "{said}")?;
    }
    Ok(())
}

fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    }
}
