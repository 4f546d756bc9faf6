//! The search page: what cards say, and what is said when there is nothing to show.

use reqwest::StatusCode;
use serde_json::{Value, json};
use waymark::domain::{ChangeReason, ListingState};

use crate::support::hub::TestHub;
use crate::support::pages::{TEA, identified, tea_and_chat};

/// Services a kilometre apart going north from `AB1 2DE`, named `Club 1` and so on.
async fn clubs(hub: &TestHub, count: u32) {
    for number in 1..=count {
        let mut club = tea_and_chat();
        club["name"] = json!(format!("Club {number}"));
        let place = &mut club["service_at_locations"][0];
        place["location"]["latitude"] = json!(53.0 + f64::from(number - 1) / 111.2);
        place["location"]["addresses"][0]["postal_code"] = if number == 1 {
            json!("AB1 2DE")
        } else {
            Value::Null
        };
        club["id"] = json!(format!("5a3b1f6e-0000-4d43-8d0a-{number:012}"));
        hub.put(identified(club), ListingState::Listed, ChangeReason::Added)
            .await;
    }
    hub.index().await;
}

#[tokio::test]
async fn a_card_says_who_where_when_cost_contact_way_in_and_last_check() {
    let hub = TestHub::start_with_directory().await;
    hub.show(ListingState::Listed, tea_and_chat()).await;
    let page = hub
        .get("/?q=tea&postcode=ab12de&radius_m=5000&sort=distance")
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(
        page.texts("[role=status] h2"),
        ["1 service for “tea” within 5 km (3.1 miles) of AB1 2DE"]
    );
    assert_eq!(page.texts(".card h3"), ["Tea and Chat"]);
    let link = page.attributes(".card h3 a", "href");
    assert_eq!(link, [format!("/services/{TEA}")]);
    let card = page.texts(".card").concat();
    for part in [
        "Ashby Neighbours · less than 0.1 miles (under 50 m) away",
        "A warm room and a cup of tea.",
        "When Tuesday, 10:00 to 12:00",
        "Where Ashby Hall, 2 Mill Lane, Ashby, AB1 2DE",
        "Cost Free",
        "01632 960001",
        "hello@tea.example.org",
        "How to refer Ring the coordinator.",
        "Last checked 3 October 2026, by Ashby directory",
        "Listed by Ashby directory",
    ] {
        assert!(card.contains(part), "{part:?} is not in {card}");
    }
    let links = page.attributes(".card a", "href");
    assert!(
        links.contains(&"tel:+44-1632-960001".to_owned()),
        "{links:?}"
    );
}

#[tokio::test]
async fn the_form_keeps_what_was_asked() {
    let hub = TestHub::start_with_directory().await;
    hub.show(ListingState::Listed, tea_and_chat()).await;
    let page = hub
        .get("/?q=tea+%22%3Cb%3E&postcode=AB1+2DE&radius_m=10000&free=true&sort=fresh")
        .await;
    assert_eq!(page.attributes("#q", "value"), ["tea \"<b>"]);
    assert_eq!(page.attributes("#postcode", "value"), ["AB1 2DE"]);
    assert_eq!(
        page.attributes("option[selected]", "value"),
        ["10000", "fresh", "", ""]
    );
    assert_eq!(page.attributes("#free[checked]", "id"), ["free"]);
}

#[tokio::test]
async fn results_come_nearest_first_and_go_on_over_pages() {
    let hub = TestHub::start_with_directory().await;
    clubs(&hub, 23).await;
    let first = hub
        .get("/?q=&postcode=AB1+2DE&radius_m=50000&sort=distance")
        .await;
    let names = first.texts(".card h3");
    assert_eq!(names.len(), 20);
    assert_eq!(names[..3], ["Club 1", "Club 2", "Club 3"]);
    assert!(first.texts(".card .distance")[2].starts_with("1.2 miles (2 km)"));
    let more = first.attributes(".more a", "href");
    let second = hub.get(&more[0]).await;
    assert_eq!(second.texts(".card h3"), ["Club 21", "Club 22", "Club 23"]);
    assert!(second.texts(".more a").is_empty());
    assert_eq!(
        first.texts("[role=status] h2"),
        second.texts("[role=status] h2")
    );
}

#[tokio::test]
async fn a_page_of_results_that_is_no_longer_kept_starts_again_and_says_so() {
    let hub = TestHub::start_with_directory().await;
    clubs(&hub, 2).await;
    let page = hub.get("/?q=club&cursor=no-such-cursor").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.texts(".card").len(), 2);
    assert!(
        page.texts("[role=status]")
            .concat()
            .contains("from the start again")
    );
}

#[tokio::test]
async fn a_postcode_that_is_none_gets_one_sentence_beside_the_field() {
    let hub = TestHub::start_with_directory().await;
    for (typed, part) in [
        (
            "nonsense",
            "No listed service is in a place called nonsense",
        ),
        ("S1O 2TN", "not a full UK postcode"),
        ("ZZ9 9ZZ", "We do not know where ZZ9 9ZZ is"),
    ] {
        let page = hub.get(&format!("/?q=tea&postcode={typed}")).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        let error = page.texts("#postcode-error");
        assert!(error.len() == 1 && error[0].contains(part), "{error:?}");
        assert_eq!(page.attributes("#postcode", "value"), [typed]);
        assert_eq!(page.attributes("#postcode", "aria-invalid"), ["true"]);
        assert_eq!(
            page.attributes("#postcode", "aria-describedby"),
            ["postcode-error"]
        );
        assert_eq!(page.attributes("#q", "value"), ["tea"]);
        assert!(page.texts("title")[0].starts_with("Error"), "{typed}");
    }
}

#[tokio::test]
async fn an_empty_answer_says_what_to_try_next() {
    let hub = TestHub::start_with_directory().await;
    hub.show(ListingState::Listed, tea_and_chat()).await;
    let page = hub
        .get("/?q=sword+swallowing&postcode=AB1+2DE&radius_m=1000&free=true")
        .await;
    assert_eq!(
        page.texts("[role=status] h2"),
        ["0 free services for “sword swallowing” within 1 km (0.6 miles) of AB1 2DE"]
    );
    let ideas = page.texts("main li a");
    assert_eq!(
        ideas,
        [
            "Search within 2 km (1.2 miles)",
            "Use fewer words: “sword”",
            "Include services that cost something"
        ]
    );
    let wider = &page.attributes("main li a", "href")[0];
    assert_eq!(
        wider,
        "/?q=sword+swallowing&postcode=AB1+2DE&radius_m=2000&free=true"
    );
}

#[tokio::test]
async fn services_that_do_not_say_whether_they_are_free_can_be_let_in() {
    let hub = TestHub::start_with_directory().await;
    clubs(&hub, 1).await;
    let mut silent = tea_and_chat();
    silent["name"] = json!("Silent club");
    silent["cost_options"] = json!([]);
    hub.show(ListingState::Listed, silent).await;
    let page = hub.get("/?q=club&free=true").await;
    assert_eq!(page.texts(".card h3"), ["Club 1"]);
    assert_eq!(
        page.texts("[role=status] a"),
        ["1 more does not say whether it is free: include it"]
    );
    let let_in = hub
        .get(&page.attributes("[role=status] a", "href")[0])
        .await;
    assert_eq!(let_in.texts(".card").len(), 2);
}

#[tokio::test]
async fn a_listing_that_was_suspended_a_moment_ago_is_not_shown() {
    let hub = TestHub::start_with_directory().await;
    clubs(&hub, 2).await;
    let id = "5a3b1f6e-0000-4d43-8d0a-000000000001".parse().unwrap();
    hub.move_to(id, ListingState::Suspended, ChangeReason::Suspended)
        .await;
    // The index has not caught up yet.
    let page = hub.get("/?q=club").await;
    assert_eq!(page.texts(".card h3"), ["Club 2"]);
}

#[tokio::test]
async fn the_first_visit_asks_nothing_and_says_what_there_is() {
    let hub = TestHub::start_with_directory().await;
    clubs(&hub, 3).await;
    let page = hub.get("/").await;
    assert!(
        page.texts(".lead")
            .concat()
            .contains("3 services from 1 directory")
    );
    assert!(page.texts("[role=status]").is_empty());
    assert!(page.texts(".card").is_empty());
    assert_eq!(
        page.attributes("#radius_m option[selected]", "value"),
        ["5000"]
    );
}

#[tokio::test]
async fn names_from_feeds_cannot_break_out_of_a_card() {
    let hub = TestHub::start_with_directory().await;
    let mut hostile = tea_and_chat();
    hostile["name"] = json!("Club <script>alert(1)</script>\"><img src=x>");
    hostile["description"] = json!("</p></article><script>alert(2)</script>club");
    hostile["organization"]["name"] = json!("<b onmouseover=alert(3)>Org</b>");
    hub.show(ListingState::Listed, hostile).await;
    let page = hub.get("/?q=club").await;
    assert_eq!(page.texts(".card").len(), 1);
    assert!(page.texts("script, img, .card b").is_empty());
    assert!(!page.text.contains("<script"));
}
