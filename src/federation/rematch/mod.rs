//! Changed records -> which listing each record belongs to now.
//!
//! [`keys`] as this program writes them -> queue -> a few records a transaction: keys, candidates, pairs ([`pairs`]) -> everything that
//! pairs, listings and people's decisions connect with them ([`group`]) -> clusters ->
//! [`assign`]: which listing is whose -> the difference, applied.
//!
//! A record waits in the queue from the transaction that wrote it until the one that matched it,
//! so a process that is killed loses nothing, and the next run goes on. Only what is connected
//! with a changed record is looked at, and all of it: in whatever order records come, the same
//! ones end in the same clusters.

mod assign;
mod group;
mod keys;
mod pairs;

use std::collections::{BTreeSet, HashMap, HashSet};

use super::composing::{self, Turned};
use super::matching::{Member as Compared, Profile, Thresholds, cluster};
use super::merging;
use crate::config::Config;
use crate::domain::{ListingId, ListingState};
use crate::store::{Echo, Member, Store, StoreError, WriteTx};
use assign::Stay;
use group::Group;

/// Raised whenever the same two records compare differently: everything is then matched anew.
const MATCHER: &str = "2";

/// Records that are matched in one transaction.
const STEP: i64 = 40;

/// The fact in `meta` that tells by which rules everything was matched and merged.
const RULES: &str = "match_rules";

/// What matching came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rematched {
    /// Records that were matched.
    pub records: usize,
    /// Records that went into another listing.
    pub moved: usize,
}

/// From which score on records are merged, and from which a person is asked.
pub(super) fn thresholds(config: &Config) -> Thresholds {
    let usual = Thresholds::default();
    Thresholds {
        merge: config.federation.merge_score.unwrap_or(usual.merge),
        review: config.federation.review_score.unwrap_or(usual.review),
    }
}

/// A record as it is compared.
pub(super) fn profile(member: &Member) -> Profile {
    let profile = Profile::of(&member.service).listed_in(member.name.feed.as_str());
    match member.made_of.first() {
        Some(own) => profile.given_by(&own.hub),
        None => profile,
    }
}

/// Matches what waits, until nothing does.
///
/// # Errors
/// When the database refuses; what was matched so far stays.
pub async fn rematch(store: &Store, config: &Config) -> Result<Rematched, StoreError> {
    let mut done = Rematched::default();
    end_edits(store, config).await?;
    if !config.federation.matching {
        return Ok(done);
    }
    keys::follow_version(store).await?;
    follow_rules(store, config).await?;
    while store.unmatched().await? > 0 {
        let mut tx = store.write().await?;
        let step = step(&mut tx, config).await?;
        tx.commit().await?;
        done.records += step.records;
        done.moved += step.moved;
        tracing::debug!(target: "waymark::refresh", phase = "match", records = step.records, "matching");
    }
    Ok(done)
}

/// Publishes what listings say without the edits whose time is over.
async fn end_edits(store: &Store, config: &Config) -> Result<(), StoreError> {
    if !store.has_expired_edits().await? {
        return Ok(());
    }
    let mut tx = store.write().await?;
    let listings = tx.end_expired_edits().await?;
    let ends = tx.resolve(&listings).await?;
    let ends: BTreeSet<ListingId> = ends.into_values().collect();
    let ends: Vec<ListingId> = ends.into_iter().collect();
    composing::publish(&mut tx, config, &ends, &Turned::default()).await?;
    tx.commit().await
}

/// Other rules than last time: everything is matched and merged anew.
async fn follow_rules(store: &Store, config: &Config) -> Result<(), StoreError> {
    let Thresholds { merge, review } = thresholds(config);
    let mut trust: Vec<String> = config
        .feeds
        .iter()
        .map(|feed| format!("{}={}", feed.id, feed.trust))
        .collect();
    trust.sort_unstable();
    let rules = format!(
        "{MATCHER} {} {merge} {review} {}",
        merging::VERSION,
        trust.join(" ")
    );
    let before = store.fact(RULES).await?;
    if before.as_deref() == Some(&rules) {
        return Ok(());
    }
    let mut tx = store.write().await?;
    if before.is_some() {
        tx.queue_everything().await?;
    }
    tx.set_fact(RULES, &rules).await?;
    tx.commit().await
}

async fn step(tx: &mut WriteTx, config: &Config) -> Result<Rematched, StoreError> {
    let names = tx.take_unmatched(STEP).await?;
    let thresholds = thresholds(config);
    let seeds = pairs::renew(tx, &names, thresholds).await?;
    let group = Group::around(tx, seeds).await?;
    let compared: Vec<Compared<'_>> = group
        .records
        .iter()
        .map(|record| Compared {
            key: &record.key,
            profile: &record.profile,
        })
        .collect();
    let found = cluster(&compared, &group.pairs, &group.decisions, thresholds);
    let moved = apply(tx, config, &group, &found.clusters).await?;
    Ok(Rematched {
        records: names.len(),
        moved,
    })
}

/// Moves records to the listings that are theirs now, and publishes what that changes.
async fn apply(
    tx: &mut WriteTx,
    config: &Config,
    group: &Group,
    clusters: &[Vec<usize>],
) -> Result<usize, StoreError> {
    let mut homes: Vec<ListingId> = group.records.iter().map(|r| r.member.home).collect();
    homes.extend(group.records.iter().map(|r| r.member.listing));
    homes.sort_unstable();
    homes.dedup();
    let numbers = tx.listing_numbers(&homes).await?;
    let stays: Vec<Vec<Stay>> = clusters
        .iter()
        .map(|cluster| cluster.iter().map(|at| group.records[*at].stay()).collect())
        .collect();
    let targets = assign::targets(&stays, &numbers);
    let mut affected: BTreeSet<ListingId> = group.renewed.iter().copied().collect();
    let mut went: HashMap<ListingId, ListingId> = HashMap::new();
    let mut moved = 0;
    for (cluster, target) in clusters.iter().zip(&targets) {
        for at in cluster {
            let member = &group.records[*at].member;
            if member.listing != *target {
                tx.place_record(&member.name, *target, Echo::No).await?;
                affected.extend([member.listing, *target]);
                went.entry(member.listing).or_insert(*target);
                moved += 1;
            }
            // What a record makes alone leads to where it is, whoever was there before.
            went.insert(member.home, *target);
        }
    }
    let turned = turn(tx, &mut affected, &went).await?;
    let affected: Vec<ListingId> = affected.into_iter().collect();
    composing::publish(tx, config, &affected, &turned).await?;
    Ok(moved)
}

/// Notes where listings went that nobody speaks for any more, and which stand again.
async fn turn(
    tx: &mut WriteTx,
    affected: &mut BTreeSet<ListingId>,
    went: &HashMap<ListingId, ListingId>,
) -> Result<Turned, StoreError> {
    let mut all: Vec<ListingId> = went.keys().chain(went.values()).copied().collect();
    all.sort_unstable();
    all.dedup();
    let crowds = tx.crowds(&all).await?;
    let direct = tx.merged_links(&all).await?;
    let standings = tx.standings(&all).await?;
    let mut turned = Turned::default();
    for id in &all {
        let is_alive = crowds.contains_key(id);
        let into = went.get(id).filter(|into| *into != id && !is_alive);
        if direct.get(id) == into {
            continue;
        }
        // A home that was never listed has nothing to tell.
        if into.is_some() && !standings.contains_key(id) {
            continue;
        }
        if !is_alive && into.is_none() {
            continue;
        }
        tx.link_merged(*id, into.copied()).await?;
        affected.insert(*id);
        match into {
            Some(_) => turned.merged.insert(*id),
            None => turned.split.insert(*id),
        };
    }
    let is_waiting = |state| matches!(state, ListingState::PendingReview | ListingState::Draft);
    let state = |id: &ListingId| standings.get(id).map(|standing| standing.state);
    let seen: HashSet<ListingId> = turned
        .merged
        .iter()
        .filter(|id| state(id).is_some_and(ListingState::is_searchable))
        .filter_map(|id| went.get(id).copied())
        .filter(|into| state(into).is_some_and(is_waiting))
        .collect();
    turned.lifted = seen;
    Ok(turned)
}
