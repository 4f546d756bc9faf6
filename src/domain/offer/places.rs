//! Whether there is room.

use super::cues::{Cues, any_no};
use super::said::{Said, Stated};
use super::texts::Texts;
use std::sync::LazyLock;

static ROOM: LazyLock<Cues> = LazyLock::new(|| {
    Cues::new(
        &[],
        &[
            "(?:currently|now) full",
            "waiting list (?:is )?(?:now )?closed",
        ],
        &["no (?:waiting list|wait)", "(?:spaces|places) available"],
    )
});

pub(super) fn read(texts: &Texts) -> Stated<bool> {
    texts.after(&texts.wait).find_map(|(by, text)| {
        let (value, words) = any_no(&ROOM.all(text))?;
        Some(Said::by(by, value, words))
    })
}
