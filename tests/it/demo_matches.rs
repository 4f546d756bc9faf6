//! What the directories of the demo have in common, from the first pull to a person's word.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use waymark::demo::{Audience, Demo, DemoOptions};
use waymark::domain::{NoProgress, Progress};

struct Silent;

impl Audience for Silent {
    fn follow(&self, _what: &str) -> Box<dyn Progress> {
        Box::new(NoProgress)
    }

    fn say(&self, _line: &str) {}
}

/// Listings of several directories, by the names that one of them and the health board have.
const JOINED: [(&str, &str); 6] = [
    ("Canteen Lunch", "rivelmoor"),
    ("Dorley Ducklings", "holmemoor"),
    ("Larkhill Lunch Club", "sheafdale"),
    ("Move It or Lose It Less: seated exercise", "holmemoor"),
    ("Rhyme Time at Ecclow Library", "sheafdale"),
    ("St Oswin's Friday Lunch", "sheafdale"),
];

/// A demo that serves, and what may be asked of it.
struct Served {
    url: String,
    token: String,
    settings: std::path::PathBuf,
    http: reqwest::Client,
}

impl Served {
    async fn get(&self, path: &str) -> Value {
        let request = self.http.get(format!("{}{path}", self.url));
        let answer = request.bearer_auth(&self.token).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    }

    async fn say(&self, said: &Value) -> Value {
        let request = self.http.post(format!("{}/api/admin/matches", self.url));
        let request = request.bearer_auth(&self.token).body(said.to_string());
        let request = request.header("content-type", "application/json");
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{said}");
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    }

    /// Ids of what is published, by name; the names of one service are those of its listing.
    async fn listed(&self) -> BTreeMap<String, String> {
        let all = self.get("/oruk/v3/services?per_page=1000").await;
        let contents = all["contents"].as_array().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        // What was seen by itself before it was merged stays in the lists for a day, as gone.
        let entries = contents.iter().filter(|one| one["status"] != "defunct");
        entries
            .map(|one| (text(&one["name"]), text(&one["id"])))
            .collect()
    }

    async fn command(&self, arguments: &[&str]) -> Value {
        let settings = self.settings.clone();
        let arguments: Vec<String> = arguments.iter().map(|text| (*text).to_owned()).collect();
        let run = tokio::task::spawn_blocking(move || run(&settings, &arguments));
        run.await.unwrap()
    }
}

fn run(settings: &Path, arguments: &[String]) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waymark"));
    let output = command
        .args(arguments)
        .arg("--json")
        .arg("--config")
        .arg(settings);
    let output = output.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn feeds(provenance: &Value) -> Vec<&str> {
    let records = provenance["records"].as_array().unwrap().iter();
    records
        .map(|record| record["feed"].as_str().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_several_directories_list_is_one_listing_each_and_people_have_the_last_word() {
    let options = DemoOptions {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        data: None,
    };
    let demo = Demo::prepare(&options, &Silent).await.unwrap();
    let report = demo.report().clone();
    let made = report.made;
    assert_eq!((made.records, made.joined), (328, 7), "{made:?}");
    assert_eq!(made.listings, made.records - made.joined);
    let told = report.to_string();
    let want = format!(
        "328 records of all directories are {} listings",
        made.listings
    );
    assert!(
        told.contains(&want) && told.contains("matches apart") && told.contains("/admin\n"),
        "{told}"
    );
    let stop = CancellationToken::new();
    let served = Served {
        url: report.url(),
        token: report.token.clone(),
        settings: report.settings.clone(),
        http: reqwest::Client::new(),
    };
    let ended = tokio::spawn(demo.serve(stop.clone()));

    // Merged: each with its records, and where every value comes from.
    let listed = served.listed().await;
    for (name, council) in JOINED {
        let told = served
            .get(&format!("/api/v1/services/{}/provenance", listed[name]))
            .await;
        assert_eq!(feeds(&told), [council, "sheafmoor"], "{name}");
        let why = |field: &Value| field["why"].as_str().is_some_and(|why| !why.is_empty());
        assert!(told["fields"].as_array().unwrap().iter().all(why), "{name}");
    }
    // Kept apart: the same rhymes in another library.
    let other = &listed["Rhyme Time at Larkhill Library"];
    let told = served
        .get(&format!("/api/v1/services/{other}/provenance"))
        .await;
    assert_eq!(feeds(&told), ["sheafdale"]);

    // In review, with evidence both ways; a person's word takes it off the list, and back on.
    let waiting = served.get("/api/admin/matches").await;
    let questions = waiting["questions"].as_array().unwrap();
    let names = |question: &Value| {
        let mut names =
            [&question["a"]["name"], &question["b"]["name"]].map(|n| n.as_str().unwrap());
        names.sort_unstable();
        names.join(" / ")
    };
    let singing = questions
        .iter()
        .find(|q| names(q) == "Breathing and singing group / Singing for Lungs");
    let singing = singing.unwrap_or_else(|| panic!("{questions:?}"));
    for says in ["for", "against"] {
        let evidence = singing["evidence"].as_array().unwrap();
        assert!(evidence.iter().any(|e| e["says"] == says), "{singing}");
    }
    let id = singing["id"].as_str().unwrap();
    let apart = served
        .command(&["matches", "apart", id, "--comment", "Two groups: I rang."])
        .await;
    let still = served.get("/api/admin/matches").await;
    assert!(
        !still["questions"]
            .as_array()
            .unwrap()
            .iter()
            .any(|q| q["id"] == id)
    );
    served
        .command(&["matches", "undo", apart["decision"].as_str().unwrap()])
        .await;
    let again = served.get("/api/admin/matches").await;
    assert_eq!(
        again["questions"].as_array().unwrap().len(),
        questions.len()
    );

    // Parted by the admin API, and together again: the same ids, the same words.
    let lunch = &listed["Larkhill Lunch Club"];
    let document = format!("/oruk/v3/services/{lunch}");
    let before = timeless(served.get(&document).await);
    let told = served
        .get(&format!("/api/v1/services/{lunch}/provenance"))
        .await;
    let record = &told["records"][1]["record"];
    let parted = served
        .say(
            &json!({"action": "split", "listing": lunch, "comment": "Two sittings.",
            "records": [{"feed": "sheafmoor", "record": record}]}),
        )
        .await;
    assert_eq!(parted["listings"].as_array().unwrap().len(), 2);
    assert_eq!(served.listed().await.len(), listed.len() + 1);
    served
        .say(&json!({"action": "undo", "id": parted["decision"]}))
        .await;
    assert_eq!(served.listed().await, listed);
    assert_eq!(timeless(served.get(&document).await), before);

    stop.cancel();
    ended.await.unwrap().unwrap();
}

fn timeless(mut document: Value) -> Value {
    document.as_object_mut().unwrap().remove("last_modified");
    document
}
