use serde_json::json;

use super::{described, hold, of, value};

const YES: Option<bool> = Some(true);
const NO: Option<bool> = Some(false);

const ROWS: [(&str, Option<bool>); 28] = [
    ("No referral needed.", YES),
    ("No need for a referral.", YES),
    ("You do not need to be referred.", YES),
    ("Just turn up.", YES),
    ("Just come along on the day.", YES),
    ("Drop in any time.", YES),
    ("Drop-in, no appointment needed.", YES),
    ("Self-referral, or through adult social care.", YES),
    ("You can refer yourself.", YES),
    ("Self-refer on our website.", YES),
    ("Families may ask themselves.", YES),
    ("Anyone can join; no need to book.", YES),
    ("Ring us to book a place.", YES),
    ("Contact us direct.", YES),
    ("Self referrals and GP referrals accepted.", YES),
    ("By referral only.", NO),
    ("GP referral only.", NO),
    ("Referral by a professional is needed.", NO),
    ("Through a GP or nurse.", NO),
    ("Referral from a GP, physiotherapist or link worker.", NO),
    ("District nurses and GPs refer.", NO),
    ("You need to be referred by your social worker.", NO),
    ("Ask your GP to refer you.", NO),
    ("By referral from a support worker.", NO),
    ("We do not accept self-referrals.", NO),
    ("We can refer you to other services.", None),
    ("A signposting and referral service.", None),
    ("referral", NO),
];

const DENIED: [(&str, Option<bool>); 17] = [
    ("Self-referral is not accepted.", NO),
    ("Self referrals are no longer accepted.", NO),
    ("You cannot refer yourself.", NO),
    ("You can't self-refer.", NO),
    ("This is not a drop in.", NO),
    ("Not a drop-in service.", NO),
    ("Drop-in sessions have stopped.", NO),
    ("No self-referrals", NO),
    ("Please do not just turn up", NO),
    ("Self-referral is not possible; ask your GP", NO),
    ("A referral is not needed.", YES),
    ("Referral not required.", YES),
    ("Referrals aren't necessary.", YES),
    ("no need to book, just turn up", YES),
    ("You do not need a GP referral.", YES),
    ("Booking is not necessary.", YES),
    ("Not only by referral: you can self-refer.", YES),
];

#[test]
fn a_way_of_asking_that_is_denied_is_none() {
    hold(DENIED.map(|(text, want)| {
        let offer = of(json!({ "application_process": text }));
        (
            format!("as a field: {text}"),
            value(&offer.self_referral),
            want,
        )
    }));
    hold(DENIED.map(|(text, want)| (text.to_owned(), value(&described(text).self_referral), want)));
    let fields = [
        ("Referral by professional or self", YES),
        ("Self or GP referral", YES),
        ("Professional, family and self", YES),
        ("Referral by GP only", NO),
        ("A GP can refer for anxiety and self-esteem", NO),
        ("Referral by professional for self-harm", NO),
    ];
    hold(fields.map(|(text, want)| {
        let offer = of(json!({ "application_process": text }));
        (text.to_owned(), value(&offer.self_referral), want)
    }));
}

#[test]
fn who_may_ask_is_read_from_the_field_for_it() {
    hold(
        ROWS.into_iter()
            .filter(|row| row.1.is_some())
            .map(|(text, want)| {
                let offer = of(json!({ "application_process": text }));
                (text.to_owned(), value(&offer.self_referral), want)
            }),
    );
}

#[test]
fn who_may_ask_is_read_from_prose() {
    // A word alone, and how to ring, say it only in the field for it.
    let alone = [
        "referral",
        "Through a GP or nurse.",
        "Ring us to book a place.",
        "Contact us direct.",
        "Families may ask themselves.",
    ];
    hold(
        ROWS.into_iter()
            .filter(|row| !alone.contains(&row.0))
            .map(|(text, want)| (text.to_owned(), value(&described(text).self_referral), want)),
    );
}
