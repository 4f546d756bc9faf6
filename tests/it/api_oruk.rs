//! The ORUK 3.0 endpoints over real HTTP.

use reqwest::StatusCode;
use serde_json::json;

use crate::support::hub::TestHub;
use crate::support::sample::{id, service};

#[tokio::test]
async fn the_root_announces_the_version_that_checkers_understand() {
    let hub = TestHub::start().await;
    for path in ["/oruk/v3", "/oruk/v3/"] {
        let about = hub.get(path).await;
        assert_eq!(about.status, StatusCode::OK);
        assert_eq!(
            about.json(),
            json!({
                "version": "HSDS-UK-3.0",
                "profile": "https://docs.openreferraluk.org/en/latest/",
                "openapi_url": "https://hub.example/oruk/v3/openapi.json",
            })
        );
    }
}

#[tokio::test]
async fn a_detail_is_the_stored_document() {
    let hub = TestHub::start().await;
    hub.publish([service(1)]).await;
    let detail = hub.get(&format!("/oruk/v3/services/{}", id(1, 1))).await;
    let stored = hub.hub.store.listing(id(1, 1).parse().unwrap()).await;
    assert_eq!(detail.text, stored.unwrap().unwrap().doc);
}
