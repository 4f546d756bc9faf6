//! Every command of docs/SYNCING.md is run, and does what the page says.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use tokio::process::Command;
use waymark::domain::{ChangeReason, Clock, ListingState, SystemClock};
use waymark::notify::signature;

use crate::support::following::{assert_equal, bare, published};
use crate::support::hub::TestHub;
use crate::support::sample::{listing_id, service};

/// The fenced blocks of the page: their language and what is in them.
fn blocks() -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/SYNCING.md");
    let page = std::fs::read_to_string(path).unwrap();
    let fenced = page.split("```").skip(1).step_by(2);
    let blocks = fenced.map(|block| block.split_once('\n').unwrap());
    blocks
        .map(|(of, text)| (of.to_owned(), text.to_owned()))
        .collect()
}

async fn is_there(program: &str) -> bool {
    let asked = Command::new(program).arg("--version").output().await;
    asked.is_ok_and(|answer| answer.status.success())
}

fn read(folder: &Path, name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
}

fn copy(services: &Value) -> BTreeMap<String, Value> {
    let all = services.as_object().unwrap().iter();
    all.map(|(id, service)| (id.clone(), bare(service.clone())))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_on_syncing_does_what_it_says() {
    for program in ["python3", "curl"] {
        if !is_there(program).await {
            println!("skipped: {program} is not installed");
            return;
        }
    }
    let hub = TestHub::start().await;
    hub.publish((1..=130).map(service)).await;
    for (n, state, reason) in [
        (5, ListingState::Removed, ChangeReason::RemovedFromFeed),
        (6, ListingState::Suspended, ChangeReason::Suspended),
    ] {
        hub.move_to(listing_id(n), state, reason).await;
    }
    hub.index().await;
    let folder = tempfile::tempdir().unwrap();
    let (secret, body) = ("whsec_sample", br#"{"items":[]}"#);
    std::fs::write(folder.path().join("body.json"), body).unwrap();
    let signed = signature(secret, SystemClock.now().as_second(), body);
    let programs = Path::new(env!("CARGO_BIN_EXE_waymark")).parent().unwrap();
    let path = format!(
        "{}:{}",
        programs.display(),
        std::env::var("PATH").unwrap_or_default()
    );
    let mut run = 0;
    for (language, text) in blocks() {
        let program = match language.as_str() {
            "sh" => "sh",
            "python" => "python3",
            other => panic!("a block in {other:?} is not run"),
        };
        let done = Command::new(program)
            .args(if program == "sh" {
                &["-euc"][..]
            } else {
                &["-c"]
            })
            .arg(&text)
            .current_dir(folder.path())
            .env("PATH", &path)
            .env("HUB", hub.url("").as_str().trim_end_matches('/'))
            .env("WAYMARK_DATABASE__URL", &hub.hub.config.database.url)
            .env("SECRET", secret)
            .env("SIGNATURE", &signed)
            .output()
            .await
            .unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{text}\n{said}");
        run += 1;
    }
    assert!(run >= 6, "only {run} blocks");
    let ours = published(&hub).await;
    assert_equal(&copy(&read(folder.path(), "walk.json")), &ours);
    assert_equal(&copy(&read(folder.path(), "copy.json")["copy"]), &ours);
    let lines = std::fs::read_to_string(folder.path().join("services.ndjson")).unwrap();
    assert_eq!(lines.lines().count(), ours.len());
    let lunch = std::fs::read_to_string(folder.path().join("lunch.csv")).unwrap();
    assert!(lunch.lines().count() > 10, "{lunch}");
    for name in ["services.xlsx", "services.zip", "subscription.txt"] {
        assert!(
            folder.path().join(name).metadata().unwrap().len() > 30,
            "{name}"
        );
    }
    let changed = read(folder.path(), "changed.json");
    assert!(!changed["contents"].as_array().unwrap().is_empty());
    assert_eq!(hub.hub.store.webhooks().await.unwrap().len(), 1);
}
