//! Feeds whose lists are not whole, not steady, or do not say what they are.

use serde_json::{Value, json};
use waymark::demo::{Dataset, Fault, Harm, On, Paging, ServerOptions};
use waymark::domain::Outcome;

use crate::support::hostile::{Hostility, SERVICES, clean, meet, service};
use crate::support::sample;

fn paging(faults: impl IntoIterator<Item = Paging>) -> Hostility {
    let faults: Vec<_> = faults.into_iter().map(Fault::Paging).collect();
    Hostility::faults(faults)
}

fn publishing(services: Vec<Value>) -> Hostility {
    let data = Dataset {
        services,
        ..Dataset::default()
    };
    Hostility {
        data: Some(data),
        ..Hostility::default()
    }
}

#[tokio::test]
async fn a_last_page_that_never_comes_ends_the_walk_and_nothing_of_it_is_believed() {
    meet(
        || paging([Paging::Endless]),
        |met| {
            met.ended(Outcome::Failed, [0; 5])
                .says(&["goes on after", "entries without an end"])
                .says(&["ask its publisher to mend its pages"])
                .changed_nothing();
            assert!(met.requests.len() < 1_000, "{}", met.requests.len());
        },
    )
    .await;
}

#[tokio::test]
async fn a_last_page_that_is_never_called_so_is_found_all_the_same() {
    meet(
        || paging([Paging::NeverLast]),
        |met| {
            met.ended(Outcome::Complete, [0, 0, 12, 0, 0])
                .changed_nothing();
        },
    )
    .await;
}

#[tokio::test]
async fn a_page_that_comes_again_and_again_is_noticed() {
    meet(
        || paging([Paging::IgnoresPage]),
        |met| {
            met.ended(Outcome::Incomplete, [0, 0, 5, 0, 0])
                .says(&["announces 12 entries but sent 5", "tell its publisher"])
                .finds(
                    "page_repeated",
                    &["page 2 brings nothing", "its own services"],
                )
                .changed_nothing();
        },
    )
    .await;
    meet(
        || paging([Paging::IgnoresPage, Paging::NoEnvelope]),
        |met| {
            met.ended(Outcome::Incomplete, [0, 0, 5, 0, 0])
                .says(&["page 2 of", "brings nothing that earlier pages did not"])
                .says(&["ask its publisher to heed page and to state last_page"])
                .changed_nothing();
        },
    )
    .await;
}

#[tokio::test]
async fn a_last_page_that_comes_again_past_the_end_costs_nothing() {
    meet(
        || paging([Paging::LastPageAgain, Paging::NeverLast]),
        |met| {
            met.ended(Outcome::Complete, [0, 0, 12, 0, 0])
                .changed_nothing();
        },
    )
    .await;
}

#[tokio::test]
async fn missing_and_textual_totals_are_done_without() {
    for spelling in [Paging::NoEnvelope, Paging::TextTotals, Paging::BareArray] {
        meet(
            || paging([spelling.clone()]),
            |met| {
                met.ended(Outcome::Complete, [0, 0, 12, 0, 0])
                    .finds("totals_unclear", &["missing or not a number", "as numbers"])
                    .changed_nothing();
            },
        )
        .await;
    }
}

#[tokio::test]
async fn a_total_that_is_too_low_hides_nothing() {
    meet(
        || paging([Paging::WrongTotal(3)]),
        |met| {
            met.ended(Outcome::Complete, [0, 0, 12, 0, 0])
                .changed_nothing();
        },
    )
    .await;
}

#[tokio::test]
async fn a_total_that_is_too_high_makes_absence_unbelievable() {
    meet(
        || Hostility {
            data: Some(Dataset {
                services: (1..=8).map(service).collect(),
                ..Dataset::default()
            }),
            ..paging([Paging::WrongTotal(u64::from(SERVICES))])
        },
        |met| {
            met.ended(Outcome::Incomplete, [0, 0, 8, 0, 0])
                .says(&["announces 12 entries but sent 8; refresh again"])
                .changed_nothing();
        },
    )
    .await;
}

/// Once this page has been made, the feed publishes these services instead.
fn moving(after: On, services: Vec<Value>) -> Hostility {
    let data = Dataset {
        services,
        ..Dataset::default()
    };
    Hostility::faults([Fault::Publish(after, data)])
}

#[tokio::test]
async fn a_record_inserted_at_the_top_during_the_walk_is_found_by_a_second_look() {
    let mut services = vec![service(SERVICES + 1)];
    services.extend(clean().services);
    meet(
        || moving(On::Page(1), services.clone()),
        |met| {
            met.ended(Outcome::Complete, [1, 0, 12, 0, 0])
                .finds("duplicate_id", &["an id that came before"]);
            assert!(
                !met.codes().contains("pages_from_zero"),
                "{:?}",
                met.codes()
            );
        },
    )
    .await;
}

#[tokio::test]
async fn a_record_inserted_in_the_middle_during_the_walk_makes_it_incomplete() {
    let mut services = clean().services;
    services.insert(7, service(SERVICES + 1));
    meet(
        || moving(On::Page(2), services.clone()),
        |met| {
            met.ended(Outcome::Incomplete, [0, 0, 12, 0, 0])
                .says(&["announces 13 entries but sent 12; refresh again"])
                .finds("duplicate_id", &["1 services have an id that came before"])
                .changed_nothing();
        },
    )
    .await;
}

#[tokio::test]
async fn a_record_removed_during_the_walk_is_no_reason_to_remove_another() {
    meet(
        || moving(On::Page(1), clean().services.split_off(1)),
        |met| {
            // Service 6 has moved to the page that was read before.
            met.ended(Outcome::Incomplete, [0, 0, 11, 0, 0])
                .says(&[
                    "entries were taken out of",
                    "while it was read",
                    "refresh again",
                ])
                .changed_nothing();
        },
    )
    .await;
}

#[tokio::test]
async fn an_id_that_comes_twice_on_a_page_is_one_record() {
    let mut services = clean().services;
    services.insert(2, service(1));
    meet(
        || publishing(services.clone()),
        |met| {
            met.ended(Outcome::Complete, [0, 0, 12, 0, 0])
                .finds("duplicate_id", &[&sample::id(1, 1), "an id of its own"])
                .changed_nothing();
        },
    )
    .await;
}

#[tokio::test]
async fn an_id_that_comes_again_on_another_page_is_one_record_and_its_last_word_counts() {
    let mut services = clean().services;
    let mut again = service(1);
    again["name"] = json!("The last word");
    services.push(again);
    meet(
        || publishing(services.clone()),
        |met| {
            met.finds(
                "duplicate_id",
                &["1 services", "of those with one id the last counts"],
            );
            assert_eq!(met.published(1).name.as_deref(), Some("The last word"));
            assert_eq!(met.refresh.counts.updated, 1);
            assert_eq!(met.refresh.counts.removed, 0);
        },
    )
    .await;
}

#[tokio::test]
async fn a_capped_page_size_is_walked_to_the_end() {
    meet(
        || Hostility {
            options: ServerOptions {
                cap: 2,
                ..ServerOptions::default()
            },
            ..Hostility::default()
        },
        |met| {
            met.ended(Outcome::Complete, [0, 0, 12, 0, 0])
                .changed_nothing();
            assert!(met.codes().is_empty(), "{:?}", met.codes());
        },
    )
    .await;
}

#[tokio::test]
async fn an_empty_feed_with_status_200_is_held() {
    meet(
        || publishing(vec![]),
        |met| {
            met.ended(Outcome::Held, [0; 5])
                .says(&["12 of 12 records are no longer in the feed"])
                .says(&["nothing was removed", "--release ashby", "--reject ashby"])
                .changed_nothing();
            assert_eq!(met.refresh.would_remove.len(), 12);
        },
    )
    .await;
}

#[tokio::test]
async fn an_empty_answer_is_no_list() {
    for body in ["", "{}", "null", "[[]", "{\"contents\": null}"] {
        meet(
            || Hostility::faults([Fault::Answer(On::Every, Harm::Body(body.into()))]),
            |met| {
                met.ended(Outcome::Failed, [0; 5]).changed_nothing();
                met.says(&["/services"]);
            },
        )
        .await;
    }
}

#[tokio::test]
async fn details_that_are_missing_for_listed_ids_keep_their_last_state() {
    let path = |n| format!("/services/{}", sample::id(1, n));
    meet(
        || Hostility {
            options: ServerOptions {
                honour_full: false,
                ..ServerOptions::default()
            },
            ..Hostility::faults([
                Fault::Answer(On::Path(path(2)), Harm::Status(404)),
                Fault::Answer(On::Path(path(3)), Harm::WebPage),
                Fault::Answer(On::Path(path(9)), Harm::Half),
            ])
        },
        |met| {
            met.ended(Outcome::Complete, [0, 0, 9, 0, 3])
                .finds(
                    "record_unread",
                    &["status 404", "every id that /services lists"],
                )
                .finds("record_unread", &["a web page instead of JSON"])
                .finds("record_unread", &["breaks off in the middle"])
                .changed_nothing();
        },
    )
    .await;
}
