//! What a service costs, and where it is offered.

use serde_json::Value;

use super::Source;
use super::taxonomy::hang_links;

pub(super) fn cost_option(source: &mut Source) {
    hang_links(source, "cost_option");
    if source.has("amount") {
        source.put_if_absent("currency", "GBP");
    }
}

pub(super) fn service_area(source: &mut Source) {
    hang_links(source, "service_area");
    if let Some(extent) = source.take("extent") {
        if let Some(kind) = extent_type(&extent.value) {
            source.put_if_absent("extent_type", kind);
        }
        source.put("extent", extent.value);
    }
}

/// What an extent is written in, where that can be told.
fn extent_type(extent: &Value) -> Option<&'static str> {
    let text = match extent {
        Value::String(text) => text.trim(),
        Value::Object(object) => return object.contains_key("type").then_some("geojson"),
        _ => return None,
    };
    match text.as_bytes().first()? {
        b'{' if text.contains("\"Topology\"") => Some("topojson"),
        b'{' => Some("geojson"),
        b'<' => Some("kml"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_extent_shows_what_it_is_written_in() {
        for (extent, want) in [
            (json!(r#"{"type": "Polygon"}"#), Some("geojson")),
            (json!({"type": "Polygon"}), Some("geojson")),
            (json!(r#" {"type": "Topology"}"#), Some("topojson")),
            (json!("<kml></kml>"), Some("kml")),
            (json!("the whole borough"), None),
            (json!(""), None),
            (json!(7), None),
        ] {
            assert_eq!(extent_type(&extent), want, "{extent}");
        }
    }
}
