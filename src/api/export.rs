//! `/api/v1/services.ndjson` and `/api/v1/export/{format}`: everything, or what a search finds,
//! as a file that streams.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures::{StreamExt, stream};

use super::{ApiError, Params, Segments, search};
use crate::export::{Choice, Export, Format};
use crate::hub::Hub;
use crate::search::Filters;
use crate::traffic::{Client, Seat};

/// `GET /api/v1/services.ndjson`
pub(super) async fn lines(State(hub): State<Hub>, params: Params) -> Result<Response, ApiError> {
    respond(&hub, Format::Ndjson, &params, None).await
}

/// `GET /api/v1/export/{format}`, with the parameters of `/api/v1/search` for a part of it
pub(super) async fn show(
    State(hub): State<Hub>,
    client: Client,
    Segments(format): Segments<String>,
    params: Params,
) -> Result<Response, ApiError> {
    let format: Format = format.parse().map_err(|_| ApiError::NotFound)?;
    // A file takes a processor while it is built, and room on the disk until it is taken.
    let seat = match hub.building.as_ref().filter(|_| !format.is_text()) {
        Some(building) => {
            let too_many = ApiError::TooMany(building.retry_after());
            Some(building.take(client.0, 1).await.ok_or(too_many)?)
        }
        None => None,
    };
    respond(&hub, format, &params, seat).await
}

async fn respond(
    hub: &Hub,
    format: Format,
    params: &Params,
    seat: Option<Seat>,
) -> Result<Response, ApiError> {
    let choice = choice(hub, params).await?;
    let mut export = Export::begin(&hub.store, &hub.config, format, choice)
        .await
        .map_err(|error| ApiError::Internal(error.into()))?;
    // What goes wrong with the first piece can still be told; later the answer breaks off, so
    // that nobody takes a part for the whole.
    let first = export
        .next()
        .await
        .map_err(|error| ApiError::Internal(error.into()))?;
    let pieces = stream::unfold((first, Some(export)), |(ready, export)| async move {
        if let Some(piece) = ready {
            return Some((Ok(piece), (None, export)));
        }
        let mut export = export?;
        match export.next().await {
            Ok(piece) => piece.map(|piece| (Ok(piece), (None, Some(export)))),
            Err(error) => {
                tracing::error!(%error, "an export broke off");
                Some((Err(error), (None, None)))
            }
        }
    });
    // A body may be asked again after its end.
    let mut response = Body::from_stream(pieces.fuse()).into_response();
    if let Some(seat) = seat {
        response = seat.hold(response);
    }
    let headers = response.headers_mut();
    let media_type = HeaderValue::from_static(format.media_type());
    headers.insert(header::CONTENT_TYPE, media_type);
    let named = format!("attachment; filename=\"{}\"", format.file_name());
    for (name, value) in [
        (header::CONTENT_DISPOSITION, named),
        (
            header::LINK,
            format!("<{}>; rel=\"license\"", hub.config.publisher.licence),
        ),
    ] {
        // A licence that is no header goes without one: it stands in the file too.
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(name, value);
        }
    }
    Ok(response)
}

/// Everything, unless something is searched for.
async fn choice(hub: &Hub, params: &Params) -> Result<Choice, ApiError> {
    let request = search::asked(hub, params)?;
    let asks_nothing =
        request.q.is_none() && request.origin.is_none() && request.filters == Filters::default();
    if asks_nothing {
        return Ok(Choice::Everything);
    }
    let index = hub.search.clone();
    let found = tokio::task::spawn_blocking(move || index.search_all(&request)).await??;
    Ok(Choice::These(found))
}
