//! How people take part: they go there, from anywhere, or somebody comes to them.

use std::sync::LazyLock;

use super::cues::Cues;
use super::said::{Said, Stated};
use super::texts::Texts;
use crate::oruk::{Schedule, Service};

/// The three ways.
#[derive(Debug, Default)]
pub(super) struct Attendance {
    pub(super) in_person: Stated<bool>,
    pub(super) remote: Stated<bool>,
    pub(super) home_visit: Stated<bool>,
}

/// Words of `attending_type`, in which feeds write 1.0's choices and much else.
static VENUE: LazyLock<Cues> = LazyLock::new(|| {
    Cues::new(
        &[],
        &[],
        &[
            "venue",
            "in person",
            "face to face",
            "physical",
            "on ?site",
            "centre",
            "hybrid",
            "blended",
            "both",
            "mixed",
        ],
    )
});
static REMOTE: LazyLock<Cues> = LazyLock::new(|| {
    Cues::new(
        &[],
        &[],
        &[
            "online",
            "virtual",
            "remote(?:ly)?",
            "phone",
            "telephone",
            "video",
            "zoom",
            "teams",
            "web",
            "e ?mail",
            "text",
            "hybrid",
            "blended",
            "both",
            "mixed",
        ],
    )
});
static HOME: LazyLock<Cues> = LazyLock::new(|| Cues::new(&[], &[], &["home", "outreach"]));

pub(super) fn read(_texts: &Texts, service: &Service) -> Attendance {
    let types: Vec<&str> = schedules(service)
        .filter_map(|schedule| schedule.attending_type.as_deref())
        .collect();
    let named = |cues: &Cues| {
        let with = types.iter().find(|text| !cues.all(text).is_empty());
        with.map(|text| Said::structured(true, text))
    };
    // Who says how people take part has said how they do not.
    let other = || types.first().map(|text| Said::structured(false, text));
    let kinds = locations(service);
    let place = |kind: &str| {
        let is_there = kinds.contains(&kind) && types.is_empty();
        is_there.then(|| Said::structured(true, format!("{kind} location")))
    };
    Attendance {
        in_person: named(&VENUE).or_else(|| place("physical")).or_else(other),
        remote: named(&REMOTE).or_else(|| place("virtual")).or_else(other),
        home_visit: named(&HOME).or_else(other),
    }
}

fn schedules(service: &Service) -> impl Iterator<Item = &Schedule> {
    let places = service.service_at_locations.iter();
    let own = service.schedules.iter();
    own.chain(places.flat_map(|place| &place.schedules))
}

/// The kind of each location; one that says nothing else can be visited.
fn locations(service: &Service) -> Vec<&str> {
    let links = service.service_at_locations.iter();
    let locations = links.filter_map(|link| link.location.as_ref());
    let kind = locations.map(|location| location.location_type.as_deref());
    kind.map(|kind| kind.unwrap_or("physical")).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn attending_types_and_locations_say_how_people_take_part() {
        let physical = json!([{"location": {"location_type": "physical"}}]);
        let (yes, no) = (Some(true), Some(false));
        for (service, want) in [
            (json!({}), [None, None, None]),
            (
                json!({"schedules": [{"attending_type": "venue"}]}),
                [yes, no, no],
            ),
            (
                json!({"schedules": [{"attending_type": "phone"}], "service_at_locations": physical}),
                [no, yes, no],
            ),
            (
                json!({"schedules": [{"attending_type": "home visit"}]}),
                [no, no, yes],
            ),
            (
                json!({"schedules": [{"attending_type": "venue"}, {"attending_type": "online"}]}),
                [yes, yes, no],
            ),
            (
                json!({"schedules": [{"attending_type": "Hybrid"}]}),
                [yes, yes, no],
            ),
            (json!({"service_at_locations": physical}), [yes, None, None]),
            (
                json!({"service_at_locations": [{"location": {"location_type": "virtual"}}]}),
                [None, yes, None],
            ),
            (
                json!({"service_at_locations": [{"location": {"name": "The hall"}}]}),
                [yes, None, None],
            ),
        ] {
            let read: Service = serde_json::from_value(service.clone()).unwrap();
            let found = super::read(&Texts::of(&read), &read);
            let found = [found.in_person, found.remote, found.home_visit];
            assert_eq!(
                found.map(|said| said.map(|said| said.value)),
                want,
                "{service}"
            );
        }
    }
}
