//! Which headings stand above a block, while a page is walked.
//!
//! A heading ends with its section, with the next heading of its level, and with the box
//! that holds it together with some text: page builders part a page by boxes alone.

use super::page::{Heading, Region};

/// The headings that are open.
#[derive(Debug, Default)]
pub(super) struct OpenHeadings {
    open: Vec<Open>,
}

#[derive(Debug)]
struct Open {
    heading: Heading,
    /// How many sections were open at it.
    section: usize,
    /// How deep the box stands that it ends with.
    container: usize,
    region: Region,
    has_content: bool,
}

impl OpenHeadings {
    /// Opens a heading inside a box.
    pub(super) fn open(
        &mut self,
        heading: Heading,
        section: usize,
        container: usize,
        region: Region,
    ) {
        self.open.push(Open {
            heading,
            section,
            container,
            region,
            has_content: false,
        });
    }

    /// A heading of this level ends those of its level and below.
    pub(super) fn make_way(&mut self, level: u8) {
        self.open.retain(|open| open.heading.level < level);
    }

    /// The section that is open at `depth` ends.
    pub(super) fn leave_section(&mut self, depth: usize) {
        self.open.retain(|open| open.section < depth);
    }

    /// A box ends. A heading that stands alone in it is about what follows the box; the
    /// heading of the page itself is about all of it.
    pub(super) fn leave(&mut self, container: usize, outer: usize) {
        self.open.retain(|open| {
            open.container != container || !open.has_content || open.heading.level == 1
        });
        for open in &mut self.open {
            if open.container == container {
                open.container = outer;
            }
        }
    }

    /// The head of a section ends: its headings are about the section, whatever stands
    /// beside them in it.
    pub(super) fn leave_head(&mut self, container: usize, outer: usize) {
        for open in &mut self.open {
            if open.container == container {
                open.container = outer;
            }
        }
    }

    /// Text stands under what is open.
    pub(super) fn note_content(&mut self) {
        for open in &mut self.open {
            open.has_content = true;
        }
    }

    /// What stands above a block: the foot of a page is not a part of its last section.
    pub(super) fn above(&self, region: Region) -> Vec<Heading> {
        let apart =
            |region: Region| matches!(region, Region::Footer | Region::Header | Region::Chrome);
        self.open
            .iter()
            .filter(|open| !apart(region) || open.region == region)
            .map(|open| open.heading.clone())
            .collect()
    }
}
