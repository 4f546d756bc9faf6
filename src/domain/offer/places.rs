//! Whether there is room.

use std::sync::LazyLock;

use super::cues::{Cues, any_no, any_yes};
use super::said::{By, Said, Stated};
use super::texts::Texts;

/// In the field for how long people wait a word alone says it.
static FIELD: LazyLock<Cues> = LazyLock::new(|| {
    let no = [&NO[..], &["^closed", "full"]];
    let yes = [
        &YES[..],
        &[
            "^none$",
            "^no$",
            "^n(?:il|ot applicable)$",
            "^0(?: days| weeks)?$",
            "immediate(?:ly)?",
            "same day",
            "next day",
            "straight away",
            "(?:spaces|places)",
        ],
    ];
    Cues::with_sure(&NOTHING, &SURE, &no.concat(), &yes.concat())
});

static PROSE: LazyLock<Cues> = LazyLock::new(|| Cues::with_sure(&NOTHING, &SURE, &NO, &YES));

const NOTHING: [&str; 4] = [
    "full (?:day|english|details?|time|programme|range|house|access|board|of|use|moon|meal|support|training)",
    "(?:in|a|the|to the) full",
    "fully booked (?:at times|in summer)",
    "when (?:we are|it is|they are) full",
];

const NO: [&str; 8] = [
    "(?:currently|now|presently|already|completely) full",
    "(?:is|are|re|'s) (?:currently |now |presently |sadly )?full",
    "full (?:until|at (?:the moment|present)|for now|this term|at this time)",
    "fully booked",
    "waiting lists? (?:is |are |has |have )?(?:been )?(?:currently |now |temporarily )?closed",
    "(?:not|\\w+n't) (?:currently |presently )?(?:taking|accepting|able to (?:take|accept)) (?:on )?(?:any )?(?:new |more |further )?(?:referrals?|members|clients|people|bookings|applications)",
    "no (?:more |further |free |available )?(?:places|spaces|vacancies|capacity|room)(?: left| available| at the moment| at present)?",
    "closed to (?:new )?(?:referrals?|members|applications|applicants)",
];

/// Yes, for all that they have of a no.
const SURE: [&str; 2] = [
    "no (?:current )?(?:waiting (?:list|time)s?|waits?)",
    "without (?:a )?(?:waiting list|wait)",
];

const YES: [&str; 4] = [
    "(?:spaces?|places?|vacancies) (?:are |is |aren't |isn't )?(?:not |no longer )?(?:still |currently |now )?(?:available|left|free)",
    "(?:have|has|are|still) (?:got )?(?:any |some |a few |plenty of )?(?:free )?(?:spaces|places|vacancies|room)",
    "new (?:members|people|faces|starters|comers|volunteers and members|singers|players|families) (?:are )?(?:not )?(?:always |very |most )?welcome",
    "immediate start",
];

pub(super) fn read(texts: &Texts) -> Stated<bool> {
    // A wait for one day and none for another is room.
    let wait: Vec<_> = texts.wait.iter().flat_map(|text| FIELD.all(text)).collect();
    if let Some(cue) = any_yes(&wait) {
        return Some(Said::structured(cue.says, cue.words));
    }
    let prose: Vec<_> = texts
        .prose
        .iter()
        .flat_map(|text| PROSE.all(text))
        .collect();
    any_no(&prose).map(|cue| Said::by(By::Prose, cue.says, cue.words))
}
