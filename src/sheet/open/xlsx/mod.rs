//! `.xlsx`: a zip of XML parts.
//!
//! workbook (sheets, which of them are hidden, since when days are counted) -> styles (how a
//! number is shown) -> shared strings -> each visible sheet, cell by cell.
//!
//! Read here and not by a library because what is to be withheld (hidden columns, rows and
//! sheets) has to be known, and because nothing a file declares may be believed when memory
//! is set aside for it.

mod sheet;
mod styles;

use std::collections::HashMap;

use super::package::Package;
use super::value::Shown;
use super::xml::Node;
use crate::sheet::report::FileError;
use crate::sheet::table::{Budget, Limits, Table};

/// What all sheets of a workbook share.
#[derive(Debug, Default)]
pub(super) struct Shared {
    strings: Vec<Box<str>>,
    shown: Vec<Shown>,
    since_1904: bool,
}

/// A sheet as the workbook lists it.
#[derive(Debug)]
struct Listed {
    name: String,
    relation: String,
    is_hidden: bool,
}

/// Reads every visible sheet.
pub(super) fn read(mut package: Package<'_>, limits: &Limits) -> Result<Vec<Table>, FileError> {
    parts(&mut package, limits).map_err(|error| package.blame(error))
}

fn parts(package: &mut Package<'_>, limits: &Limits) -> Result<Vec<Table>, FileError> {
    let workbook = main_part(package)?;
    let (folder, file) = workbook.rsplit_once('/').unwrap_or(("", &workbook));
    let relations = relations(package, &format!("{folder}/_rels/{file}.rels"))?;
    let target = |relation: &Relation| resolved(folder, &relation.target);
    let of_kind = |kind: &str| {
        let mut found = relations.values().filter(|relation| relation.kind == kind);
        found.next().map(target)
    };
    let (listed, since_1904) = workbook_sheets(package, &workbook)?;
    let shared = Shared {
        strings: match of_kind("sharedStrings") {
            Some(part) => shared_strings(package, &part)?,
            None => Vec::new(),
        },
        shown: match of_kind("styles") {
            Some(part) => styles::read(package, &part)?,
            None => Vec::new(),
        },
        since_1904,
    };
    let mut budget = Budget::new(limits);
    let mut tables = Vec::new();
    for sheet in listed.into_iter().filter(|sheet| !sheet.is_hidden) {
        let Some(relation) = relations.get(&sheet.relation) else {
            return Err(FileError::Corrupt);
        };
        if relation.kind != "worksheet" {
            continue;
        }
        tables.push(sheet::read(
            package,
            sheet.name,
            &target(relation),
            &shared,
            &mut budget,
        )?);
    }
    Ok(tables)
}

/// The workbook's part, as the package names it.
fn main_part(package: &mut Package<'_>) -> Result<String, FileError> {
    let relations = relations(package, "_rels/.rels")?;
    let mut main = relations
        .values()
        .filter(|relation| relation.kind == "officeDocument");
    Ok(main.next().map_or_else(
        || "xl/workbook.xml".to_owned(),
        |relation| resolved("", &relation.target),
    ))
}

/// One line of a `.rels` part.
#[derive(Debug)]
pub(super) struct Relation {
    /// The last word of its type: `worksheet`, `hyperlink`.
    kind: String,
    target: String,
}

/// The relations of a part by id; none when it has none.
fn relations(
    package: &mut Package<'_>,
    part: &str,
) -> Result<HashMap<String, Relation>, FileError> {
    let mut found = HashMap::new();
    let Some(mut xml) = package.xml(part.trim_start_matches('/'))? else {
        return Ok(found);
    };
    while let Some(node) = xml.next()? {
        if let Node::Start(element) = node
            && element.name() == "Relationship"
            && let (Some(id), Some(target)) = (element.attribute("Id"), element.attribute("Target"))
        {
            let kind = element.attribute("Type").unwrap_or_default();
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            found.insert(id, Relation { kind, target });
        }
    }
    Ok(found)
}

/// A target as it stands in a part of `folder`.
fn resolved(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|step| !step.is_empty()).collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.join("/")
}

fn workbook_sheets(
    package: &mut Package<'_>,
    part: &str,
) -> Result<(Vec<Listed>, bool), FileError> {
    let mut xml = package.xml(part)?.ok_or(FileError::Corrupt)?;
    let (mut sheets, mut since_1904) = (Vec::new(), false);
    while let Some(node) = xml.next()? {
        let Node::Start(element) = node else { continue };
        match element.name() {
            "workbookPr" => since_1904 = element.flag("date1904"),
            "sheet" => sheets.push(Listed {
                name: element.attribute("name").unwrap_or_default(),
                relation: element.attribute("id").unwrap_or_default(),
                is_hidden: element
                    .attribute("state")
                    .is_some_and(|state| state != "visible"),
            }),
            _ => {}
        }
    }
    Ok((sheets, since_1904))
}

fn shared_strings(package: &mut Package<'_>, part: &str) -> Result<Vec<Box<str>>, FileError> {
    let Some(mut xml) = package.xml(part)? else {
        return Ok(Vec::new());
    };
    let mut strings = Vec::new();
    while let Some(node) = xml.next()? {
        if let Node::Start(element) = node
            && element.name() == "si"
        {
            // How a word is pronounced is not part of the text.
            strings.push(unescaped(xml.text(&["rPh"])?).into_boxed_str());
        }
    }
    Ok(strings)
}

/// Text without the `_x000D_` that stands for signs which XML cannot hold.
fn unescaped(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6);
        let char = code
            .filter(|_| rest.get(at + 6..at + 7) == Some("_"))
            .and_then(|code| u32::from_str_radix(code, 16).ok())
            .and_then(char::from_u32);
        plain.push_str(&rest[..at]);
        match char {
            Some(char) => {
                plain.push(char);
                rest = &rest[at + 7..];
            }
            None => {
                plain.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_from_where_they_are_named() {
        for (folder, target, want) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            (
                "xl",
                "/xl/worksheets/sheet1.xml",
                "xl/worksheets/sheet1.xml",
            ),
            ("xl/worksheets", "../strings.xml", "xl/strings.xml"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
        ] {
            assert_eq!(resolved(folder, target), want);
        }
    }

    #[test]
    fn escaped_signs_are_put_back_and_other_underscores_stay() {
        for (text, want) in [
            ("a_x000D_b", "a\rb"),
            ("a_xyz_", "a_xyz_"),
            ("snake_x", "snake_x"),
            ("_x005F_x000D_", "_x000D_"),
            ("é_x00", "é_x00"),
        ] {
            assert_eq!(unescaped(text.to_owned()), want);
        }
    }
}
