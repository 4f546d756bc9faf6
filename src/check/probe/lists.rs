//! The recommended lists: whether they are there, and whether what they hold is valid.

use serde_json::Value;

use super::filters;
use crate::check::ask::{Asker, Silence};
use crate::check::finding::{Findings, Remark};
use crate::check::page::{Page, json};
use crate::check::rules::{carriage, document, envelope, one_to_one};
use crate::check::version::{List, Version};
use crate::check::walk::named;
use crate::connect::Response;
use crate::domain::codes;

/// Details looked at in each list.
const DETAILS: usize = 3;

/// Looks at the first page of each recommended list.
pub(in crate::check) async fn look(
    version: Version,
    asker: &mut Asker<'_>,
    findings: &mut Findings,
) {
    for list in version.lists() {
        let endpoint = format!("/{}", list.path);
        let query = [("page", "1"), ("per_page", "100")];
        let Some(answer) = reached(list.path, &query, asker, findings).await else {
            continue;
        };
        let page = match answer.status {
            200 => Page::read(1, &answer.body),
            status => Err(format!("answers with status {status}")),
        };
        match page {
            Err(why) => findings.add(&endpoint, None, [failing(format!("{endpoint} {why}"))]),
            Ok(page) => {
                findings.add(&endpoint, None, carriage::check(&answer));
                findings.add(&endpoint, None, envelope::check(version, &page));
                items(version, list, &page, findings);
                details(list, &page, asker, findings).await;
                if version == Version::V3 && page.items.len() > 1 {
                    filters::try_list(list.path, page.total(), asker, findings).await;
                }
            }
        }
    }
    if version == Version::V1 {
        vocabularies(asker, findings).await;
    }
}

/// The answer of a recommended endpoint; what is to be said of none is said.
async fn reached(
    path: &str,
    query: &[(&str, &str)],
    asker: &mut Asker<'_>,
    findings: &mut Findings,
) -> Option<Response> {
    let endpoint = format!("/{path}");
    let remark = match asker.get(&[path], query).await {
        Ok(answer) if !matches!(answer.status, 404 | 410) => return Some(answer),
        Ok(answer) => {
            let found = format!("{endpoint} answers with status {}", answer.status);
            let advice = "Switch it on if your software can serve it.";
            Remark::new(codes::OPTIONAL_ENDPOINT_MISSING, found, advice)
        }
        Err(Silence::Spent) => return None,
        Err(Silence::Dead(why)) => failing(why),
    };
    findings.add(&endpoint, None, [remark]);
    None
}

/// The names of the vocabularies of 1.0: an array of texts, with no page around it.
async fn vocabularies(asker: &mut Asker<'_>, findings: &mut Findings) {
    let endpoint = "/vocabularies";
    let Some(answer) = reached("vocabularies", &[], asker, findings).await else {
        return;
    };
    let names = match answer.status {
        200 => json(&answer.body),
        status => Err(format!("answers with status {status}")),
    };
    let is_names = |body: &Value| {
        let names = body.as_array();
        names.is_some_and(|names| names.iter().all(Value::is_string))
    };
    match names {
        Ok(body) if is_names(&body) => findings.add(endpoint, None, carriage::check(&answer)),
        Ok(_) => {
            let found = format!("{endpoint} answers with JSON that is no array of names");
            findings.add(endpoint, None, [failing(found)]);
        }
        Err(why) => findings.add(endpoint, None, [failing(format!("{endpoint} {why}"))]),
    }
}

fn items(version: Version, list: &List, page: &Page, findings: &mut Findings) {
    let endpoint = format!("/{}", list.path);
    for item in &page.items {
        let named = named(item);
        findings.add(
            &endpoint,
            Some(&named),
            document::check(list.item, item, &[]),
        );
        if version == Version::V3 && list.path != "taxonomies" {
            findings.add(&endpoint, Some(&named), one_to_one::check(item));
        }
    }
}

async fn details(list: &List, page: &Page, asker: &mut Asker<'_>, findings: &mut Findings) {
    let endpoint = format!("/{}/{{id}}", list.path);
    let ids = page
        .items
        .iter()
        .map(named)
        .filter(|named| !named.id.is_empty());
    for named in ids.take(DETAILS) {
        let Ok(answer) = asker.get(&[list.path, &named.id], &[]).await else {
            continue;
        };
        let detail: Result<Value, String> = match answer.status {
            200 => json(&answer.body),
            status => Err(format!("answers with status {status}")),
        };
        match detail {
            Ok(detail) => {
                let remarks = document::check(list.detail, &detail, &[]);
                findings.add(&endpoint, Some(&named), remarks);
            }
            Err(why) => {
                let found = format!("/{}/{} {why}", list.path, named.id);
                findings.add(&endpoint, Some(&named), [failing(found)]);
            }
        }
    }
}

fn failing(found: String) -> Remark {
    let advice = "Mend it, or answer 404 until it works.";
    Remark::new(codes::OPTIONAL_ENDPOINT_FAILING, found, advice)
}
