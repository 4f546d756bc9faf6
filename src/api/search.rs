//! `/api/v1/search`: the search for programs.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::{ApiError, Params};
use crate::gazetteer::{Layer, Status};
use crate::hub::Hub;
use crate::search::{FoundCard, Origin, PostcodeOrigin, SearchRequest, Sort};

/// Parameters that a later version answers.
const LATER: [&str; 16] = [
    "max_cost",
    "age",
    "min_age",
    "max_age",
    "day",
    "start_time",
    "end_time",
    "remote",
    "audience",
    "accessible",
    "language",
    "category",
    "taxonomy_term_id",
    "organization_id",
    "feed",
    "verified_within_days",
];

/// The answer.
#[derive(Debug, Serialize)]
pub(super) struct Found {
    results: Vec<FoundCard>,
    /// How many match in all, after the exact distance test.
    total: u64,
    /// Counts by facet; none are counted yet.
    facets: serde_json::Map<String, serde_json::Value>,
    origin: Option<Place>,
    /// How many were left out because they do not state what a filter asks.
    unknown: Unknown,
    /// Where the next page starts; `null` at the end.
    cursor: Option<String>,
    took_ms: i64,
}

/// Where distances are measured from.
#[derive(Debug, Serialize)]
struct Place {
    /// The postcode, or the part of one, in its normal form; `null` when coordinates were given.
    postcode: Option<String>,
    lat: f64,
    lon: f64,
    /// `exact`, `sector`, `outcode` or `coordinates`.
    quality: &'static str,
    /// Which layer of the gazetteer answered; `null` when coordinates were given.
    layer: Option<Layer>,
    /// `found`, `terminated` (then this is its last place) or `unknown` (then this is the
    /// middle of what lies around it); `null` when coordinates were given.
    status: Option<Status>,
    /// Of an approximate place: nine in ten places are nearer, in metres.
    radius_m: Option<f64>,
}

#[derive(Debug, Serialize)]
struct Unknown {
    free: u64,
}

/// `GET /api/v1/search`
pub(super) async fn show(State(hub): State<Hub>, params: Params) -> Result<Json<Found>, ApiError> {
    let began = hub.clock.now();
    let place = place(&params, &hub)?;
    let origin = place.as_ref().map(|place| Origin {
        lat: place.lat,
        lon: place.lon,
    });
    let request = request(&params, origin)?;
    let index = hub.search.clone();
    let mut answer = tokio::task::spawn_blocking(move || index.search(&request)).await??;
    let results = answer.cards(&hub.store, origin).await?;
    Ok(Json(Found {
        results,
        total: answer.total,
        facets: serde_json::Map::new(),
        origin: place,
        unknown: Unknown {
            free: answer.unknown_free,
        },
        cursor: answer.cursor,
        took_ms: hub.clock.now().as_millisecond() - began.as_millisecond(),
    }))
}

/// Coordinates place the search where they are given, and then the postcode cannot fail it.
fn place(params: &Params, hub: &Hub) -> Result<Option<Place>, ApiError> {
    let lat = params.number("lat", -90.0..=90.0)?;
    let lon = params.number("lon", -180.0..=180.0)?;
    match (lat, lon) {
        (Some(lat), Some(lon)) => {
            return Ok(Some(Place {
                postcode: None,
                lat,
                lon,
                quality: "coordinates",
                layer: None,
                status: None,
                radius_m: None,
            }));
        }
        (Some(_), None) => return Err(ApiError::parameter("lon", "give it together with lat")),
        (None, Some(_)) => return Err(ApiError::parameter("lat", "give it together with lon")),
        (None, None) => {}
    }
    let Some(text) = params.text("postcode")? else {
        return Ok(None);
    };
    let found = PostcodeOrigin::find(text, &hub.gazetteer)?;
    let located = found.located;
    let is_approximate = located.is_approximate();
    Ok(Some(Place {
        postcode: Some(found.postcode),
        lat: located.lat,
        lon: located.lon,
        quality: located.quality.as_str(),
        layer: Some(located.layer),
        status: Some(found.status),
        radius_m: is_approximate.then(|| located.radius_m.round()),
    }))
}

fn request(params: &Params, origin: Option<Origin>) -> Result<SearchRequest, ApiError> {
    params.refuse(&LATER)?;
    let radius_m = params.metres("radius_m")?;
    let sort = sort(params)?;
    for (name, is_given) in [
        ("radius_m", radius_m.is_some()),
        ("sort", sort == Sort::Distance),
    ] {
        if is_given && origin.is_none() {
            let why = "a distance needs a start: give postcode, or lat and lon";
            return Err(ApiError::parameter(name, why));
        }
    }
    let defaults = SearchRequest::default();
    let limit = params.whole("limit", 1..=100)?;
    Ok(SearchRequest {
        q: params.text("q")?.map(str::to_owned),
        origin,
        radius_m,
        free: params.flag("free")?,
        include_unknown: params.flag("include_unknown")?.unwrap_or(false),
        sort,
        limit: limit
            .map_or(Ok(defaults.limit), usize::try_from)
            .unwrap_or(defaults.limit),
        cursor: params.text("cursor")?.map(str::to_owned),
    })
}

fn sort(params: &Params) -> Result<Sort, ApiError> {
    match params.text("sort")? {
        None | Some("relevance") => Ok(Sort::Relevance),
        Some("distance") => Ok(Sort::Distance),
        Some("fresh") => Ok(Sort::Fresh),
        Some(_) => Err(ApiError::parameter(
            "sort",
            "write relevance, distance or fresh",
        )),
    }
}
