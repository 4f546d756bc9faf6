//! Weighs the evidence on a pair.
//!
//! two profiles -> each thing compared in its own file, into a [`Ledger`] -> the sum of the
//! groups, each within its bounds, less what a pair must bring to be one -> a score.

use serde::Serialize;

use super::activity::{self, Told};
use super::body::{self, Mentions, Occasion};
use super::evidence::{Evidence, Kind};
use super::ledger::{Account, Group, Ledger, Sums};
use super::name::{self, Around, Setting};
use super::people;
use super::place;
use super::profile::{Parts, Profile};
use super::prose;
use super::times::{self, Clock};

/// From which score on two records are merged, and from which a person is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Merged from here on.
    pub merge: f64,
    /// In review from here on; below, they are apart.
    pub review: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            merge: 0.65,
            review: 0.4,
        }
    }
}

impl Thresholds {
    fn verdict(self, score: f64) -> Verdict {
        if score >= self.merge {
            Verdict::Merge
        } else if score >= self.review {
            Verdict::Review
        } else {
            Verdict::Apart
        }
    }
}

/// What holds of two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// They are one service.
    Merge,
    /// A person should look.
    Review,
    /// They are two.
    Apart,
}

/// How two records compare.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// How likely they are one, 0 to 1.
    pub score: f64,
    /// What follows from that.
    pub verdict: Verdict,
    /// Whether there is evidence that they are two, as against too little that they are one.
    pub keeps_apart: bool,
    /// What it follows from, the weightiest first.
    pub evidence: Vec<Evidence>,
}

/// A comparison without its words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weighed {
    pub(super) score: f64,
    pub(super) verdict: Verdict,
    pub(super) keeps_apart: bool,
}

/// What two records must bring in common before they are as likely one as two.
const PRIOR: f64 = 3.2;

/// Compares two records; which of them comes first does not matter.
pub fn compare(a: &Profile, b: &Profile, thresholds: Thresholds) -> Comparison {
    let mut account = Account::default();
    gather(a, b, &mut account);
    let mut evidence = account.evidence;
    evidence.sort_by(|a, b| {
        let by_weight = b.weight.total_cmp(&a.weight);
        by_weight
            .then(a.kind.cmp(&b.kind))
            .then(a.text.cmp(&b.text))
    });
    let Weighed {
        score,
        verdict,
        keeps_apart,
    } = settle(account.sums, thresholds);
    Comparison {
        score,
        verdict,
        keeps_apart,
        evidence,
    }
}

/// The outcome of a comparison alone.
pub(super) fn weigh(a: &Profile, b: &Profile, thresholds: Thresholds) -> Weighed {
    let mut sums = Sums::default();
    gather(a, b, &mut sums);
    settle(sums, thresholds)
}

fn settle(sums: Sums, thresholds: Thresholds) -> Weighed {
    let score = 1.0 / (1.0 + (PRIOR - sums.total()).exp());
    // Evidence that keeps two apart is not made up for by any that speaks for them.
    let score = if sums.conflict {
        score.min(thresholds.review * 0.6)
    } else {
        score
    };
    Weighed {
        score,
        verdict: thresholds.verdict(score),
        keeps_apart: sums.conflict
            || [Group::Activity, Group::Body, Group::Place, Group::People]
                .iter()
                .any(|group| sums.sum(*group) <= -2.5),
    }
}

fn gather(a: &Profile, b: &Profile, ledger: &mut impl Ledger) {
    // The order decides on ties alone, and must be the same whichever is given first.
    let is_one_directory = a.is_listed_beside(b);
    if a.is_told_from(b) {
        ledger.conflict(Group::Activity, Kind::Directory, 5.0, || {
            "a hub that has matched both lists them as two".to_owned()
        });
    }
    let (a, b): (&Parts, &Parts) = if a.parts.rank <= b.parts.rank {
        (&a.parts, &b.parts)
    } else {
        (&b.parts, &a.parts)
    };
    let is_one_place = place::compare(&a.sites, &b.sites, ledger);
    if ledger.is_settled() {
        return;
    }
    let is_placed = !a.sites.is_empty() && !b.sites.is_empty();
    let occasion = Occasion {
        is_one_place: is_placed.then_some(is_one_place),
        clock: times::compare(&a.slots, &b.slots, ledger),
    };
    people::compare(&a.people, &b.people, occasion.clock.silence(), ledger);
    if !ledger.is_settled() {
        by_whom_and_what(a, b, occasion, is_one_directory, ledger);
    }
}

/// Compares who provides two services and what they are, once it is known where, when and for
/// whom they are: these say how much it counts what either is called.
fn by_whom_and_what(
    a: &Parts,
    b: &Parts,
    occasion: Occasion,
    is_one_directory: bool,
    ledger: &mut impl Ledger,
) {
    let silence = occasion.clock.silence();
    let is_for_same = ledger.sum(Group::People) > -0.5;
    by_whom(a, b, occasion, ledger);
    let is_told_apart = is_one_directory || a.body.reach.is_told_apart(&b.body.reach);
    let names_count = match is_told_apart {
        true => 1.0,
        false => names_count(occasion, ledger.sum(Group::Body)),
    };
    let [of_a, of_b] = [a, b].map(|parts| Told {
        name: &parts.name,
        spoken: &parts.spoken,
        first: parts.prose.first(),
        is_setting: parts.is_setting,
    });
    activity::compare(of_a, of_b, silence, names_count, ledger);
    if ledger.is_settled() {
        return;
    }
    let is_named_apart = activity::is_named_apart(of_a, of_b);
    let setting = Setting {
        is_for_same,
        is_named_apart,
        silence,
        names_count: match is_named_apart && ledger.sum(Group::Body) >= KNOWN {
            true => names_count.min(0.6),
            false => names_count,
        },
    };
    let around = [a, b].map(|parts| Around {
        context: &parts.context,
        prose: &parts.prose.words,
    });
    name::compare(&a.name, &b.name, around, setting, ledger);
    prose::compare(&a.prose, &b.prose, ledger);
    unplaced(a, b, ledger);
    if is_one_directory {
        listed_beside(a, b, occasion.is_at_once(), ledger);
    }
    if occasion.is_at_once() && ledger.sum(Group::Body) >= LIKELY {
        ledger.add(Group::Activity, Kind::Times, 2.2, || {
            "one body has both at one place at the same hour".to_owned()
        });
    }
}

fn by_whom(a: &Parts, b: &Parts, occasion: Occasion, ledger: &mut impl Ledger) {
    let mentions = [a, b].map(|parts| Mentions {
        context: &parts.said,
        prose: &parts.prose.words,
        towns: &parts.towns,
        places: &parts.places,
    });
    body::compare(&a.body, &b.body, mentions, occasion, ledger);
    let is_elsewhere = occasion.is_one_place == Some(false);
    if occasion.clock == Clock::Hour && is_elsewhere && ledger.sum(Group::Body) < 1.0 {
        ledger.add(Group::Times, Kind::Venue, -1.0, || {
            "nobody known to be one is at two places at the same hour".to_owned()
        });
    }
}

/// From here on one body likely provides both.
const LIKELY: f64 = 1.2;

/// From here on two records say more of their provider than its name: its telephone, its site.
const KNOWN: f64 = 2.5;

/// How much it counts that two directories call it by different names: a group may go by its own
/// name in one, and by what a clinician or a clerk would call it in the other. Where one body has
/// both at one place and hour, names tell little.
fn names_count(occasion: Occasion, body: f64) -> f64 {
    match occasion.clock {
        _ if occasion.is_one_place != Some(true) => 1.0,
        Clock::Hour if body >= LIKELY => 0.3,
        Clock::Day if body >= LIKELY => 0.6,
        _ if body >= KNOWN => 0.75,
        _ => 1.0,
    }
}

/// Who lists two services side by side means two by them, unless it calls both the same; and
/// where it names two towns, they are two. At one place and hour one may have slipped in twice.
fn listed_beside(a: &Parts, b: &Parts, is_one_hour: bool, ledger: &mut impl Ledger) {
    if !name::is_alike(&a.name, &b.name) {
        let by_name = if is_one_hour { 0.8 } else { 1.0 };
        let is_unlike = prose::is_unlike(&a.prose, &b.prose);
        let weight = by_name + if is_unlike { 0.8 } else { 0.0 };
        ledger.add(Group::Activity, Kind::Directory, -weight, || {
            "one directory lists both, by different names".to_owned()
        });
    }
    let is_told = !a.towns.is_empty() && !b.towns.is_empty();
    if is_told
        && !a
            .towns
            .iter()
            .any(|word| b.towns.binary_search(word).is_ok())
    {
        ledger.add(Group::Place, Kind::Directory, -1.5, || {
            "one directory lists both, in different towns".to_owned()
        });
    }
}

/// A record without an address may still speak of the other's town.
fn unplaced(a: &Parts, b: &Parts, ledger: &mut impl Ledger) {
    let speaks = |from: &Parts, of: &Parts| {
        let says = |hash: &u64| {
            from.said.binary_search(hash).is_ok() || from.prose.words.binary_search(hash).is_ok()
        };
        from.sites.is_empty()
            && of
                .sites
                .iter()
                .any(|site| site.town.iter().any(|word| says(&word.hash)))
    };
    if speaks(a, b) || speaks(b, a) {
        ledger.add(Group::Place, Kind::Town, 0.4, || {
            "one speaks of the other's town".to_owned()
        });
    }
}
