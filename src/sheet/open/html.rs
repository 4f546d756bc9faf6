//! Tables in HTML, which many systems hand out under the name `.xls`.
//!
//! Rows are counted over all tables of the page. What a page hides is not read.

use std::collections::BTreeMap;

use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use scraper::{ElementRef, Html, Node, Selector};

use crate::sheet::report::FileError;
use crate::sheet::table::{Budget, Cell, Collector, Limits, Merge, Table};

/// Largest page, in bytes: its tree takes some ten times as much memory.
const LARGEST: usize = 24 << 20;

/// Most columns and rows that a cell may claim to span.
const WIDEST: u32 = 200;
const HIGHEST: u32 = 5000;

/// Reads every table of a page; `None` when it has none.
pub(super) fn read(text: &str, limits: &Limits) -> Result<Option<Vec<Table>>, FileError> {
    if text.len() > LARGEST {
        return Err(FileError::TooLarge);
    }
    let page = Html::parse_document(text);
    let mut budget = Budget::new(limits);
    let mut tables = Vec::new();
    let mut before = 0;
    for table in named(page.root_element(), "table") {
        if is_layout(table) || table.ancestors().any(|above| is_hidden(above)) || is_hidden(*table)
        {
            continue;
        }
        tables.push(read_table(table, &mut before, &mut budget)?);
    }
    Ok((!tables.is_empty()).then_some(tables))
}

fn named<'p>(within: ElementRef<'p>, name: &str) -> Vec<ElementRef<'p>> {
    Selector::parse(name).map_or_else(|_| Vec::new(), |all| within.select(&all).collect())
}

/// The rows of a table, not those of tables in its cells.
fn rows<'p>(table: ElementRef<'p>) -> Vec<ElementRef<'p>> {
    let mut rows = named(table, "tr");
    rows.retain(|row| {
        let mut above = row.ancestors().filter_map(ElementRef::wrap);
        above.find(|above| above.value().name() == "table") == Some(table)
    });
    rows
}

/// A table around other tables that has no rows to speak of itself.
fn is_layout(table: ElementRef<'_>) -> bool {
    !named(table, "table").is_empty() && rows(table).len() < 3
}

fn read_table(
    table: ElementRef<'_>,
    before: &mut u32,
    budget: &mut Budget,
) -> Result<Table, FileError> {
    let mut read = Table {
        hidden: hidden_columns(table),
        ..Table::default()
    };
    let mut cells = Collector::new(budget);
    // Column -> how many of the next rows a cell above still covers.
    let mut covered: BTreeMap<u32, u32> = BTreeMap::new();
    for row in rows(table) {
        *before += 1;
        let number = *before;
        let hidden = is_hidden(*row);
        let mut column = 0;
        let from_above = std::mem::take(&mut covered);
        for (at, left) in &from_above {
            if *left > 1 {
                covered.insert(*at, left - 1);
            }
        }
        for cell in row
            .child_elements()
            .filter(|child| matches!(child.value().name(), "td" | "th"))
        {
            while from_above.contains_key(&column) {
                column += 1;
            }
            let (wide, high) = (
                span(cell, "colspan", WIDEST),
                span(cell, "rowspan", HIGHEST),
            );
            if wide > 1 || high > 1 {
                read.merges.push(Merge {
                    top: number,
                    bottom: number + high - 1,
                    left: column,
                    right: column + wide - 1,
                });
            }
            if high > 1 {
                covered.extend((column..column + wide).map(|at| (at, high - 1)));
            }
            if is_hidden(*cell) {
                read.hidden.push((column, column));
            } else {
                cells.add(number, column, read_cell(cell), hidden)?;
            }
            column += wide;
        }
    }
    read.rows = cells.finish();
    Ok(read)
}

fn hidden_columns(table: ElementRef<'_>) -> Vec<(u32, u32)> {
    let mut hidden = Vec::new();
    let mut at = 0;
    for column in named(table, "col") {
        let wide = span(column, "span", WIDEST);
        let group = column.parent();
        if is_hidden(*column) || group.is_some_and(is_hidden) {
            hidden.push((at, at + wide - 1));
        }
        at += wide;
    }
    hidden
}

fn span(element: ElementRef<'_>, attribute: &str, most: u32) -> u32 {
    let stated = element
        .attr(attribute)
        .and_then(|text| text.trim().parse().ok());
    stated.unwrap_or(1).clamp(1, most)
}

fn is_hidden(node: NodeRef<'_, Node>) -> bool {
    let Some(element) = ElementRef::wrap(node) else {
        return false;
    };
    let style = element
        .attr("style")
        .unwrap_or_default()
        .to_ascii_lowercase()
        .replace(' ', "");
    element.attr("hidden").is_some()
        || [
            "display:none",
            "visibility:hidden",
            "visibility:collapse",
            "mso-hide:all",
        ]
        .iter()
        .any(|rule| style.contains(rule))
}

fn read_cell(cell: ElementRef<'_>) -> Cell {
    let mut text = String::new();
    let mut link = None;
    let mut passed_over = None;
    for edge in cell.traverse() {
        match edge {
            Edge::Open(node) if passed_over.is_none() => match node.value() {
                Node::Text(more) => {
                    // Line ends in the source are white space; those shown are elements.
                    text.push_str(&more.replace(['\n', '\r'], " "));
                }
                Node::Element(element) => {
                    if matches!(element.name(), "script" | "style" | "template")
                        || is_hidden(node) && node.id() != cell.id()
                    {
                        passed_over = Some(node.id());
                    } else if matches!(element.name(), "br" | "p" | "div" | "li" | "tr")
                        && !text.trim().is_empty()
                    {
                        text.push('\n');
                    } else if element.name() == "a" && link.is_none() {
                        link = element.attr("href").map(Box::from);
                    }
                }
                _ => {}
            },
            Edge::Close(node) if passed_over == Some(node.id()) => passed_over = None,
            _ => {}
        }
    }
    Cell {
        link,
        ..Cell::of_text(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(html: &str) -> Vec<Table> {
        read(html, &Limits::default()).unwrap().unwrap_or_default()
    }

    #[test]
    fn spans_breaks_links_and_entities_are_understood() {
        let read = &tables(
            "<table><tr><th rowspan=2>Name<th colspan=2>Contact</tr><tr><th>Phone<th>Web</tr>\
             <tr></tr><tr><td>Knit &amp; natter<br>Tuesdays<td>1<td><a href='https://x.example'>Site</a></tr></table>",
        )[0];
        let numbers: Vec<u32> = read.rows.iter().map(|row| row.number).collect();
        assert_eq!(numbers, [1, 2, 4]);
        assert_eq!(read.rows[1].text(0), "");
        assert_eq!(
            (read.rows[1].text(1), read.rows[1].text(2)),
            ("Phone", "Web")
        );
        assert_eq!(read.rows[2].text(0), "Knit & natter\nTuesdays");
        assert_eq!(
            read.rows[2].cell(2).unwrap().link.as_deref(),
            Some("https://x.example")
        );
        assert_eq!(read.merges.len(), 2);
    }

    #[test]
    fn what_is_hidden_is_known() {
        let read = &tables(
            "<table><col><col style='display: none'><tr><td>a<td>b<td style='display:none'>c<td>d\
             <span hidden>e</span></table><table style='display:none'><tr><td>f</table>",
        );
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].hidden, [(1, 1), (2, 2)]);
        assert_eq!(read[0].rows[0].text(3), "d");
    }

    #[test]
    fn tables_of_a_layout_are_read_on_their_own() {
        let read = tables("<table><tr><td><table><tr><td>a<tr><td>b</table></table>");
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].rows.len(), 2);
    }
}
