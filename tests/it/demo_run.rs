//! The demo from its start to its end, in this process.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use geo::{Distance, Geodesic, Point};
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use waymark::demo::{Audience, Demo, DemoError, DemoOptions};
use waymark::domain::{NoProgress, Progress, Reason};

/// What the second state of the websites contradicts.
const STALE: [(&str, Reason); 4] = [
    ("Conversation Café", Reason::Moved),
    ("Crafternoon", Reason::Gone),
    ("Debt advice appointments", Reason::PhoneChanged),
    ("Heelwood Men's Shed", Reason::Closed),
];

/// Listens and remembers.
#[derive(Default)]
struct Notes(Mutex<Vec<String>>);

impl Audience for Notes {
    fn follow(&self, _what: &str) -> Box<dyn Progress> {
        Box::new(NoProgress)
    }

    fn say(&self, line: &str) {
        self.0.lock().unwrap().push(line.to_owned());
    }
}

/// The first of five ports in a row that are free, below those that systems give away by
/// themselves: hub, websites and councils come back to them.
fn five_free_ports() -> SocketAddr {
    let from = 20_000 + u16::try_from(std::process::id() % 1_000).unwrap() * 8;
    let at = |port: u16| SocketAddr::from(([127, 0, 0, 1], port));
    let is_free = |port: u16| std::net::TcpListener::bind(at(port)).is_ok();
    let mut starts = (from..32_000).step_by(5);
    at(starts
        .find(|start| (*start..start + 5).all(is_free))
        .unwrap())
}

/// A demo that serves, and how to end it.
struct Running {
    url: String,
    settings: PathBuf,
    stop: CancellationToken,
    ended: tokio::task::JoinHandle<Result<(), DemoError>>,
}

impl Running {
    fn serve(demo: Demo) -> Self {
        let stop = CancellationToken::new();
        Self {
            url: demo.report().url(),
            settings: demo.report().settings.clone(),
            ended: tokio::spawn(demo.serve(stop.clone())),
            stop,
        }
    }

    async fn get(&self, path: &str) -> Value {
        let answer = reqwest::get(format!("{}{path}", self.url)).await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    }

    async fn end(self) {
        self.stop.cancel();
        let ended = tokio::time::timeout(Duration::from_secs(20), self.ended).await;
        ended.expect("it ends when it is told").unwrap().unwrap();
    }
}

/// A demo on a free port, in a folder that goes with it.
async fn prepare() -> Demo {
    let options = DemoOptions {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        data: None,
    };
    let notes = Notes::default();
    let ready = Demo::prepare(&options, &notes);
    let ready = tokio::time::timeout(Duration::from_secs(120), ready).await;
    ready.expect("it gets ready").unwrap()
}

fn names(page: &Value, list: &str) -> Vec<String> {
    let items = page[list].as_array().unwrap();
    let name = |item: &Value| item["name"].as_str().unwrap().to_owned();
    items.iter().map(name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_websites_contradict_is_hidden_and_the_rest_is_served() {
    let demo = prepare().await;
    let report = demo.report().clone();
    let suspended: BTreeMap<_, _> = report
        .suspended
        .iter()
        .map(|listing| (listing.name.as_str(), listing.reason))
        .collect();
    assert_eq!(suspended, BTreeMap::from(STALE), "{:#?}", report.suspended);
    let running = Running::serve(demo);

    let all = running.get("/oruk/v3/services?per_page=1000").await;
    let entries = all["contents"].as_array().unwrap().iter();
    let is_there = |service: &&Value| service["status"] != "defunct";
    // 328 records, seven of which went into listings of others, and one is over by its feed.
    assert_eq!(entries.filter(is_there).count(), 320);
    let status: BTreeMap<_, _> = all["contents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|service| (service["name"].as_str().unwrap(), &service["status"]))
        .collect();
    for (name, _) in STALE {
        assert_eq!(status[name], "inactive", "{name}");
        let query = format!("/api/v1/search?limit=100&q={}", name.replace(' ', "+"));
        let found = running.get(&query).await;
        assert!(
            !names(&found, "results").iter().any(|n| n == name),
            "{name}"
        );
    }
    for name in ["Larkhill Lunch Club", "Eckstone Saturday Pantry"] {
        assert_eq!(status[name], "active", "{name}");
    }

    let settings = running.settings.clone();
    assert!(settings.exists());
    running.end().await;
    assert!(!settings.exists(), "the folder is left behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_website_that_a_visitor_changes_hides_its_listing_within_seconds() {
    let demo = prepare().await;
    let (close, id) = demo.report().changeable.clone().unwrap();
    let told = demo.report().to_string();
    assert!(told.contains(&close), "{told}");
    let running = Running::serve(demo);
    let path = format!("/oruk/v3/services/{id}");
    assert_eq!(running.get(&path).await["status"], "active");
    let post = async |url: &str| {
        let answer = reqwest::Client::new().post(url).send().await.unwrap();
        assert!(answer.status().is_success(), "{url}: {}", answer.status());
    };
    for (url, want) in [
        (close.clone(), "inactive"),
        (close.replace("/close/", "/open/"), "active"),
    ] {
        post(&url).await;
        let mut status = String::new();
        for _ in 0..100 {
            let service = running.get(&path).await;
            status = service["status"].as_str().unwrap().to_owned();
            if status == want {
                break;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        assert_eq!(status, want, "{url}");
    }
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn distances_are_true_and_in_order() {
    let running = Running::serve(prepare().await);
    let found = running
        .get("/api/v1/search?postcode=s101bd&radius_m=4000&sort=distance&limit=100")
        .await;
    let coordinate = |place: &Value, name: &str| place[name].as_f64().unwrap();
    let origin = &found["origin"];
    let origin = Point::new(coordinate(origin, "lon"), coordinate(origin, "lat"));
    let mut last = 0.0;
    let mut measured = 0;
    for result in found["results"].as_array().unwrap() {
        let Some(distance) = result["distance_m"].as_f64() else {
            continue;
        };
        assert!(distance >= last && distance <= 4000.0, "{result}");
        last = distance;
        let id = result["id"].as_str().unwrap();
        let service = running.get(&format!("/oruk/v3/services/{id}")).await;
        let places = service["service_at_locations"].as_array().unwrap();
        let exact = places
            .iter()
            .map(|link| &link["location"])
            .filter(|location| location["latitude"].is_number())
            .map(|at| Point::new(coordinate(at, "longitude"), coordinate(at, "latitude")))
            .map(|point| Geodesic.distance(origin, point))
            .fold(f64::INFINITY, f64::min);
        if exact.is_finite() {
            measured += 1;
            assert!(
                (distance - exact).abs() <= 0.01 * exact + 1.0,
                "{result}: {exact}"
            );
        }
    }
    assert!(measured >= 20, "only {measured} distances");
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_folder_goes_on_where_it_stopped() {
    let home = tempfile::tempdir().unwrap();
    let options = DemoOptions {
        listen: five_free_ports(),
        data: Some(home.path().join("kept")),
    };
    let first = Demo::prepare(&options, &Notes::default()).await.unwrap();
    let was = first.report().clone();
    Running::serve(first).end().await;
    assert!(was.settings.exists());

    let notes = Notes::default();
    let again = Demo::prepare(&options, &notes).await.unwrap();
    let is = again.report().clone();
    assert_eq!(is.searchable, was.searchable);
    let names = |report: &waymark::demo::Report| -> Vec<String> {
        let all = report.suspended.iter();
        all.map(|listing| listing.name.clone()).collect()
    };
    assert_eq!(names(&is), names(&was));
    let said = notes.0.lock().unwrap().join("\n");
    for unchanged in ["140 unchanged", "32 unchanged"] {
        assert!(said.contains(unchanged), "{said}");
    }
    Running::serve(again).end().await;
}

#[tokio::test]
async fn a_port_in_use_is_one_clear_sentence() {
    let taken = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .unwrap();
    let options = DemoOptions {
        listen: taken.local_addr().unwrap(),
        data: None,
    };
    let refused = Demo::prepare(&options, &Notes::default())
        .await
        .unwrap_err();
    let said = refused.to_string();
    assert!(said.contains("--listen") && !said.contains('\n'), "{said}");
}
