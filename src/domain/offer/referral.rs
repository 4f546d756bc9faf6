//! Whether people may come of their own accord.

use super::cues::{Cues, any_yes};
use super::said::{Said, Stated};
use super::texts::Texts;
use std::sync::LazyLock;

static SELF: LazyLock<Cues> = LazyLock::new(|| {
    Cues::new(
        &[],
        &["referral", "by referral"],
        &["self[ -]?referrals?", "drop in", "turn up", "no referral"],
    )
});

pub(super) fn read(texts: &Texts) -> Stated<bool> {
    texts.after(&texts.how).find_map(|(by, text)| {
        let (value, words) = any_yes(&SELF.all(text))?;
        Some(Said::by(by, value, words))
    })
}
