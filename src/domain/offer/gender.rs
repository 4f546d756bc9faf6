//! Whether it is for women alone or for men alone.

use std::sync::LazyLock;

use super::cues::{Cues, any_yes};
use super::said::{Said, Stated};
use super::texts::Texts;
use crate::oruk::Service;

#[derive(Debug, Default)]
pub(super) struct Gender {
    pub(super) women_only: Stated<bool>,
    pub(super) men_only: Stated<bool>,
}

static WOMEN: LazyLock<Cues> = LazyLock::new(|| {
    Cues::new(
        &[],
        &[],
        &[
            "(?:women|ladies|girls|females) only",
            "only (?:women|ladies|girls|females)",
        ],
    )
});
static MEN: LazyLock<Cues> = LazyLock::new(|| {
    Cues::new(
        &[],
        &[],
        &[
            "(?:men|gents|boys|lads|males) only",
            "only (?:men|gents|boys|lads|males)",
        ],
    )
});

pub(super) fn read(texts: &Texts, _service: &Service) -> Gender {
    let said = |cues: &Cues| {
        texts.after(&texts.who).find_map(|(by, text)| {
            let (value, words) = any_yes(&cues.all(text))?;
            Some(Said::by(by, value, words))
        })
    };
    Gender {
        women_only: said(&WOMEN),
        men_only: said(&MEN),
    }
}
