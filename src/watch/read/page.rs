//! A web page as a person reads it: its visible text in blocks, each under its headings.

use std::sync::Arc;

use jiff::civil::Date;

use super::data::Thing;

/// What part of a page a block stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Region {
    /// What the page is for.
    Main,
    /// The banner at the top.
    Header,
    /// Menus, breadcrumbs, cookie texts: never about a service.
    Chrome,
    /// The foot of the page; contact details there count.
    Footer,
    /// Beside the main text: teasers, news, related pages.
    Aside,
    /// Words of somebody else: quotations, comments, reviews.
    Quote,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A heading and its level, 1 to 7; 7 is a line in bold that serves as one.
    Heading(u8),
    /// Running text.
    Text,
    /// An entry of a list.
    Item,
    /// A row of a table, cells parted by ` | `.
    Row,
}

/// A link inside a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads, as written.
    pub href: String,
    /// Its words.
    pub text: String,
}

/// A heading above a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 7.
    pub level: u8,
    /// Its words.
    pub text: Arc<str>,
}

/// A piece of text that stands on its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Where it stands.
    pub region: Region,
    /// What it is.
    pub shape: Shape,
    /// The headings above it, outermost first; a heading is not above itself.
    pub headings: Vec<Heading>,
    /// Its words, spaces folded; `\n` where the page breaks a line.
    pub text: String,
    /// Its links.
    pub links: Vec<Link>,
    /// The day that a `<time>` element in it or in its article gives.
    pub dated: Option<Date>,
    /// Which list or table it is an entry of; entries of one list share the number.
    pub list: Option<u32>,
}

/// A page that has been read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The `<title>`.
    pub title: String,
    /// What is visible, in order.
    pub blocks: Vec<Block>,
    /// Whether the page holds scripts: one without text may need a browser.
    pub scripted: bool,
    /// What the page describes for machines.
    pub data: Vec<Thing>,
}

impl Page {
    /// Blocks but menus and the like.
    pub fn content(&self) -> impl Iterator<Item = &Block> {
        self.blocks
            .iter()
            .filter(|block| block.region != Region::Chrome)
    }

    /// Characters of visible text outside menus, header and footer.
    pub fn main_length(&self) -> usize {
        self.blocks
            .iter()
            .filter(|block| matches!(block.region, Region::Main | Region::Aside | Region::Quote))
            .map(|block| block.text.len())
            .sum()
    }
}
