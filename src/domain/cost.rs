//! What a service costs, in words.

use super::plain_text;
use crate::oruk::{CostOption, Service};

/// What it costs, for people: each option, then what the text says. `None` when nothing is said.
pub fn cost_in_words(service: &Service) -> Option<String> {
    let mut parts: Vec<String> = service
        .cost_options
        .iter()
        .filter_map(option_in_words)
        .collect();
    // `fees` and `fees_description` hold the same text wherever both are written.
    let texts = [&service.fees, &service.fees_description];
    for text in texts.into_iter().flatten() {
        parts.push(plain_text(text));
    }
    let mut seen: Vec<String> = Vec::new();
    parts.retain(|part| {
        let key = part.to_lowercase();
        let is_new = !part.is_empty() && !seen.contains(&key);
        seen.push(key);
        is_new
    });
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// `Adult: £5.00 a session`.
fn option_in_words(option: &CostOption) -> Option<String> {
    let price = option
        .amount
        .map(|amount| match option.currency.as_deref() {
            _ if amount == 0.0 => "Free".to_owned(),
            None | Some("GBP") if amount.fract() == 0.0 => format!("£{amount:.0}"),
            None | Some("GBP") => format!("£{amount:.2}"),
            Some(currency) => format!("{amount:.2} {currency}"),
        });
    let of = option.amount_description.as_deref().map(plain_text);
    let words: Vec<String> = price.into_iter().chain(of).collect();
    let words = words.join(" ");
    match (option.option.as_deref().map(plain_text), words.is_empty()) {
        // An option that is called "Free" and costs nothing says so once.
        (Some(who), false) if who.eq_ignore_ascii_case(&words) => Some(words),
        (Some(who), false) if !who.is_empty() => Some(format!("{who}: {words}")),
        (Some(who), true) if !who.is_empty() => Some(who),
        (_, false) => Some(words),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn option(amount: Option<f64>, name: &str) -> CostOption {
        CostOption {
            amount,
            option: (!name.is_empty()).then(|| name.to_owned()),
            ..CostOption::default()
        }
    }

    #[test]
    fn costs_read_as_people_say_them() {
        let service = Service {
            cost_options: vec![
                option(Some(5.0), "Adult"),
                option(Some(2.5), "Child"),
                option(Some(0.0), "Carer"),
                option(None, "Donations welcome"),
            ],
            fees: Some("Pay on the day".to_owned()),
            fees_description: Some("pay on the day".to_owned()),
            ..Service::default()
        };
        assert_eq!(
            cost_in_words(&service).as_deref(),
            Some("Adult: £5; Child: £2.50; Carer: Free; Donations welcome; Pay on the day")
        );
        assert_eq!(cost_in_words(&Service::default()), None);
        let free = Service {
            cost_options: vec![option(Some(0.0), "free")],
            ..Service::default()
        };
        assert_eq!(cost_in_words(&free).as_deref(), Some("Free"));
    }
}
