//! `waymark reindex`

use std::sync::Arc;

use super::{Context, Verdict};
use crate::domain::SystemClock;
use crate::gazetteer::Gazetteer;
use crate::search::{SearchIndex, Thesaurus};
use crate::store::Store;

pub(super) async fn run(context: &mut Context<'_>) -> anyhow::Result<Verdict> {
    let config = context.config()?;
    let store = Store::open(&config.database.url, Arc::new(SystemClock)).await?;
    let gazetteer = Arc::new(Gazetteer::open(&config).await?);
    let thesaurus = Thesaurus::open(&config.search)?;
    let listings = SearchIndex::rebuild(&config.data.dir, &store, gazetteer, thesaurus).await?;
    if context.json {
        writeln!(
            context.out,
            "{}",
            serde_json::json!({ "listings": listings })
        )?;
    } else {
        writeln!(
            context.out,
            "The index was built anew: {listings} listings."
        )?;
    }
    Ok(Verdict::Fine)
}
