//! The filters that `/services` and `/service_at_locations` share.

use crate::api::{ApiError, Params};
use crate::domain::{ListingId, Whereabouts};
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
    let (near, home) = place(params, hub)?;
    Ok(ListingFilter {
        taxonomy_term_ids: params.texts("taxonomy_term_id"),
        taxonomy_ids: params.texts("taxonomy_id"),
        organization_ids: params.texts("organization_id"),
        modified_after: params.instant("modified_after")?,
        near,
        among: among(params, hub).await?,
        except: match home {
            Some(home) => not_covering(home, hub).await?,
            None => Vec::new(),
        },
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
