//! `waymark token create|list|revoke`

use std::sync::Arc;

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
    /// Show the tokens that hold, by id, role and age; their text is known to nobody.
    List,
    /// End a token, and whatever its holder is signed in to, at once.
    Revoke {
        /// Id of the token, as `list` shows it.
        id: String,
    },
}

pub(super) async fn run(context: &mut Context<'_>, what: What) -> anyhow::Result<Verdict> {
    let config = context.config()?;
    if let What::Create {
        feed: Some(feed), ..
    } = &what
        && config.feed(feed).is_none()
    {
        anyhow::bail!("there is no feed \"{feed}\" in the settings: add it under [[feeds]] first");
    }
    let store = Store::open(&config.database.url, Arc::new(SystemClock)).await?;
    match what {
        What::Create { role, feed } => create(context, &store, role, feed).await?,
        What::List => list(context, &store).await?,
        What::Revoke { id } => revoke(context, &store, &id).await?,
    }
    store.close().await;
    Ok(Verdict::Fine)
}

async fn create(
    context: &mut Context<'_>,
    store: &Store,
    role: Role,
    feed: Option<FeedId>,
) -> anyhow::Result<()> {
    let token = store.create_token(role, feed.as_ref()).await?;
    if context.json {
        let body = serde_json::json!({ "token": token, "role": role.as_str(), "feed": feed });
        writeln!(context.out, "{body}")?;
    } else {
        writeln!(context.out, "{token}")?;
    }
    Ok(())
}

async fn list(context: &mut Context<'_>, store: &Store) -> anyhow::Result<()> {
    let tokens = store.tokens().await?;
    if context.json {
        let body = serde_json::json!({ "tokens": tokens });
        writeln!(context.out, "{body}")?;
        return Ok(());
    }
    if tokens.is_empty() {
        writeln!(context.out, "there is no token")?;
    }
    for token in &tokens {
        let feed = token.feed.as_ref();
        let feed = feed.map_or_else(String::new, |feed| format!(" of {feed}"));
        writeln!(
            context.out,
            "{}  {}{feed}, made {}",
            token.id, token.role, token.created_at
        )?;
    }
    Ok(())
}

async fn revoke(context: &mut Context<'_>, store: &Store, id: &str) -> anyhow::Result<()> {
    if !store.revoke_token(id).await? {
        anyhow::bail!("no token that holds has this id: `waymark token list` shows them");
    }
    if context.json {
        writeln!(context.out, "{}", serde_json::json!({ "revoked": id }))?;
    } else {
        writeln!(context.out, "token {id} holds no more")?;
    }
    Ok(())
}

fn role(text: &str) -> Result<Role, String> {
    Role::from_stored(text).ok_or_else(|| "choose admin, publisher or reader".to_owned())
}
