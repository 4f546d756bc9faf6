//! `waymark import list` and `waymark import undo`

use std::sync::Arc;

use super::super::{Context, Verdict};
use super::show;
use crate::domain::{FeedId, SystemClock};
use crate::store::Store;

/// The most that `list` shows.
const MOST: i64 = 1000;

pub(super) async fn list(
    context: &mut Context<'_>,
    feed: Option<&FeedId>,
) -> anyhow::Result<Verdict> {
    let store = Store::open(&context.config()?.database.url, Arc::new(SystemClock)).await?;
    let imports = store.imports(feed, MOST).await?;
    store.close().await;
    let out = &mut context.out;
    if context.json {
        writeln!(out, "{}", serde_json::json!({ "imports": imports }))?;
        return Ok(Verdict::Fine);
    }
    if imports.is_empty() {
        writeln!(out, "Nothing has been imported.")?;
    }
    for import in imports {
        let at = import.applied_at.unwrap_or(import.created_at);
        writeln!(
            out,
            "{}  {}  {}  {}  {}: {}",
            import.id,
            at.strftime("%Y-%m-%d %H:%M UTC"),
            import.state.as_str(),
            import.feed,
            import.file,
            show::counts(&import.counts)
        )?;
    }
    Ok(Verdict::Fine)
}

pub(super) async fn undo(context: &mut Context<'_>, id: &str) -> anyhow::Result<Verdict> {
    let works = context.works().await?;
    let undone = works.undo_import(id).await?;
    works.store.close().await;
    show::undone(context, &undone)?;
    Ok(Verdict::Fine)
}
