//! The address of a row: its parts in the order of an address, and its postcode.

use super::cells::{Cells, Taken};
use super::{Beside, Reading};
use crate::sheet::field::{postcode, text};
use crate::sheet::report::Fields;
use crate::sheet::role::{Part, Role};

pub(super) fn read(
    cells: &mut Cells<'_>,
    reading: &Reading<'_>,
    fields: &mut Fields,
    beside: &mut Beside,
) {
    let stated = cells.take(Role::Postcode);
    let own = stated.and_then(|cell| {
        let read = postcode::read(&cell.text, reading.book);
        cells.note(&cell, &read.problems);
        let code = read.value.map(|code| code.to_string());
        cells.changed(&cell, code.as_deref());
        code
    });
    let mut taken = cells.all(&|role| matches!(role, Role::Address(_)));
    taken.sort_by_key(part);
    let mut parts: Vec<String> = Vec::new();
    let mut within = None;
    for cell in &taken {
        let (read, rest) = postcode::split(&lines(&cell.text), reading.book);
        if let Some(code) = read.value {
            // A slip in a postcode that is stated in its own column is not told twice.
            if own.is_none() {
                cells.note(cell, &read.problems);
            }
            within = Some(code.to_string());
        }
        let read = text::read(&rest);
        cells.note(cell, &text::read(&cell.text).problems);
        let shown = read
            .value
            .map(|text| tidy(&text))
            .filter(|text| !text.is_empty());
        cells.changed(cell, shown.as_deref());
        let Some(shown) = shown else { continue };
        match part(cell) {
            Part::Venue => beside.venue = Some(shown.clone()),
            Part::Town => beside.town = Some(shown.clone()),
            Part::County => beside.county = Some(shown.clone()),
            _ => {}
        }
        add(&mut parts, part(cell), shown);
    }
    fields.address = (!parts.is_empty()).then(|| parts.join(", "));
    fields.postcode = own.or(within);
}

/// Adds a part that is not there yet; a house number goes before its street.
fn add(parts: &mut Vec<String>, part: Part, shown: String) {
    let lower = shown.to_lowercase();
    let known = |other: &String| {
        let other = other.to_lowercase();
        other == lower || other.split(", ").any(|piece| piece == lower)
    };
    if parts.iter().any(known) {
        return;
    }
    match parts.last_mut() {
        // The venue is repeated at the beginning of the address.
        Some(last) if lower.starts_with(&format!("{}, ", last.to_lowercase())) => *last = shown,
        Some(last) if part == Part::Line1 && is_house_number(last) => {
            *last = format!("{last} {shown}")
        }
        _ => parts.push(shown),
    }
}

/// "12", "12a", "12-14".
fn is_house_number(text: &str) -> bool {
    text.len() <= 7
        && text.starts_with(|c: char| c.is_ascii_digit())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '/'))
        && text.chars().filter(char::is_ascii_alphabetic).count() <= 1
}

fn part(cell: &Taken) -> Part {
    match cell.role {
        Role::Address(part) => part,
        _ => Part::Line1,
    }
}

/// An address over several lines on one.
fn lines(text: &str) -> String {
    let lines = text
        .split(['\n', '\r'])
        .map(|line| line.trim().trim_end_matches(',').trim_end());
    lines
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Without what hangs at its ends, without a comma after a comma.
fn tidy(text: &str) -> String {
    let pieces = text
        .split(',')
        .map(str::trim)
        .filter(|piece| !piece.is_empty());
    let joined = pieces.collect::<Vec<_>>().join(", ");
    joined.trim_end_matches(['.', ';']).trim().to_owned()
}
