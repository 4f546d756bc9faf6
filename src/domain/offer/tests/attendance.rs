use serde_json::json;

use super::{described, hold, of, value};

const YES: Option<bool> = Some(true);
const NO: Option<bool> = Some(false);

#[test]
fn taking_part_from_anywhere_is_read_from_prose() {
    let rows = [
        ("Meets via Zoom.", YES),
        ("We meet on Zoom every other Monday.", YES),
        ("An online support group.", YES),
        ("Sessions are online.", YES),
        ("In person or by video call.", YES),
        ("Advice by phone, e-mail or face to face.", YES),
        ("A telephone befriending service.", YES),
        ("Our helpline is open every night.", YES),
        ("Join from home on Microsoft Teams.", YES),
        ("A volunteer rings you once a week for a chat.", YES),
        ("Virtual drop-in, cameras optional.", YES),
        ("Text SHOUT to talk to somebody.", YES),
        ("Chat to us online or over the phone.", YES),
        ("Webchat with a trained adviser.", YES),
        ("Counselling over the telephone.", YES),
        ("Book online.", None),
        ("Find us online at ashby.example.org.", None),
        ("Ring the office to book by phone.", None),
        ("Help with getting online and using your phone.", None),
        ("Learn to shop online and to use Zoom.", None),
        ("Phone 01632 960001 for details.", None),
        ("Register online.", None),
        ("This is not an online group.", NO),
        ("We no longer meet on Zoom.", NO),
        ("A walk in the park.", None),
    ];
    hold(rows.map(|(text, want)| (text.to_owned(), value(&described(text).remote), want)));
}

#[test]
fn visits_at_home_are_read_from_prose() {
    let rows = [
        ("We come to you.", YES),
        ("Home visits by arrangement.", YES),
        ("A volunteer visits you in your own home.", YES),
        ("We can visit you at home.", YES),
        ("Volunteers visit older people for an hour a week.", YES),
        ("A trained sitter comes to your house.", YES),
        ("Small repairs in your home.", YES),
        ("Meals delivered to your door.", YES),
        ("We do not do home visits.", NO),
        ("Sorry, no home visits.", NO),
        ("A home from home.", None),
        ("Care home visits by our choir.", None),
        ("Be home by ten.", None),
        ("For people who find it hard to leave home.", None),
    ];
    hold(rows.map(|(text, want)| (text.to_owned(), value(&described(text).home_visit), want)));
}

#[test]
fn going_there_is_read_from_prose() {
    let rows = [
        ("Face-to-face appointments at the library.", YES),
        ("In person or on Zoom.", YES),
        ("Online only.", NO),
        ("Telephone only.", NO),
        ("We do not have an office that you can visit.", NO),
        ("We do not do face-to-face appointments.", NO),
        ("Face-to-face appointments are not available.", NO),
        ("Online only, not in person.", NO),
        ("Not all appointments are face to face.", None),
        ("Not only in person.", YES),
        ("A friendly group.", None),
    ];
    hold(rows.map(|(text, want)| (text.to_owned(), value(&described(text).in_person), want)));
}

#[test]
fn what_was_once_remote_is_so_no_longer() {
    let rows = [
        ("Sessions are not available online.", NO),
        ("No online sessions.", NO),
        ("We have stopped running online sessions.", NO),
        ("Zoom sessions have ended.", NO),
        ("Remote support is not offered.", NO),
        ("We cannot offer telephone support.", NO),
        ("Telephone support is no longer available.", NO),
        ("The helpline has closed.", NO),
        ("We do not offer online sessions.", NO),
        ("Sessions are no longer held online.", NO),
        ("In person only, no Zoom.", NO),
        ("An online group. The online group has ended.", NO),
        ("We used to meet on Zoom.", None),
        (
            "During lockdown we met on Zoom but now we meet in person.",
            None,
        ),
        ("Sessions were held online in the pandemic.", None),
        ("We hope to run online sessions.", None),
        ("Not just on Zoom, also in person.", YES),
        ("Not only on Zoom: we meet in the hall too.", YES),
        ("Telephone support, no appointment needed.", YES),
        ("No need to travel: we meet on Zoom.", YES),
        ("The helpline is closed on Christmas Day.", YES),
        ("Our helpline is not available at weekends.", YES),
        ("If you cannot come, join us on Zoom.", YES),
        ("For people who can't get out, an online group.", YES),
        (
            "We no longer meet on Zoom but there is telephone support.",
            YES,
        ),
        ("There is no waiting list for telephone support.", YES),
        ("Do not hesitate to ring our helpline.", YES),
        ("Online and face-to-face.", YES),
    ];
    hold(rows.map(|(text, want)| (text.to_owned(), value(&described(text).remote), want)));
    let rows = [
        ("Home visits are not available.", NO),
        ("Home visits no longer offered.", NO),
        ("We no longer offer home visits.", NO),
        ("We can't come to you.", NO),
        ("Home visits? No.", NO),
        ("Home visits have been suspended.", NO),
        ("We used to do home visits.", None),
        ("Home visits are limited.", None),
        ("Home visits are not free.", YES),
        ("No charge for home visits.", YES),
        ("Not only home visits, but calls.", YES),
    ];
    hold(rows.map(|(text, want)| (text.to_owned(), value(&described(text).home_visit), want)));
    let offer = described("During lockdown we met on Zoom but now we meet in person.");
    assert_eq!(value(&offer.in_person), YES);
    let offer =
        of(json!({"name": "Online Knitting Circle", "description": "Online sessions have ended."}));
    assert_eq!(value(&offer.remote), NO);
}

#[test]
fn where_a_field_says_how_people_take_part_words_say_nothing() {
    let rows = [
        ("venue", "Also on Zoom. Online only.", [YES, NO, NO]),
        ("venue", "Via Zoom.", [YES, NO, NO]),
        ("venue", "Home visits too.", [YES, NO, NO]),
        ("online", "In person only.", [NO, YES, NO]),
        (
            "home visit",
            "In person or by telephone support.",
            [NO, NO, YES],
        ),
        ("venue", "A choir.", [YES, NO, NO]),
    ];
    hold(rows.map(|(how, text, want)| {
        let offer = of(json!({"schedules": [{"attending_type": how}], "description": text}));
        let got = [&offer.in_person, &offer.remote, &offer.home_visit].map(value);
        (format!("{how}: {text}"), got, want)
    }));
}

#[test]
fn a_type_is_understood_however_it_is_written_and_an_unknown_one_is_no_no() {
    let rows = [
        (vec!["in_person"], [YES, NO, NO]),
        (vec!["InPerson"], [YES, NO, NO]),
        (vec!["in-person"], [YES, NO, NO]),
        (vec!["IN PERSON"], [YES, NO, NO]),
        (vec!["face_to_face"], [YES, NO, NO]),
        (vec!["home_visit"], [NO, NO, YES]),
        (vec!["homeVisit"], [NO, NO, YES]),
        (vec!["at_home"], [NO, NO, YES]),
        (vec!["video_call"], [NO, YES, NO]),
        (vec!["videoCall"], [NO, YES, NO]),
        (vec!["online/in_person"], [YES, YES, NO]),
        (vec!["other"], [None, None, None]),
        (vec!["other", "venue"], [YES, None, None]),
        (vec!["XYZ_1", "home_visit"], [None, None, YES]),
        (vec!["not online"], [None, None, None]),
    ];
    hold(rows.map(|(types, want)| {
        let types: Vec<_> = types
            .iter()
            .map(|how| json!({ "attending_type": how }))
            .collect();
        let service = json!({ "schedules": types });
        let offer = of(service.clone());
        let got = [&offer.in_person, &offer.remote, &offer.home_visit].map(value);
        (service.to_string(), got, want)
    }));
    // What nobody understands leaves the word to the description.
    let offer = of(json!({"schedules": [{"attending_type": "other"}], "description": "Via Zoom."}));
    assert_eq!(value(&offer.remote), YES);
}

#[test]
fn letters_go_where_nobody_can_be_visited() {
    let at = |kind: &str| json!({"service_at_locations": [{"location": {"location_type": kind}}]});
    assert_eq!(value(&of(at("physical")).in_person), YES);
    assert_eq!(value(&of(at("postal")).in_person), None);
    assert_eq!(value(&of(at("virtual")).in_person), None);
}
