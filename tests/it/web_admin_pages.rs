//! What officers' pages show: text as text, long lists page by page, areas for places that must
//! stay unknown, and nothing that a keyboard or a screen reader cannot use.

use serde_json::{Value, json};
use waymark::config::Config;
use waymark::lifecycle::withhold_whereabouts;
use waymark::oruk::Service;
use waymark::store::{MatchPair, RecordName, Role};

use crate::support::asked::{A, B, LIST, asking, both, club, forms, hub_on, merged_into};
use crate::support::database::{Database, for_each_database};
use crate::support::officer::Browser;
use crate::support::scripted::feed_id;

#[tokio::test]
async fn what_feeds_and_officers_write_is_shown_as_text() {
    let database = Database::sqlite(tempfile::tempdir().unwrap()).await;
    let name = "Lunch & \"Club\" <script>alert(1)</script>";
    let mut theirs = club("1\" onclick=\"alert(2)", name);
    theirs["organization"]["name"] = json!("<img src=x onerror=alert(3)>");
    theirs["url"] = json!("javascript:alert(4)");
    let feeds = [
        ("ashby", vec![club(A, "Lunch & \"Club\"")]),
        ("brook", vec![theirs]),
    ];
    let hub = hub_on(&database, asking, &feeds).await;
    let mut browser = Browser::signed_in(&hub, Role::Admin).await;
    let list = browser.get(LIST).await;
    let [question] = forms(&list).try_into().unwrap();
    let comment = "<script>alert(5)</script> \"quoted\" & 'so' on";
    let fields = [("action", "merge"), ("comment", comment)];
    let decided = browser.decide(&question, &fields).await;
    let hostile = "1\" onclick=\"alert(2)";
    let records = browser.get(&format!("/admin/listings/{A}/records")).await;
    let values = records.attributes("input[name=record]", "value");
    assert!(values.contains(&format!("brook/{hostile}")), "{values:?}");
    for page in [&list, &decided, &records] {
        assert!(page.texts("script, img, [onclick], [onerror]").is_empty());
        assert!(!page.text.contains("<script") && !page.text.contains("<img"));
        for href in page.attributes("a", "href") {
            let safe = ["/", "#", "https:", "http:", "mailto:", "tel:"];
            assert!(safe.iter().any(|start| href.starts_with(start)), "{href}");
        }
        assert!(
            page.words().contains("Lunch & \"Club\""),
            "{}",
            page.words()
        );
    }
    assert!(decided.words().contains(comment), "{}", decided.words());
}

#[tokio::test]
async fn long_lists_are_told_page_by_page_each_entry_once() {
    let off = |config: &mut Config| config.federation.matching = false;
    let all = |letter: &str| -> Vec<Value> {
        let id = |n: u32| format!("{}-0000-4000-8000-{n:012}", letter.repeat(8));
        (1..=43)
            .map(|n| json!({"id": id(n), "name": format!("Club {n:02}"), "status": "active"}))
            .collect()
    };
    for_each_database(async |database| {
        let (ours, theirs) = (all("a"), all("b"));
        let feeds = [("ashby", ours.clone()), ("brook", theirs.clone())];
        let hub = hub_on(database, off, &feeds).await;
        let name =
            |feed: &str, one: &Value| RecordName::new(&feed_id(feed), one["id"].as_str().unwrap());
        let mut tx = hub.hub.store.write().await.unwrap();
        for (one, other) in ours.iter().zip(&theirs) {
            let pair = MatchPair {
                a: name("ashby", one),
                b: name("brook", other),
                is_merge: false,
                score: 0.5,
            };
            tx.put_match_pairs(&pair.a, std::slice::from_ref(&pair))
                .await
                .unwrap();
        }
        // Decisions on the last of them, which thereby are no questions any more.
        let nothing = Service::default();
        for (one, other) in ours.iter().zip(&theirs).skip(22) {
            let (a, b) = (name("ashby", one), name("brook", other));
            let pairs = [((&a, &nothing), (&b, &nothing))];
            tx.add_decision(false, "ann", None, &pairs).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut browser = Browser::signed_in(&hub, Role::Reader).await;
        let heading = |n: u32| format!("“Club {n:02}” and “Club {n:02}”");
        let questions = "[aria-labelledby=questions] h3";
        let decisions = "[aria-labelledby=decisions] h3";
        let first = browser.get(LIST).await;
        assert!(first.words().contains("22 pairs wait"), "{}", first.words());
        assert_eq!(
            first.texts(questions),
            (1..=20).map(heading).collect::<Vec<_>>()
        );
        let second = browser.get("/admin/matches?page=2").await;
        assert_eq!(second.texts(questions), [heading(21), heading(22)]);
        let beyond = browser.get("/admin/matches?page=9").await;
        assert_eq!(beyond.texts(questions), [heading(21), heading(22)]);
        let older = browser.get("/admin/matches?page=2&decided=2").await;
        assert_eq!(older.texts(questions), [heading(21), heading(22)]);
        let mut decided = first.texts(decisions);
        assert_eq!((decided.len(), older.texts(decisions).len()), (20, 1));
        decided.extend(older.texts(decisions));
        decided.sort();
        let want: Vec<_> = (23..=43)
            .map(|n| format!("Kept apart: “Club {n:02}” (ashby) and “Club {n:02}” (brook)"))
            .collect();
        assert_eq!(decided, want);
        assert_eq!(
            first.attributes("nav.more a", "href"),
            [
                "/admin/matches?page=2",
                "/admin/matches?page=1&decided=2#decisions"
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn of_a_place_that_must_stay_unknown_an_officer_sees_the_area() {
    let secrets = ["Rowan House", "Mill Lane", "S8 0LN", "53.35", "-1.48"];
    let house = |id: &str, name: &str| {
        let mut service = club(id, name);
        let place = &mut service["service_at_locations"][0]["location"];
        place["name"] = json!("Rowan House");
        place["addresses"][0]["address_1"] = json!("Rowan House, 1 Mill Lane");
        service["description"] = json!("Room for a night at Rowan House, 1 Mill Lane, S8 0LN.");
        service
    };
    let supper = |id: &str| house(id, "Thursday Supper");
    let marked = [
        "cccccccc-0000-4000-8000-000000000001",
        "dddddddd-0000-4000-8000-000000000001",
    ];
    for_each_database(async |database| {
        let feeds = [
            (
                "ashby",
                vec![house(A, "Sheafdale Women's Refuge"), supper(marked[0])],
            ),
            (
                "brook",
                vec![house(B, "Sheafdale Women's Refuge"), supper(marked[1])],
            ),
        ];
        let hub = hub_on(database, asking, &feeds).await;
        for listing in marked {
            withhold_whereabouts(&hub.hub.store, listing).await.unwrap();
        }
        let mut browser = Browser::signed_in(&hub, Role::Admin).await;
        let list = browser.get(LIST).await;
        assert!(forms(&list).len() >= 2, "{}", list.text);
        let mut pages = vec![list.text.clone()];
        for form in forms(&list) {
            let page = browser.get(&form).await;
            let words = page.words();
            assert!(words.contains("Both are in Sheafdale"), "{words}");
            assert!(!words.contains("at one place"), "{words}");
            pages.push(page.text);
        }
        for listing in [A, marked[0]] {
            let path = format!("/admin/listings/{listing}/records");
            let page = browser.get(&path).await;
            assert!(page.words().contains("Sheafdale (S8)"), "{}", page.words());
            pages.push(page.text);
        }
        let token = hub.token(Role::Reader).await;
        let answer = hub
            .send(reqwest::Method::GET, "/api/admin/matches", |request| {
                request.bearer_auth(token)
            })
            .await;
        assert!(answer.text.contains("Thursday Supper"));
        pages.push(answer.text);
        for text in pages {
            for secret in secrets {
                assert!(!text.contains(secret), "{secret} is in {text}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn every_officers_page_can_be_used_by_keyboard_and_screen_reader() {
    let database = Database::sqlite(tempfile::tempdir().unwrap()).await;
    let mut feeds = both();
    let third = "aaaaaaaa-0000-4000-8000-000000000003";
    feeds[0].1.push(club(third, "Heelwood Lunches"));
    let hub = hub_on(&database, asking, &feeds).await;
    let mut browser = Browser::signed_in(&hub, Role::Admin).await;
    let list = browser.get(LIST).await;
    let question = forms(&list).swap_remove(0);
    browser.decide(&question, &[("action", "merge")]).await;
    let decided = hub.hub.store.decisions(false, 1).await.unwrap();
    let alone = match merged_into(&hub, third).await {
        Some(_) => B,
        None => third,
    };
    let mut pages = Vec::new();
    for path in [
        LIST.to_owned(),
        format!("/admin/matches/{}", decided[0].id),
        format!("/admin/listings/{A}/records"),
        format!("/admin/listings/{alone}/records"),
        "/admin/matches/none".to_owned(),
    ] {
        let page = browser.get(&path).await;
        pages.push((path, page));
    }
    pages.push((question, list));
    pages.push((
        "signed out".to_owned(),
        Browser::of(&hub).get("/admin").await,
    ));
    for (path, page) in pages {
        assert_eq!(page.texts("h1").len(), 1, "{path}");
        let parsed = scraper::Html::parse_document(&page.text);
        let headings = scraper::Selector::parse("h1, h2, h3, h4, h5, h6").unwrap();
        let mut before = 0;
        for heading in parsed.select(&headings) {
            let level: usize = heading.value().name()[1..].parse().unwrap();
            assert!(level <= before + 1, "{path}: h{before}, then h{level}");
            before = level;
        }
        let labelled = page.attributes("label", "for");
        let fields = "input:not([type=hidden]), select, textarea";
        for field in page.attributes(fields, "id") {
            assert!(labelled.contains(&field), "{path}: {field:?} has no label");
        }
        let ids = page.attributes("[id]", "id");
        for attribute in ["aria-describedby", "aria-labelledby"] {
            for id in page.attributes(&format!("[{attribute}]"), attribute) {
                assert!(ids.contains(&id), "{path}: nothing has the id {id}");
            }
        }
        let mut distinct = ids.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), ids.len(), "{path}: an id is used twice");
        let mut buttons = page.texts("main button");
        buttons.sort();
        let count = buttons.len();
        buttons.dedup();
        assert_eq!(buttons.len(), count, "{path}: two buttons say the same");
        assert!(
            page.texts("script, style, iframe, [style]").is_empty(),
            "{path}"
        );
        let robots = page.attributes("meta[name=robots]", "content");
        assert_eq!(robots, ["noindex"], "{path}");
    }
}
