//! From a listing to its document in the index.

use jiff::civil::Date;
use tantivy::{TantivyDocument, Term};

use super::cells::{self, LEVELS, MAYBE_SOMEWHERE, NOWHERE};
use super::filter::Facts;
use super::lay::Need;
use super::schema::Fields;
use super::suggest;
use super::texts::Texts;
use super::words::WordReader;
use crate::domain::{FeedId, Listing, ListingId, ListingState, Place, service_places};
use crate::gazetteer::{Gazetteer, Postcode};
use crate::oruk::Service;

/// A place in millionths of a degree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) lat: i64,
    pub(super) lon: i64,
}

impl Spot {
    /// `None` for what cannot be a place: out of range, or the 0/0 that feeds write for "unknown".
    fn at(lat: f64, lon: f64) -> Option<Self> {
        let is_place = (-90.0..=90.0).contains(&lat)
            && (-180.0..=180.0).contains(&lon)
            && (lat, lon) != (0.0, 0.0);
        is_place.then(|| Self {
            lat: (lat * 1e6).round() as i64,
            lon: (lon * 1e6).round() as i64,
        })
    }

    /// In degrees.
    pub(super) fn point(self) -> geo::Point {
        geo::Point::new(self.lon as f64 / 1e6, self.lat as f64 / 1e6)
    }

    fn ground_order(self) -> u64 {
        cells::ground_order(self.point().y(), self.point().x())
    }
}

/// Stands in the column of postcodes for a place whose point was derived from its postcode: it
/// is known by its postcode alone, and where that is, the document itself says.
pub(super) const DERIVED: u64 = 0;

/// Where the gazetteer puts these packed postcodes, in their order; unknown ones are left out.
pub(super) fn spots(postcodes: impl Iterator<Item = u64>, gazetteer: &Gazetteer) -> Vec<Spot> {
    postcodes
        .filter_map(Postcode::from_bits)
        .filter_map(|postcode| gazetteer.locate(&postcode))
        .filter_map(|located| Spot::at(located.lat, located.lon))
        .collect()
}

/// A published listing with its document read.
#[derive(Debug)]
pub(super) struct Entry {
    id: ListingId,
    is_searchable: bool,
    /// Whether somebody froze it, for it is full.
    is_full: bool,
    feed: FeedId,
    service: Service,
}

impl Entry {
    /// `None` when the listing is not published.
    ///
    /// # Errors
    /// When the stored document is not a service, which only damage explains.
    pub(super) fn read(listing: &Listing) -> Result<Option<Self>, serde_json::Error> {
        if !listing.is_published {
            return Ok(None);
        }
        Ok(Some(Self {
            id: listing.id,
            is_searchable: listing.is_searchable(),
            is_full: listing.state == ListingState::Frozen,
            feed: listing.feed.clone(),
            service: serde_json::from_str(&listing.doc)?,
        }))
    }

    /// What it teaches of postcodes.
    pub(super) fn lessons(&self) -> Vec<(String, f64, f64)> {
        service_places(&self.service)
            .into_iter()
            .filter(|place| !place.is_derived)
            .filter_map(|place| {
                let (lat, lon) = place.point?;
                Some((place.postcode?, lat, lon))
            })
            .collect()
    }

    /// Its texts, cut into words.
    pub(super) fn texts(&self, reader: &mut WordReader) -> Texts {
        Texts::of(&self.service, reader)
    }

    /// What filters ask of it.
    pub(super) fn facts(&self) -> Facts {
        Facts::of(&self.service, &self.feed, self.is_full)
    }

    /// Its document but for the texts, with the gazetteer's word for places that state no point.
    pub(super) fn document(
        &self,
        fields: &Fields,
        facts: &Facts,
        gazetteer: &Gazetteer,
    ) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_bytes(fields.id, self.id.0.as_bytes());
        let (high, low) = self.id.0.as_u64_pair();
        document.add_u64(fields.id_high, high);
        document.add_u64(fields.id_low, low);
        document.add_bool(fields.searchable, self.is_searchable);
        if let Some(days) = self.service.assured_date.as_deref().and_then(days) {
            document.add_i64(fields.assured, days);
        }
        document.add_u64(fields.complete, completeness(&self.service));
        fields.filters.write(facts, &mut document);
        self.add_places(&mut document, fields, gazetteer, facts);
        document
    }

    /// Adds the names to complete, those of the needs that it plainly meets among them.
    pub(super) fn add_names<'a>(
        &self,
        document: &mut TantivyDocument,
        fields: &Fields,
        facts: &Facts,
        gazetteer: &Gazetteer,
        needs: impl Iterator<Item = &'a Need>,
    ) {
        if self.is_searchable {
            let categories = facts.categories();
            for value in suggest::named(&self.service, needs, categories, gazetteer) {
                document.add_text(fields.named, value);
            }
        }
    }

    fn add_places(
        &self,
        document: &mut TantivyDocument,
        fields: &Fields,
        gazetteer: &Gazetteer,
        facts: &Facts,
    ) {
        let places = service_places(&self.service);
        let stated = |place: &Place| place.point.and_then(|(lat, lon)| Spot::at(lat, lon));
        let postcodes: Vec<u64> = places
            .iter()
            .filter(|place| stated(place).is_none())
            .filter_map(|place| place.postcode.as_ref()?.parse().ok())
            .map(|postcode: Postcode| postcode.to_bits())
            .collect();
        let is_derived = |place: &&Place| place.is_derived && stated(place).is_some();
        let derived = places.iter().filter(is_derived).map(|_| DERIVED);
        for postcode in derived.chain(postcodes.iter().copied()) {
            document.add_u64(fields.postcode, postcode);
        }
        let stated = places
            .iter()
            .filter_map(|place| Some((stated(place)?, place.is_derived)));
        let looked_up = spots(postcodes.into_iter(), gazetteer).into_iter();
        let spots: Vec<(Spot, bool)> = stated.chain(looked_up.map(|spot| (spot, true))).collect();
        for (spot, by_postcode) in &spots {
            document.add_i64(fields.lat, spot.lat);
            document.add_i64(fields.lon, spot.lon);
            document.add_bool(fields.by_postcode, *by_postcode);
        }
        let orders: Vec<u64> = spots.iter().map(|(spot, _)| spot.ground_order()).collect();
        document.add_u64(
            fields.ground_order,
            orders.first().copied().unwrap_or(u64::MAX),
        );
        let mut numbers: Vec<u64> = orders
            .iter()
            .flat_map(|order| LEVELS.map(|level| cells::cell(*order, level)))
            .collect();
        if numbers.is_empty() {
            numbers.push(NOWHERE);
            numbers.extend(facts.may_have_a_place().then_some(MAYBE_SOMEWHERE));
        }
        numbers.sort_unstable();
        numbers.dedup();
        for number in numbers {
            document.add_u64(fields.cell, number);
        }
    }
}

/// What finds the document of a listing, to delete or replace it.
pub(super) fn key(fields: &Fields, id: ListingId) -> Term {
    Term::from_field_bytes(fields.id, id.0.as_bytes())
}

/// Marks of completeness: one for each thing stated that people decide by.
fn completeness(service: &Service) -> u64 {
    let is_given = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
    let marks = [
        is_given(&service.description),
        is_given(&service.url) || is_given(&service.email),
        !service.phones.is_empty() || !service.contacts.is_empty(),
        !service.attributes.is_empty(),
        !service.schedules.is_empty(),
        !service.cost_options.is_empty() || is_given(&service.fees_description),
        is_given(&service.eligibility_description) || service.minimum_age.is_some(),
        is_given(&service.assured_date),
    ];
    marks.into_iter().map(u64::from).sum()
}

/// Days from 1970 to a `YYYY-MM-DD`, with or without a time behind it.
fn days(text: &str) -> Option<i64> {
    text.get(..10)?.parse().ok().map(days_of)
}

/// Days from 1970 to a date.
pub(super) fn days_of(date: Date) -> i64 {
    let epoch = Date::constant(1970, 1, 1);
    date.duration_since(epoch).as_hours() / 24
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_count_in_days_and_nonsense_does_not_count() {
        for (text, want) in [
            ("1970-01-02", Some(1)),
            ("1969-12-31", Some(-1)),
            ("2026-11-21", Some(20_778)),
            ("2026-11-21T10:00:00Z", Some(20_778)),
            ("2026-13-01", None),
            ("last week", None),
            ("", None),
            ("ééééé", None),
        ] {
            assert_eq!(days(text), want, "{text}");
        }
    }

    #[test]
    fn impossible_points_are_no_places() {
        for (lat, lon) in [
            (0.0, 0.0),
            (99.999999, 0.0),
            (53.0, 181.0),
            (f64::NAN, -1.0),
            (53.0, f64::INFINITY),
        ] {
            assert_eq!(Spot::at(lat, lon), None, "{lat}, {lon}");
        }
        let spot = Spot::at(53.796, -1.548);
        assert_eq!(
            spot,
            Some(Spot {
                lat: 53_796_000,
                lon: -1_548_000
            })
        );
    }
}
