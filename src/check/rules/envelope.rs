//! What a page says of itself: every field there, of the right type, and true of this page.

use serde_json::Value;

use crate::check::finding::Remark;
use crate::check::page::Page;
use crate::check::version::Version;
use crate::domain::codes;

pub(in crate::check) fn check(version: Version, page: &Page) -> Vec<Remark> {
    let names = version.names();
    let mut remarks = Vec::new();
    if !page.is_placed(version) {
        remarks.push(Remark::new(
            codes::LIST_MISPLACED,
            match &page.place {
                Some(name) => format!("the list stands under \"{name}\""),
                None => "the list is the whole answer".to_owned(),
            },
            format!(
                "Put the list under \"{}\", in the envelope of a page.",
                names.list
            ),
        ));
    }
    if page.place.is_none() {
        return remarks;
    }
    for name in [names.total_items, names.total_pages] {
        remarks.extend(field(
            page,
            name,
            Value::is_u64,
            "a number",
            codes::TOTALS_UNCLEAR,
        ));
    }
    let missing = codes::PAGE_FIELD_MISSING;
    for name in [names.number, names.size] {
        remarks.extend(field(
            page,
            name,
            Value::is_u64,
            "a number",
            missing.clone(),
        ));
    }
    for name in [names.first, names.last, names.empty] {
        // Version 1.0 did not always have it.
        if name != names.empty || version == Version::V3 {
            let kind = "true or false";
            remarks.extend(field(page, name, Value::is_boolean, kind, missing.clone()));
        }
    }
    remarks.extend(own_numbers(version, page));
    remarks
}

fn field(
    page: &Page,
    name: &str,
    is_right: fn(&Value) -> bool,
    kind: &str,
    missing: crate::domain::Code,
) -> Option<Remark> {
    let advice = format!("Write \"{name}\" as {kind} on every page.");
    let remark = match page.envelope.get(name) {
        Some(value) if is_right(value) => return None,
        Some(value) => Remark::new(
            codes::PAGE_FIELD_INVALID,
            format!("{name} is {value}"),
            advice,
        ),
        None => Remark::new(missing, format!("{name} is missing"), advice),
    };
    Some(remark.at(format!("/{name}")))
}

fn own_numbers(version: Version, page: &Page) -> Vec<Remark> {
    let names = version.names();
    let mut remarks = Vec::new();
    if let Some(stated) = page.number(names.number)
        && stated != page.asked
    {
        remarks.push(
            Remark::new(
                codes::PAGE_NUMBER_WRONG,
                format!("page={} states {} {stated}", page.asked, names.number),
                "Number the pages from 1 and repeat the number that was asked for.",
            )
            .at(format!("/{}", names.number)),
        );
    }
    // Version 1.0 means the page size asked for as often as the entries.
    if let Some(stated) = page.number(names.size)
        && version == Version::V3
        && stated != page.items.len() as u64
    {
        remarks.push(
            Remark::new(
                codes::PAGE_SIZE_WRONG,
                format!("size says {stated}, and {} came", page.items.len()),
                "Write the number of entries of this very page.",
            )
            .at("/size"),
        );
    }
    for (name, want) in [
        (names.first, page.asked == 1),
        (names.empty, page.items.is_empty()),
    ] {
        if page.flag(name).is_some_and(|stated| stated != want) {
            remarks.push(flag_wrong(name, page.asked, !want));
        }
    }
    remarks
}

/// `first_page`, `last_page` or `empty` is not what it should be.
pub(super) fn flag_wrong(name: &str, page: u64, stated: bool) -> Remark {
    Remark::new(
        codes::PAGE_FLAGS_WRONG,
        format!("page {page} states {name} {stated}"),
        "The first page alone is first, the last alone is last, and a page without entries is empty.",
    )
    .at(format!("/{name}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn codes_of(version: Version, asked: u64, body: Value) -> Vec<String> {
        let page = Page::read(asked, body.to_string().as_bytes()).unwrap();
        let remarks = check(version, &page).into_iter();
        remarks
            .map(|remark| format!("{}{}", remark.code, remark.pointer))
            .collect()
    }

    #[test]
    fn a_page_tells_the_truth_about_itself() {
        let good = json!({"total_items": 3, "total_pages": 2, "page_number": 1, "size": 2,
            "first_page": true, "last_page": false, "empty": false, "contents": [1, 2]});
        let with = |name: &str, value: Value| {
            let mut page = good.clone();
            page[name] = value;
            page
        };
        let without = |name: &str| {
            let mut page = good.clone();
            page.as_object_mut().unwrap().remove(name);
            page
        };
        for (body, want) in [
            (good.clone(), vec![]),
            (
                with("total_items", json!("3")),
                vec!["page_field_invalid/total_items"],
            ),
            (without("total_pages"), vec!["totals_unclear/total_pages"]),
            (without("last_page"), vec!["page_field_missing/last_page"]),
            (
                with("page_number", json!(0)),
                vec!["page_number_wrong/page_number"],
            ),
            (with("size", json!(50)), vec!["page_size_wrong/size"]),
            (
                with("first_page", json!(false)),
                vec!["page_flags_wrong/first_page"],
            ),
            (with("empty", json!(true)), vec!["page_flags_wrong/empty"]),
            (json!([1]), vec!["list_misplaced"]),
        ] {
            assert_eq!(codes_of(Version::V3, 1, body.clone()), want, "{body}");
        }
    }

    #[test]
    fn version_one_has_its_own_names_and_leaves_more_open() {
        let good = json!({"totalElements": 3, "totalPages": 2, "number": 2, "size": 50,
            "first": false, "last": true, "content": [1]});
        assert_eq!(codes_of(Version::V1, 2, good.clone()), Vec::<String>::new());
        assert_eq!(codes_of(Version::V3, 2, good)[0], "list_misplaced");
    }
}
