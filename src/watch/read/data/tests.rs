use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::watch::read;

fn from_json(value: &Value) -> Vec<Thing> {
    let html = format!("<p>Hello</p><script type=\"application/ld+json\">{value}</script>");
    read::page(html.as_bytes(), None).data
}

fn facts(value: &Value) -> Vec<String> {
    from_json(value)
        .into_iter()
        .flat_map(|thing| thing.facts)
        .collect()
}

#[test]
fn facts_are_read_in_each_of_the_ways_in_which_they_are_written() {
    for (value, want) in [
        (
            json!({"@type": "Organization", "telephone": "+441632960123", "email": "mailto:cook@ashby.example"}),
            vec!["Telephone: +441632960123", "E-mail: cook@ashby.example"],
        ),
        (
            json!({"@type": ["LocalBusiness", "Cafe"], "address": {"@type": "PostalAddress",
                "streetAddress": "3 Church Lane", "addressLocality": "Ashby", "postalCode": "ZE2 9AA"}}),
            vec!["Address: 3 Church Lane, Ashby, ZE2 9AA"],
        ),
        (
            json!({"@type": "https://schema.org/Place", "address": "3 Church Lane, Ashby ZE2 9AA"}),
            vec!["Address: 3 Church Lane, Ashby ZE2 9AA"],
        ),
        (
            json!({"@type": "EventSeries", "location": {"@type": "Place", "name": "Village Hall",
                "address": {"postalCode": "ZE2 9AA"}}}),
            vec!["Address: ZE2 9AA"],
        ),
        (
            json!({"@type": "LocalBusiness", "openingHours": ["Mo-Fr 09:00-17:00", "Sa 10:00-12:00"]}),
            vec![
                "Open: Monday-Friday 09:00-17:00",
                "Open: Saturday 10:00-12:00",
            ],
        ),
        (
            json!({"@type": "LocalBusiness", "openingHoursSpecification": [
                {"dayOfWeek": ["https://schema.org/Tuesday", "Thursday"], "opens": "12:00:00", "closes": "14:00"},
                {"dayOfWeek": "Sunday", "opens": "00:00", "closes": "00:00"},
                {"dayOfWeek": "Monday", "opens": "10:00", "closes": "12:00", "validFrom": "2026-12-24", "validThrough": "2026-12-31"}]}),
            vec!["Open: Tuesday, Thursday 12:00-14:00"],
        ),
        (
            json!({"@type": "Event", "eventSchedule": {"byDay": "https://schema.org/Tuesday",
                "startTime": "12:00", "endTime": "14:00", "repeatFrequency": "P2W"}}),
            vec!["Open: every other week Tuesday 12:00-14:00"],
        ),
        (
            json!({"@type": "Course", "offers": [{"price": "4.50", "priceCurrency": "GBP"}, {"price": 5, "priceCurrency": "EUR"}]}),
            vec!["Price: £4.50"],
        ),
        (
            json!({"@type": "Course", "isAccessibleForFree": true, "typicalAgeRange": "60-"}),
            vec!["Price: free", "Aged 60 and over"],
        ),
        (
            json!({"@type": "NGO", "contactPoint": {"contactType": "donations", "telephone": "01632 960777"}}),
            vec!["Telephone for donations: 01632 960777"],
        ),
    ] {
        assert_eq!(facts(&value), want, "{value}");
    }
}

#[test]
fn people_jobs_wares_and_single_days_state_nothing_of_a_service() {
    for value in [
        json!({"@type": "Person", "telephone": "07700 900123"}),
        json!({"@type": "JobPosting", "hiringOrganization": {"@type": "Organization", "telephone": "01632 960777"}}),
        json!({"@type": "Product", "offers": {"price": 9}}),
        json!({"@type": "WebSite", "publisher": {"@type": "Organization", "telephone": "01632 960777"}}),
        json!({"@type": "Event", "startDate": "2026-03-10T12:00", "offers": {"price": 9}}),
        json!({"telephone": "01632 960123"}),
        json!(["text", 1, null]),
    ] {
        assert_eq!(facts(&value), Vec::<String>::new(), "{value}");
    }
}

#[test]
fn things_are_found_in_graphs_and_lists_and_keep_their_names() {
    let value = json!({"@context": "https://schema.org", "@graph": [
        {"@type": "WebPage", "about": {"@type": "Organization", "name": "Ashby Lunch Club", "telephone": "01632 960123"}},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem",
            "item": {"@type": "LocalBusiness", "name": "Burton Lunch Club", "telephone": "01632 960124"}}]},
    ]});
    let names: Vec<_> = from_json(&value)
        .into_iter()
        .map(|thing| thing.name)
        .collect();
    let named = |name: &str| Some(name.to_owned());
    assert_eq!(
        names,
        [named("Ashby Lunch Club"), named("Burton Lunch Club")]
    );
}

#[test]
fn the_status_of_an_event_and_its_day_are_read() {
    let event = |status: &str, start: &str| {
        let value = json!({"@type": "SocialEvent", "name": "Club", "eventStatus": status, "startDate": start});
        from_json(&value)[0].event.unwrap()
    };
    let day = Some("2026-03-10".parse().unwrap());
    for (status, want) in [
        ("https://schema.org/EventCancelled", EventStatus::Cancelled),
        ("EventPostponed", EventStatus::Postponed),
        ("http://schema.org/EventMovedOnline", EventStatus::Online),
        ("https://schema.org/EventScheduled", EventStatus::Scheduled),
        ("anything", EventStatus::Scheduled),
    ] {
        let on = event(status, "2026-03-10T12:00:00+00:00");
        assert_eq!((on.status, on.on), (want, day), "{status}");
    }
    assert_eq!(event("EventCancelled", "soon").on, None);
}

#[test]
fn microdata_states_the_same_by_attribute_and_by_text() {
    let page = read::page(
        b"<div itemscope itemtype='https://schema.org/LocalBusiness'><h1 itemprop='name'>Ashby <b>Lunch</b> Club</h1>\
          <meta itemprop='telephone' content='01632 960123'><a itemprop='email' href='mailto:cook@ashby.example'>write</a>\
          <div itemprop='address' itemscope itemtype='https://schema.org/PostalAddress'><span itemprop='streetAddress'>3 Church Lane</span>\
          <span itemprop='postalCode'>ZE2 9AA</span></div><time itemprop='openingHours' datetime='Tu 12:00-14:00'>Tuesdays</time>\
          <meta itemprop='openingHours' content='Th 12:00-14:00'></div>\
          <template><div itemscope itemtype='https://schema.org/LocalBusiness'><meta itemprop='telephone' content='01632 960999'></div></template>\
          <p itemprop='telephone'>01632 960888</p>",
        None,
    );
    assert_eq!(page.data.len(), 1);
    assert_eq!(page.data[0].name.as_deref(), Some("Ashby Lunch Club"));
    assert_eq!(
        page.data[0].facts,
        [
            "Telephone: 01632 960123",
            "E-mail: cook@ashby.example",
            "Address: 3 Church Lane, ZE2 9AA",
            "Open: Tuesday 12:00-14:00",
            "Open: Thursday 12:00-14:00",
        ]
    );
}

#[test]
fn what_machines_are_told_is_no_text_of_the_page() {
    let value = json!({"@type": "Organization", "name": "Club", "telephone": "01632 960123"});
    let html = format!(
        "<p>Hello</p><script type='application/ld+json'>{value}</script>\
        <template><script type='application/ld+json'>{value}</script></template>"
    );
    let page = read::page(html.as_bytes(), None);
    assert_eq!(page.blocks.len(), 1);
    assert_eq!(page.data.len(), 1);
    let told = as_page(&page);
    let texts: Vec<_> = told
        .blocks
        .iter()
        .map(|block| block.text.as_str())
        .collect();
    assert_eq!(texts, ["Club", "Telephone: 01632 960123"]);
    assert_eq!(&*told.blocks[1].headings[0].text, "Club");
}

/// Any JSON, some of it in words of schema.org.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        "(Event|Organization|Tu 12:00-14:00|2026-02-30|60-|01632 960123|£4)".prop_map(Value::from),
    ];
    let key = "(@type|@graph|name|telephone|address|offers|price|openingHours|openingHoursSpecification|dayOfWeek|opens|closes|startDate|eventStatus|location|typicalAgeRange|x)";
    leaf.prop_recursive(5, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(key, inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_can_be_read(value in json()) {
        for thing in thing::in_objects(&[value], MOST) {
            prop_assert!(thing.facts.len() <= 30);
        }
    }

    #[test]
    fn any_attributes_can_be_read(pieces in prop::collection::vec(
        "(<div itemscope>|</div>|<p itemprop=[a-z]{0,4}>|</p>|<meta itemprop=name content=x>|<template>|</template>|text|<script type=application/ld.json>|</script>|\\{)", 0..30)) {
        read::page(pieces.join(" ").as_bytes(), None);
    }
}
