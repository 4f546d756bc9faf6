use serde_json::json;

use super::super::Access;
use super::{described, hold, of, value};

const YES: Option<bool> = Some(true);
const NO: Option<bool> = Some(false);

const WHEELCHAIR: [(&str, Option<bool>); 28] = [
    ("Wheelchair accessible throughout", YES),
    ("Fully accessible", YES),
    ("The hall is wheelchair friendly.", YES),
    ("Full disabled access.", YES),
    ("Accessible for wheelchair users.", YES),
    ("Wheelchair users welcome.", YES),
    ("Ramp at the side door", None),
    ("Step-free access from the car park.", None),
    ("Level access.", None),
    ("Level entrance and wide doors.", None),
    ("Wheelchair access: yes", YES),
    ("Good wheelchair access.", YES),
    ("Portable ramp on request", None),
    ("One low step, ramp kept inside the door", None),
    ("Not wheelchair accessible", NO),
    (
        "Not wheelchair accessible: six steps up from the street and no lift",
        NO,
    ),
    (
        "Unfortunately the room is not accessible to wheelchairs.",
        NO,
    ),
    ("Sorry, we don't have wheelchair access.", NO),
    ("No disabled access.", NO),
    ("Up two flights of stairs, no lift.", NO),
    ("First floor with no lift", NO),
    ("The venue is inaccessible to wheelchair users.", NO),
    ("Wheelchair access: no", NO),
    ("No step-free access.", NO),
    ("Wheelchair repairs and a loan service.", None),
    ("We lend wheelchairs for up to six weeks.", None),
    ("The tea is accessible to all budgets.", None),
    ("Ramp up your fitness!", None),
];

#[test]
fn ways_in_for_wheelchairs_are_read_from_prose_and_from_the_field_for_it() {
    hold(
        WHEELCHAIR.map(|(text, want)| (text.to_owned(), value(&described(text).wheelchair), want)),
    );
    hold(
        WHEELCHAIR
            .into_iter()
            .filter(|(_, want)| want.is_some())
            .map(|(text, want)| {
                let location = json!({"accessibility": [{"description": text}]});
                let offer = of(json!({"service_at_locations": [{"location": location}]}));
                (
                    format!("as a field: {text}"),
                    value(&offer.wheelchair),
                    want,
                )
            }),
    );
}

#[test]
fn a_way_in_that_is_denied_is_none_and_one_that_is_unsure_is_not_stated() {
    let rows = [
        ("Wheelchair access is not available.", NO),
        ("Wheelchair access isn't available.", NO),
        ("Wheelchair access is currently unavailable.", NO),
        ("Wheelchair access is no longer possible.", NO),
        ("There is no wheelchair access at all.", NO),
        ("Neither hall is wheelchair accessible.", NO),
        ("None of our venues are wheelchair accessible.", NO),
        ("The building isn't accessible to wheelchair users.", NO),
        ("Upstairs room, not accessible by wheelchair", NO),
        ("Wheelchair users are not welcome on the ice.", NO),
        ("The venue is not accessible.", NO),
        ("Wheelchair accessible? No.", NO),
        ("Not suitable for wheelchair users, sorry.", NO),
        ("Wheelchair access is limited.", None),
        ("Limited wheelchair access.", None),
        ("Wheelchair access: poor", None),
        ("Wheelchair access is not easy.", None),
        ("Partially wheelchair accessible.", None),
        ("Not all of our venues are wheelchair accessible.", None),
        ("The hall is not fully accessible.", None),
        ("We hope to be wheelchair accessible next year.", None),
        ("It was wheelchair accessible before the flood.", None),
        ("Wheelchair accessible?", None),
        (
            "The upper floor isn't wheelchair accessible but the ground floor is.",
            YES,
        ),
        (
            "The ground floor is wheelchair accessible, the upper floor isn't.",
            YES,
        ),
        ("Wheelchair access: yes", YES),
        ("Wheelchair access? Yes.", YES),
        ("Wheelchair access is not a problem.", YES),
        ("Wheelchair accessible, and no need to book.", YES),
        ("Wheelchair accessible venue with no steps.", YES),
        ("Not only wheelchair accessible but fun.", YES),
        (
            "No lights flash, and the room is wheelchair accessible.",
            YES,
        ),
        ("Wheelchair accessible but parking is not available.", YES),
    ];
    hold(rows.map(|(text, want)| (text.to_owned(), value(&described(text).wheelchair), want)));
}

#[test]
fn the_field_for_access_is_read_in_the_short_ways_that_forms_have() {
    let rows = [
        ("Wheelchair access not available", NO),
        ("Wheelchair accessible? No", NO),
        ("Wheelchair accessible: No", NO),
        ("Wheelchair accessible - not", NO),
        ("non-wheelchair accessible", NO),
        ("Wheelchair Access - None", NO),
        ("Wheelchair access (no)", NO),
        ("wheelchair access unavailable", NO),
        ("Wheelchair inaccessible", NO),
        ("Unsuitable for wheelchairs", NO),
        ("Inaccessible", NO),
        ("Not accessible.", NO),
        ("not accessible to wheelchair users", NO),
        ("Sorry we're not wheelchair accessible", NO),
        ("Accessible", YES),
        ("accessible.", YES),
        ("Wheelchair Access - Yes", YES),
        ("Wheelchair accessible? Yes", YES),
        ("Wheelchair accessible with assistance", YES),
        ("Wheelchair accessible entrance, no accessible toilet", YES),
        (
            "The upper floor isn't wheelchair accessible but the ground floor is",
            YES,
        ),
        ("Wheelchair access limited", None),
        ("Partially wheelchair accessible", None),
        ("Accessible to all budgets", None),
        ("Not known", None),
        ("None", None),
    ];
    hold(rows.map(|(text, want)| {
        let location = json!({"accessibility": [{"description": text}]});
        let offer = of(json!({"service_at_locations": [{"location": location}]}));
        (text.to_owned(), value(&offer.wheelchair), want)
    }));
}

#[test]
fn any_place_with_a_way_in_is_one() {
    let at = |text: &str| json!({"location": {"accessibility": [{"accessibility": text}]}});
    let offer = of(
        json!({"service_at_locations": [at("Not wheelchair accessible"), at("Wheelchair accessible throughout")]}),
    );
    assert_eq!(value(&offer.wheelchair), YES);
    let offer = of(
        json!({"service_at_locations": [at("Not wheelchair accessible")], "description": "Wheelchair accessible."}),
    );
    assert_eq!(value(&offer.wheelchair), NO);
}

#[test]
fn other_features_are_read_by_their_names() {
    use Access::{
        AccessibleToilet, AssistanceDogs, ChangingPlaces, DementiaFriendly, EasyFormats,
        HearingLoop, Lift, Parking, Quiet, SignLanguage, StepFree,
    };
    let rows = [
        ("Hearing loop", HearingLoop, YES),
        (
            "An induction loop is fitted in the main hall.",
            HearingLoop,
            YES,
        ),
        ("No hearing loop.", HearingLoop, NO),
        ("Accessible toilet", AccessibleToilet, YES),
        (
            "Disabled toilets on the ground floor.",
            AccessibleToilet,
            YES,
        ),
        ("Wheelchair-accessible WC", AccessibleToilet, YES),
        (
            "No accessible toilet on site; nearest is in Heelwood Library",
            AccessibleToilet,
            NO,
        ),
        ("Changing Places toilet", ChangingPlaces, YES),
        ("Lift to all floors", Lift, YES),
        ("No lift, no step-free route", Lift, NO),
        ("There is a lift.", Lift, YES),
        ("We can give you a lift to the hall.", Lift, None),
        ("Step-free entrance", StepFree, YES),
        ("No steps.", StepFree, YES),
        ("Not step free", StepFree, NO),
        ("Two steps, handrail", StepFree, NO),
        ("Blue Badge parking by the door", Parking, YES),
        ("Disabled parking bays.", Parking, YES),
        ("Free parking behind the church.", Parking, YES),
        ("There is no parking at the venue.", Parking, NO),
        ("BSL interpreter on request.", SignLanguage, YES),
        (
            "BSL interpreted session on the first Friday.",
            SignLanguage,
            YES,
        ),
        ("Learn BSL in ten weeks.", SignLanguage, None),
        ("Quiet room available", Quiet, YES),
        ("A quiet hour every Tuesday.", Quiet, YES),
        ("A quiet village.", Quiet, None),
        ("Dementia friendly screening", DementiaFriendly, YES),
        ("Assistance dogs welcome", AssistanceDogs, YES),
        ("Guide dogs only.", AssistanceDogs, YES),
        ("Large print and Easy Read leaflets.", EasyFormats, YES),
        ("Step-free access is NOT available.", StepFree, NO),
        ("Step free access is unavailable.", StepFree, NO),
        ("Step-free access is not currently available.", StepFree, NO),
        ("The ramp has been removed.", StepFree, NO),
        (
            "The ramp at the back of the hall has been removed.",
            StepFree,
            NO,
        ),
        ("There are 12 steps and no ramp.", StepFree, NO),
        ("There is no ramp, lift or loop.", StepFree, NO),
        (
            "Level access from the car park; the lift is broken.",
            StepFree,
            YES,
        ),
        ("Level access, no need to ask for help.", StepFree, YES),
        ("A ramp is being planned.", StepFree, None),
        (
            "Not just a ramp but a door that opens itself.",
            StepFree,
            YES,
        ),
        ("Parking is not available.", Parking, NO),
        ("No lift or parking.", Parking, NO),
        ("Parking: none", Parking, NO),
        ("Parking is not free.", Parking, YES),
        ("Free parking", Parking, YES),
        ("Parking is not available on match days.", Parking, YES),
        ("Parking is very limited.", Parking, None),
        ("Hearing loop not available.", HearingLoop, NO),
        ("The hearing loop is not working.", HearingLoop, NO),
        ("Hearing loop: out of order", HearingLoop, NO),
        ("Hearing loop out of order", HearingLoop, NO),
        ("We do not have a hearing loop.", HearingLoop, NO),
        ("Hearing loop: yes", HearingLoop, YES),
        ("Accessible toilet: no.", AccessibleToilet, NO),
        ("Accessible toilet? No.", AccessibleToilet, NO),
        (
            "Disabled toilets are not available at this site.",
            AccessibleToilet,
            NO,
        ),
        ("Accessible toilet: yes, with a key", AccessibleToilet, YES),
        ("Assistance dogs are not allowed.", AssistanceDogs, NO),
        ("No dogs except assistance dogs.", AssistanceDogs, YES),
        ("No dogs, but guide dogs welcome.", AssistanceDogs, YES),
        ("No dogs apart from assistance dogs.", AssistanceDogs, YES),
        ("Lift not working.", Lift, NO),
        ("Lift out of service.", Lift, NO),
        ("There is a lift but it is out of order.", Lift, NO),
        ("Lift to the hall, no steps.", Lift, YES),
        ("There is no lift and no hearing loop.", HearingLoop, NO),
        ("No lift, but a ramp.", StepFree, YES),
        ("There is a lift to all floors.", Lift, YES),
        ("The lift is being repaired.", Lift, None),
        (
            "We are raising money for a hearing loop.",
            HearingLoop,
            None,
        ),
        ("Hearing loop coming soon.", HearingLoop, None),
        ("Sorry, no dogs other than guide dogs.", AssistanceDogs, YES),
        ("Neither parking nor a lift is available.", Parking, NO),
        ("Not available: hearing loop, lift.", Lift, NO),
        (
            "Lift: yes. Hearing loop: no. Parking: yes.",
            HearingLoop,
            NO,
        ),
        (
            "Lift - yes, hearing loop - no, parking - yes",
            HearingLoop,
            NO,
        ),
        ("Lift - yes, hearing loop - no, parking - yes", Parking, YES),
        ("No dogs (except assistance dogs).", AssistanceDogs, YES),
    ];
    hold(rows.map(|(text, feature, want)| {
        let got = described(text).access.get(&feature).map(|said| said.value);
        (text.to_owned(), got, want)
    }));
}
