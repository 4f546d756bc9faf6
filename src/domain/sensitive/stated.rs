//! What a service says of its locations: by a flag, a term, a name, or a sentence on the address.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Map, Value, json};

use super::withhold::is_withheld;
use super::{TAXONOMY, TERM};
use crate::domain::plain_text;
use crate::oruk::{Attribute, Location, Service, ServiceAtLocation};

/// Flags that feeds put on a location, or on an address of one, to keep it from being shown.
/// None is of the standard: these are what directories' own software writes.
const FLAGS: [&str; 15] = [
    "sensitive",
    "is_sensitive",
    "sensitive_location",
    "confidential",
    "is_confidential",
    "confidential_address",
    "address_confidential",
    "mask_exact_address",
    "mask_address",
    "hide_address",
    "address_hidden",
    "hide_location",
    "withhold_address",
    "undisclosed",
    "do_not_publish_address",
];

/// Somebody says that the whereabouts are kept back.
static KEPT_BACK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:sensitive|confidential|undisclosed|secret|withheld|non-?disclosed|unpublished) (?:location|address|whereabouts|premises|accommodation|site|place|venue)s?\b|\b(?:location|address|whereabouts|premises|venue)(?:es|s)? (?:(?:is|are|must|has|have|will|to) )?(?:(?:be|been|remain|stay|kept|always) )*(?:sensitive|confidential|undisclosed|secret|withheld|hidden|not (?:be )?(?:disclosed|published|shared|given out|public))\b",
    )
});

/// The name of a refuge.
static REFUGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:wom[ae]n'?s?'?|men'?s|family|families|emergency|crisis|domestic (?:abuse|violence)|(?:abuse|violence)) refuges?\b|\brefuge (?:accommodation|provision|services?|spaces?|places?|house)\b|\bsafe ?houses?\b|^refuges?$",
    )
});

/// A name with the word alone, which a wildlife refuge and a café have too.
static NAMED_REFUGE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\brefuges?\b"));

/// What makes such a name a refuge for people in danger.
static IN_DANGER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:abuse[ds]?|abusive|violen(?:ce|t)|fle(?:e|es|eing|d))\b"));

/// It is reached by telephone, so its name is no place.
static BY_TELEPHONE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:help)?lines?\b"));

fn pattern(text: &str) -> Regex {
    #[expect(clippy::expect_used, reason = "constant, and a test uses each")]
    Regex::new(&format!("(?i){text}")).expect("a pattern of ours")
}

/// Ids of the locations that a service calls sensitive and that still say where they are.
pub fn stated(service: &Service) -> BTreeSet<String> {
    let all = is_stated_of_all(service);
    let links = service.service_at_locations.iter();
    links
        .filter(|link| all || is_stated_of(link))
        .filter_map(|link| link.location.as_ref())
        .filter(|location| !is_withheld(location))
        .filter_map(|location| location.id.clone())
        .collect()
}

/// Whether whatever the service says of itself holds for each of its places.
fn is_stated_of_all(service: &Service) -> bool {
    let name = service.name.as_deref().unwrap_or_default();
    let description = plain_text(service.description.as_deref().unwrap_or_default());
    if is_said_of(&service.attributes) || KEPT_BACK.is_match(&description) {
        return true;
    }
    let is_refuge =
        REFUGE.is_match(name) || NAMED_REFUGE.is_match(name) && IN_DANGER.is_match(&description);
    is_refuge && !BY_TELEPHONE.is_match(name)
}

fn is_stated_of(link: &ServiceAtLocation) -> bool {
    let Some(location) = &link.location else {
        return false;
    };
    let texts = [
        &link.description,
        &location.name,
        &location.alternate_name,
        &location.description,
    ];
    let lines = location
        .addresses
        .iter()
        .flat_map(|address| [&address.attention, &address.address_1, &address.address_2]);
    let says_so = |text: &String| {
        let text = plain_text(text);
        KEPT_BACK.is_match(&text) || REFUGE.is_match(&text)
    };
    is_said_of(&link.attributes)
        || is_said_of(&location.attributes)
        || location
            .addresses
            .iter()
            .any(|address| is_said_of(&address.attributes))
        || texts.into_iter().chain(lines).flatten().any(says_so)
}

fn is_said_of(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let term = attribute.taxonomy_term.as_ref();
        let named = term.map(|term| [&term.name, &term.term]);
        let said = [&attribute.link_type, &attribute.value, &attribute.label];
        let mut texts = said
            .into_iter()
            .chain(named.into_iter().flatten())
            .flatten();
        texts.any(|text| {
            let text = text.replace('_', " ");
            let is_word = |word: &&str| text.trim().eq_ignore_ascii_case(word);
            ["sensitive", "confidential"].iter().any(is_word)
                || KEPT_BACK.is_match(&text)
                || REFUGE.is_match(&text)
        })
    })
}

/// For each place of a service as its feed sends it, whether a flag calls it sensitive. A flag
/// on the service itself counts for all.
pub fn flagged(raw: &Value) -> Vec<bool> {
    let list = ["service_at_locations", "service_at_location"]
        .iter()
        .find_map(|name| raw.get(name)?.as_array());
    let all = raw.as_object().is_some_and(is_flagged);
    let links = list.map_or(&[][..], Vec::as_slice).iter();
    links
        .map(|link| all || objects_of(link).into_iter().any(is_flagged))
        .collect()
}

/// A link, its location and the addresses of that.
fn objects_of(link: &Value) -> Vec<&Map<String, Value>> {
    let location = link.get("location");
    let addresses = ["addresses", "physical_addresses", "physical_address"]
        .iter()
        .filter_map(|name| location?.get(name)?.as_array())
        .flatten();
    let all = [Some(link), location]
        .into_iter()
        .flatten()
        .chain(addresses);
    all.filter_map(Value::as_object).collect()
}

fn is_flagged(object: &Map<String, Value>) -> bool {
    object.iter().any(|(name, value)| {
        let name = name.to_ascii_lowercase();
        FLAGS.contains(&name.as_str()) && is_true(value)
    })
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_i64() == Some(1),
        Value::String(text) => {
            let text = text.trim().to_ascii_lowercase();
            ["true", "yes", "y", "1"].contains(&text.as_str())
        }
        _ => false,
    }
}

/// Keeps what a flag said as a term of the location, before the flag is lost: the standard has
/// no place for it. `document` is the service as read of what [`flagged`] was asked about;
/// where its places cannot be told apart any more, all are marked.
pub fn mark(document: &mut Value, flagged: &[bool]) {
    if !flagged.contains(&true) {
        return;
    }
    let links = document.get_mut("service_at_locations");
    let Some(links) = links.and_then(Value::as_array_mut) else {
        return;
    };
    let is_aligned = links.len() == flagged.len();
    for (at, link) in links.iter_mut().enumerate() {
        let location = link.get_mut("location").and_then(Value::as_object_mut);
        let Some(location) = location.filter(|_| !is_aligned || flagged[at]) else {
            continue;
        };
        let attributes = location.entry("attributes").or_insert_with(|| json!([]));
        if let Some(attributes) = attributes.as_array_mut() {
            attributes.push(json!({"taxonomy_term": {"name": TERM, "taxonomy": TAXONOMY}}));
        }
    }
}

/// Whether the location itself carries the mark.
pub(super) fn is_marked(location: &Location) -> bool {
    is_said_of(&location.attributes)
}
