//! Terms and their links.

use serde_json::{Value, json};

use super::{FROM, Found, Source};
use crate::oruk::scalar::is_uuid_shaped;

/// The lists of the Local Government Association whose addresses are known: the CURIE's
/// prefix without a plural, and what stands for it.
const CURIES: [(&str, &str); 3] = [
    ("esdservicetype", "http://id.esd.org.uk/service/"),
    ("esdneed", "http://id.esd.org.uk/need/"),
    ("esdcircumstance", "http://id.esd.org.uk/circumstance/"),
];

/// A term of version 1.0, which calls it a taxonomy, in the terms of 3.0.
pub fn taxonomy_term(raw: &Value) -> Value {
    match raw {
        Value::Object(members) => term(Source::new(members.clone(), String::new())),
        other => other.clone(),
    }
}

/// The taxonomy that a vocabulary of version 1.0 is: all that is known of it is its name.
pub fn taxonomy(vocabulary: &str) -> Value {
    json!({"id": vocabulary, "name": vocabulary})
}

pub(super) fn term(mut source: Source) -> Value {
    if let Some(id) = source.take_text("id") {
        if !is_uuid_shaped(&id) {
            source.put_if_absent("code", id.as_str());
        }
        if let Some(uri) = uri(&id) {
            source.put_if_absent("term_uri", uri);
        }
        source.put("id", id);
    }
    if let Some(vocabulary) = source.take_text("vocabulary") {
        source.put_if_absent("taxonomy", vocabulary.as_str());
        source.put_if_absent("taxonomy_id", vocabulary);
    }
    source.finish()
}

/// The address that an id is or stands for.
fn uri(id: &str) -> Option<String> {
    let (prefix, local) = id.split_once(':')?;
    if local.starts_with("//") {
        return Some(id.to_owned());
    }
    let prefix = prefix.to_lowercase();
    let prefix = prefix.strip_suffix('s').unwrap_or(&prefix);
    let (_, list) = CURIES.iter().find(|(known, _)| *known == prefix)?;
    let local = local.trim();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    (!local.is_empty() && local.chars().all(is_plain)).then(|| format!("{list}{local}"))
}

/// A link to a term, and what it belongs to.
pub(super) struct Link {
    /// What the term says of the thing.
    pub(super) link_type: Option<String>,
    /// The thing, where it is not the one that the link stands in.
    pub(super) link_id: Option<String>,
    pub(super) attribute: Value,
}

/// Takes the links out of an object; those that do not say what they are of, are of `of`.
pub(super) fn take_links(source: &mut Source, list: &str, of: &str) -> Vec<Link> {
    let found = source.take_list(list).into_iter();
    found.map(|found| link(found, of)).collect()
}

/// The attributes that the links in an object make of it.
pub(super) fn hang_links(source: &mut Source, of: &str) {
    let links = take_links(source, "link_taxonomies", of).into_iter();
    source.append("attributes", links.map(|link| link.attribute).collect());
}

/// An attribute that a word makes, which is no term of a list.
pub(super) fn word(link_type: &str, word: &str, from: &str) -> Value {
    json!({
        FROM: from,
        "link_type": link_type,
        "taxonomy_term": {"name": word, "taxonomy": link_type},
    })
}

fn link(found: Found, of: &str) -> Link {
    let mut source = match found.into_object() {
        Ok(source) => source,
        // An id or a name is better than nothing.
        Err(Found { value, at }) => {
            return Link {
                link_type: None,
                link_id: None,
                attribute: json!({"link_type": of, "taxonomy_term_id": value, FROM: at}),
            };
        }
    };
    let Some(taxonomy) = source.take("taxonomy") else {
        let at = source.at().to_owned();
        return Link {
            link_type: None,
            link_id: None,
            attribute: json!({"link_type": of, "taxonomy_term": term(source), FROM: at}),
        };
    };
    let link_type = source.take_text("link_type");
    let link_id = source.take_text("link_id");
    source.put("link_type", link_type.as_deref().unwrap_or(of));
    match taxonomy.into_object() {
        Ok(taxonomy) => source.put("taxonomy_term", term(taxonomy)),
        Err(Found { value, .. }) => source.put("taxonomy_term_id", value),
    }
    Link {
        link_type,
        link_id,
        attribute: source.finish(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curie_of_a_known_list_and_an_address_have_an_address() {
        for (id, want) in [
            (
                "esdServiceType:298",
                Some("http://id.esd.org.uk/service/298"),
            ),
            (
                "esdServiceTypes:298",
                Some("http://id.esd.org.uk/service/298"),
            ),
            ("ESDNEEDS:69", Some("http://id.esd.org.uk/need/69")),
            (
                "esdCircumstance:Gender_Female",
                Some("http://id.esd.org.uk/circumstance/Gender_Female"),
            ),
            (
                "https://lists.example/term/7",
                Some("https://lists.example/term/7"),
            ),
            ("esdServiceType: ", None),
            ("esdServiceType:29 8", None),
            ("sheafdale:78", None),
            ("78", None),
        ] {
            assert_eq!(uri(id).as_deref(), want, "{id}");
        }
    }

    #[test]
    fn a_term_keeps_its_own_id_as_its_code() {
        let term = taxonomy_term(
            &json!({"id": "esdNeeds:69", "name": "Company", "vocabulary": "esdNeeds"}),
        );
        assert_eq!(
            term,
            json!({
                "name": "Company", "id": "esdNeeds:69", "code": "esdNeeds:69",
                "term_uri": "http://id.esd.org.uk/need/69",
                "taxonomy": "esdNeeds", "taxonomy_id": "esdNeeds", "@from": "",
            })
        );
        let uuid = "11111111-1111-4111-8111-111111111111";
        assert_eq!(
            taxonomy_term(&json!({"id": uuid})),
            json!({"id": uuid, "@from": ""})
        );
    }
}
