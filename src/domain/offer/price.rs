//! What a session costs, and whether it is free.
//!
//! Amounts count first, then what is said of fees, then the description. A sum there is the
//! price of a session unless the words beside it make it something else: a fee for a month or
//! a course, the first time, or money that nobody pays at the door. A suggested donation does
//! not contradict "free", and alone it says nothing.

use std::sync::LazyLock;

use regex::Regex;

use super::cues::{Cues, any_no, compiled};
use super::said::{By, Said, Stated};
use super::texts::{Texts, folded};
use crate::domain::sums;
use crate::oruk::{CostOption, Service};

/// What a sum is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paid {
    /// One session.
    Session,
    /// A month, a year, a course.
    Period,
    /// Nothing that coming costs.
    Otherwise,
}

static PERIOD: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:(?:a|per|each|every|the|whole) (?:year|annum|month|quarter|term|season|block|course)\b|^(?:term|year|month|course|season|block)\b|annual|yearly|monthly|termly|quarterly|p\.?a\.?$|member(?:ship|ships)\b|subscription|subs\b|joining|registration|deposit|week course|for (?:a|an|the|our)? ?(?:\w+ ){0,2}course\b|for (?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|all) (?:weeks?|sessions?|class(?:es)?|lessons?|visits|months?)\b|book of)",
    )
});

static OTHERWISE: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:donat\w+|first (?:\w+ )?(?:session|class|visit|time|lesson|week|hour|one)s?|bus|taster|trial|introductory|raised?|raising|grants?|worth|sav(?:e|es|ing)|off|prizes?|fund(?:s|ed|ing)?|award(?:ed)?|budget|fines?|vouchers?|win|parking|debts?|earn\w*|income of|companions?|siblings?|second child|helpers?|transport|mileage|per mile|delivery|installation|raffle|up to$|refund\w*)\b",
    )
});

/// Where the words about one sum end.
static PARTED: LazyLock<Regex> =
    LazyLock::new(|| compiled(r"[,;/().]|\b(?:then|and|or|but|plus)\b"));

/// What makes a sum in a description a price.
static PRICED: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:for (?:an?|the|each) (?:\w+ )?(?:term|course|block|year|month)|costs?|prices?|priced|fees?|charges?|charged|entry|entrance|admission|pay|payable|per (?:session|class|person|week|head|visit|time|child|family|meal)|(?:a|each) (?:session|week|time|go|class|head|visit|person|family|child|meal)|each|on the door|bring|tickets?|members|concessions?|only|just|free)\b",
    )
});

/// What is said of fees. "Free" is the whole answer there, but for the tea and the first time.
static FEES: LazyLock<Cues> = LazyLock::new(|| Cues::new(&FREE_OF_SOMETHING, &PAYING, &FREE));

/// What a description says: the bare word may mean anything there.
static DESCRIBED: LazyLock<Cues> =
    LazyLock::new(|| Cues::new(&FREE_OF_SOMETHING, &PAYING, &DESCRIBED_AS_FREE));

const FREE_OF_SOMETHING: [&str; 14] = [
    r"\w+-free",
    r"free-?(?:range|phone|dom|lance|style|hand|thinking|post)\w*",
    r"feel free|nothing (?:\w+ )?is free|free (?:time|up|will|spirit\w*|church|schools?|flow\w*)",
    r"(?:(?:is|are|have|has) )?(?:free (?:\w+ )?|complimentary )(?:parking|wi ?fi|trial|taster|refreshments|tea|coffee|biscuits|cake|drinks?|transport|toast|squash|samples?)",
    r"(?:parking|wi ?fi|tea|coffee|transport|refreshments|drinks|biscuits|cake|squash|samples|equipment|creche|childcare) (?:is |are )?free",
    r"free (?:school meals?|prescriptions?|bus pass(?:es)?|childcare|quotes?|gifts?|newsletters?|samples?)|free \w+ for (?:our |the )?(?:volunteers|helpers)",
    r"(?:\w+ )?first (?:\w+ ){0,2}(?:is |are )?free",
    r"(?:(?:is|are|be|live|stay|become|completely|totally) )?free (?:first|from|of (?:phones?|fear|drugs|alcohol|screens|abuse|debt|pain|stigma|judgement|pressure|smoke|cars|traffic))",
    r"(?:one|two|three|four|five|six|ten|twelve|\d+) free",
    r"(?:eat|eats|go|goes|get in|swim|play|come) free",
    r"(?:you|they|we) (?:are|re) free|(?:if|when) (?:\w+ )?free",
    r"(?:(?:entry|admission|entrance|attendance) )?(?:(?:is|are|be|it's|completely|totally|always|all) )?free(?: (?:entry|admission|entrance|places?))? (?:for|to|if|with) (?:the )?(?:under|over|carers?|members|children|kids|students|bab(?:y|ies)|unwaged|those|people (?:on|over|under|aged|with|who)|anyone (?:on|under|over|aged)|companions?|siblings?|helpers?|residents of|\d)\w*",
    r"free (?:entry|admission|entrance) (?:on|after|before|until)",
    r"free (?:them|him|her|your)self",
];

const PAYING: [&str; 6] = [
    r"(?:not|\w+n't|no longer) (?:an? |currently |entirely |completely |always |usually |totally |yet |quite )?free",
    r"(?:charges?|fees?) appl(?:y|ies)",
    r"small (?:charge|fee)",
    r"there (?:is|are|will be) an? (?:\w+ )?(?:charge|fee)",
    r"membership fee",
    r"we (?:do )?charge",
];

const FREE: [&str; 6] = [
    r"free of charge",
    r"free",
    r"no (?:charge|cost|fee)s?",
    r"without (?:any )?charge",
    r"at no (?:extra )?cost",
    r"costs? (?:you )?nothing",
];

const DESCRIBED_AS_FREE: [&str; 12] = [
    r"free of charge",
    r"free (?:to (?:attend|join|use|enter|come|take part)|for (?:all|every ?one|everybody|anyone))",
    r"(?:is|are|it's|completely|totally|always|all) free",
    r"free,? (?:\w+,? ){0,3}(?:walks?|class(?:es)?|sessions?|groups?|clubs?|courses?|advice|support|services?|help|events?|lessons?|counselling|activit(?:y|ies)|workshops?|meals?|lunch(?:es)?|training|coaching|checks?|film|choir|cafe?|drop in|swim\w*|football)",
    r"free,? ?(?:but |and |with |\()?(?:all )?donations? (?:are |is )?(?:\w+ )?(?:welcome|appreciated|accepted|invited|received)",
    r"free (?:entry|admission|entrance)",
    r"free(?: and|,) (?:open|confidential|impartial|independent|friendly|informal|welcoming|accessible|available|fun|relaxed|local|easy)",
    r"(?:costs?|prices?|fees?|charges?|entry|admission|entrance|attendance):? (?:is |are )?free",
    r"no (?:charge|cost|fee)s?",
    r"without (?:any )?charge",
    r"at no cost",
    r"costs? (?:you )?nothing",
];

/// Whether a service is free: every cost option is 0, or the text says free and nothing
/// contradicts. `None` when neither options nor text say. The description is asked last.
pub fn is_free(service: &Service) -> Option<bool> {
    free(&Texts::of(service), service).map(|said| said.value)
}

/// What a text on fees says: free, something to pay, or nothing.
pub fn says_free(text: &str) -> Option<bool> {
    fees_say(&folded(text)).map(|(says, _)| says)
}

pub(super) fn free(texts: &Texts, service: &Service) -> Stated<bool> {
    let amounts = service.cost_options.iter().filter_map(|o| o.amount);
    let amounts: Vec<f64> = amounts.collect();
    if let Some(amount) = amounts.iter().find(|amount| **amount > 0.0) {
        return Some(Said::structured(false, format!("£{amount:.2}")));
    }
    let options: Vec<String> = service.cost_options.iter().map(words_of).collect();
    let said: Vec<_> = texts
        .fees
        .iter()
        .chain(&options)
        .filter_map(|text| fees_say(text))
        .collect();
    if let Some((says, words)) = first_no(&said) {
        return Some(Said::structured(says, words));
    }
    if !amounts.is_empty() {
        return Some(Said::structured(true, "£0"));
    }
    let prose = texts.prose.iter().filter_map(|text| description_says(text));
    let prose: Vec<_> = prose.collect();
    first_no(&prose).map(|(says, words)| Said::by(By::Prose, says, words))
}

/// The first "not free", else the first "free".
fn first_no<'t>(said: &[(bool, &'t str)]) -> Option<(bool, &'t str)> {
    let no = said.iter().find(|(says, _)| !says);
    no.or(said.first()).copied()
}

/// The cheapest session, in pence.
pub(super) fn cheapest(texts: &Texts, service: &Service, free: Option<&Said<bool>>) -> Stated<u32> {
    if let Some(free) = free.filter(|free| free.value) {
        return Some(Said::by(free.by, 0, &free.words));
    }
    let options = service.cost_options.iter();
    let options = options.filter_map(|option| Some((session_price(option)?, words_of(option))));
    if let Some((pence, words)) = options.min_by_key(|(pence, _)| *pence) {
        return Some(Said::structured(pence, words));
    }
    let least = |by: By, sentences: &[String]| {
        let sessions = sentences.iter().flat_map(|text| prices(text));
        let sessions = sessions.filter(|(_, paid, _)| *paid == Paid::Session);
        let least = sessions.min_by_key(|(pence, _, _)| *pence)?;
        Some(Said::by(by, least.0, least.2))
    };
    let priced = texts.prose.iter().filter(|text| PRICED.is_match(text));
    let priced: Vec<String> = priced.cloned().collect();
    least(By::Structured, &texts.fees).or_else(|| least(By::Prose, &priced))
}

/// Pence of an option that is paid each time, in pounds of sterling.
fn session_price(option: &CostOption) -> Option<u32> {
    let amount = option
        .amount
        .filter(|amount| (0.0..=10_000.0).contains(amount))?;
    let currency = option.currency.as_deref().unwrap_or("GBP");
    let part = |text: &Option<String>| {
        let text = text.as_deref().map(folded).unwrap_or_default();
        text.split(['.', ',', ';'])
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let (name, of) = (part(&option.option), part(&option.amount_description));
    // What goes free with it does not make it another price.
    let of = if of.contains("free") { "" } else { &of };
    let is_session = paid(&name, of) == Paid::Session;
    let is_sterling = currency.trim().eq_ignore_ascii_case("GBP");
    let pence = (amount * 100.0 + 1e-6).round() as u32;
    (is_session && is_sterling).then_some(pence)
}

/// `Term, for ten weeks`.
fn words_of(option: &CostOption) -> String {
    let words = [&option.option, &option.amount_description];
    let words: Vec<String> = words
        .into_iter()
        .flatten()
        .map(|text| folded(text))
        .collect();
    words.join(", ")
}

fn fees_say(text: &str) -> Option<(bool, &str)> {
    let paid = prices(text)
        .into_iter()
        .find(|(pence, paid, _)| *pence > 0 && *paid != Paid::Otherwise);
    if let Some((_, _, words)) = paid {
        return Some((false, words));
    }
    let nothing = sums(text).into_iter().find(|sum| sum.pence == 0);
    let nothing = nothing.and_then(|sum| Some((true, text.get(sum.at)?)));
    said(&FEES, text).or(nothing)
}

/// What a table says of a text. "We no longer run free walks" names no price.
fn said<'t>(cues: &Cues, text: &'t str) -> Option<(bool, &'t str)> {
    let mut found = cues.all(text);
    found.retain(|cue| !cue.is_denied);
    any_no(&found).map(|cue| (cue.says, cue.words))
}

fn description_says(text: &str) -> Option<(bool, &str)> {
    let is_priced = PRICED.is_match(text);
    let priced = if is_priced { prices(text) } else { Vec::new() };
    let paid = priced
        .into_iter()
        .find(|(pence, paid, _)| *pence > 0 && *paid != Paid::Otherwise);
    let paid = paid.map(|(_, _, words)| (false, words));
    paid.or_else(|| said(&DESCRIBED, text)).or_else(|| {
        // "Free!", "Free, donations welcome."
        static ALONE: LazyLock<Regex> =
            LazyLock::new(|| compiled(r"^free(?:[\s.!)]*$|\s*[,;(]|\s+-\s)"));
        let is_alone = ALONE.is_match(text);
        is_alone
            .then(|| text.get(..4))
            .flatten()
            .map(|word| (true, word))
    })
}

/// Each sum of a sentence: pence, what it is paid for, and the words.
fn prices(text: &str) -> Vec<(u32, Paid, &str)> {
    let found = sums(text);
    let mut prices = Vec::with_capacity(found.len());
    for (nth, sum) in found.iter().enumerate() {
        let start = nth
            .checked_sub(1)
            .map_or(0, |last| found[last].at.end)
            .min(sum.at.start);
        let end = found
            .get(nth + 1)
            .map_or(text.len(), |next| next.at.start)
            .max(sum.at.end);
        let before = &text[start..sum.at.start];
        let after = &text[sum.at.end..end];
        let ahead = PARTED
            .find_iter(before)
            .last()
            .map_or(before, |last| &before[last.end()..]);
        let to = PARTED
            .find(after)
            .map_or(after.len(), |first| first.start());
        let words = &text[sum.at.start..sum.at.end + to];
        prices.push((sum.pence, paid(ahead, &after[..to]), words));
    }
    prices
}

/// What the words on both sides of a sum say that it is paid for.
fn paid(before: &str, after: &str) -> Paid {
    let sides = [before.trim(), after.trim()];
    if sides.iter().any(|side| OTHERWISE.is_match(side)) {
        Paid::Otherwise
    } else if sides.iter().any(|side| PERIOD.is_match(side)) {
        Paid::Period
    } else {
        Paid::Session
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn priced(amount: f64) -> CostOption {
        CostOption {
            amount: Some(amount),
            ..CostOption::default()
        }
    }

    #[test]
    fn free_means_that_every_option_is_nothing_and_no_word_contradicts() {
        for (amounts, fees, want) in [
            (vec![], "", None),
            (vec![0.0], "", Some(true)),
            (vec![0.0, 0.0], "Free", Some(true)),
            (vec![0.0, 3.5], "", Some(false)),
            (vec![0.0], "£2 for refreshments", Some(false)),
            (vec![], "Free", Some(true)),
            (vec![], "FREE of charge", Some(true)),
            (vec![], "<p>This is a free service</p>", Some(true)),
            (vec![], "No charge", Some(true)),
            (vec![], "£0.00", Some(true)),
            (vec![], "£3.50 a session", Some(false)),
            (vec![], "50p", Some(false)),
            (vec![], "Free for under 5s, £1 otherwise", Some(false)),
            (vec![], "Small charge for materials", Some(false)),
            (vec![], "First session free", None),
            (vec![], "Sugar-free snacks", None),
            (vec![], "Free parking", None),
            (vec![], "Ask for details", None),
            (vec![5.0], "Free", Some(false)),
        ] {
            let service = Service {
                cost_options: amounts.iter().map(|a| priced(*a)).collect(),
                fees: (!fees.is_empty()).then(|| fees.to_owned()),
                ..Service::default()
            };
            assert_eq!(is_free(&service), want, "{amounts:?} {fees:?}");
        }
    }

    #[test]
    fn a_description_counts_where_nothing_else_names_a_price() {
        for (description, fees, amount, want) in [
            ("The group is free to join.", None, None, Some(true)),
            (
                "<p>All sessions are <b>free</b>.</p>",
                None,
                None,
                Some(true),
            ),
            ("There is no charge.", None, None, Some(true)),
            ("Sessions cost £3.", None, None, Some(false)),
            (
                "It is free for carers, £2 for others.",
                None,
                None,
                Some(false),
            ),
            ("It is not free.", None, None, Some(false)),
            ("Parking is free.", None, None, None),
            ("Gluten-free cake and free Wi-Fi.", None, None, None),
            ("Feel free to call.", None, None, None),
            ("A choir.", None, None, None),
            ("It is free.", Some("£2"), None, Some(false)),
            ("It is free.", Some("Ask us"), None, Some(true)),
            ("Sessions cost £3.", Some("Free"), None, Some(true)),
            ("Sessions cost £3.", None, Some(0.0), Some(true)),
            ("It is free.", None, Some(2.0), Some(false)),
        ] {
            let service = Service {
                description: Some(description.to_owned()),
                fees: fees.map(str::to_owned),
                cost_options: amount.map(priced).into_iter().collect(),
                ..Service::default()
            };
            assert_eq!(is_free(&service), want, "{description} {fees:?} {amount:?}");
        }
    }
}
