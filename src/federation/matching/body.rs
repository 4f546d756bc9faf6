//! Who provides it: names of organisations, registered numbers, and how to reach them.

use super::evidence::Kind;
use super::kinship::Kinship;
use super::ledger::{Group, Ledger};
use super::reach::Reach;
use super::times::Clock;
use super::vocabulary::is_concept;
use super::words::{Word, words};
use crate::oruk::{Organization, Service};

/// Who provides a service, as a record says it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Body {
    pub(super) shown: Box<str>,
    /// The words of its name, and how much each tells.
    pub(super) words: Vec<(Word, f32)>,
    /// Whether it runs so much, or lists so much of others, that its name says little.
    is_umbrella: bool,
    /// Registered numbers: kind and number, `charity 5990101`.
    pub(super) numbers: Vec<String>,
    pub(super) reach: Reach,
}

/// Legal forms, and words that come and go with them.
const FORMS: [&str; 22] = [
    "ltd",
    "limited",
    "cic",
    "cio",
    "scio",
    "plc",
    "llp",
    "inc",
    "incorporated",
    "registered",
    "charity",
    "charitable",
    "company",
    "interest",
    "co",
    "uk",
    "reg",
    "guarantee",
    "no",
    "number",
    "gb",
    "cyf",
];

/// Words that many organisations have in their names.
const COMMON: [&str; 46] = [
    "association",
    "society",
    "group",
    "club",
    "centre",
    "community",
    "committee",
    "trust",
    "foundation",
    "service",
    "branch",
    "project",
    "organisation",
    "team",
    "support",
    "council",
    "church",
    "parish",
    "chapel",
    "hall",
    "village",
    "volunteer",
    "action",
    "district",
    "county",
    "borough",
    "city",
    "town",
    "local",
    "saint",
    "library",
    "network",
    "partnership",
    "friend",
    "care",
    "health",
    "nhs",
    "management",
    "national",
    "british",
    "social",
    "activity",
    "initiative",
    "federation",
    "department",
    "scheme",
];

/// What marks bodies that run many services, and list those of others under their own name.
const UMBRELLAS: [&str; 13] = [
    "council",
    "nhs",
    "hall",
    "cvs",
    "hospital",
    "borough",
    "volunteer centre",
    "volunteer action",
    "health board",
    "community action",
    "library",
    "district",
    "county",
];

impl Body {
    pub(super) fn of(service: &Service) -> Self {
        let organization = service.organization.as_ref();
        let name = organization
            .and_then(|o| o.name.as_deref())
            .unwrap_or_default();
        let words: Vec<Word> = words(name);
        let text = words
            .iter()
            .map(|word| &*word.text)
            .collect::<Vec<_>>()
            .join(" ");
        let telling = |word: Word| {
            let weight = match &*word.text {
                text if FORMS.contains(&text) => return None,
                text if COMMON.contains(&text) => 0.2,
                _ => 1.0,
            };
            Some((word, weight))
        };
        Self {
            shown: crate::domain::cut(&crate::domain::plain_text(name), 80).into(),
            is_umbrella: UMBRELLAS.iter().any(|mark| text.contains(mark)),
            words: words.into_iter().filter_map(telling).collect(),
            numbers: organization.map(numbers).unwrap_or_default(),
            reach: Reach::of(service),
        }
    }

    /// Words of its name that tell which one it is.
    pub(super) fn naming(&self) -> impl Iterator<Item = &Word> {
        let naming = self.words.iter().filter(|(_, weight)| *weight > 0.5);
        naming.map(|(word, _)| word)
    }
}

fn numbers(organization: &Organization) -> Vec<String> {
    let stated = organization
        .organization_identifiers
        .iter()
        .filter_map(|known| {
            let kind = [&known.identifier_scheme, &known.identifier_type]
                .into_iter()
                .flatten();
            let kind: Vec<String> = kind.map(|kind| kind.to_lowercase()).collect();
            number(&kind.join(" "), known.identifier.as_deref()?)
        });
    let in_uri = organization.uri.as_deref().and_then(|uri| {
        let last = uri.trim_end_matches('/').rsplit('/').next()?;
        let last = last.to_lowercase();
        (last.starts_with("gb-")).then(|| number(&last, &last))?
    });
    let tax = organization
        .tax_id
        .as_deref()
        .and_then(|id| number("charity", id));
    let mut numbers: Vec<String> = stated.chain(in_uri).chain(tax).collect();
    numbers.sort();
    numbers.dedup();
    numbers
}

fn number(kind: &str, identifier: &str) -> Option<String> {
    let own = identifier.to_lowercase();
    let kind = [kind, &own].iter().find_map(|text| {
        let is = |marks: &[&str]| marks.iter().any(|mark| text.contains(mark));
        if is(&["charit", "chc", "gb-sc", "-sc", "nic"]) {
            Some("charity")
        } else if is(&["compan", "coh"]) {
            Some("company")
        } else {
            None
        }
    });
    let kind = kind.unwrap_or("registered");
    let last = own.rsplit(['/', ':']).next().unwrap_or_default();
    let last = ["gb-chc-", "gb-coh-", "gb-sc-", "gb-nic-"]
        .iter()
        .fold(last, |text, prefix| text.trim_start_matches(prefix));
    let bare: String = last.chars().filter(char::is_ascii_alphanumeric).collect();
    let bare = bare.trim_start_matches('0');
    let digits = bare.bytes().filter(u8::is_ascii_digit).count();
    (digits >= 4 && bare.len() <= 12).then(|| format!("{kind} {bare}"))
}

/// What else a record says that may name a provider.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mentions<'p> {
    /// Words of names, places and towns; sorted.
    pub(super) context: &'p [u64],
    /// Words of the description; sorted.
    pub(super) prose: &'p [u64],
    /// Words of its towns; sorted.
    pub(super) towns: &'p [u64],
    /// Words of its places and their streets; sorted.
    pub(super) places: &'p [u64],
}

impl Mentions<'_> {
    fn says(&self, word: &Word) -> bool {
        [self.context, self.prose]
            .iter()
            .any(|words| words.binary_search(&word.hash).is_ok())
    }
}

/// Where and when two records are, as far as both say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Occasion {
    /// Whether they are at one place; `None` where that is not known.
    pub(super) is_one_place: Option<bool>,
    /// How their times compare.
    pub(super) clock: Clock,
}

impl Occasion {
    /// Whether both are at one place at the same hour.
    pub(super) fn is_at_once(self) -> bool {
        self.clock == Clock::Hour && self.is_one_place == Some(true)
    }
}

/// Compares who provides two services.
pub(super) fn compare(
    a: &Body,
    b: &Body,
    [of_a, of_b]: [Mentions<'_>; 2],
    occasion: Occasion,
    ledger: &mut impl Ledger,
) {
    names(a, b, [of_a, of_b], occasion, ledger);
    registers(a, b, ledger);
    a.reach.compare(&b.reach, ledger);
}

fn names(
    a: &Body,
    b: &Body,
    [of_a, of_b]: [Mentions<'_>; 2],
    occasion: Occasion,
    ledger: &mut impl Ledger,
) {
    let mut note = |weight, text: &dyn Fn() -> String| {
        ledger.add(Group::Body, Kind::Organisation, weight, text);
    };
    if a.words.is_empty() || b.words.is_empty() {
        let (named, mentions) = if a.words.is_empty() {
            (b, of_a)
        } else {
            (a, of_b)
        };
        if is_mentioned(named, mentions) {
            note(1.0, &|| format!("both speak of {}", named.shown));
        }
        return;
    }
    let kinship = Kinship::of(a, b, [of_a, of_b]);
    // At one place and hour a name of what they do there is enough, unless their contacts differ.
    let is_plain_enough = occasion.is_at_once() && !a.reach.differs(&b.reach);
    let is_spoken_of = match is_plain_enough {
        true => is_mentioned(a, of_b) || is_mentioned(b, of_a),
        false => is_called(a, of_a, of_b) || is_called(b, of_b, of_a),
    };
    let both = || format!("{} and {}", a.shown, b.shown);
    if kinship.is_same() {
        note(2.0, &|| format!("{} provides both", a.shown));
    } else if kinship.is_part() {
        note(1.5, &|| format!("{} are probably one organisation", both()));
    } else if kinship.is_branch() {
        // Who answers at one telephone or meets in one room is one branch under two names.
        let weight = if occasion.is_one_place == Some(true) || a.reach.is_shared(&b.reach) {
            -0.3
        } else {
            -2.0
        };
        ledger.add(Group::Body, Kind::Organisation, weight, || {
            format!("{} are different branches", both())
        });
    } else if is_spoken_of {
        note(1.0, &|| {
            format!("{}: one record speaks of the other's", both())
        });
    } else if a.is_umbrella || b.is_umbrella {
        // A council lists what others run in its buildings as its own.
        let weight = match occasion.is_one_place {
            Some(true) => -0.2,
            None => -0.5,
            Some(false) => -1.2,
        };
        note(weight, &|| format!("{} are not the same", both()));
    } else {
        // Whose contacts differ too are hardly one body under two names.
        let weight = match (a.reach.is_shared(&b.reach), a.reach.differs(&b.reach)) {
            (true, _) => -0.7,
            (false, true) => -2.2,
            _ => -1.5,
        };
        note(weight, &|| format!("{} are two organisations", both()));
    }
}

/// Whether the other record says all words that name an organisation. Where the town alone
/// names it, it must say the others too.
fn is_mentioned(body: &Body, mentions: Mentions<'_>) -> bool {
    let is_town = |word: &&Word| mentions.towns.binary_search(&word.hash).is_ok();
    let mut naming = body.naming().filter(|word| !is_town(word)).peekable();
    match naming.peek() {
        Some(_) => naming.all(|word| mentions.says(word)),
        None => body.words.len() > 1 && body.words.iter().all(|(word, _)| mentions.says(word)),
    }
}

/// Whether the other record calls an organisation by its name, and not only by words that its
/// activity or its place gives it: "Ashby Art Society" is not spoken of by every art class there.
fn is_called(body: &Body, own: Mentions<'_>, other: Mentions<'_>) -> bool {
    let is_its_own = |word: &Word| {
        own.places.binary_search(&word.hash).is_err()
            && other.towns.binary_search(&word.hash).is_err()
            && !is_concept(word)
    };
    is_mentioned(body, other) && body.naming().any(is_its_own)
}

fn registers(a: &Body, b: &Body, ledger: &mut impl Ledger) {
    if let Some(number) = a.numbers.iter().find(|number| b.numbers.contains(number)) {
        ledger.add(Group::Body, Kind::Identifier, 1.8, || {
            format!("both have the number {number}")
        });
        return;
    }
    let kind = |number: &str| number.split(' ').next().unwrap_or_default().to_owned();
    let differs = a
        .numbers
        .iter()
        .any(|a| b.numbers.iter().any(|b| kind(a) == kind(b)));
    if differs {
        ledger.add(Group::Body, Kind::Identifier, -2.0, || {
            format!("{} is not {}", a.numbers.join(", "), b.numbers.join(", "))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registered_number_is_the_same_however_it_is_written() {
        for (kind, identifier, want) in [
            ("gb-chc", "5990101", Some("charity 5990101")),
            ("gb-chc", "GB-CHC-5990101", Some("charity 5990101")),
            ("registered charity", "599 0101", Some("charity 5990101")),
            ("gb-coh", "09990101", Some("company 9990101")),
            ("", "5990101", Some("registered 5990101")),
            ("gb-chc", "pending", None),
        ] {
            assert_eq!(
                number(kind, identifier).as_deref(),
                want,
                "{kind} {identifier}"
            );
        }
    }
}
