//! Prices.
//!
//! A listed price counts as contradicted when the line that stated it before was edited
//! to state another in its place.

use super::about::{About, Belongs};
use super::own;
use super::rules::Facts;
use super::verdict::Signal;
use crate::domain::{Evidence, Reason, VerdictKind};
use crate::oruk::Service;
use crate::watch::read::text::snippet;
use crate::watch::read::{prices, standing, topic};

/// A rise that a person pays without noticing, in pence.
const SMALL: u32 = 50;

/// A rise that may keep a person away, in pence.
const LARGE: u32 = 200;

/// Signals on the listed prices.
pub(super) fn signals(facts: &Facts<'_>) -> Vec<Signal> {
    let Some(before) = &facts.before else {
        return Vec::new();
    };
    let listed = listed(&facts.case.service);
    let mut signals: Vec<Signal> = listed
        .iter()
        .filter_map(|one| edited(facts, before, *one).or_else(|| anew(facts, before, *one)))
        .collect();
    if signals.is_empty() {
        signals.extend(later(facts, &listed));
    }
    signals
}

/// The line that stated the price was edited to state another.
fn edited(facts: &Facts<'_>, before: &About<'_>, listed: u32) -> Option<Signal> {
    facts.edits.pairs().find_map(|(old, new)| {
        let old = &before.page.blocks[old].text;
        let new = &facts.after.page.blocks[new];
        if topic::is_other_business(new) && topic::is_elsewise(old) {
            return None;
        }
        let found = in_place(listed, old, &new.text)?;
        let kind = weigh(listed, found)?;
        if listed == 0 && says_free(&facts.after) {
            return None;
        }
        Some(signal(
            listed,
            Some(found),
            &new.text,
            kind,
            "price_in_place",
        ))
    })
}

/// The page was made anew: our part of it stated the price before, and states another or
/// none now.
fn anew(facts: &Facts<'_>, before: &About<'_>, listed: u32) -> Option<Signal> {
    let shown = |about: &About<'_>| -> Vec<(usize, u32)> {
        own::blocks(about)
            .flat_map(|(at, block)| {
                prices::in_text(&block.text)
                    .into_iter()
                    .map(move |p| (at, p))
            })
            .collect()
    };
    let (old, new) = (shown(before), shown(&facts.after));
    let was_stated = match listed {
        0 => old.is_empty() && says_free(before),
        _ => old.iter().any(|(_, price)| *price == listed),
    };
    let still = match listed {
        0 => says_free(&facts.after),
        _ => anywhere(&facts.after, listed),
    };
    if !was_stated || still {
        return None;
    }
    let fresh: Vec<&(usize, u32)> = new
        .iter()
        .filter(|(_, price)| old.iter().all(|(_, known)| known != price))
        .collect();
    let text = |at: usize| facts.after.page.blocks[at].text.as_str();
    match fresh.as_slice() {
        [] if listed == 0 => None,
        [] if says_free(&facts.after) => {
            Some(signal(listed, Some(0), "", VerdictKind::Flag, "price_anew"))
        }
        [] => Some(signal(listed, None, "", VerdictKind::Flag, "price_removed")),
        [(at, found)] => {
            let kind = weigh(listed, *found)?;
            Some(signal(listed, Some(*found), text(*at), kind, "price_anew"))
        }
        [(at, found), ..] => {
            let kind = VerdictKind::Flag;
            Some(signal(
                listed,
                Some(*found),
                text(*at),
                kind,
                "several_prices_anew",
            ))
        }
    }
}

/// A new sentence says what it will cost from a day to come.
fn later(facts: &Facts<'_>, listed: &[u32]) -> Option<Signal> {
    let listed = *listed.first()?;
    let mut new = facts.new_sentences().iter();
    new.find_map(|(_, sentence)| {
        let prices = prices::in_text(sentence);
        let other = prices.into_iter().find(|price| *price != listed)?;
        standing::announces(sentence, facts.today).then(|| {
            signal(
                listed,
                Some(other),
                sentence,
                VerdictKind::Flag,
                "price_changes_later",
            )
        })
    })
}

/// Whether any part of the page that is not somebody else's states a price.
fn anywhere(about: &About<'_>, price: u32) -> bool {
    about
        .blocks()
        .any(|(_, block)| prices::in_text(&block.text).contains(&price))
}

/// What stands where the listed price stood: the price of the same rank in the line.
fn in_place(listed: u32, old: &str, new: &str) -> Option<u32> {
    let (old_prices, new_prices) = (prices::in_text(old), prices::in_text(new));
    if listed == 0 {
        let turned = prices::says_free(old) && old_prices.is_empty() && !prices::says_free(new);
        return turned.then(|| new_prices.first().copied()).flatten();
    }
    let rank = old_prices.iter().position(|price| *price == listed)?;
    if new_prices.is_empty() {
        return prices::says_free(new).then_some(0);
    }
    // With another number of prices the ranks say nothing, unless the listed one is gone.
    if new_prices.len() != old_prices.len() {
        return new_prices
            .first()
            .copied()
            .filter(|_| !new_prices.contains(&listed) && new_prices.len() == 1);
    }
    new_prices
        .get(rank)
        .copied()
        .filter(|found| *found != listed)
}

fn weigh(listed: u32, found: u32) -> Option<VerdictKind> {
    if found == listed {
        return None;
    }
    let rise = found.saturating_sub(listed);
    let large = rise >= LARGE || (rise > SMALL && found >= listed * 2) || listed == 0;
    Some(if large {
        VerdictKind::Suspend
    } else {
        VerdictKind::Flag
    })
}

/// Whether our part of the page still says that it is free.
fn says_free(about: &About<'_>) -> bool {
    about
        .blocks()
        .filter(|(at, _)| about.belongs(*at) != Belongs::Other)
        .any(|(_, block)| prices::says_free(&block.text) && prices::in_text(&block.text).is_empty())
}

/// The listed prices in pence; 0 for a free service.
fn listed(service: &Service) -> Vec<u32> {
    let mut listed = Vec::new();
    for option in &service.cost_options {
        let pounds = matches!(option.currency.as_deref(), None | Some("GBP"));
        if let (true, Some(amount)) = (pounds, option.amount)
            && (0.0..10_000.0).contains(&amount)
        {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 0 and a million pence"
            )]
            let pence = (amount * 100.0).round() as u32;
            if !listed.contains(&pence) {
                listed.push(pence);
            }
        }
    }
    if listed.is_empty() {
        listed.extend(in_fees(service));
    }
    if listed.is_empty() && crate::domain::is_free(service) == Some(true) {
        listed.push(0);
    }
    listed
}

/// The one price that the text on fees names.
fn in_fees(service: &Service) -> Option<u32> {
    let texts = [&service.fees_description, &service.fees];
    let text = texts.into_iter().flatten().next()?;
    match prices::in_text(text).as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

fn signal(listed: u32, found: Option<u32>, line: &str, kind: VerdictKind, rule: &str) -> Signal {
    Signal {
        kind,
        reason: Reason::PriceChanged,
        evidence: Evidence {
            field: "price".to_owned(),
            listed: Some(in_words(listed)),
            found: found.map(in_words),
            snippet: (!line.is_empty()).then(|| snippet(line, "£")),
            rule: rule.to_owned(),
        },
    }
}

pub(super) fn in_words(pence: u32) -> String {
    match pence {
        0 => "free".to_owned(),
        _ => format!("£{}.{:02}", pence / 100, pence % 100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_compared_with_the_one_in_its_place() {
        for (listed, old, new, want) in [
            (450, "£4.50 a meal", "£5.00 a meal", Some(500)),
            (
                450,
                "£4.50 (£3.50 concessions)",
                "£5.50 (£4.50 concessions)",
                Some(550),
            ),
            (450, "£4.50 a meal", "£4.50 a meal, £1 for tea", None),
            (450, "£4.50 a meal", "Ask for prices", None),
            (450, "£3 a meal", "£5 a meal", None),
            (0, "Free", "£2 a session", Some(200)),
            (0, "Free, donations welcome", "Free", None),
            (450, "£4.50 a meal", "Meals are free", Some(0)),
        ] {
            assert_eq!(in_place(listed, old, new), want, "{old} -> {new}");
        }
    }

    #[test]
    fn a_rise_is_weighed_as_people_feel_it() {
        for (listed, found, want) in [
            (450, 500, Some(VerdictKind::Flag)),
            (450, 560, Some(VerdictKind::Flag)),
            (450, 650, Some(VerdictKind::Suspend)),
            (100, 200, Some(VerdictKind::Suspend)),
            (50, 100, Some(VerdictKind::Flag)),
            (0, 50, Some(VerdictKind::Suspend)),
            (450, 0, Some(VerdictKind::Flag)),
            (450, 450, None),
        ] {
            assert_eq!(weigh(listed, found), want, "{listed} -> {found}");
        }
    }
}
