//! NDJSON: one service a line. A damaged line costs that line.

use std::fmt;
use std::io::{BufRead, Read};

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::Stop;
use super::sink::Sink;
use crate::connect::item::Item;

/// Reads every line.
pub(super) fn read(mut file: impl BufRead, max_line: u64, sink: &mut Sink<'_>) -> Result<(), Stop> {
    let mut bytes = Vec::new();
    let mut damaged = false;
    for number in 1.. {
        bytes.clear();
        let length = (&mut file).take(max_line).read_until(b'\n', &mut bytes)?;
        if length == 0 {
            break;
        }
        if length as u64 == max_line && !bytes.ends_with(b"\n") {
            skip_line(&mut file)?;
            bytes.clear();
            damaged = true;
            sink.damaged(number, None)?;
        }
        let text = String::from_utf8_lossy(&bytes);
        if matches!(text, std::borrow::Cow::Owned(_)) {
            sink.mended(number);
        }
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        match serde_json::from_str::<Box<RawValue>>(text) {
            Ok(raw) if raw.get().starts_with('{') => sink.service(raw)?,
            _ => {
                damaged = true;
                sink.damaged(number, id_of_damaged(text))?;
            }
        }
    }
    if damaged && sink.read == 0 {
        return Err(Stop::Damage(
            "holds no line that is a service; export it again, one JSON object on each line"
                .to_owned(),
        ));
    }
    Ok(())
}

fn skip_line(file: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let buffer = file.fill_buf()?;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let (length, done) = end.map_or((buffer.len(), buffer.is_empty()), |at| (at + 1, true));
        file.consume(length);
        if done {
            return Ok(());
        }
    }
}

/// The id in the readable beginning of a damaged object.
fn id_of_damaged(text: &str) -> Option<String> {
    struct Beginning<'a>(&'a mut Option<Box<RawValue>>);

    impl<'de> Visitor<'de> for Beginning<'_> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            while let Some(name) = map.next_key::<String>()? {
                if name.eq_ignore_ascii_case("id") {
                    *self.0 = Some(map.next_value()?);
                } else {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            Ok(())
        }
    }

    let mut id = None;
    let mut reader = serde_json::Deserializer::from_str(text);
    // That it fails is why we are here; the id may have come before that.
    let _ = reader.deserialize_map(Beginning(&mut id));
    let object = RawValue::from_string(format!("{{\"id\":{}}}", id?)).ok()?;
    Item::new(object).id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_damaged_line_is_found_where_it_came_before_the_damage() {
        for (line, want) in [
            (r#"{"id": "a", "name": "b"#, Some("a")),
            (r#"{"name": "b", "id": 7, "x": oops}"#, Some("7")),
            (r#"{"id": "a", "name": "b"}}"#, Some("a")),
            (r#"{"name": "b", "i"#, None),
            (r#"{"id": "a"#, None),
            ("[1, 2]", None),
            ("oops", None),
        ] {
            assert_eq!(id_of_damaged(line).as_deref(), want, "{line}");
        }
    }
}
