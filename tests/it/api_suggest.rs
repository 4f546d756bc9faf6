//! `/api/v1/suggest` over real HTTP: names to offer while somebody types.

use reqwest::StatusCode;
use serde_json::Value;
use uuid::Uuid;
use waymark::domain::{ChangeReason, ListingState};
use waymark::oruk::Service;

use crate::support::directory::{With, service};
use crate::support::hub::TestHub;

const LEEDS: (f64, f64) = (53.7960, -1.5480);

fn run_by(mut service: Service, name: &str) -> Service {
    let organization = service.organization.as_mut().unwrap();
    organization.name = Some(name.to_owned());
    organization.id = Some(id_of(name));
    service.organization_id = Some(id_of(name));
    service
}

fn id_of(organization: &str) -> String {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, organization.as_bytes()).to_string()
}

/// `[kind, name, count]` of each offer but the needs, which follow from the thesaurus.
async fn offers(hub: &TestHub, query: &str) -> Vec<(String, String, u64)> {
    let answer = hub.get(&format!("/api/v1/suggest?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.text);
    let json = answer.json();
    let text = |offer: &Value, key: &str| offer[key].as_str().unwrap().to_owned();
    let offers = json["results"].as_array().unwrap().iter();
    offers
        .map(|offer| {
            let count = offer["count"].as_u64().unwrap();
            (text(offer, "kind"), text(offer, "name"), count)
        })
        .filter(|(kind, ..)| kind != "need")
        .collect()
}

fn offer(kind: &str, name: &str, count: u64) -> (String, String, u64) {
    (kind.to_owned(), name.to_owned(), count)
}

#[tokio::test]
async fn names_are_offered_by_the_beginning_of_any_of_their_words() {
    let hub = TestHub::start().await;
    let place = Some(LEEDS);
    hub.publish([
        run_by(service(1, "One"), "Café Leopold").at_postcode("LS1 4AP", place),
        run_by(service(2, "Two"), "Old Leather Works").at_postcode("LS1 4AP", place),
        run_by(service(3, "Three"), "Old Leather Works").term("Learning to cook"),
        run_by(service(4, "Four"), "Men's Shed").term("LEARNING to cook"),
        run_by(service(5, "Five"), "Men's Shed").term("LEARNING to cook"),
    ])
    .await;
    let all = [
        offer("category", "LEARNING to cook", 3),
        offer("place", "Leeds", 2),
        offer("organization", "Old Leather Works", 2),
        offer("organization", "Café Leopold", 1),
    ];
    for (query, want) in [
        ("q=le", &all[..]),
        ("q=LE&limit=2", &all[..2]),
        ("q=leath", &all[2..3]),
        ("q=old%20leather%20w", &all[2..3]),
        ("q=CAFE", &all[3..]),
        ("q=ather", &[]),
        ("q=", &[]),
        ("q=%F0%9F%98%80", &[]),
        ("", &[]),
    ] {
        assert_eq!(offers(&hub, query).await, want, "{query}");
    }
    let mens = offer("organization", "Men's Shed", 2);
    for typed in ["mens", "men%27s%20sh", "shed"] {
        assert_eq!(
            offers(&hub, &format!("q={typed}")).await,
            std::slice::from_ref(&mens)
        );
    }
}

#[tokio::test]
async fn an_offer_says_what_to_search_with() {
    let hub = TestHub::start().await;
    hub.publish([run_by(service(1, "One"), "Leather Works")
        .at_postcode("LS1 4AP", Some(LEEDS))
        .term("Lectures & talks")])
        .await;
    let json = hub.get("/api/v1/suggest?q=le").await.json();
    let offers = json["results"].as_array().unwrap().iter();
    let offers = offers.filter(|offer| offer["kind"] != "need");
    let mut searches: Vec<&str> = offers.map(|o| o["search"].as_str().unwrap()).collect();
    searches.sort_unstable();
    let organization = format!("organization_id={}", id_of("Leather Works"));
    let want = ["category=Lectures+%26+talks", &organization, "place=Leeds"];
    assert_eq!(searches, want);
}

/// A term that says for whom it is is no category to search by.
#[tokio::test]
async fn a_category_that_is_offered_finds_as_many_services_as_it_says() {
    let hub = TestHub::start().await;
    let mut for_older = service(1, "One").term("Older people");
    for_older.attributes[0].link_type = Some("eligibility".to_owned());
    hub.publish([for_older, service(2, "Two").term("Olive growing")])
        .await;
    let offers = offers(&hub, "q=ol").await;
    let categories = offers.iter().filter(|(kind, ..)| kind == "category");
    let names: Vec<&str> = categories.map(|(_, name, _)| name.as_str()).collect();
    assert_eq!(names, ["Olive growing"]);
    let found = hub.get("/api/v1/search?category=Olive+growing").await;
    assert_eq!(found.json()["total"], 1);
}

#[tokio::test]
async fn a_need_is_offered_and_finds_the_services_that_meet_it() {
    let hub = TestHub::start().await;
    hub.publish([
        service(1, "Tuesday lunch club").term("Lunch clubs"),
        service(2, "Allotment society"),
    ])
    .await;
    let json = hub.get("/api/v1/suggest?q=meals").await.json();
    let offer = &json["results"][0];
    assert_eq!(
        (&offer["kind"], &offer["count"]),
        (&"need".into(), &1.into()),
        "{json}"
    );
    let search = offer["search"].as_str().unwrap();
    let found = hub.get(&format!("/api/v1/search?{search}")).await.json();
    let lunch_club = crate::support::directory::listing(1).to_string();
    assert_eq!(found["results"][0]["id"], lunch_club, "{search}");
}

#[tokio::test]
async fn what_nobody_may_find_is_not_offered() {
    let hub = TestHub::start().await;
    let shed = |number| run_by(service(number, "Shed"), "Tall Shed Trust").term("Tall sheds");
    hub.publish([shed(1), shed(2)]).await;
    let inactive = Service {
        status: Some(waymark::oruk::Status::Inactive),
        ..shed(3)
    };
    hub.publish([inactive]).await;
    let found = offers(&hub, "q=tall").await;
    assert_eq!(
        found,
        [
            offer("category", "Tall sheds", 2),
            offer("organization", "Tall Shed Trust", 2)
        ]
    );
    let suspended = crate::support::directory::listing(1);
    let reason = ChangeReason::Suspended;
    hub.move_to(suspended, ListingState::Suspended, reason)
        .await;
    hub.index().await;
    assert_eq!(offers(&hub, "q=tall").await[0].2, 1);
    let removed = crate::support::directory::listing(2);
    hub.move_to(removed, ListingState::Unlisted, reason).await;
    hub.index().await;
    assert_eq!(offers(&hub, "q=tall").await, []);
}

#[tokio::test]
async fn a_limit_out_of_bounds_is_a_fault_of_the_request() {
    let hub = TestHub::start().await;
    for limit in ["0", "51", "-1", "many"] {
        let answer = hub.get(&format!("/api/v1/suggest?q=a&limit={limit}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{limit}");
        assert_eq!(answer.json()["parameter"], "limit");
    }
}

#[tokio::test]
async fn names_follow_the_index_through_a_change_and_a_restart_of_its_segments() {
    let hub = TestHub::start().await;
    for number in 1..=30 {
        // A segment each, which are merged on the way.
        hub.publish([run_by(service(number, "Walk"), "Striders").term("Walking")])
            .await;
    }
    assert_eq!(
        offers(&hub, "q=stri").await,
        [offer("organization", "Striders", 30)]
    );
    hub.publish([run_by(service(7, "Walk"), "Amblers")]).await;
    assert_eq!(
        offers(&hub, "q=stri").await,
        [offer("organization", "Striders", 29)]
    );
    assert_eq!(
        offers(&hub, "q=ambl").await,
        [offer("organization", "Amblers", 1)]
    );
    assert_eq!(
        offers(&hub, "q=walk").await,
        [offer("category", "Walking", 29)]
    );
}
