//! Where a block of the earlier page stands on the later one, when its values changed.

use std::collections::{BTreeMap, HashSet};

use crate::watch::read::{Block, Page};

/// Share of words that two blocks must have in common to be the same one edited.
const ALIKE: f64 = 0.55;

/// The block of `after` that the block at `at` of `before` became: the most similar of
/// those that were not on the page before, numbers and addresses left out of account.
/// `None` when the block is still there as it was, or nothing is like it.
pub(super) fn counterpart(before: &Page, at: usize, after: &Page) -> Option<usize> {
    let old = before.blocks.get(at)?;
    let known: HashSet<&str> = before
        .blocks
        .iter()
        .map(|block| block.text.as_str())
        .collect();
    let old_words = masked(&old.text);
    let position = ratio(at, before.blocks.len());
    after
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| !known.contains(block.text.as_str()) || block.text.is_empty())
        .filter(|(_, block)| block.region == old.region)
        .map(|(there, block)| {
            let near = 1.0 - (ratio(there, after.blocks.len()) - position).abs();
            let under = f64::from(u8::from(same_heading(old, block)));
            let alike = dice(&old_words, &masked(&block.text));
            (there, alike, alike + 0.2 * under + 0.1 * near)
        })
        .filter(|(_, alike, _)| *alike >= ALIKE)
        .max_by(|a, b| a.2.total_cmp(&b.2))
        .map(|(there, _, _)| there)
}

fn ratio(at: usize, of: usize) -> f64 {
    let as_f64 = |n: usize| u32::try_from(n).map_or(f64::MAX, f64::from);
    as_f64(at) / as_f64(of.max(1))
}

fn same_heading(a: &Block, b: &Block) -> bool {
    a.headings.last().map(|h| &h.text) == b.headings.last().map(|h| &h.text)
}

/// Words in small letters; whatever holds a digit or an `@` becomes `#`.
pub(super) fn masked(text: &str) -> BTreeMap<String, u32> {
    let mut words = BTreeMap::new();
    for word in text.split_whitespace() {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let masked = word.contains('@') || word.contains(|c: char| c.is_ascii_digit());
        let word = if masked {
            "#".to_owned()
        } else {
            word.to_lowercase()
        };
        if !word.is_empty() {
            // Runs of numbers count once: "01632 960 123" and "01632960123" are alike.
            let count = words.entry(word).or_insert(0);
            *count = if masked { 1 } else { *count + 1 };
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
    use crate::watch::read;

    fn counterpart_of(text: &str, before: &str, after: &str) -> Option<String> {
        let (before, after) = (
            read::page(before.as_bytes(), None),
            read::page(after.as_bytes(), None),
        );
        let at = before
            .blocks
            .iter()
            .position(|block| block.text.contains(text))?;
        counterpart(&before, at, &after).map(|there| after.blocks[there].text.clone())
    }

    #[test]
    fn an_edited_block_is_found_again() {
        let before = "<h2>Lunch</h2><p>Call Ann on 01632 960111</p><h2>Knitting</h2><p>Call Bob on 01632 960222</p>";
        let after = "<h2>Lunch</h2><p>New!</p><p>Call Sue on 01632 960333</p><h2>Knitting</h2><p>Call Bob on 01632 960222</p>";
        assert_eq!(
            counterpart_of("960111", before, after).as_deref(),
            Some("Call Sue on 01632 960333")
        );
        let gone =
            "<h2>Lunch</h2><p>Write to us</p><h2>Knitting</h2><p>Call Bob on 01632 960222</p>";
        assert_eq!(counterpart_of("960111", before, gone), None);
        let bare = "<p>01632 960111</p><p>Fridays</p>";
        assert_eq!(
            counterpart_of("960111", bare, "<p>01632 960999</p><p>Fridays</p>").as_deref(),
            Some("01632 960999")
        );
    }
}
