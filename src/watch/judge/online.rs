//! The place to go to has become a screen or a telephone: "we now meet on Zoom", or
//! "Online" where the hall stood, whatever the foot of the page still says.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::about::{About, Belongs};
use super::hours::speaks_of_meeting;
use super::listed;
use super::names::tokens;
use super::rules::Facts;
use super::verdict::Signal;
use crate::domain::{Evidence, Reason, VerdictKind};
use crate::oruk::Service;
use crate::watch::read::text::{sentences, snippet};
use crate::watch::read::{Region, dates, pattern, postcodes, topic};

static ONLINE: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:on-?line|(?:on|via|by|over|through|using) (?:zoom|skype|teams|google meet|video)|zoom|microsoft teams|video ?calls?|virtual(?:ly)?|(?:by|over the) (?:tele)?phone only|ar-?lein)\b"
);

/// What takes place there: the meetings, and not what is booked, sold or shown there.
static TAKES_PLACE: LazyLock<Regex> = pattern!(
    r"(?ix)\b(?:
        (?:we|group|club|sessions?|meetings?|class(?:es)?|choir|caf\x{e9}|course|workshops?|it|now|service|everything)\b[^.!?]{0,40}?\b(?:meet(?:s|ing)?|run(?:s|ning)?|held|tak(?:es?|ing)\s(?:all\s|every\s)?place|happen(?:s|ing)?|gather(?:s|ing)?|moved|moving|gone|went|are|is|will\sbe|offered|delivered)\b[^.!?]{0,30}?\b(?:on-?line|zoom|skype|teams|video|virtual(?:ly)?)
    )\b"
);

/// People can still come, or it is about something else that is on a screen.
static AS_WELL: LazyLock<Regex> = pattern!(
    r"(?ix)\b(?: in[-\s]person | face[-\s]to[-\s]face | hybrid | as\swell\sas | also | both | (?:or|and)\s(?:on-?line|on\szoom) | (?:on-?line|zoom)\s(?:or|and)\b | on-?line\stoo | either
      | not\s(?:\w+\s)?on-?line | instead\sof\s(?:on-?line|zoom) | no\slonger\s(?:\w+\s){0,3}(?:on-?line|zoom) | (?:from|after)\szoom )\b"
);

static OTHER_USE: LazyLock<Regex> = pattern!(
    r"(?ix)\b(?: book\w* | regist\w+ | sign(?:ing)?[-\s]?up | pay(?:ment|ing)?s? | donat\w+ | shop\w* | order\w* | appl(?:y|ication)\w* | forms? | resources? | recordings? | newsletter | (?:find|follow|like)\sus | chat | tickets? | timetable | brochure | safety | banking | courses?\scatalogue | web\s?site | surve\w+ | diary | calendar )\b"
);

/// Only for now.
static FOR_NOW: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:until|till|for now|for the (?:time being|moment|next)|temporar\w*|while|whilst|during|this (?:week|month|mon|tues|wednes|thurs|fri|satur|sun)\w*|next (?:week|mon|tues|wednes|thurs|fri|satur|sun)\w*|some (?:weeks|sessions)|this session|snow|bad weather)\b"
);

/// Whether the listing says itself that it is offered at a distance.
pub(super) fn is_listed(service: &Service) -> bool {
    let links = &service.service_at_locations;
    let virtual_place = links
        .iter()
        .filter_map(|link| link.location.as_ref()?.location_type.as_deref())
        .any(|kind| kind == "virtual");
    let at_places = links.iter().flat_map(|link| &link.schedules);
    let remote = service
        .schedules
        .iter()
        .chain(at_places)
        .filter_map(|schedule| schedule.attending_type.as_deref())
        .any(|kind| !matches!(kind, "venue" | "in_venue" | "home_visit" | "outreach"));
    virtual_place || remote
}

/// Signals on a service that people cannot go to any more.
pub(super) fn signals(facts: &Facts<'_>) -> Vec<Signal> {
    let service = &facts.case.service;
    let Some(before) = facts.before.as_ref() else {
        return Vec::new();
    };
    let listed = listed::postcodes(service);
    if listed.is_empty() || is_listed(service) {
        return Vec::new();
    }
    let found = in_place(facts, before).or_else(|| in_words(facts));
    let signal = found.map(|words| Signal {
        kind: kind(facts, words),
        reason: Reason::Moved,
        evidence: Evidence {
            field: "postcode".to_owned(),
            listed: Some(listed[0].shown.clone()),
            found: Some(snippet(words, words)),
            snippet: Some(snippet(words, words)),
            rule: "now_online".to_owned(),
        },
    });
    signal.into_iter().collect()
}

fn kind(facts: &Facts<'_>, words: &str) -> VerdictKind {
    let ahead = dates::in_text(words)
        .iter()
        .any(|when| when.is_coming(facts.today));
    match ahead || FOR_NOW.is_match(words) || still_a_place(facts) {
        true => VerdictKind::Flag,
        false => VerdictKind::Suspend,
    }
}

/// Where the listed place stood, the page now says that it is online.
fn in_place<'a>(facts: &Facts<'a>, before: &About<'_>) -> Option<&'a str> {
    facts.edits.pairs().find_map(|(old, new)| {
        let old = &before.page.blocks[old];
        let new = &facts.after.page.blocks[new];
        let was_place = old.region != Region::Footer && names_place(facts, &old.text);
        // "Online until the hall is mended" names the hall, too.
        let names_it = names_place(facts, &new.text) && !FOR_NOW.is_match(&new.text);
        let is_place = names_it || !postcodes::in_text(&new.text).is_empty();
        if !was_place || is_place || topic::is_other_business(new) {
            return None;
        }
        let says = |sentence: &&str| {
            ONLINE.is_match(sentence)
                && !AS_WELL.is_match(sentence)
                && (!OTHER_USE.is_match(sentence) || TAKES_PLACE.is_match(sentence))
        };
        sentences(&new.text).into_iter().find(says)
    })
}

/// A new sentence says that it takes place online.
fn in_words<'a>(facts: &'a Facts<'_>) -> Option<&'a str> {
    let new = facts.new_sentences().iter();
    new.map(|(_, sentence)| *sentence).find(|sentence| {
        TAKES_PLACE.is_match(sentence)
            && !AS_WELL.is_match(sentence)
            && !OTHER_USE.is_match(sentence)
            && !topic::is_elsewise(sentence)
            && speaks_of_meeting(facts, sentence)
    })
}

/// Whether some words name the listed place: its postcode, its street or its name.
fn names_place(facts: &Facts<'_>, text: &str) -> bool {
    let codes = postcodes::in_text(text);
    let words = tokens(text);
    let service = &facts.case.service;
    let by_code = listed::postcodes(service)
        .iter()
        .any(|one| codes.iter().any(|code| code.as_str() == one.value));
    let locations = service
        .service_at_locations
        .iter()
        .filter_map(|link| link.location.as_ref());
    let mut by_name = locations.flat_map(|location| {
        let streets = location.addresses.iter().map(|address| &address.address_1);
        streets
            .chain([&location.name])
            .flatten()
            .map(|name| tokens(name))
    });
    by_code || by_name.any(|name: BTreeSet<String>| name.len() >= 2 && name.is_subset(&words))
}

/// Whether the page still names the listed place, in its foot too: then it contradicts itself.
fn still_a_place(facts: &Facts<'_>) -> bool {
    let mut ours = facts
        .after
        .blocks()
        .filter(|(at, _)| facts.after.belongs(*at) != Belongs::Other);
    ours.any(|(_, block)| names_place(facts, &block.text))
}
