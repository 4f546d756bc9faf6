//! Says a service of version 3.0 in the terms of 1.0: the table of
//! [`upgrade`](super::upgrade()) read from right to left.
//!
//! What 1.0 has no place for is left out. Of what stands twice in 1.0 the form is written that
//! says more: days go into `byday` and the first of them into `weekday` besides.

use serde_json::{Map, Value, json};

use super::shape::{ACCESS, ATTENDING, DELIVERABLES, ELIGIBLE, Entity, Kind};

type Object = Map<String, Value>;

/// What is written for "no limit" where 1.0 requires an age.
const NO_LEAST: u64 = 0;
const NO_GREATEST: u64 = 999;

/// A service of 3.0 in the terms of 1.0.
pub fn downgrade(service: &Value) -> Value {
    let Value::Object(service) = service else {
        return service.clone();
    };
    let mut old = copy(Entity::Service, service);
    let organization = match service.get("organization") {
        Some(organization) => downgrade_organization(organization),
        None => nobody(service),
    };
    old.insert("organization".to_owned(), organization);
    let attending = each(service, "schedules").find_map(|s| word(s, "attending_type", ATTENDING));
    if let Some(attending) = attending {
        old.insert("attending_type".to_owned(), attending);
    }
    if let Some(access) = word(service, "application_process", ACCESS) {
        old.insert("attending_access".to_owned(), access);
    }
    kinds(service, &mut old);
    places(service, &mut old);
    let places: Vec<_> = each(service, "service_at_locations")
        .filter_map(id)
        .collect();
    let elsewhere = each(service, "schedules").filter(|schedule| {
        let owner = owner(schedule);
        !owner.is_some_and(|owner| places.contains(&owner))
    });
    put(&mut old, "regular_schedules", times(elsewhere));
    let contacts = each(service, "contacts").map(contact);
    put(
        &mut old,
        "contacts",
        contacts.chain(switchboard(service)).collect(),
    );
    put(
        &mut old,
        "fundings",
        copies(Entity::Funding, service, "funding"),
    );
    put(
        &mut old,
        "languages",
        each(service, "languages").filter_map(language).collect(),
    );
    let costs = each(service, "cost_options");
    let costs = costs.map(|cost| linked(Entity::CostOption, cost)).collect();
    put(&mut old, "cost_options", costs);
    let areas = each(service, "service_areas");
    let areas =
        areas.map(|area| linked(Entity::ServiceArea, &renamed(area, "name", "service_area")));
    put(&mut old, "service_areas", areas.collect());
    Value::Object(old)
}

/// An organization of 3.0 in the terms of 1.0.
pub fn downgrade_organization(organization: &Value) -> Value {
    match organization {
        Value::Object(organization) => linked(
            Entity::Organization,
            &renamed(organization, "website", "url"),
        ),
        other => other.clone(),
    }
}

/// What stands where 1.0 requires an organization and the service names none.
pub const NOT_STATED: &str = "Not stated";

fn nobody(service: &Object) -> Value {
    let id = service.get("organization_id").or_else(|| service.get("id"));
    json!({"id": id, "name": NOT_STATED, "description": NOT_STATED})
}

/// Telephone numbers of the service itself: 1.0 has them in contacts alone.
fn switchboard(service: &Object) -> Option<Value> {
    let own = service.get("phones").cloned()?;
    let id = format!("{}-phones", id(service).unwrap_or_default());
    let holder = json!({"id": id, "phones": own});
    Some(contact(holder.as_object()?))
}

/// A term of 3.0 in the terms of 1.0, which calls it a taxonomy.
pub fn downgrade_term(term: &Value) -> Value {
    match term {
        Value::Object(term) => Value::Object(copy(
            Entity::Taxonomy,
            &renamed(term, "taxonomy", "vocabulary"),
        )),
        other => other.clone(),
    }
}

/// Terms: what kind of service it is, what it gives, and whom it is for.
fn kinds(service: &Object, old: &mut Object) {
    let mut kinds = Vec::new();
    let mut links = Vec::new();
    let mut who = Vec::new();
    for attribute in each(service, "attributes") {
        let link_type = attribute.get("link_type").and_then(Value::as_str);
        let Some(Value::Object(term)) = attribute.get("taxonomy_term") else {
            continue;
        };
        let taxonomy = downgrade_term(&attribute["taxonomy_term"]);
        match link_type {
            Some("deliverable_type") if word(term, "name", DELIVERABLES).is_some() => {
                old.entry("deliverable_type")
                    .or_insert(term["name"].clone());
            }
            Some("eligibility") if word(term, "name", ELIGIBLE).is_some() => {
                who.push(term["name"].clone());
            }
            Some("eligibility") => links.push(link(attribute, "eligibility", service)),
            _ => kinds.push(json!({"id": attribute.get("id"), "taxonomy": taxonomy})),
        }
    }
    put(old, "service_taxonomys", kinds);
    put(old, "eligibilitys", eligibilities(service, who, links));
}

/// One eligibility for each word, all with the same ages; one without where there is no word.
fn eligibilities(service: &Object, who: Vec<Value>, links: Vec<Value>) -> Vec<Value> {
    let (least, greatest) = (service.get("minimum_age"), service.get("maximum_age"));
    if who.is_empty() && links.is_empty() && least.or(greatest).is_none() {
        return Vec::new();
    }
    let id = service
        .get("id")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let words = match who.is_empty() {
        true => vec![None],
        false => who.into_iter().map(Some).collect(),
    };
    let mut entries: Vec<Object> = Vec::new();
    for word in words {
        let mut entry = Object::new();
        let name = word.as_ref().and_then(Value::as_str).unwrap_or("ages");
        entry.insert("id".to_owned(), json!(format!("{id}-{name}")));
        entry.insert(
            "minimum_age".to_owned(),
            least.cloned().unwrap_or(json!(NO_LEAST)),
        );
        entry.insert(
            "maximum_age".to_owned(),
            greatest.cloned().unwrap_or(json!(NO_GREATEST)),
        );
        entry.extend(word.map(|word| ("eligibility".to_owned(), word)));
        entries.push(entry);
    }
    if let Some(first) = entries.first_mut() {
        put(first, "link_taxonomies", links);
    }
    entries.into_iter().map(Value::Object).collect()
}

fn places(service: &Object, old: &mut Object) {
    let places = each(service, "service_at_locations").map(|place| {
        let mut old = copy(Entity::ServiceAtLocation, place);
        if let Some(location) = place.get("location") {
            old.insert("location".to_owned(), downgrade_location(location));
        }
        let here =
            each(service, "schedules").filter(|s| owner(s).is_some() && owner(s) == id(place));
        let mut schedules = times(here);
        schedules.extend(times(each(place, "schedules")));
        put(&mut old, "regular_schedules", schedules);
        Value::Object(old)
    });
    put(old, "service_at_locations", places.collect());
}

/// A location of 3.0 in the terms of 1.0.
pub fn downgrade_location(location: &Value) -> Value {
    let Value::Object(location) = location else {
        return location.clone();
    };
    let mut old = copy(Entity::Location, location);
    let addresses = copies(Entity::PhysicalAddress, location, "addresses");
    put(&mut old, "physical_addresses", addresses);
    let access = each(location, "accessibility");
    let access = access.map(|access| renamed(access, "description", "accessibility"));
    let access = access.map(|access| Value::Object(copy(Entity::Accessibility, &access)));
    put(&mut old, "accessibility_for_disabilities", access.collect());
    Value::Object(old)
}

fn contact(contact: &Object) -> Value {
    let mut old = copy(Entity::Contact, contact);
    let phones = each(contact, "phones").map(|phone| {
        let mut old = copy(Entity::Phone, phone);
        let spoken: Vec<_> = each(phone, "languages").filter_map(language_text).collect();
        if !spoken.is_empty() {
            old.insert("language".to_owned(), json!(spoken.join(", ")));
        }
        Value::Object(old)
    });
    put(&mut old, "phones", phones.collect());
    Value::Object(old)
}

fn language(language: &Object) -> Option<Value> {
    let text = language_text(language)?;
    Some(json!({"id": language.get("id"), "language": text}))
}

fn language_text(language: &Object) -> Option<String> {
    let text = language.get("code").or_else(|| language.get("name"))?;
    text.as_str().map(str::to_owned)
}

/// What says when; a schedule that said only how to attend has no place here.
fn times<'a>(schedules: impl Iterator<Item = &'a Object>) -> Vec<Value> {
    let times = schedules.map(|schedule| {
        let mut old = copy(Entity::RegularSchedule, schedule);
        if let Some(weekday) = schedule
            .get("byday")
            .and_then(Value::as_str)
            .and_then(weekday)
        {
            old.insert("weekday".to_owned(), json!(weekday));
        }
        if let Some(place) = owner(schedule) {
            old.insert("service_at_location".to_owned(), json!({"id": place}));
        }
        old
    });
    let times = times.filter(|old| old.keys().any(|name| name != "id"));
    times.map(Value::Object).collect()
}

fn id(object: &Object) -> Option<&str> {
    object.get("id").and_then(Value::as_str)
}

/// The place that a schedule belongs to.
fn owner(schedule: &Object) -> Option<&str> {
    schedule
        .get("service_at_location_id")
        .and_then(Value::as_str)
}

/// The number of the first day, Monday 1.
fn weekday(byday: &str) -> Option<usize> {
    let first = byday.split(',').next()?;
    let code = first.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    let days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    Some(days.iter().position(|day| *day == code)? + 1)
}

/// An entity with the terms that hang on it as links.
fn linked(entity: Entity, object: &Object) -> Value {
    let mut old = copy(entity, object);
    let links = each(object, "attributes").filter(|link| link.contains_key("taxonomy_term"));
    let links = links.map(|attribute| link(attribute, entity.name(), object));
    put(&mut old, "link_taxonomies", links.collect());
    Value::Object(old)
}

fn link(attribute: &Object, link_type: &str, of: &Object) -> Value {
    json!({
        "id": attribute.get("id"),
        "link_type": link_type,
        "link_id": of.get("id"),
        "taxonomy": attribute.get("taxonomy_term").map(downgrade_term),
    })
}

fn copies(entity: Entity, of: &Object, list: &str) -> Vec<Value> {
    let all = each(of, list).map(|item| Value::Object(copy(entity, item)));
    all.collect()
}

/// The single values that both versions know by one name and in one form.
fn copy(entity: Entity, object: &Object) -> Object {
    let fields = entity.fields().iter();
    let fields = fields.filter_map(|field| {
        let value = object.get(field.name)?;
        let fits = match field.kind {
            Kind::One(_) | Kind::Many(_) => false,
            Kind::Choice(words) => value.as_str().is_some_and(|word| words.contains(&word)),
            _ => true,
        };
        fits.then(|| (field.name.to_owned(), value.clone()))
    });
    fields.collect()
}

/// The object with what one name says under another.
fn renamed(object: &Object, from: &str, to: &str) -> Object {
    let mut object = object.clone();
    if let Some(value) = object.remove(from) {
        object.insert(to.to_owned(), value);
    }
    object
}

fn each<'a>(object: &'a Object, list: &str) -> impl Iterator<Item = &'a Object> + use<'a> {
    let items = object.get(list).and_then(Value::as_array);
    items.into_iter().flatten().filter_map(Value::as_object)
}

/// A word of a closed list.
fn word(object: &Object, name: &str, words: &[&str]) -> Option<Value> {
    let text = object.get(name)?.as_str()?;
    words.contains(&text).then(|| Value::from(text))
}

fn put(object: &mut Object, name: &str, items: Vec<Value>) {
    if !items.is_empty() {
        object.insert(name.to_owned(), Value::Array(items));
    }
}
