//! `waymark match`
//!
//! files -> profiles -> candidates -> clusters -> JSON in a file or on stdout. It needs neither
//! settings nor data folder, and proposes: nothing is stored.

mod read;

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Serialize;
use serde_json::Value;

use super::{Context, Verdict};
use crate::federation::matching::{
    Clusters, Comparison, Doubt, Member, Profile, Says, Thresholds, candidates, cluster,
};

/// Arguments of `match`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// JSON files of one directory each: {"directory": "…", "services": […]}, the services by
    /// ORUK 3.0.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Where to write the clusters; stdout when absent.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// A record, as the files name it.
#[derive(Debug, Clone, Serialize)]
struct Named {
    directory: String,
    id: Value,
}

#[derive(Debug, Serialize)]
struct Answer<'a> {
    /// Every record once; what matches nothing is a cluster of one.
    clusters: Vec<Vec<&'a Named>>,
    review: Vec<InReview<'a>>,
}

#[derive(Debug, Serialize)]
struct InReview<'a> {
    a: &'a Named,
    b: &'a Named,
    score: f64,
    why: Vec<String>,
}

pub(super) fn run(context: &mut Context<'_>, args: &Args) -> anyhow::Result<Verdict> {
    let (names, profiles) = records(&args.files)?;
    let keys: Vec<String> = names.iter().map(key).collect();
    let pairs = candidates(&profiles);
    let members: Vec<Member<'_>> = keys
        .iter()
        .zip(&profiles)
        .map(|(key, profile)| Member { key, profile })
        .collect();
    let clusters = cluster(&members, &pairs, &[], Thresholds::default());
    let answer = answer(&names, &clusters);
    let Some(out) = &args.out else {
        serde_json::to_writer_pretty(&mut *context.out, &answer)?;
        writeln!(context.out)?;
        return Ok(Verdict::Fine);
    };
    write(out, &answer)
        .with_context(|| format!("{} could not be written; check the folder", out.display()))?;
    say(context, &answer, names.len(), out)?;
    Ok(Verdict::Fine)
}

/// All records of all files, each once.
fn records(files: &[PathBuf]) -> anyhow::Result<(Vec<Named>, Vec<Profile>)> {
    let (mut names, mut profiles) = (Vec::new(), Vec::new());
    let mut seen = HashSet::new();
    for path in files {
        let read = read::read(path)?;
        let directory = read.name.unwrap_or_else(|| stem(path));
        let mut repeated = 0;
        for (id, profile) in read.services {
            let named = Named {
                directory: directory.clone(),
                id,
            };
            if seen.insert(key(&named)) {
                names.push(named);
                profiles.push(profile.listed_in(&directory));
            } else {
                repeated += 1;
            }
        }
        let shown = path.display();
        if read.nameless > 0 {
            let count = read.nameless;
            note(&format!(
                "{shown}: {count} without an id left out; give each service one"
            ));
        }
        if repeated > 0 {
            note(&format!(
                "{shown}: {repeated} left out because their ids were there before; the first counts"
            ));
        }
    }
    Ok((names, profiles))
}

fn note(text: &str) {
    // Nothing is left to be done when stderr is closed.
    let _ = writeln!(std::io::stderr(), "waymark: {text}");
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

fn key(named: &Named) -> String {
    let id = match &named.id {
        Value::String(id) => id.clone(),
        other => other.to_string(),
    };
    // No name holds this sign, so no two records share a key.
    format!("{}\u{1f}{id}", named.directory)
}

fn answer<'a>(names: &'a [Named], clusters: &Clusters) -> Answer<'a> {
    let members = |cluster: &Vec<usize>| cluster.iter().map(|at| &names[*at]).collect();
    let doubt = |doubt: &Doubt| InReview {
        a: &names[doubt.a],
        b: &names[doubt.b],
        score: (doubt.comparison.score * 1000.0).round() / 1000.0,
        why: why(&doubt.comparison),
    };
    Answer {
        clusters: clusters.clusters.iter().map(members).collect(),
        review: clusters.review.iter().map(doubt).collect(),
    }
}

fn why(comparison: &Comparison) -> Vec<String> {
    let said = comparison.evidence.iter().map(|evidence| {
        let way = match evidence.says {
            Says::For => "for",
            Says::Against => "against",
        };
        format!("{way}: {}", evidence.text)
    });
    said.collect()
}

fn write(path: &Path, answer: &Answer<'_>) -> anyhow::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    serde_json::to_writer_pretty(&mut file, answer)?;
    writeln!(file)?;
    Ok(file.flush()?)
}

fn say(
    context: &mut Context<'_>,
    answer: &Answer<'_>,
    records: usize,
    out: &Path,
) -> anyhow::Result<()> {
    let (clusters, review) = (answer.clusters.len(), answer.review.len());
    if context.json {
        let said = serde_json::json!({"records": records, "clusters": clusters, "review": review});
        writeln!(context.out, "{said}")?;
    } else {
        writeln!(
            context.out,
            "{records} records in {clusters} clusters, {review} pairs for a person to look at: {}",
            out.display()
        )?;
    }
    Ok(())
}
