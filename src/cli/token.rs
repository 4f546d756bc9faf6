//! `waymark token create`

use clap::Subcommand;

use super::{Context, Verdict};
use crate::domain::{FeedId, SystemClock};
use crate::store::{Role, Store};

/// What to do with tokens.
#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Make a bearer token and show it once.
    Create {
        /// admin, publisher or reader.
        #[arg(long, value_parser = role)]
        role: Role,
        /// The one feed it is for (needed for a publisher).
        #[arg(long, value_name = "ID", required_if_eq("role", "publisher"))]
        feed: Option<FeedId>,
    },
}

pub(super) async fn run(context: &mut Context<'_>, what: What) -> anyhow::Result<Verdict> {
    let What::Create { role, feed } = what;
    let config = context.config()?;
    if let Some(feed) = &feed
        && config.feed(feed).is_none()
    {
        anyhow::bail!("there is no feed \"{feed}\" in the settings: add it under [[feeds]] first");
    }
    let store = Store::open(&config.database.url, std::sync::Arc::new(SystemClock)).await?;
    let token = store.create_token(role, feed.as_ref()).await?;
    store.close().await;
    if context.json {
        let body = serde_json::json!({ "token": token, "role": role.as_str(), "feed": feed });
        writeln!(context.out, "{body}")?;
    } else {
        writeln!(context.out, "{token}")?;
    }
    Ok(Verdict::Fine)
}

fn role(text: &str) -> Result<Role, String> {
    Role::from_stored(text).ok_or_else(|| "choose admin, publisher or reader".to_owned())
}
