//! From hand-written entries to some hundreds of services, the same every time.
//!
//! `directory/*.toml` -> [`Entry`] -> a copy in each of its towns -> [`Judged`]. Venue,
//! last check, which wording, whether the terms were filled in and the filler around the
//! text depend on the entry and its town alone. `tags`, `said_cost` and `said_ages` are
//! the judge's: nothing of them reaches the published document.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;
use waymark::domain::ListingState;
use waymark::oruk::Service;

use super::ground::{Venue, venues};

const FILES: [&str; 9] = [
    include_str!("directory/company.toml"),
    include_str!("directory/money.toml"),
    include_str!("directory/home.toml"),
    include_str!("directory/mind.toml"),
    include_str!("directory/body.toml"),
    include_str!("directory/family.toml"),
    include_str!("directory/later_life.toml"),
    include_str!("directory/people.toml"),
    include_str!("directory/near_misses.toml"),
];

/// What directories add to any text, for its words too have to be lived with.
const FILLER: [&str; 16] = [
    "Please ring before your first visit.",
    "Free parking on the street outside.",
    "New members are always welcome.",
    "We are a small team of volunteers, so it may take us a day or two to answer.",
    "The bus station is five minutes' walk away.",
    "Funded by the Town Council and by people who give a little every month.",
    "Sorry, no dogs except assistance dogs.",
    "There is a kettle, and often cake.",
    "Our venue is next door to the job centre.",
    "Come along on your own or bring somebody with you.",
    "We follow the safeguarding policy of our trustees.",
    "Ask at reception for the room.",
    "We do not meet on bank holidays.",
    "This service forms part of the Living Well Partnership and contributes to its agreed outcomes.",
    "Mind the step by the side door.",
    "Photographs are only taken with your consent.",
];

/// An entry as it is written: one kind of service, in one or more towns.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// What it really is, for the judge: words that queries grade by.
    tags: String,
    /// `{town}` and `{place}` stand for where the copy is.
    name: String,
    org: String,
    /// Wordings; copies take turns.
    about: Vec<String>,
    #[serde(default)]
    terms: Vec<String>,
    /// First letters of its towns; `-` is a service without a place.
    #[serde(default = "everywhere")]
    at: String,
    /// Pounds a session.
    cost: Option<f64>,
    /// The fee in words.
    fees: Option<String>,
    /// What the words say of the cost, where no column does.
    said_cost: Option<f64>,
    /// `18-`, `-4` or `16-25`.
    ages: Option<String>,
    /// What the words say of ages, where no column does.
    said_ages: Option<String>,
    /// `TU 10:00-12:00`, several after `;`.
    days: Option<String>,
    who: Option<String>,
    #[serde(default)]
    online: bool,
    /// Whether only the words say that it can be had from anywhere.
    #[serde(default)]
    said_online: bool,
    #[serde(default)]
    languages: Vec<String>,
    /// `suspended` or one of the standard's words for what does not run.
    state: Option<String>,
}

#[derive(Deserialize)]
struct File {
    service: Vec<Entry>,
}

fn everywhere() -> String {
    "COB".to_owned()
}

/// A service with what the judge knows of it.
pub(super) struct Judged {
    pub(super) service: Service,
    pub(super) state: ListingState,
    pub(super) tags: BTreeSet<String>,
    pub(super) venue: Option<&'static Venue>,
    /// Pounds a session, by columns or words.
    pub(super) cost: Option<f64>,
    pub(super) ages: (Option<f64>, Option<f64>),
    /// `MO` to `SU`.
    pub(super) days: Vec<String>,
    pub(super) is_online: bool,
    /// Whether it says in words alone that it can be had from anywhere.
    pub(super) says_online: bool,
    pub(super) is_searchable: bool,
}

impl Judged {
    pub(super) fn id(&self) -> &str {
        self.service.id.as_deref().unwrap()
    }

    pub(super) fn name(&self) -> &str {
        self.service.name.as_deref().unwrap()
    }
}

/// The whole directory.
pub(super) fn directory() -> Vec<Judged> {
    let mut all = Vec::new();
    for text in FILES {
        let file: File = toml::from_str(text).unwrap();
        for entry in file.service {
            for (turn, letter) in entry.at.chars().enumerate() {
                all.push(entry.copy(turn, letter));
            }
        }
    }
    all
}

impl Entry {
    fn copy(&self, turn: usize, letter: char) -> Judged {
        let key = format!("{}/{}/{letter}", self.org, self.name);
        let dice = *id("dice", &key).as_bytes();
        let town = venues(letter);
        let venue = match town.len() {
            0 => None,
            count => Some(town[usize::from(dice[0]) % count]),
        };
        let state = match self.state.as_deref() {
            Some("suspended") => ListingState::Suspended,
            _ => ListingState::Listed,
        };
        let ages = self.ages.as_ref().or(self.said_ages.as_ref());
        Judged {
            service: serde_json::from_value(self.document(&key, turn, venue, dice)).unwrap(),
            state,
            tags: self.all_tags(venue),
            venue,
            cost: self.cost.or(self.said_cost),
            ages: ages.map_or((None, None), |ages| bounds(ages)),
            days: self.times().map(|(day, _)| day.to_owned()).collect(),
            is_online: self.online,
            says_online: self.said_online,
            is_searchable: self.state.is_none(),
        }
    }

    /// Its tags, its provider as `org:level-ground` and where it is as `@ormsdale`.
    fn all_tags(&self, venue: Option<&Venue>) -> BTreeSet<String> {
        let slug = |text: &str| told(text, venue).to_lowercase().replace(' ', "-");
        let places = venue.map_or(vec![], |venue| vec![venue.town, venue.locality]);
        let places = places.into_iter().map(|place| format!("@{}", slug(place)));
        let given = self.tags.split_whitespace().map(str::to_owned);
        let org = format!("org:{}", slug(&self.org));
        given.chain(places).chain([org]).collect()
    }

    fn document(&self, key: &str, turn: usize, venue: Option<&Venue>, dice: [u8; 16]) -> Value {
        let told = |text: &str| told(text, venue);
        let org = told(&self.org);
        let status = self.state.as_deref().filter(|state| *state != "suspended");
        let mut service = json!({
            "id": id("service", key),
            "name": told(&self.name),
            "description": told(&with_filler(&self.about[turn % self.about.len()], dice)),
            "status": status.unwrap_or("active"),
            "assured_date": format!("202{}-{:02}-15", 5 + dice[1] % 2, 1 + dice[2] % 10),
            "organization_id": id("organization", &org),
            "organization": {
                "id": id("organization", &org),
                "name": org,
                "description": "A provider in the Calder valleys.",
            },
            "schedules": self.schedules(key),
            "languages": self.languages.iter().map(|name| json!({"name": name})).collect::<Vec<_>>(),
        });
        if let Some(amount) = self.cost {
            service["cost_options"] =
                json!([{"option": "Each session", "amount": amount, "currency": "GBP"}]);
        }
        if let Some(fees) = &self.fees {
            service["fees"] = json!(fees);
        }
        if let Some(who) = &self.who {
            service["eligibility_description"] = json!(told(who));
        }
        if let Some((from, to)) = self.ages.as_deref().map(bounds) {
            service["minimum_age"] = json!(from);
            service["maximum_age"] = json!(to);
        }
        // One publisher in four never fills in the terms.
        if turn == 0 || dice[3] >= 64 {
            service["attributes"] = self.terms.iter().map(|term| attribute(term)).collect();
        }
        if let Some(venue) = venue {
            service["service_at_locations"] = json!([{"location": location(venue)}]);
        } else if self.online {
            let online = json!({"name": "Online or by phone", "location_type": "virtual"});
            service["service_at_locations"] = json!([{"location": online}]);
        }
        service
    }

    fn times(&self) -> impl Iterator<Item = (&str, &str)> {
        let days = self.days.as_deref().unwrap_or_default().split(';');
        days.filter_map(|time| time.trim().split_once(' '))
    }

    fn schedules(&self, key: &str) -> Vec<Value> {
        self.times()
            .enumerate()
            .map(|(number, (day, time))| {
                let (opens, closes) = time.split_once('-').unwrap();
                let attending = self.online.then_some("Online");
                json!({
                    "id": id("schedule", &format!("{key}{number}")),
                    "freq": "WEEKLY",
                    "byday": day,
                    "opens_at": opens,
                    "closes_at": closes,
                    "attending_type": attending,
                })
            })
            .collect()
    }
}

/// `text` for one venue.
fn told(text: &str, venue: Option<&Venue>) -> String {
    match venue {
        Some(venue) => text
            .replace("{town}", venue.town)
            .replace("{place}", venue.locality),
        None => text.to_owned(),
    }
}

fn with_filler(about: &str, dice: [u8; 16]) -> String {
    let mut text = about.to_owned();
    for roll in &dice[4..=usize::from(3 + dice[6] % 3)] {
        text.push(' ');
        text.push_str(FILLER[usize::from(*roll) % FILLER.len()]);
    }
    text
}

/// The bounds of `18-`, `-4` or `16-25`.
fn bounds(ages: &str) -> (Option<f64>, Option<f64>) {
    let (from, to) = ages.split_once('-').unwrap();
    (from.parse().ok(), to.parse().ok())
}

fn attribute(term: &str) -> Value {
    json!({
        "taxonomy_term_id": id("term", term),
        "taxonomy_term": {"id": id("term", term), "name": term, "taxonomy": "Living Well"},
    })
}

fn location(venue: &Venue) -> Value {
    let access = match venue.wheelchair {
        Some(true) => json!([{"description": "Wheelchair accessible"}]),
        Some(false) => json!([{"description": "Not wheelchair accessible: there are stairs"}]),
        None => json!([]),
    };
    json!({
        "name": venue.name,
        "location_type": "physical",
        "latitude": venue.lat,
        "longitude": venue.lon,
        "addresses": [{
            "address_1": venue.locality,
            "city": venue.town,
            "postal_code": venue.postcode,
            "country": "GB",
        }],
        "accessibility": access,
    })
}

fn id(kind: &str, name: &str) -> Uuid {
    let name = format!("judged {kind} {name}");
    Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())
}
