//! The blocks and sentences of a page that state what holds for this service.

use std::collections::HashSet;

use super::about::{About, Belongs};
use crate::watch::read::text::sentences;
use crate::watch::read::{Block, Region, topic};

/// New sentences that are looked at: a page with more was written anew.
const MOST: usize = 500;

/// Blocks in which the service's own terms stand: those of its part of the page, or of the
/// whole page where that is about nothing else. Not the foot, not teasers, not news with a
/// date, not jobs, halls for hire and other business.
pub(super) fn blocks<'p>(about: &About<'p>) -> impl Iterator<Item = (usize, &'p Block)> {
    let own_part = about.has_own_part();
    about.blocks().filter(move |(at, block)| {
        let ours = match about.belongs(*at) {
            Belongs::Mine => true,
            Belongs::Shared => about.single && !own_part,
            Belongs::Unclear | Belongs::Other => false,
        };
        ours && matches!(block.region, Region::Main | Region::Header)
            && block.dated.is_none()
            && !topic::is_other_business(block)
    })
}

/// Sentences of those blocks that the page before did not hold, with the positions of their
/// blocks.
pub(super) fn new_sentences<'a>(after: &About<'a>, before: &About<'_>) -> Vec<(usize, &'a str)> {
    let before = &before.page.blocks;
    // Most blocks stand as they stood, and hold nothing new.
    let known: HashSet<&str> = before.iter().map(|block| block.text.as_str()).collect();
    let is_said = |sentence: &str| {
        let mut holding = before.iter().filter(|block| block.text.contains(sentence));
        holding.any(|block| sentences(&block.text).contains(&sentence))
    };
    blocks(after)
        .filter(|(_, block)| !known.contains(block.text.as_str()))
        .flat_map(|(at, block)| sentences(&block.text).into_iter().map(move |s| (at, s)))
        .filter(|(_, sentence)| !is_said(sentence))
        .take(MOST)
        .collect()
}
