//! The filters that `/services` and `/service_at_locations` share.

use std::ops::RangeInclusive;

use crate::api::{ApiError, Params};
use crate::domain::{ListingId, Whereabouts};
use crate::hub::Hub;
use crate::search::{Filters, Start};
use crate::store::{Hours, ListingFilter, Near};

/// Reads the filters; all that are given must hold, values of a repeated one are
/// alternatives.
pub(super) async fn read(params: &Params, hub: &Hub) -> Result<ListingFilter, ApiError> {
    let (near, home) = place(params, hub)?;
    Ok(ListingFilter {
        taxonomy_term_ids: params.texts("taxonomy_term_id"),
        taxonomy_ids: params.texts("taxonomy_id"),
        organization_ids: params.texts("organization_id"),
        minimum_age: params.number("minimum_age", AGES)?,
        maximum_age: params.number("maximum_age", AGES)?,
        hours: hours(params)?,
        modified_after: params.instant("modified_after")?,
        near,
        among: among(params, hub).await?,
        except: match home {
            Some(home) => not_covering(home, hub).await?,
            None => Vec::new(),
        },
    })
}

/// Ages in years that can be asked for.
const AGES: RangeInclusive<f64> = 0.0..=150.0;

/// Day and times, written as in a search; one entry of a timetable meets all that are given.
fn hours(params: &Params) -> Result<Hours, ApiError> {
    let mut asked = Filters::default();
    for name in ["day", "start_time", "end_time"] {
        for value in params.texts(name) {
            let set = asked.set(name, &value);
            set.map_err(|bad| ApiError::parameter(bad.name, bad.why))?;
        }
    }
    Ok(Hours {
        days: asked.days,
        opens_from: asked.start_minute,
        closes_by: asked.end_minute,
    })
}

/// With `proximity` a postcode is the middle of a circle. Alone it asks for services whose
/// areas cover it; those that state none stay, and those whose areas cannot be judged too.
fn place(params: &Params, hub: &Hub) -> Result<(Option<Near>, Option<Whereabouts>), ApiError> {
    let proximity = params.metres("proximity")?;
    let Some(postcode) = params.text("postcode")? else {
        return match proximity {
            Some(_) => Err(ApiError::parameter("proximity", "give a postcode with it")),
            None => Ok((None, None)),
        };
    };
    let place = Start::find(postcode, &hub.gazetteer)?;
    Ok(match proximity {
        Some(radius_m) => {
            let (lat, lon) = (place.located.lat, place.located.lon);
            (Some(Near { lat, lon, radius_m }), None)
        }
        None => (None, Some(place.home)),
    })
}

/// The listings whose areas leave a home out.
async fn not_covering(home: Whereabouts, hub: &Hub) -> Result<Vec<ListingId>, ApiError> {
    let index = hub.search.clone();
    Ok(tokio::task::spawn_blocking(move || index.not_covering(&home)).await??)
}

/// The listings that hold the words of `search`.
async fn among(params: &Params, hub: &Hub) -> Result<Option<Vec<ListingId>>, ApiError> {
    let Some(words) = params.text("search")?.map(str::to_owned) else {
        return Ok(None);
    };
    let index = hub.search.clone();
    let found = tokio::task::spawn_blocking(move || index.matching(&words)).await??;
    Ok(found)
}
