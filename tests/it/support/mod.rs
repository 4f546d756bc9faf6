//! What many tests start: whole hubs, sites on loopback, a bare directory, sample services.

pub(crate) mod asked;
pub(crate) mod assorted;
pub(crate) mod club;
pub(crate) mod database;
pub(crate) mod directory;
pub(crate) mod feed;
pub(crate) mod following;
pub(crate) mod hostile;
pub(crate) mod hub;
pub(crate) mod logged;
pub(crate) mod many;
pub(crate) mod officer;
pub(crate) mod official;
pub(crate) mod package;
pub(crate) mod pages;
pub(crate) mod postcodes;
pub(crate) mod program;
pub(crate) mod provider;
pub(crate) mod questions;
pub(crate) mod receiver;
pub(crate) mod sample;
pub(crate) mod scripted;
pub(crate) mod serving;
pub(crate) mod sheet_truth;
pub(crate) mod sheets;
pub(crate) mod site;
pub(crate) mod watched;

use serde_json::Value;
use uuid::Uuid;
use waymark::oruk::Service;
use waymark::oruk::shape::{Entity, visit_entities_mut};

/// The service with an id on everything it nests, as federation would give it: tests
/// then need not spell out what they do not look at.
pub(crate) fn with_ids(service: &Service) -> Service {
    let mut document = serde_json::to_value(service).unwrap();
    let root = service.id.clone().unwrap_or_default();
    visit_entities_mut(Entity::Service, &mut document, &mut |spot, object| {
        let name = format!("{root}{}", spot.pointer);
        let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes());
        object
            .entry("id")
            .or_insert_with(|| Value::from(id.to_string()));
    });
    serde_json::from_value(document).unwrap()
}
