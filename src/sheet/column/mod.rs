//! Tells what each column is for.
//!
//! header -> hidden or private? withheld -> the profile's word -> the [alias] of its name, checked
//! against the [evidence] of its values -> one column for each role; what has no name that we
//! know may be told by its values alone.

mod alias;
mod evidence;
mod private;
mod weekday;

use std::collections::BTreeSet;

use super::header::{Header, folded};
use super::profile::Profile;
use super::report::WithheldReason;
use super::role::Role;
use super::table::{Row, Table, letter};

use evidence::Evidence;
pub(super) use evidence::{is_data, looks_like_email, looks_like_phone, looks_like_url, yes_or_no};
pub(super) use private::{is_private, is_private_sheet};

/// What a folded header says.
pub(super) fn alias(folded: &str) -> Option<alias::Alias> {
    alias::alias(folded)
}

/// A column as it was understood.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Assigned {
    /// 0-based.
    pub(super) column: u32,
    /// Its name; `None` when it has none.
    pub(super) header: Option<String>,
    /// What it is for; [`Role::Ignore`] when that is not known.
    pub(super) role: Role,
    /// 0 to 1.
    pub(super) confidence: f64,
    /// Why it is never published.
    pub(super) withheld: Option<WithheldReason>,
    evidence: Evidence,
}

/// Words of headers over somebody who is not there for the public.
const PERSONS: [&str; 15] = [
    "manager",
    "coordinator",
    "officer",
    "lead",
    "worker",
    "staff",
    "person",
    "caretaker",
    "by",
    "secretary",
    "chair",
    "treasurer",
    "volunteer",
    "trustee",
    "assessor",
];

/// Tells what the columns of one header are for. `rows` are those below it.
pub(super) fn assign(
    table: &Table,
    header: Option<&Header>,
    rows: &[Row],
    profile: &Profile,
) -> Vec<Assigned> {
    let mut columns: BTreeSet<u32> = rows
        .iter()
        .flat_map(|row| row.cells.iter().map(|(c, _)| *c))
        .collect();
    columns.extend(header.iter().flat_map(|header| header.names.keys()));
    // Of some formats the cells of a hidden column are not even read.
    let last = columns.last().copied().unwrap_or_default();
    for (from, to) in &table.hidden {
        columns.extend(*from..=(*to).min(last));
    }
    let mut assigned: Vec<Assigned> = columns
        .into_iter()
        .map(|column| {
            let name = header
                .and_then(|header| header.names.get(&column))
                .filter(|name| !name.is_empty());
            first_sight(table, column, name, rows, profile)
        })
        .collect();
    settle(&mut assigned);
    guess(&mut assigned, header.is_some());
    name_of_last_resort(&mut assigned);
    assigned
}

/// What a column's name says, where its values do not contradict.
fn first_sight(
    table: &Table,
    column: u32,
    name: Option<&String>,
    rows: &[Row],
    profile: &Profile,
) -> Assigned {
    let key = name.map(|name| folded(name)).unwrap_or_default();
    let said = profile.role(name.map(String::as_str), &letter(column));
    let hidden = table
        .hidden
        .iter()
        .any(|(from, to)| (from..=to).contains(&&column));
    let withheld = if hidden {
        Some(WithheldReason::Hidden)
    } else if said == Some(Role::Private) || is_private(&key) {
        Some(WithheldReason::Private)
    } else {
        None
    };
    let evidence = evidence::evidence(rows, column);
    let (role, confidence) = match (withheld, said, alias(&key)) {
        (Some(_), ..) => (Role::Private, 1.0),
        (None, Some(role), _) => (role, 1.0),
        (None, None, Some(alias)) => checked(alias.role, alias.confidence, &evidence),
        (None, None, None) => (Role::Ignore, 0.0),
    };
    Assigned {
        column,
        header: name.cloned(),
        role,
        confidence,
        withheld,
        evidence,
    }
}

/// The role that a name gives, mended by what the values are.
fn checked(role: Role, confidence: f64, seen: &Evidence) -> (Role, f64) {
    if seen.filled == 0 {
        return (role, confidence * 0.9);
    }
    let by_values = by_values(seen);
    let fits = match role {
        Role::Email => seen.email,
        Role::Phone => seen.phone,
        Role::Url => seen.url,
        Role::Postcode => seen.postcode,
        Role::Contact if seen.phone.max(seen.email).max(seen.url) < 0.3 => {
            return (Role::ContactName, confidence * 0.9);
        }
        Role::Times if seen.weekday > 0.4 => return (Role::ScheduleText, confidence * 0.9),
        Role::DayNames if seen.time > 0.4 && seen.weekday > 0.4 => {
            return (Role::ScheduleText, confidence * 0.9);
        }
        Role::Opens | Role::Closes if seen.time < 0.3 && seen.number < 0.3 => {
            return (Role::Ignore, 0.0);
        }
        Role::Free if seen.yes_or_no < 0.5 => return (Role::Cost, confidence * 0.8),
        Role::Publish if seen.yes_or_no < 0.6 => return (Role::Ignore, 0.0),
        Role::LastReviewed if seen.yes_or_no > 0.5 => return (Role::Ignore, 0.0),
        _ => return (role, confidence),
    };
    match by_values {
        Some((other, share)) if other != role && share > 0.7 && fits < 0.2 => (other, 0.7),
        _ => (role, confidence * (0.85 + 0.15 * fits)),
    }
}

/// The role that values alone give, with their share.
fn by_values(seen: &Evidence) -> Option<(Role, f64)> {
    let shares = [
        (Role::Email, seen.email),
        (Role::Url, seen.url),
        (Role::Postcode, seen.postcode),
        (Role::Phone, seen.phone),
    ];
    shares.into_iter().max_by(|a, b| a.1.total_cmp(&b.1))
}

/// One column for each role that only one can have; the others give way.
fn settle(assigned: &mut [Assigned]) {
    for at in 0..assigned.len() {
        let this = &assigned[at];
        let role = this.role;
        if role.is_repeatable() {
            continue;
        }
        let beaten = assigned.iter().enumerate().any(|(other, rival)| {
            let stronger = rival.confidence > this.confidence
                || rival.confidence == this.confidence && other < at;
            rival.role == role && stronger
        });
        if beaten {
            let weak_name = role == Role::Name && is_weak_name(this);
            let organized = assigned
                .iter()
                .any(|other| other.role == Role::Organization);
            let this = &mut assigned[at];
            (this.role, this.confidence) = match weak_name && !organized {
                true => (Role::Organization, 0.7),
                false => (Role::Ignore, 0.0),
            };
        }
    }
}

/// "Group" or "Club" beside a plainer name says who provides the service.
fn is_weak_name(column: &Assigned) -> bool {
    let key = column.header.as_deref().map(folded).unwrap_or_default();
    key.split(' ')
        .any(|word| matches!(word, "group" | "club" | "society" | "groups" | "clubs"))
}

/// Tells by their values what columns are that no name tells.
fn guess(assigned: &mut [Assigned], has_header: bool) {
    /// A value shows beyond doubt what it is; that a whole column is so is no chance.
    const MOST: f64 = 0.6;
    for at in 0..assigned.len() {
        let this = &assigned[at];
        let key = this.header.as_deref().map(folded).unwrap_or_default();
        let known = !key.is_empty() && alias(&key).is_some();
        let personal = key.split(' ').any(|word| PERSONS.contains(&word));
        if this.role != Role::Ignore || known || personal || this.evidence.filled < 2 {
            continue;
        }
        let taken = |role: Role| assigned.iter().any(|other| other.role == role);
        let by_words = (!has_header || key.is_empty() || this.evidence.weekday > 0.8)
            .then_some(&this.evidence)
            .and_then(by_words);
        let found = by_values(&this.evidence)
            .filter(|(_, share)| *share >= MOST)
            .or(by_words);
        if let Some((role, share)) = found.filter(|(role, _)| !taken(*role)) {
            assigned[at].role = role;
            assigned[at].confidence = 0.7 * share;
        }
    }
    if !has_header {
        guess_texts(assigned);
    }
}

fn by_words(seen: &Evidence) -> Option<(Role, f64)> {
    if seen.weekday >= 0.5 {
        Some((Role::ScheduleText, seen.weekday))
    } else if seen.money >= 0.6 && seen.length < 40.0 {
        Some((Role::Cost, seen.money))
    } else {
        None
    }
}

/// Without a header: the first column of different short texts names the services, the first
/// of long ones describes them, and one of few different texts sorts them.
fn guess_texts(assigned: &mut [Assigned]) {
    let mut give = |role: Role, confidence: f64, fits: &dyn Fn(&Evidence) -> bool| {
        let free = |column: &&mut Assigned| {
            column.role == Role::Ignore
                && column.evidence.filled > 1
                && column.evidence.number < 0.5
                && fits(&column.evidence)
        };
        if let Some(column) = assigned.iter_mut().find(free) {
            (column.role, column.confidence) = (role, confidence);
        }
    };
    give(Role::Name, 0.5, &|seen| {
        seen.distinct > 0.7 && seen.length < 60.0 && seen.date < 0.5
    });
    give(Role::Description, 0.5, &|seen| seen.length >= 50.0);
    give(Role::LastReviewed, 0.4, &|seen| seen.date >= 0.5);
}

/// A list of organizations that names no services names them by who provides them.
fn name_of_last_resort(assigned: &mut [Assigned]) {
    if assigned.iter().any(|column| column.role == Role::Name) {
        return;
    }
    if let Some(column) = assigned
        .iter_mut()
        .find(|column| column.role == Role::Organization)
    {
        column.role = Role::Name;
        column.confidence *= 0.8;
        return;
    }
    let other_roles = assigned
        .iter()
        .filter(|column| column.role.field().is_some())
        .count();
    let is_name = |column: &&mut Assigned| {
        column.role == Role::Ignore
            && column.evidence.distinct > 0.7
            && column.evidence.filled > 1
            && column.evidence.number < 0.3
            && (4.0..70.0).contains(&column.evidence.length)
            && column
                .header
                .as_deref()
                .is_none_or(|header| alias(&folded(header)).is_none())
    };
    if other_roles >= 2
        && let Some(column) = assigned.iter_mut().find(is_name)
    {
        (column.role, column.confidence) = (Role::Name, 0.5);
    }
}
