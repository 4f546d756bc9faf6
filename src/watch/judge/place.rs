//! Which block of the earlier page became which block of the later one.
//!
//! Blocks that stand unchanged are left out. Of the others, those that say the same but
//! for their values (numbers, days, addresses, "free") are one block edited.

use std::collections::{BTreeMap, HashSet};

use super::about::{About, Belongs};
use crate::watch::read::{Block, Page, Region, times};

/// Share of words that two blocks must have in common to be the same one edited.
const ALIKE: f64 = 0.55;

/// Changed blocks that are looked at on either page: a page with more was written anew.
const MOST: usize = 300;

/// The blocks that were edited, before and after.
#[derive(Debug, Default)]
pub(super) struct Edits {
    pairs: Vec<(usize, usize)>,
}

/// A block that is not on the other page as it is.
struct Changed<'a> {
    at: usize,
    block: &'a Block,
    words: BTreeMap<String, u32>,
    /// How far down the page it stands, 0 to 1.
    position: f64,
}

impl Edits {
    /// Pairs the changed blocks that concern the service, the most similar first.
    pub(super) fn between(before: &About<'_>, after: &About<'_>) -> Self {
        let old = changed(before, after.page);
        let new = changed(after, before.page);
        let mut candidates: Vec<(f64, usize, usize)> = Vec::new();
        for (i, old_block) in old.iter().enumerate() {
            for (j, new_block) in new.iter().enumerate() {
                if let Some(score) = likeness(old_block, new_block) {
                    candidates.push((score, i, j));
                }
            }
        }
        candidates.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (mut taken, mut given) = (HashSet::new(), HashSet::new());
        let mut pairs = Vec::new();
        for (_, i, j) in candidates {
            if !taken.contains(&i) && !given.contains(&j) {
                taken.insert(i);
                given.insert(j);
                pairs.push((old[i].at, new[j].at));
            }
        }
        pairs.extend(alone_under_heading(&old, &new, &taken, &given));
        Self { pairs }
    }

    /// What a block became; `None` when it still stands or nothing is like it.
    pub(super) fn of(&self, before: usize) -> Option<usize> {
        let pair = self.pairs.iter().find(|(old, _)| *old == before);
        pair.map(|(_, new)| *new)
    }

    /// Whether a block of the later page is one of the earlier page, edited.
    pub(super) fn holds_new(&self, after: usize) -> bool {
        self.pairs.iter().any(|(_, new)| *new == after)
    }

    /// Every pair: position before, position after.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.pairs.iter().copied()
    }
}

fn changed<'a>(about: &About<'a>, other: &Page) -> Vec<Changed<'a>> {
    let there: HashSet<(&str, Option<&str>)> = other.blocks.iter().map(identity).collect();
    let count = about.page.blocks.len();
    about
        .blocks()
        .filter(|(at, block)| {
            !there.contains(&identity(block)) && about.belongs(*at) != Belongs::Other
        })
        .take(MOST)
        .map(|(at, block)| Changed {
            at,
            block,
            words: masked(&block.text),
            position: ratio(at, count),
        })
        .collect()
}

fn identity(block: &Block) -> (&str, Option<&str>) {
    (&block.text, heading(block))
}

fn heading(block: &Block) -> Option<&str> {
    block.headings.last().map(|heading| &*heading.text)
}

fn ratio(at: usize, of: usize) -> f64 {
    let as_f64 = |n: usize| u32::try_from(n).map_or(f64::MAX, f64::from);
    as_f64(at) / as_f64(of.max(1))
}

fn likeness(old: &Changed<'_>, new: &Changed<'_>) -> Option<f64> {
    if old.block.region != new.block.region {
        return None;
    }
    let alike = dice(&old.words, &new.words);
    let near = 1.0 - (old.position - new.position).abs();
    let under = f64::from(u8::from(heading(old.block) == heading(new.block)));
    (alike >= ALIKE).then_some(alike + 0.2 * under + 0.1 * near)
}

/// Where just one block changed under a heading, it is the same one whatever it says now.
fn alone_under_heading(
    old: &[Changed<'_>],
    new: &[Changed<'_>],
    taken: &HashSet<usize>,
    given: &HashSet<usize>,
) -> Vec<(usize, usize)> {
    let left = |all: &[Changed<'_>], used: &HashSet<usize>| {
        let mut under: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (i, changed) in all.iter().enumerate() {
            let main = matches!(changed.block.region, Region::Main | Region::Aside);
            if let (true, false, Some(heading)) = (main, used.contains(&i), heading(changed.block))
            {
                under
                    .entry(heading.to_owned())
                    .or_default()
                    .push(changed.at);
            }
        }
        under
    };
    let (old, new) = (left(old, taken), left(new, given));
    old.into_iter()
        .filter_map(
            |(heading, old)| match (old.as_slice(), new.get(&heading)?.as_slice()) {
                ([old], [new]) => Some((*old, *new)),
                _ => None,
            },
        )
        .collect()
}

/// Words in small letters; values become signs: `#` for numbers, addresses and "free",
/// `day` for weekdays. Runs of values count once: "01632 960 123" is "01632960123".
pub(super) fn masked(text: &str) -> BTreeMap<String, u32> {
    let mut words = BTreeMap::new();
    for word in text.split_whitespace() {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let small = word.to_lowercase();
        let value = word.contains('@')
            || word.contains(|c: char| c.is_ascii_digit())
            || matches!(small.as_str(), "free" | "noon" | "midday");
        let (word, once) = if value {
            ("#".to_owned(), true)
        } else if small.len() >= 6 && times::in_text(&small).days != 0 {
            ("day".to_owned(), true)
        } else {
            (small, false)
        };
        if !word.is_empty() {
            let count = words.entry(word).or_insert(0);
            *count = if once { 1 } else { *count + 1 };
        }
    }
    words
}

/// Twice the common words over all words: 1 for the same, 0 for nothing in common.
pub(super) fn dice(a: &BTreeMap<String, u32>, b: &BTreeMap<String, u32>) -> f64 {
    let total: u32 = a.values().chain(b.values()).sum();
    if total == 0 {
        return 0.0;
    }
    let common: u32 = a
        .iter()
        .map(|(word, count)| b.get(word).map_or(0, |other| *count.min(other)))
        .sum();
    2.0 * f64::from(common) / f64::from(total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oruk::Service;
    use crate::watch::judge::names::Names;
    use crate::watch::read;

    fn became(text: &str, before: &str, after: &str) -> Option<String> {
        let names = Names::of(&Service::default());
        let (before, after) = (
            read::page(before.as_bytes(), None),
            read::page(after.as_bytes(), None),
        );
        let (old, new) = (About::new(&before, &names), About::new(&after, &names));
        let at = before
            .blocks
            .iter()
            .position(|block| block.text.contains(text))?;
        let there = Edits::between(&old, &new).of(at)?;
        Some(after.blocks[there].text.clone())
    }

    #[test]
    fn an_edited_block_is_found_again() {
        let before = "<h2>Lunch</h2><p>Call Ann on 01632 960111</p><h2>Knitting</h2><p>Call Bob on 01632 960222</p>";
        let after = "<h2>Lunch</h2><p>New!</p><p>Call Sue on 01632 960333</p><h2>Knitting</h2><p>Call Bob on 01632 960222</p>";
        assert_eq!(
            became("960111", before, after).as_deref(),
            Some("Call Sue on 01632 960333")
        );
        assert_eq!(became("960222", before, after), None, "it still stands");
        let gone = "<p>Thanks to everyone.</p><h2>Knitting</h2><p>Call Bob on 01632 960222</p>";
        assert_eq!(became("960111", before, gone), None);
    }

    #[test]
    fn the_only_change_under_a_heading_is_the_same_block() {
        let before = "<h2>Where</h2><p>Village Hall, Church Lane</p><h2>Cost</h2><p>Free</p>";
        let after = "<h2>Where</h2><p>Scout Hut, Mill Road</p><h2>Cost</h2><p>£2 a session</p>";
        assert_eq!(
            became("Village", before, after).as_deref(),
            Some("Scout Hut, Mill Road")
        );
        assert_eq!(
            became("Free", before, after).as_deref(),
            Some("£2 a session")
        );
    }
}
