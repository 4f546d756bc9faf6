//! Where it is: venues, postcodes, points, towns.
//!
//! A venue may change and the service stays; a town may not. Two records are in different towns
//! where their addresses say so and are too far apart for one town that goes by two names.

use super::evidence::Kind;
use super::ledger::{Group, Ledger};
use super::site::Site;
use crate::domain::Postcode;

/// How two places meet.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Meeting {
    /// One place; whether both are called the same too.
    Same { is_called_like: bool },
    /// The same town, as far as can be told; metres where they are known.
    Town { metres: Option<f64>, is_named: bool },
    /// It cannot be told.
    Unknown,
    /// Probably not in the same town; so much against.
    Doubtful(f64),
    /// In different towns.
    Elsewhere,
}

impl Meeting {
    fn weight(self) -> f64 {
        match self {
            Self::Same { is_called_like } => 1.4 + if is_called_like { 0.8 } else { 0.0 },
            Self::Town { metres, is_named } => {
                let near = metres.map_or(0.0, |m| if m < 1_000.0 { 0.3 } else { 0.0 });
                near + if is_named { 0.2 } else { 0.0 }
            }
            Self::Unknown => 0.0,
            Self::Doubtful(weight) => -weight,
            Self::Elsewhere => -5.0,
        }
    }
}

/// The letters with which a postcode begins: `LS`.
fn area(postcode: &Postcode) -> &str {
    let outward = postcode.outward();
    let end = outward.find(|c: char| c.is_ascii_digit());
    &outward[..end.unwrap_or(outward.len())]
}

fn meet(a: &Site, b: &Site) -> Meeting {
    let metres = a.metres(b);
    let is_named = a.is_in_town_of(b);
    let is_called_like = !a.venue.is_empty() && !b.venue.is_empty() && a.is_called_like(b);
    let both = a.postcode.as_ref().zip(b.postcode.as_ref());
    let same_outward = both.map(|(a, b)| a.outward() == b.outward());
    let same_area = both.map(|(a, b)| area(a) == area(b));
    let towns_told = !a.town.is_empty() && !b.town.is_empty();
    let is_near =
        metres.is_none_or(|m| m < 400.0) && same_area != Some(false) && (is_named || !towns_told);
    if a.has_postcode_of(b) || metres.is_some_and(|m| m < 80.0) || is_called_like && is_near {
        return Meeting::Same { is_called_like };
    }
    let by_distance = metres.map(|m| match (m, is_named, towns_told) {
        (..1_500.0, ..) => Meeting::Town { metres, is_named },
        (..6_000.0, false, true) => Meeting::Doubtful(2.0),
        (..3_000.0, ..) => Meeting::Town { metres, is_named },
        (..6_000.0, ..) => Meeting::Doubtful(0.8),
        (..12_000.0, true, _) => Meeting::Doubtful(0.8),
        (_, true, _) => Meeting::Doubtful(2.5),
        _ => Meeting::Elsewhere,
    });
    by_distance.unwrap_or(match (towns_told, is_named, same_outward, same_area) {
        (_, true, _, Some(false)) => Meeting::Doubtful(1.0),
        (_, true, ..) => Meeting::Town { metres, is_named },
        (true, false, Some(true), _) => Meeting::Doubtful(1.5),
        (true, false, ..) => Meeting::Elsewhere,
        (false, false, Some(true), _) => Meeting::Town { metres, is_named },
        (false, false, Some(false), Some(true)) => Meeting::Doubtful(2.0),
        (false, false, _, Some(false)) => Meeting::Elsewhere,
        _ => Meeting::Unknown,
    })
}

/// Compares where two are, by the places of theirs that fit best; says whether it is one place.
pub(super) fn compare(a: &[Site], b: &[Site], ledger: &mut impl Ledger) -> bool {
    let pairs = a
        .iter()
        .flat_map(|a| b.iter().map(move |b| (meet(a, b), a, b)));
    let best = pairs.max_by(|(x, ..), (y, ..)| x.weight().total_cmp(&y.weight()));
    let Some((meeting, a, b)) = best else {
        return false;
    };
    let weight = meeting.weight();
    let mut note =
        |kind, weight, text: &dyn Fn() -> String| ledger.add(Group::Place, kind, weight, text);
    match meeting {
        Meeting::Same { .. } => note(Kind::Venue, weight, &|| match &a.postcode {
            Some(postcode) if a.postcode == b.postcode => format!("both are at {postcode}"),
            _ => format!("both are at one place: {}", a.shown()),
        }),
        Meeting::Town { metres, .. } => {
            if weight > 0.0 {
                note(Kind::Town, weight, &|| match metres {
                    Some(metres) => format!("they are {} apart", distance(metres)),
                    None => format!("both are in {}", a.town_shown()),
                });
            }
            if !a.venue.is_empty() && !b.venue.is_empty() {
                note(Kind::Venue, -0.3, &|| {
                    format!("one is at {}, the other at {}", a.shown(), b.shown())
                });
            }
        }
        Meeting::Unknown => {}
        Meeting::Doubtful(_) => note(Kind::Town, weight, &|| apart(a, b)),
        Meeting::Elsewhere => ledger.conflict(Group::Place, Kind::Town, -weight, || apart(a, b)),
    }
    matches!(meeting, Meeting::Same { .. })
}

fn apart(a: &Site, b: &Site) -> String {
    match a.metres(b) {
        Some(metres) => format!("they are {} apart", distance(metres)),
        None => format!(
            "one is at {}, the other at {}",
            a.town_shown(),
            b.town_shown()
        ),
    }
}

fn distance(metres: f64) -> String {
    if metres < 950.0 {
        format!("{:.0} m", (metres / 10.0).round() * 10.0)
    } else {
        format!("{:.1} km", metres / 1_000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::ledger::Sums;
    use super::super::site::sites;
    use super::*;
    use serde_json::{Value, json};

    fn site(venue: &str, town: &str, postcode: &str, at: Option<(f64, f64)>) -> Vec<Site> {
        let mut location = json!({
            "name": venue,
            "addresses": [{"city": town, "postal_code": postcode}],
        });
        if let Some((lat, lon)) = at {
            location["latitude"] = Value::from(lat);
            location["longitude"] = Value::from(lon);
        }
        let service = json!({"service_at_locations": [{"location": location}]});
        sites(&serde_json::from_value(service).unwrap())
    }

    #[test]
    fn a_venue_may_change_and_a_town_may_not() {
        let hall = site(
            "St Anne's Church Hall",
            "Thornbeck",
            "HX6 1DD",
            Some((53.7069, -1.9022)),
        );
        for (other, same, apart) in [
            (
                site("Saint Annes Church Hall", "Thornbeck", "HX6 1DD", None),
                true,
                false,
            ),
            (site("St. Anne's Hall", "Thornbeck", "", None), true, false),
            (site("Library", "Thornbeck", "HX6 1AA", None), false, false),
            (
                site("Library", "", "", Some((53.7081, -1.9055))),
                false,
                false,
            ),
            (site("Town Hall", "Kelmore", "HX7 8AD", None), false, true),
            (site("Town Hall", "", "", Some((53.80, -2.10))), false, true),
            (site("", "", "LS1 4AP", None), false, true),
        ] {
            let mut sums = Sums::default();
            assert_eq!(compare(&hall, &other, &mut sums), same, "{other:?}");
            assert_eq!(sums.conflict, apart, "{other:?}");
        }
        let mut sums = Sums::default();
        assert!(!compare(&hall, &[], &mut sums) && !sums.conflict);
    }
}
