//! Rows that state the same service again.
//!
//! Two rows are the same when they have the same name and nothing that both state differs; a
//! session on another day is another row. When a row was last looked at does not matter.

use std::collections::HashMap;

use super::header::folded;
use super::report::Fields;

/// Least number of values that two rows must share, unless all they state is the same.
const LEAST_SHARED: usize = 3;

/// For each row, the place of the row before it that states the same.
pub(super) fn duplicates(rows: &[&Fields]) -> Vec<Option<usize>> {
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    // Few rows share their name with another: only what these say is spelt out.
    let mut said: HashMap<usize, Vec<String>> = HashMap::new();
    let mut found = Vec::with_capacity(rows.len());
    for (at, fields) in rows.iter().enumerate() {
        let name = fields.name.as_deref().map(folded).unwrap_or_default();
        let nameless = name.is_empty();
        let earlier = by_name.entry(name).or_default();
        let compared = &earlier[earlier.len().saturating_sub(MOST_COMPARED)..];
        if !compared.is_empty() {
            for row in compared.iter().chain([&at]) {
                said.entry(*row).or_insert_with(|| values(rows[*row]));
            }
        }
        let same = compared
            .iter()
            .find(|other| is_same(&said[other], &said[&at], nameless));
        let same = same.copied();
        found.push(same);
        if same.is_none() {
            earlier.push(at);
        }
    }
    found
}

/// A sheet in which every row has the same name would be compared for ever.
const MOST_COMPARED: usize = 200;

fn is_same(one: &[String], other: &[String], nameless: bool) -> bool {
    let both = || {
        one.iter()
            .zip(other)
            .filter(|(a, b)| !a.is_empty() && !b.is_empty())
    };
    let differ = both().any(|(a, b)| a != b);
    let equal = one == other;
    !differ && (equal && !nameless || both().count() >= LEAST_SHARED)
}

fn values(fields: &Fields) -> Vec<String> {
    let text = |value: &Option<String>| value.as_deref().map(folded).unwrap_or_default();
    let number = |value: Option<f64>| value.map(|number| number.to_string()).unwrap_or_default();
    let mut categories: Vec<String> = fields.categories.iter().map(|item| folded(item)).collect();
    categories.sort_unstable();
    let sessions = fields.schedule.iter().map(|session| format!("{session:?}"));
    vec![
        text(&fields.name),
        text(&fields.organization),
        text(&fields.description),
        text(&fields.address),
        text(&fields.postcode),
        text(&fields.phone),
        text(&fields.email),
        page(fields.url.as_deref().unwrap_or_default()),
        categories.join("|"),
        if fields.schedule.is_empty() {
            text(&fields.schedule_text)
        } else {
            sessions.collect()
        },
        text(&fields.cost_text),
        number(fields.min_age),
        number(fields.max_age),
    ]
}

/// A web address without what two spellings of the same one may differ in.
fn page(url: &str) -> String {
    let bare = url.split_once("://").map_or(url, |(_, rest)| rest);
    folded(bare.strip_prefix("www.").unwrap_or(bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn club() -> Fields {
        Fields {
            name: Some("Lunch Club".to_owned()),
            organization: Some("Age Well".to_owned()),
            postcode: Some("LS1 4AP".to_owned()),
            phone: Some("+441632960123".to_owned()),
            url: Some("https://www.example.org".to_owned()),
            schedule_text: Some("Monday".to_owned()),
            last_reviewed: Some("2026-01-01".to_owned()),
            ..Fields::default()
        }
    }

    #[test]
    fn a_row_is_the_same_however_it_is_spelt_and_whenever_it_was_checked() {
        let again = Fields {
            name: Some("LUNCH  club".to_owned()),
            url: Some("http://example.org/".to_owned()),
            last_reviewed: None,
            description: Some("Hot meal".to_owned()),
            ..club()
        };
        assert_eq!(
            duplicates(&[&club(), &again, &club()]),
            [None, Some(0), Some(0)]
        );
    }

    #[test]
    fn another_day_place_or_number_is_another_row() {
        let differing = [
            Fields {
                schedule_text: Some("Tuesday".to_owned()),
                ..club()
            },
            Fields {
                postcode: Some("LS1 4AQ".to_owned()),
                ..club()
            },
            Fields {
                phone: None,
                postcode: None,
                organization: None,
                schedule_text: None,
                ..club()
            },
        ];
        for other in &differing {
            assert_eq!(duplicates(&[&club(), other]), [None, None], "{other:?}");
        }
    }
}
