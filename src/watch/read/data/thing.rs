//! From the objects of JSON-LD and microdata to things and their facts.

use std::collections::VecDeque;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Captures, Regex};
use serde_json::{Map, Value};

use super::super::pattern;
use super::super::text::folded;
use super::{Event, EventStatus, Thing};

type Object = Map<String, Value>;

/// Objects of one page that are looked at.
const MAX_OBJECTS: usize = 2_000;

/// Facts of one thing, and values of one property, that are looked at.
const MAX_FACTS: usize = 30;

/// Longest value that is a fact, in characters.
const MAX_VALUE: usize = 200;

/// Types whose contact details, prices and hours are not those of a service: people, other
/// people's words, jobs, wares; and parts that are read with what they belong to.
const LEFT_OUT: [&str; 22] = [
    "Person",
    "Review",
    "Comment",
    "UserComments",
    "Question",
    "Answer",
    "JobPosting",
    "Product",
    "Offer",
    "AggregateOffer",
    "Article",
    "NewsArticle",
    "BlogPosting",
    "Recipe",
    "ImageObject",
    "VideoObject",
    "PostalAddress",
    "ContactPoint",
    "OpeningHoursSpecification",
    "Schedule",
    "Rating",
    "AggregateRating",
];

/// Properties that lead to other things.
const LEAD_ON: [&str; 16] = [
    "@graph",
    "mainEntity",
    "about",
    "organizer",
    "provider",
    "department",
    "subOrganization",
    "event",
    "events",
    "subEvent",
    "itemListElement",
    "item",
    "hasPart",
    "containsPlace",
    "location",
    "parentOrganization",
];

/// The things among objects and in what they lead to; at most so many.
pub(super) fn in_objects(objects: &[Value], most: usize) -> Vec<Thing> {
    let mut things = Vec::new();
    let mut left: VecDeque<(&Value, bool)> = objects.iter().map(|value| (value, true)).collect();
    let mut looked_at = 0;
    while let Some((value, stands_alone)) = left.pop_front() {
        looked_at += 1;
        if looked_at > MAX_OBJECTS || things.len() >= most {
            break;
        }
        match value {
            Value::Array(values) => left.extend(values.iter().map(|value| (value, stands_alone))),
            Value::Object(object) => {
                let types = types(object);
                let left_out = types.iter().any(|kind| LEFT_OUT.contains(&kind.as_str()));
                if left_out {
                    continue;
                }
                if stands_alone && !types.is_empty() {
                    things.extend(thing(object, &types));
                }
                for (key, value) in object {
                    // Where something takes place is said with it.
                    let alone = key != "location";
                    if LEAD_ON.contains(&key.as_str()) {
                        left.push_back((value, alone));
                    }
                }
            }
            _ => {}
        }
    }
    things
}

/// The last parts of an object's types: `Event` of `https://schema.org/Event`.
fn types(object: &Object) -> Vec<String> {
    each(object.get("@type"))
        .filter_map(Value::as_str)
        .flat_map(str::split_whitespace)
        .map(last_part)
        .filter(|kind| !kind.is_empty())
        .collect()
}

fn last_part(address: &str) -> String {
    let part = address.trim_end_matches('/');
    let part = part.rsplit(['/', '#', ':']).next().unwrap_or_default();
    part.to_owned()
}

fn thing(object: &Object, types: &[String]) -> Option<Thing> {
    let event = types
        .iter()
        .any(|kind| kind.ends_with("Event") || kind == "EventSeries" || kind == "CourseInstance")
        .then(|| event(object, types));
    // What is said of one day holds for that day alone.
    let passing = event.is_some_and(|event| event.on.is_some());
    let facts = if passing { Vec::new() } else { facts(object) };
    let says_something = !facts.is_empty() || event.is_some();
    says_something.then(|| Thing {
        name: text(object.get("name")),
        facts,
        event,
    })
}

fn event(object: &Object, types: &[String]) -> Event {
    let recurs = object.contains_key("eventSchedule") || types.iter().any(|t| t == "EventSeries");
    let start = text(object.get("startDate"));
    let day = start.and_then(|start| start.get(..10)?.parse::<Date>().ok());
    let status = text(object.get("eventStatus")).map(|status| last_part(&status));
    Event {
        on: day.filter(|_| !recurs),
        status: match status.as_deref() {
            Some("EventCancelled" | "EventCanceled" | "Cancelled") => EventStatus::Cancelled,
            Some("EventPostponed" | "Postponed") => EventStatus::Postponed,
            Some("EventMovedOnline") => EventStatus::Online,
            _ => EventStatus::Scheduled,
        },
    }
}

fn facts(object: &Object) -> Vec<String> {
    let mut facts = Vec::new();
    reached_by(object, "", &mut facts);
    for point in objects(object.get("contactPoint")).chain(objects(object.get("contactPoints"))) {
        // "donations", "press": what such a number is for is said with it.
        let purpose = text(point.get("contactType")).unwrap_or_default();
        reached_by(point, &purpose, &mut facts);
    }
    for place in each(object.get("address")).chain(each(object.get("location"))) {
        facts.extend(address(place));
    }
    for hours in each(object.get("openingHours")).filter_map(|hours| text(Some(hours))) {
        facts.push(format!("Open: {}", with_days_in_full(&hours)));
    }
    let hours = objects(object.get("openingHoursSpecification"));
    facts.extend(hours.filter_map(opening));
    facts.extend(objects(object.get("eventSchedule")).filter_map(schedule));
    prices(object, &mut facts);
    facts.extend(text(object.get("typicalAgeRange")).and_then(|range| ages(&range)));
    facts.truncate(MAX_FACTS);
    facts
}

fn reached_by(object: &Object, purpose: &str, facts: &mut Vec<String>) {
    let label = |label: &str| match purpose {
        "" => label.to_owned(),
        purpose => format!("{label} for {purpose}"),
    };
    for phone in each(object.get("telephone")).filter_map(|value| text(Some(value))) {
        let phone = phone.trim_start_matches("tel:");
        facts.push(format!("{}: {phone}", label("Telephone")));
    }
    for email in each(object.get("email")).filter_map(|value| text(Some(value))) {
        let email = email.trim_start_matches("mailto:");
        facts.push(format!("{}: {email}", label("E-mail")));
    }
}

/// A postal address, or a place that has one.
fn address(value: &Value) -> Option<String> {
    match value {
        Value::String(_) => text(Some(value)).map(|text| format!("Address: {text}")),
        Value::Object(object) => {
            if let Some(inner) = object.get("address") {
                return match inner {
                    Value::Object(inner) if inner.contains_key("address") => None,
                    inner => address(inner),
                };
            }
            let parts = ["streetAddress", "addressLocality", "postalCode"];
            let parts: Vec<String> = parts
                .iter()
                .filter_map(|key| text(object.get(*key)))
                .collect();
            (!parts.is_empty()).then(|| format!("Address: {}", parts.join(", ")))
        }
        _ => None,
    }
}

/// Regular hours: what holds from one day to another is an exception.
fn opening(object: &Object) -> Option<String> {
    if object.contains_key("validFrom") || object.contains_key("validThrough") {
        return None;
    }
    let days = days(object.get("dayOfWeek"));
    let span = span(object.get("opens"), object.get("closes"))?;
    (!days.is_empty()).then(|| format!("Open: {} {span}", days.join(", ")))
}

fn schedule(object: &Object) -> Option<String> {
    let days = days(object.get("byDay"));
    let span = span(object.get("startTime"), object.get("endTime"))?;
    let often = match text(object.get("repeatFrequency")).as_deref() {
        Some("P1W" | "weekly" | "Weekly") => "every week ",
        Some("P2W") => "every other week ",
        Some("P1M" | "monthly" | "Monthly") => "once a month ",
        _ => "",
    };
    (!days.is_empty()).then(|| format!("Open: {often}{} {span}", days.join(", ")))
}

/// `12:00-14:00`; midnight to midnight means closed.
fn span(from: Option<&Value>, to: Option<&Value>) -> Option<String> {
    let clock = |value| text(value)?.get(..5).map(str::to_owned);
    let (from, to) = (clock(from)?, clock(to)?);
    (from != to).then(|| format!("{from}-{to}"))
}

fn days(value: Option<&Value>) -> Vec<String> {
    let values = each(value).filter_map(|value| text(Some(value)));
    values
        .map(|day| with_days_in_full(&last_part(&day)))
        .collect()
}

static DAY_CODE: LazyLock<Regex> = pattern!(r"\b(Mo|Tu|We|Th|Fr|Sa|Su|MO|TU|WE|TH|FR|SA|SU)\b");

/// `Tu,Th 12:00-14:00` with the names of its days written out.
fn with_days_in_full(hours: &str) -> String {
    const NAMES: [&str; 7] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    let in_full = |found: &Captures<'_>| {
        let code = &found[1];
        let name = NAMES
            .iter()
            .find(|name| name[..2].eq_ignore_ascii_case(code));
        name.map_or_else(|| code.to_owned(), |name| (*name).to_owned())
    };
    DAY_CODE.replace_all(hours, in_full).into_owned()
}

fn prices(object: &Object, facts: &mut Vec<String>) {
    if object.get("isAccessibleForFree").is_some_and(|free| {
        *free == Value::Bool(true)
            || text(Some(free)).is_some_and(|word| last_part(&word).eq_ignore_ascii_case("true"))
    }) {
        facts.push("Price: free".to_owned());
        return;
    }
    for offer in objects(object.get("offers")) {
        let pounds = text(offer.get("priceCurrency")).is_none_or(|code| code == "GBP");
        let price = text(offer.get("price")).or_else(|| text(offer.get("lowPrice")));
        let price = price.and_then(|price| price.trim_start_matches('£').parse::<f64>().ok());
        match price.filter(|price| pounds && (0.0..1_000.0).contains(price)) {
            Some(0.0) => facts.push("Price: free".to_owned()),
            Some(price) => facts.push(format!("Price: £{price:.2}")),
            None => {}
        }
    }
}

/// `60-` and `18-25`, in words.
fn ages(range: &str) -> Option<String> {
    let (from, to) = range.split_once(['-', '\u{2013}'])?;
    match (from.trim().parse::<u8>(), to.trim().parse::<u8>()) {
        (Ok(from), Ok(to)) => Some(format!("Ages {from} to {to}")),
        (Ok(from), Err(_)) => Some(format!("Aged {from} and over")),
        _ => None,
    }
}

/// A value as text: trimmed, not empty, not long.
fn text(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => folded(text),
        Value::Number(number) => number.to_string(),
        Value::Array(values) => return values.first().and_then(|first| text(Some(first))),
        // `{"@value": "…"}`, `{"@id": "…"}`
        Value::Object(object) => match object.get("@value").or_else(|| object.get("@id")) {
            Some(Value::String(text)) => folded(text),
            _ => return None,
        },
        Value::Bool(_) | Value::Null => return None,
    };
    (!text.is_empty() && text.chars().count() <= MAX_VALUE).then_some(text)
}

/// A value, or each of a list of them.
fn each(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let values = match value {
        Some(Value::Array(values)) => values.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    values.iter().take(MAX_FACTS)
}

fn objects(value: Option<&Value>) -> impl Iterator<Item = &Object> {
    each(value).filter_map(Value::as_object)
}
