//! A JSON array, or an object that holds one, read item by item.

use std::fmt;
use std::io::BufRead;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::Stop;
use super::sink::Sink;
use crate::connect::{Pulled, page};

/// Reads the document and nothing after it.
pub(super) fn read(file: impl BufRead, sink: &mut Sink<'_>) -> Result<(), Stop> {
    let mut reader = serde_json::Deserializer::from_reader(file);
    let mut top = Top {
        sink,
        found: false,
        stop: None,
    };
    let read = (&mut reader).deserialize_any(&mut top);
    if let Some(stop) = top.stop {
        return Err(stop);
    }
    let found = top.found;
    read.and_then(|()| reader.end())
        .map_err(|error| damage(&error))?;
    if found {
        Ok(())
    } else {
        Err(Stop::Damage(
            "has no list of services in it; put it under \"services\"".to_owned(),
        ))
    }
}

fn damage(error: &serde_json::Error) -> Stop {
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        serde_json::error::Category::Io => Stop::Damage(format!(
            "could not be read past line {line}; check the disk and try again"
        )),
        serde_json::error::Category::Eof => Stop::Damage(format!(
            "breaks off in line {line}; export or copy it again"
        )),
        _ => Stop::Damage(format!(
            "is damaged at line {line}, column {column}: it is not JSON in UTF-8 there; export \
             it again"
        )),
    }
}

/// The document as a whole.
struct Top<'s, 'o> {
    sink: &'s mut Sink<'o>,
    /// Whether there was a list of services.
    found: bool,
    /// Why handing over had to end.
    stop: Option<Stop>,
}

/// What a list in the document is made of.
enum Kind {
    Services,
    Other(fn(Box<RawValue>) -> Pulled),
}

/// One list in the document.
struct List<'t, 's, 'o>(&'t mut Top<'s, 'o>, Kind);

impl<'de> Visitor<'de> for &mut Top<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        List(self, Kind::Services).visit_seq(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            let kind = match name.as_str() {
                "taxonomies" => Kind::Other(Pulled::Taxonomy),
                "taxonomy_terms" => Kind::Other(Pulled::TaxonomyTerm),
                name if page::is_list_name(name) => Kind::Services,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            map.next_value_seed(List(self, kind))?;
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for List<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Self(top, kind) = self;
        top.found |= matches!(kind, Kind::Services);
        while let Some(raw) = list.next_element::<Box<RawValue>>()? {
            let sent = match kind {
                Kind::Services => top.sink.service(raw),
                Kind::Other(wrap) => top.sink.send(wrap(raw)),
            };
            if let Err(stop) = sent {
                top.stop = Some(stop);
                return Err(A::Error::custom("nobody takes it"));
            }
        }
        Ok(())
    }
}
