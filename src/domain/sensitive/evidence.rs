//! Evidence about a place whose whereabouts must stay unknown: the words of a page may name
//! them, and we do not know in which words.

use super::is_withheld;
use crate::domain::Evidence;
use crate::oruk::Service;

/// Stands for the words of a page that may tell where a place is.
pub const UNTOLD: &str = "(not shown: the place is confidential)";

/// Whether a service takes place where nobody may learn that it does.
pub fn is_confidential(service: &Service) -> bool {
    let links = &service.service_at_locations;
    links
        .iter()
        .filter_map(|link| link.location.as_ref())
        .any(is_withheld)
}

/// Leaves of evidence what cannot tell a place: numbers, addresses of mail, prices, the
/// rule. Returns whether there was more. Done once, it changes nothing more.
pub fn quiet(evidence: &mut [Evidence]) -> bool {
    let mut changed = false;
    for seen in evidence {
        let before = seen.clone();
        seen.snippet = None;
        if !may_stay(&seen.field) {
            seen.found = untold(seen.found.take());
        }
        if matches!(seen.field.as_str(), "postcode" | "address") {
            seen.listed = untold(seen.listed.take());
        }
        changed |= *seen != before;
    }
    changed
}

/// Fields of which the value alone is found, and not a sentence with it.
fn may_stay(field: &str) -> bool {
    matches!(field, "phone" | "email" | "price")
}

/// Short words for what an address answered tell no place; an address may.
fn untold(text: Option<String>) -> Option<String> {
    const ANSWERS: [&str; 7] = [
        "410",
        "404",
        "page not found",
        "hosting suspended",
        "NXDOMAIN",
        "parking page",
        "coming soon",
    ];
    text.map(|text| match ANSWERS.contains(&text.as_str()) {
        true => text,
        false => UNTOLD.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_tell_a_place_is_left_out_and_the_rest_stays() {
        let seen = |field: &str, listed: &str, found: &str| Evidence {
            field: field.to_owned(),
            listed: Some(listed.to_owned()),
            found: Some(found.to_owned()),
            snippet: Some("Rowan House, Mill Lane".to_owned()),
            rule: "x".to_owned(),
        };
        for (field, listed, found, want) in [
            (
                "phone",
                "01632 960123",
                "01632 960456",
                ("01632 960123", "01632 960456"),
            ),
            ("postcode", "S10 2TN", "S1 2HH", (UNTOLD, UNTOLD)),
            (
                "status",
                "active",
                "We have left Mill Lane.",
                ("active", UNTOLD),
            ),
            (
                "url",
                "https://a.example/",
                "404",
                ("https://a.example/", "404"),
            ),
            (
                "url",
                "https://a.example/",
                "https://mill-lane.example/",
                ("https://a.example/", UNTOLD),
            ),
        ] {
            let mut evidence = [seen(field, listed, found)];
            assert!(quiet(&mut evidence), "{field}");
            let [one] = &evidence;
            let said = (
                one.listed.as_deref().unwrap(),
                one.found.as_deref().unwrap(),
            );
            assert_eq!((said, &one.snippet), (want, &None), "{field}");
            assert!(!quiet(&mut evidence), "{field}: once is enough");
        }
    }
}
