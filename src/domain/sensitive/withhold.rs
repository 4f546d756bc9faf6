//! What is left of a sensitive location.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::scrub::Secrets;
use super::stated::is_marked;
use super::{TAXONOMY, TERM, WITHHELD};
use crate::domain::{PostcodeClass, classify};
use crate::oruk::{Address, Attribute, Location, Service, TaxonomyTerm};

/// Makes the ids of our marks; never changes.
const MARKS: Uuid = Uuid::from_u128(0x51b7_0c0e_7a64_4d0f_9c0b_5f2e_6f7a_1d24);

/// Leaves of each of these locations its town and outward code, and takes the address out of
/// everything else that the service says. Done once, it changes nothing more.
///
/// # Errors
/// When the service holds a number that JSON cannot (NaN or infinite).
pub fn withhold(
    service: &mut Service,
    sensitive: &BTreeSet<String>,
) -> Result<(), serde_json::Error> {
    let is_sensitive = |location: &Location| {
        location
            .id
            .as_ref()
            .is_some_and(|id| sensitive.contains(id))
            && !is_withheld(location)
    };
    let links = service.service_at_locations.iter();
    let locations = links.filter_map(|link| link.location.as_ref());
    let told: Vec<Location> = locations.filter(|l| is_sensitive(l)).cloned().collect();
    if told.is_empty() {
        return Ok(());
    }
    service.metadata.clear();
    for link in &mut service.service_at_locations {
        if let Some(location) = link.location.as_mut().filter(|l| is_sensitive(l)) {
            link.metadata.clear();
            *location = area_of(location);
        }
    }
    // The rest of the document may repeat the address in words.
    let mut document = serde_json::to_value(&*service)?;
    Secrets::of(&told).scrub(&mut document);
    *service = serde_json::from_value(document)?;
    Ok(())
}

/// Whether a location says no more of where it is than we would publish of a sensitive one.
pub fn is_withheld(location: &Location) -> bool {
    let is_area = |address: &Address| address.address_1.as_deref() == Some(WITHHELD);
    let has_point = location.latitude.is_some() || location.longitude.is_some();
    !has_point && is_marked(location) && location.addresses.iter().all(is_area)
}

fn area_of(location: &Location) -> Location {
    let area = location.addresses.first().map(area_of_address);
    let town = area.as_ref().and_then(|area| area.city.clone());
    let code = area.as_ref().and_then(|area| area.postal_code.clone());
    let area_name = match (town, code) {
        (Some(town), Some(code)) => format!("{town} ({code})"),
        (Some(place), None) | (None, Some(place)) => place,
        (None, None) => WITHHELD.to_owned(),
    };
    let mut attributes: Vec<Attribute> = location.attributes.clone();
    attributes
        .iter_mut()
        .for_each(|attribute| attribute.metadata.clear());
    if !is_marked(location) {
        attributes.push(mark_of(location.id.as_deref().unwrap_or_default()));
    }
    Location {
        id: location.id.clone(),
        location_type: location.location_type.clone(),
        name: Some(area_name),
        addresses: area.into_iter().collect(),
        contacts: location.contacts.clone(),
        phones: location.phones.clone(),
        languages: location.languages.clone(),
        accessibility: location.accessibility.clone(),
        schedules: location.schedules.clone(),
        attributes,
        ..Location::default()
    }
}

fn area_of_address(address: &Address) -> Address {
    let code = match classify(address.postal_code.as_deref().unwrap_or_default()) {
        PostcodeClass::Full(postcode) => Some(postcode.outward().to_owned()),
        PostcodeClass::Sector(sector) => sector.split(' ').next().map(str::to_owned),
        PostcodeClass::Outcode(outcode) => Some(outcode),
        PostcodeClass::Area(_) | PostcodeClass::Invalid => None,
    };
    Address {
        id: address.id.clone(),
        location_id: address.location_id.clone(),
        address_1: Some(WITHHELD.to_owned()),
        city: address.city.clone(),
        region: address.region.clone(),
        state_province: address.state_province.clone(),
        postal_code: code,
        country: address.country.clone(),
        address_type: address.address_type.clone(),
        ..Address::default()
    }
}

/// The term that says so, with ids that depend on the location alone.
fn mark_of(location: &str) -> Attribute {
    let id = |of: &str| Some(Uuid::new_v5(&MARKS, of.as_bytes()).to_string());
    Attribute {
        id: id(location),
        link_id: Some(location.to_owned()),
        link_entity: Some("location".to_owned()),
        taxonomy_term_id: id(TERM),
        taxonomy_term: Some(TaxonomyTerm {
            id: id(TERM),
            name: Some(TERM.to_owned()),
            description: Some("Only the area of this location is published.".to_owned()),
            taxonomy: Some(TAXONOMY.to_owned()),
            ..TaxonomyTerm::default()
        }),
        ..Attribute::default()
    }
}
