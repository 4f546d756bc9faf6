//! A place whose feed states no coordinates is published with those of its postcode, and marked.

use std::time::Duration;

use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use waymark::federation::derive_places;
use waymark::jobs::{follow_gazetteer, follow_places};

use crate::support::database::for_each_database;
use crate::support::hub::TestHub;
use crate::support::postcodes::Shelves;
use crate::support::scripted::Feed;

const CODE_POINT: &str = "\
\"S10 2TN\",10,433950,387050,\"E92000001\",\"\",\"\",\"\",\"E08000019\",\"E05010871\"
\"S10 1ZZ\",90,0,0,\"E92000001\",\"\",\"\",\"\",\"\",\"\"
";

fn service(n: u32, postcode: &str, point: Option<(f64, f64)>) -> Value {
    let mut location = json!({
        "id": format!("7a000000-0000-4000-8000-0000000000a{n}"),
        "location_type": "physical",
        "addresses": [{
            "id": format!("7a000000-0000-4000-8000-0000000000b{n}"),
            "address_1": format!("{n} Mill Lane"), "city": "Ashby", "state_province": "Ashbyshire",
            "postal_code": postcode, "country": "GB", "address_type": "physical",
        }],
    });
    if let Some((lat, lon)) = point {
        location["latitude"] = json!(lat);
        location["longitude"] = json!(lon);
    }
    json!({
        "id": format!("7a000000-0000-4000-8000-00000000000{n}"),
        "name": format!("Tea number {n}"),
        "status": "active",
        "service_at_locations": [
            {"id": format!("7a000000-0000-4000-8000-0000000000d{n}"), "location": location},
        ],
    })
}

async fn location(hub: &TestHub, n: u32) -> Value {
    let path = format!("/oruk/v3/services/7a000000-0000-4000-8000-00000000000{n}");
    hub.get(&path).await.json()["service_at_locations"][0]["location"].clone()
}

fn mark(location: &Value) -> &Value {
    &location["attributes"][0]["taxonomy_term"]["name"]
}

const MARK: &str = "Coordinates derived from the postcode";

#[tokio::test]
async fn a_running_hub_derives_what_feeds_leave_out_and_never_learns_from_it() {
    let mut shelves = Shelves::new();
    let data = shelves.config.data.dir.clone();
    let hub = TestHub::start_with(|config| config.data.dir = data.clone()).await;
    shelves.config.data.dir = data;
    let services = [
        service(1, "S10 2TN", None),
        service(2, "S10 2TN", Some((53.40, -1.50))),
        service(3, "S10 1ZZ", None),
        service(4, "ZE1 0AA", None),
    ];
    for service in services {
        hub.publish([serde_json::from_value(service).unwrap()])
            .await;
    }
    assert!(
        location(&hub, 1).await.get("latitude").is_none(),
        "no file is loaded yet"
    );
    let stop = CancellationToken::new();
    let tasks = [
        tokio::spawn(follow_gazetteer(hub.hub.clone(), stop.clone())),
        tokio::spawn(follow_places(hub.hub.clone(), stop.clone())),
    ];
    let path = shelves.write("s.csv", CODE_POINT);
    shelves.load(&path).unwrap();
    let wait = async {
        while location(&hub, 1).await.get("latitude").is_none() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), wait)
        .await
        .unwrap();
    let derived = location(&hub, 1).await;
    let answer = hub.get("/api/v1/postcodes/S10%202TN").await.json();
    let off = |field: &str, axis: &str| {
        (derived[field].as_f64().unwrap() - answer[axis].as_f64().unwrap()).abs()
    };
    assert!(
        off("latitude", "lat") < 1e-6 && off("longitude", "lon") < 1e-6,
        "{derived}"
    );
    assert_eq!(mark(&derived), MARK);
    // The feed's own word, a postcode without a position and an unknown one stay as they are.
    let own = location(&hub, 2).await;
    assert_eq!((&own["latitude"], mark(&own)), (&json!(53.4), &Value::Null));
    for n in [3, 4] {
        assert!(location(&hub, n).await.get("latitude").is_none());
    }
    // Search knows it by its postcode alone, as before.
    hub.index().await;
    let near = "/api/v1/search?q=tea+number+1&postcode=S10+2TN&radius_m=500";
    let found = hub.get(near).await.json();
    assert_eq!(found["results"][0]["name"], "Tea number 1", "{found}");
    assert_eq!(found["results"][0]["approximate"], true, "{found}");
    // Those who ask by ORUK find it near its postcode too.
    let near = "/oruk/v3/service_at_locations?postcode=S10+2TN&proximity=100";
    assert_eq!(
        hub.ids(near).await,
        ["7a000000-0000-4000-8000-0000000000d1"]
    );
    stop.cancel();
    for task in tasks {
        task.await.unwrap();
    }
    let taught = hub.hub.store.learned_places().await.unwrap();
    let taught: Vec<f64> = taught.into_iter().map(|place| place.lat).collect();
    assert_eq!(taught, [53.40], "only what a feed states teaches");
}

#[tokio::test]
async fn a_refresh_keeps_what_was_derived_until_the_feed_says_more() {
    for_each_database(async |database| {
        let shelves = Shelves::new();
        let path = shelves.write("s.csv", CODE_POINT);
        shelves.load(&path).unwrap();
        let gazetteer = shelves.gazetteer().await;
        let store = &database.store;
        let hub = TestHub::on(database).await;
        let feed = |service: &Value| Feed::of("ashby", std::slice::from_ref(service));
        let mut tea = service(1, "S10 2TN", None);
        feed(&tea).refresh(database).await;
        assert_eq!(derive_places(store, &gazetteer, 0).await.unwrap(), 1);
        assert_eq!(
            derive_places(store, &gazetteer, 0).await.unwrap(),
            0,
            "once is enough"
        );
        let first = location(&hub, 1).await;
        assert_eq!(mark(&first), MARK);
        let seq = store.last_seq().await.unwrap();
        // The same service in other bytes: nothing has changed.
        tea["edited_with"] = json!("another editor");
        let same = feed(&tea).refresh(database).await;
        assert_eq!(
            (same.counts.updated, store.last_seq().await.unwrap()),
            (0, seq)
        );
        tea["name"] = json!("Tea number one");
        let changed = feed(&tea).refresh(database).await;
        assert_eq!(changed.counts.updated, 1);
        assert_eq!(location(&hub, 1).await, first, "the place has not moved");
        assert_eq!(derive_places(store, &gazetteer, seq).await.unwrap(), 0);
        // It has moved, to where no file knows.
        let moved = service(1, "ZE1 0AA", None);
        feed(&moved).refresh(database).await;
        assert!(location(&hub, 1).await.get("latitude").is_none());
        let own = service(1, "S10 2TN", Some((53.41, -1.51)));
        feed(&own).refresh(database).await;
        assert_eq!(derive_places(store, &gazetteer, 0).await.unwrap(), 0);
        let own = location(&hub, 1).await;
        assert_eq!(
            (&own["latitude"], mark(&own)),
            (&json!(53.41), &Value::Null)
        );
    })
    .await;
}
