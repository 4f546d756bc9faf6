//! Tells rows that are services from rows that are not.

use super::column::{Assigned, is_data};
use super::header::{Header, folded};
use super::report::SkipReason;
use super::role::Role;
use super::table::{Merge, Row};

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowKind {
    /// A service.
    Service,
    /// Nothing that may be seen stands in it.
    Blank,
    /// Something else.
    Skip(SkipReason),
}

/// What is known of the table that a row stands in.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) header: Option<&'a Header>,
    pub(super) columns: &'a [Assigned],
    pub(super) merges: &'a [Merge],
    /// Whether a filter hides rows: then a hidden row is a service like any other.
    pub(super) filtered: bool,
    /// How many cells with a field a row has, usually.
    pub(super) usual: usize,
    /// Whether it is the first row below the header.
    pub(super) is_first: bool,
}

/// Tells what a row is.
pub(super) fn classify(row: &Row, place: &Place<'_>) -> RowKind {
    let shown = |column: u32| {
        let of = place
            .columns
            .iter()
            .find(|assigned| assigned.column == column);
        of.is_none_or(|assigned| assigned.withheld.is_none())
    };
    let visible: Vec<(u32, &str)> = row
        .cells
        .iter()
        .filter(|(column, cell)| shown(*column) && !cell.text.trim().is_empty())
        .map(|(column, cell)| (*column, cell.text.trim()))
        .collect();
    let Some((first, text)) = visible.first().copied() else {
        return RowKind::Blank;
    };
    if place
        .header
        .is_some_and(|header| header.is_repeated_by(row))
    {
        return RowKind::Skip(SkipReason::RepeatedHeader);
    }
    if row.hidden && !place.filtered {
        return RowKind::Skip(SkipReason::Hidden);
    }
    if is_total(&visible) {
        return RowKind::Skip(SkipReason::Total);
    }
    let is_wide = || {
        place.merges.iter().any(|merge| {
            merge.top == row.number && merge.left == first && merge.right >= merge.left + 2
        })
    };
    let alone = visible.len() == 1;
    let is_note = alone && (place.usual > 2 || says_note(text) || is_wide())
        || place.is_first && is_instruction(&visible)
        || says_note(text) && !has_contact(row, place.columns);
    if is_note {
        RowKind::Skip(SkipReason::Note)
    } else {
        RowKind::Service
    }
}

/// How many cells with a field a row usually has.
pub(super) fn usual(rows: &[Row], columns: &[Assigned]) -> usize {
    let fielded: Vec<u32> = columns
        .iter()
        .filter(|column| column.role.field().is_some())
        .map(|column| column.column)
        .collect();
    let mut counts: Vec<usize> = rows
        .iter()
        .take(300)
        .map(|row| {
            row.cells
                .iter()
                .filter(|(column, _)| fielded.contains(column))
                .count()
        })
        .collect();
    counts.sort_unstable();
    counts.get(counts.len() / 2).copied().unwrap_or_default()
}

/// "Total", "Grand total: 25", "Number of services 25", "Count" beside figures.
fn is_total(visible: &[(u32, &str)]) -> bool {
    let is_figure = |text: &str| {
        let bare: String = text
            .chars()
            .filter(|c| !matches!(c, '£' | ',' | ' ' | '%'))
            .collect();
        bare.parse::<f64>().is_ok()
    };
    let named = |text: &str| {
        let key = folded(text);
        let words: Vec<&str> = key.split(' ').collect();
        let starts = [
            "total",
            "totals",
            "subtotal",
            "grand total",
            "sub total",
            "overall total",
            "sum",
            "count",
            "average",
            "number of",
            "no of",
            "total number",
        ];
        let starts = starts
            .iter()
            .any(|start| key == *start || key.starts_with(&format!("{start} ")));
        // "Total Wellbeing CIC" is a name: a sum says nothing else but what is counted.
        let counted = [
            "total",
            "totals",
            "subtotal",
            "grand",
            "sub",
            "overall",
            "sum",
            "count",
            "average",
            "number",
            "no",
            "of",
            "services",
            "service",
            "groups",
            "group",
            "activities",
            "activity",
            "clubs",
            "records",
            "rows",
            "entries",
            "listings",
            "organisations",
            "providers",
            "the",
            "all",
            "listed",
            "cost",
            "sessions",
            "projects",
            "items",
        ];
        starts
            && words
                .iter()
                .all(|word| counted.contains(word) || word.parse::<f64>().is_ok())
    };
    let names = visible.iter().filter(|(_, text)| named(text)).count();
    let figures = visible
        .iter()
        .filter(|(_, text)| is_figure(text) && !named(text))
        .count();
    let counted = match visible {
        [(_, text)] => {
            let key = folded(text);
            let mut words = key.split(' ');
            words.next().is_some_and(|word| word.parse::<u32>().is_ok())
                && words.next().is_some_and(|word| {
                    matches!(
                        word,
                        "services"
                            | "records"
                            | "rows"
                            | "entries"
                            | "groups"
                            | "activities"
                            | "listings"
                            | "organisations"
                    )
                })
        }
        _ => false,
    };
    counted || names >= 1 && names + figures == visible.len()
}

/// Text that speaks about the sheet and not about a service.
fn says_note(text: &str) -> bool {
    let key = folded(text);
    let starts = [
        "note",
        "notes",
        "nb",
        "n b",
        "please note",
        "source",
        "last updated",
        "updated",
        "list updated",
        "list last updated",
        "key",
        "disclaimer",
        "prepared by",
        "produced by",
        "compiled by",
        "for more information",
        "for further information",
        "end of",
        "example",
        "e g",
        "eg",
        "this list",
        "this directory",
        "this spreadsheet",
        "this sheet",
        "these",
        "please",
        "if you",
        "to add",
        "to be",
        "all information",
        "information correct",
        "correct at",
        "data correct",
        "contact us",
        "copyright",
        "see also",
        "continued",
        "important",
        "disclaimer",
        "printed",
        "generated",
        "exported",
        "version",
        "we",
        "the information",
        "n b please",
        "there may be",
        "any changes",
        "amendments",
        "legend",
        "red",
        "highlighted",
        "rows",
        "cells in",
        "items in",
    ];
    let words = key.split(' ').count();
    let plain = [
        "note",
        "notes",
        "nb",
        "source",
        "key",
        "example",
        "legend",
        "disclaimer",
        "important",
    ];
    let starts_so = starts.iter().any(|start| {
        key == *start
            || key
                .strip_prefix(start)
                .is_some_and(|rest| rest.starts_with(' '))
    });
    let labelled = text
        .split(':')
        .next()
        .is_some_and(|label| text.contains(':') && starts.contains(&folded(label).as_str()));
    text.starts_with(['*', '†', '©', '#'])
        || labelled
        || starts_so && (words >= 5 || plain.contains(&key.as_str()))
}

/// A row below the header that says what to write in each column.
fn is_instruction(visible: &[(u32, &str)]) -> bool {
    let told = [
        "required",
        "mandatory",
        "optional",
        "free text",
        "text",
        "date",
        "number",
        "dd mm yyyy",
        "dd mm yy",
        "yes no",
        "y n",
        "recommended",
        "select from list",
        "drop down",
        "dropdown",
        "select from dropdown",
        "string",
        "url",
        "email",
        "phone number",
        "essential",
        "desirable",
        "time",
        "hh mm",
        "integer",
        "boolean",
        "list",
    ];
    let is_told = |text: &str| {
        let key = folded(text);
        told.contains(&key.as_str())
            || text.starts_with('(') && text.ends_with(')')
            || [
                "max ",
                "maximum ",
                "e g ",
                "eg ",
                "for example ",
                "please ",
                "enter ",
                "up to ",
                "format ",
                "one of ",
            ]
            .iter()
            .any(|start| key.starts_with(start))
    };
    let count = visible.iter().filter(|(_, text)| is_told(text)).count();
    let numbered = visible
        .iter()
        .zip(1..)
        .all(|((_, text), at)| text.parse() == Ok(at));
    visible.len() >= 2 && (count * 2 >= visible.len() || numbered && visible.len() >= 3)
}

/// Whether a row says how to reach or find something, as a service's does.
fn has_contact(row: &Row, columns: &[Assigned]) -> bool {
    columns.iter().any(|column| {
        let telling = matches!(
            column.role,
            Role::Phone
                | Role::Email
                | Role::Url
                | Role::Postcode
                | Role::Contact
                | Role::Address(_)
        );
        telling && is_data_or_words(row.text(column.column), column.role)
    })
}

fn is_data_or_words(text: &str, role: Role) -> bool {
    match role {
        Role::Address(_) => !text.trim().is_empty(),
        _ => is_data(text),
    }
}
