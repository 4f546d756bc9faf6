//! Whether people do the same there, and whether it concerns the same.

use super::evidence::Kind;
use super::ledger::{Group, Ledger};
use super::name::Name;
use super::vocabulary::Concept;

/// What a record says of what people do there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told<'p> {
    pub(super) name: &'p Name,
    /// Activities and concerns of its description, the provider's name, and whatever else it
    /// says; sorted.
    pub(super) spoken: &'p [Concept],
    /// The first activities of its description.
    pub(super) first: &'p [Concept],
    /// Whether its name names nothing but its provider and its place.
    pub(super) is_setting: bool,
}

impl Told<'_> {
    /// Whether its description begins with what the other's name is for.
    fn is_about(self, concepts: &[Concept]) -> bool {
        let is_first = |concept: &Concept| {
            let mut first = self.first.iter();
            first.any(|first| first == concept || first.is_kin(*concept))
        };
        concepts.iter().any(is_first)
    }

    /// Whether it speaks of nothing else that could be what it is for.
    fn is_only_for(self, concepts: &[Concept]) -> bool {
        let is_of = |spoken: &Concept| {
            let mut concepts = concepts.iter();
            spoken.is_soft() || concepts.any(|one| one == spoken || one.is_kin(*spoken))
        };
        self.spoken
            .iter()
            .filter(|spoken| !spoken.is_concern())
            .all(is_of)
    }

    fn speaks_of(self, concepts: &[Concept]) -> bool {
        let is_spoken = |concept: &Concept| {
            let mut spoken = self.spoken.iter();
            spoken.any(|spoken| spoken == concept || spoken.is_kin(*concept))
        };
        concepts.iter().any(is_spoken)
    }
}

/// Whether both speak of one and the same kind of what their names call by broader or narrower
/// words.
fn is_spoken_alike(a: Told<'_>, b: Told<'_>) -> bool {
    let mut both = a.spoken.iter().filter(|c| b.spoken.contains(c));
    both.any(|both| {
        let mut named = a.name.activities.iter().chain(&b.name.activities);
        named.any(|named| named == both || named.is_kin(*both))
    })
}

/// How two lists of concepts stand to one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    Same(Concept),
    /// One is a kind of the other.
    Kin,
    /// Both are told, and differ.
    Different,
    /// One of them tells nothing.
    Open,
}

fn relation(a: &[Concept], b: &[Concept]) -> Relation {
    if a.is_empty() || b.is_empty() {
        return Relation::Open;
    }
    if let Some(same) = a.iter().find(|concept| b.contains(concept)) {
        return Relation::Same(*same);
    }
    let kin = a.iter().any(|a| b.iter().any(|b| a.is_kin(*b)));
    if kin {
        Relation::Kin
    } else {
        Relation::Different
    }
}

/// Compares what people do.
/// `names_count` is how much it counts that names differ, where they tell of it by the way.
pub(super) fn compare(
    a: Told<'_>,
    b: Told<'_>,
    silence: f64,
    names_count: f64,
    ledger: &mut impl Ledger,
) {
    activities(a, b, [silence, names_count], ledger);
    concerns(a, b, silence, ledger);
}

fn activities(
    a: Told<'_>,
    b: Told<'_>,
    [silence, names_count]: [f64; 2],
    ledger: &mut impl Ledger,
) {
    let (left, right) = (&a.name.activities, &b.name.activities);
    match relation(left, right) {
        Relation::Same(concept) => same(a, b, concept, silence, ledger),
        Relation::Kin => {
            let says = |told: Told<'_>, of: &[Concept]| of.iter().any(|c| told.spoken.contains(c));
            let is_told = says(a, right) || says(b, left) || is_spoken_alike(a, b);
            let weight = if is_told { 1.2 } else { 0.5 };
            ledger.add(Group::Activity, Kind::Activity, weight, || {
                format!("{} and {} are much alike", shown(left), shown(right))
            });
            // That volunteers do it is no activity of its own.
            let soft_too = |concept: Concept| concept.code() != "volunteering";
            let beside = [beside(a.name, b, soft_too), beside(b.name, a, soft_too)];
            more(beside, silence, ledger);
        }
        Relation::Different => different(a, b, names_count, ledger),
        Relation::Open if left.is_empty() && right.is_empty() => {
            both_open(a, b, names_count, ledger)
        }
        Relation::Open => {
            let (silent, other) = if left.is_empty() {
                (a, right)
            } else {
                (b, left)
            };
            open(silent, other, silence, ledger);
        }
    }
}

/// Whether one has a name of its own for what the other's name says plainly.
pub(super) fn is_named_apart(a: Told<'_>, b: Told<'_>) -> bool {
    let is = |silent: Told<'_>, other: Told<'_>| {
        silent.name.activities.is_empty() && silent.is_about(&other.name.activities)
    };
    is(a, b) || is(b, a)
}

/// Neither name tells what people do: their descriptions may begin with the same.
fn both_open(a: Told<'_>, b: Told<'_>, names_count: f64, ledger: &mut impl Ledger) {
    let is_main = |concept: &&Concept| !concept.is_concern() && !concept.is_soft();
    let mut first = a.first.iter().filter(is_main);
    if let Some(both) = first.find(|concept| b.first.contains(concept)) {
        let weight = if names_count < 1.0 { 1.0 } else { 0.4 };
        ledger.add(Group::Activity, Kind::Activity, weight, || {
            format!("both speak of {} first", shown(&[*both]))
        });
    }
}

/// One name tells nothing of what people do. Where it is only that of a body or a place, it may
/// stand for all that goes on there, or for the one thing that does.
fn open(silent: Told<'_>, other: &[Concept], silence: f64, ledger: &mut impl Ledger) {
    if other.is_empty() {
        return;
    }
    let is_first = silent.is_about(other);
    let weight = match (silent.is_setting, silent.speaks_of(other)) {
        (true, true) if silent.is_only_for(other) => 1.0,
        (true, true) if is_first => 0.5,
        (true, true) => -1.2 * silence,
        (true, false) => -2.4 * silence,
        (false, true) if is_first => 1.4,
        (false, true) => 0.6,
        (false, false) => return,
    };
    ledger.add(Group::Activity, Kind::Activity, weight, || {
        match weight > 0.0 {
            true => format!("one is for {}, and the other speaks of that", shown(other)),
            false => format!(
                "one is for {}, the other is named for all that it does",
                shown(other)
            ),
        }
    });
}

/// The same activity; surer where it is called by the same words, and less so where one does
/// something else as well.
fn same(a: Told<'_>, b: Told<'_>, concept: Concept, silence: f64, ledger: &mut impl Ledger) {
    let (left, right) = (a.name, b.name);
    let words = &right.activity_words;
    let by_words = left.activity_words.iter().any(|word| words.contains(word));
    let weight = if by_words { 1.7 } else { 1.3 };
    ledger.add(Group::Activity, Kind::Activity, weight, || {
        format!("both are for {}", shown(&[concept]))
    });
    let is_main = |concept: Concept| !concept.is_soft();
    let beside = [beside(left, b, is_main), beside(right, a, is_main)];
    more(beside, silence, ledger);
}

/// One of them does something else as well.
fn more(beside: [Vec<Concept>; 2], silence: f64, ledger: &mut impl Ledger) {
    let more = beside.concat();
    if !more.is_empty() {
        ledger.add(Group::Activity, Kind::Activity, -1.2 * silence, || {
            format!("only one of them is for {} too", shown(&more))
        });
    }
}

/// What one is for, of those that count, of which the other does not speak at all.
fn beside(from: &Name, to: Told<'_>, counts: impl Fn(Concept) -> bool) -> Vec<Concept> {
    let others = from.activities.iter().copied();
    let is_strange = |other: &Concept| {
        let mut known = to.name.activities.iter();
        let is_known = known.any(|known| known == other || known.is_kin(*other));
        !is_known && counts(*other) && !to.speaks_of(&[*other])
    };
    others.filter(is_strange).collect()
}

/// Names that tell of different activities. It is less sure where each description tells of the
/// other's activity, or where it is something that groups do beside what they are for.
fn different(a: Told<'_>, b: Told<'_>, names_count: f64, ledger: &mut impl Ledger) {
    let (left, right) = (&a.name.activities, &b.name.activities);
    let is_crossed = a.speaks_of(right) || b.speaks_of(left);
    let is_soft = |all: &[Concept]| all.iter().all(|concept| concept.is_soft());
    let text = || format!("one is for {}, the other for {}", shown(left), shown(right));
    match (is_soft(left) || is_soft(right), is_crossed) {
        (true, true) => ledger.add(Group::Activity, Kind::Activity, -names_count, text),
        (true, false) | (false, true) => {
            ledger.add(Group::Activity, Kind::Activity, -3.0 * names_count, text)
        }
        (false, false) => ledger.conflict(Group::Activity, Kind::Activity, 5.0, text),
    }
}

fn concerns(a: Told<'_>, b: Told<'_>, silence: f64, ledger: &mut impl Ledger) {
    let (left, right) = (&a.name.concerns, &b.name.concerns);
    match relation(left, right) {
        Relation::Same(concept) => ledger.add(Group::Activity, Kind::Activity, 1.2, || {
            format!("both are on {}", shown(&[concept]))
        }),
        Relation::Kin => ledger.add(Group::Activity, Kind::Activity, 0.8, || {
            format!("{} and {} are much alike", shown(left), shown(right))
        }),
        Relation::Different => {
            let text = || format!("one is on {}, the other on {}", shown(left), shown(right));
            match a.speaks_of(right) || b.speaks_of(left) {
                true => ledger.add(Group::Activity, Kind::Activity, -1.0, text),
                false => ledger.conflict(Group::Activity, Kind::Activity, 4.0, text),
            }
        }
        Relation::Open => {
            let (told, other) = if left.is_empty() {
                (right, a)
            } else {
                (left, b)
            };
            if !told.is_empty() && !other.speaks_of(told) {
                ledger.add(Group::Activity, Kind::Activity, -1.8 * silence, || {
                    format!("only one of them is on {}", shown(told))
                });
            }
        }
    }
}

/// Concepts as people may read them.
fn shown(concepts: &[Concept]) -> String {
    let mut codes: Vec<String> = concepts
        .iter()
        .map(|c| c.code().replace('-', " "))
        .collect();
    codes.sort_unstable();
    codes.join(", ")
}
