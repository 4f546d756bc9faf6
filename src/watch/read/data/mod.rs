//! What a page says to machines: JSON-LD and microdata in the words of schema.org.
//!
//! scripts ([`json_ld`]) and attributes ([`microdata`]) -> objects of one shape -> each thing
//! that has a telephone, an address, hours or a price, its facts written as a page would
//! write them ([`thing`]) -> [`as_page`]: a page of its own, for the same rules as any.
//!
//! Nobody sees these words, so nobody notices when they are old: what they are worth beside
//! the visible text is for `judge` to say.

mod json_ld;
mod microdata;
mod thing;

use std::sync::Arc;

use jiff::civil::Date;
use scraper::Html;

use super::page::{Block, Heading, Page, Region, Shape};

/// Things of one page that are looked at: a page with more is a catalogue.
const MOST: usize = 100;

/// A thing that a page describes for machines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Thing {
    /// What it is called, where that is said.
    pub name: Option<String>,
    /// Its facts, each written as a page would: `Telephone: 01632 960123`.
    pub facts: Vec<String>,
    /// How an event stands; `None` for what is no event.
    pub event: Option<Event>,
}

/// An event that a page describes for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// The day, where it takes place once.
    pub on: Option<Date>,
    /// Whether it takes place.
    pub status: EventStatus,
}

/// `eventStatus`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventStatus {
    /// As planned, on whatever day.
    Scheduled,
    /// `EventCancelled`.
    Cancelled,
    /// `EventPostponed`: to no day in particular.
    Postponed,
    /// `EventMovedOnline`.
    Online,
}

/// The things that a page describes for machines; `text` is the page's source.
pub(super) fn things(html: &Html, text: &str) -> Vec<Thing> {
    let mut objects = Vec::new();
    // Most pages have neither: a look at the source spares them the walks.
    if text.contains("ld+json") {
        objects.extend(json_ld::objects(html));
    }
    if text.contains("itemscope") {
        objects.extend(microdata::objects(html));
    }
    thing::in_objects(&objects, MOST)
}

/// The facts of a page's things as a page: a heading for each thing, a block for each fact.
pub fn as_page(page: &Page) -> Page {
    let mut blocks = Vec::new();
    for thing in &page.data {
        let heading = thing.name.as_ref().map(|name| Heading {
            level: 2,
            text: Arc::from(name.as_str()),
        });
        let shaped = |shape, text: &str, headings: &[Heading]| Block {
            region: Region::Main,
            shape,
            headings: headings.to_vec(),
            text: text.to_owned(),
            links: Vec::new(),
            dated: None,
            list: None,
        };
        if let Some(heading) = &heading {
            blocks.push(shaped(Shape::Heading(heading.level), &heading.text, &[]));
        }
        let above = heading.as_slice();
        let facts = thing.facts.iter();
        blocks.extend(facts.map(|fact| shaped(Shape::Text, fact, above)));
    }
    Page {
        title: page.title.clone(),
        blocks,
        ..Page::default()
    }
}

#[cfg(test)]
mod tests;
