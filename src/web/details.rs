//! What a listing says beyond the facts at a glance, section by section.

use super::fact::{Fact, Line, Section};
use crate::domain::plain_text;
use crate::oruk::{Attribute, Contact, Language, Organization, Phone, Service};

/// Every section that has something to say, in the order of the page.
pub(super) fn sections(service: &Service) -> Vec<Section> {
    let mut sections = vec![
        who(service),
        before(service),
        times(service),
        contacts(service),
        provider(service),
        kinds(service),
    ];
    sections.retain(|section| !section.facts.is_empty());
    sections
}

fn who(service: &Service) -> Section {
    let areas = service.service_areas.iter().filter_map(|area| {
        let names = [&area.name, &area.service_area, &area.description];
        line(names.into_iter().flatten().next())
    });
    Section::new(
        "Who it is for",
        [
            Fact::new("Ages", ages(service).into_iter().map(Line::text).collect()),
            Fact::new("Who may come", texts([&service.eligibility_description])),
            Fact::new("People who live in", areas.collect()),
            Fact::new("Languages", languages(&service.languages)).map(Fact::in_a_row),
            Fact::new("Interpreting", texts([&service.interpretation_services])),
        ],
    )
}

fn before(service: &Service) -> Section {
    let documents = service
        .required_documents
        .iter()
        .filter_map(|document| document.get("document")?.as_str())
        .filter_map(|text| line(Some(text)));
    Section::new(
        "Before you refer",
        [
            Fact::new("Waiting time", texts([&service.wait_time])),
            Fact::new("To bring along", documents.collect()),
            Fact::new("Accreditations", texts([&service.accreditations])),
            Fact::new("Licences", texts([&service.licenses])),
        ],
    )
}

fn times(service: &Service) -> Section {
    let links = &service.service_at_locations;
    let all = || {
        service
            .schedules
            .iter()
            .chain(links.iter().flat_map(|link| &link.schedules))
    };
    let attending = all().filter_map(|schedule| line(schedule.attending_type.as_ref()));
    let timetables = all().filter_map(|schedule| schedule.schedule_link.as_deref());
    Section::new(
        "How to attend",
        [
            Fact::new("Attending", distinct(attending)),
            Fact::new("Timetable", distinct(timetables.map(Line::web))),
        ],
    )
}

/// Named people and desks, and numbers with a use of their own; the plain ones stand above.
fn contacts(service: &Service) -> Section {
    let links = &service.service_at_locations;
    let people = service
        .contacts
        .iter()
        .chain(links.iter().flat_map(|link| &link.contacts))
        .filter_map(contact);
    let desks = service.phones.iter().filter_map(|phone| {
        let label = plain_text(phone.description.as_deref()?);
        Fact::new(label, phone_lines(std::slice::from_ref(phone)))
    });
    let mut facts: Vec<Option<Fact>> = Vec::new();
    for fact in people.chain(desks).map(Some) {
        if !facts.contains(&fact) {
            facts.push(fact);
        }
    }
    Section::new("People and desks", facts)
}

fn contact(contact: &Contact) -> Option<Fact> {
    let names = [&contact.name, &contact.title, &contact.department];
    let label: Vec<String> = names
        .into_iter()
        .flatten()
        .map(|text| plain_text(text))
        .filter(|text| !text.is_empty())
        .collect();
    let mut lines = phone_lines(&contact.phones);
    lines.extend(contact.email.as_deref().map(Line::email));
    (!label.is_empty())
        .then(|| Fact::new(label.join(", "), lines).map(Fact::in_a_row))
        .flatten()
}

fn provider(service: &Service) -> Section {
    let nobody = Organization::default();
    let provider = service.organization.as_ref().unwrap_or(&nobody);
    let numbers = provider.organization_identifiers.iter().filter_map(|id| {
        let number = id.identifier.as_deref()?;
        let kind = [&id.identifier_type, &id.identifier_scheme];
        let kind = kind.into_iter().flatten().next();
        Some(Line::text(match kind {
            Some(kind) => format!("{}: {number}", plain_text(kind)),
            None => number.to_owned(),
        }))
    });
    let funders = service.funding.iter().chain(&provider.funding);
    let funders = funders.filter_map(|funding| line(funding.source.as_ref()));
    Section::new(
        "The provider",
        [
            Fact::new("Name", texts([&provider.name])),
            Fact::new("What it does", texts([&provider.description])),
            Fact::new("Telephone", phone_lines(&provider.phones)),
            Fact::new(
                "E-mail",
                provider.email.iter().map(|e| Line::email(e)).collect(),
            ),
            Fact::new(
                "Website",
                provider.website.iter().map(|w| Line::web(w)).collect(),
            ),
            Fact::new("Registered numbers", numbers.collect()),
            Fact::new("Paid for by", distinct(funders)),
        ],
    )
}

/// Terms under the name of their taxonomy.
fn kinds(service: &Service) -> Section {
    let mut facts: Vec<Fact> = Vec::new();
    for attribute in &service.attributes {
        let Some(term) = term(attribute) else {
            continue;
        };
        let taxonomy = attribute.taxonomy_term.as_ref();
        let taxonomy = taxonomy.and_then(|term| term.taxonomy.as_deref());
        let label = taxonomy.map_or_else(|| "Terms".to_owned(), plain_text);
        match facts.iter_mut().find(|fact| fact.label == label) {
            Some(fact) if fact.lines.contains(&term) => {}
            Some(fact) => fact.lines.push(term),
            None => facts.extend(Fact::new(label, vec![term])),
        }
    }
    Section::new("Kind of service", facts.into_iter().map(Some))
}

fn term(attribute: &Attribute) -> Option<Line> {
    let term = attribute.taxonomy_term.as_ref();
    let name = term.and_then(|term| term.name.as_ref().or(term.term.as_ref()));
    line(name.or(attribute.value.as_ref()))
}

/// `16 to 25`, `18 and over`, `Up to 11`; months where years would be fractions.
fn ages(service: &Service) -> Option<String> {
    let age = |years: f64| {
        if years.fract() == 0.0 {
            format!("{years}")
        } else {
            format!("{:.0} months", years * 12.0)
        }
    };
    let youngest = service.minimum_age.filter(|age| *age > 0.0);
    match (youngest, service.maximum_age) {
        (Some(from), Some(to)) => Some(format!("{} to {}", age(from), age(to))),
        (Some(from), None) => Some(format!("{} and over", age(from))),
        (None, Some(to)) => Some(format!("Up to {}", age(to))),
        (None, None) => None,
    }
}

/// Languages by name, else by code.
pub(super) fn languages(languages: &[Language]) -> Vec<Line> {
    let names = languages
        .iter()
        .filter_map(|language| line(language.name.as_ref().or(language.code.as_ref())));
    distinct(names)
}

/// Numbers to dial, with extension and languages.
pub(super) fn phone_lines(phones: &[Phone]) -> Vec<Line> {
    let lines = phones.iter().filter_map(|phone| {
        let mut line = Line::phone(&plain_text(phone.number.as_deref()?));
        if let Some(extension) = phone.extension {
            line.text.push_str(&format!(", extension {extension}"));
        }
        let spoken: Vec<String> = languages(&phone.languages)
            .into_iter()
            .map(|line| line.text)
            .collect();
        if !spoken.is_empty() {
            line.text.push_str(&format!(" ({})", spoken.join(", ")));
        }
        Some(line)
    });
    distinct(lines)
}

/// The texts that say something, without markup.
pub(super) fn texts<'a>(texts: impl IntoIterator<Item = &'a Option<String>>) -> Vec<Line> {
    distinct(texts.into_iter().filter_map(|text| line(text.as_ref())))
}

fn line(text: Option<impl AsRef<str>>) -> Option<Line> {
    let text = plain_text(text?.as_ref());
    (!text.is_empty()).then(|| Line::text(text))
}

fn distinct(lines: impl Iterator<Item = Line>) -> Vec<Line> {
    let mut kept: Vec<Line> = Vec::new();
    for line in lines {
        if !kept.contains(&line) {
            kept.push(line);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_read_as_people_say_them() {
        for (minimum, maximum, want) in [
            (Some(16.0), Some(25.0), Some("16 to 25")),
            (Some(18.0), None, Some("18 and over")),
            (Some(0.0), Some(11.0), Some("Up to 11")),
            (Some(1.5), Some(5.0), Some("18 months to 5")),
            (Some(0.0), None, None),
            (None, None, None),
        ] {
            let service = Service {
                minimum_age: minimum,
                maximum_age: maximum,
                ..Service::default()
            };
            assert_eq!(ages(&service).as_deref(), want);
        }
    }

    #[test]
    fn a_section_without_anything_to_say_is_left_out() {
        assert!(sections(&Service::default()).is_empty());
    }

    #[test]
    fn named_contacts_and_described_numbers_are_told_apart_from_plain_ones() {
        let service: Service = serde_json::from_value(serde_json::json!({
            "phones": [{"number": "01632 960001"},
                {"number": "01632 960002", "description": "Bookings", "extension": 4}],
            "contacts": [{"name": "Sam Ash", "title": "Coordinator", "email": "sam@tea.example.org",
                "phones": [{"number": "01632 960003"}]}, {"email": "desk@tea.example.org"}],
        }))
        .unwrap();
        let section = contacts(&service);
        let labels: Vec<_> = section.facts.iter().map(|f| f.label.as_str()).collect();
        assert_eq!(labels, ["Sam Ash, Coordinator", "Bookings"]);
        assert_eq!(section.facts[1].lines[0].text, "01632 960002, extension 4");
    }
}
