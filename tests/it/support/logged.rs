//! The program with everything logged that it can log, to see what does not stand there.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

/// Settings for a hub on SQLite whose feed does not matter.
pub(crate) fn settings(folder: &Path) -> String {
    let (database, data) = (folder.join("waymark.db"), folder.join("data"));
    let settings = format!(
        "[database]\nurl = \"sqlite://{}\"\n[data]\ndir = {data:?}\n",
        database.display()
    );
    let file = folder.join("config.toml");
    std::fs::write(&file, settings).unwrap();
    file.display().to_string()
}

/// The program with everything logged that it can log.
pub(crate) fn waymark(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waymark"));
    command
        .args(arguments)
        .env(
            "WAYMARK_LOG",
            "info,waymark=trace,tower_http=trace,axum=trace,sqlx=debug,tantivy=debug",
        )
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// A hub that serves until it is ended.
pub(crate) struct Logged {
    child: Child,
    /// Where it serves.
    pub(crate) address: String,
    /// Reads along: a pipe that nobody empties holds the hub up.
    log: JoinHandle<String>,
}

impl Logged {
    pub(crate) fn start(settings: &str) -> Self {
        let mut command = waymark(&["serve", "--listen", "127.0.0.1:0", "--config", settings]);
        let mut child = command.spawn().unwrap();
        // Before the first line is waited for: a start alone may fill the pipe.
        let mut errors = child.stderr.take().unwrap();
        let log = std::thread::spawn(move || {
            let mut log = String::new();
            errors.read_to_string(&mut log).unwrap();
            log
        });
        let mut line = String::new();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        said.read_line(&mut line).unwrap();
        let address = line
            .split_whitespace()
            .last()
            .unwrap_or_default()
            .to_owned();
        Self {
            child,
            address,
            log,
        }
    }

    /// Ends it and gives all that it logged.
    pub(crate) fn log(mut self) -> String {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.log.join().unwrap()
    }
}
