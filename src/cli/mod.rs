//! The command line: reads the words, opens the hub, calls one function, prints.
//!
//! arguments -> settings -> hub or its works -> text or JSON on stdout, one sentence on stderr.
//!
//! Exit codes: 0 fine, 1 findings or failure, 2 wrong use. Every command works beside a
//! running hub: it writes through the same store, and the hub follows.

mod check;
mod demo;
mod export;
mod gazetteer;
mod import;
mod limits;
mod logging;
mod matches;
mod matching;
mod postcode;
mod progress;
mod refresh;
mod reindex;
mod review;
mod search;
mod sensitive;
mod serve;
mod suspension;
mod token;
mod watch;
mod webhook;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};

use crate::config::Config;
use crate::domain::SystemClock;
use crate::works::Works;

/// Name of the settings file that is read when none is given.
const DEFAULT_CONFIG: &str = "config.toml";

/// Waymark: one trusted directory out of many.
#[derive(Debug, Parser)]
#[command(name = "waymark", version, about, long_about = None)]
struct Cli {
    /// The settings file; built-in defaults where the default file is absent.
    #[arg(long, global = true, default_value = DEFAULT_CONFIG, value_name = "FILE")]
    config: PathBuf,
    /// Print JSON for programs.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the hub: API, pages, scheduled jobs (also without any command).
    Serve(serve::Args),
    /// Show it all on this machine: sample councils and websites, pulled, scanned, served.
    Demo(demo::Args),
    /// Pull feeds now.
    Refresh(refresh::Args),
    /// Take a spreadsheet in.
    Import(import::Args),
    /// Judge what a feed or file publishes: the standard's rules, and how useful the data are.
    Check(check::Args),
    /// Write everything that is published into a file.
    Export(export::Args),
    /// Search as the API does.
    Search(search::Args),
    /// Rebuild the search index from the store.
    Reindex,
    /// Load official postcode files, and ask where postcodes are.
    Gazetteer {
        #[command(subcommand)]
        what: gazetteer::What,
    },
    /// Propose which records of several directories are one service.
    Match(matching::Args),
    /// Tell postcodes from parts of postcodes and from other text.
    Postcode {
        #[command(subcommand)]
        what: postcode::What,
    },
    /// Scan provider websites, or judge stored pages.
    Watch {
        #[command(subcommand)]
        what: watch::What,
    },
    /// Say which records are one service, where it is in question.
    Matches {
        #[command(subcommand)]
        what: matches::What,
    },
    /// Settle what the watch found.
    Suspension {
        #[command(subcommand)]
        what: suspension::What,
    },
    /// Places such as refuges, of which only the area is published.
    Sensitive {
        #[command(subcommand)]
        what: sensitive::What,
    },
    /// Tell others of changes as they come.
    Webhook {
        #[command(subcommand)]
        what: webhook::What,
    },
    /// Access for programs and people.
    Token {
        #[command(subcommand)]
        what: token::What,
    },
}

/// What a command came to: whether all was fine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Fine,
    Findings,
}

/// What every command is given.
struct Context<'a> {
    config_path: PathBuf,
    json: bool,
    out: &'a mut (dyn Write + Send),
}

impl Context<'_> {
    fn config(&self) -> anyhow::Result<Config> {
        let is_default = self.config_path == std::path::Path::new(DEFAULT_CONFIG);
        Ok(Config::load(
            &self.config_path,
            is_default,
            std::env::vars(),
        )?)
    }

    async fn works(&self) -> anyhow::Result<Works> {
        Ok(Works::open(self.config()?, Arc::new(SystemClock)).await?)
    }
}

/// Runs the program with the arguments of this process.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    logging::start(matches!(cli.command, None | Some(Command::Serve(_))));
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return failed(&anyhow::anyhow!("the program could not start: {error}")),
    };
    match runtime.block_on(dispatch(cli)) {
        Ok(Verdict::Fine) => ExitCode::SUCCESS,
        Ok(Verdict::Findings) => ExitCode::from(1),
        // A reader that has seen enough (`| head`) is no failure.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

async fn dispatch(cli: Cli) -> anyhow::Result<Verdict> {
    let mut out = std::io::stdout();
    let mut context = Context {
        config_path: cli.config,
        json: cli.json,
        out: &mut out,
    };
    match cli.command {
        None => serve::run(&mut context, serve::Args::default()).await,
        Some(Command::Serve(args)) => serve::run(&mut context, args).await,
        Some(Command::Demo(args)) => demo::run(&mut context, args).await,
        Some(Command::Refresh(args)) => refresh::run(&mut context, args).await,
        Some(Command::Import(args)) => import::run(&mut context, args).await,
        Some(Command::Check(args)) => check::run(&mut context, args).await,
        Some(Command::Export(args)) => export::run(&mut context, args).await,
        Some(Command::Search(args)) => search::run(&mut context, args).await,
        Some(Command::Reindex) => reindex::run(&mut context).await,
        Some(Command::Gazetteer { what }) => gazetteer::run(&mut context, what).await,
        Some(Command::Match(args)) => matching::run(&mut context, &args),
        Some(Command::Postcode { what }) => postcode::run(&mut context, what),
        Some(Command::Watch { what }) => watch::run(&mut context, what).await,
        Some(Command::Matches { what }) => matches::run(&mut context, what).await,
        Some(Command::Suspension { what }) => suspension::run(&mut context, what).await,
        Some(Command::Sensitive { what }) => sensitive::run(&mut context, what).await,
        Some(Command::Webhook { what }) => webhook::run(&mut context, what).await,
        Some(Command::Token { what }) => token::run(&mut context, what).await,
    }
}

/// One sentence on stderr. Errors of ours already say what to do; the causes that a
/// sentence quotes are not said twice.
fn failed(error: &anyhow::Error) -> ExitCode {
    let mut said = error.to_string();
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        if !said.contains(&cause) {
            said = format!("{said}: {cause}");
        }
    }
    // Nothing is left to be done when stderr is closed.
    let _ = writeln!(std::io::stderr(), "waymark: {said}");
    ExitCode::from(1)
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
