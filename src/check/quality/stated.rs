//! What a service states by itself.

use crate::domain::{is_free, plain_text};
use crate::oruk::{Contact, Phone, Service};

pub(super) fn description(service: &Service) -> bool {
    let text = service.description.as_deref().unwrap_or_default();
    !plain_text(text).is_empty()
}

/// A telephone number or an e-mail address, its own or of its organization or places.
pub(super) fn contact(service: &Service) -> bool {
    let has_number = |phones: &[Phone]| phones.iter().any(|phone| phone.number.is_some());
    let reaches = |contacts: &[Contact]| {
        contacts
            .iter()
            .any(|contact| contact.email.is_some() || has_number(&contact.phones))
    };
    let organization = service.organization.as_ref();
    let of_organization = organization.is_some_and(|organization| {
        organization.email.is_some()
            || has_number(&organization.phones)
            || reaches(&organization.contacts)
    });
    service.email.is_some()
        || has_number(&service.phones)
        || reaches(&service.contacts)
        || of_organization
        || service
            .service_at_locations
            .iter()
            .any(|link| has_number(&link.phones) || reaches(&link.contacts))
}

/// A day, a time or words about them.
pub(super) fn schedule(service: &Service) -> bool {
    let at_places = service
        .service_at_locations
        .iter()
        .flat_map(|link| &link.schedules);
    service.schedules.iter().chain(at_places).any(|schedule| {
        schedule.byday.is_some()
            || schedule.bymonthday.is_some()
            || schedule.opens_at.is_some()
            || schedule.description.is_some()
    })
}

pub(super) fn cost(service: &Service) -> bool {
    let texts = [&service.fees, &service.fees_description];
    is_free(service).is_some()
        || !service.cost_options.is_empty()
        || texts.into_iter().any(Option::is_some)
}

pub(super) fn taxonomy(service: &Service) -> bool {
    service
        .attributes
        .iter()
        .any(|attribute| attribute.taxonomy_term.is_some())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::oruk::read::read_service;

    #[test]
    fn what_is_stated_counts_wherever_it_stands() {
        type Question = fn(&Service) -> bool;
        let questions: [(&str, Question); 5] = [
            ("description", description),
            ("contact", contact),
            ("schedule", schedule),
            ("cost", cost),
            ("taxonomy", taxonomy),
        ];
        for (more, want) in [
            (json!({}), ""),
            (json!({"description": "<p>&nbsp;</p>"}), ""),
            (json!({"description": "Lunch."}), "description"),
            (json!({"email": "info@example.org"}), "contact"),
            (
                json!({"contacts": [{"phones": [{"number": "01632 960123"}]}]}),
                "contact",
            ),
            (
                json!({"organization": {"email": "info@example.org"}}),
                "contact",
            ),
            (json!({"schedules": [{"byday": "MO"}]}), "schedule"),
            (json!({"schedules": [{"id": "1"}]}), ""),
            (json!({"fees": "Ask us"}), "cost"),
            (json!({"cost_options": [{"amount": 0}]}), "cost"),
            (
                json!({"attributes": [{"taxonomy_term": {"id": "1", "name": "Food"}}]}),
                "taxonomy",
            ),
        ] {
            let mut raw = json!({"id": "1", "name": "Club"});
            for (name, value) in more.as_object().unwrap() {
                raw[name] = value.clone();
            }
            let service = read_service(&raw).value;
            let met: Vec<_> = questions
                .iter()
                .filter(|(_, question)| question(&service))
                .map(|(name, _)| *name)
                .collect();
            assert_eq!(met.join(" "), want, "{more}");
        }
    }
}
