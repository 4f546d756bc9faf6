//! What a feed sends for one service -> the service as we keep it, and what is wrong with it.
//!
//! JSON -> schema of its version (findings) -> tolerant reader (findings) -> flags that call a
//! location sensitive kept -> our ids -> safe text -> [`Service`].
//!
//! In two steps, because between them the store is asked which ids are taken: [`read`],
//! then [`finish`]. Both are pure; a record that cannot be used ends as findings alone.

use std::collections::HashSet;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::ids::{self, Naming};
use super::remark::About;
use super::sanitise;
use crate::domain::{FeedId, Finding, content_hash, sensitive};
use crate::oruk::read::Reading;
use crate::oruk::shape::{Entity, Field, Kind, visit_entities_mut};
use crate::oruk::{self, Dialect, Service};

/// Raised whenever the same bytes come out as something else: every record is then read anew.
pub(super) const VERSION: &str = "2";

/// The largest record that is read, in bytes: a thousand times the usual one.
const LARGEST: usize = 4 << 20;

/// A service as read, still under its feed's ids.
#[derive(Debug)]
pub(super) struct Draft {
    document: Value,
    findings: Vec<Finding>,
    /// The UUIDs of the organizations that it names.
    pub(super) organizations: HashSet<Uuid>,
}

/// A service that cannot be used; says why.
#[derive(Debug)]
pub(super) struct Unusable(pub(super) Vec<Finding>);

/// Hash of what a feed sent and of how it is read: equal means nothing to do.
pub(super) fn raw_hash(raw: &str, dialect: Dialect) -> String {
    content_hash(format!("{VERSION}{}\n{raw}", dialect.mark()).as_bytes())
}

/// Reads a service tolerantly. `record` is its id in the feed, for the findings.
pub(super) fn read(
    feed: &FeedId,
    record: Option<&str>,
    raw: &str,
    dialect: Dialect,
) -> Result<Draft, Unusable> {
    let about = About { feed, record };
    if raw.len() > LARGEST {
        return Err(Unusable(vec![about.too_large(raw.len())]));
    }
    let value: Value = serde_json::from_str(raw)
        .map_err(|error| Unusable(vec![about.unreadable(&error.to_string())]))?;
    let Reading {
        value: mut document,
        issues,
        usable,
    } = dialect.read(&value);
    sensitive::mark(&mut document, &sensitive::flagged(&value));
    let findings = about.document(issues, dialect.violations(&value));
    if !usable {
        return Err(Unusable(about.unusable(findings)));
    }
    Ok(Draft {
        organizations: ids::organizations(&mut document),
        document,
        findings,
    })
}

impl Draft {
    /// Stands in for the source id of a service that has none.
    pub(super) fn natural_source_id(&self, feed: &FeedId) -> String {
        let none = Map::new();
        ids::natural_source_id(feed, self.document.as_object().unwrap_or(&none))
    }

    /// The service under our ids, with safe text and without what must not be published.
    pub(super) fn finish(
        mut self,
        naming: Naming<'_>,
    ) -> Result<(Service, Vec<Finding>), Unusable> {
        let about = About {
            feed: naming.feed,
            record: Some(naming.source_id),
        };
        for finding in &mut self.findings {
            finding.record = Some(naming.source_id.to_owned());
        }
        ids::assign(&mut self.document, naming);
        let findings = &mut self.findings;
        make_safe(Entity::Service, &mut self.document, &mut |pointer| {
            findings.push(about.link_dropped(pointer));
        });
        if let Some(service) = self.document.as_object_mut() {
            // The maintainer's own address: personal data that is nobody else's business.
            service.remove("assurer_email");
            // Ours is the time of our change log; theirs would change without the content.
            service.remove("last_modified");
        }
        match serde_json::from_value::<Service>(self.document) {
            Ok(service) if service.name.is_some() => {
                if !sensitive::stated(&service).is_empty() {
                    self.findings.iter_mut().for_each(without_whereabouts);
                }
                Ok((service, self.findings))
            }
            _ => Err(Unusable(about.unusable(self.findings))),
        }
    }
}

/// A finding on a sensitive location names what is wrong and not what was written there.
fn without_whereabouts(finding: &mut Finding) {
    let pointer = finding.pointer.as_deref().unwrap_or_default();
    if pointer.contains("location") || pointer.contains("address") {
        finding.found = None;
    }
}

/// Reads a taxonomy or a term of a feed's own list; `None` when it cannot be used.
pub(super) fn vocabulary<T: DeserializeOwned>(
    feed: &FeedId,
    entity: Entity,
    raw: &str,
) -> Option<T> {
    let value: Value = serde_json::from_str(raw).ok()?;
    let Reading {
        value: mut document,
        usable,
        ..
    } = oruk::read::read(entity, &value);
    if !usable {
        return None;
    }
    ids::assign_vocabulary(entity, &mut document, feed);
    make_safe(entity, &mut document, &mut |_| {});
    serde_json::from_value(document).ok()
}

/// Makes every text of a document safe; `dropped` is told where a link was not.
fn make_safe(entity: Entity, document: &mut Value, dropped: &mut dyn FnMut(String)) {
    visit_entities_mut(entity, document, &mut |spot, object| {
        for field in spot.entity.fields() {
            let Some(value) = object.get_mut(field.name) else {
                continue;
            };
            match safe(spot.entity, field, value) {
                Some(safe) => *value = safe,
                None => {
                    object.shift_remove(field.name);
                    if is_link(field) {
                        dropped(format!("{}/{}", spot.pointer, field.name));
                    }
                }
            }
        }
    });
}

fn safe(entity: Entity, field: &Field, value: &mut Value) -> Option<Value> {
    match (field.kind, &mut *value) {
        (Kind::Any | Kind::ManyAny, value) => safe_any(value.take()),
        (_, Value::String(text)) if is_link(field) => sanitise::link(text).map(Value::String),
        (Kind::Text, Value::String(text)) if field.name == "extent" => {
            sanitise::data(text).map(Value::String)
        }
        (Kind::Text, Value::String(text)) if holds_html(entity, field) => {
            sanitise::rich(text).map(Value::String)
        }
        // An area code or an address: feeds send either.
        (Kind::Text, Value::String(text)) if field.name == "uri" && text.contains(':') => {
            sanitise::link(text).map(Value::String)
        }
        (Kind::Text, Value::String(text)) => sanitise::plain(text).map(Value::String),
        // Numbers, dates, words of a list and ids have their one form from the reader.
        (_, value) => Some(value.take()),
    }
}

/// Descriptions of the big things may hold a little HTML; all other text is words only.
fn holds_html(entity: Entity, field: &Field) -> bool {
    field.name == "description"
        && matches!(
            entity,
            Entity::Service | Entity::Organization | Entity::Location | Entity::ServiceAtLocation
        )
}

fn is_link(field: &Field) -> bool {
    field.kind == Kind::Uri || field.name == "logo"
}

/// Objects that are kept as they came: safe text, and nothing of who keeps the record.
fn safe_any(value: Value) -> Option<Value> {
    match value {
        Value::String(text) => sanitise::plain(&text).map(Value::String),
        Value::Array(items) => {
            let items: Vec<_> = items.into_iter().filter_map(safe_any).collect();
            (!items.is_empty()).then_some(Value::Array(items))
        }
        Value::Object(object) => {
            let object: Map<_, _> = object
                .into_iter()
                .filter(|(name, _)| name != "updated_by")
                .filter_map(|(name, value)| Some((name, safe_any(value)?)))
                .collect();
            (!object.is_empty()).then_some(Value::Object(object))
        }
        other => Some(other),
    }
}
