//! What a second refresh need not ask for again, and what it notices all the same.

use jiff::SignedDuration;
use serde_json::{Value, json};
use waymark::config::Config;
use waymark::connect::Client;
use waymark::demo::{Dataset, Fault, Harm, On, OrukServer, ServerOptions};
use waymark::domain::{NoProgress, Outcome, Refresh};
use waymark::federation::{Context, RefreshOptions, refresh};
use waymark::oruk::Service;

use crate::support::database::{Database, for_each_database};
use crate::support::hostile::feed;
use crate::support::sample;

const SERVICES: u32 = 60;

/// A council whose services all changed on one day; `stated` in lists too, or in details only.
fn council(stated: bool) -> Dataset {
    let services = (1..=SERVICES).map(|n| {
        let mut service = serde_json::to_value(sample::service(n)).unwrap();
        if stated {
            service["last_modified"] = json!("2026-01-05T10:00:00Z");
        }
        service
    });
    Dataset {
        services: services.collect(),
        ..Dataset::default()
    }
}

/// A phone number deep inside service `n` is another one.
fn dial(data: &mut Dataset, n: usize, number: &str) -> Value {
    data.services[n - 1]["phones"][0]["number"] = json!(number);
    data.services[n - 1].clone()
}

struct Hub<'a> {
    database: &'a Database,
    server: OrukServer,
    config: Config,
}

impl<'a> Hub<'a> {
    async fn new(database: &'a Database, data: &Dataset, options: ServerOptions) -> Self {
        let mut config = Config::default();
        config.federation.grace = "0s".parse().unwrap();
        config.fetch.per_host_per_second = 0.0;
        Self {
            database,
            server: OrukServer::start_with(data, options).await.unwrap(),
            config,
        }
    }

    /// Refreshes a day later; how it went, and what was asked.
    async fn refresh(&self, full: bool) -> (Refresh, Asked) {
        self.database.clock.advance(SignedDuration::from_hours(24));
        let store = &self.database.store;
        let client = Client::new(&self.config.fetch, store.clock().clone()).unwrap();
        let context = Context {
            store,
            client: &client,
            config: &self.config,
        };
        let options = RefreshOptions {
            full,
            ..RefreshOptions::default()
        };
        let (asked, spared) = (self.server.requests().len(), self.server.not_modified());
        let feed = feed("ashby", &self.server);
        let done = refresh(context, &feed, options, &NoProgress).await.unwrap();
        assert_eq!(done.outcome, Some(Outcome::Complete), "{:?}", done.message);
        let requests = self.server.requests().split_off(asked);
        let asked = Asked {
            details: count(&requests, |path| path.starts_with("/services/")),
            pages: count(&requests, |path| path.starts_with("/services?")),
            not_modified: self.server.not_modified() - spared,
        };
        (done, asked)
    }

    async fn number(&self, n: u32) -> String {
        let id = sample::listing_id(n);
        let listing = self.database.store.listing(id).await.unwrap().unwrap();
        let service: Service = serde_json::from_str(&listing.doc).unwrap();
        service.phones[0].number.clone().unwrap()
    }
}

fn count(requests: &[String], which: impl Fn(&str) -> bool) -> usize {
    requests.iter().filter(|path| which(path)).count()
}

/// How often a feed was asked for what.
#[derive(Debug)]
struct Asked {
    details: usize,
    pages: usize,
    not_modified: usize,
}

fn apart() -> ServerOptions {
    ServerOptions {
        honour_full: false,
        ..ServerOptions::default()
    }
}

fn codes(refresh: &Refresh) -> Vec<&str> {
    refresh.findings.iter().map(|f| f.code.as_str()).collect()
}

#[tokio::test]
async fn details_that_the_list_says_are_unchanged_are_spared() {
    for_each_database(async |database| {
        let mut data = council(true);
        let hub = Hub::new(database, &data, apart()).await;
        let (first, asked) = hub.refresh(false).await;
        assert_eq!(first.counts.added, 60);
        assert!(asked.details >= 60, "{asked:?}");
        let (second, asked) = hub.refresh(false).await;
        assert_eq!((second.counts.unchanged, second.findings.len()), (60, 0));
        assert!(asked.details <= 12, "{asked:?}");
        assert!(asked.pages >= 12, "every id is walked: {asked:?}");

        dial(&mut data, 30, "01632 960030");
        data.services[29]["last_modified"] = json!("2026-11-23T10:00:00Z");
        let gone = data.services.pop().unwrap();
        hub.server.set(&data);
        let (third, asked) = hub.refresh(false).await;
        let counts = third.counts;
        assert_eq!(
            (counts.updated, counts.unchanged, counts.removed),
            (1, 58, 1)
        );
        assert!(asked.details <= 13, "{asked:?}");
        assert_eq!(hub.number(30).await, "01632 960030");

        data.services.push(gone);
        hub.server.set(&data);
        let (back, _) = hub.refresh(false).await;
        assert_eq!((back.counts.added, back.counts.unchanged), (1, 59));
        let (full, asked) = hub.refresh(true).await;
        assert_eq!(full.counts.unchanged, 60);
        assert!(asked.details >= 60, "--full asks for everything: {asked:?}");
    })
    .await;
}

#[tokio::test]
async fn modified_after_spares_details_where_the_feed_proves_to_heed_it() {
    for_each_database(async |database| {
        for heeds in [true, false] {
            let mut data = council(true);
            let options = ServerOptions {
                modified_after: heeds,
                ..apart()
            };
            let hub = Hub::new(database, &data, options).await;
            // Without the date in lists only `modified_after` can tell.
            let hide = b"last_modified";
            let lists = Fault::Answer(On::Lists, Harm::Replace(hide, b"x_nothing_said"));
            hub.server.set_faults(vec![lists]);
            hub.refresh(false).await;
            let (_, asked) = hub.refresh(false).await;
            let is_spared = asked.details <= 13;
            assert_eq!(is_spared, heeds, "{asked:?}");

            dial(&mut data, 41, "01632 960041");
            data.services[40]["last_modified"] = json!(database.store.clock().now().to_string());
            hub.server.set(&data);
            let (third, asked) = hub.refresh(false).await;
            assert_eq!(third.counts.updated, 1, "{heeds} {asked:?}");
            assert_eq!(hub.number(41).await, "01632 960041");
        }
    })
    .await;
}

#[tokio::test]
async fn a_nested_change_that_is_not_announced_is_caught_and_belief_is_withdrawn() {
    for_each_database(async |database| {
        let mut data = council(true);
        let hub = Hub::new(database, &data, apart()).await;
        hub.refresh(false).await;
        dial(&mut data, 17, "01632 960017");
        dial(&mut data, 44, "01632 960044");
        hub.server.set(&data);
        let mut refreshes = 0;
        let caught = loop {
            refreshes += 1;
            assert!(
                refreshes <= 10,
                "each detail is read at every tenth refresh"
            );
            let (refresh, asked) = hub.refresh(false).await;
            if refresh.counts.updated > 0 {
                assert!(asked.details >= 60, "then all are asked for: {asked:?}");
                break refresh;
            }
        };
        assert_eq!(caught.counts.updated, 2, "both, in one refresh");
        assert_eq!(codes(&caught), ["change_unannounced"]);
        assert_eq!(hub.number(44).await, "01632 960044");

        dial(&mut data, 2, "01632 960002");
        hub.server.set(&data);
        let (next, asked) = hub.refresh(false).await;
        assert_eq!(next.counts.updated, 1, "nothing is spared any more");
        assert!(asked.details >= 60, "{asked:?}");
        database.clock.advance(SignedDuration::from_hours(24 * 31));
        let (_, asked) = hub.refresh(false).await;
        assert!(
            asked.details <= 12,
            "a month later it is tried again: {asked:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn details_and_pages_that_a_server_knows_again_are_not_sent_again() {
    for_each_database(async |database| {
        for honour_full in [false, true] {
            let mut data = council(false);
            let options = ServerOptions {
                etags: true,
                honour_full,
                ..ServerOptions::default()
            };
            let hub = Hub::new(database, &data, options).await;
            hub.refresh(true).await;
            let (second, asked) = hub.refresh(false).await;
            assert_eq!(second.counts.unchanged, 60, "{:?}", second.counts);
            let least = if honour_full { 10 } else { 50 };
            assert!(asked.not_modified >= least, "{asked:?}");

            dial(&mut data, 33, "01632 960033");
            data.services.remove(59);
            data.services
                .push(serde_json::to_value(sample::service(61)).unwrap());
            hub.server.set(&data);
            let (third, asked) = hub.refresh(false).await;
            let c = third.counts;
            let found = [c.added, c.updated, c.unchanged, c.removed];
            assert_eq!(found, [1, 1, 58, 1], "{honour_full} {asked:?}");
            assert_eq!(hub.number(33).await, "01632 960033");

            // As it was, for the other kind of server.
            hub.server.set(&council(false));
            hub.refresh(true).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_record_that_could_not_be_used_is_asked_for_again() {
    for_each_database(async |database| {
        let data = council(true);
        let hub = Hub::new(database, &data, apart()).await;
        hub.refresh(false).await;
        let path = format!("/services/{}", sample::id(1, 20));
        let mut changed = council(true);
        dial(&mut changed, 20, "01632 960020");
        changed.services[19]["last_modified"] = json!("2026-11-23T10:00:00Z");
        hub.server.set(&changed);
        hub.server
            .set_faults(vec![Fault::Answer(On::Path(path), Harm::Status(404))]);
        let (failed, _) = hub.refresh(false).await;
        assert_eq!((failed.counts.failed, failed.counts.unchanged), (1, 59));
        hub.server.set_faults(vec![]);
        let (mended, _) = hub.refresh(false).await;
        assert_eq!((mended.counts.updated, mended.counts.unchanged), (1, 59));
        assert_eq!(hub.number(20).await, "01632 960020");
    })
    .await;
}
