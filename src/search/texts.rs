//! The texts of a listing, cut into words, and what the index takes in of them.

use tantivy::TantivyDocument;

use super::lay::{self, Evidence, NeedId, Part, Thesaurus};
use super::schema::Fields;
use super::words::{self, Word, WordReader};
use crate::domain::{Postcode, plain_text};
use crate::oruk::Service;

/// A name of more words is no name that somebody types, and is not held as one.
const LONGEST_NAME: usize = 12;

/// The term of a listing that is for people in one situation.
pub(super) const PARTICULAR: &str = "particular";

/// The words of a listing, text by text.
#[derive(Debug, Default)]
pub(super) struct Texts {
    names: Vec<Vec<Word>>,
    organizations: Vec<Vec<Word>>,
    terms: Vec<Vec<Word>>,
    localities: Vec<Vec<Word>>,
    outcodes: Vec<Vec<Word>>,
    descriptions: Vec<Vec<Word>>,
}

impl Texts {
    pub(super) fn of(service: &Service, reader: &mut WordReader) -> Self {
        let mut this = Self::default();
        let mut add = |texts: &mut Vec<Vec<Word>>, text: Option<&str>| {
            if let Some(text) = text {
                let words = reader.read(&plain_text(text));
                if !words.is_empty() {
                    texts.push(words);
                }
            }
        };
        for text in [&service.name, &service.alternate_name] {
            add(&mut this.names, text.as_deref());
        }
        let organization = service.organization.as_ref();
        if let Some(organization) = organization {
            for text in [&organization.name, &organization.alternate_name] {
                add(&mut this.organizations, text.as_deref());
            }
        }
        let attributes = service.attributes.iter();
        for term in attributes.filter_map(|attribute| attribute.taxonomy_term.as_ref()) {
            let name = term.name.as_ref().or(term.term.as_ref());
            add(&mut this.terms, name.map(String::as_str));
        }
        for text in [&service.description, &service.eligibility_description] {
            add(&mut this.descriptions, text.as_deref());
        }
        if this.descriptions.is_empty() {
            let text = organization.and_then(|organization| organization.description.as_deref());
            add(&mut this.descriptions, text);
        }
        let links = service.service_at_locations.iter();
        for location in links.filter_map(|link| link.location.as_ref()) {
            add(&mut this.localities, location.name.as_deref());
            for address in &location.addresses {
                add(&mut this.localities, address.city.as_deref());
                let postcode = address.postal_code.as_deref().unwrap_or_default();
                let postcode = postcode.parse::<Postcode>().ok();
                add(&mut this.outcodes, postcode.as_ref().map(Postcode::outward));
            }
        }
        this
    }

    /// What the texts say of needs.
    pub(super) fn evidence(&self, thesaurus: &Thesaurus) -> Vec<Evidence> {
        let parts = [
            (Part::Name, &self.names),
            (Part::Category, &self.terms),
            (Part::Organization, &self.organizations),
            (Part::Description, &self.descriptions),
        ];
        let texts = parts.iter().flat_map(|(part, texts)| {
            let texts = texts.iter().map(Vec::as_slice);
            texts.map(|text| (*part, text))
        });
        lay::evidence(thesaurus, texts)
    }

    /// The needs that the texts tell of, each with its grade.
    pub(super) fn grades(&self, thesaurus: &Thesaurus) -> Vec<(NeedId, u8)> {
        lay::grades(thesaurus, &self.evidence(thesaurus))
    }

    /// The first word of the part that has the stem or is spelled so.
    pub(super) fn find(&self, part: Part, asked: &str) -> Option<&Word> {
        let texts = match part {
            Part::Name => &self.names,
            Part::Category => &self.terms,
            Part::Organization => &self.organizations,
            Part::Locality => &self.localities,
            Part::Description => &self.descriptions,
        };
        let mut words = texts.iter().flatten();
        words.find(|word| word.stem == asked || word.spelled == asked)
    }

    /// Adds all texts, and the needs that they tell of, to a document.
    pub(super) fn add_to(
        &self,
        document: &mut TantivyDocument,
        fields: &Fields,
        thesaurus: &Thesaurus,
        grades: &[(NeedId, u8)],
    ) {
        for (field, texts) in [
            (fields.name.field, &self.names),
            (fields.organization.field, &self.organizations),
            (fields.terms.field, &self.terms),
            (fields.locality.field, &self.localities),
            (fields.locality.field, &self.outcodes),
            (fields.description.field, &self.descriptions),
        ] {
            for text in texts {
                document.add_pre_tokenized_text(field, words::indexed(text, |word| &word.stem));
            }
        }
        let short = [
            &self.names,
            &self.organizations,
            &self.terms,
            &self.localities,
        ];
        let short = short.into_iter().flatten().flatten();
        let spelled = words::indexed(short, |word| &word.spelled);
        document.add_pre_tokenized_text(fields.spelled, spelled);
        let names = self.names.iter().chain(&self.organizations);
        let names = names.filter_map(|words| full_name(words));
        document.add_pre_tokenized_text(fields.full_name, words::terms(names));
        let is_particular = lay::is_particular(thesaurus, grades);
        let needs = grades
            .iter()
            .map(|(need, grade)| graded(&thesaurus.need(*need).name, *grade))
            .chain(is_particular.then(|| PARTICULAR.to_owned()));
        document.add_pre_tokenized_text(fields.need, words::terms(needs));
    }
}

/// The term of a need met so well.
pub(super) fn graded(need: &str, grade: u8) -> String {
    format!("{need}/{grade}")
}

/// A name as one term, without an article before it.
fn full_name(words: &[Word]) -> Option<String> {
    let words = match words {
        [first, rest @ ..] if first.spelled == "the" => rest,
        words => words,
    };
    let spelled: Vec<&str> = words.iter().map(|word| word.spelled.as_str()).collect();
    (1..=LONGEST_NAME)
        .contains(&spelled.len())
        .then(|| spelled.join(" "))
}
