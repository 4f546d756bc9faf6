//! Whether people may come of their own accord.

use std::sync::LazyLock;

use super::cues::{Cues, any_yes};
use super::said::{By, Said, Stated};
use super::texts::Texts;

/// In the field for how to apply: a word alone says it, and so does how to ring.
static FIELD: LazyLock<Cues> = LazyLock::new(|| {
    let nothing = [&NOTHING[..], &[OF_ONESELF]];
    let no = [
        &NO[..],
        &[
            "referrals?",
            "(?:through|via|by|from|ask) (?:an? |your |the )?(?:gps?|doctors?|nurses?|consultants?|social workers?|health visitors?|midwi(?:fe|ves)|professionals?|school)",
        ],
    ];
    let yes = [
        &YES[..],
        &[
            "(?:or|and) self",
            "^self",
            "(?:ring|call|phone|telephone|e ?mail|text|contact|ask|message|visit) (?:us|to|the office|the team|for|on|direct|directly)",
            "ask (?:themselves|for yourself|yourself)",
            "book (?:a |your |online|by|on|through|in)",
        ],
    ];
    Cues::with_sure(&nothing.concat(), &SURE, &no.concat(), &yes.concat())
});

static PROSE: LazyLock<Cues> = LazyLock::new(|| Cues::with_sure(&NOTHING, &SURE, &NO, &YES));

/// What begins with "self" and has nothing to do with asking for oneself.
const OF_ONESELF: &str = "(?:(?:or|and) )?self (?:esteem|harm|help|care|confidence|worth|employ\\w+|defence|manage\\w*|neglect|funded|funding|contained|catering|aware\\w*|advocacy)";

const NOTHING: [&str; 4] = [
    "(?:we|they|who|staff) (?:can |will |may )?(?:also )?refer (?:you|people|on|clients)",
    "referr?(?:al|als|ed)? (?:on )?to other",
    "(?:signposting|advice|information)(?:,| and| &) referrals?",
    "referral (?:service|scheme|fee)s?",
];

const NO: [&str; 12] = [
    "(?:not|\\w+n't|cannot|unable to) (?:\\w+ ){0,2}(?:self referrals?|self refer)",
    "(?:by|on|via|through) referral(?: only)?",
    "(?:gp|doctor'?s?|professional|agency|clinical|nhs|hospital) referrals?(?: only| needed| required)?",
    "referrals? (?:is |are )?(?:only|needed|required|necessary|essential)",
    "referrals? (?:by|from|through|via) (?:an? |your |the )?(?:\\w+ )?(?:professionals?|gps?|doctors?|nurses?|consultants?|physio\\w*|social workers?|support workers?|key ?workers?|link workers?|health visitors?|agency|agencies|school|hospital)",
    "(?:need|have|must|has|needs) (?:to )?be referred",
    "(?:be|are|is|people|those|anyone|patients|clients) referred (?:by|from|through)",
    "(?:ask|see|through|via) your (?:gp|doctor|nurse|social worker|health visitor)(?: to refer you)?",
    "(?:gps?|nurses?|doctors?|social workers?|professionals?) (?:can |may |must )?refer",
    "bring (?:a|your|the) (?:referral|voucher)",
    "by voucher",
    "referral only",
];

/// Yes, for all that they have of a no.
const SURE: [&str; 6] = [
    "no (?:need for (?:an? )?)?(?:gp |formal |professional )?referrals?(?: (?:is |are )?(?:needed|required|necessary))?",
    "(?:not|\\w+n't) (?:need|have) (?:to be referred|an? (?:\\w+ )?referral)",
    "without (?:an? )?(?:\\w+ )?referral",
    "referrals? (?:is |are )?(?:not|isn't|aren't) (?:\\w+ )?(?:needed|required|necessary|essential)",
    "(?:no|without) (?:appointments?|booking|need to book)(?: (?:is |are )?(?:needed|required|necessary))?",
    "(?:appointments?|booking) (?:is |are )?(?:not|isn't|aren't) (?:\\w+ )?(?:needed|required|necessary|essential)",
];

const YES: [&str; 9] = [
    "just (?:turn|come|drop|pop|show|walk|roll) (?:up|along|in|down)",
    "(?:turn|come|pop|show) (?:up|along|in) (?:on the (?:day|door|night)|any ?time|and)",
    "drop ins?",
    "dropping in",
    "walk-ins?|walk in (?:service|clinic|sessions?|cent(?:re|er))",
    "self referrals?(?: or| and|,)?",
    "self refer",
    "refer (?:yourself|yourselves|themselves|themself)",
    "any ?(?:one|body) (?:can|may) (?:join|come|attend|apply|ask|ring|use)",
];

pub(super) fn read(texts: &Texts) -> Stated<bool> {
    let said = |by: By, cues: &Cues, sentences: &mut dyn Iterator<Item = &String>| {
        let found: Vec<_> = sentences.flat_map(|text| cues.all(text)).collect();
        any_yes(&found).map(|cue| Said::by(by, cue.says, cue.words))
    };
    let how = said(By::Structured, &FIELD, &mut texts.how.iter());
    let mut prose = texts.names.iter().chain(&texts.prose);
    how.or_else(|| said(By::Prose, &PROSE, &mut prose))
}
