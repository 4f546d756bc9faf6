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
        ("A friendly group.", None),
    ];
    hold(rows.map(|(text, want)| (text.to_owned(), value(&described(text).in_person), want)));
}

#[test]
fn words_add_to_what_a_field_names_and_never_take_away() {
    let offer = of(
        json!({"schedules": [{"attending_type": "venue"}], "description": "Also on Zoom. Online only."}),
    );
    assert_eq!((value(&offer.in_person), value(&offer.remote)), (YES, YES));
    let offer = of(json!({"schedules": [{"attending_type": "venue"}], "description": "A choir."}));
    assert_eq!((value(&offer.in_person), value(&offer.remote)), (YES, NO));
}
