//! Walks a parsed page and cuts its visible text into blocks.
//!
//! The walk keeps no call stack, so that a page nested a hundred thousand deep is read
//! like any other.

use std::sync::Arc;

use ego_tree::NodeId;
use ego_tree::iter::Edge;
use jiff::civil::Date;
use scraper::node::Element;
use scraper::{Html, Node};

use super::headings::OpenHeadings;
use super::hidden::{hidden_by_sheet, is_silent};
use super::page::{Block, Heading, Link, Page, Region, Shape};
use super::region::region_of;
use super::role::{Role, role};
use super::text::{folded, push_folded};

/// Text beyond this many bytes is not read: no provider's page says more.
pub(super) const MAX_TEXT: usize = 1 << 18;

/// Longest line in bold that is taken for a heading.
const BOLD_HEADING: usize = 60;

/// Reads the visible text of a page.
pub(super) fn read(html: &Html) -> Page {
    let hidden = hidden_by_sheet(html);
    let mut walk = Walk::default();
    let mut skipped: Option<NodeId> = None;
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(text) if skipped.is_none() => walk.text(text),
                Node::Element(element) => {
                    walk.note(element, node.first_child().map(|child| child.value()));
                    if skipped.is_some() {
                        continue;
                    }
                    if is_silent(element) || hidden.contains(&node.id()) {
                        skipped = Some(node.id());
                    } else {
                        walk.open(element);
                    }
                }
                _ => {}
            },
            Edge::Close(node) if skipped == Some(node.id()) => skipped = None,
            Edge::Close(node) if skipped.is_none() => {
                if let Node::Element(element) = node.value() {
                    walk.close(element);
                }
            }
            Edge::Close(_) => {}
        }
    }
    walk.finish()
}

#[derive(Default)]
struct Walk {
    page: Page,
    read: usize,
    text: String,
    links: Vec<Link>,
    open_link: Option<(String, usize)>,
    dated: Option<Date>,
    shape: Option<Shape>,
    /// Bytes of the current block in bold.
    bold: usize,
    bold_depth: usize,
    headings: OpenHeadings,
    /// How deep each open element that is no run of text stands.
    containers: Vec<usize>,
    sections: usize,
    /// The region of every open element.
    regions: Vec<Region>,
    rows: usize,
    /// Where the text of the open cell begins.
    cell_start: usize,
    groups: Vec<u32>,
    next_group: u32,
    articles: Articles,
}

/// The articles of a page: where there are several, the time in one dates its blocks.
#[derive(Default)]
struct Articles {
    seen: usize,
    /// Section depth of each open article, and its date.
    open: Vec<(usize, Option<Date>)>,
    /// Blocks and the date of the article that they stand in.
    dates: Vec<(usize, Date)>,
}

impl Walk {
    /// What an element says of the page, shown or not.
    fn note(&mut self, element: &Element, first_child: Option<&Node>) {
        match element.name() {
            "title" if self.page.title.is_empty() => {
                let words = first_child.and_then(Node::as_text);
                self.page.title = words.map(|text| folded(text)).unwrap_or_default();
            }
            "script" => self.page.scripted = true,
            _ => {}
        }
    }

    fn open(&mut self, element: &Element) {
        let region = region_of(element, self.sections > 0).unwrap_or(self.region());
        if region != self.region() {
            self.flush();
        }
        self.regions.push(region);
        let role = role(element.name());
        if role.holds() {
            self.containers.push(self.regions.len());
        }
        match role {
            Role::Block => self.part(),
            Role::Section => self.open_section(element),
            Role::Heading(level) => self.begin(Shape::Heading(level)),
            Role::Item => self.begin(Shape::Item),
            Role::Row => {
                self.begin(Shape::Row);
                self.rows += 1;
            }
            Role::Cell => {
                if !self.text.trim().is_empty() {
                    self.text.push_str(" | ");
                }
                self.cell_start = self.text.len();
            }
            Role::Group => {
                self.flush();
                self.next_group += 1;
                self.groups.push(self.next_group);
            }
            Role::Break => self.line_break(),
            Role::Link => {
                let href = element.attr("href").unwrap_or_default().to_owned();
                self.open_link = Some((href, self.text.len()));
            }
            Role::Bold => self.bold_depth += 1,
            Role::Inline => {}
        }
        self.machine_words(element);
    }

    fn close(&mut self, element: &Element) {
        let role = role(element.name());
        match role {
            Role::Inline | Role::Break | Role::Cell => {}
            Role::Bold => self.bold_depth = self.bold_depth.saturating_sub(1),
            Role::Link => {
                if let Some((href, from)) = self.open_link.take() {
                    let text = self.text.get(from..).unwrap_or_default().trim().to_owned();
                    self.links.push(Link { href, text });
                }
            }
            Role::Block if self.rows > 0 => push_folded(&mut self.text, " "),
            Role::Block | Role::Heading(_) | Role::Item => self.end(),
            Role::Row => {
                self.end();
                self.rows = self.rows.saturating_sub(1);
            }
            Role::Group => {
                self.end();
                self.groups.pop();
            }
            Role::Section => self.close_section(),
        }
        let outer = self
            .regions
            .iter()
            .rev()
            .nth(1)
            .copied()
            .unwrap_or(Region::Main);
        if outer != self.region() {
            self.end();
        }
        if role.holds() {
            self.containers.pop();
            let outer = self.containers.last().copied().unwrap_or(0);
            let head = matches!(element.name(), "header" | "hgroup") && self.sections > 0;
            match head {
                true => self.headings.leave_head(self.regions.len(), outer),
                false => self.headings.leave(self.regions.len(), outer),
            }
        }
        self.regions.pop();
    }

    fn begin(&mut self, shape: Shape) {
        self.flush();
        self.shape = Some(shape);
    }

    fn end(&mut self) {
        self.flush();
        self.shape = None;
    }

    /// A new paragraph; the first one of a cell stays in its row.
    fn part(&mut self) {
        if self.rows == 0 || self.text.trim_end().len() > self.cell_start {
            self.flush();
        }
    }

    fn open_section(&mut self, element: &Element) {
        self.flush();
        self.sections += 1;
        if element.name() == "article" {
            self.articles.seen += 1;
            self.articles.open.push((self.sections, None));
        }
    }

    fn close_section(&mut self) {
        self.end();
        let depth = self.sections;
        self.headings.leave_section(depth);
        self.articles.open.retain(|(at, _)| *at < depth);
        self.sections = depth.saturating_sub(1);
    }

    /// What attributes say in place of text: hidden e-mail addresses and dates.
    fn machine_words(&mut self, element: &Element) {
        if let Some(code) = element.attr("data-cfemail")
            && let Some(address) = super::emails::decode_cloudflare(code)
        {
            self.links.push(Link {
                href: format!("mailto:{address}"),
                text: String::new(),
            });
        }
        if element.name() == "time"
            && let Some(date) = element.attr("datetime").and_then(day)
        {
            self.dated.get_or_insert(date);
            if let Some((_, dated)) = self.articles.open.last_mut() {
                dated.get_or_insert(date);
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.read >= MAX_TEXT {
            return;
        }
        let before = self.text.len();
        push_folded(&mut self.text, text);
        let added = self.text.len() - before;
        self.read += added;
        if self.bold_depth > 0 {
            self.bold += added;
        }
    }

    fn line_break(&mut self) {
        // "<b>Bell ringers</b><br>Tuesdays": the first line is a heading.
        let line = self.text.trim();
        let leads = self.shape.is_none() && !line.contains('\n');
        if leads && line.len() > 2 && self.bold >= line.len() && line.len() <= BOLD_HEADING {
            self.flush();
        }
        let kept = self.text.trim_end().len();
        self.text.truncate(kept);
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    fn region(&self) -> Region {
        self.regions.last().copied().unwrap_or(Region::Main)
    }

    /// Ends the current block; a shape that found no text yet waits for it.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text).trim().to_owned();
        self.cell_start = 0;
        if let Some((_, from)) = &mut self.open_link {
            *from = 0;
        }
        let bold = std::mem::take(&mut self.bold);
        if text.is_empty() && self.links.is_empty() {
            return;
        }
        let links = std::mem::take(&mut self.links);
        let all_bold = bold >= text.len() && text.len() <= BOLD_HEADING && links.is_empty();
        let shape = match self.shape.take() {
            Some(shape) => shape,
            None if all_bold => Shape::Heading(7),
            None => Shape::Text,
        };
        if let Shape::Heading(level) = shape {
            self.headings.make_way(level);
        }
        if let Some((_, Some(date))) = self.articles.open.last() {
            self.articles.dates.push((self.page.blocks.len(), *date));
        }
        self.page.blocks.push(Block {
            region: self.region(),
            shape,
            headings: self.headings.above(self.region()),
            text: text.clone(),
            links,
            dated: self.dated.take(),
            list: self.groups.last().copied(),
        });
        match shape {
            Shape::Heading(level) => {
                let text: Arc<str> = text.into();
                let container = self.containers.iter().rev().nth(1).copied().unwrap_or(0);
                let heading = Heading { level, text };
                self.headings
                    .open(heading, self.sections, container, self.region());
            }
            _ => self.headings.note_content(),
        }
    }

    /// The page, once everything was walked. A single article is the page itself: its
    /// date is when the page was made, not that of a piece of news.
    fn finish(mut self) -> Page {
        self.flush();
        if self.articles.seen > 1 {
            for (at, date) in self.articles.dates {
                if let Some(block) = self.page.blocks.get_mut(at) {
                    block.dated.get_or_insert(date);
                }
            }
        }
        self.page
    }
}

fn day(datetime: &str) -> Option<Date> {
    datetime.trim().get(..10)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(html: &str) -> Page {
        read(&Html::parse_document(html))
    }

    fn texts(html: &str) -> Vec<String> {
        page(html).blocks.into_iter().map(|b| b.text).collect()
    }

    #[test]
    fn only_what_a_browser_shows_is_text() {
        for hidden in [
            "<!-- closed -->",
            "<template><p>closed</p></template>",
            "<script>closed</script>",
            "<style>closed{}</style>",
            "<noscript>closed</noscript>",
            "<p hidden>closed</p>",
            "<div style='color:red; display: NONE'><p>closed</p></div>",
            "<div style='visibility:hidden'>closed</div>",
            "<style>.old{display:none}</style><p class='old'>closed</p>",
            "<p class='d-none'>closed</p>",
            "<dialog>closed</dialog>",
            "<p><del>closed</del></p>",
            "<select><option>closed</option></select>",
        ] {
            let html = format!("<body><p>open</p>{hidden}<p>daily</p></body>");
            assert_eq!(texts(&html), ["open", "daily"], "{hidden}");
        }
        for shown in [
            "<p aria-hidden='true'>closed</p>",
            "<details><summary>closed</summary></details>",
            "<style>@media print{.x{display:none}}</style><p class='x'>closed</p>",
            "<p class='hidden md:block'>closed</p>",
            "<dialog open>closed</dialog>",
        ] {
            assert!(texts(shown).contains(&"closed".to_owned()), "{shown}");
        }
    }

    #[test]
    fn blocks_stand_under_their_headings_until_the_section_ends() {
        let page = page(
            "<h1>Ashby groups</h1><section><h2>Lunch club</h2><p>Mondays</p></section>\
             <section><header><h2>Knitting</h2></header><h3>Cost</h3><p>Free</p></section><p>Call us</p>",
        );
        let path = |text: &str| {
            let block = page.blocks.iter().find(|b| b.text == text).unwrap();
            block
                .headings
                .iter()
                .map(|h| h.text.to_string())
                .collect::<Vec<_>>()
                .join(" > ")
        };
        assert_eq!(path("Mondays"), "Ashby groups > Lunch club");
        assert_eq!(path("Free"), "Ashby groups > Knitting > Cost");
        assert_eq!(path("Call us"), "Ashby groups");
        assert_eq!(path("Knitting"), "Ashby groups");
    }

    #[test]
    fn the_head_of_an_article_is_about_the_article() {
        let page = page(
            "<h1>Choir</h1><article><header><h3>Goodbye</h3><time>5 March 2026</time></header><p>It is over.</p></article><p>Now</p>",
        );
        let above = |text: &str| {
            let block = page.blocks.iter().find(|b| b.text == text).unwrap();
            block.headings.last().map(|h| h.text.to_string())
        };
        assert_eq!(above("It is over.").as_deref(), Some("Goodbye"));
        assert_eq!(above("Now").as_deref(), Some("Choir"));
    }

    #[test]
    fn a_line_in_bold_serves_as_a_heading() {
        let page = page(
            "<p><strong>Lunch club</strong></p><p>Mondays</p><p><b>Knitting</b></p><p>Fridays</p>",
        );
        assert_eq!(page.blocks[0].shape, Shape::Heading(7));
        assert_eq!(&*page.blocks[1].headings[0].text, "Lunch club");
        assert_eq!(&*page.blocks[3].headings[0].text, "Knitting");
        assert_eq!(page.blocks[3].headings.len(), 1);
    }

    #[test]
    fn rows_items_lines_and_regions_are_kept_apart() {
        let page = page(
            "<nav><ul><li>Home</li></ul></nav><table><tr><td>Ashby</td><td>Monday</td></tr>\
             <tr><td>Burton</td><td>Closed</td></tr></table><p>Line one<br>Line two</p>\
             <div class='cookie-banner'>We use cookies</div><footer><p>Call</p></footer>",
        );
        let found: Vec<_> = page
            .blocks
            .iter()
            .map(|b| (b.text.as_str(), b.region, b.shape))
            .collect();
        assert_eq!(
            found,
            [
                ("Home", Region::Chrome, Shape::Item),
                ("Ashby | Monday", Region::Main, Shape::Row),
                ("Burton | Closed", Region::Main, Shape::Row),
                ("Line one\nLine two", Region::Main, Shape::Text),
                ("We use cookies", Region::Chrome, Shape::Text),
                ("Call", Region::Footer, Shape::Text),
            ]
        );
        assert_eq!(page.blocks[1].list, page.blocks[2].list);
        assert_ne!(page.blocks[0].list, page.blocks[1].list);
        assert_eq!(page.blocks[3].list, None);
    }

    #[test]
    fn an_article_s_time_dates_its_blocks() {
        let page = page(
            "<article><h2>News</h2><time datetime='2019-05-01T10:00'>1 May</time><p>The café closed.</p></article>\
             <article><p>Other</p></article><p>Now</p>",
        );
        let dated = |text: &str| {
            page.blocks
                .iter()
                .find(|b| b.text.contains(text))
                .unwrap()
                .dated
        };
        assert_eq!(dated("café"), Some("2019-05-01".parse().unwrap()));
        assert_eq!(dated("Other"), None);
        assert_eq!(dated("Now"), None);
    }

    #[test]
    fn deep_nesting_and_long_pages_are_read_like_any_other() {
        let deep = format!("{}x{}", "<div>".repeat(1_500), "</div>".repeat(1_500));
        assert_eq!(texts(&deep), ["x"]);
        let long = "<p>word word</p>".repeat(120_000);
        let read: usize = page(&long).blocks.iter().map(|b| b.text.len()).sum();
        assert!(read <= MAX_TEXT + 10);
    }
}
