//! Where a sensitive location is, nobody learns from us: not from a document, a list, a change, a
//! distance, a page or a log.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use waymark::domain::ListingId;
use waymark::federation::RefreshOptions;
use waymark::store::Role;

use crate::support::database::{Database, for_each_database};
use crate::support::hub::TestHub;
use crate::support::scripted::Feed;

/// What must not be found anywhere.
const SECRETS: [&str; 7] = [
    "53.38123",
    "-1.48654",
    "S10 2TN",
    "S102TN",
    "2TN",
    "Mill Lane",
    "Rowan House",
];

/// An organization, a place to stay and an advice office in one house, and one more elsewhere.
fn services() -> [Value; 3] {
    let house = json!({
        "id": "9c6d1e2a-0000-4000-8000-0000000000a1",
        "location_type": "physical",
        "name": "Rowan House",
        "latitude": 53.381_234,
        "longitude": -1.486_543,
        "addresses": [{
            "id": "9c6d1e2a-0000-4000-8000-0000000000b1",
            "address_1": "Rowan House, 12 Mill Lane", "city": "Ashby",
            "state_province": "Ashbyshire", "postal_code": "S10 2TN",
            "country": "GB", "address_type": "physical",
        }],
    });
    let office = json!({
        "id": "9c6d1e2a-0000-4000-8000-0000000000a2",
        "location_type": "physical",
        "latitude": 53.40, "longitude": -1.46,
        "addresses": [{
            "id": "9c6d1e2a-0000-4000-8000-0000000000b2",
            "address_1": "1 High Street", "city": "Ashby", "state_province": "Ashbyshire",
            "postal_code": "S1 2HH", "country": "GB", "address_type": "physical",
        }],
    });
    let service = |n: u32, name: &str, about: &str, location: &Value| {
        json!({
            "id": format!("9c6d1e2a-0000-4000-8000-00000000000{n}"),
            "name": name,
            "description": about,
            "status": "active",
            "organization": {"id": "9c6d1e2a-0000-4000-8000-0000000000c1", "name": "Ashby Safe Homes",
                "description": "Homes for people who had to leave theirs."},
            "service_at_locations": [
                {"id": format!("9c6d1e2a-0000-4000-8000-0000000000d{n}"), "location": location},
            ],
        })
    };
    [
        service(
            1,
            "A place to stay",
            "Rooms at 12 Mill Lane, S10 2TN.",
            &house,
        ),
        service(
            2,
            "Somebody to talk to",
            "Ask for the blue door in Mill Lane.",
            &house,
        ),
        service(3, "Advice in town", "Letters and forms.", &office),
    ]
}

/// The same, with the house called sensitive by its feed.
fn flagged() -> [Value; 3] {
    let mut services = services();
    services[0]["service_at_locations"][0]["location"]["mask_exact_address"] = json!(true);
    services
}

fn listing(n: u32) -> ListingId {
    format!("9c6d1e2a-0000-4000-8000-00000000000{n}")
        .parse()
        .unwrap()
}

async fn refresh(database: &Database, services: &[Value]) {
    Feed::of("ashby", services).refresh(database).await;
}

/// Every public address that could give it away.
const FACES: [&str; 15] = [
    "/oruk/v3/services?full=true",
    "/oruk/v3/services/9c6d1e2a-0000-4000-8000-000000000001",
    "/oruk/v3/services/9c6d1e2a-0000-4000-8000-000000000002",
    "/oruk/v3/service_at_locations?full=true",
    "/oruk/v3/organizations?full=true",
    "/api/v1/search?q=place+to+stay",
    "/api/v1/search?q=place+to+stay&explain=true",
    "/api/v1/search?q=somebody+to+talk+to",
    "/api/v1/search?lat=53.40&lon=-1.46&radius_m=50000",
    "/api/v1/changes?after=0&limit=500",
    "/api/v1/suggest?q=rowan",
    "/?q=place+to+stay",
    "/services/9c6d1e2a-0000-4000-8000-000000000001",
    "/services/9c6d1e2a-0000-4000-8000-000000000002",
    "/api/v1/postcodes/S10%202TP",
];

async fn assert_silent(hub: &TestHub, faces: &[&str]) {
    for face in faces {
        let answer = hub.get(face).await;
        assert_eq!(answer.status, StatusCode::OK, "{face}: {}", answer.text);
        // The page repeats what was asked for.
        for secret in SECRETS {
            assert!(
                !answer.text.contains(secret),
                "{face} gives away {secret}: {}",
                answer.text
            );
        }
    }
}

#[tokio::test]
async fn a_location_that_its_feed_calls_sensitive_is_published_as_an_area_only() {
    for_each_database(async |database| {
        refresh(database, &flagged()).await;
        let hub = TestHub::on(database).await;
        // The second service says nothing of its own: it takes place in the same house, so
        // only what its document states of the place can be told.
        assert_silent(&hub, &FACES).await;
        let answer = hub.get(FACES[1]).await.json();
        let location = &answer["service_at_locations"][0]["location"];
        assert_eq!(location["name"], "Ashby (S10)", "{location}");
        assert_eq!(location["addresses"][0]["city"], "Ashby");
        assert_eq!(location["addresses"][0]["postal_code"], "S10");
        assert_eq!(
            location["attributes"][0]["taxonomy_term"]["name"],
            "Sensitive location"
        );
        assert!(location.get("latitude").is_none(), "{location}");
        // The office is where it was.
        let office = hub
            .get(&format!("/oruk/v3/services/{}", listing(3)))
            .await
            .json();
        let office = &office["service_at_locations"][0]["location"];
        assert_eq!(office["latitude"], 53.4, "{office}");
    })
    .await;
}

#[tokio::test]
async fn its_coordinates_influence_no_distance_and_teach_no_postcode() {
    for_each_database(async |database| {
        refresh(database, &flagged()).await;
        let hub = TestHub::on(database).await;
        // At its very door and a hundred miles off it stands in the same place: nowhere.
        for (lat, lon) in [(53.381_234, -1.486_543), (51.5, -0.1)] {
            let path = format!("/api/v1/search?q=place+to+stay&lat={lat}&lon={lon}&radius_m=2000");
            let answer = hub.get(&path).await.json();
            assert_eq!(answer["results"][0]["name"], "A place to stay", "{answer}");
            assert_eq!(answer["results"][0]["distance_m"], Value::Null, "{answer}");
        }
        let postcode = hub.get("/api/v1/postcodes/S10%202TN").await.json();
        assert_eq!(postcode["status"], "unknown", "{postcode}");
        assert!(postcode.get("lat").is_none(), "{postcode}");
        let near = "/oruk/v3/service_at_locations?postcode=S1+2HH&proximity=50000";
        assert_eq!(hub.contents(near).await.len(), 1, "the office alone");
    })
    .await;
}

#[tokio::test]
async fn a_mark_holds_for_every_listing_at_the_location_and_ends_with_the_feeds_word() {
    for_each_database(async |database| {
        refresh(database, &services()).await;
        let hub = TestHub::on(database).await;
        let told = hub.get(FACES[2]).await;
        assert!(
            told.text.contains("53.38123"),
            "open at first: {}",
            told.text
        );
        refresh(database, &flagged()).await;
        hub.index().await;
        assert_silent(&hub, &FACES).await;
        // Neither a change elsewhere nor a second look ends it.
        let mut changed = flagged();
        changed[1]["description"] = json!("Ask for the green door.");
        refresh(database, &changed).await;
        hub.index().await;
        assert_silent(&hub, &FACES).await;
        // The feed takes its word back: at the next refresh all is told again.
        refresh(database, &services()).await;
        refresh(database, &services()).await;
        hub.index().await;
        for face in [FACES[1], FACES[2]] {
            let told = hub.get(face).await;
            assert!(told.text.contains("53.38123"), "{face}: {}", told.text);
        }
        assert_eq!(database.store.sensitive_locations().await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_person_marks_a_location_at_once_and_no_refresh_undoes_it() {
    for_each_database(async |database| {
        refresh(database, &services()).await;
        let hub = TestHub::on(database).await;
        let (admin, reader) = (hub.token(Role::Admin).await, hub.token(Role::Reader).await);
        let path = format!("/api/admin/locations/{}/sensitive", listing(1));
        let send = async |method, path: &str, token: &str| {
            hub.send(method, path, |request| request.bearer_auth(token))
                .await
        };
        assert_eq!(
            send(Method::PUT, &path, &reader).await.status,
            StatusCode::FORBIDDEN
        );
        let nobody = "/api/admin/locations/nobody/sensitive";
        assert_eq!(
            send(Method::PUT, nobody, &admin).await.status,
            StatusCode::NOT_FOUND
        );
        let done = send(Method::PUT, &path, &admin).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text);
        assert_eq!(
            done.json()["listings"],
            2,
            "both in the house: {}",
            done.text
        );
        hub.index().await;
        assert_silent(&hub, &FACES).await;
        let full = Feed::of("ashby", &services()).with(|feed| {
            feed.options = RefreshOptions {
                full: true,
                ..RefreshOptions::default()
            };
        });
        full.refresh(database).await;
        hub.index().await;
        assert_silent(&hub, &FACES).await;
        // Those who look after the hub see no more of it.
        let held = send(
            Method::GET,
            &format!("/api/admin/listings/{}", listing(1)),
            &reader,
        )
        .await;
        assert!(!held.text.contains("53.38123"), "{}", held.text);
        let listed = send(Method::GET, "/api/admin/locations", &reader)
            .await
            .json();
        assert_eq!(listed["locations"][0]["by_person"], true, "{listed}");
        let released = send(Method::DELETE, &path, &admin).await;
        assert_eq!(released.status, StatusCode::OK, "{}", released.text);
        assert_silent(&hub, &FACES).await;
        refresh(database, &services()).await;
        hub.index().await;
        let told = hub.get(FACES[1]).await;
        assert!(told.text.contains("53.38123"), "{}", told.text);
    })
    .await;
}

#[tokio::test]
async fn findings_on_a_sensitive_location_do_not_quote_it() {
    for_each_database(async |database| {
        let mut services = flagged();
        services[0]["service_at_locations"][0]["location"]["latitude"] = json!("53.381234 N");
        services[0]["service_at_locations"][0]["location"]["location_type"] = json!("Mill Lane");
        let refreshed = Feed::of("ashby", &services).refresh(database).await;
        let findings = serde_json::to_string(&refreshed.findings).unwrap();
        assert!(findings.contains("latitude"), "{findings}");
        for secret in ["53.38123", "Mill Lane"] {
            assert!(!findings.contains(secret), "{findings}");
        }
    })
    .await;
}

/// The program, with everything logged that it can log.
fn waymark(settings: &std::path::Path, arguments: &[&str]) -> String {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_waymark"))
        .args(arguments)
        .arg("--config")
        .arg(settings)
        .env("WAYMARK_LOG", "info,waymark=trace,sqlx=debug,tantivy=debug")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let said = text(&output.stdout) + &text(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    said
}

#[tokio::test]
async fn no_command_logs_or_prints_where_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let below = |name: &str| folder.path().join(name);
    let (feed, settings) = (below("feed.json"), below("config.toml"));
    std::fs::write(&feed, json!({"services": flagged()}).to_string()).unwrap();
    let text = format!(
        "[database]\nurl = \"sqlite://{}\"\n[data]\ndir = {:?}\n\
         [[feeds]]\nid = \"ashby\"\nkind = \"file\"\npath = {feed:?}\n",
        below("waymark.db").display(),
        below("data"),
    );
    std::fs::write(&settings, text).unwrap();
    let run = move || {
        let commands: [&[&str]; 6] = [
            &["refresh", "--json"],
            &["reindex"],
            &["search", "place to stay"],
            &["search", "--near", "S1 2HH", "place to stay"],
            &["sensitive", "list"],
            &["sensitive", "mark", "9c6d1e2a-0000-4000-8000-000000000001"],
        ];
        commands.map(|arguments| waymark(&settings, arguments))
    };
    let said = tokio::task::spawn_blocking(run).await.unwrap();
    assert!(said[2].contains("A place to stay"), "{said:?}");
    assert!(
        said[4].contains("9c6d1e2a-0000-4000-8000-000000000001"),
        "{said:?}"
    );
    for secret in SECRETS {
        assert!(!said.concat().contains(secret), "{secret}: {said:?}");
    }
}
