//! What changed records have in common with others.

use std::collections::{BTreeSet, HashMap};

use crate::federation::matching::{Profile, Thresholds, Verdict, compare};
use crate::store::{MatchPair, Member, RecordName, StoreError, WriteTx};

/// Finds the pairs of changed records anew. Gives every record whose cluster may be another now:
/// the changed ones, and those that they were or are paired with.
pub(super) async fn renew(
    tx: &mut WriteTx,
    names: &[RecordName],
    thresholds: Thresholds,
) -> Result<BTreeSet<RecordName>, StoreError> {
    let mut seeds: BTreeSet<RecordName> = names.iter().cloned().collect();
    for pair in tx.match_pairs(names).await? {
        seeds.extend([pair.a, pair.b]);
    }
    let members = tx.members(names).await?;
    let mut profiles: HashMap<RecordName, Profile> = HashMap::new();
    // All keys first: two changed records must find each other by what they say now.
    for name in names {
        let speaks = |member: &&Member| member.name == *name && member.speaks();
        let profile = members.iter().find(speaks).map(super::profile);
        let keys = profile.as_ref().map(Profile::keys).unwrap_or_default();
        tx.put_match_keys(name, &keys).await?;
        if let Some(profile) = profile {
            profiles.insert(name.clone(), profile);
        }
    }
    let mut others: HashMap<RecordName, Profile> = HashMap::new();
    for name in names {
        let Some(profile) = profiles.get(name) else {
            tx.put_match_pairs(name, &[]).await?;
            continue;
        };
        let mut candidates = tx.match_candidates(&profile.keys()).await?;
        candidates.retain(|other| other != name);
        let is_unknown =
            |other: &&RecordName| !profiles.contains_key(*other) && !others.contains_key(*other);
        let unknown: Vec<RecordName> = candidates.iter().filter(is_unknown).cloned().collect();
        for member in tx.members(&unknown).await? {
            if member.speaks() {
                others.insert(member.name.clone(), super::profile(&member));
            }
        }
        let mut pairs = Vec::new();
        for other in candidates {
            let Some(theirs) = profiles.get(&other).or_else(|| others.get(&other)) else {
                continue;
            };
            let (a, b) = if *name < other {
                (name, &other)
            } else {
                (&other, name)
            };
            let (one, two) = if *name < other {
                (profile, theirs)
            } else {
                (theirs, profile)
            };
            let compared = compare(one, two, thresholds);
            if compared.verdict != Verdict::Apart {
                pairs.push(MatchPair {
                    a: a.clone(),
                    b: b.clone(),
                    is_merge: compared.verdict == Verdict::Merge,
                    score: compared.score,
                });
                seeds.insert(other);
            }
        }
        tx.put_match_pairs(name, &pairs).await?;
    }
    Ok(seeds)
}
