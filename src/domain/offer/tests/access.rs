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
    ];
    hold(rows.map(|(text, feature, want)| {
        let got = described(text).access.get(&feature).map(|said| said.value);
        (text.to_owned(), got, want)
    }));
}
