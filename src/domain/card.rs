//! What people are shown of a listing: the same on a page, in the terminal and in JSON.
//!
//! stored document (+ when its website was last read) -> [`Card`].

use geo::{Distance, Geodesic, Point};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::{
    Coverage, FeedId, Listing, ListingId, cost_in_words, cut, is_free, is_postal, is_virtual,
    plain_text, timetable_in_words, uk_day,
};
use crate::oruk::{Location, Phone, Service, Status};

/// Longest summary, in characters.
const SUMMARY: usize = 280;

/// A listing in words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Card {
    /// The listing.
    pub id: ListingId,
    /// Public name.
    pub name: String,
    /// Who provides it.
    pub organization: Option<String>,
    /// Its description as plain text, cut to 280 characters.
    #[serde(rename = "description")]
    pub summary: Option<String>,
    /// What we publish of it.
    pub status: Status,
    /// A short-lived notice.
    pub alert: Option<String>,
    /// When it runs, a line for each timetable entry.
    #[serde(rename = "schedule")]
    pub when: Vec<String>,
    /// Where it can be visited.
    pub places: Vec<CardPlace>,
    /// What it costs.
    pub cost: Option<String>,
    /// Whether it is free; `None` when it does not say.
    pub free: Option<bool>,
    /// Telephone numbers as people dial them, without doubles.
    pub phones: Vec<String>,
    /// E-mail addresses, without doubles.
    pub emails: Vec<String>,
    /// Its web page, else that of its provider.
    pub url: Option<String>,
    /// How to apply or be referred.
    pub how_to_refer: Option<String>,
    /// The day on which somebody who knows last confirmed it.
    pub assured_date: Option<Date>,
    /// The latest check, by whomever.
    pub last_checked: Option<Checked>,
    /// Where those live whom it is for, as far as it states areas.
    #[serde(skip)]
    pub coverage: Option<Coverage>,
    /// The feed that it comes from.
    #[serde(skip)]
    pub feed: FeedId,
    /// When it last changed, by our change log.
    pub last_modified: Timestamp,
}

/// One place on a card.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CardPlace {
    /// Name and address on one line; `Online` for a virtual one.
    pub address: String,
    /// Postcode, as the feed states it.
    pub postcode: Option<String>,
    /// WGS84 latitude and longitude in degrees, as the feed states them.
    #[serde(skip)]
    pub point: Option<(f64, f64)>,
}

/// A check of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// The day, in the United Kingdom.
    pub date: Date,
    /// Who looked.
    pub by: CheckedBy,
}

/// Who checked a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckedBy {
    /// Somebody who knows, by the feed's `assured_date`.
    Publisher,
    /// We read the provider's own website, and it still agreed.
    Website,
}

impl Card {
    /// The card of a listing. `website_read` is when its provider's website last answered
    /// with a page.
    ///
    /// # Errors
    /// When the stored document is not a service: an erased listing has none.
    pub fn of(
        listing: &Listing,
        website_read: Option<Timestamp>,
    ) -> Result<Self, serde_json::Error> {
        let service: Service = serde_json::from_str(&listing.doc)?;
        let assured_date = service.assured_date.as_deref().and_then(|d| d.parse().ok());
        Ok(Self {
            id: listing.id,
            name: listing.name.clone(),
            organization: service.organization.as_ref().and_then(|o| o.name.clone()),
            summary: words(service.description.as_deref()).map(|text| cut(&text, SUMMARY)),
            status: service.status.unwrap_or(listing.feed_status),
            alert: words(service.alert.as_deref()),
            when: when(&service),
            places: places(&service),
            cost: cost_in_words(&service),
            free: is_free(&service),
            phones: phones(&service),
            emails: emails(&service),
            url: service
                .url
                .clone()
                .or_else(|| service.organization.as_ref()?.website.clone()),
            how_to_refer: words(service.application_process.as_deref()),
            assured_date,
            last_checked: last_checked(assured_date, website_read),
            coverage: Coverage::of(&service),
            feed: listing.feed.clone(),
            last_modified: listing.last_modified,
        })
    }
}

impl Card {
    /// Sorts the places by their distance from a point; those without one come last.
    pub fn put_nearest_first(&mut self, lat: f64, lon: f64) {
        let from = Point::new(lon, lat);
        let metres = |place: &CardPlace| {
            place.point.map_or(f64::INFINITY, |(lat, lon)| {
                Geodesic.distance(from, Point::new(lon, lat))
            })
        };
        self.places.sort_by(|a, b| metres(a).total_cmp(&metres(b)));
    }
}

fn words(text: Option<&str>) -> Option<String> {
    text.map(plain_text).filter(|text| !text.is_empty())
}

fn last_checked(assured: Option<Date>, website: Option<Timestamp>) -> Option<Checked> {
    let assured = assured.map(|date| Checked {
        date,
        by: CheckedBy::Publisher,
    });
    let website = website.map(|at| Checked {
        date: uk_day(at),
        by: CheckedBy::Website,
    });
    // On the same day the person's word counts more than the page's.
    match (assured, website) {
        (Some(assured), Some(website)) if website.date > assured.date => Some(website),
        (assured, website) => assured.or(website),
    }
}

/// The service's own times, then those of its places.
pub(crate) fn when(service: &Service) -> Vec<String> {
    let places = service.service_at_locations.iter();
    let mut lines = timetable_in_words(&service.schedules);
    for line in places.flat_map(|place| timetable_in_words(&place.schedules)) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

/// Where it can be visited, each place once.
pub(crate) fn places(service: &Service) -> Vec<CardPlace> {
    let mut places: Vec<CardPlace> = Vec::new();
    let locations = service
        .service_at_locations
        .iter()
        .filter_map(|link| link.location.as_ref());
    for place in locations.filter_map(place) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

fn place(location: &Location) -> Option<CardPlace> {
    if is_postal(location) {
        return None;
    }
    if is_virtual(location) {
        return Some(CardPlace {
            address: "Online".to_owned(),
            postcode: None,
            point: None,
        });
    }
    let address = location.addresses.first();
    let lines = [
        location.name.as_ref(),
        address.and_then(|a| a.address_1.as_ref()),
        address.and_then(|a| a.address_2.as_ref()),
        address.and_then(|a| a.city.as_ref()),
        address.and_then(|a| a.postal_code.as_ref()),
    ];
    let mut parts: Vec<String> = Vec::new();
    for line in lines.into_iter().flatten().map(|line| plain_text(line)) {
        // Feeds repeat the place's name in the address and the town in its first line.
        for piece in line.split(", ").filter(|piece| !piece.is_empty()) {
            if !parts.iter().any(|said| said.eq_ignore_ascii_case(piece)) {
                parts.push(piece.to_owned());
            }
        }
    }
    (!parts.is_empty()).then(|| CardPlace {
        address: parts.join(", "),
        postcode: address.and_then(|a| a.postal_code.clone()),
        point: location.latitude.zip(location.longitude),
    })
}

/// The service's own numbers, wherever the document keeps them; else its provider's.
pub(crate) fn phones(service: &Service) -> Vec<String> {
    let links = &service.service_at_locations;
    let own = service
        .phones
        .iter()
        .chain(service.contacts.iter().flat_map(|c| &c.phones))
        .chain(links.iter().flat_map(|link| &link.phones))
        .chain(
            links
                .iter()
                .flat_map(|link| link.contacts.iter().flat_map(|c| &c.phones)),
        )
        .chain(
            links
                .iter()
                .filter_map(|link| link.location.as_ref())
                .flat_map(|l| &l.phones),
        );
    let own = numbers(own);
    if !own.is_empty() {
        return own;
    }
    let provider = service.organization.iter();
    numbers(provider.flat_map(|o| {
        o.phones
            .iter()
            .chain(o.contacts.iter().flat_map(|c| &c.phones))
    }))
}

fn numbers<'a>(phones: impl Iterator<Item = &'a Phone>) -> Vec<String> {
    let digits = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let mut numbers: Vec<String> = Vec::new();
    for phone in phones.filter(|phone| phone.phone_type.as_deref() != Some("fax")) {
        let number = plain_text(phone.number.as_deref().unwrap_or_default());
        let is_said = numbers.iter().any(|seen| digits(seen) == digits(&number));
        if !digits(&number).is_empty() && !is_said {
            numbers.push(number);
        }
    }
    numbers
}

/// Its own addresses, without doubles; else its provider's.
pub(crate) fn emails(service: &Service) -> Vec<String> {
    let provider = service.organization.as_ref().and_then(|o| o.email.as_ref());
    let own = service
        .email
        .iter()
        .chain(service.contacts.iter().filter_map(|c| c.email.as_ref()));
    let mut emails: Vec<String> = Vec::new();
    for email in own {
        if !emails.iter().any(|seen| seen.eq_ignore_ascii_case(email)) {
            emails.push(email.clone());
        }
    }
    if emails.is_empty() {
        emails.extend(provider.cloned());
    }
    emails
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ListingState;

    fn listing(doc: serde_json::Value) -> Listing {
        Listing {
            id: "5a3b1f6e-6f0e-4d43-8d0a-0c7f5c2e9a11".parse().unwrap(),
            number: 1,
            state: ListingState::Listed,
            feed_status: Status::Active,
            is_published: true,
            feed: "ashby".parse().unwrap(),
            name: "Tea and Chat".to_owned(),
            seq: 1,
            last_modified: Timestamp::UNIX_EPOCH,
            doc: doc.to_string(),
            item: String::new(),
        }
    }

    #[test]
    fn a_card_says_who_what_when_where_and_how_to_get_in_touch() {
        let listing = listing(serde_json::json!({
            "description": "<p>Tea &amp; a chat.</p>",
            "status": "active",
            "url": "https://tea.example.org/",
            "email": "hello@tea.example.org",
            "assured_date": "2026-10-01",
            "organization": {"name": "Ashby Neighbours", "email": "office@ashby.example.org"},
            "phones": [{"number": "01632 960001"}],
            "contacts": [{"phones": [{"number": "01632960001"}, {"number": "01632 960002"}]}],
            "schedules": [{"byday": "TU", "opens_at": "10:00", "closes_at": "12:00"}],
            "cost_options": [{"amount": 0.0}],
            "service_at_locations": [
                {"location": {"location_type": "physical", "name": "Ashby Hall", "addresses": [
                    {"address_1": "Ashby Hall, 2 Mill Lane, Ashby", "city": "Ashby", "postal_code": "AB1 2CD"}]}},
                {"location": {"location_type": "virtual"}},
                {"location": {"location_type": "postal", "addresses": [{"address_1": "PO Box 9", "postal_code": "AB1 9ZZ"}]}},
            ],
        }));
        let card = Card::of(&listing, None).unwrap();
        assert_eq!(card.organization.as_deref(), Some("Ashby Neighbours"));
        assert_eq!(card.summary.as_deref(), Some("Tea & a chat."));
        assert_eq!(card.when, ["Tuesday, 10:00 to 12:00"]);
        let addresses: Vec<_> = card.places.iter().map(|p| p.address.as_str()).collect();
        assert_eq!(
            addresses,
            ["Ashby Hall, 2 Mill Lane, Ashby, AB1 2CD", "Online"]
        );
        assert_eq!(card.places[0].postcode.as_deref(), Some("AB1 2CD"));
        assert_eq!(
            (card.cost.as_deref(), card.free),
            (Some("Free"), Some(true))
        );
        assert_eq!(card.phones, ["01632 960001", "01632 960002"]);
        assert_eq!(card.emails, ["hello@tea.example.org"]);
    }

    #[test]
    fn the_provider_answers_where_the_service_names_no_contact() {
        let listing = listing(serde_json::json!({
            "organization": {"name": "Ashby Neighbours", "email": "office@ashby.example.org",
                "website": "https://ashby.example.org/", "phones": [{"number": "01632 960003"}]},
        }));
        let card = Card::of(&listing, None).unwrap();
        assert_eq!(card.phones, ["01632 960003"]);
        assert_eq!(card.emails, ["office@ashby.example.org"]);
        assert_eq!(card.url.as_deref(), Some("https://ashby.example.org/"));
        assert_eq!((card.cost, card.free), (None, None));
    }

    #[test]
    fn the_latest_check_is_shown_and_a_person_wins_the_day() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        for (assured, website, want) in [
            (None, None, None),
            (
                Some("2026-10-01"),
                None,
                Some(("2026-10-01", CheckedBy::Publisher)),
            ),
            (
                None,
                Some("2026-10-02T01:00:00Z"),
                Some(("2026-10-02", CheckedBy::Website)),
            ),
            (
                Some("2026-10-02"),
                Some("2026-10-02T01:00:00Z"),
                Some(("2026-10-02", CheckedBy::Publisher)),
            ),
            (
                Some("2026-10-01"),
                Some("2026-10-02T01:00:00Z"),
                Some(("2026-10-02", CheckedBy::Website)),
            ),
        ] {
            let got = last_checked(assured.map(|d| d.parse().unwrap()), website.map(at));
            let got = got.map(|c| (c.date.to_string(), c.by));
            assert_eq!(got, want.map(|(date, by)| (date.to_owned(), by)));
        }
    }
}
