//! From a service to the facts that filters ask for.

use super::columns::Answers;
use super::name::Flag;
use super::verdict::at_a_place;
use crate::domain::offer::{AgeRange, Session, Term};
use crate::domain::{Coverage, FeedId, Offer};
use crate::oruk::{Attribute, Service};

/// Separates the parts of a [`Name`] in the index; text that is published holds none.
const PART: char = '\u{1f}';

/// What is known of one service.
#[derive(Debug, Default)]
pub(in crate::search) struct Facts {
    /// Answers, by flag.
    pub(super) answers: [Option<bool>; Flag::ALL.len()],
    /// The cheapest way to take part, in pence for a session.
    pub(super) pence: Option<u32>,
    pub(super) ages: Option<AgeRange>,
    pub(super) sessions: Vec<Session>,
    /// Names, by the columns that hold them.
    pub(super) names: Vec<(Column, Name)>,
    /// Where those live whom it is for, as text.
    pub(super) coverage: Option<String>,
}

/// A column of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::search) enum Column {
    Category,
    Audience,
    Language,
    Access,
    /// What is said to be missing for access.
    NoAccess,
    Organization,
    Feed,
}

impl Column {
    pub(super) const ALL: [Self; 7] = [
        Self::Category,
        Self::Audience,
        Self::Language,
        Self::Access,
        Self::NoAccess,
        Self::Organization,
        Self::Feed,
    ];
}

/// Something with a name.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::search) struct Name {
    /// What it is told apart by, and asked for by a program: an id or a code, else its name.
    pub(super) value: String,
    /// What people read.
    pub(super) label: String,
    /// What else it may be asked for by.
    pub(super) also: String,
}

impl Name {
    fn new(value: &str, label: &str, also: &str) -> Self {
        let plain = |text: &str| text.trim().replace(PART, " ");
        Self {
            value: plain(value),
            label: plain(label),
            also: plain(also),
        }
    }

    pub(super) fn to_text(&self) -> String {
        format!("{}{PART}{}{PART}{}", self.value, self.label, self.also)
    }

    pub(super) fn of_text(text: &str) -> Self {
        let mut parts = text.split(PART).map(str::to_owned);
        let mut part = || parts.next().unwrap_or_default();
        Self {
            value: part(),
            label: part(),
            also: part(),
        }
    }
}

impl Facts {
    /// Whether a service without a known place may have one: it does not say that it is
    /// attended in another way.
    pub(in crate::search) fn may_have_a_place(&self) -> bool {
        let answers = Answers::of(&self.answers);
        at_a_place(answers, false).is_none()
    }

    /// The categories by which it is found, as people read them.
    pub(in crate::search) fn categories(&self) -> impl Iterator<Item = &str> {
        let of = |(column, name): &'_ (Column, Name)| {
            *column == Column::Category && !name.label.is_empty()
        };
        let categories = self.names.iter().filter(move |name| of(name));
        categories.map(|(_, name)| name.label.as_str())
    }

    /// What a service states, and what is read in its words. `is_full` is our own word.
    pub(in crate::search) fn of(service: &Service, feed: &FeedId, is_full: bool) -> Self {
        let offer = Offer::of(service);
        let mut this = Self {
            pence: offer.price.as_ref().map(|said| said.value),
            ages: offer.ages.as_ref().map(|said| said.value),
            sessions: offer.sessions.iter().map(|said| said.value).collect(),
            coverage: Coverage::of(service).and_then(|areas| areas.to_text()),
            ..Self::default()
        };
        for (flag, said) in [
            (Flag::Free, &offer.free),
            (Flag::InPerson, &offer.in_person),
            (Flag::Remote, &offer.remote),
            (Flag::HomeVisit, &offer.home_visit),
            (Flag::WomenOnly, &offer.women_only),
            (Flag::MenOnly, &offer.men_only),
            (Flag::Accessible, &offer.wheelchair),
            (Flag::SelfReferral, &offer.self_referral),
            (Flag::HasPlaces, &offer.has_places),
        ] {
            this.answers[flag as usize] = said.as_ref().map(|said| said.value);
        }
        if is_full {
            this.answers[Flag::HasPlaces as usize] = Some(false);
        }
        this.add_names(service, &offer, feed);
        this
    }

    fn add_names(&mut self, service: &Service, offer: &Offer, feed: &FeedId) {
        let audiences = || offer.audiences.iter().map(|said| &said.value);
        for name in service.attributes.iter().filter_map(category) {
            // A term that says for whom it is is no category.
            if !audiences().any(|term| term.id.as_ref() == Some(&name.value)) {
                self.add(Column::Category, name);
            }
        }
        for term in audiences() {
            self.add(Column::Audience, named(term));
        }
        for said in &offer.languages {
            let Name { value, label, .. } = named(&said.value);
            // A feed's own word for it: "Polski".
            self.add(Column::Language, Name::new(&value, &label, &said.words));
        }
        for (access, said) in &offer.access {
            let column = if said.value {
                Column::Access
            } else {
                Column::NoAccess
            };
            self.add(column, Name::new(access.as_str(), access.label(), ""));
        }
        let provider = service.organization.as_ref();
        let stated = service.organization_id.as_deref();
        if let Some(id) = stated.or_else(|| provider?.id.as_deref()) {
            let name = provider.and_then(|provider| provider.name.as_deref());
            self.add(Column::Organization, Name::new(id, name.unwrap_or(id), ""));
        }
        self.add(Column::Feed, Name::new(feed.as_str(), feed.as_str(), ""));
    }

    /// Adds a name to a column that does not have it yet.
    fn add(&mut self, column: Column, name: Name) {
        let is_same =
            |(other, known): &(Column, Name)| *other == column && known.value == name.value;
        if !self.names.iter().any(is_same) {
            self.names.push((column, name));
        }
    }
}

fn category(attribute: &Attribute) -> Option<Name> {
    let term = attribute.taxonomy_term.as_ref();
    let id = attribute.taxonomy_term_id.as_deref();
    let id = id.or_else(|| term?.id.as_deref());
    let label = term.and_then(|term| term.name.as_deref().or(term.term.as_deref()));
    let code = term
        .and_then(|term| term.code.as_deref())
        .unwrap_or_default();
    let value = id.or(label)?;
    Some(Name::new(value, label.unwrap_or(value), code))
}

/// A term by its code, else its name: many feeds have one for the same audience, each under
/// an id of its own.
fn named(term: &Term) -> Name {
    let value = term.code.as_deref().unwrap_or(&term.name);
    Name::new(value, &term.name, term.id.as_deref().unwrap_or_default())
}
