//! The councils of the long test, and the dice that move them.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use waymark::demo::{Dataset, OrukServer};

use crate::support::sample;

/// Each source begins with so many services.
const AT_FIRST: u32 = 40;

/// Numbers that look random and are the same each time.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new() -> Self {
        let seed = std::env::var("WAYMARK_TEST_SEED").ok();
        Self(seed.and_then(|seed| seed.parse().ok()).unwrap_or(7))
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        // Knuth's MMIX generator; its upper half is random enough to choose with.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    pub(super) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub(super) fn pick<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        (!all.is_empty()).then(|| all[self.below(all.len())].clone())
    }
}

/// A council: what it lists, and what it listed once.
pub(super) struct Source {
    pub(super) server: OrukServer,
    pub(super) listed: BTreeMap<u32, Value>,
    gone: BTreeMap<u32, Value>,
    next: u32,
    edits: u32,
}

impl Source {
    pub(super) async fn start(first: u32) -> Self {
        let listed: BTreeMap<u32, Value> = (first..first + AT_FIRST)
            .map(|n| (n, distinct(n)))
            .collect();
        let services = listed.values().cloned().collect();
        let dataset = Dataset {
            services,
            ..Dataset::default()
        };
        Self {
            server: OrukServer::start(&dataset).await.unwrap(),
            listed,
            gone: BTreeMap::new(),
            next: first + AT_FIRST,
            edits: 0,
        }
    }

    pub(super) fn serve(&self) {
        let services = self.listed.values().cloned().collect();
        self.server.set(&Dataset {
            services,
            ..Dataset::default()
        });
    }

    fn add(&mut self, mut service: Value) {
        service["id"] = json!(sample::id(1, self.next));
        self.listed.insert(self.next, service);
        self.next += 1;
    }

    /// Lists a service of the other source too, in words of its own.
    pub(super) fn also_list(&mut self, other: &Self, dice: &mut Dice) {
        let theirs: Vec<u32> = other.listed.keys().copied().collect();
        let Some(n) = dice.pick(&theirs) else { return };
        let mut service = other.listed[&n].clone();
        let number = service["phones"][0]["number"].as_str().unwrap();
        let number = format!(
            "+44 {}",
            number.trim_start_matches("+44 ").trim_start_matches('0')
        );
        service["phones"][0]["number"] = json!(number);
        service["description"] = json!(format!("Tea, and company as told by us ({}).", self.next));
        self.add(service);
    }

    /// Adds, edits, removes or revives a service.
    pub(super) fn step(&mut self, dice: &mut Dice) {
        let there: Vec<u32> = self.listed.keys().copied().collect();
        let gone: Vec<u32> = self.gone.keys().copied().collect();
        match dice.below(10) {
            0 | 1 => {
                self.add(distinct(self.next));
            }
            2 | 3 if there.len() > 10 => {
                let n = dice.pick(&there).unwrap();
                self.gone.insert(n, self.listed.remove(&n).unwrap());
            }
            4 => {
                if let Some(n) = dice.pick(&gone) {
                    self.listed.insert(n, self.gone.remove(&n).unwrap());
                }
            }
            _ => {
                let n = dice.pick(&there).unwrap();
                self.edits += 1;
                let service = self.listed.get_mut(&n).unwrap();
                match dice.below(3) {
                    0 => service["name"] = json!(format!("Edited {}", self.edits)),
                    1 => {
                        service["schedules"][0]["opens_at"] =
                            json!(format!("{:02}:30", self.edits % 10))
                    }
                    _ => service["status"] = json!(["active", "inactive"][dice.below(2)]),
                }
            }
        }
    }
}

/// A service that is like no other.
fn distinct(n: u32) -> Value {
    const WHAT: [&str; 8] = [
        "Bowls Club",
        "Debt Advice",
        "Lunch Club",
        "Choir",
        "Swimming Lessons",
        "Job Club",
        "Toddler Group",
        "Art Class",
    ];
    const WHERE: [&str; 7] = [
        "Ashby",
        "Brookside",
        "Cawdale",
        "Dunmere",
        "Eastholme",
        "Fernley",
        "Garthwaite",
    ];
    let (what, town) = (
        WHAT[n as usize % WHAT.len()],
        WHERE[n as usize % WHERE.len()],
    );
    let mut service = serde_json::to_value(sample::service(n)).unwrap();
    let syllables = ["ba", "co", "di", "fu", "ge", "la", "mo", "ni", "pu", "re"];
    let digits = n.to_string().into_bytes();
    let name: String = digits
        .iter()
        .map(|d| syllables[usize::from(d - b'0')])
        .collect();
    service["name"] = json!(format!("{town} {name} {what}"));
    service["description"] = json!(format!("{what} in {town}, run by {name}."));
    service["phones"][0]["number"] = json!(format!("01632 960{:03}", n % 1000));
    service["url"] = json!(format!("https://{name}.example.org/"));
    service["email"] = json!(format!("hello@{name}.example.org"));
    service["contacts"] = json!([]);
    service["organization_id"] = json!(sample::id(2, n));
    service["organization"] = json!({
        "id": sample::id(2, n), "name": format!("{name} of {town}"), "description": "A group.",
    });
    service
}
