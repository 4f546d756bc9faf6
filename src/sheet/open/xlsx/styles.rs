//! How each style of a workbook shows numbers.

use std::collections::HashMap;

use crate::sheet::open::package::Package;
use crate::sheet::open::value::{Shown, shown_by, shown_by_number};
use crate::sheet::open::xml::Node;
use crate::sheet::report::FileError;

/// What each cell style, by its number, makes of numbers.
pub(super) fn read(package: &mut Package<'_>, part: &str) -> Result<Vec<Shown>, FileError> {
    let Some(mut xml) = package.xml(part)? else {
        return Ok(Vec::new());
    };
    let mut own = HashMap::new();
    let mut styles = Vec::new();
    let mut within = false;
    while let Some(node) = xml.next()? {
        match node {
            Node::Start(element) => match element.name() {
                "numFmt" => {
                    let code = element.attribute("formatCode").unwrap_or_default();
                    if let Some(id) = element.number("numFmtId") {
                        own.insert(id, shown_by(&code));
                    }
                }
                "cellXfs" => within = true,
                "xf" if within => {
                    let id = element.number("numFmtId").unwrap_or_default();
                    let known = own.get(&id).copied();
                    styles.push(known.unwrap_or_else(|| shown_by_number(id)));
                }
                _ => {}
            },
            Node::End(name) if name == "cellXfs" => within = false,
            _ => {}
        }
    }
    Ok(styles)
}
