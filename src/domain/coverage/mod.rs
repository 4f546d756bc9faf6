//! Whether the people of a place may use a service: its stated areas against a postcode.
//!
//! service areas -> [`Coverage`] -> (with a person's [`Whereabouts`]) covers, does not, or
//! not known. `area` reads one statement, `shape` reads geometry, `home` is the person's side.
//!
//! A service states any number of areas, each in up to four ways: a geometry, an official
//! code, a list of postcode parts, a name. The first way that can be judged decides its
//! area. The service covers a place when one of its areas does; it does not when every area
//! says so; else it is not known, and what is not known shuts nobody out.

mod area;
mod home;
mod shape;

use serde::{Deserialize, Serialize};

use crate::oruk::Service;
use area::Area;
pub use home::{Codes, Whereabouts, folded_district};

/// The longest text of a coverage, in bytes: what the search index takes as one value.
const LONGEST: usize = 60_000;

/// The areas that a service states.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Coverage(Vec<Area>);

impl Coverage {
    /// What a service states; `None` when it states no area.
    pub fn of(service: &Service) -> Option<Self> {
        let areas: Vec<Area> = service.service_areas.iter().map(Area::of).collect();
        (!areas.is_empty()).then_some(Self(areas))
    }

    /// Whether it takes in somebody who lives there; `None`: that cannot be said.
    pub fn covers(&self, home: &Whereabouts) -> Option<bool> {
        let answers: Vec<Option<bool>> = self.0.iter().map(|area| area.holds(home)).collect();
        if answers.contains(&Some(true)) {
            Some(true)
        } else if answers.contains(&None) {
            None
        } else {
            Some(false)
        }
    }

    /// As text, the same for the same areas; `None` when nothing in it can ever be judged, or
    /// when it is longer than an index takes.
    pub fn to_text(&self) -> Option<String> {
        let is_readable = self.0.iter().any(Area::is_readable);
        let text = serde_json::to_string(self).ok();
        text.filter(|text| is_readable && text.len() <= LONGEST)
    }

    /// Reads back what [`Coverage::to_text`] gave.
    pub fn from_text(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oruk::ServiceArea;

    fn named(names: &[&str]) -> Coverage {
        let area = |name: &&str| ServiceArea {
            name: Some((*name).to_owned()),
            ..ServiceArea::default()
        };
        let service = Service {
            service_areas: names.iter().map(area).collect(),
            ..Service::default()
        };
        Coverage::of(&service).unwrap()
    }

    #[test]
    fn one_area_that_holds_is_enough_and_one_that_cannot_be_judged_leaves_it_open() {
        let home = Whereabouts::of_postcode(&"LS6 2AB".parse().unwrap(), (53.82, -1.57));
        for (names, want) in [
            (vec!["LS6"], Some(true)),
            (vec!["BD1", "LS6"], Some(true)),
            (vec!["The valley", "LS6"], Some(true)),
            (vec!["BD1", "BD2"], Some(false)),
            (vec!["BD1", "The valley"], None),
            (vec!["The valley"], None),
        ] {
            assert_eq!(named(&names).covers(&home), want, "{names:?}");
        }
        assert_eq!(Coverage::of(&Service::default()), None);
    }

    #[test]
    fn a_coverage_survives_its_text_and_one_that_says_nothing_has_none() {
        let coverage = named(&["LS6 and LS7", "E08000035", "Wales"]);
        let text = coverage.to_text().unwrap();
        assert_eq!(Coverage::from_text(&text), Some(coverage));
        assert_eq!(named(&[""]).to_text(), None);
        let endless: Vec<String> = (0..9_000).map(|n| format!("Parish number {n}")).collect();
        let endless: Vec<&str> = endless.iter().map(String::as_str).collect();
        assert_eq!(named(&endless).to_text(), None);
        assert_eq!(Coverage::from_text("nonsense"), None);
    }
}
