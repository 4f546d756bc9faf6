//! `waymark export`

use std::fs::File;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use super::{Context, Verdict};
use crate::export::{Choice, Export, Format};

/// What to write, and where to.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// ndjson, csv, datapackage or xlsx.
    #[arg(long, value_name = "FORMAT")]
    format: Format,
    /// The file to write; the standard output when absent.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) async fn run(context: &mut Context<'_>, args: Args) -> anyhow::Result<Verdict> {
    if args.out.is_none() && !args.format.is_text() && std::io::stdout().is_terminal() {
        anyhow::bail!("this is no text that a terminal can show: give a file with --out FILE");
    }
    let works = context.works().await?;
    let export = Export::begin(&works.store, &works.config, args.format, Choice::Everything);
    let mut export = export.await?;
    match &args.out {
        None => {
            while let Some(piece) = export.next().await? {
                context.out.write_all(&piece)?;
            }
            context.out.flush()?;
        }
        Some(path) => {
            // Under another name until it is whole: a part is never taken for the export.
            let folder = path
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty());
            let folder = folder.unwrap_or(std::path::Path::new("."));
            let cannot = |error| {
                anyhow::anyhow!(
                    "cannot write {}: {error}; choose another file",
                    path.display()
                )
            };
            let mut part = tempfile::NamedTempFile::new_in(folder).map_err(cannot)?;
            while let Some(piece) = export.next().await? {
                part.write_all(&piece).map_err(cannot)?;
            }
            let written: File = part.persist(path).map_err(|error| cannot(error.error))?;
            let bytes = written.metadata()?.len();
            if context.json {
                let told = serde_json::json!({"file": path, "bytes": bytes});
                writeln!(context.out, "{told}")?;
            } else {
                writeln!(context.out, "Wrote {} ({bytes} bytes).", path.display())?;
            }
        }
    }
    works.store.close().await;
    Ok(Verdict::Fine)
}
