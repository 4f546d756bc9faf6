//! `waymark gazetteer`

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;

use super::postcode::each_line;
use super::progress::Bars;
use super::{Context, Verdict};
use crate::domain::{SharedClock, SystemClock};
use crate::gazetteer::{Contents, Gazetteer, Product, Shelf};
use crate::search::teach;
use crate::store::Store;

/// What to do with the gazetteer.
#[derive(Debug, clap::Subcommand)]
pub(super) enum What {
    /// Load an official postcode file; a running hub takes it up by itself.
    Load {
        /// Code-Point Open or the ONS Postcode Directory: the zip file as it was published, its
        /// folder, or one CSV table.
        #[arg(value_name = "FILE|DIR|ZIP")]
        path: PathBuf,
    },
    /// Say what is known of the postcode on each line of stdin: a JSON line for each.
    Lookup,
    /// Name the official files that are used, best first.
    List,
    /// Stop using a file that was loaded.
    Remove {
        /// Its name, as `list` shows it.
        #[arg(value_name = "NAME")]
        name: String,
    },
}

pub(super) async fn run(context: &mut Context<'_>, what: What) -> anyhow::Result<Verdict> {
    let config = context.config()?;
    let shelf = Shelf::of(&config);
    match what {
        What::Load { path } => load(context, shelf, path).await,
        What::Lookup => {
            let gazetteer = Gazetteer::open(&config).await?;
            let store = Store::open(&config.database.url, Arc::new(SystemClock)).await?;
            teach(&store, &gazetteer).await?;
            each_line(std::io::stdin().lock(), |line| {
                let answer = serde_json::to_string(&gazetteer.answer(line))?;
                Ok(writeln!(context.out, "{answer}")?)
            })?;
            store.close().await;
            Ok(Verdict::Fine)
        }
        What::List => list(context, &shelf),
        What::Remove { name } => {
            shelf.remove(&name)?;
            if context.json {
                writeln!(context.out, "{}", json!({ "removed": name }))?;
            } else {
                writeln!(context.out, "{name} is no longer used.")?;
            }
            Ok(Verdict::Fine)
        }
    }
}

async fn load(context: &mut Context<'_>, shelf: Shelf, path: PathBuf) -> anyhow::Result<Verdict> {
    let bars = Bars::new(&path.display().to_string(), !context.json);
    let loaded = tokio::task::spawn_blocking(move || {
        let clock: SharedClock = Arc::new(SystemClock);
        shelf.load(&path, &clock, &bars)
    });
    let contents = loaded.await??;
    if context.json {
        writeln!(context.out, "{}", serde_json::to_string(&contents)?)?;
    } else {
        writeln!(context.out, "{}", sentence(&contents))?;
        if contents.refused > 0 {
            let refused = contents.refused;
            writeln!(
                context.out,
                "  {refused} rows hold no postcode of ours and were left out"
            )?;
        }
    }
    Ok(Verdict::Fine)
}

fn list(context: &mut Context<'_>, shelf: &Shelf) -> anyhow::Result<Verdict> {
    let listed = shelf.list()?;
    if context.json {
        let files: Vec<&Contents> = listed.iter().map(|(contents, _)| contents).collect();
        writeln!(context.out, "{}", json!({ "files": files }))?;
        return Ok(Verdict::Fine);
    }
    if listed.is_empty() {
        writeln!(
            context.out,
            "No official postcode file is loaded: postcodes are placed by the addresses in the feeds."
        )?;
    }
    for (contents, bytes) in &listed {
        let megabytes = *bytes as f64 / 1e6;
        writeln!(context.out, "{} ({megabytes:.1} MB)", sentence(contents))?;
    }
    Ok(Verdict::Fine)
}

fn sentence(contents: &Contents) -> String {
    let product = match contents.product {
        Product::CodePointOpen => "Code-Point Open",
        Product::Onspd => "ONS Postcode Directory",
    };
    format!(
        "{} ({product}): {} postcodes in use, {} terminated, {} without a position",
        contents.name, contents.live, contents.terminated, contents.without_position
    )
}
