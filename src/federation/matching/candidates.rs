//! Which pairs are worth comparing, of many records at once.
//!
//! profiles -> keys -> blocks of records with one key -> for each record those that it meets ->
//! only the pairs that are more than apart. Work grows with the sizes of blocks, not with the
//! square of the records.
//!
//! A key that very many records share says little, so two that meet in large blocks alone must
//! meet in three of them; and in a block without measure nobody meets. A pair that belongs
//! together has a dozen keys in common, so it does not depend on any one of them.

use std::num::NonZeroUsize;
use std::thread;

use super::compare::{Thresholds, Verdict, weigh};
use super::profile::Profile;
use super::words::hash_of;

/// From here on a block is large.
const LARGE: usize = 100;

/// So many large blocks two must share to be compared.
const ENOUGH: u8 = 3;

/// From here on a block is without measure.
const HUGE: usize = 5_000;

/// Fewer records than this are not worth a second thread.
const FEW: usize = 2_000;

/// Pairs of records that might be one service, each once, the lower number first, in order:
/// those that share keys and that comparing does not put apart.
pub fn candidates(profiles: &[Profile]) -> Vec<(usize, usize)> {
    let blocks = Blocks::of(profiles);
    let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let threads = if profiles.len() < FEW { 1 } else { threads };
    // Each thread takes every n-th record: the first ones have more others behind them.
    let work = |first: usize| blocks.pairs(profiles, (first..profiles.len()).step_by(threads));
    let mut pairs: Vec<(usize, usize)> = thread::scope(|scope| {
        let others: Vec<_> = (1..threads)
            .map(|first| scope.spawn(move || work(first)))
            .collect();
        let mut pairs = work(0);
        for other in others {
            match other.join() {
                Ok(found) => pairs.extend(found),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        pairs
    });
    pairs.sort_unstable();
    pairs
}

/// Records by their keys.
struct Blocks {
    /// Records in the order of their keys.
    records: Vec<u32>,
    /// Where each block begins in `records`; one more at the end.
    starts: Vec<u32>,
    /// The blocks of each record.
    of: Vec<Vec<u32>>,
}

impl Blocks {
    fn of(profiles: &[Profile]) -> Self {
        let mut keyed: Vec<(u64, u32)> = Vec::new();
        for (at, profile) in (0u32..).zip(profiles) {
            keyed.extend(profile.keys().iter().map(|key| (hash_of(key), at)));
        }
        keyed.sort_unstable();
        let mut blocks = Self {
            records: Vec::new(),
            starts: vec![0],
            of: vec![Vec::new(); profiles.len()],
        };
        // Who is alone in a block meets nobody there.
        for block in keyed
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|block| block.len() > 1)
        {
            if block.len() >= HUGE {
                continue;
            }
            let number = u32::try_from(blocks.starts.len() - 1).unwrap_or(u32::MAX);
            for (_, at) in block {
                blocks.of[*at as usize].push(number);
                blocks.records.push(*at);
            }
            let end = u32::try_from(blocks.records.len()).unwrap_or(u32::MAX);
            blocks.starts.push(end);
        }
        blocks
    }

    fn block(&self, number: u32) -> &[u32] {
        let at = number as usize;
        &self.records[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// The pairs of some records with those behind them.
    fn pairs(
        &self,
        profiles: &[Profile],
        some: impl Iterator<Item = usize>,
    ) -> Vec<(usize, usize)> {
        let mut met = vec![0u8; profiles.len()];
        let mut others: Vec<u32> = Vec::new();
        let mut pairs = Vec::new();
        for at in some {
            for number in &self.of[at] {
                let block = self.block(*number);
                let counts = if block.len() < LARGE { ENOUGH } else { 1 };
                let behind = block.partition_point(|other| *other as usize <= at);
                for other in &block[behind..] {
                    let count = &mut met[*other as usize];
                    if *count == 0 {
                        others.push(*other);
                    }
                    *count = count.saturating_add(counts);
                }
            }
            for other in others.drain(..) {
                let other = other as usize;
                let count = std::mem::take(&mut met[other]);
                if count >= ENOUGH && might_be_one(&profiles[at], &profiles[other]) {
                    pairs.push((at, other));
                }
            }
        }
        pairs
    }
}

fn might_be_one(a: &Profile, b: &Profile) -> bool {
    weigh(a, b, Thresholds::default()).verdict != Verdict::Apart
}
