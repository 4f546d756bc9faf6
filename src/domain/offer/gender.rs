//! Whether it is for women alone or for men alone.
//!
//! A session of their own ("ladies' night") holds whatever else is said: such a session inside
//! a mixed group is one. A group of their own ("a choir for women", "Men's Shed") holds unless
//! it says that others are welcome.

use std::sync::LazyLock;

use super::cues::{Cue, Cues, any_yes};
use super::said::{Said, Stated};
use super::texts::Texts;

#[derive(Debug, Default)]
pub(super) struct Gender {
    pub(super) women_only: Stated<bool>,
    pub(super) men_only: Stated<bool>,
}

/// How one side is spoken of.
struct Side {
    /// A session of their own, or a plain "only"; and a plain "not only".
    session: Cues,
    /// A group of their own, in a sentence.
    group: Cues,
    /// They are named, in a name or in the field for who may come.
    named: Cues,
}

const WOMEN: &str = "(?:women|woman|ladies|lady|girls|females?|mums|mothers|mams)";
const MEN: &str = "(?:men|gents|gentlemen|boys|lads|blokes|males?|dads|fathers|guys)";

static FOR_WOMEN: LazyLock<Side> = LazyLock::new(|| {
    let other = [
        "(?:women|ladies)'?s?'? (?:aid|health|refuge|toilets?|loos?|bridge|mile|walk|lane|well|day|football club|world cup|hospital)",
        "lady (?:\\w+ )?(?:hall|chapel|house|church|school|park)",
        "our lady",
    ];
    side(WOMEN, MEN, &other)
});

static FOR_MEN: LazyLock<Side> = LazyLock::new(|| {
    let other = [
        "men'?s?'? (?:health|toilets?|loos?|hospital)",
        "boys'? school",
    ];
    side(MEN, WOMEN, &other)
});

/// It is for both.
static MIXED: LazyLock<Cues> = LazyLock::new(|| {
    let both = format!("(?:{WOMEN}(?: and| or| &|,) {MEN}|{MEN}(?: and| or| &|,) {WOMEN})");
    let own = format!(
        "(?:open to |for )?all {WOMEN}|(?:open to |for )?all {MEN}|open to all (?:\\w+ )?(?:carers|parents|veterans|students)"
    );
    let no = [
        both.as_str(),
        r"(?:all|any|both) (?:genders?|sexes)",
        r"(?:open to|for) (?:all|every ?one|everybody|anyone|anybody)",
        r"(?:all|every ?one|everybody|anyone) (?:is |are )?(?:very |always )?welcome",
        r"^every ?(?:one|body)",
    ];
    Cues::new(&[own.as_str()], &no, &[])
});

/// The phrases of one side. `other` are names of other things.
fn side(who: &str, others: &str, other: &[&str]) -> Side {
    let of = format!("{who}(?:'s|s'|')?");
    let when = "(?:sessions?|nights?|hours?|mornings?|afternoons?|evenings?|swims?|slots?|gym|class(?:es)?|groups?|spaces?)";
    let alone = [
        format!("{who} only(?: {when})?"),
        format!("only (?:for )?{who}"),
        format!("(?:exclusively|just|only|solely|strictly) for {who}"),
        format!(
            "{of} (?:only )?(?:sessions?|nights?|hours?|mornings?|afternoons?|evenings?|swim|slots?|gym)"
        ),
    ];
    let not_alone = [
        format!("(?:not|\\w+n't) (?:just |only |exclusively |solely |strictly )(?:for )?{who}"),
        format!("{others} (?:and|or|&|as well as) {who} only"),
        format!("{others}(?: are| is)?(?: also| very| always)? welcome"),
        format!("{who}(?: are)? welcome,? too"),
    ];
    let group = [
        format!("for (?:all |any |other |local )?(?:[a-z-]+ )?{who}"),
        format!("open to (?:all )?{who}"),
        format!("space for {who}"),
        format!(
            "{of} (?:only )?(?:\\w+ )?(?:groups?|clubs?|circles?|choir|guild|network|project|centre|space|fitness|class(?:es)?|walks?|shed|meet up|cafe?|drop in|team|coffee|breakfast)"
        ),
        format!("^{who} (?:meet|gather|come together|get together|share|talk|sing|walk)"),
    ];
    let cues = |no: &[String], yes: &[String]| {
        let [no, yes] = [no, yes].map(|all| all.iter().map(String::as_str).collect::<Vec<_>>());
        Cues::new(other, &no, &yes)
    };
    Side {
        session: cues(&not_alone, &alone),
        group: cues(&[], &group),
        named: cues(&[], &[of]),
    }
}

pub(super) fn read(texts: &Texts) -> Gender {
    Gender {
        women_only: said(texts, &FOR_WOMEN),
        men_only: said(texts, &FOR_MEN),
    }
}

fn said(texts: &Texts, side: &Side) -> Stated<bool> {
    let who: Vec<&str> = texts.who.iter().map(String::as_str).collect();
    if let Some(cue) = told(&who, &who, side) {
        return Some(Said::structured(cue.says, cue.words));
    }
    let names: Vec<&str> = texts.names.iter().map(String::as_str).collect();
    let all: Vec<&str> = names
        .iter()
        .copied()
        .chain(texts.prose.iter().map(String::as_str))
        .collect();
    let cue = told(&all, &names, side)?;
    Some(Said::by(super::By::Prose, cue.says, cue.words))
}

/// What sentences tell, of which some are names or lists of who may come.
fn told<'t>(all: &[&'t str], named: &[&'t str], side: &Side) -> Option<Cue<'t>> {
    let found = |cues: &Cues, texts: &[&'t str], wanted: bool| {
        let mut found = texts.iter().flat_map(|text| cues.all(text));
        found.find(|cue| cue.says == wanted)
    };
    let sessions: Vec<Cue<'t>> = all.iter().flat_map(|text| side.session.all(text)).collect();
    any_yes(&sessions)
        .or_else(|| found(&MIXED, all, false))
        .or_else(|| found(&side.group, all, true))
        .or_else(|| found(&side.named, named, true))
}
