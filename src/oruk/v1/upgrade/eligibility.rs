//! Who may come: several entries in 1.0, two ages and some words in 3.0.

use serde_json::{Number, Value};

use super::taxonomy::{take_links, word};
use super::{Found, Source, Upgrader};
use crate::oruk::issue;
use crate::oruk::scalar::{Outcome, normalize};
use crate::oruk::shape::Kind;

/// Nobody is older, so an age above this is a filler for "no limit", as is 0 in either place.
const OLDEST: f64 = 120.0;

/// One eligibility.
#[derive(Default)]
struct Entry {
    word: Option<String>,
    least: Age,
    greatest: Age,
}

/// A bound.
#[derive(Clone, Copy, Default, PartialEq)]
enum Age {
    #[default]
    Unsaid,
    /// Said to be without limit, by a filler.
    Open,
    Years(f64),
}

impl Upgrader {
    /// Maps the eligibilities of a service; returns the attributes that they make of it.
    pub(super) fn eligibilities(&mut self, service: &mut Source) -> Vec<Value> {
        let mut attributes = Vec::new();
        let mut entries = Vec::new();
        for found in service.take_list("eligibilitys") {
            let entry = self.eligibility(found, &mut attributes);
            entries.push(entry);
        }
        let least = entries.iter().map(|entry| entry.least);
        if let Some(age) = bound(least, f64::min) {
            service.put_if_absent("minimum_age", age);
        }
        let greatest = entries.iter().map(|entry| entry.greatest);
        if let Some(age) = bound(greatest, f64::max) {
            service.put_if_absent("maximum_age", age);
        }
        if let Some(text) = in_words(&entries) {
            service.put_if_absent("eligibility_description", text);
        }
        attributes
    }

    fn eligibility(&mut self, found: Found, attributes: &mut Vec<Value>) -> Entry {
        let at = found.at.clone();
        let mut entry = Entry::default();
        match found.into_object() {
            Ok(mut source) => {
                entry.word = source.take_text("eligibility");
                entry.least = self.age(source.take("minimum_age"));
                entry.greatest = self.age(source.take("maximum_age"));
                for list in ["link_taxonomies", "taxonomies"] {
                    let links = take_links(&mut source, list, "eligibility").into_iter();
                    attributes.extend(links.map(|link| link.attribute));
                }
            }
            Err(Found {
                value: Value::String(text),
                ..
            }) => entry.word = Some(text),
            Err(_) => self.note(issue::WRONG_TYPE, &at),
        }
        if let Some(who) = &entry.word {
            attributes.push(word("eligibility", who, &at));
        }
        entry
    }

    fn age(&mut self, found: Option<Found>) -> Age {
        let Some(Found { value, at }) = found else {
            return Age::Unsaid;
        };
        let years = match normalize(Kind::Number, &value) {
            Outcome::Absent => return Age::Unsaid,
            Outcome::Fine(number) | Outcome::Mended(number, _) => number.as_f64(),
            Outcome::Bad(_) => None,
        };
        match years {
            Some(years) if years == 0.0 || years > OLDEST => Age::Open,
            Some(years) if years >= 0.0 => Age::Years(years),
            Some(_) => {
                self.note(issue::NUMBER_NEGATIVE, &at);
                Age::Unsaid
            }
            None => {
                self.note(issue::NUMBER_INVALID, &at);
                Age::Unsaid
            }
        }
    }
}

/// The bound that holds for all together; `None` where any of them is open, or nothing is said.
fn bound(ages: impl Iterator<Item = Age>, pick: fn(f64, f64) -> f64) -> Option<Number> {
    let mut result: Option<f64> = None;
    for age in ages {
        match age {
            Age::Unsaid => {}
            Age::Open => return None,
            Age::Years(years) => result = Some(result.map_or(years, |other| pick(other, years))),
        }
    }
    number(result?)
}

fn in_words(entries: &[Entry]) -> Option<String> {
    let several = entries.len() > 1;
    let mut lines: Vec<String> = Vec::new();
    for entry in entries {
        let ages = ages_in_words(entry.least, entry.greatest).filter(|_| several);
        let line = match (&entry.word, ages) {
            (Some(word), Some(ages)) => format!("{word} ({ages})"),
            (Some(word), None) => word.clone(),
            (None, Some(ages)) => format!("ages {ages}"),
            (None, None) => continue,
        };
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    (!lines.is_empty()).then(|| lines.join("; "))
}

fn ages_in_words(least: Age, greatest: Age) -> Option<String> {
    match (least, greatest) {
        (Age::Years(least), Age::Years(greatest)) => Some(format!("{least} to {greatest}")),
        (Age::Years(least), _) => Some(format!("{least} and over")),
        (_, Age::Years(greatest)) => Some(format!("up to {greatest}")),
        _ => None,
    }
}

/// Whole years without a fraction, as people write them.
fn number(years: f64) -> Option<Number> {
    format!("{years}").parse().ok()
}
