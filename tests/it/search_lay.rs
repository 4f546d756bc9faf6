//! What a search makes of what people say: needs, slips, names, denials and danger.

use waymark::domain::ListingId;
use waymark::oruk::{Organization, Service};
use waymark::search::{Origin, SearchIndex, SearchRequest, Sort};

use crate::support::directory::{Directory, With, listing, service};

const HERE: Origin = Origin {
    lat: 53.8008,
    lon: -1.5491,
};

fn by(service: Service, name: &str) -> Service {
    let organization = Organization {
        name: Some(name.to_owned()),
        ..service.organization.clone().unwrap()
    };
    Service {
        organization: Some(organization),
        ..service
    }
}

/// A small directory; all but the helplines stand within two kilometres.
async fn open() -> (Directory, SearchIndex) {
    let directory = Directory::new().await;
    let near = |number, name: &str| {
        let step = f64::from(number) / 10_000.0;
        service(number, name).at(HERE.lat + step, HERE.lon)
    };
    let services = [
        near(1, "Friday Fish Table").about("Fish and chips for people who usually eat alone."),
        near(2, "Start Again Store")
            .about("Carpets, beds and cookers at low cost for new tenants."),
        near(3, "Little Parcels").about("Free nappies, prams and baby clothes."),
        near(4, "Iron Mill Gym").about("Exercise classes and weights. Classes for arthritis too."),
        near(5, "Easy Joints").about("Seated exercise for people with arthritis."),
        near(6, "Pound Wise").about("Help with bailiffs, arrears and letters from creditors."),
        service(7, "National Night Line")
            .about("Crisis helpline, day or night, for people with suicidal thoughts."),
        near(8, "Steady On").about("Low mood? A weekly wellbeing group, and counselling."),
        by(near(9, "Wednesday Group"), "Mind"),
        near(10, "Mind and Body Yoga").about("Yoga for body and mind."),
        near(11, "St Olave's Coffee Morning").about("Coffee, prayer and worship."),
        near(12, "Library Coffee Morning").about("Coffee and company."),
        near(13, "Carpet Bowls").about("Indoor bowls on Mondays."),
        service(14, "National Gambling Line")
            .about("Advice for people who gamble and those near them."),
        near(15, "Chess Club").about("Chess for all."),
    ];
    directory.publish(&services).await;
    let index = directory.index().await;
    (directory, index)
}

fn found(index: &SearchIndex, text: &str, sort: Sort) -> Vec<ListingId> {
    let answer = index.search(&SearchRequest {
        q: Some(text.to_owned()),
        origin: Some(HERE),
        radius_m: Some(5_000.0),
        sort,
        ..SearchRequest::default()
    });
    answer.unwrap().hits.iter().map(|hit| hit.id).collect()
}

#[tokio::test]
async fn what_people_say_finds_what_answers_it_first() {
    let (_directory, index) = open().await;
    for (text, first) in [
        ("nobody to eat with", vec![1]),
        (
            "the flat has no carpet and a new baby is coming",
            vec![2, 3],
        ),
        ("bailiffs at the door", vec![6]),
        ("baillifs at the dor", vec![6]),
        ("arthiritis class that isn't a gym", vec![5]),
        ("says he'd be better off dead", vec![7]),
        ("chess and suicidal", vec![7]),
        ("Mind", vec![9]),
        ("yoga", vec![10]),
        ("coffee morning, not religious", vec![12]),
        ("carpet bowls", vec![13]),
        ("spends it all on the slot machines", vec![14]),
        ("ches", vec![15]),
        ("chess club", vec![15]),
    ] {
        let found = found(&index, text, Sort::Relevance);
        let first: Vec<ListingId> = first.into_iter().map(listing).collect();
        let top = &found[..first.len().min(found.len())];
        assert!(first.iter().all(|id| top.contains(id)), "{text}: {found:?}");
    }
}

#[tokio::test]
async fn by_distance_only_real_answers_are_shown() {
    let (_directory, index) = open().await;
    let found = found(&index, "no carpet", Sort::Distance);
    assert!(found.contains(&listing(2)));
    for other in [1, 5, 13, 15] {
        assert!(!found.contains(&listing(other)), "{other}");
    }
}

#[tokio::test]
async fn an_explanation_names_needs_words_and_factors() {
    let directory = Directory::new().await;
    let table = service(1, "Friday Table").about("For people who usually eat alone.");
    directory.publish(&[table]).await;
    let index = directory.index().await;
    let request = SearchRequest {
        q: Some("noboddy to eat with, not bingo".to_owned()),
        origin: Some(HERE),
        ..SearchRequest::default()
    };
    let answer = index.search(&request).unwrap();
    let listings = directory.store.listings_by_id(&[listing(1)]).await.unwrap();
    let explained = index.explain(&request, &answer, &listings);
    assert_eq!(
        explained.corrected,
        [("noboddy".to_owned(), "nobody".to_owned())]
    );
    assert_eq!(explained.asked[0].needs, ["Meals with company"]);
    assert!(
        explained.denied.contains(&"bingo".to_owned()),
        "{explained:?}"
    );
    assert_eq!(explained.urgent, None);
    let why = &explained.results[0];
    assert_eq!(why.id, listing(1));
    let by_description = why
        .matched
        .iter()
        .find(|one| one.field == "description")
        .unwrap();
    assert_eq!(by_description.words, "eat alone");
    assert!(
        why.factors.words > 0.2 && why.factors.nearness < 1.0,
        "{why:?}"
    );
}
