//! Written cases of what a watched page may do, judged the way `waymark watch judge` does.
//!
//! `tests/watch/*.toml` hold the cases: a page and its listing from `tests/watch/pages`,
//! the edits that make the page after, the attempts, and the verdict wanted.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};
use waymark::watch::judge_folder;

#[derive(Debug, Deserialize)]
struct File {
    case: Vec<Written>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    #[serde(default = "club")]
    page: String,
    /// Edits to the listing.
    #[serde(default)]
    listing: Vec<(String, String)>,
    /// Edits that make the page before.
    #[serde(default)]
    before: Vec<(String, String)>,
    /// Edits that make the page after out of the page before.
    #[serde(default)]
    edit: Vec<(String, String)>,
    /// The newest body, in place of an edited page.
    body: Option<String>,
    /// There is no page before; the newest one is what `before` makes.
    #[serde(default)]
    first_look: bool,
    #[serde(default)]
    attempts: Vec<String>,
    /// Verdict, reason and fields; a reason left out with `none` may be any.
    want: String,
}

fn club() -> String {
    "club".to_owned()
}

fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/watch")
        .join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn edited(text: &str, edits: &[(String, String)], case: &str) -> String {
    edits.iter().fold(text.to_owned(), |text, (find, replace)| {
        assert!(
            text.contains(find),
            "{case}: the page does not hold {find:?}"
        );
        text.replace(find, replace)
    })
}

fn start() -> Timestamp {
    "2026-03-01T09:00:00Z".parse().unwrap()
}

/// `"7 http 200 -> https://…"` as an attempt.
fn attempt(text: &str, url: &str, has_body: bool) -> Value {
    let (what, to) = text.split_once(" -> ").unwrap_or((text, ""));
    let words: Vec<&str> = what.split(' ').collect();
    let days: i64 = words[0].parse().unwrap();
    let mut attempt = json!({
        "at": (start() + SignedDuration::from_hours(24 * days)).to_string(),
        "outcome": words[1],
    });
    if words[1] == "http" {
        let status: u16 = words[2].parse().unwrap();
        attempt["status"] = status.into();
        attempt["final_url"] = if to.is_empty() { url } else { to }.into();
        if !to.is_empty() {
            attempt["redirects"] = json!([{"status": 301, "to": to}]);
        }
        if has_body && status != 304 {
            attempt["file"] = "after.html".into();
        }
    } else if let Some(error) = words.get(2) {
        attempt["error"] = (*error).into();
    }
    attempt
}

fn write_case(folder: &Path, case: &Written) {
    let name = &case.name;
    let listing = edited(
        &file(&format!("pages/{}.json", case.page)),
        &case.listing,
        name,
    );
    let before = edited(
        &file(&format!("pages/{}.html", case.page)),
        &case.before,
        name,
    );
    let after = match &case.body {
        Some(body) => body.clone(),
        None => edited(&before, &case.edit, name),
    };
    let service: Value = serde_json::from_str(&listing).unwrap();
    let url = service["url"].as_str().unwrap();
    let plain = vec!["7 http 200".to_owned()];
    let attempts = if case.attempts.is_empty() {
        &plain
    } else {
        &case.attempts
    };
    let answered = attempts
        .iter()
        .any(|a| a.contains("http 200") || (case.body.is_some() && a.contains("http ")));
    let newest = attempts.iter().rposition(|a| a.contains("http"));
    let attempts: Vec<Value> = attempts
        .iter()
        .enumerate()
        .map(|(at, text)| attempt(text, url, answered && Some(at) == newest))
        .collect();
    let now = attempts.last().unwrap()["at"].clone();
    let mut fetch = json!({"case": name, "url": url, "now": now, "attempts": attempts});
    std::fs::create_dir(folder).unwrap();
    if !case.first_look {
        fetch["before"] = json!({"fetched_at": start().to_string(), "status": 200, "final_url": url, "file": "before.html"});
        std::fs::write(folder.join("before.html"), before).unwrap();
    }
    if answered {
        std::fs::write(folder.join("after.html"), after).unwrap();
    }
    std::fs::write(folder.join("listing.json"), listing).unwrap();
    std::fs::write(folder.join("fetch.json"), fetch.to_string()).unwrap();
}

/// Judges all cases of a file and tells every one that came out otherwise.
fn judge_all(toml: &str) {
    let cases: File = toml::from_str(&file(toml)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (at, case) in cases.case.iter().enumerate() {
        write_case(&folder.path().join(format!("{at:03}")), case);
    }
    let mut out = Vec::new();
    let summary = judge_folder(folder.path(), &mut out).unwrap();
    assert_eq!(summary.problems, Vec::<String>::new());
    assert_eq!(summary.judged, cases.case.len());
    let lines: BTreeMap<String, Value> = String::from_utf8(out)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|line| (line["case"].as_str().unwrap().to_owned(), line))
        .collect();
    let mut wrong = Vec::new();
    for (at, case) in cases.case.iter().enumerate() {
        let line = &lines[&format!("{at:03}")];
        let fields: Vec<&str> = line["fields"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let got = format!(
            "{} {} {}",
            line["verdict"].as_str().unwrap(),
            line["reason"].as_str().unwrap(),
            fields.join(" ")
        );
        let right = if case.want == "none" {
            got.starts_with("none ")
        } else {
            got.trim() == case.want
        };
        if !right {
            wrong.push(format!(
                "{}\n  wanted {}\n  got    {got}\n  {}",
                case.name, case.want, line["evidence"]
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        cases.case.len(),
        wrong.join("\n")
    );
}

#[test]
fn contact_details_are_judged_by_what_stands_in_their_place() {
    judge_all("contact.toml");
}

#[test]
fn a_statement_counts_only_when_it_is_about_this_service() {
    judge_all("status.toml");
}

#[test]
fn an_absence_is_believed_only_when_it_lasts() {
    judge_all("absence.toml");
}

#[test]
fn what_is_not_about_a_listed_fact_changes_nothing() {
    judge_all("noise.toml");
}

#[test]
fn days_prices_ages_and_names_are_compared_where_the_page_stated_them() {
    judge_all("terms.toml");
}
