//! A written case: a page, what is changed on it, and the verdict wanted.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize)]
struct File {
    case: Vec<Written>,
}

/// A case as it is written; with `pages` it stands for one on each of them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    pub(super) name: String,
    #[serde(default = "club")]
    pub(super) page: String,
    /// The same on each of these pages; `"*"` is every page that has the slot.
    #[serde(default)]
    pages: Vec<String>,
    /// But not on these.
    #[serde(default)]
    without: Vec<String>,
    /// Words put into a slot of the page after: `{name}`, `{org}` and `{noun}` stand for
    /// what the page's service is called.
    say: Option<String>,
    /// Where the words are put: `top`, `body`, `news`, `own`, `other`, `foot`.
    #[serde(default = "top")]
    slot: String,
    /// The page after is this one, before its edits.
    redesign: Option<String>,
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
    pub(super) want: String,
}

fn club() -> String {
    "club".to_owned()
}

fn top() -> String {
    "top".to_owned()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/watch")
}

fn file(path: &str) -> String {
    let path = folder().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The cases of a file, each on each of its pages.
pub(super) fn read(toml: &str) -> Vec<Written> {
    let cases: File = toml::from_str(&file(toml)).unwrap_or_else(|error| panic!("{toml}: {error}"));
    cases.case.into_iter().flat_map(on_each_page).collect()
}

/// The folders of cases that state their verdict in `expected.json`: folder, name, wanted.
pub(super) fn expected(folder: &Path) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let Ok(text) = std::fs::read_to_string(path.join("expected.json")) else {
            continue;
        };
        let wanted: Value = serde_json::from_str(&text).unwrap();
        let word = |key: &str| wanted[key].as_str().unwrap().to_owned();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let want = match word("verdict").as_str() {
            // The labels between noise and edit are soft.
            "none" if word("reason") != "transient" => "none".to_owned(),
            verdict => format!("{verdict} {}", word("reason")),
        };
        found.push((name.clone(), name, want));
    }
    found.sort();
    found
}

fn on_each_page(case: Written) -> Vec<Written> {
    if case.pages.is_empty() {
        return vec![case];
    }
    let all = words();
    let named: Vec<&String> = match case.pages.as_slice() {
        [any] if any == "*" => all.keys().collect(),
        some => some.iter().collect(),
    };
    let slot = marker(&case.slot);
    named
        .into_iter()
        .filter(|page| !case.without.contains(page))
        .filter(|page| case.say.is_none() || file(&format!("pages/{page}.html")).contains(&slot))
        .map(|page| Written {
            name: format!("{} ({page})", case.name),
            page: page.clone(),
            pages: Vec::new(),
            ..case.clone()
        })
        .collect()
}

fn words() -> BTreeMap<String, BTreeMap<String, String>> {
    toml::from_str(&file("pages/words.toml")).unwrap()
}

fn marker(slot: &str) -> String {
    format!("<!-- slot:{slot} -->")
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

impl Written {
    /// Writes the case as a folder that `waymark watch judge` reads.
    pub(super) fn write(&self, folder: &Path) {
        let name = &self.name;
        let listing = edited(
            &file(&format!("pages/{}.json", self.page)),
            &self.listing,
            name,
        );
        let before = edited(
            &file(&format!("pages/{}.html", self.page)),
            &self.before,
            name,
        );
        let service: Value = serde_json::from_str(&listing).unwrap();
        let after = self.after(&before, &service);
        let url = service["url"].as_str().unwrap();
        let plain = vec!["7 http 200".to_owned()];
        let attempts = if self.attempts.is_empty() {
            &plain
        } else {
            &self.attempts
        };
        let answered = attempts
            .iter()
            .any(|a| a.contains("http 200") || (self.body.is_some() && a.contains("http ")));
        let newest = attempts.iter().rposition(|a| a.contains("http"));
        let attempts: Vec<Value> = attempts
            .iter()
            .enumerate()
            .map(|(at, text)| attempt(text, url, answered && Some(at) == newest))
            .collect();
        let now = attempts.last().unwrap()["at"].clone();
        let mut fetch = json!({"case": name, "url": url, "now": now, "attempts": attempts});
        std::fs::create_dir_all(folder).unwrap();
        if !self.first_look {
            fetch["before"] = json!({"fetched_at": start().to_string(), "status": 200, "final_url": url, "file": "before.html"});
            std::fs::write(folder.join("before.html"), before).unwrap();
        }
        if answered {
            std::fs::write(folder.join("after.html"), after).unwrap();
        }
        std::fs::write(folder.join("listing.json"), listing).unwrap();
        std::fs::write(folder.join("fetch.json"), fetch.to_string()).unwrap();
    }

    fn after(&self, before: &str, service: &Value) -> String {
        if let Some(body) = &self.body {
            return body.clone();
        }
        let base = match &self.redesign {
            Some(page) => file(&format!("pages/{page}.html")),
            None => before.to_owned(),
        };
        let after = edited(&base, &self.edit, &self.name);
        let Some(say) = &self.say else {
            return after;
        };
        let noun = words()[&self.page]["noun"].clone();
        let say = say
            .replace("{name}", service["name"].as_str().unwrap())
            .replace("{org}", service["organization"]["name"].as_str().unwrap())
            .replace("{noun}", &noun);
        let slot = marker(&self.slot);
        assert!(after.contains(&slot), "{}: no {slot}", self.name);
        after.replace(&slot, &say)
    }
}
