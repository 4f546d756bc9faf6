//! What an import prints.

use super::super::Context;
use crate::domain::Counts;
use crate::federation::imports::{Applied, Undone};
use crate::sheet::Import;

/// What became of a file.
pub(super) fn applied(context: &mut Context<'_>, applied: &Applied) -> anyhow::Result<()> {
    let out = &mut context.out;
    if context.json {
        writeln!(out, "{}", serde_json::to_string(applied)?)?;
        return Ok(());
    }
    let import = &applied.import;
    writeln!(
        out,
        "{}: {}; {} problems in the sheet",
        import.file,
        counts(&import.counts),
        import.problems
    )?;
    if let Some(message) = &import.message {
        writeln!(out, "  held: {message}")?;
        for gone in &applied.would_remove {
            writeln!(out, "    {}", gone.name)?;
        }
    }
    let id = &import.id;
    writeln!(
        out,
        "  import {id}; `waymark import undo {id}` takes it back"
    )?;
    Ok(())
}

/// What was taken back.
pub(super) fn undone(context: &mut Context<'_>, undone: &Undone) -> anyhow::Result<()> {
    if context.json {
        writeln!(context.out, "{}", serde_json::to_string(undone)?)?;
        return Ok(());
    }
    writeln!(
        context.out,
        "{}: taken back; {} services taken out again, {} as they were before",
        undone.import.file, undone.taken_out, undone.restored
    )?;
    Ok(())
}

/// `3 added, 1 updated, 20 unchanged, 0 removed, 0 failed`
pub(super) fn counts(counts: &Counts) -> String {
    format!(
        "{} added, {} updated, {} unchanged, {} removed, {} failed",
        counts.added, counts.updated, counts.unchanged, counts.removed, counts.failed
    )
}

/// The most problems that are printed; the report holds all of them.
const SHOWN: usize = 20;

/// The report of a file, in a few lines or whole as JSON.
pub(super) fn report(context: &mut Context<'_>, import: &Import) -> anyhow::Result<()> {
    let out = &mut context.out;
    if context.json {
        writeln!(out, "{}", serde_json::to_string(import)?)?;
        return Ok(());
    }
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
