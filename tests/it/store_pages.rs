//! Pages and filters of what is published.

use jiff::SignedDuration;
use waymark::domain::{ChangeReason, ListingId, ListingState, Publication};
use waymark::oruk::{Service, Taxonomy, TaxonomyTerm};
use waymark::store::{Cut, ListingFilter, Near, OrganizationFilter, TermFilter};

use crate::support::database::{Database, for_each_database};
use crate::support::sample;

/// The first ten.
const TEN: Cut = Cut::Page { skip: 0, take: 10 };

async fn publish(
    database: &Database,
    services: impl IntoIterator<Item = Service>,
    state: ListingState,
) {
    let publications: Vec<_> = services
        .into_iter()
        .map(|service| Publication {
            id: service.id.as_deref().unwrap().parse().unwrap(),
            feed: "ashby".parse().unwrap(),
            state,
            service,
        })
        .collect();
    let all: Vec<_> = publications
        .iter()
        .map(|p| (p, ChangeReason::Added))
        .collect();
    let mut tx = database.store.write().await.unwrap();
    tx.publish_all(&all).await.unwrap();
    tx.commit().await.unwrap();
}

async fn samples(database: &Database, range: std::ops::RangeInclusive<u32>) {
    publish(database, range.map(sample::service), ListingState::Listed).await;
}

/// The numbers of the sample services that a filter finds, in order.
async fn found(database: &Database, filter: &ListingFilter) -> Vec<u32> {
    let page = database.store.published(filter, 0, 1000).await.unwrap();
    assert_eq!(page.total, page.items.len() as u64);
    page.items
        .iter()
        .map(|listing| number(&listing.id))
        .collect()
}

fn number(id: &ListingId) -> u32 {
    u32::from_str_radix(&id.to_string()[24..], 16).unwrap()
}

#[tokio::test]
async fn a_walk_at_any_page_size_is_the_same_walk() {
    for_each_database(async |database| {
        samples(database, 1..=120).await;
        let want: Vec<u32> = (1..=120).collect();
        for size in [1, 7, 50, 1000] {
            let mut seen = Vec::new();
            loop {
                let skip = seen.len() as u64;
                let page = database
                    .store
                    .published(&ListingFilter::default(), skip, size)
                    .await
                    .unwrap();
                assert_eq!(page.total, 120);
                if page.items.is_empty() {
                    break;
                }
                seen.extend(page.items.iter().map(|listing| number(&listing.id)));
            }
            assert_eq!(seen, want, "pages of {size}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_walk_loses_and_repeats_nothing_while_listings_come_change_and_go() {
    for_each_database(async |database| {
        samples(database, 1..=100).await;
        let filter = ListingFilter::default();
        let mut seen = Vec::new();
        let mut links = Vec::new();
        for page in 0..1000 {
            let listings = database
                .store
                .published(&filter, page * 7, 7)
                .await
                .unwrap()
                .items;
            let places = database
                .store
                .links(&filter, page * 7, 7)
                .await
                .unwrap()
                .items;
            if listings.is_empty() && places.is_empty() {
                break;
            }
            seen.extend(listings.iter().map(|listing| number(&listing.id)));
            links.extend(places.into_iter().map(|link| link.id));
            let n = u32::try_from(page).unwrap();
            // Meanwhile: one new, one removed, one edited, one suspended.
            if n < 12 {
                publish(database, [sample::service(200 + n)], ListingState::Listed).await;
                publish(database, [sample::service(1 + n)], ListingState::Removed).await;
                publish(database, [sample::service(90 - n)], ListingState::Suspended).await;
                let mut edited = sample::service(60 + n % 9);
                edited.name = Some(format!("Edited on page {page}"));
                publish(database, [edited], ListingState::Listed).await;
            }
        }
        let want: Vec<u32> = (1..=100).chain(200..212).collect();
        assert_eq!(seen, want);
        let want: Vec<_> = want
            .into_iter()
            .filter(|n| !n.is_multiple_of(7))
            .map(|n| sample::id(10, n))
            .collect();
        assert_eq!(links, want);
    })
    .await;
}

#[tokio::test]
async fn filters_combine_and_values_of_one_filter_are_alternatives() {
    for_each_database(async |database| {
        samples(database, 1..=12).await;
        database.clock.advance(SignedDuration::from_secs(10));
        let later = database.store.clock().now();
        samples(database, 13..=14).await;
        publish(database, [sample::service(15)], ListingState::PendingReview).await;
        let all = ListingFilter::default;
        let term = || vec![sample::id(8, 1)];
        for (filter, want) in [
            (
                ListingFilter {
                    taxonomy_term_ids: term(),
                    ..all()
                },
                vec![3, 6, 9, 12],
            ),
            (
                ListingFilter {
                    taxonomy_ids: vec![sample::id(9, 1)],
                    ..all()
                },
                vec![3, 6, 9, 12],
            ),
            (
                ListingFilter {
                    taxonomy_ids: vec![sample::id(9, 2)],
                    ..all()
                },
                vec![],
            ),
            (
                ListingFilter {
                    organization_ids: vec![sample::id(2, 0)],
                    taxonomy_term_ids: term(),
                    ..all()
                },
                vec![6, 12],
            ),
            (
                ListingFilter {
                    organization_ids: vec![sample::id(2, 0), sample::id(2, 1)],
                    taxonomy_term_ids: term(),
                    ..all()
                },
                vec![3, 6, 9, 12],
            ),
            (
                ListingFilter {
                    modified_after: Some(later),
                    ..all()
                },
                vec![13, 14],
            ),
            (
                ListingFilter {
                    among: Some([14, 3, 15, 99].map(sample::listing_id).into()),
                    ..all()
                },
                vec![3, 14],
            ),
            (
                ListingFilter {
                    among: Some(vec![]),
                    ..all()
                },
                vec![],
            ),
        ] {
            assert_eq!(found(database, &filter).await, want, "{filter:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_circle_holds_what_is_inside_it_to_the_metre() {
    for_each_database(async |database| {
        samples(database, 1..=20).await;
        let near = |radius_m: f64| ListingFilter {
            near: Some(Near {
                lat: sample::point(0).0,
                lon: sample::point(0).1,
                radius_m,
            }),
            ..ListingFilter::default()
        };
        // 7 and 14 have no place.
        for (radius_m, want) in [
            (99.0, vec![]),
            (101.0, vec![1]),
            (450.0, vec![1, 2, 3, 4]),
            (850.0, vec![1, 2, 3, 4, 5, 6, 8]),
        ] {
            assert_eq!(found(database, &near(radius_m)).await, want, "{radius_m} m");
        }
        let links = database.store.links(&near(450.0), 1, 2).await.unwrap();
        let ids: Vec<_> = links.items.into_iter().map(|link| link.id).collect();
        assert_eq!(
            (links.total, ids),
            (4, vec![sample::id(10, 2), sample::id(10, 3)])
        );
        let learned = database.store.learned_places().await.unwrap();
        assert_eq!(learned.len(), 18);
        assert_eq!(
            (learned[0].listing, learned[0].postcode.as_str()),
            (sample::listing_id(1), "LS1 4AP")
        );
    })
    .await;
}

#[tokio::test]
async fn a_link_leads_to_its_listing_while_that_is_published() {
    for_each_database(async |database| {
        samples(database, 1..=1).await;
        let link = database
            .store
            .link(&sample::id(10, 1))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(link.listing, sample::listing_id(1));
        publish(database, [sample::service(1)], ListingState::Unlisted).await;
        assert_eq!(database.store.link(&sample::id(10, 1)).await.unwrap(), None);
        let mut elsewhere = sample::service(1);
        elsewhere.service_at_locations.clear();
        publish(database, [elsewhere], ListingState::Listed).await;
        assert_eq!(database.store.link(&sample::id(10, 1)).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn organizations_are_those_of_published_listings_and_are_found_by_their_words() {
    for_each_database(async |database| {
        let mut accented = sample::service(1);
        accented.organization.as_mut().unwrap().name = Some("ÉCLAIR Trust".to_owned());
        publish(
            database,
            [accented, sample::service(2)],
            ListingState::Listed,
        )
        .await;
        publish(database, [sample::service(2)], ListingState::Unlisted).await;
        for (search, want) in [
            (None, 1),
            (Some("éclair"), 1),
            (Some("HELPS PEOPLE"), 1),
            (Some("description"), 0),
            (Some("100%"), 0),
            (Some("_"), 0),
            (Some("Ashby"), 0),
        ] {
            let filter = OrganizationFilter {
                search: search.map(str::to_owned),
                ..OrganizationFilter::default()
            };
            let store = &database.store;
            let total = store.count_organizations(&filter).await.unwrap();
            assert_eq!(total, want, "{search:?}");
            let found = store.organizations(&filter, false, TEN).await.unwrap();
            assert_eq!(found.len() as u64, want, "{search:?}");
        }
        let detail = database
            .store
            .organization(&sample::id(2, 1))
            .await
            .unwrap()
            .unwrap();
        assert!(detail.contains("ÉCLAIR Trust"));
        assert_eq!(
            database
                .store
                .organization(&sample::id(2, 0))
                .await
                .unwrap(),
            None
        );
    })
    .await;
}

#[tokio::test]
async fn terms_come_from_the_feeds_own_list_or_from_its_services() {
    for_each_database(async |database| {
        samples(database, 1..=3).await;
        let feed = "ashby".parse().unwrap();
        let term = |n: u32, name: &str, parent: Option<u32>| TaxonomyTerm {
            id: Some(sample::id(8, n)),
            name: Some(name.to_owned()),
            description: Some("Any".to_owned()),
            taxonomy_id: Some(sample::id(9, 1)),
            parent_id: parent.map(|parent| sample::id(8, parent)),
            ..TaxonomyTerm::default()
        };
        let mut tx = database.store.write().await.unwrap();
        let taxonomy = Taxonomy {
            id: Some(sample::id(9, 1)),
            name: Some("Topics".to_owned()),
            ..Taxonomy::default()
        };
        tx.put_taxonomies(&feed, &[taxonomy.clone(), taxonomy])
            .await
            .unwrap();
        let terms = [
            term(2, "Food", None),
            term(1, "Lunch", Some(2)),
            term(1, "Lunch clubs, all", Some(2)),
        ];
        tx.put_terms(&feed, &terms).await.unwrap();
        // Another feed cannot rename what the first one defines.
        let other = "bexford".parse().unwrap();
        tx.put_terms(&other, &[term(2, "Hijacked", None)])
            .await
            .unwrap();
        tx.commit().await.unwrap();
        for (filter, want) in [
            (TermFilter::default(), vec!["Lunch clubs, all", "Food"]),
            (
                TermFilter {
                    top_only: true,
                    ..TermFilter::default()
                },
                vec!["Food"],
            ),
            (
                TermFilter {
                    parent_id: Some(sample::id(8, 2)),
                    ..TermFilter::default()
                },
                vec!["Lunch clubs, all"],
            ),
            (
                TermFilter {
                    search: Some("FOO".to_owned()),
                    ..TermFilter::default()
                },
                vec!["Food"],
            ),
            (
                TermFilter {
                    taxonomy_id: Some(sample::id(9, 2)),
                    ..TermFilter::default()
                },
                vec![],
            ),
        ] {
            let store = &database.store;
            let found = store.taxonomy_terms(&filter, TEN).await.unwrap();
            let total = store.count_taxonomy_terms(&filter).await.unwrap();
            assert_eq!(found.len() as u64, total);
            let names: Vec<_> = found
                .iter()
                .map(|term| {
                    serde_json::from_str::<TaxonomyTerm>(&term.text)
                        .unwrap()
                        .name
                        .unwrap()
                })
                .collect();
            assert_eq!(names, want, "{filter:?}");
        }
        let store = &database.store;
        let taxonomies = store.taxonomies(Some("topic"), TEN).await.unwrap();
        assert_eq!(taxonomies.len(), 1);
        assert_eq!(store.count_taxonomies(Some("topic")).await.unwrap(), 1);
        assert!(
            database
                .store
                .taxonomy(&sample::id(9, 1))
                .await
                .unwrap()
                .is_some()
        );
    })
    .await;
}
