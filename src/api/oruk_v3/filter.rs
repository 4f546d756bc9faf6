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
    let stated = stated(params)?;
    let near = circle(params, hub)?;
    // Without a circle a postcode asks for services whose areas cover it.
    let except = match home(params, "postcode", hub)?.filter(|_| near.is_none()) {
        Some(home) => not_covering(home, hub).await?,
        None => Vec::new(),
    };
    Ok(ListingFilter {
        near,
        except,
        among: among(params, hub).await?,
        ..stated
    })
}

/// Reads those filters for which it is enough to look at what a service states.
pub(super) fn stated(params: &Params) -> Result<ListingFilter, ApiError> {
    Ok(ListingFilter {
        taxonomy_term_ids: params.texts("taxonomy_term_id"),
        taxonomy_ids: params.texts("taxonomy_id"),
        organization_ids: params.texts("organization_id"),
        minimum_age: params.number("minimum_age", AGES)?,
        maximum_age: params.number("maximum_age", AGES)?,
        hours: times(params)?,
        modified_after: params.instant("modified_after")?,
        ..ListingFilter::default()
    })
}

/// Ages in years that can be asked for.
pub(in crate::api) const AGES: RangeInclusive<f64> = 0.0..=150.0;

/// Day and times, written as in a search; one entry of a timetable meets all that are given.
pub(in crate::api) fn hours(
    given: impl Iterator<Item = (&'static str, String)>,
) -> Result<Hours, ApiError> {
    let mut asked = Filters::default();
    for (name, value) in given {
        let set = asked.set(name, &value);
        set.map_err(|bad| ApiError::parameter(bad.name, bad.why))?;
    }
    Ok(Hours {
        days: asked.days,
        opens_from: asked.start_minute,
        closes_by: asked.end_minute,
    })
}

/// All that is given of day and times.
fn times(params: &Params) -> Result<Vec<Hours>, ApiError> {
    let names = ["day", "start_time", "end_time"].into_iter();
    let given = names.flat_map(|name| params.texts(name).into_iter().map(move |v| (name, v)));
    let hours = hours(given)?;
    Ok((hours != Hours::default())
        .then_some(hours)
        .into_iter()
        .collect())
}

/// With `proximity` a postcode is the middle of a circle.
pub(in crate::api) fn circle(params: &Params, hub: &Hub) -> Result<Option<Near>, ApiError> {
    let proximity = params.metres("proximity")?;
    let Some(postcode) = params.text("postcode")? else {
        return match proximity {
            Some(_) => Err(ApiError::parameter("proximity", "give a postcode with it")),
            None => Ok(None),
        };
    };
    let place = Start::find(postcode, &hub.gazetteer)?;
    let (lat, lon) = (place.located.lat, place.located.lon);
    Ok(proximity.map(|radius_m| Near { lat, lon, radius_m }))
}

/// The home that a postcode is.
pub(in crate::api) fn home(
    params: &Params,
    name: &'static str,
    hub: &Hub,
) -> Result<Option<Whereabouts>, ApiError> {
    let postcode = params.text(name)?;
    let place = postcode.map(|postcode| Start::find(postcode, &hub.gazetteer));
    let place = place.transpose().map_err(|error| match name {
        "postcode" => ApiError::from(error),
        _ => ApiError::parameter(name, error.to_string()),
    })?;
    Ok(place.map(|place| place.home))
}

/// The listings whose areas leave a home out. Those that state none stay, and those whose
/// areas cannot be judged too.
pub(in crate::api) async fn not_covering(
    home: Whereabouts,
    hub: &Hub,
) -> Result<Vec<ListingId>, ApiError> {
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
