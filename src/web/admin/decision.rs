//! A decision as an officer reads it: on which records, who made it, when, and what came of it.

use std::collections::BTreeSet;

use super::question::{day, directory, named, quoted};
use super::session::Officer;
use crate::domain::ListingId;
use crate::federation::{self, Side};
use crate::hub::Hub;
use crate::store::{DecisionRow, FeedRow, RecordName};
use crate::web::error::PageError;

/// One decision.
#[derive(Debug)]
pub(super) struct DecisionView {
    pub(super) id: String,
    /// `Kept apart: “Lunch Club” and “Luncheon Club”`.
    pub(super) heading: String,
    /// The records on each side.
    pub(super) sides: [Vec<RecordView>; 2],
    /// Who made it.
    pub(super) by: String,
    /// The day.
    pub(super) day: String,
    pub(super) comment: Option<String>,
    /// Whether a record has changed beyond recognition since: then it holds no more.
    pub(super) is_outdated: bool,
    /// Whether it was taken back.
    pub(super) is_undone: bool,
    /// What came of it, in sentences.
    pub(super) outcome: String,
}

/// One of its records.
#[derive(Debug)]
pub(super) struct RecordView {
    pub(super) name: String,
    /// What its directory is called.
    pub(super) directory: String,
    /// Where it is now.
    pub(super) listing: Option<ListingId>,
}

/// The views of decisions, in their order.
pub(super) async fn views(
    hub: &Hub,
    officer: &Officer,
    rows: &[DecisionRow],
) -> Result<Vec<DecisionView>, PageError> {
    let names: BTreeSet<&RecordName> = rows.iter().flat_map(records).collect();
    let names: Vec<RecordName> = names.into_iter().cloned().collect();
    let known = federation::sides(&hub.store, &names).await?;
    let feeds = hub.store.feeds().await?;
    let own = officer.author();
    Ok(rows
        .iter()
        .map(|row| DecisionView::of(row, &known, &feeds, &own))
        .collect())
}

fn records(row: &DecisionRow) -> impl Iterator<Item = &RecordName> {
    row.pairs.iter().flat_map(|(a, b)| [a, b])
}

/// The records on each side. Each of one side is paired with each of the other, and within a
/// pair they stand by name: with the first record stand those that it is not paired with.
fn sides(row: &DecisionRow) -> [BTreeSet<&RecordName>; 2] {
    let Some((first, _)) = row.pairs.first() else {
        return [BTreeSet::new(), BTreeSet::new()];
    };
    let with_first = row.pairs.iter().filter_map(|(a, b)| match (a, b) {
        (a, b) if a == first => Some(b),
        (a, b) if b == first => Some(a),
        _ => None,
    });
    let other: BTreeSet<&RecordName> = with_first.collect();
    let one = records(row).filter(|name| !other.contains(name));
    [one.collect(), other]
}

impl DecisionView {
    fn of(row: &DecisionRow, known: &[Side], feeds: &[FeedRow], own: &str) -> Self {
        let is_same = row.ruling == "same";
        let side_of = |name: &RecordName| known.iter().find(|side| side.record == *name);
        let sides = sides(row).map(|names| {
            let view = |name: &RecordName| record(name, side_of(name), feeds);
            names.into_iter().map(view).collect::<Vec<_>>()
        });
        let first =
            |side: &Vec<RecordView>| side.first().map_or_else(String::new, RecordView::said);
        let both = format!("{} and {}", first(&sides[0]), first(&sides[1]));
        let now: BTreeSet<ListingId> = records(row)
            .filter_map(|name| Some(side_of(name)?.listing))
            .collect();
        let what = if is_same { "One service" } else { "Kept apart" };
        Self {
            id: row.id.clone(),
            heading: format!("{what}: {both}"),
            by: author(&row.author, own),
            day: day(row.at),
            comment: row.comment.clone(),
            is_outdated: row.is_outdated,
            is_undone: row.undone_at.is_some(),
            outcome: outcome(is_same, row.undone_at.is_some(), &both, now.len()),
            sides,
        }
    }
}

impl RecordView {
    /// `“Lunch Club” (Ashby directory)`.
    fn said(&self) -> String {
        format!("{} ({})", quoted(&self.name), self.directory)
    }
}

fn record(name: &RecordName, side: Option<&Side>, feeds: &[FeedRow]) -> RecordView {
    let called = side.map_or("", |side| side.name.as_str());
    RecordView {
        name: named(called, name),
        directory: directory(&name.feed, feeds).to_owned(),
        listing: side.map(|side| side.listing),
    }
}

/// Who it was, as far as anybody knows: tokens and the command line have no names of people.
fn author(author: &str, own: &str) -> String {
    match author.strip_prefix("token:") {
        Some(_) if author == own => "you".to_owned(),
        Some(id) => format!("the holder of token {id}"),
        None => author.to_owned(),
    }
}

fn outcome(is_same: bool, is_undone: bool, both: &str, listings: usize) -> String {
    let now = match listings {
        0 => "None of their records is here any more.".to_owned(),
        1 => "They are one listing now.".to_owned(),
        several if is_same && !is_undone => {
            format!("They stay {several} listings, because another decision keeps them apart.")
        }
        several => format!("They are {several} listings now."),
    };
    match (is_undone, is_same) {
        (true, _) => format!("Taken back: what was decided on {both}. {now}"),
        (false, true) => format!("Decided: {both} are one service. {now}"),
        (false, false) => format!("Decided: {both} are kept apart. {now}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> RecordName {
        text.parse().unwrap()
    }

    fn row(pairs: &[(&str, &str)]) -> DecisionRow {
        DecisionRow {
            id: "1".to_owned(),
            ruling: "apart".to_owned(),
            author: "ann".to_owned(),
            comment: None,
            at: jiff::Timestamp::UNIX_EPOCH,
            undone_at: None,
            undone_by: None,
            pairs: pairs.iter().map(|(a, b)| (name(a), name(b))).collect(),
            is_outdated: false,
        }
    }

    #[test]
    fn both_sides_of_a_decision_are_found_again_whatever_the_order_of_names() {
        // b/1 and b/3 on one side, a/1 and c/1 on the other.
        let row = row(&[
            ("a/1", "b/1"),
            ("a/1", "b/3"),
            ("b/1", "c/1"),
            ("b/3", "c/1"),
        ]);
        let sides = sides(&row).map(|side| {
            let names: Vec<String> = side.iter().map(ToString::to_string).collect();
            names.join(" ")
        });
        assert_eq!(sides, ["a/1 c/1", "b/1 b/3"]);
    }

    #[test]
    fn what_came_of_a_decision_is_said_as_it_is() {
        for (is_same, is_undone, listings, want) in [
            (
                true,
                false,
                1,
                "Decided: A and B are one service. They are one listing now.",
            ),
            (
                true,
                false,
                2,
                "Decided: A and B are one service. They stay 2 listings, because another decision keeps them apart.",
            ),
            (
                false,
                false,
                2,
                "Decided: A and B are kept apart. They are 2 listings now.",
            ),
            (
                true,
                true,
                2,
                "Taken back: what was decided on A and B. They are 2 listings now.",
            ),
            (
                false,
                true,
                0,
                "Taken back: what was decided on A and B. None of their records is here any more.",
            ),
        ] {
            assert_eq!(outcome(is_same, is_undone, "A and B", listings), want);
        }
    }

    #[test]
    fn whoever_decided_is_named_as_far_as_anybody_knows() {
        for (who, want) in [
            ("token:1", "you"),
            ("token:2", "the holder of token 2"),
            ("command line", "command line"),
        ] {
            assert_eq!(author(who, "token:1"), want);
        }
    }
}
