//! Absent values are left out: never null, never empty.

use serde_json::Value;

use crate::check::finding::Remark;
use crate::domain::{Code, codes};

/// Names each value that is null or empty; `null` is the code for the former.
pub(in crate::check) fn check(document: &Value, null: Code) -> Vec<Remark> {
    let mut remarks = Vec::new();
    walk(document, &null, String::new(), &mut remarks);
    remarks
}

fn walk(value: &Value, null: &Code, pointer: String, remarks: &mut Vec<Remark>) {
    let empty = match value {
        Value::Null => {
            let advice = "Leave the property out where there is no value.";
            remarks.push(Remark::new(null.clone(), "null", advice).at(pointer));
            return;
        }
        Value::String(text) if text.trim().is_empty() => "\"\"",
        Value::Array(items) if items.is_empty() => "[]",
        Value::Object(members) if members.is_empty() => "{}",
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                walk(item, null, format!("{pointer}/{at}"), remarks);
            }
            return;
        }
        Value::Object(members) => {
            for (name, member) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                walk(member, null, format!("{pointer}/{name}"), remarks);
            }
            return;
        }
        _ => return,
    };
    let advice = "Leave the property out where there is no value.";
    remarks.push(Remark::new(codes::EMPTY_VALUE, empty, advice).at(pointer));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn whatever_is_null_or_empty_is_named() {
        let document = json!({
            "name": "Club", "fees": "", "url": null, "alert": " ", "amount": 0, "closed": false,
            "contacts": [{"id": "1", "phones": []}], "a/b": {},
        });
        let found: Vec<_> = check(&document, codes::NULL_VALUE)
            .into_iter()
            .map(|remark| (remark.pointer, remark.found))
            .collect();
        let want = [
            ("/fees", "\"\""),
            ("/url", "null"),
            ("/alert", "\"\""),
            ("/contacts/0/phones", "[]"),
            ("/a~1b", "{}"),
        ];
        assert_eq!(
            found,
            want.map(|(place, what)| (place.to_owned(), what.to_owned()))
        );
    }
}
