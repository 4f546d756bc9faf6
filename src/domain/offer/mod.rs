//! What a service offers, as people filter by it: structured values, and prose read into them.
//!
//! service -> [`Texts`](texts::Texts), its words sentence by sentence -> a reader for each
//! concern -> [`Offer`]. Every reader asks the field that the standard has for its fact, and
//! the name and the description only where that field is silent. An answer keeps the words
//! that it comes from. Sentences about the past, about others and about the building are not
//! read, and what is not said stays not stated.

mod access;
mod admission;
mod age;
mod attendance;
mod audience;
mod audiences;
mod cues;
mod denial;
mod gender;
mod language;
mod languages;
mod places;
mod price;
mod referral;
mod said;
mod sessions;
mod span;
mod texts;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::oruk::Service;

pub use crate::domain::AgeRange;
pub use access::Access;
pub use age::ages_in_prose;
pub use audience::Term;
pub use language::language_names;
pub use price::{is_free, says_free};
pub use said::{By, Said, Stated};
pub use sessions::{Session, scheduled_sessions};

/// What a service offers.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Offer {
    /// Whether it is free, for everybody and every time.
    pub free: Stated<bool>,
    /// The cheapest price of one session in pence; 0 when it is free. Fees for a month, a
    /// year or a course are none, and neither is a first session at another price.
    pub price: Stated<u32>,
    /// Who may come, by age.
    pub ages: Stated<AgeRange>,
    /// When it takes place. Empty when nothing certain is said of any week.
    pub sessions: Vec<Said<Session>>,
    /// Whether people can go there.
    pub in_person: Stated<bool>,
    /// Whether people can take part from anywhere: by video, in writing or by telephone.
    pub remote: Stated<bool>,
    /// Whether somebody comes to people's homes.
    pub home_visit: Stated<bool>,
    /// Whether it is, or has a session that is, for women alone.
    pub women_only: Stated<bool>,
    /// Whether it is, or has a session that is, for men alone.
    pub men_only: Stated<bool>,
    /// For whom it is: the feed's own terms, and [known audiences](Term) by their codes.
    pub audiences: Vec<Said<Term>>,
    /// Whether people who use a wheelchair get in. With several places: into any of them.
    pub wheelchair: Stated<bool>,
    /// What else there is for access; `false` where it is said to be missing.
    pub access: BTreeMap<Access, Said<bool>>,
    /// Languages it is offered in; the codes are those of ISO 639, two letters where there
    /// are two, `bfi` for British Sign Language.
    pub languages: Vec<Said<Term>>,
    /// Whether people may come of their own accord, without somebody who refers them.
    pub self_referral: Stated<bool>,
    /// Whether there is room, or a place within a reasonable time. A wait of some weeks says
    /// neither.
    pub has_places: Stated<bool>,
}

impl Offer {
    /// Reads a service.
    pub fn of(service: &Service) -> Self {
        let texts = texts::Texts::of(service);
        let free = price::free(&texts, service);
        let attendance = attendance::read(&texts, service);
        let gender = gender::read(&texts);
        let (wheelchair, access) = access::read(&texts, service);
        Self {
            price: price::cheapest(&texts, service, free.as_ref()),
            free,
            ages: age::read(&texts, service),
            sessions: sessions::read(&texts, service),
            in_person: attendance.in_person,
            remote: attendance.remote,
            home_visit: attendance.home_visit,
            women_only: gender.women_only,
            men_only: gender.men_only,
            audiences: audience::read(&texts, service),
            wheelchair,
            access,
            languages: language::read(&texts, service),
            self_referral: referral::read(&texts),
            has_places: places::read(&texts),
        }
    }
}

#[cfg(test)]
mod tests;
