//! `waymark import`: a spreadsheet is read, shown, applied; what was applied can be taken back.

mod settle;
mod show;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use clap::Subcommand;

use super::{Context, Verdict};
use crate::domain::FeedId;
use crate::federation::imports::ImportOptions;
use crate::gazetteer::Gazetteer;
use crate::sheet::{Import, Profile};
use crate::works::{self, SheetFile};

/// Arguments of `import`.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Args {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    file: Option<FileArgs>,
}

/// What to do with imports.
#[derive(Debug, Subcommand)]
enum What {
    /// Show the imports, newest first.
    List {
        /// Those of one feed.
        #[arg(long, value_name = "ID")]
        feed: Option<FeedId>,
    },
    /// Take the newest import of a feed back.
    Undo {
        /// Id of the import, as `import` and `import list` print it.
        #[arg(value_name = "IMPORT")]
        id: String,
    },
}

/// The file and what to do with it.
#[derive(Debug, clap::Args)]
struct FileArgs {
    /// The spreadsheet: .xlsx, .xls, .ods, CSV, or an HTML table.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The feed that its services belong to.
    #[arg(long, value_name = "ID")]
    feed: FeedId,
    /// A mapping profile; the one of the feed's settings when absent.
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Show what would be imported, write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Let go what a complete sheet no longer has, however much that is.
    #[arg(long, conflicts_with = "dry_run")]
    release: bool,
    /// Write the report of every cell to this file, as JSON.
    #[arg(long, value_name = "OUT.json")]
    report: Option<PathBuf>,
    /// Write the rows with problems to this workbook, with a note on each cell to mend.
    #[arg(long, value_name = "OUT.xlsx")]
    corrections: Option<PathBuf>,
    /// Write the columns as they were understood to this file, as a mapping profile to correct.
    #[arg(long, value_name = "OUT.toml")]
    save_mapping: Option<PathBuf>,
}

pub(super) async fn run(context: &mut Context<'_>, args: Args) -> anyhow::Result<Verdict> {
    match (args.what, args.file) {
        (Some(What::List { feed }), _) => settle::list(context, feed.as_ref()).await,
        (Some(What::Undo { id }), _) => settle::undo(context, &id).await,
        (None, Some(args)) => import(context, args).await,
        (None, None) => anyhow::bail!("name a spreadsheet: `waymark import FILE --feed ID`"),
    }
}

async fn import(context: &mut Context<'_>, args: FileArgs) -> anyhow::Result<Verdict> {
    let profile = profile(context, &args)?;
    let file = SheetFile::open(&args.file)?;
    let gazetteer = Gazetteer::open(&context.config()?).await?;
    let import = file.read(&args.feed, &profile, Arc::new(gazetteer)).await?;
    if let Some(path) = &args.report {
        let report = serde_json::to_string_pretty(&import)?;
        write(path, report.as_bytes())?;
    }
    if let Some(path) = &args.corrections
        && let Some(workbook) = file.corrections(&import).await?
    {
        write(path, &workbook)?;
    }
    if let Some(path) = &args.save_mapping {
        let toml = profile.with_columns(&import.columns).to_toml()?;
        write(path, toml.as_bytes())?;
    }
    if args.dry_run || import.error.is_some() {
        show::report(context, &import)?;
        let fine = import.error.is_none() && import.problems.is_empty();
        return Ok(if fine {
            Verdict::Fine
        } else {
            Verdict::Findings
        });
    }
    apply(context, &args, &import).await
}

async fn apply(
    context: &mut Context<'_>,
    args: &FileArgs,
    import: &Import,
) -> anyhow::Result<Verdict> {
    let works = context.works().await?;
    let before = works.store.last_seq().await?;
    let row = works.preview_import(&args.feed, import).await?;
    let options = ImportOptions {
        release: args.release,
    };
    let applied = works.apply_import(&row.id, options).await?;
    works.derive_places(before).await?;
    works.store.close().await;
    show::applied(context, &applied)?;
    let held = applied.import.message.is_some();
    Ok(if held {
        Verdict::Findings
    } else {
        Verdict::Fine
    })
}

/// The profile that is named, or that of the feed's settings; the feed need not be in them.
fn profile(context: &Context<'_>, args: &FileArgs) -> anyhow::Result<Profile> {
    let path = match &args.mapping {
        Some(path) => Some(path.clone()),
        None => context
            .config()?
            .feed(&args.feed)
            .and_then(|feed| feed.mapping.clone()),
    };
    Ok(works::mapping(path.as_deref())?)
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}
