//! CSV and its relatives: text with a separator between the values of a row.
//!
//! Split here and not by a library, for two promises that libraries do not make: a blank
//! line counts as a row (so that row numbers are those that a spreadsheet program shows), and a
//! quotation mark that is never closed costs one cell, not the rest of the sheet.

use crate::sheet::report::FileError;
use crate::sheet::table::{Budget, Cell, Collector, Limits, Table};

const SEPARATORS: [char; 5] = [',', ';', '\t', '|', '^'];

/// Rows that are looked at to find the separator.
const SAMPLE: usize = 60;

/// Reads a text as one table.
pub(super) fn read(text: &str, limits: &Limits) -> Result<Table, FileError> {
    let (text, named) = without_directive(text);
    let separator = named.unwrap_or_else(|| guess(text));
    let mut budget = Budget::new(limits);
    let mut cells = Collector::new(&mut budget);
    for (row, number) in Rows::new(text, separator).zip(1..) {
        for (value, column) in row.into_iter().zip(0..) {
            cells.add(number, column, Cell::of_text(unwrapped(value)), false)?;
        }
    }
    Ok(Table {
        rows: cells.finish(),
        ..Table::default()
    })
}

/// Whether a text looks like rows of values at all: prose does not.
pub(super) fn has_columns(text: &str) -> bool {
    let separator = guess(text);
    let widths: Vec<usize> = Rows::new(text, separator)
        .take(SAMPLE)
        .map(|row| row.len())
        .collect();
    widths.iter().filter(|width| **width > 1).count() * 2 > widths.len()
}

/// Excel's first line `sep=;`, which no program shows.
fn without_directive(text: &str) -> (&str, Option<char>) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let first = first.trim_end_matches('\r').trim_matches('"');
    match first
        .strip_prefix("sep=")
        .map(|rest| rest.chars().collect::<Vec<_>>())
    {
        Some(named) if named.len() == 1 => (rest, Some(named[0])),
        _ => (text, None),
    }
}

/// `="01632960123"`, by which Excel is made to keep a leading zero.
fn unwrapped(value: String) -> String {
    let inner = value
        .trim()
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) if !inner.contains('"') => inner.to_owned(),
        _ => value,
    }
}

/// The separator that gives most rows the same number of columns, more than one.
fn guess(text: &str) -> char {
    let score = |separator: char| {
        let rows = Rows::new(text, separator).take(SAMPLE);
        let widths: Vec<usize> = rows
            .map(|row| {
                row.iter()
                    .rposition(|value| !value.trim().is_empty())
                    .map_or(0, |at| at + 1)
                    .max(row.len())
            })
            .filter(|width| *width > 0)
            .collect();
        let usual = |width: usize| widths.iter().filter(|other| **other == width).count();
        let best = widths
            .iter()
            .copied()
            .filter(|width| *width > 1)
            .max_by_key(|w| (usual(*w), *w));
        best.map_or(0, |width| usual(width) * (width.min(12) + 4))
    };
    // Of equals the first wins: commas are in the majority.
    SEPARATORS
        .into_iter()
        .rev()
        .max_by_key(|separator| score(*separator))
        .unwrap_or(',')
}

/// The rows of a text.
#[derive(Debug)]
struct Rows<'t> {
    rest: &'t str,
    separator: char,
    /// How many quotation marks that open a value were never closed.
    unclosed: usize,
}

impl<'t> Rows<'t> {
    fn new(text: &'t str, separator: char) -> Self {
        Self {
            rest: text,
            separator,
            unclosed: 0,
        }
    }

    /// The value at the beginning of the rest; and whether it is the last of its row.
    fn value(&mut self) -> (String, bool) {
        if let Some(inner) = self.rest.trim_start_matches(' ').strip_prefix('"')
            && self.unclosed < MOST_UNCLOSED
        {
            if let Some((mut value, after)) = quoted(inner, self.separator) {
                self.rest = after;
                let (tail, ends) = self.bare();
                value.push_str(tail.trim_end());
                return (value, ends);
            }
            self.unclosed += 1;
        }
        let (value, ends) = self.bare();
        (value.to_owned(), ends)
    }

    fn bare(&mut self) -> (&'t str, bool) {
        let rest = self.rest;
        let end = rest
            .find([self.separator, '\n', '\r'])
            .unwrap_or(rest.len());
        let (value, after) = rest.split_at(end);
        if let Some(next) = after.strip_prefix(self.separator) {
            self.rest = next;
            return (value, false);
        }
        self.rest = after
            .strip_prefix("\r\n")
            .or_else(|| after.strip_prefix(['\n', '\r']))
            .unwrap_or(after);
        (value, true)
    }
}

impl Iterator for Rows<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let mut row = Vec::new();
        loop {
            let (value, ends) = self.value();
            row.push(value);
            if ends {
                return Some(row);
            }
        }
    }
}

/// Longest quoted value that is believed, in bytes: more than any cell of a spreadsheet
/// program holds.
const LONGEST: usize = 1 << 17;

/// Most lines of a quoted value.
const MOST_LINES: usize = 100;

/// After so many marks that are never closed, a mark is a sign like any other: looking for the
/// end of each would take for ever.
const MOST_UNCLOSED: usize = 100;

/// A value up to its closing mark, and what follows. A mark that something else than a
/// separator or a line end follows belongs to the value: `"The "Hub" café"`.
fn quoted(text: &str, separator: char) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut rest = text;
    let mut lines = 0;
    loop {
        let end = rest.find('"')?;
        if value.len() + end > LONGEST {
            return None;
        }
        lines += rest[..end].matches('\n').count();
        if lines > MOST_LINES {
            return None;
        }
        value.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        if let Some(after) = rest.strip_prefix('"') {
            value.push('"');
            rest = after;
            continue;
        }
        let next = rest.trim_start_matches(' ').chars().next();
        if next.is_none_or(|next| next == separator || matches!(next, '\n' | '\r')) {
            return Some((value, rest));
        }
        value.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        Rows::new(text, guess(text)).collect()
    }

    #[test]
    fn quotes_line_ends_and_separators_of_every_kind_are_understood() {
        for (text, want) in [
            ("a,b\nc,d\n", vec![vec!["a", "b"], vec!["c", "d"]]),
            ("a;b\r\nc;d,e", vec![vec!["a", "b"], vec!["c", "d,e"]]),
            ("a\tb\rc\td\r", vec![vec!["a", "b"], vec!["c", "d"]]),
            ("a|b\nc|d", vec![vec!["a", "b"], vec!["c", "d"]]),
            ("a,b\n\nc,d", vec![vec!["a", "b"], vec![""], vec!["c", "d"]]),
            (
                "\"a, b\",\"c\nd\"\n1,2",
                vec![vec!["a, b", "c\nd"], vec!["1", "2"]],
            ),
            (
                "\"a \"\"b\"\"\",c\n1,2",
                vec![vec!["a \"b\"", "c"], vec!["1", "2"]],
            ),
            (
                "\"The \"Hub\" café\",c\n1,2",
                vec![vec!["The \"Hub\" café", "c"], vec!["1", "2"]],
            ),
            (
                "a, \"b, c\" ,d\n1,2,3",
                vec![vec!["a", "b, c", "d"], vec!["1", "2", "3"]],
            ),
            (
                "\"open,b\n1,2\n3,4",
                vec![vec!["\"open", "b"], vec!["1", "2"], vec!["3", "4"]],
            ),
            (
                "5\" pipe,b\n1,2",
                vec![vec!["5\" pipe", "b"], vec!["1", "2"]],
            ),
        ] {
            assert_eq!(rows(text), want, "{text:?}");
        }
    }

    #[test]
    fn a_directive_is_obeyed_and_not_shown() {
        let table = read("sep=;\r\nName;Town, county\r\nA;B\r\n", &Limits::default()).unwrap();
        assert_eq!(
            (table.rows[0].number, table.rows[0].text(1)),
            (1, "Town, county")
        );
    }

    #[test]
    fn a_zero_that_excel_was_made_to_keep_is_kept() {
        let table = read(
            "Name,Phone\nA,\"=\"\"01632960123\"\"\"\n",
            &Limits::default(),
        )
        .unwrap();
        assert_eq!(table.rows[1].text(1), "01632960123");
    }

    #[test]
    fn prose_is_told_from_rows() {
        assert!(!has_columns(
            "Dear all,\n\nThe list is attached.\nBest wishes\nPat"
        ));
        assert!(has_columns("Name,Phone\nLunch club,01632 960123\n"));
    }
}
