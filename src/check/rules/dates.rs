//! Nothing has been confirmed or changed in the future.

use jiff::{SignedDuration, Timestamp, civil::Date};
use serde_json::Value;

use crate::check::finding::Remark;
use crate::domain::{codes, uk_day};

/// Clocks may differ by so much.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(10);

pub(in crate::check) fn check(document: &Value, now: Timestamp) -> Vec<Remark> {
    let text = |name: &str| document.get(name).and_then(Value::as_str);
    let future = |name: &str, text: &str| {
        Remark::new(
            codes::DATE_IN_FUTURE,
            text,
            "Write the day on which it happened; check the clock of the server.",
        )
        .at(format!("/{name}"))
    };
    let assured = text("assured_date").filter(|text| {
        let date: Option<Date> = text.get(..10).and_then(|day| day.parse().ok());
        date.is_some_and(|date| date > uk_day(now))
    });
    let modified = text("last_modified").filter(|text| {
        let at: Option<Timestamp> = text.parse().ok();
        at.is_some_and(|at| at > now + TOLERANCE)
    });
    let assured = assured.map(|text| future("assured_date", text));
    let modified = modified.map(|text| future("last_modified", text));
    assured.into_iter().chain(modified).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_lies_in_the_future_is_named() {
        let now = "2026-03-01T09:30:00Z".parse().unwrap();
        for (document, want) in [
            (json!({"assured_date": "2026-03-01"}), 0),
            (json!({"assured_date": "2026-03-02"}), 1),
            (json!({"assured_date": "soon"}), 0),
            (json!({"last_modified": "2026-03-01T09:35:00Z"}), 0),
            (json!({"last_modified": "2026-03-01T10:35:00Z"}), 1),
            (json!({"last_modified": "2026-03-01T10:35:00+01:00"}), 0),
            (json!({"last_modified": 7, "assured_date": null}), 0),
        ] {
            assert_eq!(check(&document, now).len(), want, "{document}");
        }
    }
}
