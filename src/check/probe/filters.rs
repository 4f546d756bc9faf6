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

/// A parameter and its value.
type Pair<'a> = (&'a str, &'a str);

/// Values that hardly any service meets.
const NARROW_V3: &[Pair<'_>] = &[
    ("search", NONSENSE),
    ("taxonomy_term_id", NOBODY),
    ("taxonomy_id", NOBODY),
    ("organization_id", NOBODY),
    ("modified_after", "2999-01-01T00:00:00Z"),
    ("minimum_age", "110"),
    ("maximum_age", "0"),
    ("start_time", "23:59"),
    ("end_time", "00:01"),
];
const NARROW_V1: &[Pair<'_>] = &[
    ("text", NONSENSE),
    ("taxonomy_id", NONSENSE),
    ("minimum_age", "110"),
    ("start_time", "23:59"),
    ("end_time", "00:01"),
];

/// Values that hardly any entry of another list of 3.0 meets.
const NARROW_LISTS: &[(&str, &[Pair<'_>])] = &[
    ("organizations", &[("search", NONSENSE)]),
    ("service_at_locations", NARROW_V3),
    ("taxonomies", &[("search", NONSENSE)]),
    (
        "taxonomy_terms",
        &[
            ("search", NONSENSE),
            ("taxonomy_id", NOBODY),
            ("parent_id", NOBODY),
        ],
    ),
];

/// Values without sense.
const SENSELESS_V3: &[Pair<'_>] = &[
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
const SENSELESS_V1: &[Pair<'_>] = &[
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
    let mut services = List {
        path: "services",
        all,
        remarks: Vec::new(),
        asker,
    };
    let mut heeded = Vec::new();
    for pair in narrow {
        match services.ask(&[*pair], None).await {
            None => return,
            Some(Heeded(true)) => heeded.push(pair.0),
            Some(Heeded(false)) => {}
        }
    }
    // What is heeded must also find what meets it.
    for met in full.map(met_by).unwrap_or_default() {
        let pairs: Vec<Pair<'_>> = met.asked.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let tried = |name: &str| narrow.iter().any(|(known, _)| *known == name);
        if pairs
            .iter()
            .all(|(name, _)| !tried(name) || heeded.contains(name))
        {
            services.ask(&pairs, Some(&met.id)).await;
        }
    }
    if version == Version::V3 {
        services.minimal().await;
    }
    findings.add("/services", None, joined(services.remarks));
    senseless_values(senseless, asker, findings).await;
}

/// Tries the filters of another list, which has `all` entries.
pub(in crate::check) async fn try_list(
    path: &'static str,
    all: u64,
    asker: &mut Asker<'_>,
    findings: &mut Findings,
) {
    let narrow = NARROW_LISTS.iter().find(|(known, _)| *known == path);
    let mut list = List {
        path,
        all,
        remarks: Vec::new(),
        asker,
    };
    for pair in narrow.into_iter().flat_map(|(_, pairs)| *pairs) {
        if list.ask(&[*pair], None).await.is_none() {
            break;
        }
    }
    findings.add(&format!("/{path}"), None, joined(list.remarks));
}

/// Filters that a service meets by what it states.
struct Met {
    asked: Vec<(&'static str, String)>,
    id: String,
}

fn met_by(service: &Value) -> Vec<Met> {
    let text = |pointer: &str| service.pointer(pointer)?.as_str().map(str::to_owned);
    let Some(id) = text("/id") else {
        return Vec::new();
    };
    let postcode = text("/service_at_locations/0/location/addresses/0/postal_code")
        .or_else(|| text("/service_at_locations/0/location/physical_addresses/0/postal_code"));
    // A day alone: "1TU" and "MO,WE" are asked for in other ways by every server.
    let day = text("/schedules/0/byday").filter(|day| day.len() == 2);
    let alone = [
        ("organization_id", text("/organization/id")),
        ("taxonomy_term_id", text("/attributes/0/taxonomy_term/id")),
        ("modified_after", text("/last_modified")),
        ("start_time", text("/schedules/0/opens_at")),
        ("end_time", text("/schedules/0/closes_at")),
        ("day", day),
    ];
    let near = postcode.map(|code| vec![("postcode", code), ("proximity", "5000".to_owned())]);
    let alone = alone
        .into_iter()
        .filter_map(|(name, value)| Some(vec![(name, value?)]));
    let all = alone.chain(near);
    all.map(|asked| Met {
        asked,
        id: id.clone(),
    })
    .collect()
}

/// Whether a filter did what it should, as far as its answer shows.
struct Heeded(bool);

/// One list whose filters are tried.
struct List<'a, 'b> {
    path: &'static str,
    /// How many entries it has without a filter.
    all: u64,
    remarks: Vec<Remark>,
    asker: &'a mut Asker<'b>,
}

impl List<'_, '_> {
    /// `None` when no more can be asked.
    async fn ask(&mut self, filter: &[Pair<'_>], wanted: Option<&str>) -> Option<Heeded> {
        let asked = filter
            .iter()
            .map(|(name, value)| match (wanted, value.len()) {
                // Nobody learns from an id that no service has.
                (None, 21..) => format!("{name}=…"),
                _ => format!("{name}={value}"),
            });
        let asked = asked.collect::<Vec<_>>().join("&");
        let query: Vec<Pair<'_>> = filter
            .iter()
            .copied()
            .chain([("per_page", "100")])
            .collect();
        let answer = match self.asker.get(&[self.path], &query).await {
            Ok(answer) => answer,
            Err(Silence::Spent) => return None,
            Err(Silence::Dead(_)) => return Some(Heeded(true)),
        };
        let page = Page::read(1, &answer.body).ok();
        let left = page.as_ref().map(Page::total);
        let lacks = wanted.filter(|id| {
            let whole = |page: &&Page| left == Some(page.items.len() as u64);
            let page = page.as_ref().filter(whole);
            page.is_some_and(|page| !page.items.iter().any(|item| named(item).id == **id))
        });
        let remark = filter::check(Filtered {
            asked: &asked,
            status: answer.status,
            left,
            all: self.all,
            is_narrow: wanted.is_none(),
            lacks,
        });
        let heeded = Heeded(remark.is_none());
        self.remarks.extend(remark);
        Some(heeded)
    }

    /// `minimal=true` brings ids and dates alone.
    async fn minimal(&mut self) {
        let query = [("minimal", "true"), ("per_page", "1")];
        let Ok(answer) = self.asker.get(&[self.path], &query).await else {
            return;
        };
        let page = Page::read(1, &answer.body).ok();
        let first = page
            .as_ref()
            .and_then(|page| page.items.first()?.as_object());
        let is_more = |name: &String| !matches!(name.as_str(), "id" | "last_modified");
        if answer.status == 200 && first.is_some_and(|item| item.keys().any(is_more)) {
            self.remarks.push(Remark::new(
                codes::FILTER_IGNORED,
                "minimal=true brings more than ids and dates",
                "Heed the filter, or answer 400 with a sentence that it is not offered.",
            ));
        }
    }
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
