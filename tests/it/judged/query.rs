//! Queries as people ask them, and what each service is worth to who asked.

use serde::Deserialize;
use url::form_urlencoded;

use super::directory::Judged;
use super::ground::point_of;

/// A query with its judgement. A judgement is a list of alternatives, and an alternative
/// the tags that a service must all have; `-tag` must be absent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    /// What is typed.
    pub(super) q: String,
    /// What makes it hard.
    pub(super) kind: String,
    /// A postcode of the three towns.
    near: Option<String>,
    radius_km: Option<f64>,
    /// Further parameters of the search, as in its address.
    #[serde(default)]
    filters: String,
    /// Grade 3: just what was asked for.
    #[serde(default)]
    exactly: Vec<String>,
    /// Grade 2: a good answer.
    #[serde(default)]
    good: Vec<String>,
    /// Grade 1: better than nothing.
    #[serde(default)]
    fair: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    query: Vec<Query>,
}

/// The queries of a file.
pub(super) fn queries(text: &str) -> Vec<Query> {
    let file: File = toml::from_str(text).unwrap();
    file.query
}

impl Query {
    /// The address of its first twenty answers.
    pub(super) fn path(&self) -> String {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        pairs.append_pair("q", &self.q).append_pair("limit", "20");
        if let Some(postcode) = &self.near {
            pairs.append_pair("postcode", postcode);
        }
        if let Some(km) = self.radius_km {
            pairs.append_pair("radius_m", &format!("{}", km * 1000.0));
        }
        pairs.extend_pairs(self.asked());
        format!("/api/v1/search?{}", pairs.finish())
    }

    /// Whether anything is expected of it but an answer without an error.
    pub(super) fn is_judged(&self) -> bool {
        !self.exactly.is_empty() || !self.good.is_empty()
    }

    /// What a service is worth here; 0 for one that must not be shown.
    pub(super) fn grade(&self, judged: &Judged) -> u32 {
        if !self.admits(judged) {
            return 0;
        }
        let levels = [(3, &self.exactly), (2, &self.good), (1, &self.fair)];
        let level = levels
            .iter()
            .find(|(_, alternatives)| alternatives.iter().any(|tags| has(judged, tags)));
        level.map_or(0, |(grade, _)| *grade)
    }

    /// Whether it runs, lies inside the radius and passes the filters.
    pub(super) fn admits(&self, judged: &Judged) -> bool {
        let passes = |(name, value): (String, String)| passes(judged, &name, &value);
        judged.is_searchable && self.is_within(judged) && self.asked().all(passes)
    }

    fn is_within(&self, judged: &Judged) -> bool {
        match (&self.near, self.radius_km, judged.venue) {
            (Some(postcode), Some(km), Some(venue)) => {
                venue.metres_from(point_of(postcode)) <= km * 1000.0
            }
            _ => true,
        }
    }

    fn asked(&self) -> impl Iterator<Item = (String, String)> {
        form_urlencoded::parse(self.filters.as_bytes()).into_owned()
    }
}

fn has(judged: &Judged, tags: &str) -> bool {
    tags.split_whitespace()
        .all(|tag| match tag.strip_prefix('-') {
            Some(absent) => !judged.tags.contains(absent),
            None => judged.tags.contains(tag),
        })
}

/// Whether a filter lets a service through, by what the judge knows of it.
fn passes(judged: &Judged, name: &str, value: &str) -> bool {
    match name {
        "free" => judged.cost == Some(0.0),
        "max_cost" => {
            let most: f64 = value.parse().unwrap();
            judged.cost.is_some_and(|cost| cost <= most)
        }
        "age" => {
            let age: f64 = value.parse().unwrap();
            let (from, to) = judged.ages;
            from.is_none_or(|from| from <= age) && to.is_none_or(|to| age <= to)
        }
        "day" => judged.days.iter().any(|day| day == value),
        "remote" if value == "true" => judged.is_online || judged.says_online,
        "remote" => !judged.is_online,
        "accessible" => judged
            .venue
            .is_some_and(|venue| venue.wheelchair == Some(true)),
        "audience" => judged.tags.contains(&value.to_lowercase()),
        other => panic!("the judge knows nothing of {other}"),
    }
}
