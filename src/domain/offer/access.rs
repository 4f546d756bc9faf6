//! Whether people get in, and what is there for them.
//!
//! "Wheelchair accessible" is said by those words or by their like; a step-free entrance is a
//! feature of its own, for it says nothing of what is behind the door.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Serialize;

use super::cues::{Cue, Cues, any_no};
use super::said::{By, Said, Stated};
use super::texts::{Texts, folded};
use crate::oruk::{Location, Service};

/// Something for access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// No step on the way in, or a ramp.
    StepFree,
    /// A lift.
    Lift,
    /// A toilet for people who use a wheelchair.
    AccessibleToilet,
    /// A Changing Places toilet, with a hoist and a bench.
    ChangingPlaces,
    /// An induction loop for hearing aids.
    HearingLoop,
    /// British Sign Language, by staff or an interpreter.
    SignLanguage,
    /// Parking, for holders of a Blue Badge or for all.
    Parking,
    /// A quiet room, or hours with less noise and light.
    Quiet,
    /// Made for people with dementia.
    DementiaFriendly,
    /// Assistance dogs are welcome.
    AssistanceDogs,
    /// Papers in large print, Braille or easy words.
    EasyFormats,
}

impl Access {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::StepFree,
        Self::Lift,
        Self::AccessibleToilet,
        Self::ChangingPlaces,
        Self::HearingLoop,
        Self::SignLanguage,
        Self::Parking,
        Self::Quiet,
        Self::DementiaFriendly,
        Self::AssistanceDogs,
        Self::EasyFormats,
    ];

    /// Its code, as filters name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::StepFree => "step_free",
            Self::Lift => "lift",
            Self::AccessibleToilet => "accessible_toilet",
            Self::ChangingPlaces => "changing_places",
            Self::HearingLoop => "hearing_loop",
            Self::SignLanguage => "sign_language",
            Self::Parking => "parking",
            Self::Quiet => "quiet",
            Self::DementiaFriendly => "dementia_friendly",
            Self::AssistanceDogs => "assistance_dogs",
            Self::EasyFormats => "easy_formats",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::StepFree => "Step-free",
            Self::Lift => "Lift",
            Self::AccessibleToilet => "Accessible toilet",
            Self::ChangingPlaces => "Changing Places toilet",
            Self::HearingLoop => "Hearing loop",
            Self::SignLanguage => "British Sign Language",
            Self::Parking => "Parking for disabled people",
            Self::Quiet => "Quiet space or hours",
            Self::DementiaFriendly => "Dementia-friendly",
            Self::AssistanceDogs => "Assistance dogs welcome",
            Self::EasyFormats => "Large print, Braille or easy words",
        }
    }
}

static WHEELCHAIR: LazyLock<Cues> =
    LazyLock::new(|| Cues::new(&OTHER_WHEELCHAIRS, &NO_WAY_IN, &WAYS_IN));

/// In the field for it the bare word is the answer.
static WHEELCHAIR_FIELD: LazyLock<Cues> = LazyLock::new(|| {
    let yes = [&WAYS_IN[..], &["^(?:is |it is |yes,? )?accessible$"]];
    let no = [
        &NO_WAY_IN[..],
        &["^(?:is |it is )?not accessible$", "^inaccessible$"],
    ];
    Cues::new(&OTHER_WHEELCHAIRS, &no.concat(), &yes.concat())
});

const OTHER_WHEELCHAIRS: [&str; 3] = [
    "wheel ?chair (?:repairs?|loans?|hire|basketball|height|tennis|rugby|sports?|service)",
    "accessible (?:toilets?|wcs?|parking|to (?:all|every|people of|anyone))",
    "wheel ?chair accessible (?:toilets?|wcs?|parking|loos?|vehicle|minibus|transport|path)",
];

const NO_WAY_IN: [&str; 7] = [
    "(?:not|\\w+n't|no) (?:\\w+ ){0,2}suitable (?:to|for|by) (?:people (?:in|who use) )?wheel ?chairs?",
    "(?:inaccessible|unsuitable) (?:to|for|by) (?:people (?:in|who use) )?wheel ?chairs?",
    "wheel ?chair inaccessible",
    "(?:no|without|lacks) (?:full )?(?:level|step free) access",
    "(?:stairs?|steps|upstairs|first floor|second floor|flights?)[,;:]? (?:\\w+ ){0,5}(?:and |with |but |there is )?no lift",
    "no lift",
    "up (?:a|one|two|three) (?:\\w+ )?flights?",
];

const WAYS_IN: [&str; 8] = [
    "wheel ?chair (?:accessible|access|friendly)(?: throughout)?",
    "wheel ?chair users? (?:are )?(?:not |always |very )?welcome",
    "(?:accessible|suitable) (?:for|to|by) (?:people (?:in|who use) )?wheel ?chairs?(?: users?)?",
    "(?:full|good|fully) (?:disabled|disability) access(?:ible)?",
    "disabled access",
    "fully accessible",
    "accessible (?:venue|building|hall|premises|centre|room|throughout)",
    "(?:hall|venue|building|centre|room|premises|church|site|studio|cafe) (?:is|are|isn't|aren't) (?:not )?accessible",
];

/// What is said of each feature.
static FEATURES: LazyLock<[(Access, Cues); 11]> = LazyLock::new(|| {
    let cues = |nothing: &[&str], no: &[&str], yes: &str| {
        let steps = [
            "no steps",
            "without (?:any )?steps",
            "no (?:other )?(?:dogs|pets|animals),? \\(?(?:except(?:ing)?|other than|apart from|besides|but)(?: for)? (?:\\w+ )?(?:assistance|guide|hearing|support) dogs",
        ];
        Cues::with_sure(nothing, &steps, no, &[yes])
    };
    [
        (
            Access::StepFree,
            cues(
                &[
                    "level (?:one|two|three|\\d|of)",
                    "ramp up",
                    "next steps?",
                    "steps? (?:by step|away|count|to)",
                ],
                &[
                    "^(?:one|two|three|four|five|six|several|a few|\\d+) steps?,?(?: and)? (?:a )?hand ?rails?",
                    "(?:one|two|three|four|five|six|seven|eight|several|forty one|\\d+) steps (?:up|down|at|to)",
                ],
                "step free|level (?:access|entrance|entry|path|floor|ground|shop floor|grass)|ramps?|ramped|ground floor entrance|flat access",
            ),
        ),
        (
            Access::Lift,
            cues(
                &[
                    "(?:give|gives|offer|offers|need|want|get|share) (?:you |people |them )?an? lift",
                    "an? lift (?:home|from|there|can)",
                    "an? lift to (?:you|your|hospital|church|appointments?|town|shops?|and from|get|come|the (?:hall|club|group|shops|hospital|surgery|station|centre|venue|session|meeting))",
                    "lifts? (?:home|shared|your|the spirits?|spirits?|mood)",
                    "tail lift",
                    "dial an? lift",
                ],
                &[],
                "lifts?",
            ),
        ),
        (
            Access::AccessibleToilet,
            cues(
                &[],
                &[],
                "(?:wheel ?chair |disabled )?(?:accessible|disabled|adapted) (?:and \\w+ )?(?:toilets?|wcs?|loos?)|toilets? for (?:disabled|wheel ?chair)|accessible changing rooms?",
            ),
        ),
        (Access::ChangingPlaces, cues(&[], &[], "changing places")),
        (
            Access::HearingLoop,
            cues(&[], &[], "(?:hearing|induction) loops?|loop system"),
        ),
        (
            Access::SignLanguage,
            cues(
                &[
                    "(?:learn\\w*|teach\\w*|practi[sc]e|course in|classes in|beginners'?) (?:\\w+ ){0,2}(?:bsl|british sign language)",
                    "(?:bsl|british sign language) (?:classes|class|course|lessons?|level|learners)",
                ],
                &[],
                "(?:bsl|british sign language)(?: interpret(?:ers?|ed|ing|ation)| users?| video relay| signed)?|sign language interpret\\w+|bsl interpreted",
            ),
        ),
        (
            Access::Parking,
            cues(
                &["parking (?:fines?|permits?|tickets?)"],
                &[],
                "(?:blue badge|disabled|accessible|free|on site|off street|ample|plenty of)? ?(?:car )?parking|car park",
            ),
        ),
        (
            Access::Quiet,
            cues(
                &[],
                &[],
                "quiet (?:rooms?|spaces?|hours?|corner|area|sessions?|times?)|relaxed (?:sessions?|screenings?|performances?)|low (?:light|noise|sensory)|sensory (?:room|corner|tent|friendly)",
            ),
        ),
        (
            Access::DementiaFriendly,
            cues(&[], &[], "dementia friendly"),
        ),
        (
            Access::AssistanceDogs,
            cues(
                &["guide dogs? (?:owners|charity|puppy|puppies)"],
                &[],
                "(?:assistance|guide|hearing|support) dogs?(?: (?:are )?(?:welcome|only))?",
            ),
        ),
        (
            Access::EasyFormats,
            cues(&[], &[], "large print|braille|easy read|easy words"),
        ),
    ]
});

/// Access for wheelchairs, and the other features.
pub(super) fn read(
    texts: &Texts,
    service: &Service,
) -> (Stated<bool>, BTreeMap<Access, Said<bool>>) {
    let fields = fields(service);
    let prose = || texts.names.iter().chain(&texts.prose).chain(&texts.places);
    let in_prose = |cues: &Cues| {
        let found: Vec<Cue<'_>> = prose().flat_map(|text| cues.all(text)).collect();
        any_no(&found).map(|cue| Said::by(By::Prose, cue.says, cue.words))
    };
    let features = FEATURES.iter().filter_map(|(access, cues)| {
        let said = anywhere(&fields, cues).or_else(|| in_prose(cues));
        Some((*access, said?))
    });
    let wheelchair = anywhere(&fields, &WHEELCHAIR_FIELD).or_else(|| in_prose(&WHEELCHAIR));
    (wheelchair, features.collect())
}

/// What is said of each place in the fields for it, then of the service itself.
fn fields(service: &Service) -> Vec<Vec<String>> {
    let links = service.service_at_locations.iter();
    let places = links
        .filter_map(|link| link.location.as_ref())
        .map(of_place);
    let terms = service.attributes.iter().filter_map(|attribute| {
        let term = attribute.taxonomy_term.as_ref()?;
        term.name.as_ref().or(term.term.as_ref())
    });
    places
        .chain([terms.map(|name| folded(name)).collect()])
        .collect()
}

fn of_place(location: &Location) -> Vec<String> {
    let entries = location.accessibility.iter();
    let texts =
        entries.flat_map(|entry| [&entry.description, &entry.accessibility, &entry.details]);
    // "Accessible." answers as "accessible" does.
    let plain = |text: &String| folded(text).trim_end_matches(['.', '!', ' ']).to_owned();
    texts.flatten().map(plain).collect()
}

/// A no at one place is a no there; any other place may still say yes.
fn anywhere(places: &[Vec<String>], cues: &Cues) -> Stated<bool> {
    let at_each = places.iter().filter_map(|texts| {
        let found: Vec<Cue<'_>> = texts.iter().flat_map(|text| cues.all(text)).collect();
        any_no(&found)
    });
    let mut at_each: Vec<Cue<'_>> = at_each.collect();
    // A yes at one place is not taken back by what is said of another.
    at_each.sort_by_key(|cue| !cue.says);
    let cue = at_each.first()?;
    Some(Said::structured(cue.says, cue.words))
}
