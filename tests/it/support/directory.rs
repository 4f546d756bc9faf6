//! A store on a temporary SQLite file with listings published straight into it.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use tempfile::TempDir;
use uuid::Uuid;
use waymark::domain::{ChangeReason, FeedId, ListingId, ListingState, Publication, TestClock};
use waymark::gazetteer::Gazetteer;
use waymark::oruk::{
    Address, Attribute, Location, Organization, Service, ServiceAtLocation, TaxonomyTerm,
};
use waymark::search::{SearchIndex, Thesaurus};
use waymark::store::Store;

use super::with_ids;

/// A directory that has a store, a clock and a data folder, and no feeds.
pub(crate) struct Directory {
    data: TempDir,
    pub(crate) store: Store,
    pub(crate) clock: TestClock,
}

impl Directory {
    pub(crate) async fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        let clock = TestClock::at("2026-03-02T09:00:00Z".parse::<Timestamp>().unwrap());
        let url = format!("sqlite://{}", data.path().join("waymark.db").display());
        let store = Store::open(&url, Arc::new(clock.clone())).await.unwrap();
        Self { data, store, clock }
    }

    /// The data folder.
    pub(crate) fn folder(&self) -> &Path {
        self.data.path()
    }

    /// Opens its search index, with a gazetteer that knows nothing yet.
    pub(crate) async fn index(&self) -> SearchIndex {
        let gazetteer = Arc::new(Gazetteer::default());
        SearchIndex::open(self.folder(), &self.store, gazetteer, Thesaurus::built_in())
            .await
            .unwrap()
    }

    /// Opens its store again, or a copy of it.
    pub(crate) async fn reopened(&self, file: &Path) -> Store {
        let url = format!("sqlite://{}", file.display());
        Store::open(&url, Arc::new(self.clock.clone()))
            .await
            .unwrap()
    }

    /// Publishes services as listed.
    pub(crate) async fn publish(&self, services: &[Service]) {
        self.publish_as(ListingState::Listed, services).await;
    }

    /// Publishes services in a state.
    pub(crate) async fn publish_as(&self, state: ListingState, services: &[Service]) {
        let mut tx = self.store.write().await.unwrap();
        for service in services {
            let publication = Publication {
                id: id_of(service),
                feed: "sample".parse::<FeedId>().unwrap(),
                state,
                service: with_ids(service),
            };
            tx.publish(&publication, ChangeReason::Updated)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
    }
}

/// The listing id that goes with a number in these tests.
pub(crate) fn listing(number: u32) -> ListingId {
    ListingId(uuid(0, number))
}

/// The id that a service is published under.
pub(crate) fn id_of(service: &Service) -> ListingId {
    service.id.as_deref().unwrap().parse().unwrap()
}

fn uuid(kind: u32, number: u32) -> Uuid {
    // Spread over the whole range, so that their order is not that of the numbers.
    let mixed = u128::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    Uuid::from_u128(mixed ^ u128::from(kind))
}

/// A service without a place.
pub(crate) fn service(number: u32, name: &str) -> Service {
    let organization = Organization {
        id: Some(uuid(1, 1).to_string()),
        name: Some("Bramley Neighbours".to_owned()),
        description: Some("A charity.".to_owned()),
        ..Organization::default()
    };
    Service {
        id: Some(listing(number).to_string()),
        name: Some(name.to_owned()),
        organization_id: organization.id.clone(),
        organization: Some(organization),
        ..Service::default()
    }
}

/// What tests add to a service.
pub(crate) trait With {
    /// One more place with a point.
    fn at(self, lat: f64, lon: f64) -> Self;
    /// One more place with a postcode, with or without a point.
    fn at_postcode(self, postcode: &str, point: Option<(f64, f64)>) -> Self;
    /// A description.
    fn about(self, text: &str) -> Self;
    /// A charge in words.
    fn fees(self, text: &str) -> Self;
    /// The day of the last confirmation.
    fn assured(self, date: &str) -> Self;
    /// One more taxonomy term.
    fn term(self, name: &str) -> Self;
}

impl With for Service {
    fn at(self, lat: f64, lon: f64) -> Self {
        with_place(self, None, Some((lat, lon)))
    }

    fn at_postcode(self, postcode: &str, point: Option<(f64, f64)>) -> Self {
        with_place(self, Some(postcode), point)
    }

    fn about(mut self, text: &str) -> Self {
        self.description = Some(text.to_owned());
        self
    }

    fn fees(mut self, text: &str) -> Self {
        self.fees = Some(text.to_owned());
        self
    }

    fn assured(mut self, date: &str) -> Self {
        self.assured_date = Some(date.to_owned());
        self
    }

    fn term(mut self, name: &str) -> Self {
        let term = TaxonomyTerm {
            id: Some(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()).to_string()),
            name: Some(name.to_owned()),
            ..TaxonomyTerm::default()
        };
        self.attributes.push(Attribute {
            taxonomy_term_id: term.id.clone(),
            taxonomy_term: Some(term),
            ..Attribute::default()
        });
        self
    }
}

fn with_place(mut service: Service, postcode: Option<&str>, point: Option<(f64, f64)>) -> Service {
    let place = service.service_at_locations.len();
    let key = format!("{:?} {place}", service.id);
    let id = |kind: &str| {
        let name = format!("{kind} {key}");
        Some(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()).to_string())
    };
    let address = postcode.map(|postcode| Address {
        id: id("address"),
        city: Some("Leeds".to_owned()),
        postal_code: Some(postcode.to_owned()),
        ..Address::default()
    });
    service.service_at_locations.push(ServiceAtLocation {
        id: id("link"),
        location: Some(Location {
            id: id("location"),
            location_type: Some("physical".to_owned()),
            latitude: point.map(|point| point.0),
            longitude: point.map(|point| point.1),
            addresses: address.into_iter().collect(),
            ..Location::default()
        }),
        ..ServiceAtLocation::default()
    });
    service
}
