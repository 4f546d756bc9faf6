//! A service as one row, for people with a spreadsheet.

use super::sources::Sources;
use crate::domain::{cost_in_words, plain_text, timetable_in_words};
use crate::oruk::{Address, Service};
use crate::store::{Exported, StoreError};

/// The columns, in order.
pub(super) const COLUMNS: [&str; 32] = [
    "id",
    "name",
    "alternate_name",
    "status",
    "description",
    "organization",
    "organization_id",
    "url",
    "email",
    "phones",
    "locations",
    "addresses",
    "postcodes",
    "latitude",
    "longitude",
    "when",
    "cost",
    "eligibility",
    "minimum_age",
    "maximum_age",
    "languages",
    "categories",
    "areas",
    "how_to_refer",
    "accessibility",
    "assured_date",
    "last_modified",
    "sources",
    "source_licences",
    "source_urls",
    "directory",
    "directory_licence",
];

/// What stands in the columns.
pub(super) fn row(one: &Exported, sources: &Sources) -> Result<[String; 32], StoreError> {
    let service: Service = serde_json::from_str(&one.doc)?;
    let organization = service.organization.as_ref();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let words = |value: &Option<String>| value.as_deref().map(plain_text).unwrap_or_default();
    let number = |value: Option<f64>| value.map(|n| n.to_string()).unwrap_or_default();
    let places: Vec<_> = service
        .service_at_locations
        .iter()
        .filter_map(|link| link.location.as_ref())
        .collect();
    let point = places
        .iter()
        .find_map(|place| place.latitude.zip(place.longitude));
    let addresses = || places.iter().flat_map(|place| &place.addresses);
    let named: Vec<_> = sources.of(&one.feeds).collect();
    Ok([
        one.id.to_string(),
        text(&service.name),
        text(&service.alternate_name),
        service
            .status
            .map(|status| status.as_str().to_owned())
            .unwrap_or_default(),
        words(&service.description),
        organization
            .and_then(|organization| organization.name.clone())
            .unwrap_or_default(),
        text(&service.organization_id),
        text(&service.url),
        text(&service.email),
        joined(service.phones.iter().map(|phone| text(&phone.number))),
        joined(places.iter().map(|place| text(&place.name))),
        joined(addresses().map(address)),
        joined(addresses().map(|address| text(&address.postal_code))),
        number(point.map(|(latitude, _)| latitude)),
        number(point.map(|(_, longitude)| longitude)),
        joined(timetable_in_words(&service.schedules)),
        cost_in_words(&service).unwrap_or_default(),
        words(&service.eligibility_description),
        number(service.minimum_age),
        number(service.maximum_age),
        joined(service.languages.iter().map(|language| {
            let name = language.name.as_ref().or(language.code.as_ref());
            name.cloned().unwrap_or_default()
        })),
        joined(service.attributes.iter().map(|attribute| {
            let term = attribute.taxonomy_term.as_ref();
            term.and_then(|term| term.name.clone()).unwrap_or_default()
        })),
        joined(service.service_areas.iter().map(|area| text(&area.name))),
        words(&service.application_process),
        joined(
            places
                .iter()
                .flat_map(|place| &place.accessibility)
                .map(|one| words(&one.description)),
        ),
        text(&service.assured_date),
        text(&service.last_modified),
        joined(named.iter().map(|source| source.name.clone())),
        joined(
            named
                .iter()
                .map(|source| source.licence_in_words().to_owned()),
        ),
        joined(named.iter().filter_map(|source| source.url.clone())),
        sources.publisher.clone(),
        sources.licence.clone(),
    ])
}

/// Each different text once.
fn joined(texts: impl IntoIterator<Item = String>) -> String {
    let mut kept: Vec<String> = Vec::new();
    for text in texts {
        if !text.is_empty() && !kept.contains(&text) {
            kept.push(text);
        }
    }
    kept.join("; ")
}

fn address(address: &Address) -> String {
    let lines = [
        &address.address_1,
        &address.address_2,
        &address.city,
        &address.postal_code,
    ];
    let lines: Vec<&str> = lines
        .into_iter()
        .filter_map(|line| line.as_deref())
        .collect();
    lines.join(", ")
}
