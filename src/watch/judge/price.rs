//! Prices.
//!
//! A listed price counts as contradicted when the line that stated it before was edited
//! to state another in its place.

use super::about::{About, Belongs};
use super::rules::Facts;
use super::verdict::Signal;
use crate::domain::{Evidence, Reason, VerdictKind};
use crate::oruk::Service;
use crate::watch::read::prices;
use crate::watch::read::text::snippet;

/// A rise that a person pays without noticing, in pence.
const SMALL: u32 = 50;

/// A rise that may keep a person away, in pence.
const LARGE: u32 = 200;

/// Signals on the listed prices.
pub(super) fn signals(facts: &Facts<'_>) -> Vec<Signal> {
    let Some(before) = &facts.before else {
        return Vec::new();
    };
    listed(&facts.case.service)
        .into_iter()
        .filter_map(|listed| {
            facts.edits.pairs().find_map(|(old, new)| {
                let old = &before.page.blocks[old].text;
                let new = &facts.after.page.blocks[new].text;
                let found = in_place(listed, old, new)?;
                let kind = weigh(listed, found)?;
                let still = listed != 0 || says_free(&facts.after);
                if listed == 0 && still {
                    return None;
                }
                Some(signal(listed, found, new, kind))
            })
        })
        .collect()
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
    if listed.is_empty() && crate::domain::is_free(service) == Some(true) {
        listed.push(0);
    }
    listed
}

fn signal(listed: u32, found: u32, line: &str, kind: VerdictKind) -> Signal {
    Signal {
        kind,
        reason: Reason::PriceChanged,
        evidence: Evidence {
            field: "price".to_owned(),
            listed: Some(in_words(listed)),
            found: Some(in_words(found)),
            snippet: Some(snippet(line, "£")),
            rule: "price_in_place".to_owned(),
        },
    }
}

fn in_words(pence: u32) -> String {
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
