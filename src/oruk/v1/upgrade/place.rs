//! Where a service is: links to places, places, and desks to get in touch with.

use serde_json::Value;

use super::language::languages;
use super::schedule::Timetable;
use super::taxonomy::hang_links;
use super::{Source, Upgrader};

impl Upgrader {
    /// Maps a place of a service; its times go to the service's timetable.
    pub(super) fn service_at_location(
        &mut self,
        mut source: Source,
        times: &mut Timetable,
    ) -> Value {
        let owner = source
            .text("id")
            .map(|id| ("service_at_location_id", id.to_owned()));
        times.extend(self.timetable(&mut source, owner.as_ref()));
        hang_links(&mut source, "service_at_location");
        if let Some(location) = source.take("location") {
            let location = match location.into_object() {
                Ok(location) => self.location(location, owner.as_ref(), times),
                Err(found) => found.value,
            };
            source.put("location", location);
        }
        source.finish()
    }

    fn location(
        &mut self,
        mut source: Source,
        link: Option<&(&'static str, String)>,
        times: &mut Timetable,
    ) -> Value {
        let own = source.text("id").map(|id| ("location_id", id.to_owned()));
        times.extend(self.timetable(&mut source, link.or(own.as_ref())));
        hang_links(&mut source, "location");
        source.map_list("physical_addresses", "addresses", |mut address| {
            address.put_if_absent("address_type", "physical");
            address.finish()
        });
        source.map_list(
            "accessibility_for_disabilities",
            "accessibility",
            Source::finish,
        );
        source.finish()
    }
}

pub(super) fn contact(mut source: Source) -> Value {
    source.map_list("phones", "phones", phone);
    source.finish()
}

pub(super) fn phone(mut source: Source) -> Value {
    for label in ["contact", "label"] {
        if let Some(text) = source.take_text(label) {
            source.put_if_absent("description", text);
        }
    }
    let spoken = source.take_list("language").into_iter().flat_map(languages);
    source.append("languages", spoken.collect());
    source.finish()
}
