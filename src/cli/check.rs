//! `waymark check`

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::ValueEnum;
use url::Url;

use super::{Context, Verdict};
use crate::check::{Checker, Limits, Report, Version};
use crate::connect::Client;
use crate::domain::SystemClock;
use crate::gazetteer::Gazetteer;

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The base address of a feed, or a file: services as JSON or NDJSON, or a data package.
    #[arg(value_name = "URL_OR_FILE", value_parser = target)]
    target: Target,
    /// The version to judge by; found out when absent.
    #[arg(long, value_name = "3.0|1.0", value_parser = version)]
    version: Option<Version>,
    /// How to tell it.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Details of services to ask for, spread over the list.
    #[arg(long, value_name = "N", default_value_t = 50)]
    sample: usize,
    /// The most requests to make.
    #[arg(long, value_name = "N", default_value_t = 2_000)]
    max_requests: usize,
    /// The longest time to take.
    #[arg(long, value_name = "MINUTES", default_value_t = 15)]
    max_minutes: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal, worst first.
    Text,
    /// For programs.
    Json,
    /// One page that needs nothing else.
    Html,
}

fn version(text: &str) -> Result<Version, String> {
    Version::parse(text).ok_or_else(|| "write 3.0 or 1.0".to_owned())
}

/// What is to be checked.
#[derive(Debug, Clone)]
enum Target {
    Feed(Url),
    File(PathBuf),
}

/// Checking needs neither settings nor data folder; official postcode files are asked where
/// they are loaded.
pub(super) async fn run(context: &mut Context<'_>, args: Args) -> anyhow::Result<Verdict> {
    let config = context.config()?;
    let limits = Limits {
        sample: args.sample,
        requests: args.max_requests,
        time: Duration::from_secs(args.max_minutes.saturating_mul(60)),
        bytes: config.fetch.max_feed_bytes,
    };
    let checker = Checker {
        client: &Client::new(&config.fetch, Arc::new(SystemClock))?,
        gazetteer: &Gazetteer::open(&config).await?,
        clock: &SystemClock,
        version: args.version,
        limits: &limits,
    };
    let report = match args.target {
        Target::Feed(url) => checker.feed(&url).await,
        Target::File(path) => checker.file(&path, &config.fetch).await,
    };
    show(context, &report, args.format)?;
    Ok(if report.valid {
        Verdict::Fine
    } else {
        Verdict::Findings
    })
}

fn show(context: &mut Context<'_>, report: &Report, format: Format) -> anyhow::Result<()> {
    let format = if context.json { Format::Json } else { format };
    match format {
        Format::Text => write!(context.out, "{}", report.to_text())?,
        Format::Json => writeln!(context.out, "{}", serde_json::to_string_pretty(report)?)?,
        Format::Html => write!(context.out, "{}", report.to_html()?)?,
    }
    Ok(())
}

fn target(text: &str) -> Result<Target, String> {
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(Target::Feed(url)),
        _ if Path::new(text).exists() => Ok(Target::File(PathBuf::from(text))),
        _ => Err(format!(
            "there is no file {text}, and it is no address that starts with https:// or http://; \
             give one of the two"
        )),
    }
}
