use serde_json::json;

use super::{described, hold, of};

type Bounds = Option<(Option<f64>, Option<f64>)>;

fn from(min: f64) -> Bounds {
    Some((Some(min), None))
}

fn to(max: f64) -> Bounds {
    Some((None, Some(max)))
}

fn between(min: f64, max: f64) -> Bounds {
    Some((Some(min), Some(max)))
}

const ALL: Bounds = Some((None, None));

#[test]
fn ages_are_read_where_a_text_speaks_of_them() {
    let rows = [
        ("18+", from(18.0)),
        ("For anyone 18 +.", from(18.0)),
        ("A lunch club for the over 50s.", from(50.0)),
        ("Over-60's tea dance.", from(60.0)),
        ("For people aged 55 and over.", from(55.0)),
        ("Anyone aged 65 or over can join.", from(65.0)),
        ("Adults only.", from(18.0)),
        ("A class for adults who want to read.", from(18.0)),
        ("You must be over 18.", from(18.0)),
        ("50 plus walking group.", from(50.0)),
        ("Age 16 upwards.", from(16.0)),
        ("Minimum age 8.", from(8.0)),
        ("From age 7.", from(7.0)),
        ("For children ages 5-11.", between(5.0, 11.0)),
        ("Open to young people aged 11 to 19.", between(11.0, 19.0)),
        ("For 8 to 12 year olds.", between(8.0, 12.0)),
        ("8-12yrs, Tuesdays 4-5pm.", between(8.0, 12.0)),
        (
            "For those between 16 and 25 years old.",
            between(16.0, 25.0),
        ),
        ("Peer support for men aged 40 to 60.", between(40.0, 60.0)),
        (
            "Young people 13-19 (up to 25 with SEND).",
            between(13.0, 19.0),
        ),
        ("0-4 years, with a parent.", between(0.0, 4.0)),
        ("For babies 0-18 months.", between(0.0, 1.5)),
        ("6 months to 3 years.", between(0.5, 3.0)),
        ("From birth to 5 years.", between(0.0, 5.0)),
        ("Stay and play for under 5s.", to(4.0)),
        ("Under-16s swim.", to(15.0)),
        ("Toys, trikes and toast for under fives.", to(4.0)),
        ("Pre-school children and their carers.", to(4.0)),
        ("A toddler group.", to(4.0)),
        ("Babies up to 12 months.", to(1.0)),
        ("Children up to the age of 10.", to(10.0)),
        ("All ages welcome.", ALL),
        ("Open to all ages and abilities.", ALL),
        ("Suitable for any age.", ALL),
        ("For people over sixty.", from(60.0)),
    ];
    hold(rows.map(|(text, want)| (text.to_owned(), bounds(&described(text)), want)));
}

#[test]
fn other_numbers_are_no_ages() {
    let rows = [
        "We have helped over 50 families.",
        "Open 10-12 on Mondays.",
        "A team of 12 with over 20 years of experience.",
        "Over 30 stalls and 5 to 6 musicians.",
        "A twelve week course, 6 to 8 people a group.",
        "Meets at 7, £5 a time, 50 yards from the station.",
        "Adults £5, children £3.",
        "Rooms 5-11 on the first floor.",
        "Under 5 minutes from the bus station.",
        "Six to eight miles over the edges.",
        "We are over 21 today!",
        "Free tea until 11.",
        "Staff are all over 18 and police checked.",
        "Support for up to 12 weeks.",
        "An adult must stay with children at all times.",
        "Take the A61 to junction 36 and 5 more miles.",
    ];
    hold(rows.map(|text| (text.to_owned(), bounds(&described(text)), None)));
}

#[test]
fn ages_of_some_who_come_are_no_bounds() {
    let rows = [
        ("Under 18s must be accompanied by an adult.", None),
        ("Under 18s must be accompanied by an adult over 21.", None),
        ("Children under 8 must be accompanied by a parent.", None),
        ("Under-12s must be with an adult.", None),
        ("All welcome, under 16s with a parent.", None),
        ("Anyone under 18 needs a parent's consent.", None),
        ("Under 16s need permission from home.", None),
        ("Children under 5 must be supervised.", None),
        ("No unaccompanied under 16s.", None),
        ("No under 14s without an adult.", None),
        ("Under 16s are not allowed unless accompanied.", None),
        ("Free for under 5s.", None),
        ("Free entry for under 12s.", None),
        ("Under 16s free.", None),
        ("Under 16s go free.", None),
        ("Under 25s get priority.", None),
        ("Priority given to over 75s.", None),
        ("Discount for over 60s.", None),
        ("Reduced price for under 18s.", None),
        ("Over 60s pay £2, others £4.", None),
        ("Over 60s £2.", None),
        ("Not just for over 50s.", None),
        ("You don't have to be over 60 to join.", None),
        ("No need to be over 50.", None),
        ("Over 16s may come alone.", None),
        ("Over 75s do not pay.", None),
        ("No under 18s.", from(18.0)),
        ("Strictly no under 18s.", from(18.0)),
        ("Under 18s not permitted.", from(18.0)),
        ("Under 18s are not allowed.", from(18.0)),
        ("Under 16s cannot join.", from(16.0)),
        ("We do not work with under 16s.", from(16.0)),
        ("Not suitable for under 5s.", from(5.0)),
        ("Unsuitable for under 5s.", from(5.0)),
        ("Not suitable for children under 12.", from(12.0)),
        ("Not for anyone under 18.", from(18.0)),
        ("All ages except under 5s.", from(5.0)),
        ("No-one under 18 allowed.", from(18.0)),
        ("Nobody under 18.", from(18.0)),
        ("Aged 18+? Come along.", from(18.0)),
        ("16-25", between(16.0, 25.0)),
        ("Ages 16 to 25.", between(16.0, 25.0)),
        ("For young people (11-18).", between(11.0, 18.0)),
        ("Young people (aged 11 to 18) welcome.", between(11.0, 18.0)),
        ("For under 5s, who must bring a parent.", to(4.0)),
        ("Stay and play for under 5s with a parent.", to(4.0)),
        ("For over 60s, free tea.", from(60.0)),
        ("Over 50s walking football, £3.", from(50.0)),
        ("A club for over 60s; over 80s free.", from(60.0)),
        ("Free classes for over 60s.", from(60.0)),
        (
            "Ages 5-11, must be collected by an adult.",
            between(5.0, 11.0),
        ),
        ("No upper age limit; from age 16.", from(16.0)),
        ("You must be over 18.", from(18.0)),
    ];
    hold(rows.map(|(text, want)| (text.to_owned(), bounds(&described(text)), want)));
    let fields = [
        ("Under 18s must be accompanied by an adult.", None),
        ("Under 18s must be accompanied", None),
        ("Free for under 5s", None),
        ("No under 18s", from(18.0)),
        ("16-25", between(16.0, 25.0)),
        ("Under 5s", to(4.0)),
        ("Everyone. Under 16s with an adult.", ALL),
    ];
    hold(fields.map(|(text, want)| {
        let offer = of(json!({ "eligibility_description": text }));
        (text.to_owned(), bounds(&offer), want)
    }));
}

#[test]
fn the_fields_for_ages_count_more_than_words() {
    let offer = of(
        json!({"minimum_age": 16, "description": "For over 50s.", "eligibility_description": "18+"}),
    );
    assert_eq!(bounds(&offer), from(16.0));
    let offer = of(json!({"description": "For over 50s.", "eligibility_description": "18+"}));
    assert_eq!(bounds(&offer), from(18.0));
    let offer = of(json!({"name": "Ecclow Over-60s Lunch"}));
    assert_eq!(bounds(&offer), from(60.0));
}

fn bounds(offer: &super::Offer) -> Bounds {
    let range = offer.ages.as_ref()?.value;
    Some((range.min, range.max))
}
