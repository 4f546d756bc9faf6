//! Records -> ORUK v3 services.
//!
//! | of the sheet | in the service |
//! |---|---|
//! | name, description, url, email | the same |
//! | organization | `organization`, the same for every row that names it |
//! | address, postcode | one `location` with one address; its last part is the town |
//! | phones | `phones`, the first one first |
//! | schedule | a `schedule` for each session, the words beside it as its description |
//! | cost | `fees`, and a `cost_option` when the amount is known |
//! | categories | `attributes` with a term of the feed's own taxonomy |
//! | ages, last reviewed | `minimum_age`, `maximum_age`, `assured_date` |
//!
//! Every id is a UUIDv5 of the feed and what identifies the thing, never of its position.

use uuid::Uuid;

use super::field::schedule::Hours;
use super::header::folded;
use super::record::Draft;
use super::report::{Document, Fields};
use crate::domain::FeedId;
use crate::oruk::{
    Address, Attribute, Contact, CostOption, Location, Organization, Phone, Schedule, Service,
    ServiceAtLocation, Status, TaxonomyTerm, write,
};

/// Makes the ids of sheets theirs; never changes, else every id would.
const NAMESPACE: Uuid = Uuid::from_u128(0x7f4d_29c1_64ab_4c0e_9d53_02e8_b1a6_c97d);

/// Between the words of a name: no text of a sheet holds it.
const BETWEEN: char = '\u{1f}';

/// The service of a row; `None` when it has no name.
pub(super) fn service(draft: &Draft, key: &str, feed: &FeedId) -> Option<Document> {
    let fields = &draft.fields;
    let name = fields.name.clone()?;
    let ids = Ids { feed, service: key };
    let service = Service {
        id: Some(ids.of("service", "")),
        name: Some(name),
        description: fields.description.clone(),
        url: fields.url.clone(),
        email: fields.email.clone(),
        status: Some(status(draft.beside.status.as_deref())),
        fees: fields.cost_text.clone(),
        minimum_age: fields.min_age,
        maximum_age: fields.max_age,
        assured_date: fields.last_reviewed.clone(),
        organization: fields
            .organization
            .as_ref()
            .map(|name| organization(name, feed)),
        service_at_locations: location(draft, &ids).into_iter().collect(),
        phones: phones(draft, &ids),
        contacts: contact(draft, &ids).into_iter().collect(),
        schedules: schedules(draft, &ids),
        cost_options: cost_option(fields, &ids).into_iter().collect(),
        attributes: fields
            .categories
            .iter()
            .map(|name| attribute(name, &ids))
            .collect(),
        ..Service::default()
    };
    Document::of(write::detail(&service).ok()?)
}

/// Gives ids within one feed.
struct Ids<'a> {
    feed: &'a FeedId,
    /// The key of the service.
    service: &'a str,
}

impl Ids<'_> {
    /// Of something that belongs to this service.
    fn of(&self, what: &str, which: &str) -> String {
        shared(
            self.feed,
            what,
            &format!("{}{BETWEEN}{which}", self.service),
        )
    }
}

/// Of something that several services of the feed may share.
fn shared(feed: &FeedId, what: &str, which: &str) -> String {
    let name = format!("{feed}{BETWEEN}{what}{BETWEEN}{which}");
    Uuid::new_v5(&NAMESPACE, name.as_bytes()).to_string()
}

fn organization(name: &str, feed: &FeedId) -> Organization {
    Organization {
        id: Some(shared(feed, "organization", &folded(name))),
        name: Some(name.to_owned()),
        ..Organization::default()
    }
}

fn location(draft: &Draft, ids: &Ids<'_>) -> Option<ServiceAtLocation> {
    let (fields, beside) = (&draft.fields, &draft.beside);
    if fields.address.is_none() && fields.postcode.is_none() {
        return None;
    }
    let whole = fields.address.clone().unwrap_or_default();
    let which = format!(
        "{}{BETWEEN}{}",
        folded(&whole),
        fields.postcode.as_deref().unwrap_or_default()
    );
    let id = shared(ids.feed, "location", &which);
    let parts: Vec<&str> = whole.split(", ").filter(|part| !part.is_empty()).collect();
    let town = beside
        .town
        .clone()
        .or_else(|| parts.last().map(|part| (*part).to_owned()));
    let street: Vec<&str> = parts
        .iter()
        .copied()
        .filter(|part| Some(*part) != town.as_deref() && Some(*part) != beside.county.as_deref())
        .collect();
    let line = if street.is_empty() {
        whole.clone()
    } else {
        street.join(", ")
    };
    let said = |text: String| Some(text).filter(|text| !text.is_empty());
    let address = Address {
        id: Some(shared(ids.feed, "address", &which)),
        location_id: Some(id.clone()),
        address_1: said(line).or_else(|| fields.postcode.clone()),
        city: town.or_else(|| fields.postcode.clone()),
        state_province: beside.county.clone(),
        postal_code: fields.postcode.clone(),
        country: Some("GB".to_owned()),
        address_type: Some("physical".to_owned()),
        ..Address::default()
    };
    let location = Location {
        id: Some(id.clone()),
        location_type: Some("physical".to_owned()),
        name: beside.venue.clone(),
        addresses: vec![address],
        ..Location::default()
    };
    Some(ServiceAtLocation {
        id: Some(ids.of("service_at_location", &which)),
        location_id: Some(id),
        location: Some(location),
        ..ServiceAtLocation::default()
    })
}

fn phones(draft: &Draft, ids: &Ids<'_>) -> Vec<Phone> {
    let first = draft.fields.phone.iter();
    let numbers = first.chain(&draft.beside.phones).enumerate();
    let phone = |(at, number): (usize, &String)| Phone {
        id: Some(ids.of("phone", number)),
        number: Some(number.clone()),
        extension: draft
            .beside
            .extension
            .as_ref()
            .filter(|_| at == 0)
            .and_then(|text| text.parse().ok()),
        ..Phone::default()
    };
    numbers.map(phone).collect()
}

fn contact(draft: &Draft, ids: &Ids<'_>) -> Option<Contact> {
    let name = draft.beside.contact_name.as_ref()?;
    Some(Contact {
        id: Some(ids.of("contact", &folded(name))),
        name: Some(name.clone()),
        ..Contact::default()
    })
}

/// What could be told of days and times, the words beside it; words alone where nothing could.
fn schedules(draft: &Draft, ids: &Ids<'_>) -> Vec<Schedule> {
    let hours = Hours {
        text: draft.fields.schedule_text.clone(),
        openings: draft.beside.openings.clone(),
    };
    let mut schedules = hours.schedules();
    if schedules.is_empty() && hours.text.is_some() {
        schedules.push(Schedule::default());
    }
    for schedule in &mut schedules {
        let told = [&schedule.byday, &schedule.opens_at, &schedule.closes_at];
        let which = told
            .map(|text| text.as_deref().unwrap_or_default())
            .join(" ");
        schedule.id = Some(ids.of("schedule", &which));
        schedule.description.clone_from(&hours.text);
    }
    schedules
}

fn cost_option(fields: &Fields, ids: &Ids<'_>) -> Option<CostOption> {
    Some(CostOption {
        id: Some(ids.of("cost_option", "")),
        amount: Some(fields.cost_amount?),
        currency: Some("GBP".to_owned()),
        option: fields.cost_text.clone(),
        ..CostOption::default()
    })
}

fn attribute(name: &str, ids: &Ids<'_>) -> Attribute {
    let key = folded(name);
    Attribute {
        id: Some(ids.of("attribute", &key)),
        link_type: Some("service_type".to_owned()),
        taxonomy_term: Some(TaxonomyTerm {
            id: Some(shared(ids.feed, "taxonomy_term", &key)),
            name: Some(name.to_owned()),
            description: Some(name.to_owned()),
            ..TaxonomyTerm::default()
        }),
        ..Attribute::default()
    }
}

/// What a column of states says; a service runs unless it says otherwise.
fn status(text: Option<&str>) -> Status {
    let key = text.map(folded).unwrap_or_default();
    let says = |words: &[&str]| {
        words
            .iter()
            .any(|word| key.split(' ').any(|other| other == *word))
    };
    if says(&["temporarily", "temporary", "paused", "suspended", "hold"]) {
        Status::TemporarilyClosed
    } else if says(&[
        "closed",
        "ceased",
        "ended",
        "defunct",
        "folded",
        "disbanded",
        "archived",
        "discontinued",
    ]) {
        Status::Defunct
    } else if says(&["inactive", "dormant", "no", "n", "false", "not"]) {
        Status::Inactive
    } else {
        Status::Active
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_read_from_the_words_of_sheets() {
        for (text, want) in [
            (None, Status::Active),
            (Some("Active"), Status::Active),
            (Some("Open"), Status::Active),
            (Some("Y"), Status::Active),
            (Some("Closed"), Status::Defunct),
            (Some("Temporarily closed"), Status::TemporarilyClosed),
            (Some("On hold"), Status::TemporarilyClosed),
            (Some("No"), Status::Inactive),
        ] {
            assert_eq!(status(text), want, "{text:?}");
        }
    }
}
