//! Which pairs are worth comparing.

use std::collections::{BTreeSet, HashMap};

use super::profile::Profile;

/// Pairs of records that share a key, each once, the lower number first.
pub fn candidates(profiles: &[Profile]) -> Vec<(usize, usize)> {
    let mut blocks: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, profile) in profiles.iter().enumerate() {
        for key in profile.keys() {
            blocks.entry(key).or_default().push(at);
        }
    }
    let mut pairs = BTreeSet::new();
    for block in blocks.values() {
        for (nth, a) in block.iter().enumerate() {
            pairs.extend(block[nth + 1..].iter().map(|b| (*a, *b)));
        }
    }
    pairs.into_iter().collect()
}
