//! "XML Spreadsheet 2003": one XML file, often named `.xls`.

use std::io::BufRead;

use super::iso_moment;
use super::value::plain;
use super::xml::{Element, Node, Xml};
use crate::sheet::report::FileError;
use crate::sheet::table::{Budget, Cell, CellKind, Collector, Limits, Merge, Table};

/// Reads every visible sheet.
pub(super) fn read<R: BufRead>(mut xml: Xml<R>, limits: &Limits) -> Result<Vec<Table>, FileError> {
    let mut budget = Budget::new(limits);
    let mut tables = Vec::new();
    while let Some(node) = xml.next()? {
        if let Node::Start(element) = node
            && element.name() == "Worksheet"
        {
            let name = element.attribute("Name");
            tables.extend(worksheet(&mut xml, name, &mut budget)?);
        }
    }
    Ok(tables)
}

/// A sheet; `None` when it is hidden, which is said after its cells.
fn worksheet<R: BufRead>(
    xml: &mut Xml<R>,
    name: Option<String>,
    budget: &mut Budget,
) -> Result<Option<Table>, FileError> {
    let mut table = Table {
        sheet: name,
        ..Table::default()
    };
    let mut cells = Collector::new(budget);
    let (mut row, mut column, mut visible) = (0u32, 0u32, true);
    loop {
        match xml.next()?.ok_or(FileError::Corrupt)? {
            Node::Start(element) => match element.name() {
                "Column" => {
                    let first = element
                        .number("Index")
                        .map_or(column, |index| index.max(1) - 1);
                    let last = first.saturating_add(element.number("Span").unwrap_or(0));
                    if element.flag("Hidden") {
                        table.hidden.push((first, last));
                    }
                    column = last.saturating_add(1);
                }
                "Row" => {
                    row = element.number("Index").unwrap_or(row.saturating_add(1));
                    let hidden = element.flag("Hidden");
                    self::row(xml, row, hidden, &mut cells, &mut table.merges)?;
                    row = row.saturating_add(element.number("Span").unwrap_or(0));
                }
                "AutoFilter" => table.filtered = true,
                "Visible" => visible = xml.text(&[])?.trim() == "SheetVisible",
                _ => {}
            },
            Node::End(name) if name == "Worksheet" => break,
            _ => {}
        }
    }
    table.rows = cells.finish();
    Ok(visible.then_some(table))
}

fn row<R: BufRead>(
    xml: &mut Xml<R>,
    row: u32,
    hidden: bool,
    cells: &mut Collector<'_>,
    merges: &mut Vec<Merge>,
) -> Result<(), FileError> {
    let mut column = 0u32;
    loop {
        match xml.next()?.ok_or(FileError::Corrupt)? {
            Node::Start(element) if element.name() == "Cell" => {
                column = element
                    .number("Index")
                    .map_or(column, |index| index.max(1) - 1);
                let (wide, high) = (
                    element.number("MergeAcross").unwrap_or(0),
                    element.number("MergeDown").unwrap_or(0),
                );
                if wide > 0 || high > 0 {
                    merges.push(Merge {
                        top: row,
                        bottom: row.saturating_add(high),
                        left: column,
                        right: column.saturating_add(wide),
                    });
                }
                let cell = cell(xml, &element)?;
                cells.add(row, column, cell, hidden)?;
                column = column.saturating_add(wide).saturating_add(1);
            }
            Node::Start(_) => xml.skip()?,
            Node::End(name) if name == "Row" => return Ok(()),
            _ => {}
        }
    }
}

fn cell<R: BufRead>(xml: &mut Xml<R>, start: &Element) -> Result<Cell, FileError> {
    let mut cell = Cell::default();
    loop {
        match xml.next()?.ok_or(FileError::Corrupt)? {
            Node::Start(element) if element.name() == "Data" => {
                let text = xml.text(&[])?;
                cell = match element.attribute("Type").as_deref() {
                    Some("Number") => {
                        let number = text.trim().parse().map_or(text, plain);
                        Cell::of(CellKind::Number, number)
                    }
                    Some("DateTime") => iso_moment(&text),
                    Some("Boolean") => {
                        let yes = text.trim() == "1";
                        Cell::of(CellKind::Bool, if yes { "TRUE" } else { "FALSE" })
                    }
                    Some("Error") => Cell::default(),
                    _ => Cell::of_text(text),
                };
            }
            // Comments, among others.
            Node::Start(_) => xml.skip()?,
            Node::End(name) if name == "Cell" => break,
            _ => {}
        }
    }
    cell.formula = start.attribute("Formula").is_some();
    cell.link = start.attribute("HRef").map(String::into_boxed_str);
    Ok(cell)
}
