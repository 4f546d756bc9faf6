//! Everything that is connected with changed records: what has to be clustered together.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::assign::Stay;
use crate::domain::ListingId;
use crate::federation::matching::{Decision, Profile, Ruling, Thresholds, Verdict, compare};
use crate::store::{DecisionPair, MatchPair, Member, RecordName, StoreError, WriteTx};

/// One record of the group.
pub(super) struct Record {
    /// Names it in the same way in every run.
    pub(super) key: String,
    pub(super) profile: Profile,
    pub(super) member: Member,
}

impl Record {
    pub(super) fn stay(&self) -> Stay {
        Stay {
            home: self.member.home,
            listing: self.member.listing,
        }
    }
}

/// Records with everything that connects them.
pub(super) struct Group {
    pub(super) records: Vec<Record>,
    /// Places in `records` of two that may match.
    pub(super) pairs: Vec<(usize, usize)>,
    pub(super) decisions: Vec<Decision>,
    /// Listings of several records of which one has changed.
    pub(super) renewed: Vec<ListingId>,
}

/// What is known of the way through.
#[derive(Default)]
struct Walk {
    members: BTreeMap<RecordName, Member>,
    pairs: BTreeMap<(RecordName, RecordName), MatchPair>,
    ruled: Vec<DecisionPair>,
}

impl Group {
    /// Follows pairs that merge, decisions that join, and listings as they are, from the seeds
    /// to every record that they lead to.
    pub(super) async fn around(
        tx: &mut WriteTx,
        seeds: BTreeSet<RecordName>,
    ) -> Result<Self, StoreError> {
        let mut walk = Walk::default();
        let decided = tx.has_decisions().await?;
        let mut fresh: Vec<RecordName> = seeds.iter().cloned().collect();
        let mut seen = seeds;
        while !fresh.is_empty() {
            let mut next: BTreeSet<RecordName> = BTreeSet::new();
            let members = tx.members(&fresh).await?;
            let speaking = members.into_iter().filter(Member::speaks);
            let speaking: Vec<Member> = speaking.collect();
            let mut listings: Vec<ListingId> = speaking.iter().map(|m| m.listing).collect();
            listings.sort_unstable();
            listings.dedup();
            for member in tx.speakers(&listings).await? {
                next.insert(member.name);
            }
            let names: Vec<RecordName> = speaking.iter().map(|m| m.name.clone()).collect();
            for pair in tx.match_pairs(&names).await? {
                if pair.is_merge {
                    next.extend([pair.a.clone(), pair.b.clone()]);
                }
                walk.pairs.insert((pair.a.clone(), pair.b.clone()), pair);
            }
            if decided {
                for name in &names {
                    for pair in tx.decisions_on(name).await? {
                        next.extend([pair.a.clone(), pair.b.clone()]);
                        walk.ruled.push(pair);
                    }
                }
            }
            for member in speaking {
                walk.members.insert(member.name.clone(), member);
            }
            // Those that do not speak would be asked for again and again.
            fresh = next
                .into_iter()
                .filter(|name| seen.insert(name.clone()))
                .collect();
        }
        Self::of(tx, walk).await
    }

    async fn of(tx: &mut WriteTx, walk: Walk) -> Result<Self, StoreError> {
        let records: Vec<Record> = walk
            .members
            .into_values()
            .map(|member| Record {
                key: member.name.to_string(),
                profile: super::profile(&member),
                member,
            })
            .collect();
        let places: HashMap<&RecordName, usize> = records
            .iter()
            .enumerate()
            .map(|(at, record)| (&record.member.name, at))
            .collect();
        let both = |a: &RecordName, b: &RecordName| Some((*places.get(a)?, *places.get(b)?));
        let pairs = walk.pairs.keys().filter_map(|(a, b)| both(a, b)).collect();
        let decisions = rulings(tx, &walk.ruled, &records, both).await?;
        let mut renewed: Vec<ListingId> = records.iter().map(|r| r.member.listing).collect();
        renewed.sort_unstable();
        let mut several: Vec<ListingId> = renewed
            .windows(2)
            .filter(|two| two[0] == two[1])
            .map(|two| two[0])
            .collect();
        several.dedup();
        Ok(Self {
            records,
            pairs,
            decisions,
            renewed: several,
        })
    }
}

/// What people's decisions say today: of several on one pair the newest, and none on a record
/// that has changed beyond recognition since.
async fn rulings(
    tx: &mut WriteTx,
    ruled: &[DecisionPair],
    records: &[Record],
    both: impl Fn(&RecordName, &RecordName) -> Option<(usize, usize)>,
) -> Result<Vec<Decision>, StoreError> {
    let mut newest: BTreeMap<(usize, usize), Ruling> = BTreeMap::new();
    let mut seen: BTreeSet<(&str, usize, usize)> = BTreeSet::new();
    for pair in ruled {
        let Some((a, b)) = both(&pair.a, &pair.b) else {
            continue;
        };
        if !seen.insert((&pair.decision, a, b)) {
            continue;
        }
        let is_known =
            is_recognised(&pair.a_then, &records[a]) && is_recognised(&pair.b_then, &records[b]);
        if pair.is_outdated == is_known {
            tx.set_outdated(pair, !is_known).await?;
        }
        if is_known {
            let ruling = if pair.is_same {
                Ruling::Same
            } else {
                Ruling::Apart
            };
            newest.insert((a, b), ruling);
        }
    }
    let decision = |((a, b), ruling): ((usize, usize), Ruling)| Decision {
        a: records[a].key.clone(),
        b: records[b].key.clone(),
        ruling,
    };
    Ok(newest.into_iter().map(decision).collect())
}

/// Whether a record is still what it was when somebody decided on it.
fn is_recognised(then: &crate::oruk::Service, now: &Record) -> bool {
    *then == now.member.service
        || compare(&Profile::of(then), &now.profile, Thresholds::default()).verdict
            != Verdict::Apart
}
