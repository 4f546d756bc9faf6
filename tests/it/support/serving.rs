//! The program itself, as an operator runs it: a hub that serves, and commands beside it.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use url::Url;

/// A folder with settings, in which the program runs.
pub(crate) struct Program {
    folder: tempfile::TempDir,
}

/// A hub that serves until it is dropped, or killed.
pub(crate) struct Serving {
    pub(crate) child: Child,
    pub(crate) url: Url,
}

impl Program {
    /// With these settings on this database; `{folder}` in them is where they stand.
    pub(crate) fn new(database: &str, settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("data");
        let settings = settings.replace("{folder}", &folder.path().display().to_string());
        let text = format!("[database]\nurl = {database:?}\n[data]\ndir = {dir:?}\n{settings}");
        std::fs::write(folder.path().join("config.toml"), text).unwrap();
        Self { folder }
    }

    /// The address of a file beside the settings.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A command with these settings.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_waymark"));
        command
            .args(arguments)
            .arg("--config")
            .arg(self.path("config.toml"))
            .stdin(Stdio::null());
        command
    }

    /// Runs a command to its end: whether it went well, and what it said on both ways.
    pub(crate) async fn run(&self, arguments: &[&str]) -> (bool, String, String) {
        let mut command = self.command(arguments);
        let output = tokio::task::spawn_blocking(move || command.output());
        let output = output.await.unwrap().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (
            output.status.success(),
            text(&output.stdout),
            text(&output.stderr),
        )
    }

    /// Runs a command that must go well and print JSON.
    pub(crate) async fn json(&self, arguments: &[&str]) -> Value {
        let (is_fine, out, error) = self.run(arguments).await;
        assert!(is_fine, "{arguments:?}: {error}");
        serde_json::from_str(&out).unwrap_or_else(|_| panic!("{arguments:?}: {out}"))
    }

    /// Starts the hub and waits until it listens.
    pub(crate) async fn serve(&self) -> Serving {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let start = move || {
            let mut child = command.spawn().unwrap();
            let mut line = String::new();
            let mut said = BufReader::new(child.stdout.take().unwrap());
            said.read_line(&mut line).unwrap();
            let url = line.trim().rsplit(' ').next().unwrap_or_default();
            let url = Url::parse(url).unwrap_or_else(|_| panic!("it said {line:?}"));
            Serving { child, url }
        };
        tokio::task::spawn_blocking(start).await.unwrap()
    }
}

impl Serving {
    /// Ends it as a crash does: nothing of it runs afterwards.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended by itself, which the test has said then.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
