//! What a service costs, in words, and whether it is free.

use super::plain_text;
use crate::oruk::{CostOption, Service};

/// Whether a service is free: every cost option is 0, or the text says free and nothing
/// contradicts. `None` when neither options nor text say. The description is asked last.
pub fn is_free(service: &Service) -> Option<bool> {
    let amounts: Vec<f64> = service
        .cost_options
        .iter()
        .filter_map(|option| option.amount)
        .collect();
    if amounts.iter().any(|amount| *amount > 0.0) {
        return Some(false);
    }
    match says_free(&cost_text(service)) {
        Some(says) => Some(says),
        None if !amounts.is_empty() => Some(true),
        None => described_as_free(service.description.as_deref()),
    }
}

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

fn cost_text(service: &Service) -> String {
    let options = service
        .cost_options
        .iter()
        .flat_map(|option| [&option.option, &option.amount_description]);
    [&service.fees, &service.fees_description]
        .into_iter()
        .chain(options)
        .flatten()
        .map(|text| plain_text(text).to_lowercase())
        .collect::<Vec<_>>()
        .join(". ")
}

/// Phrases with "free" in them that do not say that the service is.
const NOT_FREE: [&str; 16] = [
    "not free",
    "not completely free",
    "not always free",
    "parking is free",
    "parking free",
    "isn't free",
    "no longer free",
    "free trial",
    "free taster",
    "free parking",
    "free refreshments",
    "first session free",
    "first session is free",
    "free first",
    "feel free",
    "-free",
];

/// Phrases that say free in other words.
const FREE: [&str; 7] = [
    "£0",
    "no charge",
    "no cost",
    "no fee",
    "without charge",
    "at no extra cost",
    "costs nothing",
];

/// Phrases that say that there is something to pay.
const PAID: [&str; 8] = [
    "charge applies",
    "charges apply",
    "small charge",
    "there is a charge",
    "fee applies",
    "fees apply",
    "small fee",
    "membership fee",
];

/// Phrases that say in a description that the service is free; the bare word says nothing
/// there, where the parking, the tea or the food may be free of something.
const DESCRIBED_AS_FREE: [&str; 16] = [
    "free of charge",
    "free to attend",
    "free to join",
    "free to use",
    "free for all",
    "free for everyone",
    "free service",
    "free session",
    "free class",
    "free group",
    "free event",
    "free advice",
    "free support",
    "is free",
    "are free",
    "completely free",
];

/// What the description says of the price, where nothing else does.
fn described_as_free(description: Option<&str>) -> Option<bool> {
    let text = plain_text(description?).to_lowercase();
    if names_a_price(&text) || PAID.iter().any(|phrase| text.contains(phrase)) {
        return Some(false);
    }
    let text = without_not_free(&text);
    let mut phrases = FREE.iter().chain(&DESCRIBED_AS_FREE);
    phrases.any(|phrase| text.contains(phrase)).then_some(true)
}

fn without_not_free(text: &str) -> String {
    NOT_FREE
        .iter()
        .fold(text.to_owned(), |text, phrase| text.replace(phrase, " "))
}

/// What a text in small letters says of the price: free, something to pay, or nothing.
pub fn says_free(text: &str) -> Option<bool> {
    if names_a_price(text) || PAID.iter().any(|phrase| text.contains(phrase)) {
        return Some(false);
    }
    if FREE.iter().any(|phrase| text.contains(phrase)) {
        return Some(true);
    }
    without_not_free(text)
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .any(|word| word == "free")
        .then_some(true)
}

/// Whether a sum above nothing stands in the text: `£3`, `£0.50`, `50p`.
fn names_a_price(text: &str) -> bool {
    let pounds = text.match_indices('£').any(|(at, sign)| {
        text[at + sign.len()..]
            .trim_start()
            .chars()
            .take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
            .any(|c| matches!(c, '1'..='9'))
    });
    let pence = text.split(|c: char| !c.is_alphanumeric()).any(|word| {
        word.strip_suffix('p').is_some_and(|number| {
            !number.is_empty()
                && number.bytes().all(|b| b.is_ascii_digit())
                && number.bytes().any(|b| b != b'0')
        })
    });
    pounds || pence
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
                cost_options: amounts.iter().map(|a| option(Some(*a), "")).collect(),
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
            ("It is not free.", None, None, None),
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
                cost_options: amount.map(|a| option(Some(a), "")).into_iter().collect(),
                ..Service::default()
            };
            assert_eq!(is_free(&service), want, "{description} {fees:?} {amount:?}");
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
