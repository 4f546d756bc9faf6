//! Languages: codes or names, sometimes several in one.

use serde_json::{Map, Value};

use super::Found;

/// What one language of a 1.0 document says: usually one language, of a list each.
pub(super) fn languages(found: Found) -> Vec<Value> {
    let at = found.at.clone();
    let mut source = match found.into_object() {
        Ok(source) => source,
        Err(Found {
            value: Value::String(text),
            ..
        }) => {
            let each = words(&text).map(|word| Value::Object(language(word)));
            return each.collect();
        }
        Err(Found { value, .. }) => return vec![value],
    };
    let Some(text) = source.take_text("language") else {
        return vec![source.finish()];
    };
    let mut words = words(&text);
    match (words.next(), words.next()) {
        (Some(only), None) => {
            for (name, value) in language(only) {
                source.put_if_absent(&name, value);
            }
            vec![source.finish()]
        }
        (first, second) => {
            // The id cannot stand for several, and none of them is the one that it meant.
            let all = first.into_iter().chain(second).chain(words);
            all.map(|word| {
                let mut language = language(word);
                language.insert(super::FROM.to_owned(), Value::from(at.clone()));
                Value::Object(language)
            })
            .collect()
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '/'])
        .map(str::trim)
        .filter(|word| !word.is_empty())
}

/// A code of two or three letters, as the data package asks for, or a name.
fn language(word: &str) -> Map<String, Value> {
    let is_code = matches!(word.len(), 2..=3) && word.bytes().all(|b| b.is_ascii_alphabetic());
    let (name, value) = match is_code {
        true => ("code", word.to_lowercase()),
        false => ("name", word.to_owned()),
    };
    Map::from_iter([(name.to_owned(), Value::from(value))])
}
