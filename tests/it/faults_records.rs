//! Feeds whose records are not what they should be: one bad record costs one record.

use serde_json::{Value, json};
use waymark::demo::{Fault, Harm, On};
use waymark::domain::Outcome;

use crate::support::hostile::{Hostility, clean, meet};
use crate::support::sample;

/// Changes every text of a document but its id, name and status.
fn blank(value: &mut Value, with: &Value) {
    for (key, value) in value.as_object_mut().unwrap() {
        if !matches!(key.as_str(), "id" | "name" | "status") {
            *value = with.clone();
        }
    }
}

#[tokio::test]
async fn null_and_empty_strings_everywhere_leave_a_service_with_its_name() {
    for with in [json!(null), json!(""), json!("  "), json!([]), json!({})] {
        meet(
            || Hostility::services(|_, service| blank(service, &with)),
            |met| {
                met.ended(Outcome::Complete, [0, 12, 0, 0, 0]);
                let published = met.document(1);
                assert!(!published.contains("null") && !published.contains("\"\""));
                assert_eq!(met.published(1).name.as_deref(), Some("Sample service 1"));
            },
        )
        .await;
    }
}

#[tokio::test]
async fn a_record_without_even_a_name_keeps_its_last_good_state() {
    for name in [json!(null), json!(""), json!({}), json!("<p></p>")] {
        meet(
            || {
                Hostility::services(|n, service| {
                    if n == 4 {
                        service["name"] = name.clone();
                    }
                })
            },
            |met| {
                met.ended(Outcome::Complete, [0, 0, 11, 0, 1])
                    .finds("record_unusable", &["until it is a service with a name"])
                    .changed_nothing();
            },
        )
        .await;
    }
}

fn place(service: &mut Value) -> Option<&mut Value> {
    service.pointer_mut("/service_at_locations/0/location")
}

/// Every place with other coordinates, made from the right ones.
fn placed(make: fn(&Value, &Value) -> (Value, Value)) -> Hostility {
    Hostility::services(|_, service| {
        if let Some(place) = place(service) {
            let (latitude, longitude) = make(&place["latitude"], &place["longitude"]);
            place["latitude"] = latitude;
            place["longitude"] = longitude;
        }
    })
}

#[tokio::test]
async fn coordinates_as_text_or_swapped_are_read_as_they_were_meant() {
    for (make, code, words) in [
        (
            (|lat, lon| (json!(lat.to_string()), json!(lon.to_string())))
                as fn(&Value, &Value) -> (Value, Value),
            "schema_broken",
            "number",
        ),
        (
            |lat, lon| (lon.clone(), lat.clone()),
            "coordinates_swapped",
            "latitude",
        ),
    ] {
        meet(
            || placed(make),
            |met| {
                met.ended(Outcome::Complete, [0, 0, 12, 0, 0])
                    .finds(code, &[words])
                    .changed_nothing();
            },
        )
        .await;
    }
}

#[tokio::test]
async fn coordinates_at_nought_are_no_place() {
    meet(
        || placed(|_, _| (json!(0), json!(0.0))),
        |met| {
            met.finds("coordinates_zero", &["coordinates"]);
            let published = met.published(1);
            let location = published.service_at_locations[0].location.as_ref().unwrap();
            assert_eq!((location.latitude, location.longitude), (None, None));
            assert_eq!(
                location.addresses[0].postal_code.as_deref(),
                Some("LS1 4AP")
            );
        },
    )
    .await;
}

#[tokio::test]
async fn script_in_descriptions_reaches_nobody() {
    let attack = "<p>Tea</p><script>alert(1)</script><img src=x onerror=alert(1)>\
                  <a href=\"javascript:alert(1)\">come</a>";
    meet(
        || {
            Hostility::services(|_, service| {
                service["description"] = json!(attack);
                service["fees_description"] = json!(attack);
                service["url"] = json!("javascript:alert(1)");
                service["organization"]["description"] = json!(attack);
                service["schedules"][0]["description"] = json!(attack);
            })
        },
        |met| {
            met.ended(Outcome::Complete, [0, 12, 0, 0, 0]).finds(
                "url_invalid",
                &["one whole web address, starting with https://"],
            );
            for n in 1..=12 {
                let published = met.document(n);
                for part in ["<script", "onerror", "javascript:", "alert(1)\\\""] {
                    assert!(!published.contains(part), "{part}: {published}");
                }
                assert!(published.contains("Tea"), "{published}");
            }
        },
    )
    .await;
}

#[tokio::test]
async fn child_ids_that_are_no_uuids_or_collide_become_ids_of_ours() {
    meet(
        || {
            Hostility::services(|n, service| {
                service["schedules"][0]["id"] = json!("1");
                service["phones"][0]["id"] = json!(7);
                service["contacts"][0]["id"] = json!(sample::id(4, 1));
                service["cost_options"][0]["id"] = json!(format!("cost/{n}"));
                let mut second = service["phones"][0].clone();
                second["number"] = json!("01632 960002");
                service["phones"].as_array_mut().unwrap().push(second);
            })
        },
        |met| {
            met.ended(Outcome::Complete, [0, 12, 0, 0, 0])
                .finds("schema_broken", &["schema"]);
            for n in 1..=12 {
                let service = met.published(n);
                let mut ids: Vec<_> = service.phones.iter().map(|phone| &phone.id).collect();
                ids.extend(service.schedules.iter().map(|schedule| &schedule.id));
                ids.extend(service.cost_options.iter().map(|cost| &cost.id));
                for id in &ids {
                    let id = id.as_deref().unwrap();
                    assert!(uuid::Uuid::parse_str(id).is_ok(), "{id}");
                }
                let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
                assert_eq!((service.phones.len(), distinct.len()), (2, 4), "{ids:?}");
            }
        },
    )
    .await;
}

#[tokio::test]
async fn a_field_of_fifty_megabytes_costs_its_record() {
    let huge: std::sync::Arc<str> = "x".repeat(50_000_000).into();
    meet(
        || {
            Hostility::services(|n, service| {
                if n == 8 {
                    service["description"] = json!(*huge);
                }
            })
            .with(|config| config.fetch.timeout = "60s".parse().unwrap())
        },
        |met| {
            met.ended(Outcome::Complete, [0, 0, 11, 0, 1])
                .finds(
                    "record_too_large",
                    &["bytes", "Send less than 4 MB for one service"],
                )
                .changed_nothing();
        },
    )
    .await;
}

/// The first page with service 3 nested this deep in a field of its own.
fn nested(depth: usize) -> Hostility {
    let mut page = clean().services;
    page.truncate(5);
    let page = (1..).zip(page).map(|(n, service)| {
        let text = service.to_string();
        if n == 3 {
            let deep = format!(
                "{}1{}",
                "{\"a\":[".repeat(depth / 2),
                "]}".repeat(depth / 2)
            );
            text.replacen('{', &format!("{{\"vendor\":{deep},"), 1)
        } else {
            text
        }
    });
    let page: Vec<_> = page.collect();
    let body = format!(
        "{{\"total_items\":12,\"total_pages\":3,\"contents\":[{}]}}",
        page.join(",")
    );
    Hostility::faults([Fault::Answer(On::Page(1), Harm::Body(body.into()))])
}

#[tokio::test]
async fn json_nested_ten_thousand_deep_costs_its_record() {
    meet(
        || nested(10_000),
        |met| {
            met.ended(Outcome::Complete, [0, 0, 11, 0, 1])
                .finds(
                    "json_unreadable",
                    &["nested too deeply", "at most 100 levels"],
                )
                .changed_nothing();
        },
    )
    .await;
}

#[tokio::test]
async fn the_email_of_a_person_in_a_vendors_field_is_not_published() {
    let person = "ann.officer@council.example";
    meet(
        || {
            Hostility::services(|_, service| {
                service["last_edited_by"] = json!({"email": person, "name": "Ann Officer"});
                service["assurer_email"] = json!(person);
                service["x-owner"] = json!(person);
                service["organization"]["crm_user"] = json!(person);
                service["phones"][0]["updated_by"] = json!(person);
                service["minimum_age"] = json!(person);
                service["assured_date"] = json!(person);
            })
        },
        |met| {
            met.ended(Outcome::Complete, [0, 12, 0, 0, 0]);
            assert!(
                !format!("{:?}", met.refresh).contains(person),
                "in what is said of it"
            );
            for n in 1..=12 {
                let published = met.document(n);
                assert!(!published.contains("officer@"), "{published}");
                assert!(!published.contains("Ann Officer"), "{published}");
            }
        },
    )
    .await;
}

#[tokio::test]
async fn things_that_are_no_services_cost_themselves() {
    meet(
        || {
            let mut hostility = Hostility::services(|_, _| {});
            let data = hostility.data.as_mut().unwrap();
            data.services
                .extend([json!(null), json!("text"), json!([1]), json!({}), json!(7)]);
            hostility
        },
        |met| {
            met.ended(Outcome::Complete, [0, 0, 12, 0, 5])
                .finds("record_unusable", &["Mend this record"])
                .changed_nothing();
        },
    )
    .await;
}
