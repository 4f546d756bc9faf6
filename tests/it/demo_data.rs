//! The sample councils and their providers' websites, as data.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use serde_json::Value;
use waymark::demo::samples::{self, Answer, State};
use waymark::oruk;

/// The services with faults, as feeds have them, and what the reader says of each; it says
/// nothing of blank texts, of numbers sent as text and of children without an id.
const FAULTS: [(&str, &[&str]); 8] = [
    (
        "Ecclow Quilters",
        &["days_rewritten", "organization_without_description"],
    ),
    (
        "Meres Park walled garden volunteers",
        &["country_rewritten", "postcode_unrecognized"],
    ),
    ("Norwell Bingo", &[]),
    ("Norwell Park crown green bowls", &["date_rewritten"]),
    ("Rotherby park run-walk", &[]),
    ("Soup and Psalm", &["organization_without_description"]),
    ("St Oswin's beginners' brass", &[]),
    ("Welfare chess", &["time_rewritten", "url_invalid"]),
];

fn feeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("feeds")
}

fn council(name: &str) -> Value {
    let text = std::fs::read_to_string(feeds().join(format!("{name}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn services() -> Vec<Value> {
    ["sheafdale", "holmemoor"]
        .iter()
        .flat_map(|name| council(name)["services"].as_array().unwrap().clone())
        .collect()
}

/// Every file of both states of the websites, with its text.
fn pages() -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![feeds().join("sites")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                found.insert(path, text);
            }
        }
    }
    found
}

/// Every string in a document.
fn strings(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| strings(field, found)),
        _ => {}
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The number as dialled inside the UK, without spaces.
fn national(number: &str) -> String {
    match digits(number) {
        digits if digits.starts_with("440") => digits[2..].to_owned(),
        digits if digits.starts_with("44") => format!("0{}", &digits[2..]),
        digits => digits,
    }
}

fn is_drama_number(number: &str) -> bool {
    let number = national(number);
    number.len() == 11
        && ["01144960", "07700900", "08081570"]
            .iter()
            .any(|prefix| number.starts_with(prefix))
}

fn phones(service: &Value) -> Vec<String> {
    list(service, "contacts")
        .flat_map(|contact| list(contact, "phones"))
        .map(|phone| phone["number"].as_str().unwrap().to_owned())
        .collect()
}

fn list<'a>(value: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    value[field].as_array().into_iter().flatten()
}

fn addresses(service: &Value) -> impl Iterator<Item = (&Value, &Value)> {
    list(service, "service_at_locations")
        .map(|link| &link["location"])
        .flat_map(|location| list(location, "addresses").map(move |address| (location, address)))
}

#[test]
fn two_councils_bring_enough_services_and_no_id_twice() {
    for (name, least) in [("sheafdale", 120), ("holmemoor", 60)] {
        let council = council(name);
        let count = list(&council, "services").count();
        assert!(count >= least, "{name} has {count} services");
    }
    let mut seen = HashSet::new();
    for service in services() {
        let id = service["id"].as_str().unwrap().to_owned();
        assert!(uuid::Uuid::parse_str(&id).is_ok(), "{id}");
        assert!(seen.insert(id), "{} comes twice", service["name"]);
    }
}

#[test]
fn every_service_can_be_read_and_only_the_faults_on_purpose_are_found() {
    let mut found = BTreeMap::new();
    for service in services() {
        let reading = oruk::read::read_service(&service);
        assert!(reading.usable, "{}", service["name"]);
        let codes: BTreeSet<&str> = reading.issues.iter().map(|issue| issue.code).collect();
        let broken = oruk::schema::violations(oruk::schema::Document::Service, &service);
        if !codes.is_empty() || !broken.is_empty() {
            found.insert(service["name"].as_str().unwrap().to_owned(), codes);
        }
    }
    let faults: BTreeMap<String, BTreeSet<&str>> = FAULTS
        .iter()
        .map(|(name, codes)| ((*name).to_owned(), codes.iter().copied().collect()))
        .collect();
    assert_eq!(found, faults);
}

#[test]
fn every_term_that_a_service_names_stands_in_its_councils_taxonomy() {
    for name in ["sheafdale", "holmemoor"] {
        let council = council(name);
        let terms: BTreeSet<&str> = list(&council, "taxonomy_terms")
            .map(|term| term["id"].as_str().unwrap())
            .collect();
        for service in list(&council, "services") {
            for attribute in list(service, "attributes") {
                let term = attribute["taxonomy_term_id"].as_str().unwrap();
                assert!(terms.contains(term), "{}: {term}", service["name"]);
            }
        }
        for term in list(&council, "taxonomy_terms") {
            if let Some(parent) = term["parent_id"].as_str() {
                assert!(terms.contains(parent), "{}", term["name"]);
            }
        }
    }
}

#[test]
fn nobody_real_can_be_rung_written_to_or_visited() {
    let mut texts = Vec::new();
    for service in services() {
        for number in phones(&service) {
            assert!(is_drama_number(&number), "{}: {number}", service["name"]);
        }
        strings(&service, &mut texts);
    }
    for (path, text) in pages() {
        for number in text.split("tel:").skip(1) {
            let number = number.split('"').next().unwrap();
            assert!(is_drama_number(number), "{}: {number}", path.display());
        }
        texts.push(text);
    }
    for text in texts {
        for host in text.split("://").skip(1).chain(text.split('@').skip(1)) {
            let host = host
                .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '.'))
                .next()
                .unwrap()
                .trim_end_matches('.');
            assert!(host.ends_with(".example"), "{host} in {text}");
        }
    }
}

#[test]
fn places_lie_where_their_postcodes_are() {
    let mut by_postcode: BTreeMap<String, Vec<(f64, f64)>> = BTreeMap::new();
    for service in services() {
        for (location, address) in addresses(&service) {
            let point = location["latitude"]
                .as_f64()
                .zip(location["longitude"].as_f64());
            if let Some((lat, lon)) = point {
                assert!(
                    (53.27..53.40).contains(&lat) && (-1.57..-1.33).contains(&lon),
                    "{}: {lat}, {lon}",
                    location["name"]
                );
                let postcode = address["postal_code"].as_str().unwrap().to_owned();
                by_postcode.entry(postcode).or_default().push((lat, lon));
            }
        }
    }
    assert!(by_postcode.len() > 60, "{} postcodes", by_postcode.len());
    for (postcode, points) in by_postcode {
        let (lat, lon) = points[0];
        for (other_lat, other_lon) in points {
            assert!(
                (lat - other_lat).abs() < 0.002 && (lon - other_lon).abs() < 0.003,
                "{postcode} lies in two places"
            );
        }
    }
}

/// The page of a listing in the first state of the websites.
fn first_page(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("https://")?;
    Some(feeds().join("sites/before").join(format!("{path}.html")))
}

#[test]
fn every_watched_page_agrees_with_its_listing_before_the_sites_change() {
    let mut watched = 0;
    for service in services() {
        let Some(path) = service["url"].as_str().and_then(first_page) else {
            continue;
        };
        watched += 1;
        let name = service["name"].as_str().unwrap();
        let page = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{name}: no page"));
        let numbers = digits(&page);
        assert!(page.contains(name), "{name} is not on its page");
        for phone in phones(&service) {
            // The leading 0 may be written as +44.
            assert!(
                numbers.contains(&national(&phone)[1..]),
                "{name}: {phone} is not on its page"
            );
        }
        for (_, address) in addresses(&service) {
            let postcode = address["postal_code"].as_str().unwrap();
            assert!(
                page.contains(postcode),
                "{name}: {postcode} is not on its page"
            );
        }
        if let Some(email) = service["email"].as_str() {
            let spelled = email.replace('@', " [at] ");
            assert!(
                page.contains(email) || page.contains(&spelled),
                "{name}: {email} is not on its page"
            );
        }
    }
    assert!(watched >= 40, "only {watched} listings have a page");
}

#[test]
fn every_website_that_a_hub_would_watch_is_served() {
    for service in services() {
        for address in [&service["url"], &service["organization"]["website"]] {
            let Some(rest) = address
                .as_str()
                .and_then(|url| url.strip_prefix("https://"))
            else {
                continue;
            };
            let (host, page) = rest.split_once('/').unwrap();
            let page = if page.is_empty() { "index" } else { page };
            let answer = samples::page(State::Before, host, page);
            assert!(matches!(answer, Answer::File(_)), "{address}");
        }
    }
}

#[test]
fn the_second_state_of_the_sites_only_changes_pages_of_the_first() {
    let first = feeds().join("sites/before");
    let second = feeds().join("sites/after");
    let answers = std::fs::read_to_string(second.join("answers.txt")).unwrap();
    let gone = answers
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            first.join(words[1]).join(format!("{}.html", words[2]))
        });
    let changed = pages().into_keys().filter_map(|path| {
        let page = path.strip_prefix(&second).ok()?;
        (page != Path::new("answers.txt")).then(|| first.join(page))
    });
    let mut count = 0;
    for page in gone.chain(changed) {
        assert!(
            page.exists(),
            "{} is not in the first state",
            page.display()
        );
        count += 1;
    }
    assert!(count >= 5, "only {count} pages change");
}

#[test]
fn the_tables_of_the_data_package_name_nobody_real() {
    let mut numbers = 0;
    for entry in std::fs::read_dir(feeds().join("kelderwick")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "csv") {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for host in text.split("://").skip(1).chain(text.split('@').skip(1)) {
            let host = host.split([',', '/', '\n']).next().unwrap();
            assert!(host.ends_with(".example"), "{host} in {}", path.display());
        }
        if path.ends_with("phones.csv") {
            for row in text.lines().skip(1) {
                let number = row.split(',').nth(3).unwrap();
                assert!(is_drama_number(number), "{number}");
                numbers += 1;
            }
        }
    }
    assert!(numbers > 30, "only {numbers} numbers");
}

/// The services of the council that publishes by version 1.0.
fn old_services() -> Vec<Value> {
    list(&council("rivelmoor"), "services").cloned().collect()
}

#[test]
fn the_council_of_version_1_follows_it_and_is_read_without_a_fault() {
    let services = old_services();
    assert_eq!(services.len(), 60);
    let mut ids = HashSet::new();
    for service in &services {
        let name = &service["name"];
        assert!(ids.insert(service["id"].to_string()), "{name} comes twice");
        let broken = oruk::schema::violations(oruk::schema::Document::V1Service, service);
        assert_eq!(broken, [], "{name}");
        let reading = oruk::Dialect::V1(oruk::v1::Weekdays::default()).read(service);
        let codes: Vec<_> = reading.issues.iter().map(|issue| issue.code).collect();
        let has_reviews = service.get("reviews").is_some();
        assert_eq!(codes.is_empty(), !has_reviews, "{name}: {codes:?}");
    }
    for term in list(&council("rivelmoor"), "taxonomy_terms") {
        let broken = oruk::schema::violations(oruk::schema::Document::V1Taxonomy, term);
        assert_eq!(broken, [], "{}", term["name"]);
    }
}

#[test]
fn the_council_of_version_1_names_nobody_real_and_has_its_own_quirks() {
    let services = old_services();
    let mut texts = Vec::new();
    for service in &services {
        for number in phones(service) {
            assert!(is_drama_number(&number), "{}: {number}", service["name"]);
        }
        strings(service, &mut texts);
    }
    for text in &texts {
        for host in text.split('@').skip(1) {
            assert!(host.ends_with(".example"), "{host} in {text}");
        }
        assert!(!text.contains("://"), "{text}");
    }
    let has = |place: &str| {
        services
            .iter()
            .any(|service| service.pointer(place).is_some())
    };
    for quirk in [
        "/regular_schedules/0/weekday",
        "/service_at_locations/0/regular_schedules/0",
        "/holiday_schedules/0/closed",
        "/eligibilitys/1",
        "/eligibilitys/0/link_taxonomies",
        "/reviews",
        "/fundings",
        "/deliverable_type",
    ] {
        assert!(has(quirk), "no service has {quirk}");
    }
    assert!(texts.iter().any(|text| text.starts_with("esdServiceType:")));
}
