//! `/api/v1/search`: the search for programs.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::StringRejection;
use axum::http::StatusCode;
use serde::Serialize;

use super::{ApiError, Params};
use crate::domain::{ListingId, Whereabouts};
use crate::gazetteer::{Layer, Quality, Status};
use crate::hub::Hub;
use crate::search::{
    Explanation, Facets, Filter, FoundCard, List, Origin, SearchAnswer, SearchRequest, Sort, Start,
    Unknown,
};

/// The answer.
#[derive(Debug, Serialize)]
pub(super) struct Found {
    results: Vec<FoundCard>,
    /// How many match in all, after the exact distance test.
    total: u64,
    /// Counts by filter and value.
    facets: Facets,
    origin: Option<Place>,
    /// How many no filter rules out, yet do not state what one asks.
    unknown: Unknown,
    /// Where the next page starts; `null` at the end.
    cursor: Option<String>,
    took_ms: i64,
    /// Why each result is where it is, when `explain=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    explain: Option<Explanation>,
}

/// Where distances are measured from.
#[derive(Debug, Serialize)]
struct Place {
    /// The postcode, or the part of one, in its normal form; `null` when none was given.
    postcode: Option<String>,
    /// The place as most listings write it; `null` when none was given by name.
    place: Option<String>,
    lat: f64,
    lon: f64,
    /// `exact`, `sector`, `outcode`, `place` or `coordinates`.
    quality: &'static str,
    /// Which layer of the gazetteer answered; `null` when coordinates were given.
    layer: Option<Layer>,
    /// `found`, `terminated` (then this is its last place) or `unknown` (then this is the
    /// middle of what lies around it); `null` when coordinates were given.
    status: Option<Status>,
    /// Of an approximate place: nine in ten places are nearer, in metres.
    radius_m: Option<f64>,
}

/// The largest form, in bytes: no address holds as much, and nobody types more.
pub(super) const LARGEST_FORM: usize = 1 << 20;

/// `GET /api/v1/search`
pub(super) async fn show(State(hub): State<Hub>, params: Params) -> Result<Json<Found>, ApiError> {
    found(&hub, &params).await
}

/// `POST /api/v1/search`: the same parameters as a form, for those that an address does not
/// hold, and for whoever would keep a person's postcode out of every log on the way.
pub(super) async fn form(
    State(hub): State<Hub>,
    body: Result<String, StringRejection>,
) -> Result<Json<Found>, ApiError> {
    let body = body.map_err(|refused| match refused.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::TooLarge("1 MiB"),
        _ => ApiError::Body("send the parameters of a search as a form, in UTF-8".to_owned()),
    })?;
    found(&hub, &Params::given(&body)?).await
}

async fn found(hub: &Hub, params: &Params) -> Result<Json<Found>, ApiError> {
    let began = hub.clock.now();
    let params = params.filled();
    let start = start(&params, hub)?;
    let (place, home) = start.unzip();
    let request = Arc::new(request(&params, place.as_ref(), home)?);
    let (index, asked) = (hub.search.clone(), request.clone());
    let mut answer = tokio::task::spawn_blocking(move || index.search(&asked)).await??;
    let results = answer.cards(&hub.store, &request).await?;
    name_feeds(&mut answer.facets, hub).await?;
    let explain = match params.flag("explain")? {
        Some(true) => Some(explained(hub, request, &answer).await?),
        _ => None,
    };
    Ok(Json(Found {
        results,
        total: answer.total,
        facets: answer.facets,
        origin: place,
        unknown: answer.unknown,
        cursor: answer.cursor,
        took_ms: hub.clock.now().as_millisecond() - began.as_millisecond(),
        explain,
    }))
}

/// What the parameters ask for.
pub(super) fn asked(hub: &Hub, params: &Params) -> Result<SearchRequest, ApiError> {
    let params = params.filled();
    let (place, home) = start(&params, hub)?.unzip();
    request(&params, place.as_ref(), home)
}

async fn explained(
    hub: &Hub,
    request: Arc<SearchRequest>,
    answer: &SearchAnswer,
) -> Result<Explanation, ApiError> {
    let ids: Vec<ListingId> = answer.hits.iter().map(|hit| hit.id).collect();
    let listings = hub.store.listings_by_id(&ids).await?;
    let (index, answer) = (hub.search.clone(), answer.clone());
    let explain = move || index.explain(&request, &answer, &listings);
    Ok(tokio::task::spawn_blocking(explain).await?)
}

/// Coordinates place the search where they are given, and then neither the postcode nor the
/// place can fail it; a postcode goes before the name of a place.
fn start(params: &Params, hub: &Hub) -> Result<Option<(Place, Whereabouts)>, ApiError> {
    let lat = params.number("lat", -90.0..=90.0)?;
    let lon = params.number("lon", -180.0..=180.0)?;
    match (lat, lon) {
        (Some(lat), Some(lon)) => {
            let place = Place {
                postcode: None,
                place: None,
                lat,
                lon,
                quality: "coordinates",
                layer: None,
                status: None,
                radius_m: None,
            };
            return Ok(Some((place, Whereabouts::of_point((lat, lon)))));
        }
        (Some(_), None) => return Err(ApiError::parameter("lon", "give it together with lat")),
        (None, Some(_)) => return Err(ApiError::parameter("lat", "give it together with lon")),
        (None, None) => {}
    }
    let found = match (params.text("postcode")?, params.text("place")?) {
        (Some(postcode), _) => Start::find(postcode, &hub.gazetteer)?,
        (None, Some(name)) => hub.search.start_at(name)?,
        (None, None) => return Ok(None),
    };
    let located = found.located;
    let is_approximate = located.is_approximate();
    let is_place = located.quality == Quality::Place;
    let place = Place {
        postcode: Some(found.name.clone()).filter(|_| !is_place),
        place: Some(found.name).filter(|_| is_place),
        lat: located.lat,
        lon: located.lon,
        quality: located.quality.as_str(),
        layer: Some(located.layer),
        status: Some(found.status),
        radius_m: is_approximate.then(|| located.radius_m.round()),
    };
    Ok(Some((place, found.home)))
}

/// The index knows feeds by their ids alone.
async fn name_feeds(facets: &mut Facets, hub: &Hub) -> Result<(), ApiError> {
    let Some(facet) = facets.get_mut(&Filter::List(List::Feed)) else {
        return Ok(());
    };
    let feeds = hub.store.feeds().await?;
    for value in &mut facet.values {
        if let Some(feed) = feeds.iter().find(|feed| feed.id.as_str() == value.value) {
            value.label.clone_from(&feed.name);
        }
    }
    Ok(())
}

fn request(
    params: &Params,
    place: Option<&Place>,
    home: Option<Whereabouts>,
) -> Result<SearchRequest, ApiError> {
    let radius_m = params.metres("radius_m")?;
    let sort = sort(params)?;
    for (name, is_given) in [
        ("radius_m", radius_m.is_some()),
        ("sort", sort == Sort::Distance),
    ] {
        if is_given && place.is_none() {
            let why = "a distance needs a start: give postcode, place, or lat and lon";
            return Err(ApiError::parameter(name, why));
        }
    }
    let defaults = SearchRequest::default();
    let limit = params.whole("limit", 1..=100)?;
    Ok(SearchRequest {
        q: params.text("q")?.map(str::to_owned),
        origin: place.map(|place| Origin {
            lat: place.lat,
            lon: place.lon,
        }),
        start: place.and_then(|place| place.postcode.clone().or_else(|| place.place.clone())),
        radius_m,
        home,
        filters: params.filters()?,
        facets: params.flag("facets")?.unwrap_or(true),
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
