//! `.ods` and `.fods`: OpenDocument spreadsheets.
//!
//! One XML part holds all: styles (which tell hidden sheets), tables, columns, rows, cells.
//! What is said to be repeated is only repeated where something stands in it.

use std::collections::HashSet;
use std::io::BufRead;

use super::iso_moment;
use super::package::Package;
use super::value::plain;
use super::xml::{Element, Node, Xml};
use crate::sheet::report::FileError;
use crate::sheet::table::{Budget, Cell, CellKind, Collector, Limits, Merge, Table};

/// Reads every visible sheet of a zipped document.
pub(super) fn read(mut package: Package<'_>, limits: &Limits) -> Result<Vec<Table>, FileError> {
    parts(&mut package, limits).map_err(|error| package.blame(error))
}

fn parts(package: &mut Package<'_>, limits: &Limits) -> Result<Vec<Table>, FileError> {
    if let Some(mut manifest) = package.xml("META-INF/manifest.xml")? {
        while let Some(node) = manifest.next()? {
            if matches!(node, Node::Start(element) if element.name() == "encryption-data") {
                return Err(FileError::PasswordProtected);
            }
        }
    }
    let content = package.xml("content.xml")?.ok_or(FileError::Corrupt)?;
    document(content, limits)
}

/// Reads every visible sheet of a document's XML.
pub(super) fn document<R: BufRead>(
    mut xml: Xml<R>,
    limits: &Limits,
) -> Result<Vec<Table>, FileError> {
    let mut budget = Budget::new(limits);
    let mut hiding = HashSet::new();
    let mut style = None;
    let mut tables = Vec::new();
    let mut whole = false;
    while let Some(node) = xml.next()? {
        match node {
            Node::Start(element) => match element.name() {
                "style" => style = element.attribute("name"),
                "table-properties" if element.attribute("display").as_deref() == Some("false") => {
                    hiding.extend(style.take());
                }
                "table" => {
                    let hidden = element
                        .attribute("style-name")
                        .is_some_and(|style| hiding.contains(&style));
                    let name = element.attribute("name");
                    let table = table(&mut xml, name, &mut budget)?;
                    if !hidden {
                        tables.push(table);
                    }
                }
                // What a change log or a deleted sheet holds is no sheet.
                "tracked-changes" => xml.skip()?,
                _ => {}
            },
            Node::End(name) => whole |= name.starts_with("document"),
            Node::Text(_) => {}
        }
    }
    if whole {
        Ok(tables)
    } else {
        Err(FileError::Corrupt)
    }
}

/// Where in a table the reader is.
#[derive(Debug, Default)]
struct Spot {
    /// 1-based.
    row: u32,
    /// 0-based, of the next column definition.
    column: u32,
    /// How many hidden groups of columns or rows the reader is in.
    hidden_groups: u32,
}

fn table<R: BufRead>(
    xml: &mut Xml<R>,
    name: Option<String>,
    budget: &mut Budget,
) -> Result<Table, FileError> {
    let mut table = Table {
        sheet: name,
        ..Table::default()
    };
    let mut spot = Spot {
        row: 1,
        ..Spot::default()
    };
    let mut groups = Vec::new();
    let mut cells = Collector::new(budget);
    loop {
        match xml.next()?.ok_or(FileError::Corrupt)? {
            Node::Start(element) => match element.name() {
                "table-column-group" | "table-row-group" => {
                    let hidden = element.attribute("display").as_deref() == Some("false");
                    groups.push(hidden);
                    spot.hidden_groups += u32::from(hidden);
                }
                "table-column" => {
                    let last = spot.column.saturating_add(repeats(&element, "columns") - 1);
                    if is_hidden(&element) || spot.hidden_groups > 0 {
                        table.hidden.push((spot.column, last));
                    }
                    spot.column = last.saturating_add(1);
                }
                "table-row" => row(xml, &element, &mut spot, &mut cells, &mut table)?,
                "table-header-rows" | "table-rows" | "table-header-columns" | "table-columns" => {}
                _ => xml.skip()?,
            },
            Node::End(name) => match name.as_str() {
                "table" => break,
                "table-column-group" | "table-row-group" => {
                    spot.hidden_groups -= u32::from(groups.pop().unwrap_or(false));
                }
                _ => {}
            },
            Node::Text(_) => {}
        }
    }
    table.rows = cells.finish();
    Ok(table)
}

fn row<R: BufRead>(
    xml: &mut Xml<R>,
    start: &Element,
    spot: &mut Spot,
    cells: &mut Collector<'_>,
    table: &mut Table,
) -> Result<(), FileError> {
    let visibility = start.attribute("visibility");
    table.filtered |= visibility.as_deref() == Some("filter");
    let hidden = is_hidden(start) || spot.hidden_groups > 0;
    let times = repeats(start, "rows");
    let mut column = 0u32;
    let mut row: Vec<(u32, Cell)> = Vec::new();
    loop {
        match xml.next()?.ok_or(FileError::Corrupt)? {
            Node::Start(element)
                if matches!(element.name(), "table-cell" | "covered-table-cell") =>
            {
                let covered = element.name() == "covered-table-cell";
                let again = repeats(&element, "columns");
                let (wide, high) = (spans(&element, "columns"), spans(&element, "rows"));
                if wide > 1 || high > 1 {
                    table.merges.push(Merge {
                        top: spot.row,
                        bottom: spot.row.saturating_add(high - 1),
                        left: column,
                        right: column.saturating_add(wide - 1),
                    });
                }
                let cell = cell(xml, &element)?;
                // Nothing is seen of what a merged cell covers.
                if !covered && !cell.is_blank() {
                    for at in 0..again {
                        cells.add(spot.row, column.saturating_add(at), cell.clone(), hidden)?;
                        row.push((column.saturating_add(at), cell.clone()));
                    }
                }
                column = column.saturating_add(again);
            }
            Node::Start(_) => xml.skip()?,
            Node::End(name) if name == "table-row" => break,
            _ => {}
        }
    }
    if !row.is_empty() {
        for again in 1..times {
            for (column, cell) in &row {
                cells.add(
                    spot.row.saturating_add(again),
                    *column,
                    cell.clone(),
                    hidden,
                )?;
            }
        }
    }
    spot.row = spot.row.saturating_add(times);
    Ok(())
}

fn cell<R: BufRead>(xml: &mut Xml<R>, start: &Element) -> Result<Cell, FileError> {
    let (text, link) = paragraphs(xml)?;
    let value = |name| start.attribute(name);
    let mut cell = match value("value-type").as_deref() {
        Some("float" | "currency" | "percentage") => {
            let number = value("value").and_then(|value| value.parse::<f64>().ok());
            Cell::of(
                CellKind::Number,
                number.map_or(text.clone(), |n| number_shown(n, &text)),
            )
        }
        Some("date") => iso_moment(&value("date-value").unwrap_or(text)),
        Some("time") => duration(&value("time-value").unwrap_or_default()).map_or_else(
            || Cell::of_text(text),
            |time| Cell::of(CellKind::Time, time),
        ),
        Some("boolean") => {
            let yes = value("boolean-value").as_deref() == Some("true");
            Cell::of(CellKind::Bool, if yes { "TRUE" } else { "FALSE" })
        }
        // Errors such as #N/A are shown as text, and say nothing.
        _ if value("formula").is_some() && (text.starts_with('#') || text.starts_with("Err:")) => {
            Cell::default()
        }
        _ => Cell::of_text(text),
    };
    cell.formula = value("formula").is_some();
    cell.link = link;
    Ok(cell)
}

/// A number as it is shown where that says more: pounds, or leading zeros.
fn number_shown(number: f64, shown: &str) -> String {
    let digits = plain(number);
    let bare: String = shown.chars().filter(char::is_ascii_digit).collect();
    let is_padded = bare.starts_with('0') && bare.trim_start_matches('0') == digits;
    if shown.contains('£') || (is_padded && digits != "0") {
        shown.to_owned()
    } else {
        digits
    }
}

/// The text of a cell, its paragraphs on lines of their own, and where its first link leads.
/// Comments are not part of it.
fn paragraphs<R: BufRead>(xml: &mut Xml<R>) -> Result<(String, Option<Box<str>>), FileError> {
    let (mut text, mut link) = (String::new(), None);
    let mut depth = 1;
    let mut within = 0u32;
    while depth > 0 {
        match xml.next()?.ok_or(FileError::Corrupt)? {
            Node::Start(element) => {
                match element.name() {
                    "annotation" | "detective" | "shapes" | "frame" => {
                        xml.skip()?;
                        continue;
                    }
                    "p" | "h" => {
                        if !text.is_empty() {
                            text.push('\n');
                        }
                        within += 1;
                    }
                    "s" => text.extend(std::iter::repeat_n(
                        ' ',
                        element.number("c").unwrap_or(1).min(64) as usize,
                    )),
                    "tab" => text.push('\t'),
                    "line-break" => text.push('\n'),
                    "a" => link = link.or(element.attribute("href").map(String::into_boxed_str)),
                    _ => {}
                }
                depth += 1;
            }
            Node::End(name) => {
                depth -= 1;
                within -= u32::from(matches!(name.as_str(), "p" | "h") && within > 0);
            }
            Node::Text(more) if within > 0 => text.push_str(&more),
            Node::Text(_) => {}
        }
    }
    Ok((text, link))
}

/// `PT10H30M00S` as `10:30`.
fn duration(text: &str) -> Option<String> {
    let (hours, rest) = text.strip_prefix("PT")?.split_once('H')?;
    let (minutes, _) = rest.split_once('M')?;
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then(|| format!("{hours:02}:{minutes:02}"))
}

fn repeats(element: &Element, what: &str) -> u32 {
    element
        .number(&format!("number-{what}-repeated"))
        .unwrap_or(1)
        .max(1)
}

fn spans(element: &Element, what: &str) -> u32 {
    element
        .number(&format!("number-{what}-spanned"))
        .unwrap_or(1)
        .max(1)
}

fn is_hidden(element: &Element) -> bool {
    element
        .attribute("visibility")
        .is_some_and(|visibility| visibility != "visible")
}
