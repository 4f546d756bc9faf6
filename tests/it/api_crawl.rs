//! Everything that can be asked of the ORUK addresses, by the hundred: each answer is held
//! against our schemas, against the official ones where they are at hand, and against what is
//! agreed where the standard is silent.

use std::collections::HashMap;

use jsonschema::Validator;
use reqwest::{Method, StatusCode};
use serde_json::Value;
use waymark::oruk::Service;
use waymark::oruk::generate::Generator;
use waymark::oruk::schema::{Document, violations};
use waymark::oruk::shape::Entity;

use crate::support::assorted::Dice;
use crate::support::hub::{Answer, TestHub};
use crate::support::official::Official;
use crate::support::questions::{LISTS, List, bad_pair, pair};
use crate::support::sample::{self, id};

/// The hub that is crawled, and the schemas.
struct Crawl {
    hub: TestHub,
    official: Option<Official>,
    validators: HashMap<(&'static str, &'static str), Option<Validator>>,
    dice: Dice,
}

impl Crawl {
    async fn start() -> Self {
        let hub = TestHub::start().await;
        let mut generator = Generator::new(17);
        let made = (0..60).map(|n| match n {
            0..4 => serde_json::from_value(generator.full(Entity::Service)).unwrap(),
            _ => generator.service(),
        });
        let made: Vec<Service> = made.collect();
        hub.publish((1..=40).map(sample::service).chain(made)).await;
        let feed = "ashby".parse().unwrap();
        let mut tx = hub.hub.store.write().await.unwrap();
        tx.put_taxonomies(&feed, &[sample::taxonomy()])
            .await
            .unwrap();
        let terms: Vec<_> = (1..=4).map(sample::term).collect();
        tx.put_terms(&feed, &terms).await.unwrap();
        tx.commit().await.unwrap();
        Self {
            hub,
            official: Official::at_hand(),
            validators: HashMap::new(),
            dice: Dice(99),
        }
    }

    fn check_official(
        &mut self,
        (file, place): (&'static str, &'static str),
        body: &Value,
        what: &str,
    ) {
        let Some(official) = &self.official else {
            return;
        };
        let validator = self
            .validators
            .entry((file, place))
            .or_insert_with(|| official.validator(file, place));
        let Some(validator) = validator else { return };
        let errors: Vec<String> = validator
            .iter_errors(body)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{what}: {file}: {errors:#?}");
    }

    fn check_page(&mut self, list: &List, answer: &Answer, query: &str) {
        let what = format!("{}?{query}", list.path);
        assert_eq!(answer.status, StatusCode::OK, "{what}: {}", answer.text);
        check_headers(answer, "application/json", &what);
        let page = answer.json();
        let is_old = list.path.starts_with("v1");
        let (envelope, names) = match is_old {
            true => (
                Document::V1Page,
                [
                    "totalElements",
                    "totalPages",
                    "number",
                    "first",
                    "last",
                    "content",
                ],
            ),
            false => (
                Document::Page,
                [
                    "total_items",
                    "total_pages",
                    "page_number",
                    "first_page",
                    "last_page",
                    "contents",
                ],
            ),
        };
        assert_eq!(violations(envelope, &page), [], "{what}");
        let [total, pages, number, first, last, contents] = names.map(|name| &page[name]);
        let asked = |name: &str, default: u64| {
            let given = url::form_urlencoded::parse(query.as_bytes());
            let mut given = given.filter(|(key, _)| key == name);
            given
                .next()
                .map_or(default, |(_, value)| value.parse().unwrap())
        };
        let (size, at) = (asked("per_page", 50), asked("page", 1));
        let total = total.as_u64().unwrap();
        let contents = contents.as_array().unwrap();
        let all_pages = total.div_ceil(size).max(1);
        assert_eq!(*pages, all_pages, "{what}");
        assert_eq!(*number, at, "{what}");
        assert_eq!(
            (first, last),
            (&(at == 1).into(), &(at >= all_pages).into()),
            "{what}"
        );
        let here = total
            .saturating_sub((at - 1).saturating_mul(size))
            .min(size);
        assert_eq!(contents.len() as u64, here, "{what}");
        assert_eq!(page["size"], here, "{what}");
        assert_eq!(page["empty"], here == 0, "{what}");
        let is_minimal = query.contains("minimal=true");
        let is_full = query.contains("full=true") || query.contains("include=");
        for entry in contents.iter().filter(|_| !is_minimal) {
            let (document, schema) = match is_full {
                true => (list.detail, list.official[1]),
                false => (list.item, list.official[0]),
            };
            assert_eq!(violations(document, entry), [], "{what}");
            self.check_official(schema, entry, &what);
        }
    }
}

fn check_headers(answer: &Answer, kind: &str, what: &str) {
    assert_eq!(answer.header("access-control-allow-origin"), "*", "{what}");
    assert_eq!(answer.header("content-type"), kind, "{what}");
}

fn check_problem(answer: &Answer, status: StatusCode, what: &str) {
    assert_eq!(answer.status, status, "{what}: {}", answer.text);
    check_headers(answer, "application/problem+json", what);
    let problem = answer.json();
    assert_eq!(problem["status"], status.as_u16(), "{what}");
    for field in ["type", "title", "detail"] {
        assert!(
            problem[field].as_str().is_some_and(|text| !text.is_empty()),
            "{what}"
        );
    }
}

#[tokio::test]
async fn every_answer_of_a_full_crawl_is_as_the_standard_wants_it() {
    let mut crawl = Crawl::start().await;

    // Every endpoint, and every entry's own address.
    let mut known = Vec::new();
    for list in LISTS {
        let answer = crawl
            .hub
            .get(&format!("/oruk/{}?per_page=1000", list.path))
            .await;
        crawl.check_page(list, &answer, "per_page=1000");
        let page = answer.json();
        let entries = page.get("contents").or(page.get("content")).unwrap();
        for entry in entries.as_array().unwrap() {
            known.push((list, entry["id"].as_str().unwrap().to_owned()));
        }
    }
    for (list, id) in &known {
        let path = format!("/oruk/{}/{id}", list.path);
        let answer = crawl.hub.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        check_headers(&answer, "application/json", &path);
        assert_eq!(answer.json()["id"], **id, "{path}");
        assert_eq!(violations(list.detail, &answer.json()), [], "{path}");
        crawl.check_official(list.official[1], &answer.json(), &path);
    }
    let about = crawl.hub.get("/oruk/v3").await;
    assert_eq!(violations(Document::ApiDetails, &about.json()), []);
    crawl.check_official(("validator-3.0/api_details", ""), &about.json(), "/");
    let vocabularies = crawl.hub.get("/oruk/v1/vocabularies").await;
    assert_eq!(
        violations(Document::V1Vocabularies, &vocabularies.json()),
        []
    );

    // 200 ids that nothing has, or that are none.
    for n in 0..200 {
        let list = &LISTS[n % LISTS.len()];
        let id = match crawl.dice.roll(6) {
            0 => "not-an-id".to_owned(),
            1 => "%00%ff".to_owned(),
            2 => "..%2f..%2fetc".to_owned(),
            3 => format!("{{{}}}", id(1, 1)),
            _ => {
                let bits = [(); 4].map(|()| crawl.dice.roll(1 << 32) as u32);
                let bits = bits
                    .iter()
                    .fold(0_u128, |all, part| all << 32 | u128::from(*part));
                uuid::Uuid::from_u128(bits).to_string()
            }
        };
        let path = format!("/oruk/{}/{id}", list.path);
        check_problem(&crawl.hub.get(&path).await, StatusCode::NOT_FOUND, &path);
    }

    // 500 combinations of parameters.
    for n in 0..500 {
        let list = &LISTS[n % LISTS.len()];
        let mut given: Vec<&str> = Vec::new();
        let mut query: Vec<String> = Vec::new();
        for _ in 0..crawl.dice.roll(5) {
            let Some(at) = (list.parameters.len() as u64).checked_sub(1) else {
                break;
            };
            let parameter = list.parameters[crawl.dice.roll(at + 1) as usize];
            let is_same_place = |one: &&str| {
                matches!(
                    (*one, parameter),
                    ("near", "postcode") | ("postcode", "near")
                )
            };
            if !given.contains(&parameter) && !given.iter().any(is_same_place) {
                given.push(parameter);
                query.push(pair(&mut crawl.dice, parameter));
            }
        }
        if crawl.dice.roll(2) == 0 {
            query.push(format!(
                "per_page={}",
                crawl.dice.pick(&["1", "7", "50", "1000"])
            ));
        }
        if crawl.dice.roll(3) == 0 {
            query.push(format!(
                "page={}",
                crawl
                    .dice
                    .pick(&["1", "2", "3", "99", "18446744073709551615"])
            ));
        }
        if crawl.dice.roll(8) == 0 {
            query.push("unheard_of=%F0%9F%98%80".to_owned());
        }
        let query = query.join("&");
        let answer = crawl.hub.get(&format!("/oruk/{}?{query}", list.path)).await;
        crawl.check_page(list, &answer, &query);
        if n % 10 == 0 {
            let path = format!("/oruk/{}?{query}", list.path);
            let head = crawl.hub.send(Method::HEAD, &path, |r| r).await;
            assert_eq!(
                (head.status, head.text.as_str()),
                (StatusCode::OK, ""),
                "{path}"
            );
        }
    }

    // 200 that are wrong.
    for n in 0..200 {
        let list = &LISTS[n % LISTS.len()];
        let bad = bad_pair(&mut crawl.dice, list.parameters);
        let path = format!("/oruk/{}?{bad}", list.path);
        check_problem(&crawl.hub.get(&path).await, StatusCode::BAD_REQUEST, &path);
    }
}
