//! One bad record costs one record; ids and texts of odd ones.

use serde_json::{Value, json};
use waymark::connect::Pulled;
use waymark::domain::{Outcome, Refresh, codes as finding_codes};
use waymark::oruk::Service;
use waymark::store::ListingFilter;

use crate::support::database::{Database, for_each_database};
use crate::support::sample;
use crate::support::scripted::{Feed, pulled, raw};

fn service(n: u32) -> Value {
    serde_json::to_value(sample::service(n)).unwrap()
}

async fn published(database: &Database) -> Vec<Service> {
    let page = database
        .store
        .published(&ListingFilter::default(), 0, 1000)
        .await;
    let items = page.unwrap().items;
    items
        .iter()
        .map(|listing| serde_json::from_str(&listing.doc).unwrap())
        .collect()
}

fn codes(refresh: &Refresh) -> Vec<&str> {
    refresh
        .findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

#[tokio::test]
async fn a_bad_record_becomes_findings_and_its_neighbours_are_listed() {
    for_each_database(async |database| {
        let mut nameless = service(2);
        nameless.as_object_mut().unwrap().remove("name");
        let bad = [
            nameless,
            json!({"id": "b", "name": "<p></p>"}),
            json!({"id": "c", "name": {"no": "text"}}),
        ];
        let mut all = vec![service(1)];
        all.extend(bad);
        all.push(service(3));
        let feed = Feed::of("ashby", &all).with(|feed| {
            for odd in [json!("text"), json!(null), json!([]), json!({})] {
                feed.pulled.push(pulled(&odd));
            }
        });
        let refresh = feed.refresh(database).await;
        assert_eq!(refresh.outcome, Some(Outcome::Complete));
        assert_eq!((refresh.counts.added, refresh.counts.failed), (2, 7));
        assert!(
            codes(&refresh).contains(&"record_unusable"),
            "{:?}",
            codes(&refresh)
        );
        let names: Vec<_> = published(database)
            .await
            .into_iter()
            .filter_map(|s| s.name)
            .collect();
        assert_eq!(names, ["Sample service 1", "Sample service 3"]);
    })
    .await;
}

#[tokio::test]
async fn a_record_that_turns_bad_keeps_its_last_good_content() {
    for_each_database(async |database| {
        Feed::of("ashby", &[service(1), service(2)])
            .refresh(database)
            .await;
        let mut bad = service(1);
        bad["name"] = json!("");
        let refresh = Feed::of("ashby", &[bad, service(2)])
            .refresh(database)
            .await;
        assert_eq!(
            (
                refresh.counts.failed,
                refresh.counts.unchanged,
                refresh.counts.removed
            ),
            (1, 1, 0)
        );
        assert_eq!(
            published(database).await[0].name.as_deref(),
            Some("Sample service 1")
        );
        let mended = Feed::of("ashby", &[service(1), service(2)])
            .refresh(database)
            .await;
        assert_eq!(mended.counts.unchanged, 2);
        assert_eq!(
            codes(&mended),
            Vec::<&str>::new(),
            "findings go with their cause"
        );
    })
    .await;
}

#[tokio::test]
async fn an_id_told_twice_is_one_record_and_the_last_word_counts() {
    for_each_database(async |database| {
        let named = |name: &str| {
            let mut service = service(1);
            service["name"] = json!(name);
            service
        };
        let mut all = vec![named("first"), service(2), named("second")];
        all.extend((3..=300).map(service));
        all.push(named("last"));
        let refresh = Feed::of("ashby", &all).refresh(database).await;
        assert_eq!(refresh.counts.added, 300);
        assert!(codes(&refresh).contains(&"id_repeated"));
        assert_eq!(published(database).await[0].name.as_deref(), Some("last"));

        // Said as it is stored, said otherwise, and said as it is stored again.
        let mut again = vec![named("last"), named("other")];
        again.extend((2..=300).map(service));
        again.push(named("last"));
        let refresh = Feed::of("ashby", &again).refresh(database).await;
        assert_eq!((refresh.counts.unchanged, refresh.counts.updated), (300, 0));
    })
    .await;
}

#[tokio::test]
async fn a_record_without_an_id_is_known_by_its_name_and_provider() {
    for_each_database(async |database| {
        let mut without = service(1);
        without.as_object_mut().unwrap().remove("id");
        let first = Feed::of("ashby", &[without.clone(), service(2)])
            .refresh(database)
            .await;
        assert_eq!(first.counts.added, 2);
        assert!(codes(&first).contains(&"missing_id"), "{:?}", codes(&first));
        let id = published(database).await[0].id.clone();
        without["description"] = json!("New words.");
        let second = Feed::of("ashby", &[service(2), without])
            .refresh(database)
            .await;
        assert_eq!(
            (
                second.counts.updated,
                second.counts.unchanged,
                second.counts.removed
            ),
            (1, 1, 0)
        );
        assert_eq!(published(database).await[0].id, id);
    })
    .await;
}

#[tokio::test]
async fn two_feeds_with_the_same_ids_make_two_listings_and_two_providers() {
    for_each_database(async |database| {
        Feed::of("ashby", &[service(1)]).refresh(database).await;
        let mut theirs = service(1);
        theirs["name"] = json!("The other council's swimming lessons");
        theirs["description"] = json!("Learn to swim.");
        theirs["organization"]["name"] = json!("Bexford Baths");
        theirs["email"] = json!("swim@baths.example.org");
        theirs["url"] = json!("https://baths.example.org/");
        theirs["phones"][0]["number"] = json!("01632 960777");
        theirs["schedules"][0]["byday"] = json!("FR");
        let refresh = Feed::of("bexford", &[theirs.clone()])
            .refresh(database)
            .await;
        assert!(codes(&refresh).contains(&"id_taken"));
        let [ours, other] = &published(database).await[..] else {
            panic!("two listings");
        };
        assert_eq!(ours.id, Some(sample::id(1, 1)));
        assert_eq!(ours.name.as_deref(), Some("Sample service 1"));
        assert_ne!(other.id, ours.id);
        assert_ne!(other.organization_id, ours.organization_id);
        assert_ne!(
            other.service_at_locations[0].id,
            ours.service_at_locations[0].id
        );
        // Neither follows the other, in whatever order they come.
        theirs["name"] = json!("Edited by the other council");
        let refresh = Feed::of("bexford", &[theirs]).refresh(database).await;
        assert_eq!(refresh.counts.updated, 1);
        let again = Feed::of("ashby", &[service(1)]).refresh(database).await;
        assert_eq!(again.counts.unchanged, 1);
        assert_eq!(published(database).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn nothing_unsafe_or_private_is_published() {
    for_each_database(async |database| {
        let mut hostile = service(1);
        hostile["name"] = json!("<b>Club</b><script>alert(1)</script>");
        hostile["description"] = json!("<p onclick='x()'>Come</p><img src=x onerror=alert(1)>");
        hostile["url"] = json!("javascript:alert(1)");
        hostile["assurer_email"] = json!("keeper@provider.example.org");
        hostile["metadata"] = json!([{"updated_by": "keeper@provider.example.org"}]);
        hostile["pc_metadata"] = json!({"assured_by": "keeper@provider.example.org"});
        Feed::of("ashby", &[hostile]).refresh(database).await;
        let listing = database
            .store
            .listing(sample::listing_id(1))
            .await
            .unwrap()
            .unwrap();
        for bad in [
            "<script",
            "alert",
            "onclick",
            "onerror",
            "javascript",
            "keeper@",
        ] {
            assert!(!listing.doc.contains(bad), "{bad}: {}", listing.doc);
            assert!(!listing.item.contains(bad), "{bad}: {}", listing.item);
        }
        let service: Service = serde_json::from_str(&listing.doc).unwrap();
        assert_eq!(service.name.as_deref(), Some("Club"));
        assert_eq!(service.description.as_deref(), Some("<p>Come</p>"));
        let records = database
            .store
            .records_of(sample::listing_id(1))
            .await
            .unwrap();
        assert!(
            records[0].raw.contains("keeper@"),
            "the snapshot is what the feed sent"
        );
        assert_eq!(records[0].service.assurer_email, None);
    })
    .await;
}

#[tokio::test]
async fn a_feeds_own_vocabulary_is_kept_under_ids_that_fit_its_services() {
    for_each_database(async |database| {
        let mut tagged = service(3);
        tagged["attributes"] = json!([{"id": "1", "taxonomy_term_id": "food",
            "taxonomy_term": {"id": "food", "name": "Food", "description": "Meals"}}]);
        let feed = Feed::of("ashby", &[tagged]).with(|feed| {
            feed.pulled.push(Pulled::Taxonomy(raw(
                &json!({"id": "topics", "name": "Topics", "description": "All <b>topics</b>"}),
            )));
            feed.pulled.push(Pulled::TaxonomyTerm(raw(
                &json!({"id": "food", "name": "Food and drink", "description": "Meals",
                    "taxonomy_id": "topics", "parent_id": "life"}),
            )));
        });
        feed.refresh(database).await;
        let term_id = published(database).await[0].attributes[0]
            .taxonomy_term_id
            .clone()
            .unwrap();
        let term = database
            .store
            .taxonomy_term(&term_id)
            .await
            .unwrap()
            .unwrap();
        let term: Value = serde_json::from_str(&term).unwrap();
        assert_eq!(
            term["name"], "Food and drink",
            "the feed's own list counts more"
        );
        let taxonomy = term["taxonomy_id"].as_str().unwrap();
        let taxonomy = database.store.taxonomy(taxonomy).await.unwrap().unwrap();
        assert!(taxonomy.contains("All topics"), "{taxonomy}");
        let filter = ListingFilter {
            taxonomy_term_ids: vec![term_id],
            ..ListingFilter::default()
        };
        assert_eq!(
            database
                .store
                .published(&filter, 0, 10)
                .await
                .unwrap()
                .total,
            1
        );
    })
    .await;
}

#[tokio::test]
async fn a_note_on_the_feed_is_kept_until_the_next_refresh() {
    for_each_database(async |database| {
        let noted = Feed::of("ashby", &[service(1)]).with(|feed| {
            feed.pulled.push(Pulled::Note {
                code: finding_codes::PAGE_REPEATED,
                found: "page 2".to_owned(),
                advice: "Number the pages.".to_owned(),
            });
        });
        assert_eq!(codes(&noted.refresh(database).await), ["page_repeated"]);
        let quiet = Feed::of("ashby", &[service(1)]).refresh(database).await;
        assert_eq!(codes(&quiet), Vec::<&str>::new());
    })
    .await;
}
