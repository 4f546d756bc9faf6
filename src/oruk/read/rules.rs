//! What takes several fields of an entity to judge.

use serde_json::{Map, Value};

use super::Reader;
use super::lookup::Lookup;
use crate::oruk::complete::complete;
use crate::oruk::issue;
use crate::oruk::scalar::{country, days, looks_like_postcode};
use crate::oruk::shape::Entity;

type Object = Map<String, Value>;

/// Mends one entity after its fields were read.
pub(super) fn mend(reader: &mut Reader, entity: Entity, raw: &Object, object: &mut Object) {
    match entity {
        Entity::Service => service(reader, object),
        Entity::Organization => organization(reader, object),
        Entity::Location => location(reader, raw, object),
        Entity::Address => address(reader, object),
        Entity::Schedule => schedule(reader, raw, object),
        Entity::CostOption => not_negative(reader, object, "amount"),
        _ => {}
    }
    ids_agree(reader, entity, object);
    if object.is_empty() {
        return;
    }
    complete(entity, object);
    if reader.within.len() == 1 {
        document(reader, entity, object);
    }
}

/// What only the document itself must have.
fn document(reader: &mut Reader, entity: Entity, object: &Object) {
    if !object.contains_key("id") {
        reader.note(issue::MISSING_ID, None);
    }
    let needs_name = entity.field("name").is_some_and(|name| name.required);
    if needs_name && !object.contains_key("name") {
        reader.note(issue::MISSING_NAME, None);
    }
}

fn service(reader: &mut Reader, object: &mut Object) {
    not_negative(reader, object, "minimum_age");
    not_negative(reader, object, "maximum_age");
    let is_root = reader.within.len() == 1;
    if is_root && !object.contains_key("organization") && !object.contains_key("organization_id") {
        reader.note(issue::MISSING_ORGANIZATION, None);
    }
}

fn organization(reader: &mut Reader, object: &Object) {
    if object.contains_key("name") && !object.contains_key("description") {
        reader.note(issue::ORGANIZATION_WITHOUT_DESCRIPTION, None);
    }
}

/// Every day in iCal's codes.
const EVERY_DAY: &str = "MO,TU,WE,TH,FR,SA,SU";

/// 3.0 has no word for daily: it is weekly, on every day. Every other day is on none for
/// certain.
fn every_day(raw: &Object, object: &mut Object) {
    let freq = Entity::Schedule.field("freq");
    let said = freq.and_then(|freq| Lookup::new(Entity::Schedule, raw).find(freq));
    let said = said.and_then(|(_, value)| value.as_str());
    if !said.is_some_and(|said| said.trim().eq_ignore_ascii_case("daily")) {
        return;
    }
    let is_rarer = object
        .get("interval")
        .and_then(Value::as_f64)
        .is_some_and(|interval| interval > 1.0);
    if is_rarer {
        object.remove("freq");
    } else if !object.contains_key("byday") && !object.contains_key("bymonthday") {
        object.insert("byday".to_owned(), Value::from(EVERY_DAY));
    }
}

fn schedule(reader: &mut Reader, raw: &Object, object: &mut Object) {
    every_day(raw, object);
    let Some(listed) = object
        .get("byday")
        .and_then(Value::as_str)
        .map(str::to_owned)
    else {
        return;
    };
    match days(&listed) {
        Some(codes) if codes == listed => {}
        Some(codes) => {
            note_at(reader, "byday", issue::DAYS_REWRITTEN, Some(&listed));
            object.insert("byday".to_owned(), Value::from(codes));
        }
        None => {
            note_at(reader, "byday", issue::DAYS_INVALID, Some(&listed));
            object.remove("byday");
        }
    }
}

fn address(reader: &mut Reader, object: &mut Object) {
    if let Some(text) = text_at(object, "country")
        && let Some(code) = country(&text).filter(|code| *code != text)
    {
        note_at(reader, "country", issue::COUNTRY_REWRITTEN, Some(&text));
        object.insert("country".to_owned(), Value::from(code));
    }
    if let Some(text) = text_at(object, "postal_code") {
        match looks_like_postcode(&text) {
            Some(postcode) => {
                object.insert("postal_code".to_owned(), Value::from(postcode));
            }
            None => note_at(
                reader,
                "postal_code",
                issue::POSTCODE_UNRECOGNIZED,
                Some(&text),
            ),
        }
    }
}

fn location(reader: &mut Reader, raw: &Object, object: &mut Object) {
    if !object.contains_key("latitude")
        && !object.contains_key("longitude")
        && let Some((latitude, longitude)) = geometry(raw)
    {
        object.insert("latitude".to_owned(), latitude);
        object.insert("longitude".to_owned(), longitude);
    }
    let degrees = |name: &str| object.get(name).and_then(Value::as_f64);
    let rule = match (degrees("latitude"), degrees("longitude")) {
        (None, None) => return,
        (Some(latitude), Some(longitude)) => judge(latitude, longitude),
        _ => Judgement::Drop(issue::COORDINATES_INCOMPLETE),
    };
    match rule {
        Judgement::Keep => {}
        Judgement::Abroad => note_at(reader, "latitude", issue::COORDINATES_ABROAD, None),
        Judgement::Swap => {
            note_at(reader, "latitude", issue::COORDINATES_SWAPPED, None);
            if let (Some(latitude), Some(longitude)) =
                (object.remove("latitude"), object.remove("longitude"))
            {
                object.insert("latitude".to_owned(), longitude);
                object.insert("longitude".to_owned(), latitude);
            }
        }
        Judgement::Drop(rule) => {
            note_at(reader, "latitude", rule, None);
            object.remove("latitude");
            object.remove("longitude");
        }
    }
}

enum Judgement {
    Keep,
    Abroad,
    Swap,
    Drop(&'static issue::Rule),
}

fn judge(latitude: f64, longitude: f64) -> Judgement {
    if latitude == 0.0 && longitude == 0.0 {
        Judgement::Drop(issue::COORDINATES_ZERO)
    } else if in_uk(latitude, longitude) {
        Judgement::Keep
    } else if in_uk(longitude, latitude) {
        Judgement::Swap
    } else if latitude.abs() > 90.0 || longitude.abs() > 180.0 {
        Judgement::Drop(issue::COORDINATES_INVALID)
    } else {
        Judgement::Abroad
    }
}

/// A box around the United Kingdom, in WGS84 degrees.
fn in_uk(latitude: f64, longitude: f64) -> bool {
    (49.0..=61.0).contains(&latitude) && (-9.0..=2.5).contains(&longitude)
}

/// Latitude and longitude of a GeoJSON point, which has them the other way round.
fn geometry(raw: &Object) -> Option<(Value, Value)> {
    let point = raw.get("geometry")?.get("coordinates")?;
    let degrees = |at: usize| point.get(at).filter(|value| value.is_number()).cloned();
    Some((degrees(1)?, degrees(0)?))
}

fn ids_agree(reader: &mut Reader, entity: Entity, object: &Object) {
    for field in entity.fields() {
        let Some(beside) = field.id_beside() else {
            continue;
        };
        let nested = object.get(field.name).and_then(|nested| nested.get("id"));
        if let (Some(id), Some(nested)) = (object.get(beside), nested)
            && id != nested
        {
            note_at(reader, beside, issue::IDS_DISAGREE, id.as_str());
        }
    }
}

fn not_negative(reader: &mut Reader, object: &mut Object, name: &str) {
    if object
        .get(name)
        .and_then(Value::as_f64)
        .is_some_and(|number| number < 0.0)
    {
        note_at(reader, name, issue::NUMBER_NEGATIVE, None);
        object.remove(name);
    }
}

fn text_at(object: &Object, name: &str) -> Option<String> {
    object.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn note_at(reader: &mut Reader, name: &str, rule: &'static issue::Rule, found: Option<&str>) {
    let found = found.map(Value::from);
    reader.below(name, |reader| reader.note(rule, found.as_ref()));
}
