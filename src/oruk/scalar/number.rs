//! Numbers, also those sent as text.

use serde_json::{Number, Value};

/// Reads `12`, `12.50`, `£1,200.00`; anything that is not finite is no number.
pub(super) fn parse(text: &str) -> Option<Value> {
    let digits = without_thousands(text.strip_prefix('£').unwrap_or(text).trim())?;
    if let Ok(whole) = digits.parse::<i64>() {
        return Some(Value::from(whole));
    }
    let starts_like_one = digits.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    let number = digits.parse::<f64>().ok().filter(|_| starts_like_one)?;
    Number::from_f64(number).map(Value::Number)
}

/// Takes out commas that stand before groups of three digits; `None` for other commas.
fn without_thousands(text: &str) -> Option<String> {
    let mut groups = text.split(',');
    let mut joined = groups.next()?.to_owned();
    for group in groups {
        let whole = group.split('.').next()?;
        if whole.len() != 3 || joined.contains('.') {
            return None;
        }
        joined.push_str(group);
    }
    Some(joined)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case("12", Some(json!(12)))]
    #[case("12.50", Some(json!(12.5)))]
    #[case("-1.47", Some(json!(-1.47)))]
    #[case("£5", Some(json!(5)))]
    #[case("£1,200.00", Some(json!(1200.0)))]
    #[case("1,20", None)]
    #[case("5 pounds", None)]
    #[case("NaN", None)]
    #[case("inf", None)]
    #[case("1e999", None)]
    #[case("-inf", None)]
    fn a_number_as_text_is_read(#[case] text: &str, #[case] want: Option<Value>) {
        assert_eq!(parse(text), want);
    }
}
