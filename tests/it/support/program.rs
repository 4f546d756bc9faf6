//! The real program, run and killed as an operator or a power cut would.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use waymark::demo::OrukServer;
use waymark::domain::ListingId;
use waymark::store::{ListingFilter, Store};

use super::database::Database;

/// A hub as the command line sees it.
pub(crate) struct Program {
    folder: tempfile::TempDir,
    pub(crate) store: Store,
}

impl Program {
    /// A hub with settings of its own that pulls these feeds into a test's database.
    pub(crate) fn new(database: &Database, feeds: &[(&str, &OrukServer)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("data");
        let mut settings = format!(
            "[database]\nurl = {url:?}\n[data]\ndir = {dir:?}\n[fetch]\nper_host_per_second = 0.0\n\
             [federation]\ngrace = \"0s\"\nmax_removal_share = 1.0\n",
            url = database.url,
        );
        for (id, feed) in feeds {
            settings += &format!(
                "[[feeds]]\nid = {id:?}\nkind = \"oruk-v3\"\nurl = \"{}\"\npage_size = 80\n",
                feed.url()
            );
        }
        std::fs::write(folder.path().join("config.toml"), settings).unwrap();
        Self {
            folder,
            store: database.store.clone(),
        }
    }

    /// The program with its settings.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_waymark"));
        command
            .args(arguments)
            .arg("--config")
            .arg(self.folder.path().join("config.toml"))
            .env("WAYMARK_LOG", "waymark=debug")
            .stdin(Stdio::null());
        command
    }

    /// Runs to the end and gives what was printed.
    async fn run(&self, arguments: &'static [&'static str]) -> Value {
        let mut command = self.command(arguments);
        let output = tokio::task::spawn_blocking(move || command.output())
            .await
            .unwrap()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{arguments:?}: {said}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Pulls every feed.
    pub(crate) async fn refresh(&self) {
        let done = self.run(&["refresh", "--json"]).await;
        for feed in done["feeds"].as_array().unwrap() {
            assert_eq!(feed["outcome"], "complete", "{done}");
        }
    }

    /// Kills the program a moment after it has logged the stage for the `nth` time. Says
    /// whether it was still alive then.
    pub(crate) async fn kill_at(&self, stage: &'static str, nth: usize, after: Duration) -> bool {
        let mut command = match stage {
            "index" => self.command(&["serve", "--listen", "127.0.0.1:0"]),
            _ => self.command(&["refresh", "--json"]),
        };
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let strike = move || {
            let mut child = command.spawn().unwrap();
            // Held open until the kill: a program that cannot log any more may end by itself.
            let mut log = BufReader::new(child.stderr.take().unwrap());
            let sign = format!("phase=\"{stage}\"");
            let signs = log
                .by_ref()
                .lines()
                .map_while(Result::ok)
                .filter(|l| l.contains(&sign));
            let seen = signs.take(nth).count() == nth;
            std::thread::sleep(after);
            let alive = seen && child.try_wait().unwrap().is_none();
            // SIGKILL: nothing of the program runs after it.
            child.kill().unwrap();
            child.wait().unwrap();
            drop(log);
            alive
        };
        tokio::task::spawn_blocking(strike).await.unwrap()
    }

    /// Everything that must not depend on what happened on the way.
    pub(crate) async fn state(&self) -> Value {
        let mut listings = Vec::new();
        let mut rows = self.store.changed_listings(0, i64::MAX).await.unwrap();
        rows.sort_by_key(|listing| listing.id);
        for row in &rows {
            let records = self.store.records_of(row.id).await.unwrap();
            let records: Vec<_> = records
                .iter()
                .map(|r| {
                    json!([
                        r.source_id,
                        r.raw_hash,
                        r.service,
                        r.missing_since.is_some()
                    ])
                })
                .collect();
            listings.push(json!([
                row.id,
                row.state,
                timeless(&row.doc),
                timeless(&row.item),
                records
            ]));
        }
        let changes = self.store.changes(0, i64::MAX).await.unwrap();
        let mut changes: Vec<_> = changes
            .iter()
            .map(|c| json!([c.id, c.state, c.data.as_deref().map(timeless)]).to_string())
            .collect();
        changes.sort();
        let everything = ListingFilter::default();
        let page = self.store.published(&everything, 0, 10_000).await.unwrap();
        let walk: Vec<ListingId> = page.items.iter().map(|listing| listing.id).collect();
        let found = self.run(&["search", "--limit", "100", "--json"]).await;
        let results = found["results"].as_array().unwrap().iter();
        let ids: Vec<_> = results.map(|result| result["id"].clone()).collect();
        json!({ "listings": listings, "changes": changes, "walk": walk, "found": ids, "total": found["total"] })
    }
}

fn timeless(document: &str) -> Value {
    let mut document: Value = serde_json::from_str(document).unwrap_or_default();
    if let Some(object) = document.as_object_mut() {
        object.remove("last_modified");
    }
    document
}

/// Numbers that look random and are the same every time (splitmix64).
pub(crate) fn scattered(seed: u32) -> u64 {
    let mut z = u64::from(seed).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
