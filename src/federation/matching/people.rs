//! For whom it is: ages, women or men, and how much one must know already.

use std::hash::{Hash, Hasher};

use super::evidence::Kind;
use super::ledger::{Group, Ledger};
use super::words::folded;
use crate::domain::offer::ages_in_prose;
use crate::domain::{AgeRange, ages_in_words};
use crate::oruk::Service;

/// For whom a record says it is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct People {
    ages: Option<Ages>,
    sex: Option<Sex>,
    /// Bits of [`LEVELS`].
    levels: u16,
    /// Whether its name says the ages.
    is_named: bool,
    way: Option<Way>,
}

/// How people take part, where a name says that they need not go anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Way {
    Online,
    Telephone,
}

/// Ages in years, both included; 0 and 120 where a bound is open.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Ages {
    min: f32,
    max: f32,
    /// Whether they stand where ages of those who come must: a description may speak of others.
    is_sure: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Sex {
    Women,
    Men,
}

/// Words of levels; each line is a level.
const LEVELS: [&[&str]; 10] = [
    &[
        "beginner",
        "beginners",
        "starter",
        "starters",
        "absolute beginners",
        "beginners only",
        "introduction",
        "introductory",
    ],
    &["improver", "improvers"],
    &["intermediate", "intermediates"],
    &["advanced"],
    &[
        "level 1",
        "entry 1",
        "stage 1",
        "part 1",
        "grade 1",
        "entry level 1",
        "level one",
    ],
    &[
        "level 2",
        "entry 2",
        "stage 2",
        "part 2",
        "grade 2",
        "entry level 2",
        "level two",
    ],
    &[
        "level 3",
        "entry 3",
        "stage 3",
        "part 3",
        "grade 3",
        "entry level 3",
        "level three",
    ],
    &["easy", "short walk", "short walks"],
    &[
        "moderate",
        "medium",
        "longer walk",
        "long walk",
        "longer walks",
    ],
    &["strenuous", "challenging"],
];

/// Names of ages: words, then from and to.
const NAMED: [(&[&str], f32, f32); 7] = [
    (
        &[
            "baby and toddler",
            "babies and toddlers",
            "toddler and baby",
            "baby toddler",
            "bumps babies and toddlers",
        ],
        0.0,
        5.0,
    ),
    (
        &[
            "toddler",
            "toddlers",
            "tots",
            "pre school",
            "preschool",
            "playgroup",
        ],
        1.0,
        5.0,
    ),
    (
        &["baby", "babies", "infant", "infants", "newborn"],
        0.0,
        1.6,
    ),
    (
        &[
            "junior",
            "juniors",
            "kids",
            "children",
            "childrens",
            "primary",
        ],
        3.0,
        17.0,
    ),
    (
        &[
            "teen",
            "teens",
            "teenage",
            "teenagers",
            "youth",
            "young people",
        ],
        9.0,
        25.0,
    ),
    (
        &[
            "older people",
            "seniors",
            "older adults",
            "pensioners",
            "elderly",
            "retired",
            "senior citizens",
            "later life",
        ],
        49.0,
        OLDEST,
    ),
    (&["adult", "adults"], 16.0, OLDEST),
];

/// Where an open range ends.
const OLDEST: f32 = 120.0;

/// So much of a description is read.
const READ: usize = 600;

impl People {
    pub(super) fn of(service: &Service) -> Self {
        let text = |text: &Option<String>| folded(text.as_deref().unwrap_or_default());
        let raw = service.name.clone().unwrap_or_default();
        let name = format!(" {} ", text(&service.name));
        let who = format!(" {} ", text(&service.eligibility_description));
        let prose = format!(" {} ", text(&service.description));
        let prose = cut(&prose);
        let body = service.organization.as_ref().and_then(|o| o.name.clone());
        let body = format!(" {} ", text(&body));
        Self {
            ages: ages(service, &name),
            sex: sex(&name, &[&who, prose]).or_else(|| sex(&body, &[])),
            levels: levels(&name),
            is_named: named(&name).is_some() || ages_in_prose(cut(&raw)).is_some(),
            way: way(&name),
        }
    }
}

impl People {
    pub(super) fn hash_into(&self, hasher: &mut impl Hasher) {
        let ages = self
            .ages
            .map(|ages| (ages.min.to_bits(), ages.max.to_bits(), ages.is_sure));
        (ages, self.sex, self.levels, self.way).hash(hasher);
    }
}

fn cut(text: &str) -> &str {
    let mut end = text.len().min(READ);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The fields for it, the name, the field for who may come, the description: the first that
/// tells.
fn ages(service: &Service, name: &str) -> Option<Ages> {
    let raw = |text: &Option<String>| cut(text.as_deref().unwrap_or_default()).to_owned();
    let fields = AgeRange {
        min: service.minimum_age,
        max: service.maximum_age,
    };
    let sure = bounds(fields)
        .or_else(|| ages_in_prose(&raw(&service.name)).and_then(bounds))
        .or_else(|| ages_in_words(&raw(&service.eligibility_description)).and_then(bounds))
        .or_else(|| named(name));
    let is_sure = sure.is_some();
    let (min, max) = sure.or_else(|| ages_in_prose(&raw(&service.description)).and_then(bounds))?;
    Some(Ages { min, max, is_sure })
}

fn bounds(range: AgeRange) -> Option<(f32, f32)> {
    let min = range.min.map_or(0.0, years);
    let max = range.max.map_or(OLDEST, years).min(OLDEST);
    (min > 0.0 || max < OLDEST)
        .then_some((min, max))
        .filter(|(min, max)| min <= max)
}

#[expect(clippy::cast_possible_truncation, reason = "an age needs no more")]
fn years(years: f64) -> f32 {
    years as f32
}

fn named(name: &str) -> Option<(f32, f32)> {
    let mut known = NAMED.iter();
    let found = known.find(|(words, ..)| words.iter().any(|word| has(name, word)));
    found.map(|(_, min, max)| (*min, *max))
}

/// Whether a text with spaces at both ends has a phrase.
fn has(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(at, _)| {
        let before = text[..at].ends_with(' ');
        before && text[at + phrase.len()..].starts_with(' ')
    })
}

fn sex(name: &str, texts: &[&str]) -> Option<Sex> {
    let women = [
        "women", "womens", "ladies", "girls", "mums", "mothers", "woman",
    ];
    let men = [
        "men", "mens", "gents", "blokes", "dads", "fathers", "boys", "lads",
    ];
    let any = |words: &[&str]| words.iter().any(|word| has(name, word));
    let is_institute = has(name, "womens institute") || has(name, "womens aid");
    match (any(&women) && !is_institute, any(&men)) {
        (true, false) => return Some(Sex::Women),
        (false, true) => return Some(Sex::Men),
        (true, true) => return None,
        (false, false) => {}
    }
    let says = |who: &[&str]| {
        let phrase = |word: &&str| {
            let phrases = [
                format!("{word} only"),
                format!("only {word}"),
                format!("for {word}"),
            ];
            texts
                .iter()
                .any(|text| phrases.iter().any(|phrase| has(text, phrase)))
        };
        who.iter().any(phrase)
    };
    let both = texts.iter().any(|text| {
        [
            "men and women",
            "women and men",
            "for men women",
            "ladies and gents",
        ]
        .iter()
        .any(|both| has(text, both))
    });
    match (says(&["women", "ladies"]), says(&["men"])) {
        (true, false) if !both => Some(Sex::Women),
        (false, true) if !both => Some(Sex::Men),
        _ => None,
    }
}

fn levels(name: &str) -> u16 {
    let told = LEVELS
        .iter()
        .enumerate()
        .filter(|(_, words)| words.iter().any(|word| has(name, word)));
    told.fold(0, |levels, (at, _)| levels | 1 << at)
}

fn way(name: &str) -> Option<Way> {
    let says = |words: &[&str]| words.iter().any(|word| has(name, word));
    if says(&["online", "virtual", "zoom", "video call", "webinar"]) {
        Some(Way::Online)
    } else if says(&["telephone", "phone", "helpline", "by phone"]) {
        Some(Way::Telephone)
    } else {
        None
    }
}

/// Compares for whom two are.
pub(super) fn compare(a: &People, b: &People, silence: f64, ledger: &mut impl Ledger) {
    match (a.ages, b.ages) {
        (Some(a), Some(b)) => compare_ages(a, b, ledger),
        _ if a.is_named != b.is_named => {
            ledger.add(Group::People, Kind::People, -1.8 * silence, || {
                "only one of them names an age".to_owned()
            })
        }
        _ => {}
    }
    match (a.way, b.way) {
        (Some(a), Some(b)) if a != b => ledger.conflict(Group::People, Kind::People, 4.0, || {
            "one is online, the other by telephone".to_owned()
        }),
        (None, Some(_)) | (Some(_), None) => {
            ledger.add(Group::People, Kind::People, -1.7 * silence, || {
                "only one of them says that it is online or by telephone".to_owned()
            })
        }
        _ => {}
    }
    match (a.sex, b.sex) {
        (Some(a), Some(b)) if a != b => ledger.conflict(Group::People, Kind::People, 5.0, || {
            "one is for women, the other for men".to_owned()
        }),
        (Some(_), Some(_)) => ledger.add(Group::People, Kind::People, 0.4, || {
            "both are for women alone or for men alone".to_owned()
        }),
        (None, None) => {}
        _ => ledger.add(Group::People, Kind::People, -1.8 * silence, || {
            "only one of them is for women or men alone".to_owned()
        }),
    }
    if a.levels != 0 && b.levels != 0 {
        if a.levels & b.levels == 0 {
            ledger.conflict(Group::People, Kind::People, 5.0, || {
                "they are for people of different levels".to_owned()
            });
        } else {
            ledger.add(Group::People, Kind::People, 0.4, || {
                "both are for one level".to_owned()
            });
        }
    } else if a.levels != b.levels {
        ledger.add(Group::People, Kind::People, -1.7 * silence, || {
            "only one of them names a level".to_owned()
        });
    }
}

fn compare_ages(a: Ages, b: Ages, ledger: &mut impl Ledger) {
    let common = a.max.min(b.max) - a.min.max(b.min);
    let shorter = (a.max - a.min).min(b.max - b.min);
    let text = || format!("one is for {}, the other for {}", shown(a), shown(b));
    if common <= 0.01 || common <= 0.5 && shorter > 1.0 || common <= 0.2 * shorter {
        match a.is_sure && b.is_sure {
            true => ledger.conflict(Group::People, Kind::People, 5.0, text),
            false => ledger.add(Group::People, Kind::People, -2.0, text),
        }
    } else if (a.min - b.min).abs() <= 0.5 && (a.max - b.max).abs() <= 1.0 {
        ledger.add(Group::People, Kind::People, 0.5, || {
            format!("both are for {}", shown(a))
        });
    } else {
        let whole = a.max.max(b.max) - a.min.min(b.min);
        if common / whole < 0.34 {
            ledger.add(Group::People, Kind::People, -1.0, text);
        }
    }
}

fn shown(Ages { min, max, .. }: Ages) -> String {
    match (min > 0.0, max < OLDEST) {
        (true, true) => format!("ages {min} to {max}"),
        (true, false) => format!("ages {min} and over"),
        _ => format!("ages up to {max}"),
    }
}
