//! Where the comparisons of single things write down what they find.
//!
//! Evidence of one group is about the same question, and comes in flocks: who shares the
//! organisation shares its telephone, its mail and its site. So a group's sum is bounded, and a
//! great deal of agreement on the body never outweighs that the activity is another one.

use super::evidence::{Evidence, Kind, Says};

/// The question that a piece of evidence answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    /// Is it the same activity?
    Activity,
    /// For the same people?
    People,
    /// By the same body?
    Body,
    /// In the same town, at the same place?
    Place,
    /// At the same time?
    Times,
}

/// How many groups there are.
const GROUPS: usize = 5;

/// What a group's sum stays between.
const BOUNDS: [(f64, f64); GROUPS] = [
    (-8.0, 5.0),
    (-8.0, 0.8),
    (-4.0, 3.2),
    (-8.0, 2.6),
    (-1.5, 1.6),
];

/// What body and place count for together where nothing is known of the activity.
const UNTOLD: f64 = 2.5;

/// Takes evidence.
pub(super) trait Ledger {
    /// Writes down evidence: more than nought for, less against. The words are asked for only
    /// where somebody will read them.
    fn add(&mut self, group: Group, kind: Kind, weight: f64, text: impl FnOnce() -> String);

    /// Writes down evidence against that no other evidence makes up for.
    fn conflict(&mut self, group: Group, kind: Kind, weight: f64, text: impl FnOnce() -> String);

    /// Whether nothing more can change the outcome, and nobody will read the evidence.
    fn is_settled(&self) -> bool {
        false
    }

    /// What a group has come to so far.
    fn sum(&self, group: Group) -> f64;
}

/// The sums alone.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    of: [f64; GROUPS],
    /// Whether something keeps the two apart.
    pub(super) conflict: bool,
}

impl Sums {
    /// All groups together, each within its bounds. Body and place count no more than what is
    /// known of the activity lets them: one body does much at one place.
    pub(super) fn total(&self) -> f64 {
        let bounded = |group: Group| {
            let (least, most) = BOUNDS[group as usize];
            self.sum(group).clamp(least, most)
        };
        let activity = bounded(Group::Activity);
        let setting = bounded(Group::Body) + bounded(Group::Place);
        let setting = setting.min(UNTOLD + activity.max(0.0));
        activity + setting + bounded(Group::People) + bounded(Group::Times)
    }
}

impl Ledger for Sums {
    fn add(&mut self, group: Group, _: Kind, weight: f64, _: impl FnOnce() -> String) {
        self.of[group as usize] += weight;
    }

    fn conflict(&mut self, group: Group, _: Kind, weight: f64, _: impl FnOnce() -> String) {
        self.of[group as usize] -= weight;
        self.conflict = true;
    }

    fn is_settled(&self) -> bool {
        self.conflict
    }

    fn sum(&self, group: Group) -> f64 {
        self.of[group as usize]
    }
}

/// The sums and every entry in words.
#[derive(Debug, Default)]
pub(super) struct Account {
    pub(super) sums: Sums,
    pub(super) evidence: Vec<Evidence>,
}

impl Account {
    fn write(&mut self, kind: Kind, weight: f64, text: String) {
        self.evidence.push(Evidence {
            says: if weight < 0.0 {
                Says::Against
            } else {
                Says::For
            },
            kind,
            weight: (weight.abs() * 100.0).round() / 100.0,
            text,
        });
    }
}

impl Ledger for Account {
    fn add(&mut self, group: Group, kind: Kind, weight: f64, text: impl FnOnce() -> String) {
        self.write(kind, weight, text());
        self.sums.add(group, kind, weight, String::new);
    }

    fn conflict(&mut self, group: Group, kind: Kind, weight: f64, text: impl FnOnce() -> String) {
        self.write(kind, -weight, text());
        self.sums.conflict(group, kind, weight, String::new);
    }

    fn sum(&self, group: Group) -> f64 {
        self.sums.sum(group)
    }
}
