//! What comparing needs of a record.

use super::words::words;
use crate::domain::Postcode;
use crate::oruk::Service;

/// Everything of a record that comparing needs, normalised.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Profile {
    pub(super) name: Vec<String>,
    pub(super) body: Vec<String>,
    pub(super) postcodes: Vec<String>,
    pub(super) towns: Vec<String>,
    pub(super) phones: Vec<String>,
}

impl Profile {
    /// Reads a service.
    pub fn of(service: &Service) -> Self {
        let locations = || {
            service
                .service_at_locations
                .iter()
                .filter_map(|link| link.location.as_ref())
        };
        let addresses = || locations().flat_map(|location| &location.addresses);
        let text = |text: &Option<String>| words(text.as_deref().unwrap_or_default());
        let phones = service
            .phones
            .iter()
            .chain(service.contacts.iter().flat_map(|contact| &contact.phones));
        Self {
            name: text(&service.name),
            body: service
                .organization
                .as_ref()
                .map(|o| text(&o.name))
                .unwrap_or_default(),
            postcodes: addresses()
                .filter_map(|a| a.postal_code.as_deref()?.parse().ok())
                .map(|p: Postcode| p.to_string())
                .collect(),
            towns: addresses()
                .filter_map(|a| a.city.as_deref())
                .map(str::to_lowercase)
                .collect(),
            phones: phones
                .filter_map(|p| p.number.clone())
                .map(|n| n.chars().filter(char::is_ascii_digit).collect())
                .collect(),
        }
    }

    /// Keys under which records that might be the same meet: stable texts, a bounded number of
    /// them. Two records without a common key are apart.
    pub fn keys(&self) -> Vec<String> {
        let places = self.postcodes.iter().chain(&self.towns).chain(&self.phones);
        let mut keys: Vec<String> = places
            .flat_map(|place| self.name.iter().map(move |word| format!("{place}|{word}")))
            .take(40)
            .collect();
        keys.sort();
        keys.dedup();
        keys
    }
}
