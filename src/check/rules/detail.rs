//! A detail is of the service that was asked for, and says what the list says.

use serde_json::Value;

use crate::check::finding::Remark;
use crate::domain::codes;

pub(in crate::check) fn check(item: &Value, detail: &Value) -> Vec<Remark> {
    let (Value::Object(listed), Value::Object(told)) = (item, detail) else {
        return Vec::new();
    };
    listed
        .iter()
        .filter(|(_, value)| !value.is_array() && !value.is_object())
        .filter(|(name, value)| told.get(*name).is_none_or(|other| other != *value))
        .map(|(name, value)| {
            let other = told
                .get(name)
                .map_or("nothing".to_owned(), Value::to_string);
            Remark::new(
                codes::DETAIL_DIFFERS,
                format!("{value} in the list, {other} in the detail"),
                "Build list and detail from the same record.",
            )
            .at(format!("/{name}"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn list_and_detail_agree_on_plain_values() {
        let detail = json!({"id": "1", "name": "Club", "contacts": [], "fees": "none"});
        for (item, want) in [
            (json!({"id": "1", "name": "Club"}), vec![]),
            (
                json!({"id": "1", "contacts": [1], "organization": {"id": "2"}}),
                vec![],
            ),
            (json!({"id": "2"}), vec!["/id"]),
            (json!({"id": "1", "name": "Old club"}), vec!["/name"]),
            (json!({"id": "1", "alert": "x"}), vec!["/alert"]),
        ] {
            let places: Vec<_> = check(&item, &detail)
                .into_iter()
                .map(|r| r.pointer)
                .collect();
            assert_eq!(places, want, "{item}");
        }
    }
}
