//! Walking through the pages of a search while the directory changes.

use jiff::SignedDuration;
use waymark::domain::{ListingId, ListingState};
use waymark::oruk::Service;
use waymark::search::{Filters, Flag, List, Origin, SearchError, SearchIndex, SearchRequest, Sort};

use crate::support::directory::{Directory, With, service};

fn request(sort: Sort) -> SearchRequest {
    SearchRequest {
        q: Some("lunch club".to_owned()),
        origin: Some(Origin {
            lat: 53.8,
            lon: -1.55,
        }),
        radius_m: Some(30_000.0),
        sort,
        limit: 7,
        ..SearchRequest::default()
    }
}

/// Sixty clubs; some share a place, some share a date, some have neither.
fn clubs() -> Vec<Service> {
    (0..60_u32)
        .map(|number| {
            let service = service(number, "Lunch club").about(&"food ".repeat(number as usize % 4));
            let service = match number % 5 {
                0 => service,
                _ => service.at(53.8 + f64::from(number / 6) / 100.0, -1.55),
            };
            match number % 3 {
                0 => service,
                day => service.assured(&format!("2026-01-0{day}")),
            }
        })
        .collect()
}

async fn walk(
    index: &SearchIndex,
    request: &SearchRequest,
    mut between_pages: impl AsyncFnMut(usize),
) -> Result<Vec<ListingId>, SearchError> {
    let mut request = request.clone();
    let mut seen = Vec::new();
    for page in 0.. {
        let answer = index.search(&request)?;
        assert_eq!(answer.total, 60);
        seen.extend(answer.hits.iter().map(|hit| hit.id));
        let Some(cursor) = answer.cursor else {
            break;
        };
        request.cursor = Some(cursor);
        between_pages(page).await;
    }
    Ok(seen)
}

#[tokio::test]
async fn a_walk_meets_every_match_once_in_the_order_of_one_long_page() {
    let directory = Directory::new().await;
    directory.publish(&clubs()).await;
    let index = directory.index().await;
    for sort in [Sort::Relevance, Sort::Distance, Sort::Fresh] {
        let long = SearchRequest {
            limit: 100,
            ..request(sort)
        };
        let whole = index.search(&long).unwrap();
        assert_eq!(whole.cursor, None);
        let whole: Vec<_> = whole.hits.iter().map(|hit| hit.id).collect();
        for limit in [1, 7, 20, 59, 60, 61] {
            let request = SearchRequest {
                limit,
                ..request(sort)
            };
            let walked = walk(&index, &request, async |_| {}).await.unwrap();
            assert_eq!(walked, whole, "{sort:?} by {limit}");
        }
    }
}

#[tokio::test]
async fn a_walk_is_not_disturbed_by_changes() {
    let directory = Directory::new().await;
    directory.publish(&clubs()).await;
    let index = directory.index().await;
    for sort in [Sort::Relevance, Sort::Distance, Sort::Fresh] {
        let request = request(sort);
        let before = walk(&index, &request, async |_| {}).await.unwrap();
        let during = walk(&index, &request, async |page| {
            let number = page as u32;
            let new = service(1_000 + number, "Lunch club").at(53.8, -1.55);
            directory.publish(&[new]).await;
            let moved = service(number * 7, "Lunch club, moved").at(53.9, -1.5);
            directory.publish(&[moved]).await;
            let gone = clubs().swap_remove(59 - number as usize);
            directory.publish_as(ListingState::Removed, &[gone]).await;
            index.catch_up(&directory.store).await.unwrap();
            directory.clock.advance(SignedDuration::from_mins(9));
        });
        assert_eq!(during.await.unwrap(), before, "{sort:?}");
        directory.publish(&clubs()).await;
        let new: Vec<_> = (1_000..1_020)
            .map(|number| service(number, "Lunch club"))
            .collect();
        directory.publish_as(ListingState::Removed, &new).await;
        index.catch_up(&directory.store).await.unwrap();
    }
}

#[tokio::test]
async fn a_walk_under_filters_is_not_disturbed_by_changes_either() {
    let directory = Directory::new().await;
    let of_kind = |number: u32, kind: &str| service(number, "Lunch club").term(kind).fees("Free");
    let at = |service: Service, number: u32| service.at(53.8 + f64::from(number) / 1e4, -1.55);
    let clubs: Vec<Service> = (0..60)
        .map(|number| at(of_kind(number, "Meals"), number).assured("2026-03-01"))
        .collect();
    directory.publish(&clubs).await;
    let index = directory.index().await;
    let request = SearchRequest {
        filters: Filters {
            verified_within_days: Some(1),
            ..Filters::default()
        }
        .with(Flag::Free, true)
        .with_name(List::Category, "meals"),
        ..request(Sort::Distance)
    };
    let before = walk(&index, &request, async |_| {}).await.unwrap();
    let during = walk(&index, &request, async |page| {
        let number = page as u32;
        // One turns up, one takes on another kind, one costs something now, one is gone.
        let new = at(of_kind(1_000 + number, "Meals"), number).assured("2026-03-01");
        let other = at(of_kind(number, "Chess"), number).assured("2026-03-01");
        let dear = at(of_kind(59 - number, "Meals"), 59 - number).fees("£5");
        directory.publish(&[new, other, dear]).await;
        directory
            .publish_as(ListingState::Suspended, &[clubs[20 + page].clone()])
            .await;
        index.catch_up(&directory.store).await.unwrap();
        // Midnight passes on the way: what was fresh when the walk began still is.
        directory
            .clock
            .advance(SignedDuration::from_hours(2).checked_div(14).unwrap());
    });
    assert_eq!(during.await.unwrap(), before);
}

#[tokio::test]
async fn a_cursor_is_good_for_ten_minutes_and_for_its_own_search_alone() {
    let directory = Directory::new().await;
    directory.publish(&clubs()).await;
    let index = directory.index().await;
    let first = request(Sort::Distance);
    let cursor = index.search(&first).unwrap().cursor;
    let next = SearchRequest {
        cursor: cursor.clone(),
        ..first.clone()
    };
    directory.clock.advance(SignedDuration::from_mins(10));
    index.catch_up(&directory.store).await.unwrap();
    assert!(index.search(&next).is_ok());
    let shorter = SearchRequest {
        limit: 3,
        ..next.clone()
    };
    assert_eq!(index.search(&shorter).unwrap().hits.len(), 3);
    for other in [
        SearchRequest {
            q: Some("lunch".to_owned()),
            ..next.clone()
        },
        SearchRequest {
            sort: Sort::Fresh,
            ..next.clone()
        },
        SearchRequest {
            radius_m: None,
            ..next.clone()
        },
        SearchRequest {
            filters: Filters::default().with(Flag::Free, true),
            ..next.clone()
        },
        SearchRequest {
            origin: None,
            ..next.clone()
        },
        SearchRequest {
            cursor: Some("nonsense".to_owned()),
            ..next.clone()
        },
        SearchRequest {
            // Its first sign is of the process that issued it.
            cursor: cursor.map(|text| {
                let other = if text.starts_with('A') { 'B' } else { 'A' };
                format!("{other}{}", &text[1..])
            }),
            ..next.clone()
        },
    ] {
        assert_eq!(
            index.search(&other),
            Err(SearchError::StaleCursor),
            "{other:?}"
        );
    }
    directory.clock.advance(SignedDuration::from_millis(1));
    assert_eq!(index.search(&next), Err(SearchError::StaleCursor));
}

/// What is learned of a postcode may move it while somebody pages through what is near it.
#[tokio::test]
async fn a_walk_from_a_named_place_goes_on_from_where_it_began() {
    let directory = Directory::new().await;
    directory.publish(&clubs()).await;
    let index = directory.index().await;
    let first = SearchRequest {
        start: Some("LS1 4AP".to_owned()),
        ..request(Sort::Distance)
    };
    let whole = walk(&index, &first, async |_| {}).await.unwrap();
    let begun = index.search(&first).unwrap();
    let moved = SearchRequest {
        origin: Some(Origin {
            lat: 53.81,
            lon: -1.54,
        }),
        cursor: begun.cursor,
        ..first
    };
    let next = index.search(&moved).unwrap();
    let next: Vec<ListingId> = next.hits.iter().map(|hit| hit.id).collect();
    assert_eq!(next, whole[7..14]);
    let elsewhere = SearchRequest {
        start: Some("LS2 9JT".to_owned()),
        ..moved
    };
    assert_eq!(index.search(&elsewhere), Err(SearchError::StaleCursor));
}

#[tokio::test]
async fn a_cursor_of_another_process_is_refused() {
    let directory = Directory::new().await;
    directory.publish(&clubs()).await;
    let index = directory.index().await;
    let beside = directory.index().await;
    let first = request(Sort::Distance);
    let next = SearchRequest {
        cursor: index.search(&first).unwrap().cursor,
        ..first
    };
    assert!(index.search(&next).is_ok());
    assert_eq!(beside.search(&next), Err(SearchError::StaleCursor));
}
