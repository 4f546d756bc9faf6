//! The phrases that [`status`](super::status) looks for, and those that take them back.
//!
//! The order matters: the first phrase that a sentence holds is what it says.

use std::sync::LazyLock;

use regex::{Regex, RegexSet, RegexSetBuilder};

use super::pattern;
use super::status::Said;
use crate::domain::compiled;

/// One way of saying something.
pub(super) struct Phrase {
    pub(super) said: Said,
    pub(super) sense: Sense,
    pub(super) pattern: Regex,
}

/// How much a phrase means by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    /// What it says.
    Plain,
    /// It means for good.
    Final,
    /// It means something only with a date beside it, or with "for good".
    Dated,
    /// As `Dated`, said of a last meeting: the last of a term is only that.
    LastTime,
    /// As `Dated`, and not as a state: "closed in March" counts, "are closed in March" does not.
    SimplePast,
}

/// Adverbs that stand between the parts of a verb.
const ADVERBS: &str = r"(?:(?:now|sadly|unfortunately|finally|since|already|recently|all|also|currently|officially|regrettably|therefore|just|both|had to|been|reluctantly|formally|temporarily|presently)\s+)*";

/// What a service's meetings are called.
const MEETING: &str =
    r"(?:session|meeting|class|lunch|group|club|day|event|gathering|walk|drop-in)s?";

fn phrase(said: Said, sense: Sense, parts: &[&str]) -> Phrase {
    let pattern = format!("(?i){}", parts.join("|"));
    Phrase {
        said,
        sense,
        pattern: compiled(&pattern.replace("%A", ADVERBS).replace("%M", MEETING)),
    }
}

/// All phrases at once: most sentences hold none of them, and one pass says so. Words end there
/// where English ones do, which spares the pass a slower way round each letter beyond ASCII; a
/// phrase that is found is read by its own pattern.
static ANY: LazyLock<Option<RegexSet>> = LazyLock::new(|| {
    let patterns = ALL.iter().map(|phrase| phrase.pattern.as_str());
    let patterns = patterns.map(|pattern| pattern.replace(r"\b", r"(?-u:\b)"));
    let set = RegexSetBuilder::new(patterns).dfa_size_limit(CACHE).build();
    // Without it every phrase is looked for by itself.
    set.ok()
});

/// What the search for any phrase may keep in memory, in bytes.
const CACHE: usize = 16 << 20;

/// The phrases that a sentence may hold, in the order in which they are looked for.
pub(super) fn held(sentence: &str) -> Vec<&'static Phrase> {
    match &*ANY {
        Some(any) => any.matches(sentence).iter().map(|at| &ALL[at]).collect(),
        None => ALL.iter().collect(),
    }
}

/// Every phrase, in the order in which they are looked for.
static ALL: LazyLock<Vec<Phrase>> = LazyLock::new(|| {
    vec![
        phrase(
            Said::Reopened,
            Sense::Plain,
            &[
                r"\b(?:has|have|'ve|is|are|we're|now) %A(?:re-?opened|restarted|resumed|up and running again|running again|meeting again|open again)\b",
                r"\b(?:is|are|we're) %Aback (?:open|up and running|in action)\b",
                r"\bwe(?: are|'re) back\W*$",
            ],
        ),
        phrase(
            Said::Full,
            Sense::Plain,
            &[
                r"\b(?:referrals?|applications?|bookings?|registrations?|(?:waiting )?lists?|books?) (?:is|are|have|has|'re) %A(?:closed|paused|suspended|full|on hold)\b",
                r"\bclosed to (?:any )?(?:new|further|more)\b",
                r"\b(?:has|have|'ve) %A(?:paused|suspended|closed|stopped) (?:all |any |new |taking )*(?:referrals?|bookings?|applications?|registrations?|(?:our |the )?(?:waiting )?list)\b",
                r"\bfully (?:booked|subscribed)\b",
                r"\boversubscribed\b",
                r"\bat (?:full |maximum )?capacity\b",
                r"\b(?:is|are|'re|'s|now|currently) %Afull(?:\s*(?:$|[.!,;:()-])|\s+(?:and (?:has|have|there|we)|at|until|for|this|up|to capacity|so|but|with a))",
                r"\bwait(?:ing)?[ -]?list\b",
                r"\bno (?:\w+ )?(?:spaces?|places?|vacancies|availability|appointments?)(?: (?:left|available|remaining|at|until|currently))",
                r"\b(?:not|n't|unable to|cannot) %A(?:be )?(?:tak(?:e|ing)|accept(?:ing)?) (?:on )?(?:any )?(?:more |further |new )+(?:referrals?|members?|bookings?|applications?|clients?|people|children|families|enquiries|participants?|starters?)",
            ],
        ),
        phrase(
            Said::MayClose,
            Sense::Plain,
            &[
                r"\b(?:may|might|could) (?:well )?(?:have to |need to |be forced to |soon )?(?:permanently )?(?:close(?: down)?|shut down|fold|cease|come to an end|disband)\b",
                r"\b(?:risk|threat|danger|fear)s? of (?:\w+ )?(?:clos\w+|shutting|folding)\b",
                r"\bfac(?:es|ing) (?:\w+ )?closure\b",
                r"\bthreaten\w* (?:with |by )?(?:\w+ )?clos\w+",
                r"\bclosure threat\b",
                r"\bunder threat\b",
                r"\b(?:will|'ll|shall) (?:have to|need to|be forced to) (?:permanently )?(?:close|shut|end|fold)\b",
                r"\bfuture (?:[\w'-]+ ){0,5}(?:uncertain|in doubt|at risk|not secure|under review|under threat)\b",
                r"\bpropos\w+ (?:[\w'-]+ ){0,4}clos(?:e|ure)\b",
                r"\bconsult\w+ (?:[\w'-]+ ){0,5}clos(?:e|ing|ure)\b",
                r"\bconsidering (?:\w+ )?clos(?:ing|ure)\b",
                r"\bstruggling to (?:stay open|survive|continue|keep going)\b",
            ],
        ),
        phrase(
            Said::Paused,
            Sense::Plain,
            &[
                r"\b(?:paused|on (?:pause|hiatus)|in abeyance)\b",
                r"\b(?:is|are|been|put|'re|'s) %Aon hold\b",
                r"\b(?:is|are|been|'s|'re|was|were) %Asuspended\b",
                r"\bsuspended (?:until|for|due|indefinitely|temporarily|while|because|from)\b",
                r"\btemporar(?:ily|y) (?:closed|clos(?:ing|ure)|suspended|paused|stopped|unavailable|shut|not (?:running|meeting|available|open))\b",
                r"\bclosed (?:temporarily|indefinitely|until (?:further|we|the new|spring|summer|autumn|winter|next|(?:at least )?(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))|for (?:the (?:time being|foreseeable|moment|present)|(?:major |essential |urgent )?(?:repairs?|refurb\w+|renovat\w+|building works?)))",
                r"\b(?:not|n't) %A(?:be )?(?:running|meeting|operating|taking place|open|opening|available|offering|able to (?:run|offer|open|meet))\b[^.!]*\b(?:at (?:the|this) (?:moment|present time|time)|at present|currently|for (?:now|the time being|the foreseeable)|until)\b",
                r"\b(?:is|are|'s|'re) %Aunavailable\b",
                r"\b(?:closed|shut) (?:from|between) [^.!?]{3,40}? (?:to|until|till|and|-|\u{2013}) [^.!?]{3,30}",
                r"\b(?:no|not) (?:running|meeting|sessions?|meetings?|classes) (?:from|between) [^.!?]{3,40}? (?:to|until|till|and) [^.!?]{3,30}",
                r"\bnot (?:currently|presently) (?:running|meeting|operating|open|taking place|available|offering)\b",
                r"\b(?:currently|presently) not (?:running|meeting|operating|open|taking place|available|offering)\b",
                r"\b(?:take|taking|having|on) a (?:\w+ )?break\b(?: (?:until|for|over|from|while|at|$))?",
                r"\buntil further notice\b",
                r"\bno (?:\w+ )?%M (?:[\w'-]+ ){0,4}(?:until further|at present|at the moment|currently|for the foreseeable)\b",
                r"\b(?:had|decided|been forced) to (?:pause|suspend|postpone|temporarily close)\b",
                r"\bpostponed (?:until|indefinitely|for the)\b",
                r"\bstopped (?:\w+ )?(?:for now|temporarily|until|for the (?:time being|foreseeable|moment))\b",
            ],
        ),
        phrase(
            Said::Closed,
            Sense::Final,
            &[
                r"\b(?:(?:is|are|has|have|'ve|'s|was|were) %A)?(?:permanently closed|(?:closed|shut) (?:permanently|for good|for ever|forever|down)|closed (?:its|our|their|the) doors)\b",
                r"\b(?:has|have|'ve|'s|had|was|were|is|are|been) %A(?:shut (?:down|for good|permanently|its doors|our doors|up shop)|wound up|folded|disbanded|dissolved|discontinued|come to an end|no more)\b",
                r"\b(?:has |have |'ve )?%A(?:disbanded|came to an end|ceased (?:trading|operating|operations?|all activit\w+|activit\w+|to (?:operate|exist|trade|run|meet))|stopped (?:running|meeting|operating|altogether|for good|completely))\b",
                r"\b(?:folded|shut down) (?:in|on|last|at the end)\b",
                r"\b(?:ran|met) for the (?:last|final) time\b",
                r"\b(?:held|had) (?:its|our|their|the) (?:last|final) (?:ever )?%M\b",
                r"\b(?:will|shall|'ll) not be (?:returning|re-?opening|coming back|continuing|restarting|running again)\b",
                r"\bwon't be (?:returning|re-?opening|coming back|continuing|restarting|running again)\b",
                r"\b(?:last|final) (?:ever )?%M (?:[\w'-]+ ){0,5}?(?:was|took place|has (?:now )?(?:been|taken place))\b",
            ],
        ),
        phrase(
            Said::Closed,
            Sense::Plain,
            &[
                r"\bno longer (?:be )?(?:running|operating|available|offered|provided|delivered|taking place|held|exists?|active|in operation|operates?|able to (?:run|offer|provide|meet|continue))\b",
                r"\bno longer open(?:\s*$|\s*[.,;:!]|\s+(?:due|as|because|since)\b)",
                r"\b(?:service|group|club|project|programme|scheme) (?:now |permanently )*closed\W*$",
                r"\b(?:stop|end|finish|cease)(?:ped|ed|d)? (?:running|doing|organising|hosting|holding|providing|offering|delivering)\b(?: (?:this|the|our|these))?",
                r"\bno longer (?:run|offer|provide|deliver|host|hold|organise)s?\b",
                r"\b(?:had|been forced|been obliged) to (?:permanently )?(?:close|end|fold|wind up)\b",
                r"\b(?:bring|brought) ([\w' ]{1,60}?) to an end\b",
                r"\bvoted to (?:close|wind up|dissolve|end|disband)\b",
                r"\b(?:been|was|were|is|are) %A(?:withdrawn|axed|scrapped|decommissioned|discontinued)\b",
                r"\bno longer (?:runs?|offers?|offering|provides?|providing|delivers?|delivering|hosts?|hosting|holds?|holding|running) (?:this|the|our|these|any)\b",
            ],
        ),
        phrase(
            Said::Paused,
            Sense::Plain,
            &[
                r"\b(?:ar gau dros dro|wedi(?:'i|'u| ei| eu)? (?:ohirio|atal)|ar gau hyd nes|hyd nes (?:y )?clywir yn wahanol)\b",
            ],
        ),
        phrase(
            Said::Closed,
            Sense::Final,
            &[
                r"\b(?:wedi cau (?:yn barhaol|am byth|ei ddrysau|ei drysau)|wedi dod i ben|ar gau yn barhaol)\b",
            ],
        ),
        phrase(
            Said::Closed,
            Sense::Plain,
            &[r"\bwedi cau\b", r"\bnid yw[^.!?]{3,60} bellach yn\b"],
        ),
        phrase(
            Said::Closed,
            Sense::SimplePast,
            &[
                r"\b(?:closed|finished|ended|stopped|ceased|folded|shut)(?: down)? (?:in|on|at the end of|from)\b",
            ],
        ),
        phrase(
            Said::Closing,
            Sense::Final,
            &[
                r"\b(?:will|shall|'ll|is|are|'re) %A(?:be )?(?:due to |set to |going to |to )?(?:be )?(?:permanently clos(?:e|ed|ing)|clos(?:e|ed|ing) (?:permanently|for good|down|(?:its|our|their) doors)|disband(?:ing|ed)?|wind(?:ing)? up|cease|ceasing|fold|folding|com(?:e|ing) to an end|discontinued?)\b",
                r"\b(?:will|'ll) (?:be )?no longer (?:be )?(?:run|running|available|meet|meeting|operate|operating|exist|offered)\b",
                r"\bcloses? (?:for good|permanently|down|for the last time|its doors)\b",
                r"\b(?:have|has|'ve) %A(?:decided|agreed|voted) to (?:permanently )?(?:close|end|wind up|disband|cease)\b",
                r"\bdecision (?:\w+ ){0,4}to (?:close|end|wind up|disband)\b",
            ],
        ),
        phrase(
            Said::Closing,
            Sense::LastTime,
            &[
                r"\b(?:last|final) (?:ever )?%M (?:[\w'-]+ ){0,4}?(?:will be|will take place|is|takes? place)\b",
            ],
        ),
        phrase(
            Said::Closing,
            Sense::Dated,
            &[
                r"\b(?:closes|ends|finishes|stops) on\b",
                r"\b(?:will|shall|'ll|is|are|'re) %A(?:be )?(?:due to |set to |going to |to )?(?:clos(?:e|ing)|end(?:ing)?|finish(?:ing)?|stop(?:ping)?)\b",
            ],
        ),
        phrase(
            Said::Closed,
            Sense::Plain,
            &[
                r"\b(?:has|have|'ve) %A(?:closed|ended|finished|shut)\b",
                r"\b(?:had|been forced|taken the (?:\w+ )?decision|made the (?:\w+ )?decision) to (?:permanently )?close\b",
                r"\b(?:is|are|'re) (?:now|sadly|unfortunately|regrettably) closed\b",
            ],
        ),
        phrase(
            Said::Moved,
            Sense::Plain,
            &[
                r"\b(?:has|have|'ve) %A(?:moved|relocated|transferred)\b",
                r"\b(?:is|are|'re) now (?:based|held|meeting|located|situated|taking place|running) (?:at|in|from)\b",
                r"\bnow (?:meets?|runs?|takes? place|held|based|meeting|gathers?) (?:at|in|from)\b",
                r"\b(?:our|a|the) new (?:venue|address|home|premises|location|base|building) (?:is|will be|at)\b",
            ],
        ),
        phrase(
            Said::Moving,
            Sense::Plain,
            &[
                r"\b(?:will|'ll|is|are|'re) %A(?:be )?(?:going to )?(?:mov(?:e|ing)|relocat(?:e|ing))\b",
            ],
        ),
    ]
});

static OTHERWISE: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:rumou?rs?|untrue|not true|is false|contrary to|despite reports|mistaken(?:ly)?|misunderstanding)\b|\b(?:remains?|still|stay(?:s|ing)?) open\b|\bopen as (?:usual|normal)\b|\bbusiness as usual\b|\bno plans to\b"
);

/// Whether a sentence takes back what it may sound like.
pub(super) fn says_otherwise(sentence: &str) -> bool {
    OTHERWISE.is_match(sentence)
}

static NEGATED: LazyLock<Regex> =
    pattern!(r"(?i)(?:\b(?:not|never|nor|avoid|rather than|instead of)|n't)(?:\W+\w+){0,3}\W*$");

/// Whether the words before a verb turn it into its opposite.
pub(super) fn is_negated(subject: &str) -> bool {
    NEGATED.is_match(subject)
}

static CONDITIONAL: LazyLock<Regex> =
    pattern!(r"(?i)^\W*(?:if|when|whenever|should|in case|unless|once|where|in the event)\b");

static AFTER_CONDITION: LazyLock<Regex> =
    pattern!(r"(?i)\b(?:if|when|whenever|once|unless|until|in case)(?: \w+){0,3}\W*$");

/// Whether the words before a verb make it a condition: "let you know *when we* are back".
pub(super) fn is_conditional(before: &str, subject: &str) -> bool {
    CONDITIONAL.is_match(subject) || AFTER_CONDITION.is_match(before)
}

static DENIED: LazyLock<Regex> =
    pattern!(r"(?i)\b(?:no|not|n't|without|never|isn't|instead of|avoid)(?:\W+\w+){0,3}\W*$");

/// Whether a waiting list is said not to be there.
pub(super) fn is_denied(before: &str, found: &str) -> bool {
    found.to_lowercase().starts_with("wait") && DENIED.is_match(before)
}

static FOR_GOOD: LazyLock<Regex> =
    pattern!(r"(?i)\b(?:for good|permanently|for ever|forever|for the (?:last|final) time)\b");

/// Whether the words after a verb say that it is for good.
pub(super) fn is_for_good(rest: &str) -> bool {
    FOR_GOOD.is_match(rest)
}

/// Right after the verb: an hour, a weekday, a holiday, an object that is not the service.
static PASSING_NEXT: LazyLock<Regex> = pattern!(
    r"(?ix)^\W*(?:(?:early|late)\b
      | (?:at|by|around|about|from|until|till|between)\s+(?:\d|noon|midday|half|quarter|lunch)
      | (?:on|over|at|during|between|for|from|through(?:out)?|every|each|all|until|till)?\s*(?:the\s+)?(?:following\s+)?(?:bank|public|christmas|xmas|easter|new\s+year|good\s+friday|boxing|may\s+day|half[\s-]?term|school|holidays?|summer|winter|august|festive|weekends?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|lunch(?:time)?\s*(?:$|[.,;!)])|day\b|today|tomorrow|tonight|this\s+(?:week|morning|afternoon|evening|mon|tue|wed|thu|fri|sat|sun)|one\b|a\s+(?:day|week|short|few|while)|two\s+weeks|training|staff|stock|polling|election|snow|bad\s+weather|season|term|year\b)
      | with\b | to\s+(?:the\s+public|traffic|visitors) | (?:the|our|your|this|that|a)\s+(?:gate|door|window|road|page|form|account|survey|poll|office|car|entrance|book|list|toilets?|kitchen|lift|loan|deal|gap|file)s?\b )"
);

static HOLIDAY: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:christmas|xmas|easter|bank holidays?|half[\s-]?terms?|new year|school holidays?|public holidays?|good friday|boxing day|festive)\b"
);

static OF_A_TERM: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:(?:of|for|in) (?:the |this |our )?(?:\w+ )?(?:term|year|season|series|course|block|month|spring|summer|autumn|winter|programme)|before (?:we |the |our )?(?:break|christmas|easter|summer|holidays?|half)|until)\b"
);

/// Whether a last meeting is only the last of a term or before a break.
pub(super) fn is_of_a_term(sentence: &str) -> bool {
    OF_A_TERM.is_match(sentence) || AND_BACK.is_match(sentence) || is_holiday(sentence)
}

static AND_BACK: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:and|then|before|until|,)\s.*\b(?:re-?open\w*|back|return\w*|resum\w*|starts? again)\b"
);

/// Whether something ends only for the day, for a holiday, or to be back soon.
pub(super) fn is_passing(rest: &str, sentence: &str) -> bool {
    PASSING_NEXT.is_match(rest) || AND_BACK.is_match(rest) || is_holiday(sentence)
}

static AUXILIARY: LazyLock<Regex> =
    pattern!(r"(?i)(?:\b(?:is|are|was|were|be|being|been|get|gets|only|not)|'re|'s)\W*$");

/// Whether the words before a participle make it a state: "we are | closed in March".
pub(super) fn ends_in_auxiliary(before: &str) -> bool {
    AUXILIARY.is_match(before)
}

/// Whether a sentence is about a holiday.
pub fn is_holiday(sentence: &str) -> bool {
    HOLIDAY.is_match(sentence)
}

/// What can move without the service: its website, its day, its room.
static NO_PLACE: LazyLock<Regex> = pattern!(
    r"(?ix)^\W*(?:on|in|by|forward|up|away\s+from\s+(?:paper|cash))\b | ^\W*(?:to|into|onto|over\s+to)\s+(?:a\s+|an\s+|our\s+|the\s+)?(?:\w+\s+){0,2}?(?:web\s?site|web\s?page|site|domain|online|zoom|number|day|time|slot|system|platform|facebook|e-?mail|room|hall\s+next\s+door|floor|upstairs|downstairs|main\s+hall|large\s+hall|small\s+hall|back\s+hall|hall|lounge|kitchen|garden|studio|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|\d)\b"
);

/// Whether what follows "moved" is no other place to go to.
pub(super) fn moves_no_place(rest: &str) -> bool {
    NO_PLACE.is_match(rest)
}

static DETERMINER: LazyLock<Regex> =
    pattern!(r"(?i)^(?:this|the|our|these|those|any|its|their|all|that|an?)\b");

/// What is done already is done to the subject: "has been discontinued".
static PASSIVE: LazyLock<Regex> = pattern!(r"(?i)(?:ed|en|d|n|t|ent|unavailable|hold|more)$");

static OBJECT_END: LazyLock<Regex> = pattern!(
    r"(?i)[,;:.!()\u{2013}\u{2014}]|\b(?:on|in|at|for|from|to|with|due|because|as|and|since|owing|after|following|but|until|which|over|during|by|while|when|so|if|pending)\b"
);

/// Verbs that are always done to something: "no longer run | raffles".
static TRANSITIVE: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:(?:run|offer|provide|deliver|host|hold|organise)s?|(?:runn|offer|provid|deliver|host|hold|organis|do)ing)$"
);

/// What a verb is done to, and what follows: "close | the club | in July", "had to close |
/// Ashby Lunch Club | for good".
pub(super) fn object<'a>(verb: &str, rest: &'a str) -> Option<(&'a str, &'a str)> {
    let last = verb.split_whitespace().last().unwrap_or_default();
    let determined = DETERMINER.is_match(rest) || DETERMINER.is_match(last);
    let active = !PASSIVE.is_match(verb);
    let named = rest.chars().next().is_some_and(char::is_uppercase) && active;
    if !determined && !named && !TRANSITIVE.is_match(verb) {
        return None;
    }
    let end = OBJECT_END
        .find(rest)
        .map_or(rest.len(), |found| found.start());
    let object = rest.get(..end)?.trim();
    (!object.is_empty()).then_some((object, rest.get(end..)?))
}

static VERB: LazyLock<Regex> = pattern!(
    r"(?i)\s(?:is|are|was|were|will|has|have|had|took|takes?|remains?|looks?|could|may|might)\b"
);

/// What a last meeting or a future was a part of: "the last session *of the pottery
/// course* was", "the future *of the club* is".
pub(super) fn part_of(verb: &str) -> Option<&str> {
    let (_, part) = verb.split_once(" of ")?;
    let end = VERB.find(part).map_or(part.len(), |found| found.start());
    part.get(..end)
}

static CLOSED_AT_END: LazyLock<Regex> = pattern!(
    r"(?i)^(.{3,80}?)\s*[:(\u{2013}\u{2014}|-]\s*(?:now |permanently |sadly )?closed\b\W*$"
);

static CLOSED_AT_START: LazyLock<Regex> =
    pattern!(r"(?i)^\W*(?:now |permanently )?closed\s*[:\u{2013}\u{2014}|-]\s*(.{3,80})$");

static PAUSED_AT_START: LazyLock<Regex> = pattern!(
    r"(?i)^\W*(?:suspended|paused|temporarily closed|on hold)\s*[:\u{2013}\u{2014}|-]\s*(.{3,80})$"
);

static A_WORD: LazyLock<Regex> = pattern!(r"(?i)closed|suspended|paused|on hold");

/// Whether a text holds a word that could say it: few do, and the patterns below are slow.
pub(super) fn may_say_in_a_word(text: &str) -> bool {
    A_WORD.is_match(text)
}

/// What a line says of whom in a word: `Lunch club: closed`, `Suspended: lunch club`.
pub(super) fn said_in_a_word(line: &str) -> Option<(Said, &str)> {
    let find = |pattern: &Regex| Some(pattern.captures(line)?.get(1)?.range());
    let (said, whom) = match find(&CLOSED_AT_END).or_else(|| find(&CLOSED_AT_START)) {
        Some(whom) => (Said::Closed, whom),
        None => (Said::Paused, find(&PAUSED_AT_START)?),
    };
    Some((said, line.get(whom)?.trim()))
}

static LIMITED: LazyLock<Regex> =
    pattern!(r"(?i)^\W*(?:on|in|at|for|to|with|over|during|by|until)\b");

/// Whether what follows an object limits it: "this service | on Mondays".
pub(super) fn is_limited(after_object: &str) -> bool {
    LIMITED.is_match(after_object)
}

/// Where a sentence turns to something else.
static TURN: LazyLock<Regex> = pattern!(
    r"(?i)[,;:()\u{2013}\u{2014}|]|\s-\s|\b(?:but|and|so|because|although|though|which|who|while|after|since|as|before|where|when|until|that|following)\b"
);

/// The words before the last turn, and those after it.
pub(super) fn at_last_turn(before: &str) -> (&str, &str) {
    match TURN.find_iter(before).last() {
        Some(turn) => (&before[..turn.start()], &before[turn.end()..]),
        None => ("", before),
    }
}

static PREAMBLE: LazyLock<Regex> = pattern!(
    r"(?i)^(?:\W|\b(?:yn anffodus|mae(?:'r)?|bydd(?:'r)?|sadly|unfortunately|regrettably|please note|note|important|notice|update|sorry|news|update|dear friends|dear all|we(?:'re| are) (?:very )?sorry to (?:say|announce|tell you)|due to [\w ]+)\b)+"
);

/// A subject without what people put before it.
pub(super) fn without_preamble(subject: &str) -> &str {
    let start = PREAMBLE.find(subject).map_or(0, |found| found.end());
    subject
        .get(start..)
        .unwrap_or_default()
        .trim_matches(|c: char| !c.is_alphanumeric() && c != '\'')
}
