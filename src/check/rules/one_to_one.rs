//! List items carry plain values and single objects only.

use serde_json::Value;

use crate::check::finding::Remark;
use crate::domain::codes;

pub(in crate::check) fn check(item: &Value) -> Vec<Remark> {
    let mut remarks = Vec::new();
    walk(item, String::new(), &mut remarks);
    remarks
}

fn walk(value: &Value, pointer: String, remarks: &mut Vec<Remark>) {
    let Value::Object(members) = value else {
        return;
    };
    for (name, member) in members {
        let place = format!("{pointer}/{name}");
        match member {
            Value::Array(_) => remarks.push(
                Remark::new(
                    codes::ONE_TO_ONE_BROKEN,
                    format!("{name} is a list"),
                    "Send lists with the detail and with full=true only.",
                )
                .at(place),
            ),
            _ => walk(member, place, remarks),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_within_list_items_are_named() {
        for (item, want) in [
            (json!({"id": "1", "organization": {"id": "2"}}), vec![]),
            (json!({"schedules": []}), vec!["/schedules"]),
            (
                json!({"organization": {"attributes": [1]}, "contacts": [{"phones": []}]}),
                vec!["/organization/attributes", "/contacts"],
            ),
        ] {
            let places: Vec<_> = check(&item)
                .into_iter()
                .map(|remark| remark.pointer)
                .collect();
            assert_eq!(places, want, "{item}");
        }
    }
}
