//! Whether people get in, and what is there for them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Serialize;

use super::cues::{Cues, any_no};
use super::said::{Said, Stated};
use super::texts::{Texts, folded};
use crate::oruk::Service;

/// Something for access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// No step on the way in.
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
    /// Parking for disabled people, or beside the door.
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

static WHEELCHAIR: LazyLock<Cues> = LazyLock::new(|| {
    Cues::new(
        &[],
        &[
            "(?:not|in)(?: \\w+){0,2} (?:wheel ?chair )?accessible",
            "no (?:wheel ?chair|disabled) access",
        ],
        &[
            "wheel ?chair (?:accessible|access|friendly)",
            "accessible (?:for|to|by) wheel ?chairs?(?: users)?",
        ],
    )
});

pub(super) fn read(
    _texts: &Texts,
    service: &Service,
) -> (Stated<bool>, BTreeMap<Access, Said<bool>>) {
    let links = service.service_at_locations.iter();
    let locations = links.filter_map(|link| link.location.as_ref());
    let found = locations.filter_map(|location| {
        let entries = location.accessibility.iter();
        let texts =
            entries.flat_map(|entry| [&entry.description, &entry.accessibility, &entry.details]);
        texts.flatten().find_map(|text| {
            let text = folded(text);
            let (value, words) = any_no(&WHEELCHAIR.all(&text))?;
            Some(Said::structured(value, words))
        })
    });
    let mut found: Vec<_> = found.collect();
    let at = found.iter().position(|said| said.value).unwrap_or(0);
    (
        (at < found.len()).then(|| found.swap_remove(at)),
        BTreeMap::new(),
    )
}
