//! One object of a 1.0 document, whose members are found under whatever name a feed gives them.

use serde_json::{Map, Value};

use crate::oruk::scalar::{Outcome, is_absent, normalize};
use crate::oruk::shape::Kind;

/// The member that says where an object stood in the document as it came. No feed has it,
/// and no reader looks at it.
pub(super) const FROM: &str = "@from";

/// An object on its way from 1.0 to 3.0: what is taken out is mapped, the rest stays as it is.
pub(super) struct Source {
    /// Name without case, separators and plural; name as it came; value.
    members: Vec<(String, String, Value)>,
    /// JSON pointer to the object.
    at: String,
}

/// A value and the JSON pointer to it.
pub(super) struct Found {
    pub(super) value: Value,
    pub(super) at: String,
}

impl Source {
    pub(super) fn new(members: Map<String, Value>, at: String) -> Self {
        let members = members
            .into_iter()
            .filter(|(name, _)| name != FROM)
            .map(|(name, value)| (stem(&name), name, value))
            .collect();
        Self { members, at }
    }

    /// Takes the member of that name out; `None` where it says nothing.
    pub(super) fn take(&mut self, name: &str) -> Option<Found> {
        let stem = stem(name);
        let place = self
            .members
            .iter()
            .position(|(other, _, value)| *other == stem && !is_absent(value))?;
        let (_, name, value) = self.members.remove(place);
        Some(Found {
            value,
            at: self.below(&name),
        })
    }

    /// As [`take`](Self::take), for words: numbers and lists of words become text. What has
    /// no words stays where it is.
    pub(super) fn take_text(&mut self, name: &str) -> Option<String> {
        let stem = stem(name);
        let place = self
            .members
            .iter()
            .position(|(other, _, value)| *other == stem && !is_absent(value))?;
        let text = words(&self.members[place].2)?;
        self.members.remove(place);
        Some(text)
    }

    /// What a member says, where it is text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let stem = stem(name);
        let mut found = self.members.iter().filter(|(other, ..)| *other == stem);
        let text = found.find_map(|(.., value)| value.as_str())?.trim();
        (!text.is_empty()).then_some(text)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        let stem = stem(name);
        let mut members = self.members.iter();
        members.any(|(other, _, value)| *other == stem && !is_absent(value))
    }

    /// Takes the items of a list out, under every spelling of its name; one that stands
    /// there without a list counts too.
    pub(super) fn take_list(&mut self, name: &str) -> Vec<Found> {
        let mut all = Vec::new();
        while let Some(Found { value, at }) = self.take(name) {
            match value {
                Value::Array(items) => {
                    all.extend(items.into_iter().enumerate().map(|(index, value)| Found {
                        value,
                        at: format!("{at}/{index}"),
                    }))
                }
                value => all.push(Found { value, at }),
            }
        }
        all.retain(|found| !is_absent(&found.value));
        all
    }

    /// Puts a member in the place of whatever has its name.
    pub(super) fn put(&mut self, name: &str, value: impl Into<Value>) {
        let stem = stem(name);
        self.members.retain(|(other, ..)| *other != stem);
        self.members.push((stem, name.to_owned(), value.into()));
    }

    /// Puts a member unless the object says something under that name itself.
    pub(super) fn put_if_absent(&mut self, name: &str, value: impl Into<Value>) {
        if !self.has(name) {
            self.put(name, value);
        }
    }

    /// Adds items to the list of that name, after those that the feed put there itself.
    pub(super) fn append(&mut self, name: &str, items: Vec<Value>) {
        if items.is_empty() {
            return;
        }
        let mut all: Vec<Value> = self
            .take_list(name)
            .into_iter()
            .map(Found::marked)
            .collect();
        all.extend(items);
        self.put(name, all);
    }

    /// Takes the objects of a list out; what else stands there comes apart from them.
    pub(super) fn take_objects(&mut self, name: &str) -> (Vec<Self>, Vec<Value>) {
        let (mut objects, mut others) = (Vec::new(), Vec::new());
        for found in self.take_list(name) {
            match found.into_object() {
                Ok(object) => objects.push(object),
                Err(found) => others.push(found.value),
            }
        }
        (objects, others)
    }

    /// Maps the objects of a list, which then stands under the name `to`.
    pub(super) fn map_list(&mut self, from: &str, to: &str, map: impl FnMut(Self) -> Value) {
        let (objects, others) = self.take_objects(from);
        self.append(to, objects.into_iter().map(map).chain(others).collect());
    }

    /// The object with what was put in and what was left in it, and where it came from.
    pub(super) fn finish(self) -> Value {
        let mut object: Map<String, Value> = self
            .members
            .into_iter()
            .map(|(_, name, value)| (name, value))
            .collect();
        object.insert(FROM.to_owned(), Value::String(self.at));
        Value::Object(object)
    }

    /// JSON pointer to the object.
    pub(super) fn at(&self) -> &str {
        &self.at
    }

    /// JSON pointer to a member.
    pub(super) fn below(&self, name: &str) -> String {
        format!("{}/{}", self.at, name.replace('~', "~0").replace('/', "~1"))
    }
}

impl Found {
    /// The object that was found; whatever else it is comes back.
    pub(super) fn into_object(self) -> Result<Source, Self> {
        match self.value {
            Value::Object(members) => Ok(Source::new(members, self.at)),
            _ => Err(self),
        }
    }

    fn marked(self) -> Value {
        self.into_object()
            .map_or_else(|found| found.value, Source::finish)
    }
}

/// The words of a value; `None` for an object and what holds one.
pub(super) fn words(value: &Value) -> Option<String> {
    match normalize(Kind::Text, value) {
        Outcome::Fine(Value::String(text)) | Outcome::Mended(Value::String(text), _) => Some(text),
        _ => None,
    }
}

/// `eligibilitys`, `Eligibilities` and `eligibility` are one name, and so are
/// `regularSchedules` and `regular_schedule`.
fn stem(name: &str) -> String {
    let folded: String = name
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let folded = folded.replace("organisation", "organization");
    for (plural, singular) in [("ies", "y"), ("sses", "ss"), ("ss", "ss"), ("s", "")] {
        if let Some(stem) = folded.strip_suffix(plural) {
            return format!("{stem}{singular}");
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_one_in_any_case_and_number() {
        for (name, others) in [
            (
                "eligibilitys",
                ["eligibilities", "Eligibility", "ELIGIBILITYS"],
            ),
            (
                "service_taxonomys",
                ["serviceTaxonomies", "service_taxonomy", "ServiceTaxonomys"],
            ),
            (
                "physical_addresses",
                ["physicalAddress", "physical_address", "PhysicalAddresses"],
            ),
            ("fundings", ["funding", "Funding", "FUNDINGS"]),
            (
                "organization",
                ["organisation", "Organisations", "organizations"],
            ),
        ] {
            for other in others {
                assert_eq!(stem(other), stem(name), "{other}");
            }
        }
        assert_ne!(stem("schedules"), stem("regular_schedules"));
        assert_ne!(stem("address"), stem("addres"));
    }

    #[test]
    fn a_list_is_gathered_from_every_spelling_and_from_what_is_no_list() {
        let Value::Object(members) = json!({
            "eligibilitys": [], "Eligibilities": [{"id": 1}, null, ""], "eligibility": "adult", "a/b": 1,
        }) else {
            unreachable!("an object");
        };
        let mut source = Source::new(members, "/x".to_owned());
        let found = source.take_list("eligibilitys");
        let found: Vec<_> = found
            .into_iter()
            .map(|found| (found.value, found.at))
            .collect();
        assert_eq!(
            found,
            [
                (json!({"id": 1}), "/x/Eligibilities/0".to_owned()),
                (json!("adult"), "/x/eligibility".to_owned())
            ]
        );
        assert_eq!(source.take("A-B").unwrap().at, "/x/a~1b");
        assert_eq!(source.finish(), json!({"eligibilitys": [], "@from": "/x"}));
    }
}
