//! `waymark webhook add|list|pause|resume|remove`

use anyhow::Context as _;
use clap::Subcommand;
use url::Url;

use super::{Context, Verdict};
use crate::domain::{FeedId, Scope, Webhook};
use crate::store::{ChangeCursor, Store};

/// What to do with subscriptions.
#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Tell somebody of changes as they come; shows the secret, this once.
    Add(Add),
    /// Show every subscription.
    List,
    /// Let deliveries wait.
    Pause {
        /// Id of the subscription.
        id: String,
    },
    /// Let deliveries go on at once.
    Resume {
        /// Id of the subscription.
        id: String,
        /// Tell everything once more.
        #[arg(long)]
        from_start: bool,
    },
    /// Forget a subscription.
    Remove {
        /// Id of the subscription.
        id: String,
    },
}

/// A new subscription: of everything, unless a part is named.
#[derive(Debug, clap::Args)]
pub(super) struct Add {
    /// Where deliveries go.
    url: Url,
    /// Only what this feed tells of.
    #[arg(long, value_name = "ID")]
    feed: Option<FeedId>,
    /// Only services in this postcode district.
    #[arg(long, value_name = "S10", conflicts_with = "feed")]
    district: Option<String>,
    /// Only services near a point: latitude, longitude and metres.
    #[arg(long, num_args = 3, value_names = ["LAT", "LON", "METRES"], allow_negative_numbers = true, conflicts_with_all = ["feed", "district"])]
    near: Option<Vec<f64>>,
    /// Where to begin: a cursor of the change feed. Everything is told without it.
    #[arg(long, value_name = "CURSOR")]
    after: Option<String>,
}

pub(super) async fn run(context: &mut Context<'_>, what: What) -> anyhow::Result<Verdict> {
    let works = context.works().await?;
    let store = &works.store;
    match what {
        What::Add(args) => {
            let after = args.after.as_deref();
            let after = after.map(|text| ChangeCursor::from_text(text, store));
            let after = after.transpose().context("--after")?;
            let scope = scope(&args);
            let (id, secret) = works.notifier().subscribe(&args.url, scope, after).await?;
            if context.json {
                let made = serde_json::json!({"id": id, "secret": secret});
                writeln!(context.out, "{made}")?;
            } else {
                writeln!(context.out, "{id}\n{secret}")?;
            }
        }
        What::List => list(context, &store.webhooks().await?)?,
        What::Pause { id } => change(store, &id, Change::Pause).await?,
        What::Resume { id, from_start } => change(store, &id, Change::Resume(from_start)).await?,
        What::Remove { id } => change(store, &id, Change::Remove).await?,
    }
    works.store.close().await;
    Ok(Verdict::Fine)
}

fn scope(args: &Add) -> Scope {
    match (&args.feed, &args.district, args.near.as_deref()) {
        (Some(feed), ..) => Scope::Feed { feed: feed.clone() },
        (_, Some(district), _) => Scope::District {
            district: district.clone(),
        },
        (_, _, Some(&[lat, lon, radius_m])) => Scope::Circle { lat, lon, radius_m },
        _ => Scope::All,
    }
}

enum Change {
    Pause,
    Resume(bool),
    Remove,
}

async fn change(store: &Store, id: &str, change: Change) -> anyhow::Result<()> {
    let mut tx = store.write().await?;
    let is_there = match change {
        Change::Pause => tx.pause_webhook(id, "an operator paused it").await?,
        Change::Resume(from_start) => tx.resume_webhook(id, from_start).await?,
        Change::Remove => tx.remove_webhook(id).await?,
    };
    tx.commit().await?;
    anyhow::ensure!(
        is_there,
        "there is no subscription \"{id}\": see `waymark webhook list`"
    );
    Ok(())
}

fn list(context: &mut Context<'_>, webhooks: &[Webhook]) -> anyhow::Result<()> {
    if context.json {
        let all = serde_json::json!({ "webhooks": webhooks });
        writeln!(context.out, "{all}")?;
        return Ok(());
    }
    if webhooks.is_empty() {
        writeln!(context.out, "Nobody is told of changes.")?;
    }
    for webhook in webhooks {
        let state = if webhook.paused { "paused" } else { "active" };
        writeln!(context.out, "{}  {state}  {}", webhook.id, webhook.url)?;
        if let Some(why) = &webhook.why {
            writeln!(context.out, "    {why}")?;
        }
        if let Some(error) = &webhook.last_error {
            writeln!(
                context.out,
                "    failed {} times: {error}",
                webhook.failures
            )?;
        }
    }
    Ok(())
}
