//! What holds of every text.

use proptest::prelude::*;
use serde_json::json;

use super::super::{By, Offer};
use super::of;

/// Words that the tables know, in any order, and anything else.
fn texts() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => proptest::sample::select(vec![
            "free", "not", "no", "£", "2", "50p", "over", "under", "5s", "18+", "ages", "to",
            "women", "men", "only", "for", "carers", "wheelchair", "accessible", "lift", "stairs",
            "Monday", "10am", "-", "online", "Zoom", "home", "visits", "referral", "full",
            "waiting", "list", "in", "Polish", "and", "a", "year", "session", "first", ".", ",",
            "don't", "children", "everybody", "welcome", "we", "come", "you", "months",
            "no longer", "not available", "is", "isn't", "used to", "but", "unavailable", ":", "?",
            "out of order", "must be accompanied", "stopped", "limited", "or", "ramp", "ended",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ];
    proptest::collection::vec(word, 0..24).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn any_text_can_be_read(text in texts(), other in "\\PC{0,60}") {
        let offer = of(json!({
            "name": other, "description": text, "fees": text, "wait_time": text,
            "application_process": text, "eligibility_description": text,
            "interpretation_services": text, "alert": other,
            "schedules": [{"description": text, "attending_type": other, "byday": text, "opens_at": other, "dtstart": other}],
            "cost_options": [{"option": text, "amount": 2.5}],
            "languages": [{"name": text, "code": other}],
            "attributes": [{"link_type": "eligibility", "taxonomy_term": {"name": text}}],
            "service_at_locations": [{"description": text, "location": {"accessibility": [{"description": text}]}}],
        }));
        prop_assert!(serde_json::to_string(&offer).is_ok());
        prop_assert!(offer.free.as_ref().is_none_or(|free| !free.value || offer.price.as_ref().is_some_and(|price| price.value == 0)));
        if let Some(ages) = &offer.ages {
            prop_assert!(ages.value.min.zip(ages.value.max).is_none_or(|(min, max)| min <= max), "{ages:?}");
        }
        for session in &offer.sessions {
            prop_assert!(session.value.opens.into_iter().chain(session.value.closes).all(|at| at <= 1440));
        }
    }

    #[test]
    fn prose_never_overrides_a_structured_value(text in texts()) {
        let mut service = json!({
            "minimum_age": 16, "cost_options": [{"amount": 3.0}], "wait_time": "Waiting list closed",
            "application_process": "By referral only", "eligibility_description": "Women only",
            "schedules": [{"byday": "MO", "attending_type": "online"}],
            "service_at_locations": [{"location": {"accessibility": [{"description": "Not wheelchair accessible"}]}}],
        });
        let silent = of(service.clone());
        service["description"] = json!(text);
        service["name"] = json!(text);
        let spoken = of(service);
        let structured = |offer: &Offer| (
            offer.ages.clone(), offer.free.clone(), offer.price.clone(), offer.sessions.clone(),
            offer.remote.clone(), offer.in_person.clone(), offer.home_visit.clone(), offer.women_only.clone(), offer.wheelchair.clone(),
            offer.self_referral.clone(), offer.has_places.clone(),
        );
        prop_assert_eq!(structured(&silent), structured(&spoken));
        prop_assert!(silent.audiences.iter().all(|said| said.by == By::Structured));
    }

    #[test]
    fn every_answer_quotes_its_words(text in texts()) {
        let offer = of(json!({ "description": text }));
        let answers = [&offer.free, &offer.in_person, &offer.remote, &offer.home_visit, &offer.women_only,
            &offer.men_only, &offer.wheelchair, &offer.self_referral, &offer.has_places];
        for said in answers.into_iter().flatten().chain(offer.access.values()) {
            prop_assert_eq!(said.by, By::Prose);
            let plain = super::super::texts::folded(&text);
            prop_assert!(plain.contains(said.words.trim_end_matches('…')), "{:?} in {plain}", said.words);
        }
    }
}

#[test]
fn long_and_repeated_texts_are_read_to_a_bound() {
    for piece in [
        "free ",
        "not ",
        "a",
        "for carers and ",
        "£1 ",
        "5-",
        "under ",
        "<p>",
        "women and ",
        "é",
        "Mon ",
        "not on Zoom ",
        "over 50s ",
        "16-25 years ",
        "Zoom is not available ",
        "no lift or ramp, ",
    ] {
        let offer = of(
            json!({ "description": piece.repeat(200_000), "fees": piece.repeat(10_000), "eligibility_description": piece.repeat(10_000) }),
        );
        assert!(offer.sessions.len() < 10_000, "{piece}");
    }
}
