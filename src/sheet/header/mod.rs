//! Finds the header of a sheet: which row names the columns, or which two do.
//!
//! Every row near the top is scored by how many of its cells name a column as councils do;
//! cells that could only be data count against it. Two rows make one header where the upper one
//! leaves gaps, or merged cells, that the lower one fills. Above a row that names its columns
//! well enough alone, a row of groups may still say that some of them are private, or what
//! "From" and "Name" belong to.

use std::collections::BTreeMap;

use super::column::{alias, is_data, is_private};
use super::profile::Profile;
use super::table::{Row, Table, letter};

/// Rows from the top that are looked at.
const DEEPEST: usize = 60;

/// Longest text of a cell that names a column, in characters.
const LONGEST: usize = 120;

/// Least score of a header: two columns known by name.
const LEAST: f64 = 1.7;

/// The names of a table's columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Header {
    /// 1-based rows, the same when it is one.
    pub(super) top: u32,
    pub(super) bottom: u32,
    /// Column -> its name as it stands there.
    pub(super) names: BTreeMap<u32, String>,
    /// How many columns are known by name, less what speaks against it.
    pub(super) score: f64,
}

impl Header {
    /// Whether a row says the same once more.
    pub(super) fn is_repeated_by(&self, row: &Row) -> bool {
        let own = row.cells.iter().filter(|(column, cell)| {
            let name = self.names.get(column).map(|name| folded(name));
            let text = folded(&cell.text);
            name.is_some_and(|name| name == text || name.ends_with(&format!(" {text}")))
        });
        let same = own.count();
        same >= 2 && same * 10 >= row.cells.len() * 7
    }
}

/// A header as it is compared: small letters and digits, `&` as "and", one space between words.
pub(super) fn folded(header: &str) -> String {
    let mut folded = String::new();
    let spelt = header.replace('&', " and ").replace(['\'', '’'], "");
    for word in spelt.split(|c: char| !c.is_alphanumeric()) {
        if word.is_empty() {
            continue;
        }
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(&word.to_lowercase());
    }
    folded
}

/// The header of a table, where the profile says it is or where it is found.
pub(super) fn find(table: &Table, profile: &Profile) -> Option<Header> {
    if let Some(number) = profile.header_row {
        let at = table.rows.iter().position(|row| row.number == number)?;
        let upper = at
            .checked_sub(1)
            .and_then(|upper| pair(table, upper, profile));
        let lower = pair(table, at, profile);
        let alone = single(&table.rows[at], profile);
        let found = [Some(alone), upper, lower].into_iter().flatten();
        return found.reduce(better).map(|header| grouped(table, header));
    }
    let rows = 0..table.rows.len().min(DEEPEST);
    let found = rows.flat_map(|at| {
        [
            Some(single(&table.rows[at], profile)),
            pair(table, at, profile),
        ]
    });
    found
        .flatten()
        .reduce(better)
        .filter(|header| header.score >= LEAST)
        .map(|header| grouped(table, header))
}

/// Names that mean little without the group that they stand in.
const BARE: [&str; 16] = [
    "name", "number", "no", "from", "to", "start", "end", "min", "max", "minimum", "maximum",
    "first", "last", "date", "notes", "details",
];

/// A header of one row with what the row above says of groups of its columns, where that keeps
/// them from the public or tells what a bare name belongs to.
fn grouped(table: &Table, mut header: Header) -> Header {
    let rows = &table.rows;
    let above = |number: u32| {
        let at = rows.iter().position(|row| row.number == number)?;
        let upper = at.checked_sub(1).map(|upper| &rows[upper])?;
        (upper.number + 1 == number).then(|| (upper, &rows[at]))
    };
    let alone = header.top == header.bottom;
    let Some((upper, lower)) = above(header.top).filter(|_| alone) else {
        return header;
    };
    for (column, group) in groups(table, upper, lower) {
        let Some(name) = header.names.get_mut(&column) else {
            continue;
        };
        let whole = format!("{group} {name}");
        let bare = BARE.contains(&folded(name).as_str());
        if is_private(&folded(&group)) || bare && alias(&folded(&whole)).is_some() {
            *name = whole;
        }
    }
    header
}

/// A further header among the rows of a table: one that names other columns.
pub(super) fn further(row: &Row, profile: &Profile) -> Option<Header> {
    /// A row of values may sound like a header by chance; a header further down has to be plainer.
    const PLAIN: f64 = 3.5;
    let header = single(row, profile);
    let known = header.score >= PLAIN && header.score >= row.cells.len() as f64 * 0.7;
    known.then_some(header)
}

/// The better of two headers; of equals the first.
fn better(one: Header, other: Header) -> Header {
    if other.score > one.score + 0.01 {
        other
    } else {
        one
    }
}

fn single(row: &Row, profile: &Profile) -> Header {
    let names: BTreeMap<u32, String> = row
        .cells
        .iter()
        .map(|(column, cell)| (*column, one_line(&cell.text)))
        .collect();
    Header {
        top: row.number,
        bottom: row.number,
        score: score(&names, profile),
        names,
    }
}

/// A row and the next one as one header; `None` when they cannot be.
fn pair(table: &Table, at: usize, profile: &Profile) -> Option<Header> {
    let (upper, lower) = (&table.rows[at], table.rows.get(at + 1)?);
    if lower.number != upper.number + 1 || lower.cells.iter().any(|(_, cell)| is_data(&cell.text)) {
        return None;
    }
    let groups = groups(table, upper, lower);
    let fills_gaps = lower.cells.iter().any(|(column, _)| {
        upper.cell(*column).is_none()
            || table.merges.iter().any(|merge| {
                merge.top == upper.number && merge.left == *column && merge.right > merge.left
            })
    });
    if !fills_gaps || groups.is_empty() {
        return None;
    }
    let mut names = BTreeMap::new();
    let columns = upper
        .cells
        .iter()
        .chain(&lower.cells)
        .map(|(column, _)| *column);
    for column in columns {
        let group = groups.get(&column).map_or("", String::as_str);
        let own = one_line(lower.text(column));
        let name = match (group.is_empty(), own.is_empty()) {
            (false, false) => format!("{group} {own}"),
            (false, true) => group.to_owned(),
            (true, _) => own,
        };
        names.insert(column, name);
    }
    // A lower row that names nothing is the first row of values.
    let told = lower.cells.iter().filter(|(column, cell)| {
        let alone = alias(&folded(&cell.text)).is_some();
        alone
            || names
                .get(column)
                .is_some_and(|name| alias(&folded(name)).is_some())
    });
    if told.count() * 2 < lower.cells.len() {
        return None;
    }
    let score = score(&names, profile) - 0.3;
    Some(Header {
        top: upper.number,
        bottom: lower.number,
        names,
        score,
    })
}

/// The group above each column: the upper row's texts, spread over merged cells and over the gaps
/// to their right that the lower row fills. A title over everything is no group.
fn groups(table: &Table, upper: &Row, lower: &Row) -> BTreeMap<u32, String> {
    let mut groups = BTreeMap::new();
    let starts = |row: &Row| row.cells.first().map_or(0, |(column, _)| *column);
    if upper.cells.len() < 2 && starts(upper) <= starts(lower) {
        return groups;
    }
    let last = lower.cells.last().map_or(0, |(column, _)| *column);
    for (at, (column, cell)) in upper.cells.iter().enumerate() {
        let text = one_line(&cell.text);
        let merged = table
            .merges
            .iter()
            .find(|merge| merge.top == upper.number && merge.left == *column);
        let next = upper.cells.get(at + 1).map_or(last + 1, |(next, _)| *next);
        let end = match merged {
            Some(merge) => merge.right + 1,
            None if lower.cell(*column).is_some() => next,
            // A name that needs no second row stands for its own column.
            None => column + 1,
        };
        for covered in *column..end.min(last + 1).max(column + 1) {
            if covered == *column || lower.cell(covered).is_some() {
                groups.insert(covered, text.clone());
            }
        }
    }
    groups
}

fn score(names: &BTreeMap<u32, String>, profile: &Profile) -> f64 {
    let mut score = 0.0;
    let mut seen = Vec::new();
    for (column, name) in names {
        if name.chars().count() > LONGEST || is_data(name) {
            score -= 1.0;
            continue;
        }
        let key = folded(name);
        if key.is_empty() || seen.contains(&key) {
            continue;
        }
        let wanted =
            profile.role(Some(name), &letter(*column)).is_some() && !profile.columns.is_empty();
        score += match alias(&key) {
            _ if wanted => 1.0,
            Some(alias) if alias.confidence >= 0.85 => 1.0,
            Some(_) => 0.6,
            None => 0.0,
        };
        seen.push(key);
    }
    score
}

/// A header's text on one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
