//! Whether list items are full, and the details where they are not.
//!
//! A feed may heed `full=true`, ignore it, or send full lists anyway; only a look at a
//! detail tells.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use url::Url;

use crate::connect::item::{Item, members};
use crate::connect::page;
use crate::connect::retry::{Dead, Retrier};
use crate::oruk::v1::OLD_LISTS;

/// What only a full service carries, by ORUK 3.0 and HSDS 3.0, and what short lists leave out;
/// by ORUK 1.0 there are [`OLD_LISTS`] besides.
const DETAILS: [&str; 14] = [
    "schedules",
    "service_areas",
    "service_at_locations",
    "languages",
    "funding",
    "cost_options",
    "contacts",
    "phones",
    "attributes",
    "required_documents",
    "capacities",
    "additional_urls",
    "reviews",
    "description",
];
/// Details looked at on one page before its items are taken as they are.
const PROBES: usize = 3;

/// Where the full services are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fullness {
    /// Not known yet: so far no service had anything that only details carry.
    Unknown,
    /// In the list.
    InList,
    /// Under their own addresses.
    Apart,
}

/// Looks at the details of a few items of a page.
pub(super) async fn probe(retrier: &mut Retrier, base: &Url, items: &[Item]) -> Fullness {
    for item in items.iter().filter(|item| item.id.is_some()).take(PROBES) {
        let Ok(detail) = fetch(retrier, base, item).await else {
            if retrier.is_hopeless() {
                break;
            }
            continue;
        };
        match compare(&item.raw, &detail) {
            Fullness::Unknown => {}
            known => return known,
        }
    }
    Fullness::Unknown
}

/// Fetches the detail of an item that has an id.
pub(super) async fn fetch(
    retrier: &mut Retrier,
    base: &Url,
    item: &Item,
) -> Result<Box<RawValue>, Dead> {
    retrier.get(&address(base, item)?, page::read_one).await
}

/// Where the detail of an item is.
pub(super) fn address(base: &Url, item: &Item) -> Result<Url, Dead> {
    let unfit = || Dead {
        why: "its id cannot stand in an address".to_owned(),
        status: None,
    };
    let id = item.id.as_deref().ok_or_else(unfit)?;
    // Those two mean other places in a path, however they are spelt.
    if matches!(id, "." | "..") {
        return Err(unfit());
    }
    let mut url = base.clone();
    url.path_segments_mut()
        .map_err(|()| unfit())?
        .pop_if_empty()
        .extend(["services", id]);
    Ok(url)
}

fn compare(item: &RawValue, detail: &RawValue) -> Fullness {
    let (item, detail) = (members(item), members(detail));
    let in_detail: Vec<&str> = DETAILS
        .into_iter()
        .chain(OLD_LISTS)
        .filter(|d| says(&detail, d))
        .collect();
    if in_detail.iter().any(|name| !says(&item, name)) {
        Fullness::Apart
    } else if in_detail.iter().any(|name| *name != "description") {
        Fullness::InList
    } else {
        Fullness::Unknown
    }
}

/// Whether a member is there and holds something.
fn says(members: &BTreeMap<String, &RawValue>, name: &str) -> bool {
    members.get(name).is_some_and(|raw| {
        let bare: String = raw.get().split_whitespace().collect();
        !matches!(bare.as_str(), "null" | "[]" | "{}" | "\"\"")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_full_when_its_detail_tells_no_more() {
        for (item, detail, want) in [
            (
                r#"{"id":1}"#,
                r#"{"id":1,"contacts":[{}]}"#,
                Fullness::Apart,
            ),
            (
                r#"{"id":1,"contacts":[ ]}"#,
                r#"{"id":1,"contacts":[{}]}"#,
                Fullness::Apart,
            ),
            (
                r#"{"id":1}"#,
                r#"{"id":1,"description":"x"}"#,
                Fullness::Apart,
            ),
            (
                r#"{"id":1,"contacts":[{}]}"#,
                r#"{"id":1,"contacts":[{}],"languages":[{}]}"#,
                Fullness::Apart,
            ),
            (
                r#"{"id":1,"contacts":[{}]}"#,
                r#"{"id":1,"contacts":[{}],"languages":[],"links":[1]}"#,
                Fullness::InList,
            ),
            (
                r#"{"id":1,"description":"x"}"#,
                r#"{"id":1,"description":"x","contacts":[]}"#,
                Fullness::Unknown,
            ),
        ] {
            let raw = |text: &str| RawValue::from_string(text.to_owned()).unwrap();
            assert_eq!(compare(&raw(item), &raw(detail)), want, "{item} / {detail}");
        }
    }
}
