//! The `datapackage` connector over HTTP.

use axum::Router;
use axum::extract::Path as AxumPath;
use axum::http::StatusCode;
use axum::routing::get;
use serde_json::json;
use waymark::config::{FeedConfig, FeedKind};
use waymark::connect::WalkEnd;

use crate::support::feed::{Walked, http_feed, quick, walk};
use crate::support::package::{descriptor, zipped};
use crate::support::site::Site;

const SERVICES: &str = "id,name,organization_id\ns1,Lunch Club,o1\ns2,Walking Group,o1\n";
const ORGANIZATIONS: &str = "id,name,description\no1,Heel Trust,A charity.\n";

/// A site with these files below `/export/`, each with its status.
async fn site(files: Vec<(&'static str, u16, Vec<u8>)>) -> Site {
    let answer = async move |path: AxumPath<String>| {
        let found = files.iter().find(|(name, ..)| **name == *path.0);
        let (status, body) = found.map_or((404, Vec::new()), |(_, status, body)| {
            (*status, body.clone())
        });
        (StatusCode::from_u16(status).unwrap(), body)
    };
    Site::start(Router::new().route("/export/{*path}", get(answer))).await
}

async fn pull_from(site: &Site, path: &str, kind: FeedKind) -> Walked {
    let feed = FeedConfig {
        kind,
        ..http_feed(site.url(path))
    };
    walk(&feed, &quick()).await
}

#[tokio::test]
async fn a_package_at_an_address_is_fetched_as_a_zip_or_file_by_file() {
    let told = descriptor(&[
        "services.csv",
        "csv/organizations.csv",
        "phones.csv",
        "horses.csv",
    ]);
    let zip = zipped(&[
        ("services.csv", SERVICES.as_bytes()),
        ("organizations.csv", ORGANIZATIONS.as_bytes()),
    ]);
    let site = site(vec![
        ("all.zip", 200, zip),
        ("datapackage.json", 200, told),
        ("services.csv", 200, SERVICES.into()),
        ("csv/organizations.csv", 200, ORGANIZATIONS.into()),
        ("horses.csv", 500, Vec::new()),
        (
            "page.html",
            200,
            b"<html>Download our data here</html>".to_vec(),
        ),
    ])
    .await;
    for kind in [FeedKind::Datapackage, FeedKind::Auto] {
        for (path, notes_of_it) in [
            (
                "export/all.zip",
                vec![
                    "descriptor_missing: there is no datapackage.json; tables were known by the names of their files",
                ],
            ),
            (
                "export/datapackage.json",
                vec!["table_missing: phones.csv", "table_unknown: horses"],
            ),
        ] {
            let walked = pull_from(&site, path, kind).await;
            assert_eq!(walked.end, WalkEnd::Complete, "{path}");
            assert_eq!(walked.ids(), ["s1", "s2"], "{path}");
            assert!(walked.texts()[0].contains("Heel Trust"), "{path}");
            assert_eq!(walked.notes(), notes_of_it, "{path}");
        }
    }
    let walked = pull_from(&site, "export/page.html", FeedKind::Datapackage).await;
    let end = format!(
        "{} is neither a zip nor a datapackage.json; give the address of either",
        site.url("export/page.html")
    );
    assert_eq!(walked.end, WalkEnd::Failed(end));
}

#[tokio::test]
async fn a_table_that_cannot_be_fetched_fails_the_walk() {
    let site = site(vec![
        (
            "datapackage.json",
            200,
            descriptor(&["services.csv", "phones.csv"]),
        ),
        ("services.csv", 200, SERVICES.into()),
        ("phones.csv", 500, Vec::new()),
    ])
    .await;
    let walked = pull_from(&site, "export/datapackage.json", FeedKind::Datapackage).await;
    assert!(walked.pulled.is_empty());
    let WalkEnd::Failed(why) = walked.end else {
        panic!("{:?}", walked.end);
    };
    assert!(why.contains("phones.csv answers with status 500"), "{why}");
}

#[tokio::test]
async fn a_resource_on_a_private_host_is_not_fetched() {
    let told = json!({"resources": [
        {"name": "services", "path": "services.csv"},
        {"name": "phones", "path": "http://10.0.0.1/phones.csv"},
        {"name": "contacts", "path": "file:///etc/passwd"},
    ]});
    let site = site(vec![
        ("datapackage.json", 200, told.to_string().into_bytes()),
        ("services.csv", 200, SERVICES.into()),
    ])
    .await;
    let walked = pull_from(&site, "export/datapackage.json", FeedKind::Datapackage).await;
    let WalkEnd::Failed(why) = walked.end else {
        panic!("{:?}", walked.end);
    };
    assert!(
        why.contains("http://10.0.0.1/phones.csv leads to a private address"),
        "{why}"
    );
}
