//! Which blocks of a page are about this service, on a page that may describe several.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use super::names::{Names, tokens, word_set};
use crate::watch::read::{Block, Page, Region, Shape, times};

/// Whom a block is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Belongs {
    /// This service: it stands under its heading or in its row.
    Mine,
    /// The page as a whole.
    Shared,
    /// Something that the page names by a heading of its own; perhaps a part of this service.
    Unclear,
    /// Another service, branch or group.
    Other,
}

/// From this fit on, a heading or label is taken for the service's.
const FITS: f64 = 0.5;

/// A page, and what of it is about the service.
#[derive(Debug)]
pub(super) struct About<'a> {
    /// The page.
    pub(super) page: &'a Page,
    belongs: Vec<Belongs>,
    /// Whether the page is about this service alone.
    pub(super) single: bool,
}

impl<'a> About<'a> {
    pub(super) fn new(page: &'a Page, names: &Names) -> Self {
        let top = page_fit(page, names);
        let best = best_section(page, names);
        let own_section = best.filter(|best| best.fit >= FITS && best.fit > top);
        let alone = own_section.is_some_and(|best| !has_peers(page, best, names));
        let own_section = own_section.filter(|_| !alone);
        let single = alone || (own_section.is_none() && top >= FITS);
        let mut belongs: Vec<Belongs> = page
            .blocks
            .iter()
            .map(|block| match own_section {
                Some(best) => in_sections(block, best, names),
                None => outside_sections(block, names),
            })
            .collect();
        let mut single = single;
        rows(page, names, &mut belongs, &mut single);
        Self {
            page,
            belongs,
            single,
        }
    }

    /// Whom a block is about, by its position.
    pub(super) fn belongs(&self, at: usize) -> Belongs {
        self.belongs.get(at).copied().unwrap_or(Belongs::Unclear)
    }

    /// Whether the page has a part that is this service's own.
    pub(super) fn has_own_part(&self) -> bool {
        self.belongs.contains(&Belongs::Mine)
    }

    /// Blocks that can say something about the service, with their positions: not menus,
    /// not other people's words, not other services.
    pub(super) fn blocks(&self) -> impl Iterator<Item = (usize, &'a Block)> + '_ {
        self.page.blocks.iter().enumerate().filter(|(at, block)| {
            !matches!(block.region, Region::Chrome | Region::Quote)
                && self.belongs(*at) != Belongs::Other
        })
    }
}

/// A heading below the page's own that fits best, and how well.
#[derive(Debug, Clone, Copy)]
struct Section {
    fit: f64,
    level: u8,
}

/// How well the page as a whole is named after the service: by its title or first heading.
fn page_fit(page: &Page, names: &Names) -> f64 {
    let title = page
        .title
        .split(['|', '\u{2013}', '\u{2014}', '\u{b7}', '\u{bb}']);
    let title = title.flat_map(|part| part.split(" - "));
    let first = page
        .blocks
        .iter()
        .filter(|block| block.shape == Shape::Heading(1))
        .map(|block| block.text.as_str());
    title
        .chain(first)
        .map(|label| names.fit(label))
        .fold(0.0, f64::max)
}

fn best_section(page: &Page, names: &Names) -> Option<Section> {
    page.blocks
        .iter()
        .filter(|block| matches!(block.region, Region::Main | Region::Aside))
        .filter_map(|block| match block.shape {
            Shape::Heading(level) if level >= 2 && !is_generic(&block.text) => Some(Section {
                fit: names.fit(&block.text),
                level,
            }),
            _ => None,
        })
        .max_by(|a, b| a.fit.total_cmp(&b.fit))
}

/// Whether other sections of the page are named after something too.
fn has_peers(page: &Page, best: Section, names: &Names) -> bool {
    page.blocks.iter().any(|block| {
        let inside = matches!(block.region, Region::Main | Region::Aside);
        matches!(block.shape, Shape::Heading(level) if inside && level >= 2 && level <= best.level)
            && !is_generic(&block.text)
            && names.fit(&block.text) < best.fit - 0.01
    })
}

/// On a page with a section of the service's own.
fn in_sections(block: &Block, best: Section, names: &Names) -> Belongs {
    let own = block.shape_heading();
    let mut path = block
        .headings
        .iter()
        .map(|h| (h.level, &*h.text))
        .chain(own);
    let mut other = false;
    let mine = path.any(|(level, text)| {
        let is_peer = level >= 2 && level <= best.level && !is_generic(text);
        let fits = is_peer && names.fit(text) >= best.fit - 0.01;
        other |= is_peer && !fits && level == best.level;
        fits
    });
    if mine {
        Belongs::Mine
    } else if other {
        Belongs::Other
    } else {
        outside_sections(block, names)
    }
}

fn outside_sections(block: &Block, names: &Names) -> Belongs {
    let named = block
        .headings
        .iter()
        .any(|h| h.level >= 2 && !is_generic(&h.text) && names.fit(&h.text) < FITS);
    let inside = matches!(block.region, Region::Main | Region::Aside);
    if named && inside {
        Belongs::Unclear
    } else {
        Belongs::Shared
    }
}

impl Block {
    /// A heading is above what follows it, and speaks of the same.
    fn shape_heading(&self) -> Option<(u8, &str)> {
        match self.shape {
            Shape::Heading(level) => Some((level, self.text.as_str())),
            _ => None,
        }
    }
}

/// In a table or list with one entry for each service, the entry that fits best is ours
/// and the others are not.
fn rows(page: &Page, names: &Names, belongs: &mut [Belongs], single: &mut bool) {
    let mut lists: BTreeMap<u32, Vec<(usize, f64)>> = Default::default();
    for (at, block) in page.blocks.iter().enumerate() {
        let entry = matches!(block.shape, Shape::Row | Shape::Item);
        if let (true, Some(list), Some(label)) = (entry, block.list, label(&block.text)) {
            lists.entry(list).or_default().push((at, names.fit(label)));
        }
    }
    for entries in lists.into_values().filter(|entries| entries.len() > 1) {
        let best = entries.iter().map(|(_, fit)| *fit).fold(0.0, f64::max);
        let mine = entries
            .iter()
            .filter(|(_, fit)| *fit >= best - 0.01)
            .count();
        if best < FITS || mine == entries.len() {
            continue;
        }
        *single = false;
        for (at, fit) in entries {
            belongs[at] = if fit >= best - 0.01 {
                Belongs::Mine
            } else {
                Belongs::Other
            };
        }
    }
}

/// What an entry of a list begins with, when it reads like a label: `Burton: Mondays`.
fn label(text: &str) -> Option<&str> {
    let end = text.find([':', '|', '\u{2013}', '\u{2014}', '(', ',', '\n']);
    let end = end.or_else(|| text.find(" - "));
    let label = text.get(..end?)?.trim();
    // A line on days or with a house number states a fact; it names no service.
    let fact = label.contains(|c: char| c.is_ascii_digit()) || times::in_text(label).days != 0;
    let short = label.split_whitespace().count() <= 8;
    (!label.is_empty() && short && !fact && !is_generic(label)).then_some(label)
}

/// Words of headings that every page has: they part a page, not its services.
static GENERIC: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    word_set(
        "contact us we about find where when time opening open hour cost price charge fee new \
         latest location address getting here who what why how it you this that can do does \
         will team book booking join joining welcome further information info detail more get \
         touch email e mail phone telephone call ring venue session meeting timetable schedule \
         faq question accessibility access parking update notice important announcement \
         upcoming event diary gallery photo support donate volunteer volunteering privacy home \
         follow day place come along work works people ask often talk expect bring need know \
         please thank sad goodbye closure closing closed change visit directions map travel \
         transport bus eligibility referral refer offer service group activity overview \
         summary quick key fact practical glance first week month today now also next story \
         history aim mission value feedback testimonial funder funded partner link useful \
          pay payment ticket price buy talk speak write reach say hello drop turn meet regular usual \
         weekly attend suitable use lift toilet wheelchair wear eat good practicality admission \
         charges introduction intro detail essential basics faqs enquiry question enquire \
         resource download share page site cymraeg cysylltu croeso be like look forward not no \
         yes stay date i me my am been has have any there us or and",
    )
});

/// Whether a heading names nothing in particular.
fn is_generic(heading: &str) -> bool {
    tokens(heading)
        .iter()
        .all(|word| GENERIC.contains(word.as_str()) || word.chars().all(|c| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oruk::Service;
    use crate::watch::read;

    fn belongs(name: &str, html: &str) -> Vec<(String, Belongs)> {
        let page = read::page(html.as_bytes(), None);
        let names = Names::of(&Service {
            name: Some(name.to_owned()),
            ..Service::default()
        });
        let about = About::new(&page, &names);
        page.blocks
            .iter()
            .enumerate()
            .map(|(at, block)| (block.text.clone(), about.belongs(at)))
            .collect()
    }

    #[test]
    fn on_a_page_of_several_services_each_section_is_its_own() {
        let html = "<h1>Groups in Ashby</h1><p>Welcome.</p><h2>Lunch club</h2><p>Mondays.</p>\
             <h3>Cost</h3><p>Free.</p><h2>Knit and natter</h2><p>Fridays.</p><h2>Contact us</h2><p>Call.</p>";
        let of = |text: &str| {
            let all = belongs("Lunch Club", html);
            all.into_iter().find(|(found, _)| found == text).unwrap().1
        };
        assert_eq!(of("Welcome."), Belongs::Shared);
        assert_eq!(of("Mondays."), Belongs::Mine);
        assert_eq!(of("Free."), Belongs::Mine);
        assert_eq!(of("Fridays."), Belongs::Other);
        assert_eq!(of("Call."), Belongs::Shared);
    }

    #[test]
    fn a_page_named_after_the_service_is_its_own() {
        let html = "<title>Ashby Lunch Club | Age Friends</title><h1>Ashby Lunch Club</h1><p>Mondays.</p>\
             <h2>Hot pies</h2><p>Yum.</p><h2>Contact</h2><p>Call.</p>";
        let page = read::page(html.as_bytes(), None);
        let names = Names::of(&Service {
            name: Some("Ashby Lunch Club".to_owned()),
            ..Service::default()
        });
        let about = About::new(&page, &names);
        assert!(about.single);
        assert_eq!(about.belongs(1), Belongs::Shared);
        assert_eq!(
            about.belongs(3),
            Belongs::Unclear,
            "under a heading that names something"
        );
        assert_eq!(about.belongs(5), Belongs::Shared);
    }

    #[test]
    fn rows_of_a_table_are_told_apart_by_their_labels() {
        let html = "<h1>Walks</h1><table><tr><th>Walk</th><th>Day</th></tr><tr><td>Ashby walk</td><td>Mon</td></tr>\
             <tr><td>Burton walk</td><td>Closed</td></tr></table>";
        let all = belongs("Ashby Walk", html);
        assert_eq!(all[2].1, Belongs::Mine);
        assert_eq!(all[3].1, Belongs::Other);
        let list = "<h1>Branches</h1><ul><li>Ashby walk: Mondays</li><li>Burton walk: closed for good</li></ul>";
        let all = belongs("Ashby Walk", list);
        assert_eq!(all[1].1, Belongs::Mine);
        assert_eq!(all[2].1, Belongs::Other);
    }
}
