//! Subscribers of a hub that runs as operators run it: the real program, killed and started
//! again, with commands beside it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use waymark::notify::signature;

use crate::support::database::{Database, for_each_database};
use crate::support::following::{assert_equal, bare};
use crate::support::receiver::{Receiver, SILENCE};
use crate::support::sample;
use crate::support::serving::Program;

/// Two councils by file; one stands a hundred kilometres north of the other.
struct Hub {
    program: Program,
}

impl Hub {
    fn new(database: &Database, settings: &str) -> Self {
        let feed = |id: &str| {
            format!("[[feeds]]\nid = \"{id}\"\nkind = \"file\"\npath = \"{{folder}}/{id}.json\"\n")
        };
        let settings = format!(
            "[federation]\ngrace = \"0s\"\nmax_removal_share = 1.0\nmatching = false\n{settings}\n{}{}",
            feed("ashby"),
            feed("brook")
        );
        let program = Program::new(&database.url, &settings);
        let hub = Self { program };
        hub.say("ashby", 1..=230);
        hub.say("brook", 1_001..=1_010);
        hub
    }

    /// What a council lists.
    fn say(&self, feed: &str, numbers: impl Iterator<Item = u32>) {
        let services: Vec<Value> = numbers
            .map(|n| {
                let mut service = serde_json::to_value(sample::service(n)).unwrap();
                let postcode = "/service_at_locations/0/location/addresses/0/postal_code";
                if let Some(postcode) = service.pointer_mut(postcode).filter(|_| feed == "brook") {
                    *postcode = json!("S10 2TN");
                }
                service
            })
            .collect();
        let text = json!({ "services": services }).to_string();
        std::fs::write(self.program.path(&format!("{feed}.json")), text).unwrap();
    }

    async fn refresh(&self) {
        let done = self.program.json(&["refresh", "--json"]).await;
        for feed in done["feeds"].as_array().unwrap() {
            assert_eq!(feed["outcome"], "complete", "{feed}");
        }
    }

    /// Subscribes somebody, and gives the secret.
    async fn subscribe(&self, receiver: &Receiver, scope: &[&str]) -> String {
        let url = receiver.url();
        let words = ["webhook", "add", url.as_str(), "--json"];
        let words: Vec<&str> = words.into_iter().chain(scope.iter().copied()).collect();
        let made = self.program.json(&words).await;
        made["secret"].as_str().unwrap().to_owned()
    }
}

/// Everything that a hub publishes, by its lines.
async fn published(hub: &url::Url) -> BTreeMap<String, Value> {
    let address = hub
        .join("oruk/v3/services?full=true&format=ndjson")
        .unwrap();
    // Nothing else in this test may have chosen one; whoever comes second changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let text = reqwest::get(address).await.unwrap().text().await.unwrap();
    let all = text.lines().map(|line| serde_json::from_str(line).unwrap());
    let there = all.filter(|service: &Value| service["status"] != "defunct");
    there
        .map(|service| (service["id"].as_str().unwrap().to_owned(), bare(service)))
        .collect()
}

fn only(all: &BTreeMap<String, Value>, first: u32, last: u32) -> BTreeMap<String, Value> {
    let (first, last) = (sample::id(1, first), sample::id(1, last));
    let within = all.range(first..=last);
    within.map(|(id, doc)| (id.clone(), doc.clone())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_hub_tells_each_subscriber_its_part_signed_and_tries_again_ever_later() {
    for_each_database(async |database| {
        let hub = Hub::new(database, "[webhooks]\nretry_after = \"1s\"");
        let serving = hub.program.serve().await;
        let (all, brook, district, circle) = (
            Receiver::start().await,
            Receiver::start().await,
            Receiver::start().await,
            Receiver::start().await,
        );
        all.answer(503);
        let secret = hub.subscribe(&all, &[]).await;
        hub.subscribe(&brook, &["--feed", "brook"]).await;
        hub.subscribe(&district, &["--district", "S10"]).await;
        let (lat, lon) = sample::point(1_005);
        let near = [lat, lon, 250.0].map(|number| number.to_string());
        hub.subscribe(&circle, &["--near", &near[0], &near[1], &near[2]])
            .await;
        hub.refresh().await;

        // One that takes nothing holds up nobody else.
        let ours = published(&serving.url).await;
        assert_eq!(ours.len(), 240);
        let theirs = only(&ours, 1_001, 1_010);
        brook.wait("the feed", |one| one.copy().len() == 10).await;
        assert_equal(&brook.copy(), &theirs);
        // Every seventh has no place: 1001 and 1008 are of those.
        district
            .wait("the district", |one| one.copy().len() == 8)
            .await;
        circle.wait("the circle", |one| one.copy().len() == 5).await;
        assert_equal(&circle.copy(), &only(&ours, 1_003, 1_007));

        all.wait("four tries", |one| one.sent().len() >= 4).await;
        all.answer(204);
        all.wait("everything", |one| one.copy().len() == 240).await;
        assert_equal(&all.copy(), &ours);
        let sent = all.sent();
        let refused: Vec<_> = sent.iter().filter(|sent| sent.status == 503).collect();
        for (pair, seconds) in refused.windows(2).zip([1, 2, 4]) {
            let pause = pair[1].at - pair[0].at;
            assert!(
                pause >= Duration::from_secs(seconds),
                "{pause:?} of {seconds} s"
            );
            assert_eq!(pair[0].json()["delivery"], pair[1].json()["delivery"]);
        }
        for sent in &sent {
            let at = sent.signature.strip_prefix("t=").unwrap();
            let at = at.split(',').next().unwrap().parse().unwrap();
            assert_eq!(sent.signature, signature(&secret, at, &sent.body));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_is_killed_in_the_middle_of_a_delivery_loses_none_and_a_silent_receiver_blocks_nothing()
 {
    for_each_database(async |database| {
        let hub = Hub::new(database, "[fetch]\ntimeout = \"20s\"");
        let serving = hub.program.serve().await;
        let (all, other) = (Receiver::start().await, Receiver::start().await);
        all.answer(SILENCE);
        hub.subscribe(&all, &[]).await;
        hub.subscribe(&other, &[]).await;
        let began = Instant::now();
        hub.refresh().await;
        all.wait("the first delivery", |one| one.sent().len() == 1)
            .await;
        // While that one is silent, others are told, refreshes run and pages come.
        other
            .wait("everything", |one| one.copy().len() == 240)
            .await;
        hub.refresh().await;
        let ours = published(&serving.url).await;
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "the silence has not ended by itself: {:?}",
            began.elapsed()
        );
        assert_eq!(all.sent().len(), 1);
        serving.kill();

        // It takes some of what there is, and the hub is killed again before the end.
        all.answer(200);
        let serving = hub.program.serve().await;
        all.wait("some", |one| !one.copy().is_empty()).await;
        serving.kill();
        let _serving = hub.program.serve().await;
        all.wait("everything", |one| one.copy().len() == 240).await;
        assert_equal(&all.copy(), &ours);
        let sent = all.sent();
        assert_eq!(sent[0].json()["delivery"], sent[1].json()["delivery"]);
        // The same once more; only the address of the hub is another.
        assert_eq!(sent[0].json()["items"], sent[1].json()["items"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_delivery_goes_to_a_private_address_whenever_it_became_one() {
    for_each_database(async |database| {
        let hub = Hub::new(database, "");
        for address in [
            "http://10.0.0.1/hook",
            "http://[::1]/hook",
            "http://169.254.169.254/latest",
            "file:///etc/passwd",
        ] {
            let (is_fine, _, error) = hub.program.run(&["webhook", "add", address]).await;
            assert!(!is_fine, "{address}");
            assert!(error.contains("fetch.allow_hosts"), "{error}");
        }
        let receiver = Receiver::start().await;
        hub.subscribe(&receiver, &[]).await;
        let mut name = receiver.url();
        name.set_host(Some("localhost")).unwrap();
        let added = hub.program.run(&["webhook", "add", name.as_str()]).await;
        assert!(
            added.0,
            "a name tells nothing before it is asked: {}",
            added.2
        );
        hub.refresh().await;
        // The same database with settings that allow no private address.
        let strict = Hub::new(database, "[fetch]\nallow_hosts = []");
        let _serving = strict.program.serve().await;
        let began = Instant::now();
        loop {
            let all = strict.program.json(&["webhook", "list", "--json"]).await;
            let all = all["webhooks"].as_array().unwrap().clone();
            assert_eq!(all.len(), 2);
            let why = |one: &Value| one["last_error"].as_str().map(str::to_owned);
            let said: Vec<String> = all.iter().filter_map(why).collect();
            if said.len() == 2 {
                for why in said {
                    assert!(why.contains("private"), "{why}");
                }
                break;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "{all:?}");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        assert!(receiver.sent().is_empty());
    })
    .await;
}
