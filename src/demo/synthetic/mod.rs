//! As many made-up services as a benchmark wants: ORUK 3.0 documents of some 4 KB, with
//! everything that a real one has, the same for the same seed.
//!
//! seed and number -> [`dice`] -> provider, [`ground`], words -> JSON. Each is made on its
//! own, so a million need no more memory than one.

mod dice;
mod ground;

use serde_json::{Value, json};

use dice::{Dice, uuid_of};
use ground::Spot;

/// Services of one provider, on average.
const SERVICES_A_PROVIDER: usize = 4;

/// What people do there, the term for it, and whom else that may interest.
const ACTIVITIES: [(&str, &str, &str); 16] = [
    (
        "chair yoga",
        "Exercise",
        "slow stretches and breathing from a chair",
    ),
    (
        "lunch club",
        "Food and company",
        "a hot two-course meal at shared tables",
    ),
    (
        "debt advice",
        "Money advice",
        "a private talk about bills, debt and benefits",
    ),
    (
        "walking football",
        "Exercise",
        "football at walking pace with mixed teams",
    ),
    (
        "memory café",
        "Dementia support",
        "songs, tea and talk for people who forget things",
    ),
    (
        "carers' group",
        "Carers",
        "time to talk with others who look after somebody",
    ),
    (
        "stay and play",
        "Parents and toddlers",
        "toys, paint and songs for the under-fives",
    ),
    (
        "community choir",
        "Arts and music",
        "singing in parts; nobody has to read music",
    ),
    (
        "repair café",
        "Repairs and reuse",
        "volunteers who mend toasters, bikes and clothes",
    ),
    (
        "bereavement support",
        "Bereavement",
        "a quiet group after the loss of somebody close",
    ),
    (
        "conversation class",
        "Learning English",
        "speaking practice in small groups",
    ),
    (
        "computer help",
        "Digital skills",
        "one-to-one help with phones, tablets and forms",
    ),
    (
        "community garden",
        "Outdoors",
        "raised beds, a polytunnel and a kettle",
    ),
    (
        "food pantry",
        "Food and company",
        "a week's groceries for a small subscription",
    ),
    (
        "swimming session",
        "Exercise",
        "a warm, quiet pool with a lifeguard and a hoist",
    ),
    (
        "job club",
        "Work",
        "help with applications, interviews and confidence",
    ),
];

const WHOM: [&str; 8] = [
    "older people",
    "women",
    "young people",
    "carers",
    "families",
    "men",
    "people who live alone",
    "everyone",
];

const NAMES: [&str; 16] = [
    "Alder",
    "Birchwood",
    "Cobbler's Yard",
    "Dovecote",
    "Elmfield",
    "Fernley",
    "Greystones",
    "Harbour",
    "Ivy Bank",
    "Juniper",
    "Kestrel",
    "Lantern",
    "Millrace",
    "Northgate",
    "Orchard",
    "Pennine View",
];

const KINDS: [&str; 6] = [
    "Trust",
    "Community Association",
    "Neighbours",
    "Project",
    "Centre",
    "Network",
];

const BUILDINGS: [&str; 8] = [
    "Village Hall",
    "Community Centre",
    "Library",
    "Church Hall",
    "Leisure Centre",
    "Health Centre",
    "Old School",
    "Working Men's Club",
];

const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

const SENTENCES: [&str; 12] = [
    "New faces are met at the door and introduced to somebody who has been coming for a while.",
    "There is no need to book, but please ring first if you use a wheelchair so that the side entrance is open.",
    "Volunteers make the tea, keep the register and stay behind for anyone who wants a longer talk.",
    "Bring a friend, a relative or a support worker if that makes the first visit easier.",
    "The room is on the ground floor, with a hearing loop and a quiet corner.",
    "We meet all year round except in the two weeks around Christmas.",
    "Most people stay for about an hour and a half, and you can leave whenever you like.",
    "The group grew out of a few neighbours who wanted something to do on a weekday.",
    "The bus stops outside, and there are six spaces for cars behind the building.",
    "If you cannot come in person, ask about the telephone group on another day.",
    "Our volunteers have been checked and trained, and two of them are there every time.",
    "You do not need a referral; a GP, a social prescriber or a friend can also ring for you.",
];

/// `count` services. The same seed gives the same ones, however many are asked for.
pub fn services(count: usize, seed: u64) -> impl Iterator<Item = Value> {
    (0..count).map(move |number| service(seed, number))
}

fn service(seed: u64, number: usize) -> Value {
    let provider = number / SERVICES_A_PROVIDER;
    let mut provider_dice = Dice::of(seed, "provider", provider);
    let area = ground::area(&mut provider_dice);
    let organization = organization(seed, provider, &mut provider_dice);
    let host = format!("provider{provider}.example.org");

    let mut dice = Dice::of(seed, "service", number);
    let id = dice.uuid();
    let (activity, term, what) = ACTIVITIES[dice.below(ACTIVITIES.len())];
    let whom = dice.pick(&WHOM);
    let place = dice.pick(&NAMES);
    let mut service = json!({
        "id": id,
        "organization_id": organization["id"],
        "name": format!("{place} {activity} for {whom}"),
        "description": description(&mut dice, activity, what, whom),
        "url": format!("https://{host}/services/{number}"),
        "email": format!("service{number}@{host}"),
        "status": "active",
        "eligibility_description": format!("For {whom} who live in the area."),
        "assured_date": format!("2026-{:02}-{:02}", 1 + dice.below(10), 1 + dice.below(28)),
        "last_modified": format!("2026-10-{:02}T{:02}:30:00.000Z", 1 + dice.below(28), dice.below(24)),
        "organization": organization,
        "contacts": [contact(&mut dice, number)],
        "languages": [{"id": dice.uuid(), "name": "English", "code": "en"}],
        "service_areas": [{
            "id": dice.uuid(),
            "name": "District",
            "description": "People from elsewhere may come where there is room.",
        }],
        "schedules": schedules(&mut dice),
        "attributes": [attribute(seed, &mut dice, &id, term), attribute(seed, &mut dice, &id, "Groups")],
    });
    if dice.percent(60) {
        service["minimum_age"] = json!([5, 16, 18, 50, 65][dice.below(5)]);
    }
    add_cost(&mut service, &mut dice);
    // One in twelve is a helpline or an online group.
    if !dice.percent(8) {
        let places = [1, 1, 1, 1, 1, 1, 1, 2, 2, 3][dice.below(10)];
        let links: Vec<Value> = (0..places).map(|_| link(&mut dice, area)).collect();
        service["service_at_locations"] = json!(links);
    }
    service
}

fn organization(seed: u64, provider: usize, dice: &mut Dice) -> Value {
    let name = format!("{} {} {provider}", dice.pick(&NAMES), dice.pick(&KINDS));
    json!({
        "id": uuid_of(seed, "organization", provider),
        "description": format!("{name} is a local charity run by a small staff and many volunteers."),
        "name": name,
        "email": format!("office@provider{provider}.example.org"),
        "website": format!("https://provider{provider}.example.org/"),
        "organization_identifiers": [{
            "id": dice.uuid(),
            "identifier_scheme": "GB-CHC",
            "identifier_type": "Charity number",
            "identifier": format!("99{provider:05}"),
        }],
    })
}

fn description(dice: &mut Dice, activity: &str, what: &str, whom: &str) -> String {
    let first = dice.below(SENTENCES.len());
    let sentences: Vec<&str> = (0..8)
        .map(|step| SENTENCES[(first + step * 5) % SENTENCES.len()])
        .collect();
    format!(
        "<p>A friendly {activity} for {whom}: {what}.</p><p>{}</p>",
        sentences.join(" ")
    )
}

fn contact(dice: &mut Dice, number: usize) -> Value {
    json!({
        "id": dice.uuid(),
        "name": "The office",
        "title": "Coordinator",
        "phones": [{
            "id": dice.uuid(),
            // A number that Ofcom keeps for fiction.
            "number": format!("01632 960{:03}", number % 1000),
            "type": "voice",
        }],
    })
}

fn schedules(dice: &mut Dice) -> Value {
    let opens = 9 + dice.below(9);
    let days = 1 + dice.below(2);
    let schedules: Vec<Value> = (0..days)
        .map(|_| {
            json!({
                "id": dice.uuid(),
                "freq": "WEEKLY",
                "interval": 1,
                "byday": dice.pick(&DAYS),
                "opens_at": format!("{opens:02}:00"),
                "closes_at": format!("{:02}:30", opens + 1),
                "valid_from": "2026-01-05",
                "description": "Weekly in term time; ring to hear about holidays.",
            })
        })
        .collect();
    json!(schedules)
}

fn attribute(seed: u64, dice: &mut Dice, service: &str, term: &str) -> Value {
    let id = uuid_of(seed, term, 0);
    json!({
        "id": dice.uuid(),
        "link_id": service,
        "link_type": "service_type",
        "taxonomy_term_id": id,
        "taxonomy_term": {
            "id": id,
            "name": term,
            "description": format!("{term} of any kind."),
            "taxonomy": "Synthetic Service Types",
            "taxonomy_id": uuid_of(seed, "taxonomy", 0),
        },
    })
}

/// A third state no cost, a third are free, a third have prices.
fn add_cost(service: &mut Value, dice: &mut Dice) {
    let mut option = |name: &str, amount: f64| json!({"id": dice.uuid(), "option": name, "amount": amount, "currency": "GBP", "amount_description": "a session"});
    let full = option("Full price", 4.5);
    let reduced = option("Concession", 2.0);
    let nothing = option("Everyone", 0.0);
    match dice.below(6) {
        0 | 1 => service["cost_options"] = json!([full, reduced]),
        2 => service["cost_options"] = json!([nothing]),
        3 => service["fees"] = json!("Free of charge"),
        _ => {}
    }
}

fn link(dice: &mut Dice, area: usize) -> Value {
    let spot = ground::spot(dice, area);
    let Spot {
        lat,
        lon,
        postcode,
        town,
    } = spot;
    let building = format!("{} {}", dice.pick(&NAMES), dice.pick(&BUILDINGS));
    json!({
        "id": dice.uuid(),
        "location": {
            "id": dice.uuid(),
            "location_type": "physical",
            "name": building,
            "transportation": "Buses stop outside every ten minutes.",
            "latitude": lat,
            "longitude": lon,
            "addresses": [{
                "id": dice.uuid(),
                "address_1": format!("{} {} Road", 1 + dice.below(200), dice.pick(&NAMES)),
                "city": town,
                "state_province": format!("{town} District"),
                "postal_code": postcode,
                "country": "GB",
                "address_type": "physical",
            }],
            "accessibility": [
                {"id": dice.uuid(), "description": "Wheelchair accessible"},
                {"id": dice.uuid(), "description": "Hearing loop"},
            ],
        },
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::domain::service_places;
    use crate::oruk::Service;

    #[test]
    fn services_are_the_same_for_the_same_seed_and_never_share_an_id() {
        let many: Vec<Value> = services(500, 1).collect();
        assert_eq!(services(20, 1).collect::<Vec<_>>(), many[..20]);
        assert_ne!(services(20, 2).collect::<Vec<_>>(), many[..20]);
        let ids: HashSet<&str> = many.iter().filter_map(|s| s["id"].as_str()).collect();
        assert_eq!(ids.len(), many.len());
    }

    #[test]
    fn they_are_of_a_real_ones_size_and_shape() {
        let documents: Vec<Value> = services(300, 7).collect();
        let bytes: usize = documents.iter().map(|d| d.to_string().len()).sum();
        let mean = bytes / documents.len();
        assert!((3_500..=4_500).contains(&mean), "{mean} bytes");
        let mut places = HashSet::new();
        for document in documents {
            let service: Service = serde_json::from_value(document).unwrap();
            places.insert(service_places(&service).len());
        }
        assert_eq!(places, HashSet::from([0, 1, 2, 3]));
    }
}
