//! One lunch club as several directories list it, and what documents say whatever their ids.

use serde_json::{Value, json};

/// The lunch club as one directory lists it, under this id, with fields of the directory's own.
pub(crate) fn club(id: &str, more: &Value) -> Value {
    let mut club = json!({
        "id": id, "name": "Heelwood Lunch Club", "status": "active",
        "description": "A hot meal in company every Tuesday.",
        "organization": {"id": format!("o-{id}"), "name": "Heelwood Community Trust", "description": "A charity."},
        "schedules": [{"id": format!("t-{id}"), "freq": "WEEKLY", "byday": "TU", "opens_at": "12:00", "closes_at": "14:00"}],
        "service_at_locations": [{"id": format!("l-{id}"), "location": {
            "id": format!("h-{id}"), "location_type": "physical", "name": "Heelwood Hall",
            "latitude": 53.35, "longitude": -1.48,
            "addresses": [{"id": format!("a-{id}"), "address_1": "1 Mill Lane", "city": "Sheafdale",
                "state_province": "South Yorkshire", "postal_code": "S8 0LN", "country": "GB", "address_type": "physical"}],
        }}],
    });
    let fields = more.as_object().unwrap().clone();
    club.as_object_mut().unwrap().extend(fields);
    club
}

/// How it is reached, as most of its directories say.
pub(crate) fn reached(id: &str) -> Value {
    json!({
        "url": "https://heelwood-lunch.example/", "email": "lunch@heelwood-lunch.example",
        "phones": [{"id": format!("p-{id}"), "number": "0114 496 0151"}],
    })
}

/// What a document says, whatever its ids and the day.
pub(crate) fn content(document: &Value) -> Value {
    match document {
        Value::Object(fields) => fields
            .iter()
            .filter(|(name, _)| *name != "id" && !name.ends_with("_id") && *name != "last_modified")
            .map(|(name, value)| (name.clone(), content(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Array(items) => items.iter().map(content).collect(),
        other => other.clone(),
    }
}
