//! Joins what belongs together.
//!
//! pairs -> comparisons -> people's decisions first -> the surest merges first, each only where
//! nothing keeps any two of the joined records apart -> what is left in doubt.
//!
//! Records are put in the order of their keys before anything else, so the same records in any
//! order give the same clusters. A join looks no further than the records that merges connect:
//! clusters of one such group are the same whatever other groups there are.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::compare::{Comparison, Thresholds, Verdict, compare, weigh};
use super::profile::Profile;

/// A record that is to be clustered.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// Names the record, the same in every run; no two have the same.
    pub key: &'a str,
    /// What is compared.
    pub profile: &'a Profile,
}

/// What a person has decided on two records, by their keys.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decision {
    /// One record.
    pub a: String,
    /// The other.
    pub b: String,
    /// What holds of them.
    pub ruling: Ruling,
}

/// What holds of two records because a person said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ruling {
    /// They are one service.
    Same,
    /// They are two.
    Apart,
}

/// What clustering came to. Records are numbered as they were given.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Clusters {
    /// Every record in exactly one cluster, those that match nothing alone in theirs; in the
    /// order of their keys, within and between them.
    pub clusters: Vec<Vec<usize>>,
    /// Pairs of records in different clusters that a person should look at, the surest first;
    /// of two clusters the surest pair alone.
    pub review: Vec<Doubt>,
}

/// Two records of which it is not sure whether they are one service.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    /// The record whose key comes first.
    pub a: usize,
    /// The other.
    pub b: usize,
    /// Why it might be so, and why not.
    pub comparison: Comparison,
}

/// Clusters records by the pairs that might match. A decision always holds, whether its
/// pair is among them or not; where decisions contradict one another, `Apart` does.
pub fn cluster(
    members: &[Member<'_>],
    pairs: &[(usize, usize)],
    decisions: &[Decision],
    thresholds: Thresholds,
) -> Clusters {
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_key(|at| members[*at].key);
    let mut rank = vec![0; members.len()];
    for (place, at) in order.iter().enumerate() {
        rank[*at] = place;
    }
    let ranked: Vec<&Profile> = order.iter().map(|at| members[*at].profile).collect();
    let mut joining = Joining::new(&ranked, thresholds);
    let places: HashMap<&str, usize> = members
        .iter()
        .zip(&rank)
        .map(|(member, place)| (member.key, *place))
        .collect();
    joining.decide(decisions, &places);
    let pairs: BTreeSet<(usize, usize)> = pairs
        .iter()
        .filter(|(a, b)| a != b)
        .map(|(a, b)| in_order(rank[*a], rank[*b]))
        .collect();
    let doubts = joining.join(&pairs);
    let review = joining.review(doubts, &order);
    Clusters {
        clusters: joining.clusters(&order),
        review,
    }
}

fn in_order(a: usize, b: usize) -> (usize, usize) {
    (a.min(b), a.max(b))
}

/// Clusters as they grow. Records are numbered by the order of their keys.
struct Joining<'p> {
    profiles: &'p [&'p Profile],
    thresholds: Thresholds,
    /// The first record of the cluster that a record is in.
    of: Vec<usize>,
    /// The records of each cluster, under its first one.
    members: Vec<Vec<usize>>,
    apart: HashSet<(usize, usize)>,
    same: HashSet<(usize, usize)>,
}

/// A pair in doubt, and how sure it is.
type Doubted = ((usize, usize), f64);

impl<'p> Joining<'p> {
    fn new(profiles: &'p [&'p Profile], thresholds: Thresholds) -> Self {
        Self {
            profiles,
            thresholds,
            of: (0..profiles.len()).collect(),
            members: (0..profiles.len()).map(|at| vec![at]).collect(),
            apart: HashSet::new(),
            same: HashSet::new(),
        }
    }

    fn decide(&mut self, decisions: &[Decision], places: &HashMap<&str, usize>) {
        let mut same = BTreeSet::new();
        for decision in decisions {
            let ends = places
                .get(decision.a.as_str())
                .zip(places.get(decision.b.as_str()));
            let Some((a, b)) = ends.filter(|(a, b)| a != b) else {
                continue;
            };
            let pair = in_order(*a, *b);
            match decision.ruling {
                Ruling::Same => same.insert(pair),
                Ruling::Apart => self.apart.insert(pair),
            };
        }
        for (a, b) in same {
            if self.is_undecided(a, b) {
                self.same.insert((a, b));
                self.unite(a, b);
            }
        }
    }

    /// Joins the surest first, and says what is left in doubt.
    fn join(&mut self, pairs: &BTreeSet<(usize, usize)>) -> Vec<Doubted> {
        let mut merges = Vec::new();
        let mut doubts = Vec::new();
        for (a, b) in pairs {
            let weighed = weigh(self.profiles[*a], self.profiles[*b], self.thresholds);
            match weighed.verdict {
                Verdict::Merge => merges.push(((*a, *b), weighed.score)),
                Verdict::Review => doubts.push(((*a, *b), weighed.score)),
                Verdict::Apart => {}
            }
        }
        surest_first(&mut merges);
        for ((a, b), score) in merges {
            if self.of[a] == self.of[b] {
                continue;
            }
            if self.is_undecided(a, b) && self.fit(a, b) {
                self.unite(a, b);
            } else {
                doubts.push(((a, b), score));
            }
        }
        surest_first(&mut doubts);
        doubts
    }

    /// Whether no decision keeps the clusters of two records apart.
    fn is_undecided(&self, a: usize, b: usize) -> bool {
        self.apart.is_empty()
            || self
                .across(a, b)
                .all(|(a, b)| !self.apart.contains(&in_order(a, b)))
    }

    /// Whether the clusters of two records fit: no evidence keeps any two records apart, and on
    /// the whole they are more likely one than not. What a person has joined is not asked.
    fn fit(&self, a: usize, b: usize) -> bool {
        let (mut sum, mut count) = (0.0, 0.0);
        for (a, b) in self.across(a, b) {
            let weighed = weigh(self.profiles[a], self.profiles[b], self.thresholds);
            if weighed.keeps_apart {
                return false;
            }
            sum += weighed.score;
            count += 1.0;
        }
        sum >= self.thresholds.review * count
    }

    fn across(&self, a: usize, b: usize) -> impl Iterator<Item = (usize, usize)> {
        let (left, right) = (&self.members[self.of[a]], &self.members[self.of[b]]);
        left.iter()
            .flat_map(move |a| right.iter().map(move |b| (*a, *b)))
    }

    fn unite(&mut self, a: usize, b: usize) {
        let (into, from) = in_order(self.of[a], self.of[b]);
        if into == from {
            return;
        }
        let moved = std::mem::take(&mut self.members[from]);
        for at in &moved {
            self.of[*at] = into;
        }
        self.members[into].extend(moved);
    }

    /// Of any two clusters the surest doubt, unless somebody has decided on it.
    fn review(&self, doubts: Vec<Doubted>, order: &[usize]) -> Vec<Doubt> {
        let mut told = HashSet::new();
        doubts
            .into_iter()
            .filter(|((a, b), _)| {
                self.of[*a] != self.of[*b]
                    && self.is_undecided(*a, *b)
                    && told.insert(in_order(self.of[*a], self.of[*b]))
            })
            .map(|((a, b), _)| Doubt {
                a: order[a],
                b: order[b],
                comparison: compare(self.profiles[a], self.profiles[b], self.thresholds),
            })
            .collect()
    }

    fn clusters(&self, order: &[usize]) -> Vec<Vec<usize>> {
        let mut clusters: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, first) in self.of.iter().enumerate() {
            clusters.entry(*first).or_default().push(order[at]);
        }
        clusters.into_values().collect()
    }
}

fn surest_first(pairs: &mut [Doubted]) {
    pairs.sort_by(|(a, a_score), (b, b_score)| b_score.total_cmp(a_score).then(a.cmp(b)));
}
