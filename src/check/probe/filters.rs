//! The filters of the standard: heeded, ignored, refused or failing; and senseless values.

use serde_json::Value;

use super::manners::NOBODY;
use crate::check::ask::{Asker, Silence};
use crate::check::finding::{Findings, Remark};
use crate::check::page::Page;
use crate::check::rules::filter::{self, Filtered};
use crate::check::version::Version;
use crate::check::walk::named;
use crate::domain::codes;

/// Words that stand in no description.
const NONSENSE: &str = "zqxjkvbwp";

/// Values that hardly any service meets.
const NARROW_V3: &[(&str, &str)] = &[
    ("search", NONSENSE),
    ("taxonomy_term_id", NOBODY),
    ("taxonomy_id", NOBODY),
    ("organization_id", NOBODY),
    ("modified_after", "2999-01-01T00:00:00Z"),
    ("minimum_age", "999"),
    ("maximum_age", "0"),
    ("start_time", "23:59"),
    ("end_time", "00:01"),
];
const NARROW_V1: &[(&str, &str)] = &[
    ("text", NONSENSE),
    ("taxonomy_id", NONSENSE),
    ("minimum_age", "999"),
    ("start_time", "23:59"),
    ("end_time", "00:01"),
];

/// Values without sense.
const SENSELESS_V3: &[(&str, &str)] = &[
    ("page", "0"),
    ("page", "abc"),
    ("per_page", "0"),
    ("per_page", "abc"),
    ("modified_after", "yesterday"),
    ("minimum_age", "old"),
    ("start_time", "25:99"),
    ("day", "XX"),
    ("proximity", "100"),
    ("full", "perhaps"),
    ("format", "nonsense"),
];
const SENSELESS_V1: &[(&str, &str)] = &[
    ("page", "abc"),
    ("per_page", "0"),
    ("start_time", "25:99"),
    ("day", "XX"),
    ("proximity", "100"),
];

/// Tries each filter of the list of services. `full` is a service in full that is listed.
pub(in crate::check) async fn try_all(
    version: Version,
    all: u64,
    full: Option<&Value>,
    asker: &mut Asker<'_>,
    findings: &mut Findings,
) {
    let (narrow, senseless) = match version {
        Version::V3 => (NARROW_V3, SENSELESS_V3),
        Version::V1 => (NARROW_V1, SENSELESS_V1),
    };
    let mut remarks = Vec::new();
    let mut heeded = Vec::new();
    for (name, value) in narrow {
        let Some(remark) = one(asker, name, value, all, None).await else {
            return;
        };
        if remark.is_none() {
            heeded.push(*name);
        }
        remarks.extend(remark);
    }
    // What is heeded must also find what meets it.
    for (name, value, id) in full.map(met_by).unwrap_or_default() {
        if heeded.contains(&name)
            && let Some(remark) = one(asker, name, &value, all, Some(&id)).await
        {
            remarks.extend(remark);
        }
    }
    findings.add("/services", None, joined(remarks));
    senseless_values(senseless, asker, findings).await;
}

/// Filters that a service meets by what it states.
fn met_by(service: &Value) -> Vec<(&'static str, String, String)> {
    let text = |pointer: &str| service.pointer(pointer)?.as_str().map(str::to_owned);
    let Some(id) = text("/id") else {
        return Vec::new();
    };
    [
        ("organization_id", text("/organization/id")),
        ("taxonomy_term_id", text("/attributes/0/taxonomy_term/id")),
        ("modified_after", text("/last_modified")),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?, id.clone())))
    .collect()
}

/// `None` when no more can be asked; else what is to be said of the filter.
async fn one(
    asker: &mut Asker<'_>,
    name: &str,
    value: &str,
    all: u64,
    wanted: Option<&str>,
) -> Option<Option<Remark>> {
    let asked = format!("{name}={value}");
    let answer = match asker
        .get(&["services"], &[(name, value), ("per_page", "100")])
        .await
    {
        Ok(answer) => answer,
        Err(Silence::Spent) => return None,
        Err(Silence::Dead(_)) => return Some(None),
    };
    let page = Page::read(1, &answer.body).ok();
    let left = page.as_ref().map(|page| {
        let stated = page
            .number("total_items")
            .or_else(|| page.number("totalElements"));
        stated.unwrap_or(page.items.len() as u64)
    });
    let lacks = wanted.filter(|id| {
        let page = page
            .as_ref()
            .filter(|page| left == Some(page.items.len() as u64));
        page.is_some_and(|page| !page.items.iter().any(|item| named(item).id == **id))
    });
    Some(filter::check(Filtered {
        asked: &asked,
        status: answer.status,
        left,
        all,
        is_narrow: wanted.is_none(),
        lacks,
    }))
}

async fn senseless_values(values: &[(&str, &str)], asker: &mut Asker<'_>, findings: &mut Findings) {
    let mut remarks = Vec::new();
    for (name, value) in values {
        let Ok(answer) = asker.get(&["services"], &[(*name, *value)]).await else {
            continue;
        };
        let asked = format!("{name}={value}");
        remarks.extend(match answer.status {
            200..=399 => Some(Remark::new(
                codes::BAD_PARAMETER_ACCEPTED,
                asked,
                "Answer 400 and name the parameter.",
            )),
            500..=599 => Some(Remark::new(
                codes::BAD_PARAMETER_FAILS,
                format!("{asked} (status {})", answer.status),
                "Check parameters before they are used, and answer 400.",
            )),
            _ => None,
        });
    }
    findings.add("/services", None, joined(remarks));
}

/// One remark of each kind, with everything that was found.
fn joined(remarks: Vec<Remark>) -> Vec<Remark> {
    let mut all: Vec<Remark> = Vec::new();
    for remark in remarks {
        match all.iter_mut().find(|known| known.code == remark.code) {
            Some(known) => known.found = format!("{}, {}", known.found, remark.found),
            None => all.push(remark),
        }
    }
    all
}
