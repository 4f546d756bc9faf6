//! "By referral only", "women only": words that close the door to most who would come.

use std::sync::LazyLock;

use regex::Regex;

use super::about::About;
use super::rules::Facts;
use crate::oruk::Service;
use crate::watch::read::text::sentences;
use crate::watch::read::{pattern, times, topic};

/// One kind of restriction: the words that state it, and what in a listing shows that it is
/// known.
struct Door {
    stated: LazyLock<Regex>,
    known: LazyLock<Regex>,
}

static DOORS: [Door; 5] = [
    Door {
        stated: pattern!(
            r"(?ix)\b(?:by|on|via|through)\s(?:[\w-]+\s){0,3}referral\b(?:\sonly)? | \breferral[-\s]only\b
              | \breferrals?\s(?:only | (?:is|are)\s(?:now\s)?(?:required|needed|essential|necessary|by|from|through|via|only) | must\b)
              | \b(?:must|need\sto|have\sto|can\sonly|only)\s(?:first\s)?(?:be|have\sbeen)\sreferred
              | \b(?:no\slonger|not|cannot|can't|unable\sto)\s(?:accept|take)\w*\s(?:any\s)?self[-\s]referrals?"
        ),
        known: pattern!(
            r"(?i)\breferral only|\bby (?:\w+ )?referral|\breferrals? (?:only|required|needed|by|from|through|via)|\bbe referred"
        ),
    },
    Door {
        stated: pattern!(
            r"(?ix)\b(?:women|ladies|girls|females)\b[^.!?]{0,40}\bonly\b | \b(?:women|ladies|girls|female)[-\s]only | \bonly\s(?:for\s|open\sto\s)?(?:women|ladies|girls)"
        ),
        known: pattern!(r"(?i)\b(?:women|woman|ladies|girls?|females?|mums?|mothers?)\b"),
    },
    Door {
        stated: pattern!(
            r"(?ix)\b(?:men|gentlemen|boys|males)\b[^.!?]{0,40}\bonly\b | \b(?:men|boys|male)[-\s]only | \bonly\s(?:for\s|open\sto\s)?(?:men|boys)\b"
        ),
        known: pattern!(r"(?i)\b(?:men|man|gentlemen|boys?|males?|dads?|fathers?|lads)\b"),
    },
    Door {
        stated: pattern!(
            r"(?ix)\b(?:residents|tenants|people\s(?:living|who\slive)|those\s(?:living|who\slive))\b[^.!?]{0,40}\bonly\b
              | \bonly\s(?:for|open\sto|available\sto)\s[^.!?]{0,50}\b(?:live|living|residents|tenants)\b | \bmust\s(?:live|be\s(?:a\s)?residents?|be\sliving)\b
              | \b(?:restricted|limited|open\sonly)\sto\s[^.!?]{0,40}\b(?:live|living|residents|tenants)\b"
        ),
        known: pattern!(
            r"(?i)\bonly\b.{0,50}\b(?:live|living|residents|tenants)\b|\b(?:live|living|residents|tenants)\b.{0,50}\bonly\b|\bmust (?:live|be)\b"
        ),
    },
    Door {
        stated: pattern!(
            r"(?ix)\b(?:members|patients|students|carers|veterans|families|parents|employees|staff)\s(?:\w+\s){0,2}only\b | \bonly\s(?:for|open\sto|available\sto)\s(?:[\w'-]+\s){0,3}?(?:members|patients|students|carers|veterans|families|parents|people\s(?:with|who)|those\s(?:with|who))
              | \b(?:must|need\sto)\sbe\s(?:a\s|paid-up\s)?members? | \bexclusively\sfor\b | \bno\slonger\s(?:open\sto|a\sdrop[-\s]in)\b"
        ),
        known: pattern!(
            r"(?i)\b(?:members|patients|students|carers|veterans|families|parents)\b.{0,20}\bonly\b|\bonly\b.{0,30}\b(?:members|patients|students|carers|veterans|families|parents|people (?:with|who)|those)\b|\bexclusively\b"
        ),
    },
];

/// Words that only narrow the door.
static SOFTER: LazyLock<Regex> = pattern!(
    r"(?i)\bpriority (?:will be |is |may be )?(?:given |goes )?(?:to|for)\b|\bprioriti[sz]e\b|\bpreference (?:will be |is )?given\b|\b(?:mainly|mostly|primarily) (?:for|aimed at|open to)\b|\baimed (?:mainly |mostly |primarily )at\b|\breferrals? (?:is |are )?(?:preferred|recommended|encouraged)\b|\b(?:may|might) need (?:a referral|to be referred)\b|\bwe (?:now )?(?:mainly|mostly|usually) (?:support|help|work with|see)\b|\bsubject to (?:an )?assessment\b"
);

/// How far a door is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Width {
    /// To most who would come.
    Shut,
    /// Others come first.
    Narrow,
}

/// The first new sentence of our part of the page that closes or narrows the door, where
/// neither the listing nor the page before said so.
pub(super) fn newly_stated<'a>(
    facts: &'a Facts<'_>,
    before: &About<'_>,
) -> Option<(Width, usize, &'a str)> {
    let sentences = facts.new_sentences();
    let fits = |sentence: &str| !topic::is_elsewise(sentence) && times::in_text(sentence).days == 0;
    for (at, sentence) in sentences.iter().filter(|(_, sentence)| fits(sentence)) {
        let shut = DOORS.iter().find(|door| states(door, sentence));
        if shut.is_some_and(|door| !is_known(door, &facts.case.service, before)) {
            return Some((Width::Shut, *at, sentence));
        }
    }
    let narrow = |sentence: &&str| SOFTER.is_match(sentence) && fits(sentence);
    let known = before
        .page
        .blocks
        .iter()
        .any(|block| SOFTER.is_match(&block.text));
    sentences
        .iter()
        .find(|(_, sentence)| !known && narrow(sentence))
        .map(|(at, sentence)| (Width::Narrow, *at, *sentence))
}

/// Whether words close the door to anybody.
pub(super) fn is_stated(text: &str) -> bool {
    DOORS.iter().any(|door| door.stated.is_match(text))
}

/// Words before a restriction that take it back: "no referral is needed", "not only for".
static DENIED: LazyLock<Regex> =
    pattern!(r"(?i)(?:\b(?:no|not|never|without|nor)|n't)(?:\W+\w+){0,3}\W*$");

fn states(door: &Door, sentence: &str) -> bool {
    door.stated.find(sentence).is_some_and(|found| {
        let inside = found.as_str().to_lowercase();
        inside.starts_with("no longer")
            || inside.starts_with("not ")
            || !DENIED.is_match(sentence.get(..found.start()).unwrap_or_default())
    })
}

fn is_known(door: &Door, service: &Service, before: &About<'_>) -> bool {
    let listed = [
        &service.application_process,
        &service.eligibility_description,
        &service.description,
        &service.name,
    ];
    let on_page = before
        .page
        .blocks
        .iter()
        .flat_map(|block| sentences(&block.text))
        .any(|sentence| door.stated.is_match(sentence));
    on_page
        || listed
            .into_iter()
            .flatten()
            .any(|text| door.known.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doors_are_shut_in_many_words() {
        for (text, want) in [
            ("By referral only.", Some(0)),
            ("You must be referred by a GP or social worker.", Some(0)),
            ("From now on referrals are by GP or school only.", Some(0)),
            ("We can no longer accept self-referrals.", Some(0)),
            ("Women only.", Some(1)),
            ("Men aged 60 or over only.", Some(2)),
            ("Council tenants only", Some(3)),
            (
                "Only for people aged 60 or over who live in Ashby.",
                Some(3),
            ),
            ("You must live in the borough.", Some(3)),
            ("Members only, aged 60 or over.", Some(4)),
            ("Anyone is welcome.", None),
            ("You can refer yourself.", None),
            ("Cash only, please.", None),
            ("We are the only group of its kind.", None),
            ("No referral is needed.", None),
            ("It is not only for members!", None),
        ] {
            let found = DOORS.iter().position(|door| states(door, text));
            assert_eq!(found, want, "{text}");
        }
        assert!(SOFTER.is_match("Priority will be given to people who live locally."));
        assert!(!SOFTER.is_match("Everyone is welcome."));
    }
}
