//! For whom it is: ages, women or men, and how much one must know already.

use std::hash::{Hash, Hasher};

use super::ages::{self, Ages, ages, is_in_name};
use super::evidence::Kind;
use super::ledger::{Group, Ledger};
use super::words::folded;
use crate::oruk::Service;

/// For whom a record says it is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct People {
    ages: Option<Ages>,
    sex: Option<Sex>,
    /// Bits of [`LEVELS`].
    levels: u16,
    /// Whether it says that it is for everybody.
    is_for_all: bool,
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

/// How records say that anybody may come.
const FOR_ALL: [&str; 8] = [
    "everybody",
    "everyone",
    "all ages",
    "any age",
    "for all",
    "open to all",
    "public",
    "all abilities",
];

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
            is_named: is_in_name(&raw, &name),
            is_for_all: is_for_all(&[&name, &who, prose]),
            way: way(&name),
        }
    }
}

impl People {
    pub(super) fn hash_into(&self, hasher: &mut impl Hasher) {
        if let Some(ages) = self.ages {
            ages.hash_into(hasher);
        }
        (self.sex, self.levels, self.way, self.is_for_all).hash(hasher);
    }
}

/// So much of a text as is read.
pub(super) fn cut(text: &str) -> &str {
    let mut end = text.len().min(READ);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Whether a text with spaces at both ends has a phrase.
pub(super) fn has(text: &str, phrase: &str) -> bool {
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
    // Whoever expects a child is a woman, whether the name says so or not.
    if any(&[
        "mums to be",
        "pregnancy",
        "pregnant",
        "antenatal",
        "bump",
        "bumps",
        "expectant",
    ]) {
        return None;
    }
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

fn is_for_all(texts: &[&str]) -> bool {
    let says = |text: &&str| FOR_ALL.iter().any(|phrase| has(text, phrase));
    texts.iter().any(says)
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
    // Who says that anybody may come is not silent on who may.
    let is_for_all = a.is_for_all != b.is_for_all;
    let silence = if is_for_all { silence * 1.4 } else { silence };
    match (a.ages, b.ages) {
        (Some(a), Some(b)) => ages::compare(a, b, ledger),
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
