//! `waymark import`

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::{Context, Verdict};
use crate::domain::FeedId;
use crate::sheet::field::postcode::NoBook;
use crate::sheet::{self, FileError, Import, Limits, Profile, Surroundings};

/// Arguments of `import`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
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
    #[arg(long, required = true)]
    dry_run: bool,
    /// Write the report of every cell to this file, as JSON.
    #[arg(long, value_name = "OUT.json")]
    report: Option<PathBuf>,
    /// Write the columns as they were understood to this file, as a mapping profile to correct.
    #[arg(long, value_name = "OUT.toml")]
    save_mapping: Option<PathBuf>,
}

pub(super) async fn run(context: &mut Context<'_>, args: Args) -> anyhow::Result<Verdict> {
    let profile = profile(context, &args)?;
    let import = tokio::task::spawn_blocking({
        let (file, feed, profile) = (args.file.clone(), args.feed.clone(), profile.clone());
        move || read(&file, &feed, &profile)
    })
    .await??;
    if let Some(path) = &args.report {
        let report = serde_json::to_string_pretty(&import)?;
        write(path, &report)?;
    }
    if let Some(path) = &args.save_mapping {
        write(path, &profile.with_columns(&import.columns).to_toml()?)?;
    }
    if context.json {
        writeln!(context.out, "{}", serde_json::to_string(&import)?)?;
    } else {
        show(context, &import)?;
    }
    let fine = import.error.is_none() && import.problems.is_empty();
    Ok(if fine {
        Verdict::Fine
    } else {
        Verdict::Findings
    })
}

/// The profile that is named, or that of the feed's settings; the feed need not be in them.
fn profile(context: &Context<'_>, args: &Args) -> anyhow::Result<Profile> {
    let path = match &args.mapping {
        Some(path) => Some(path.clone()),
        None => context
            .config()?
            .feed(&args.feed)
            .and_then(|feed| feed.mapping.clone()),
    };
    let Some(path) = path else {
        return Ok(Profile::default());
    };
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read the mapping profile {}", path.display()))?;
    Profile::parse(&text)
        .with_context(|| format!("the mapping profile {} cannot be used", path.display()))
}

fn read(path: &Path, feed: &FeedId, profile: &Profile) -> anyhow::Result<Import> {
    let limits = Limits::default();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let cannot = || format!("cannot read {}", path.display());
    let size = std::fs::metadata(path).with_context(cannot)?.len();
    if size > limits.file_bytes {
        return Ok(Import::unreadable(&name, FileError::TooLarge));
    }
    let bytes = std::fs::read(path).with_context(cannot)?;
    let surroundings = Surroundings {
        feed,
        profile,
        postcodes: &NoBook,
        limits,
    };
    Ok(sheet::read(&name, &bytes, &surroundings))
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// The most problems that are printed; the report holds all of them.
const SHOWN: usize = 20;

fn show(context: &mut Context<'_>, import: &Import) -> anyhow::Result<()> {
    let out = &mut context.out;
    if let Some(error) = import.error {
        writeln!(out, "{}: {}: {error}", import.file, error.as_str())?;
        return Ok(());
    }
    writeln!(
        out,
        "{}: {} services, {} problems, {} rows skipped, {} columns withheld as hidden or private",
        import.file,
        import.records.len(),
        import.problems.len(),
        import.skipped.len(),
        import.withheld.len()
    )?;
    for column in &import.columns {
        writeln!(
            out,
            "  {:<24} {:<32} -> {} ({:.0} %)",
            place(column.sheet.as_deref(), &column.column),
            column.header.as_deref().unwrap_or("(no header)"),
            column.role.map(|role| role.to_string()).unwrap_or_default(),
            column.confidence * 100.0
        )?;
    }
    for problem in import.problems.iter().take(SHOWN) {
        let cell = format!(
            "{}{}",
            problem.column.as_deref().unwrap_or("row "),
            problem.row
        );
        writeln!(
            out,
            "  {} {}{} {}",
            place(problem.sheet.as_deref(), &cell),
            problem.kind,
            problem
                .found
                .as_deref()
                .map(|found| format!(" {found:?}:"))
                .unwrap_or_default(),
            problem.advice
        )?;
    }
    if let Some(more) = import
        .problems
        .len()
        .checked_sub(SHOWN)
        .filter(|more| *more > 0)
    {
        writeln!(
            out,
            "  … and {more} more problems; --report OUT.json writes all of them"
        )?;
    }
    Ok(())
}

/// `Services!C4`, as spreadsheet programs name a cell.
fn place(sheet: Option<&str>, cell: &str) -> String {
    sheet.map_or_else(|| cell.to_owned(), |sheet| format!("{sheet}!{cell}"))
}
