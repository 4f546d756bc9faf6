//! The facts that we list, in the normal forms that pages are compared by.

use crate::domain::service_places;
use crate::gazetteer::Postcode;
use crate::oruk::{Contact, Phone, Service};
use crate::watch::read::phones;

/// A listed value: its normal form, and how we show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    /// What is compared.
    pub(super) value: String,
    /// As the listing writes it.
    pub(super) shown: String,
}

/// Telephone numbers; those of the organization only where the service has none.
pub(super) fn phones(service: &Service) -> Vec<Listed> {
    let organization = service.organization.as_ref();
    let own = each_phone(&service.phones, &service.contacts);
    let at_places = service.service_at_locations.iter().flat_map(|link| {
        let place = link
            .location
            .iter()
            .flat_map(|l| each_phone(&l.phones, &l.contacts));
        each_phone(&link.phones, &link.contacts).chain(place)
    });
    let listed = normal_phones(own.chain(at_places));
    if listed.is_empty() {
        let wider = organization
            .into_iter()
            .flat_map(|o| each_phone(&o.phones, &o.contacts));
        return normal_phones(wider);
    }
    listed
}

fn each_phone<'a>(phones: &'a [Phone], contacts: &'a [Contact]) -> impl Iterator<Item = &'a Phone> {
    phones
        .iter()
        .chain(contacts.iter().flat_map(|contact| &contact.phones))
}

fn normal_phones<'a>(all: impl Iterator<Item = &'a Phone>) -> Vec<Listed> {
    let mut listed: Vec<Listed> = Vec::new();
    let voice = |phone: &&Phone| {
        !matches!(
            phone.phone_type.as_deref(),
            Some("fax" | "tty" | "textphone")
        )
    };
    for phone in all.filter(voice) {
        for seen in phones::in_text(phone.number.as_deref().unwrap_or_default()) {
            push(&mut listed, seen.number, &seen.written);
        }
    }
    listed
}

/// E-mail addresses; the organization's only where the service has none.
pub(super) fn emails(service: &Service) -> Vec<Listed> {
    let of_contacts = |contacts: &[Contact]| -> Vec<String> {
        contacts.iter().filter_map(|c| c.email.clone()).collect()
    };
    let mut all: Vec<String> = service.email.iter().cloned().collect();
    all.extend(of_contacts(&service.contacts));
    for link in &service.service_at_locations {
        all.extend(of_contacts(&link.contacts));
    }
    if all.is_empty()
        && let Some(organization) = &service.organization
    {
        all.extend(organization.email.iter().cloned());
        all.extend(of_contacts(&organization.contacts));
    }
    let mut listed = Vec::new();
    for address in all {
        let address = address.trim();
        if address.contains('@') {
            push(&mut listed, address.to_lowercase(), address);
        }
    }
    listed
}

/// Postcodes of the places that people go to.
pub(super) fn postcodes(service: &Service) -> Vec<Listed> {
    let mut listed = Vec::new();
    for place in service_places(service) {
        let Some(Ok(postcode)) = place.postcode.map(|text| text.parse::<Postcode>()) else {
            continue;
        };
        push(&mut listed, postcode.to_string(), postcode.as_str());
    }
    listed
}

fn push(listed: &mut Vec<Listed>, value: String, shown: &str) {
    if listed.iter().all(|known| known.value != value) {
        let shown = shown.to_owned();
        listed.push(Listed { value, shown });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(json: &str) -> Service {
        serde_json::from_str(json).unwrap()
    }

    fn values(listed: &[Listed]) -> Vec<&str> {
        listed.iter().map(|l| l.value.as_str()).collect()
    }

    #[test]
    fn the_service_s_own_facts_come_before_the_organization_s() {
        let service = service(
            r#"{"email":"Club@Example.org","contacts":[{"phones":[{"number":"01632 960123 / 07700 900456"},{"number":"01632 960124","type":"fax"}]}],
                "organization":{"email":"office@example.org","phones":[{"number":"01632 960999"}]},
                "service_at_locations":[{"id":"a","location":{"id":"b","addresses":[{"postal_code":"ls14ap"}]}}]}"#,
        );
        assert_eq!(
            values(&phones(&service)),
            ["+441632960123", "+447700900456"]
        );
        assert_eq!(values(&emails(&service)), ["club@example.org"]);
        assert_eq!(values(&postcodes(&service)), ["LS1 4AP"]);
    }

    #[test]
    fn the_organization_s_facts_stand_in_where_the_service_has_none() {
        let service = service(
            r#"{"organization":{"email":"office@example.org","contacts":[{"phones":[{"number":"01632 960999"}]}]}}"#,
        );
        assert_eq!(values(&phones(&service)), ["+441632960999"]);
        assert_eq!(values(&emails(&service)), ["office@example.org"]);
        assert!(postcodes(&service).is_empty());
    }
}
