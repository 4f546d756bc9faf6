//! One sheet of an `.xlsx`, cell by cell.

use std::io::BufRead;

use super::{Shared, relations, unescaped};
use crate::sheet::open::package::Package;
use crate::sheet::open::value::{Shown, cell_of};
use crate::sheet::open::xml::{Element, Node, Xml};
use crate::sheet::report::FileError;
use crate::sheet::table::{Budget, Cell, CellKind, Collector, Merge, Table, area, reference};

/// What stands around the cells.
#[derive(Debug, Default)]
struct Surroundings {
    hidden: Vec<(u32, u32)>,
    merges: Vec<Merge>,
    /// Area and relation of each link.
    links: Vec<(Merge, String)>,
    filtered: bool,
}

/// Merged areas and links that are kept of one sheet; nobody makes so many by hand.
const MOST_AREAS: usize = 100_000;

pub(super) fn read(
    package: &mut Package<'_>,
    name: String,
    part: &str,
    shared: &Shared,
    budget: &mut Budget,
) -> Result<Table, FileError> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let relations = relations(package, &format!("{folder}/_rels/{file}.rels"))?;
    let mut xml = package.xml(part)?.ok_or(FileError::Corrupt)?;
    let mut around = Surroundings::default();
    let mut cells = Collector::new(budget);
    while let Some(node) = xml.next()? {
        let Node::Start(element) = node else { continue };
        match element.name() {
            "sheetData" => sheet_data(&mut xml, shared, &mut cells)?,
            _ => around.note(&element),
        }
    }
    let mut rows = cells.finish();
    for (area, relation) in &around.links {
        let Some(relation) = relations.get(relation) else {
            continue;
        };
        let Ok(at) = rows.binary_search_by_key(&area.top, |row| row.number) else {
            continue;
        };
        let linked = rows[at]
            .cells
            .iter_mut()
            .find(|(column, _)| *column == area.left);
        if let Some((_, cell)) = linked {
            cell.link = Some(relation.target.clone().into_boxed_str());
        }
    }
    Ok(Table {
        sheet: Some(name),
        rows,
        hidden: around.hidden,
        merges: around.merges,
        filtered: around.filtered,
        since_1904: shared.since_1904,
    })
}

impl Surroundings {
    fn note(&mut self, element: &Element) {
        match element.name() {
            "col" => {
                let no_width = element
                    .attribute("width")
                    .is_some_and(|w| w.parse() == Ok(0.0));
                if (element.flag("hidden") || no_width)
                    && let (Some(from), Some(to)) = (element.number("min"), element.number("max"))
                {
                    self.hidden
                        .push((from.saturating_sub(1), to.saturating_sub(1)));
                }
            }
            "mergeCell" if self.merges.len() < MOST_AREAS => {
                self.merges
                    .extend(element.attribute("ref").as_deref().and_then(area));
            }
            "hyperlink" if self.links.len() < MOST_AREAS => {
                let area = element.attribute("ref").as_deref().and_then(area);
                self.links.extend(area.zip(element.attribute("id")));
            }
            "autoFilter" => self.filtered = true,
            _ => {}
        }
    }
}

fn sheet_data<R: BufRead>(
    xml: &mut Xml<R>,
    shared: &Shared,
    cells: &mut Collector<'_>,
) -> Result<(), FileError> {
    let (mut row, mut column, mut hidden) = (0, 0, false);
    loop {
        match xml.next()?.ok_or(FileError::Corrupt)? {
            Node::Start(element) if element.name() == "row" => {
                row = element.number("r").unwrap_or(row + 1);
                column = 0;
                let no_height = element
                    .attribute("ht")
                    .is_some_and(|h| h.parse() == Ok(0.0));
                hidden = element.flag("hidden") || no_height;
            }
            Node::Start(element) if element.name() == "c" => {
                if let Some(at) = element.attribute("r").as_deref().and_then(reference) {
                    (column, row) = at;
                }
                let cell = cell(xml, &element, shared)?;
                cells.add(row, column, cell, hidden)?;
                column += 1;
            }
            Node::End(name) if name == "sheetData" => return Ok(()),
            _ => {}
        }
    }
}

fn cell<R: BufRead>(xml: &mut Xml<R>, start: &Element, shared: &Shared) -> Result<Cell, FileError> {
    let (mut formula, mut stored, mut inline) = (None, None, None);
    loop {
        match xml.next()?.ok_or(FileError::Corrupt)? {
            Node::Start(element) => match element.name() {
                "f" => formula = Some(xml.text(&[])?),
                "v" => stored = Some(xml.text(&[])?),
                "is" => inline = Some(unescaped(xml.text(&["rPh"])?)),
                _ => xml.skip()?,
            },
            Node::End(name) if name == "c" => break,
            _ => {}
        }
    }
    let style = start.number("s").and_then(|s| shared.shown.get(s as usize));
    let shown = style.copied().unwrap_or_default();
    let kind = start.attribute("t");
    let mut cell = match (kind.as_deref(), inline, stored) {
        (_, Some(text), _) => Cell::of_text(text),
        (_, None, None) => Cell::default(),
        (kind, None, Some(stored)) => typed(kind, stored, shown, shared),
    };
    if let Some(formula) = formula {
        cell.formula = true;
        // A program that writes formulas without working them out stores nothing, or 0.
        if cell.text.is_empty() || cell.text == "0" {
            cell.link = link_of(&formula, &mut cell.text);
            if cell.link.is_none() && formula.contains(['"', '&']) {
                cell.text = literal(&formula).unwrap_or_default().to_owned();
            }
            if cell.text.is_empty() && !refers(&formula) {
                // Nobody's sum: text that was meant to be run.
                return Ok(Cell::of_text(format!("={formula}")));
            }
        }
    }
    Ok(cell)
}

fn typed(kind: Option<&str>, stored: String, shown: Shown, shared: &Shared) -> Cell {
    match kind {
        Some("s") => {
            let at = stored.trim().parse().ok();
            let text = at.and_then(|at: usize| shared.strings.get(at));
            Cell::of_text(text.map(|text| text.to_string()).unwrap_or_default())
        }
        Some("str" | "inlineStr") => Cell::of_text(unescaped(stored)),
        Some("b") => Cell::of(
            CellKind::Bool,
            if stored.trim() == "1" {
                "TRUE"
            } else {
                "FALSE"
            },
        ),
        // #N/A and the like say nothing.
        Some("e") => Cell::default(),
        Some("d") => super::super::iso_moment(&stored),
        _ => match stored.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => cell_of(number, shown, shared.since_1904),
            _ => Cell::of_text(stored),
        },
    }
}

/// Whether a formula takes its value from other cells of the workbook, as those do that
/// people write; a `|` names another program.
fn refers(formula: &str) -> bool {
    let words = formula.split(|c: char| !c.is_ascii_alphanumeric() && c != '$');
    let names_cell = words.filter(|word| reference(word).is_some()).count() > 0;
    names_cell && !formula.contains('|')
}

/// The text that a formula is nothing but: `"01632 960123"`.
fn literal(formula: &str) -> Option<&str> {
    let inner = formula.trim().strip_prefix('"')?.strip_suffix('"')?;
    (!inner.contains('"')).then_some(inner)
}

/// Where `HYPERLINK("https://…", "text")` leads, for a formula without a stored value; the
/// text becomes what the cell would show.
fn link_of(formula: &str, shown: &mut String) -> Option<Box<str>> {
    let inner = formula.trim().strip_prefix("HYPERLINK(\"")?;
    let (target, rest) = inner.split_once('"')?;
    let label = rest.split('"').nth(1).unwrap_or(target);
    label.clone_into(shown);
    Some(target.into())
}
