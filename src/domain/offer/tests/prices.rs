use serde_json::json;

use super::{described, hold, of, value};

type Found = (Option<bool>, Option<u32>);

const FREE: Found = (Some(true), Some(0));
const SILENT: Found = (None, None);

fn costs(pence: u32) -> Found {
    (Some(false), Some(pence))
}

const NOT_FREE: Found = (Some(false), None);

#[test]
fn a_price_is_read_from_what_is_said_of_fees() {
    let rows = [
        ("Free", FREE),
        ("FREE!", FREE),
        ("No charge, just come along", FREE),
        ("There is no charge for this service.", FREE),
        ("Free, donations welcome", FREE),
        ("Free (suggested donation £3)", FREE),
        ("Free to attend. Tea and cake 50p donation.", FREE),
        ("Free of charge to residents", FREE),
        ("£2 on the door", costs(200)),
        ("£2.50 per session", costs(250)),
        ("£3 a week", costs(300)),
        ("£1 a time; nobody is turned away.", costs(100)),
        ("£5 (£3.50 concessions)", costs(350)),
        ("Members £2, visitors £4", costs(200)),
        ("50p", costs(50)),
        ("2 pounds", costs(200)),
        ("£30 a year membership then £2 a session", costs(200)),
        ("£10 annual membership, £1.50 each week", costs(150)),
        ("First session free, then £4", costs(400)),
        ("£45 for a ten-week course", NOT_FREE),
        ("£20 per month", NOT_FREE),
        ("£15 a term", NOT_FREE),
        ("£12 a year", NOT_FREE),
        ("Drop in £6 or £50 for ten classes", costs(600)),
        ("£3 including tea and biscuits", costs(300)),
        ("£4 for two courses", costs(400)),
        ("Small charge for materials", NOT_FREE),
        ("Suggested donation £3", SILENT),
        ("Donations welcome", SILENT),
        ("Pay what you can", SILENT),
        ("First session free", SILENT),
        ("Free parking", SILENT),
        ("Contact us for prices", SILENT),
        ("Not free", NOT_FREE),
        ("£500,000 raised so far", SILENT),
        ("Free for carers, £2 for everyone else", costs(200)),
    ];
    hold(rows.map(|(fees, want)| {
        let offer = of(json!({ "fees": fees }));
        (
            fees.to_owned(),
            (value(&offer.free), value(&offer.price)),
            want,
        )
    }));
}

#[test]
fn a_description_says_what_it_costs_only_where_it_speaks_of_that() {
    let rows = [
        ("Sessions are free.", FREE),
        ("The group is free to join.", FREE),
        ("A free, friendly walk every Tuesday.", FREE),
        ("Free exercise classes for over 60s.", FREE),
        ("It costs nothing to come.", FREE),
        ("Entry is £3 and includes a drink.", costs(300)),
        ("It's £2.50 a go, pay on the day.", costs(250)),
        ("Bring £1 for the kettle.", costs(100)),
        ("Sessions cost £5 or £4 for members.", costs(400)),
        ("Feel free to drop in.", SILENT),
        ("Free-range eggs for breakfast.", SILENT),
        ("Gluten-free cake and free Wi-Fi.", SILENT),
        ("There is free parking behind the hall.", SILENT),
        ("An alcohol-free evening.", SILENT),
        ("Helps you to live free from fear.", SILENT),
        ("A night free of phones.", SILENT),
        ("Call our freephone number.", SILENT),
        ("We raised £12,000 for a new roof.", SILENT),
        ("The first session is free.", SILENT),
        ("Tell us when you are free.", SILENT),
        ("Children eat free in the holidays.", SILENT),
        ("Grants of up to £300 for cookers and beds.", SILENT),
        ("Get £10 off your bill.", SILENT),
        ("Free, donations welcome.", FREE),
        ("Free (donations welcome).", FREE),
        ("Free but donations are always welcome.", FREE),
        ("Free entry.", FREE),
        ("Free admission.", FREE),
        ("Admission free.", FREE),
        ("Free!", FREE),
        ("FREE", FREE),
        ("Cost: free", FREE),
        ("Price: Free.", FREE),
        ("Free, no need to book.", FREE),
        ("Free parking", SILENT),
        ("Free entry, free parking.", FREE),
        ("Please feel free to come along.", SILENT),
        ("A hands-free kit.", SILENT),
        ("Sugar-free drinks.", SILENT),
        ("The hall is free from smoke.", SILENT),
        ("Free from gluten.", SILENT),
        ("Free tea and coffee", SILENT),
        ("First session free", SILENT),
        ("Your first session is free.", SILENT),
        ("Free for carers", SILENT),
        ("It is free for people over 60.", SILENT),
        ("Free entry for under 5s.", SILENT),
        ("Entry free to members.", SILENT),
        ("Free entry before noon.", SILENT),
        ("We no longer run free classes.", SILENT),
        ("No longer free.", NOT_FREE),
        ("This service is not currently free.", NOT_FREE),
        ("Are you free on Tuesdays? Join our choir.", SILENT),
        ("Get a free quote.", SILENT),
        ("Nothing is free.", SILENT),
        ("Free time activities.", SILENT),
        ("Free school meals advice.", SILENT),
        ("Refreshments are free.", SILENT),
        ("Free lunch for volunteers.", SILENT),
        ("Free and open to all.", FREE),
        ("£30 for a term of ten weeks.", NOT_FREE),
        ("Help to claim free prescriptions.", SILENT),
        (
            "Entry is free for members only; non members pay £4.",
            costs(400),
        ),
    ];
    hold(rows.map(|(text, want)| {
        let offer = described(text);
        (
            text.to_owned(),
            (value(&offer.free), value(&offer.price)),
            want,
        )
    }));
}

#[test]
fn the_cheapest_option_for_one_session_counts() {
    let rows = [
        (json!([{"amount": 0.0}]), FREE),
        (
            json!([{"amount": 5.0, "option": "Adult"}, {"amount": 2.5, "option": "Child"}]),
            costs(250),
        ),
        (
            json!([{"amount": 20.0, "option": "Membership"}, {"amount": 2.0, "option": "Session"}]),
            costs(200),
        ),
        (json!([{"amount": 30.0, "option": "Year"}]), NOT_FREE),
        (
            json!([{"amount": 12.0, "option": "Term", "amount_description": "for ten weeks"}]),
            NOT_FREE,
        ),
        (
            json!([{"amount": 25.0, "option": "Course", "amount_description": "for five weeks"}]),
            NOT_FREE,
        ),
        (
            json!([{"amount": 0.0, "option": "First visit"}, {"amount": 4.0, "option": "After that"}]),
            costs(400),
        ),
        (
            json!([{"amount": 3.5, "option": "Each time", "amount_description": "Bring change, please"}]),
            costs(350),
        ),
        (json!([{"amount": 0.1}]), costs(10)),
        (json!([{"amount": 2.005}]), costs(201)),
        (json!([{"amount": 5.0, "currency": "EUR"}]), NOT_FREE),
        (json!([{"amount": -3.0}]), (Some(true), Some(0))),
        (json!([{"option": "Donations welcome"}]), SILENT),
        (json!([{"amount": 1e300}]), NOT_FREE),
        (
            json!([{"amount": 6.0, "option": "Swimmer", "amount_description": "companion free"}]),
            costs(600),
        ),
        (
            json!([{"amount": 0.0, "option": "Companion"}, {"amount": 6.0, "option": "Swimmer"}]),
            costs(600),
        ),
    ];
    hold(rows.map(|(options, want)| {
        let offer = of(json!({ "cost_options": options }));
        (
            options.to_string(),
            (value(&offer.free), value(&offer.price)),
            want,
        )
    }));
}

#[test]
fn words_never_override_an_amount() {
    let offer =
        of(json!({"cost_options": [{"amount": 3.0}], "fees": "Free", "description": "It is £1."}));
    assert_eq!((value(&offer.free), value(&offer.price)), costs(300));
}
