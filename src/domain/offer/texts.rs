//! The words of a service, gathered once for all readers.

use std::sync::LazyLock;

use regex::Regex;

use super::cues::compiled;
use super::said::By;
use crate::domain::{plain_text, sentences};
use crate::oruk::Service;

/// Longest text that is read, in bytes: what matters is said before.
const LONGEST: usize = 20_000;

/// Words of a service by the fields they stand in, plain and with simple dashes and quotes.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// Its names.
    pub(super) names: Vec<String>,
    /// Sentences on who may come.
    pub(super) who: Vec<String>,
    /// Sentences on how to come.
    pub(super) how: Vec<String>,
    /// How long people wait.
    pub(super) wait: Vec<String>,
    /// What it costs.
    pub(super) fees: Vec<String>,
    /// When it runs, in words.
    pub(super) when: Vec<String>,
    /// What is said of its places.
    pub(super) places: Vec<String>,
    /// Sentences of the notice and the description that are about what is offered now.
    pub(super) prose: Vec<String>,
}

/// Sentences about the past, about others, and about how it is paid for.
static ASIDE: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:(?:was|were) (?:founded|established|formed|started|set up|born)|(?:founded|established|formed|set up|started|began|opened) (?:in|as|by|over|more than)\b|since (?:18|19|20)\d\d|back in (?:the|18|19|20)|in (?:18|19)\d\d|years ago|(?:was|were) once|used to be|originally|our (?:history|funders|trustees|sister (?:group|charity|project)|partners)|funded by|(?:other|different|separate) (?:group|club|class|organisation|charity|charitie)s?|(?:we|they) also run|the building (?:was|dates)|neighbouring)\b",
    )
});

impl Texts {
    pub(super) fn of(service: &Service) -> Self {
        let names = [&service.name, &service.alternate_name];
        let prose = [&service.alert, &service.description];
        let links = || service.service_at_locations.iter();
        let own = service.schedules.iter();
        let schedules = own.chain(links().flat_map(|link| &link.schedules));
        let locations = links().filter_map(|link| link.location.as_ref());
        let at_places = links().map(|link| &link.description);
        Self {
            names: names
                .into_iter()
                .flatten()
                .map(|name| folded(name))
                .collect(),
            who: read([&service.eligibility_description]),
            how: read([&service.application_process]),
            wait: read([&service.wait_time]),
            fees: read([&service.fees, &service.fees_description]),
            when: read(schedules.flat_map(|schedule| [&schedule.description, &schedule.notes])),
            places: read(at_places.chain(locations.map(|location| &location.description))),
            prose: read(prose)
                .into_iter()
                .filter(|sentence| !ASIDE.is_match(sentence))
                .collect(),
        }
    }

    /// Sentences of a field that the standard has for something, then names and prose.
    pub(super) fn after<'t>(&'t self, fields: &'t [String]) -> impl Iterator<Item = (By, &'t str)> {
        let fields = fields.iter().map(|text| (By::Structured, text.as_str()));
        let prose = self.names.iter().chain(&self.prose);
        fields.chain(prose.map(|text| (By::Prose, text.as_str())))
    }
}

/// The sentences of some fields. A question and its answer are one: "Wheelchair accessible? No."
fn read<'t>(fields: impl IntoIterator<Item = &'t Option<String>>) -> Vec<String> {
    static ANSWER: LazyLock<Regex> =
        LazyLock::new(|| compiled(r"^(?:yes|no|not|none|sorry|unfortunately|sadly)\b"));
    let mut found: Vec<String> = Vec::new();
    for text in fields.into_iter().flatten() {
        let text = folded(text);
        let mut of_text: Vec<String> = Vec::new();
        for sentence in sentences(&text) {
            match of_text.last_mut() {
                Some(question) if question.ends_with('?') && ANSWER.is_match(sentence) => {
                    question.push(' ');
                    question.push_str(sentence);
                }
                _ => of_text.push(sentence.to_owned()),
            }
        }
        for sentence in of_text {
            // `fees` and `fees_description` hold the same text wherever both are written.
            if !found.contains(&sentence) {
                found.push(sentence);
            }
        }
    }
    found
}

/// Plain text with simple dashes, quotes and spaces, not longer than is read.
pub(super) fn folded(text: &str) -> String {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let plain = plain_text(&text[..end]);
    plain
        .chars()
        .map(|c| match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' | '`' => '\'',
            '\u{201c}' | '\u{201d}' | '\u{201e}' => '"',
            c => c,
        })
        .collect()
}
