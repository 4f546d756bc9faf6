//! Who has an answer already is told so, and never too late that it changed.

use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use waymark::domain::{ChangeReason, ListingState};

use crate::support::hub::{Answer, TestHub};
use crate::support::sample::{id, listing_id, service};

/// Addresses whose answers are documents of the store.
fn addresses() -> Vec<String> {
    let mut addresses = vec![format!("/oruk/v1/locations/{}", id(11, 3))];
    for version in ["v3", "v1"] {
        addresses.push(format!("/oruk/{version}/services"));
        addresses.push(format!("/oruk/{version}/services?per_page=2&page=2"));
        addresses.push(format!("/oruk/{version}/services/{}", id(1, 3)));
        addresses.push(format!("/oruk/{version}/organizations"));
        addresses.push(format!("/oruk/{version}/organizations/{}", id(2, 1)));
        addresses.push(format!("/oruk/{version}/taxonomies"));
    }
    for path in ["service_at_locations", "taxonomy_terms"] {
        addresses.push(format!("/oruk/v3/{path}"));
    }
    for path in ["locations", "vocabularies"] {
        addresses.push(format!("/oruk/v1/{path}"));
    }
    addresses.push(format!("/oruk/v3/service_at_locations/{}", id(10, 3)));
    addresses.push(format!("/oruk/v3/taxonomy_terms/{}", id(8, 1)));
    addresses
}

async fn ask(hub: &TestHub, path: &str, header: &str, value: &str) -> Answer {
    let value = value.to_owned();
    hub.send(Method::GET, path, |request| request.header(header, value))
        .await
}

#[tokio::test]
async fn who_knows_an_answer_gets_304_until_it_changes() {
    let hub = TestHub::start().await;
    hub.publish((1..=4).map(service)).await;
    hub.clock.advance(SignedDuration::from_secs(10));
    let mut known = Vec::new();
    for path in addresses() {
        let first = hub.get(&path).await;
        assert_eq!(first.status, StatusCode::OK, "{path}");
        let tag = first.header("etag").to_owned();
        let modified = first.header("last-modified").to_owned();
        assert!(
            tag.starts_with("W/\"") && !modified.is_empty(),
            "{path}: {tag} {modified}"
        );
        assert_eq!(first.header("cache-control"), "no-cache", "{path}");
        for (header, value) in [
            ("if-none-match", tag.clone()),
            ("if-none-match", format!("\"other\", {}", &tag[2..])),
            ("if-none-match", "*".to_owned()),
            ("if-modified-since", modified.clone()),
        ] {
            let again = ask(&hub, &path, header, &value).await;
            assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path} {value}");
            assert_eq!(again.text, "", "{path}");
            assert_eq!(again.header("etag"), tag, "{path}");
            assert_eq!(again.header("access-control-allow-origin"), "*", "{path}");
        }
        for (header, value) in [
            ("if-none-match", "\"other\""),
            ("if-modified-since", "Fri, 20 Nov 2026 09:00:00 GMT"),
            ("if-modified-since", "yesterday"),
        ] {
            let whole = ask(&hub, &path, header, value).await;
            assert_eq!(
                (whole.status, &whole.text),
                (first.status, &first.text),
                "{path} {value}"
            );
        }
        let head = hub.send(Method::HEAD, &path, |r| r).await;
        assert_eq!(
            (head.header("etag"), head.text.as_str()),
            (tag.as_str(), ""),
            "{path}"
        );
        assert_eq!(
            head.header("content-length"),
            first.text.len().to_string(),
            "{path}"
        );
        known.push((path, tag, modified));
    }
    let mut changed = service(3);
    changed.name = Some("Another name".to_owned());
    changed.organization.as_mut().unwrap().name = Some("Another provider".to_owned());
    hub.publish([changed]).await;
    for (path, tag, modified) in known {
        let shows_it =
            !path.contains("tax") && !path.contains("vocab") && !path.contains("locations");
        let by_tag = ask(&hub, &path, "if-none-match", &tag).await.status;
        let is_fresh = by_tag == StatusCode::OK;
        assert!(is_fresh || !shows_it, "{path} {by_tag}");
        if shows_it {
            let by_date = ask(&hub, &path, "if-modified-since", &modified)
                .await
                .status;
            assert_eq!(by_date, StatusCode::OK, "{path}");
        }
    }
}

#[tokio::test]
async fn a_change_in_the_same_second_is_not_hidden_by_last_modified() {
    let hub = TestHub::start().await;
    hub.publish([service(1)]).await;
    let path = format!("/oruk/v3/services/{}", id(1, 1));
    for path in ["/oruk/v3/services", &path] {
        let first = hub.get(path).await;
        let modified = first.header("last-modified").to_owned();
        hub.clock.advance(SignedDuration::from_millis(300));
        let listing = hub.hub.store.listing(listing_id(1)).await.unwrap().unwrap();
        let state = match listing.state {
            ListingState::Listed => ListingState::Suspended,
            _ => ListingState::Listed,
        };
        let publication = waymark::domain::Publication {
            state,
            ..waymark::domain::Publication::from_listing(&listing).unwrap()
        };
        let mut tx = hub.hub.store.write().await.unwrap();
        tx.publish(&publication, ChangeReason::Updated)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let again = ask(&hub, path, "if-modified-since", &modified).await;
        assert_eq!(again.status, StatusCode::OK, "{path}");
        assert_ne!(again.text, first.text, "{path}");
    }
}

#[tokio::test]
async fn a_search_is_not_answered_from_before_the_index_caught_up() {
    let hub = TestHub::start().await;
    hub.put(service(1), ListingState::Listed, ChangeReason::Added)
        .await;
    let path = "/oruk/v3/services?search=number";
    assert_eq!(hub.contents(path).await.len(), 0, "not indexed yet");
    hub.index().await;
    assert_eq!(hub.contents(path).await.len(), 1);
}
