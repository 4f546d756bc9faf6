//! The places of a service, each with its address, times and access.

use super::details::{languages, phone_lines, texts};
use super::fact::{Fact, Line};
use crate::domain::{is_postal, is_virtual, plain_text, timetable_in_words};
use crate::oruk::{Accessibility, Address, Location, Service, ServiceAtLocation};

/// One place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PlaceView {
    /// Its name, or the first line of its address.
    pub(super) heading: String,
    /// Address, line by line.
    pub(super) address: Vec<String>,
    /// Times, access and so on.
    pub(super) facts: Vec<Fact>,
}

/// Every place, in the order of the document.
pub(super) fn places(service: &Service) -> Vec<PlaceView> {
    service
        .service_at_locations
        .iter()
        .filter_map(|link| Some(place(link, link.location.as_ref()?)))
        .collect()
}

fn place(link: &ServiceAtLocation, location: &Location) -> PlaceView {
    let mut address = location.addresses.first().map(lines).unwrap_or_default();
    let name = location.name.as_deref().map(plain_text);
    let name = name.filter(|name| !name.is_empty());
    let heading = match name {
        Some(name) => name,
        None if is_virtual(location) => "Online".to_owned(),
        None if is_postal(location) => "Postal address".to_owned(),
        None if address.is_empty() => "A place without an address".to_owned(),
        None => address.remove(0),
    };
    address.retain(|line| !line.eq_ignore_ascii_case(&heading));
    PlaceView {
        heading,
        address,
        facts: facts(link, location),
    }
}

fn lines(address: &Address) -> Vec<String> {
    let parts = [
        &address.attention,
        &address.address_1,
        &address.address_2,
        &address.city,
        &address.region,
        &address.state_province,
        &address.postal_code,
    ];
    let mut lines: Vec<String> = Vec::new();
    for part in parts.into_iter().flatten() {
        let part = plain_text(part);
        if !part.is_empty() && !lines.contains(&part) {
            lines.push(part);
        }
    }
    lines
}

fn facts(link: &ServiceAtLocation, location: &Location) -> Vec<Fact> {
    let when = [&link.schedules, &location.schedules];
    let when = when
        .into_iter()
        .flat_map(|schedules| timetable_in_words(schedules));
    let phones = [&link.phones, &location.phones];
    let phones = phones.into_iter().flat_map(|phones| phone_lines(phones));
    [
        Fact::new("When", when.map(Line::text).collect()),
        Fact::new(
            "About it",
            texts([&link.description, &location.description]),
        ),
        Fact::new(
            "Access",
            location.accessibility.iter().flat_map(access).collect(),
        ),
        Fact::new("Getting there", texts([&location.transportation])),
        Fact::new("Telephone", phones.collect()),
        Fact::new("Languages", languages(&location.languages)),
        Fact::new(
            "Website",
            location.url.iter().map(|url| Line::web(url)).collect(),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn access(access: &Accessibility) -> Vec<Line> {
    let mut lines = texts([&access.description, &access.accessibility, &access.details]);
    lines.extend(access.url.as_deref().map(Line::web));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_shows_its_address_access_and_times() {
        let service: Service = serde_json::from_value(serde_json::json!({
            "service_at_locations": [
                {"schedules": [{"byday": "TU", "opens_at": "10:00"}], "location": {
                    "name": "Ashby Hall", "location_type": "physical",
                    "addresses": [{"address_1": "Ashby Hall", "address_2": "2 Mill Lane", "postal_code": "AB1 2CD"}],
                    "accessibility": [{"description": "Ramp", "accessibility": "Ramp", "details": "At the side"}]}},
                {"location": {"location_type": "virtual", "url": "https://tea.example.org/call"}},
                {"location_id": "elsewhere"},
            ]
        }))
        .unwrap();
        let places = places(&service);
        assert_eq!(places.len(), 2);
        assert_eq!(places[0].address, ["2 Mill Lane", "AB1 2CD"]);
        let facts: Vec<_> = places[0]
            .facts
            .iter()
            .map(|fact| (fact.label.as_str(), fact.lines.len()))
            .collect();
        assert_eq!(facts, [("When", 1), ("Access", 2)]);
        assert_eq!(places[1].heading, "Online");
    }
}
