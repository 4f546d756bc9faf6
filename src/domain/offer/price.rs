//! What a session costs.

use super::said::{Said, Stated};
use super::texts::Texts;
use crate::domain::is_free;
use crate::oruk::{CostOption, Service};

pub(super) fn free(_texts: &Texts, service: &Service) -> Stated<bool> {
    is_free(service).map(|value| Said::structured(value, if value { "free" } else { "not free" }))
}

pub(super) fn cheapest(
    _texts: &Texts,
    service: &Service,
    free: Option<&Said<bool>>,
) -> Stated<u32> {
    if let Some(said) = free.filter(|said| said.value) {
        return Some(Said::by(said.by, 0, &said.words));
    }
    let options = service
        .cost_options
        .iter()
        .filter_map(|option| Some((pence(option)?, option)));
    let (pence, option) = options.min_by_key(|(pence, _)| *pence)?;
    Some(Said::structured(
        pence,
        option.option.as_deref().unwrap_or_default(),
    ))
}

fn pence(option: &CostOption) -> Option<u32> {
    let amount = option
        .amount
        .filter(|amount| (0.0..=10_000.0).contains(amount))?;
    let is_pounds = option
        .currency
        .as_deref()
        .is_none_or(|code| code.eq_ignore_ascii_case("GBP"));
    is_pounds.then_some((amount * 100.0).round() as u32)
}
