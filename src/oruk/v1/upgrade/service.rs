//! The service itself.

use serde_json::{Map, Value};

use super::cost::{cost_option, service_area};
use super::language::languages;
use super::place::{contact, phone};
use super::schedule::{Timetable, closed_in_words};
use super::source::words;
use super::taxonomy::{Link, take_links, word};
use super::{Found, Source, Upgrader};
use crate::oruk::issue;

/// The parts of a service that a link can name.
struct Parts {
    organization: Option<Source>,
    cost_options: Vec<Source>,
    service_areas: Vec<Source>,
}

impl Upgrader {
    pub(super) fn service(&mut self, mut source: Source) -> Value {
        self.set_reviews_aside(&mut source);
        self.times(&mut source);
        source.map_list("contacts", "contacts", contact);
        source.map_list("phones", "phones", phone);
        source.map_list("fundings", "funding", Source::finish);
        let spoken = source.take_list("languages").into_iter();
        source.append("languages", spoken.flat_map(languages).collect());
        if let Some(access) = source.take_text("attending_access") {
            source.put_if_absent("application_process", access);
        }
        let attributes = self.eligibilities(&mut source);
        source.append("attributes", attributes);
        let attributes = deliverables(&mut source);
        source.append("attributes", attributes);
        self.kinds(&mut source);
        source.finish()
    }

    /// Gathers the times of the service and of its places.
    fn times(&mut self, source: &mut Source) {
        let mut times: Timetable = self.timetable(source, None);
        source.map_list("service_at_locations", "service_at_locations", |link| {
            self.service_at_location(link, &mut times)
        });
        if !times.closed.is_empty() {
            let text = closed_in_words(&times.closed);
            let alert = source.text("alert").map(|alert| format!("{alert} {text}"));
            source.put("alert", alert.unwrap_or(text));
        }
        let (mut schedules, others) = source.take_objects("schedules");
        schedules.extend(times.schedules);
        if let Some(attending) = source.take("attending_type") {
            if schedules.is_empty() {
                schedules.push(Source::new(Map::new(), String::new()));
            }
            for schedule in &mut schedules {
                schedule.put_if_absent("attending_type", attending.value.clone());
            }
        }
        let schedules = schedules.into_iter().map(Source::finish);
        source.append("schedules", schedules.chain(others).collect());
    }

    /// Hangs every term on what it is a term of.
    fn kinds(&mut self, source: &mut Source) {
        let organization = source.take("organization").map(Found::into_object);
        let (organization, no_object) = match organization {
            Some(Ok(organization)) => (Some(self.organization(organization)), None),
            Some(Err(other)) => (None, Some(other.value)),
            None => (None, None),
        };
        let (cost_options, other_costs) = source.take_objects("cost_options");
        let (service_areas, other_areas) = source.take_objects("service_areas");
        let mut parts = Parts {
            organization,
            cost_options,
            service_areas,
        };
        parts.cost_options.iter_mut().for_each(cost_option);
        parts.service_areas.iter_mut().for_each(service_area);

        let mut attributes = Vec::new();
        for list in ["service_taxonomys", "taxonomies"] {
            let links = take_links(source, list, "service_type").into_iter();
            attributes.extend(links.map(|link| link.attribute));
        }
        for link in take_links(source, "link_taxonomies", "service") {
            match parts.named_by(&link) {
                Some(part) => part.append("attributes", vec![link.attribute]),
                None => attributes.push(link.attribute),
            }
        }
        source.append("attributes", attributes);
        let costs = parts.cost_options.into_iter().map(Source::finish);
        source.append("cost_options", costs.chain(other_costs).collect());
        let areas = parts.service_areas.into_iter().map(Source::finish);
        source.append("service_areas", areas.chain(other_areas).collect());
        if let Some(organization) = parts.organization.map(Source::finish).or(no_object) {
            source.put("organization", organization);
        }
    }

    /// Reviews have no place in 3.0: they stay in the record as it came.
    pub(super) fn set_reviews_aside(&mut self, source: &mut Source) {
        if let Some(reviews) = source.take("reviews") {
            self.note(issue::REVIEWS_SET_ASIDE, &reviews.at);
        }
    }
}

impl Parts {
    /// The part that a link names by its kind and id.
    fn named_by(&mut self, link: &Link) -> Option<&mut Source> {
        let parts = match link.link_type.as_deref()? {
            "organization" => self.organization.as_mut_slice(),
            "cost_option" => &mut self.cost_options,
            "service_area" => &mut self.service_areas,
            _ => return None,
        };
        let id = link.link_id.as_deref()?;
        parts.iter_mut().find(|part| part.text("id") == Some(id))
    }
}

fn deliverables(source: &mut Source) -> Vec<Value> {
    let mut attributes = Vec::new();
    for Found { value, at } in source.take_list("deliverable_type") {
        let text = words(&value).unwrap_or_default();
        let each = text.split([',', ';']).map(str::trim);
        let each = each.filter(|each| !each.is_empty());
        attributes.extend(each.map(|each| word("deliverable_type", each, &at)));
    }
    attributes
}
