//! The filters that `/services` and `/service_at_locations` share.

use crate::api::{ApiError, Params};
use crate::domain::ListingId;
use crate::hub::Hub;
use crate::search::Start;
use crate::store::{ListingFilter, Near};

/// Parameters of the standard that this hub does not answer yet.
const LATER: [&str; 5] = [
    "minimum_age",
    "maximum_age",
    "start_time",
    "end_time",
    "day",
];

/// Reads the filters; all that are given must hold, values of a repeated one are
/// alternatives.
pub(super) async fn read(params: &Params, hub: &Hub) -> Result<ListingFilter, ApiError> {
    params.refuse(&LATER)?;
    Ok(ListingFilter {
        taxonomy_term_ids: params.texts("taxonomy_term_id"),
        taxonomy_ids: params.texts("taxonomy_id"),
        organization_ids: params.texts("organization_id"),
        modified_after: params.instant("modified_after")?,
        near: near(params, hub)?,
        among: among(params, hub).await?,
    })
}

/// A postcode alone asks for services whose area covers it, where areas can be read. None
/// can yet, and an area that cannot be read shuts nobody out: the postcode is checked and
/// every service stays.
fn near(params: &Params, hub: &Hub) -> Result<Option<Near>, ApiError> {
    let proximity = params.metres("proximity")?;
    let Some(postcode) = params.text("postcode")? else {
        return match proximity {
            Some(_) => Err(ApiError::parameter("proximity", "give a postcode with it")),
            None => Ok(None),
        };
    };
    let place = Start::find(postcode, &hub.gazetteer)?;
    Ok(proximity.map(|radius_m| Near {
        lat: place.located.lat,
        lon: place.located.lon,
        radius_m,
    }))
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
