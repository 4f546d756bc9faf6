//! Reads the records that the matching is judged by, and writes them as directories would.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

/// A record of a directory: its name and the record's id.
pub(super) type Key = (String, String);

/// Records, and which of them are one service.
#[derive(Debug, Clone, Default)]
pub(super) struct Set {
    /// Services as JSON, each under its directory and id.
    pub(super) records: BTreeMap<Key, Value>,
    /// Each real service as the records of it.
    pub(super) truth: Vec<Vec<Key>>,
}

#[derive(Debug, Deserialize)]
struct File {
    service: Vec<Truth>,
}

#[derive(Debug, Deserialize)]
struct Truth {
    records: Vec<Record>,
}

/// A record in short.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    dir: String,
    id: String,
    name: String,
    org: Option<String>,
    charity: Option<String>,
    venue: Option<String>,
    street: Option<String>,
    town: Option<String>,
    postcode: Option<String>,
    at: Option<(f64, f64)>,
    phone: Option<String>,
    email: Option<String>,
    url: Option<String>,
    /// `TU 12:00-14:00; 1TH 10:00-12:00`
    when: Option<String>,
    desc: Option<String>,
    who: Option<String>,
    min: Option<f64>,
    max: Option<f64>,
}

impl Set {
    /// Reads files of our own form.
    pub(super) fn of(files: &[&str]) -> Self {
        let mut set = Self::default();
        for file in files {
            let file: File = toml::from_str(file).unwrap();
            for truth in file.service {
                let keys = truth.records.iter().map(Record::key).collect();
                set.truth.push(keys);
                for record in truth.records {
                    let known = set.records.insert(record.key(), record.service());
                    assert_eq!(known, None, "{} is there twice", record.id);
                }
            }
        }
        set
    }

    /// Reads directories as they publish, and a list of clusters.
    pub(super) fn published(directories: &[&str], truth: &str) -> Self {
        let mut set = Self::default();
        for directory in directories {
            let directory: Value = serde_json::from_str(directory).unwrap();
            let name = directory["directory"].as_str().unwrap();
            for service in directory["services"].as_array().unwrap() {
                let id = service["id"].as_str().unwrap().to_owned();
                set.records.insert((name.to_owned(), id), service.clone());
            }
        }
        let truth: Value = serde_json::from_str(truth).unwrap();
        set.truth = clusters(&truth);
        set
    }

    /// The files that `waymark match` takes, by the names of their directories.
    pub(super) fn files(&self) -> BTreeMap<String, Value> {
        let mut services: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for ((directory, _), service) in &self.records {
            let list = services.entry(directory.clone()).or_default();
            list.push(service.clone());
        }
        let file = |(directory, services): (String, Vec<Value>)| {
            let file = json!({"directory": directory, "services": services});
            (directory, file)
        };
        services.into_iter().map(file).collect()
    }
}

/// The clusters of an answer, or of a truth in the same form.
pub(super) fn clusters(answer: &Value) -> Vec<Vec<Key>> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let key = |record: &Value| (text(&record["directory"]), text(&record["id"]));
    let cluster = |cluster: &Value| cluster.as_array().unwrap().iter().map(key).collect();
    let clusters = answer["clusters"].as_array().unwrap();
    clusters.iter().map(cluster).collect()
}

impl Record {
    fn key(&self) -> Key {
        (self.dir.clone(), self.id.clone())
    }

    fn service(&self) -> Value {
        let mut service = Map::new();
        let mut put = |name: &str, value: Option<Value>| {
            value.map(|value| service.insert(name.to_owned(), value));
        };
        let text = |text: &Option<String>| text.clone().map(Value::from);
        put("id", Some(self.id.clone().into()));
        put("name", Some(self.name.clone().into()));
        put("status", Some("active".into()));
        put("description", text(&self.desc));
        put("email", text(&self.email));
        put("url", text(&self.url));
        put("eligibility_description", text(&self.who));
        put("minimum_age", self.min.map(Value::from));
        put("maximum_age", self.max.map(Value::from));
        put(
            "phones",
            self.phone
                .as_ref()
                .map(|number| json!([{"number": number}])),
        );
        put("organization", self.organization());
        put(
            "schedules",
            self.when
                .as_deref()
                .map(|when| when.split(';').map(schedule).collect()),
        );
        put(
            "service_at_locations",
            self.location()
                .map(|location| json!([{"location": location}])),
        );
        Value::Object(service)
    }

    fn organization(&self) -> Option<Value> {
        let name = self.org.as_ref()?;
        let mut organization = json!({"name": name, "description": name});
        if let Some(number) = &self.charity {
            organization["organization_identifiers"] =
                json!([{"identifier_scheme": "GB-CHC", "identifier": number}]);
        }
        Some(organization)
    }

    fn location(&self) -> Option<Value> {
        let address: Map<String, Value> = [
            ("address_1", &self.street),
            ("city", &self.town),
            ("postal_code", &self.postcode),
        ]
        .into_iter()
        .filter_map(|(name, text)| Some((name.to_owned(), text.clone()?.into())))
        .collect();
        let is_placed = !address.is_empty() || self.venue.is_some() || self.at.is_some();
        is_placed.then(|| {
            let mut location = json!({"location_type": "physical", "addresses": [address]});
            if let Some(venue) = &self.venue {
                location["name"] = venue.clone().into();
            }
            if let Some((latitude, longitude)) = self.at {
                location["latitude"] = latitude.into();
                location["longitude"] = longitude.into();
            }
            location
        })
    }
}

/// `1TH 10:00-12:00` as a schedule.
fn schedule(text: &str) -> Value {
    let (day, hours) = text.trim().split_once(' ').unwrap();
    let (opens, closes) = hours.split_once('-').unwrap();
    let is_monthly = day.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    json!({
        "freq": if is_monthly { "MONTHLY" } else { "WEEKLY" },
        "byday": day,
        "opens_at": format!("{opens:0>5}"),
        "closes_at": format!("{closes:0>5}"),
    })
}
