//! What a person asks stays out of every log line.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

/// Settings for a hub on SQLite whose feed does not matter.
fn settings(folder: &Path) -> String {
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
fn waymark(arguments: &[&str]) -> Command {
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

/// A hub that serves until it is dropped.
struct Serving {
    child: Child,
    address: String,
    /// Reads along: a pipe that nobody empties holds the hub up.
    log: JoinHandle<String>,
}

impl Serving {
    fn start(settings: &str) -> Self {
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
    fn log(mut self) -> String {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.log.join().unwrap()
    }
}

/// What must not be found in a log: the words, and the postcode with or without its space.
fn assert_silent(log: &str) {
    let log = log.to_lowercase();
    for secret in [
        "carpet",
        "marmalade",
        "ls1 4ap",
        "ls14ap",
        "ls1+4ap",
        "ls1%204ap",
        "4ap",
        "53.79612",
        "1.54823",
    ] {
        assert!(!log.contains(secret), "{secret} stands in the log:\n{log}");
    }
}

#[tokio::test]
async fn no_log_line_holds_the_words_or_the_postcode_of_a_search() {
    let folder = tempfile::tempdir().unwrap();
    let file = settings(folder.path());
    let serving = tokio::task::spawn_blocking(move || Serving::start(&file))
        .await
        .unwrap();
    // Nothing else may have chosen one yet; whoever comes second changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::new();
    for path in [
        "api/v1/search?q=no+carpet&postcode=LS1+4AP&radius_m=5000&audience=marmalade",
        "api/v1/search?q=no+carpet&lat=53.79612&lon=-1.54823",
        "api/v1/search?q=no+carpet&postcode=LS1+4AP+carpet",
        "api/v1/search?q=carpet&max_cost=marmalade",
        "api/v1/search?q=carpet&cursor=marmalade",
        "api/v1/search/?q=carpet",
        "api/v1/suggest?q=carpet",
        "api/v1/postcodes/LS1%204AP",
        "api/v1/carpet",
        "oruk/v3/services?search=carpet&postcode=LS1+4AP",
        "oruk/v3/services?postcode=LS14AP&proximity=marmalade",
        "?q=carpet&postcode=LS1+4AP&language=marmalade",
        "?q=carpet&postcode=LS1+4AP+marmalade",
        "carpet?postcode=LS14AP",
    ] {
        let address = format!("{}{path}", serving.address);
        http.get(&address)
            .send()
            .await
            .unwrap()
            .bytes()
            .await
            .unwrap();
    }
    let log = tokio::task::spawn_blocking(|| serving.log()).await.unwrap();
    assert!(log.contains("request"), "nothing was logged at all: {log}");
    assert_silent(&log);
}

#[tokio::test]
async fn a_search_on_the_terminal_logs_nothing_of_what_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let file = settings(folder.path());
    let run = move || {
        let arguments = [
            "search",
            "no",
            "carpet",
            "--audience",
            "marmalade",
            "--config",
            &file,
        ];
        waymark(&arguments).output().unwrap()
    };
    let output = tokio::task::spawn_blocking(run).await.unwrap();
    assert!(output.status.success());
    assert_silent(&String::from_utf8_lossy(&output.stderr));
}
