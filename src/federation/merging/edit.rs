//! A person's word on one field: it stands above every feed until it ends or is taken back.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use super::Object;
use super::meaning::meaning;
use super::origin::{Lost, Origin, Why};
use super::source::place_of;
use super::value::is_single;
use crate::oruk::read::read;
use crate::oruk::shape::Entity;

/// Whose word an edit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EditVoice {
    /// The people of this directory.
    Local,
    /// Those who run the service.
    Provider,
}

impl EditVoice {
    /// The word as stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Provider => "provider",
        }
    }

    /// Reads the stored word; anything else is local.
    pub fn from_stored(text: &str) -> Self {
        match text {
            "provider" => Self::Provider,
            _ => Self::Local,
        }
    }
}

/// What somebody has set a field to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Edit {
    /// Its id.
    pub id: String,
    /// The field of the service.
    pub field: String,
    /// What it shall say; null: nothing.
    pub value: Value,
    /// Whose word it is.
    pub voice: EditVoice,
    /// Who set it.
    pub author: String,
    /// A few words why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// When it was set.
    pub at: Timestamp,
    /// When it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// What the feeds said when it was set; null: nothing.
    pub before: Value,
}

/// Why an edit cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The field is none, or not one that is edited by itself.
    #[error(
        "{0} cannot be edited: name a single field of a service, such as name, description, url or email"
    )]
    Field(String),
    /// The value does not fit the field.
    #[error("{field} cannot be that: {why}")]
    Value {
        /// The field.
        field: String,
        /// What to write instead.
        why: String,
    },
}

/// Fields that hold a listing together.
const FIXED: [&str; 9] = [
    "id",
    "organization",
    "organization_id",
    "program",
    "program_id",
    "last_modified",
    "assurer_email",
    "status",
    "assured_date",
];

/// The value as the standard writes it, if the field can hold it.
///
/// # Errors
/// [`EditError`], which says what to do.
pub fn check(field: &str, value: &Value) -> Result<Value, EditError> {
    if !is_single(field) || FIXED.contains(&field) {
        return Err(EditError::Field(field.to_owned()));
    }
    let wrong = |why: &str| EditError::Value {
        field: field.to_owned(),
        why: why.to_owned(),
    };
    if value.is_null() {
        return match field {
            "name" => Err(wrong("a listing keeps a name")),
            _ => Ok(Value::Null),
        };
    }
    let mut document = json!({"id": "11111111-1111-4111-8111-111111111111", "name": "Service", "status": "active"});
    document[field] = value.clone();
    let reading = read(Entity::Service, &document);
    let pointer = format!("/{field}");
    if let Some(issue) = reading.issues.iter().find(|issue| issue.pointer == pointer)
        && reading.value.get(field).is_none()
    {
        return Err(wrong(&issue.advice));
    }
    match reading.value.get(field) {
        Some(read) => Ok(read.clone()),
        None => Err(wrong(
            "write null to take it out, else a value that the standard allows",
        )),
    }
}

/// Puts edits over what the sources say. Of several on one field a local one stands, then the
/// newest; the others are shown as lost.
pub(super) fn apply(document: &mut Object, origins: &mut Vec<Origin>, edits: &[Edit]) {
    let mut ordered: Vec<&Edit> = edits.iter().collect();
    let weight = |edit: &Edit| (edit.voice == EditVoice::Local, edit.at, edit.id.clone());
    ordered.sort_by_key(|edit| weight(edit));
    for edit in ordered {
        one(document, origins, edit);
    }
    origins.sort_by_key(|origin| place_of(&origin.field));
}

fn one(document: &mut Object, origins: &mut Vec<Origin>, edit: &Edit) {
    let before = document.get(&edit.field).cloned();
    let at = origins.iter().position(|origin| origin.field == edit.field);
    let under = at.map(|at| origins.remove(at));
    let was_edit = under.as_ref().is_some_and(|under| under.author.is_some());
    let mut others: Vec<Lost> = Vec::new();
    if let Some(value) = &before {
        others.push(Lost {
            from: Vec::new(),
            value: value.clone(),
            ranks: under
                .as_ref()
                .map(|under| under.ranks.clone())
                .unwrap_or_default(),
        });
    }
    let feed_says = match (&under, was_edit) {
        // Below another edit: what the feeds say stands among what lost to that one.
        (Some(under), true) => under.others.first().map(|lost| lost.value.clone()),
        _ => before,
    };
    others.extend(under.map(|under| under.others).unwrap_or_default());
    let feed_says = feed_says.unwrap_or(Value::Null);
    document.shift_remove(&edit.field);
    if !edit.value.is_null() {
        document.insert(edit.field.clone(), edit.value.clone());
    }
    let why = match edit.voice {
        EditVoice::Local => Why::Edit,
        EditVoice::Provider => Why::Provider,
    };
    origins.push(Origin {
        author: Some(edit.author.clone()),
        at: Some(edit.at),
        expires_at: edit.expires_at,
        feed_changed: meaning(&edit.field, &feed_says) != meaning(&edit.field, &edit.before),
        others,
        ..Origin::new(&edit.field, why, Vec::new())
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_standard_allows_can_be_set() {
        assert_eq!(check("name", &json!("Club")), Ok(json!("Club")));
        assert_eq!(check("minimum_age", &json!("60")), Ok(json!(60)));
        assert_eq!(check("email", &Value::Null), Ok(Value::Null));
        for (field, value) in [
            ("id", json!("x")),
            ("phones", json!([])),
            ("colour", json!("red")),
            ("name", Value::Null),
            ("email", json!("nobody")),
            ("url", json!({"a": 1})),
        ] {
            let error = check(field, &value).unwrap_err();
            assert!(error.to_string().starts_with(field), "{error}");
        }
    }
}
