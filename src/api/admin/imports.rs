//! `/api/admin/imports`: a spreadsheet is sent and shown, then applied, and can be taken back.
//!
//! The body of the upload is the file as it is, or a form with the file in it; the query says
//! for which feed, and the file's name where no form does.

use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::routing::{MethodRouter, get};
use serde::{Deserialize, Serialize};

use super::refreshes::{feed, limit};
use super::upload::Upload;
use super::{ApiError, Caller, Payload, Segments};
use crate::api::Params;
use crate::domain::FeedId;
use crate::federation::imports::{self, Applied, ImportOptions, Undone};
use crate::hub::Hub;
use crate::sheet::Import;
use crate::store::ImportRow;
use crate::works::{self, SheetFile, WorkError};

/// The largest file that is taken, in bytes.
const LARGEST: usize = 16 << 20;

/// The routes of `/api/admin/imports`: an upload may be larger than any other body.
pub(super) fn all() -> MethodRouter<Hub> {
    get(list).post(upload).layer(DefaultBodyLimit::max(LARGEST))
}

#[derive(Debug, Serialize)]
struct Imports {
    imports: Vec<ImportRow>,
}

/// A file as it was understood, and the id by which it is applied.
#[derive(Debug, Serialize)]
struct Shown {
    import: ImportRow,
    report: Import,
}

/// How an import shall be applied.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Wish {
    release: bool,
}

/// `GET /api/admin/imports?feed=&limit=`: the newest first.
async fn list(
    State(hub): State<Hub>,
    caller: Caller,
    params: Params,
) -> Result<Json<Imports>, ApiError> {
    let feed = feed(&params, &caller)?;
    let imports = hub.store.imports(feed.as_ref(), limit(&params)?).await?;
    Ok(Json(Imports { imports }))
}

/// `POST /api/admin/imports?feed=&file=`: the dry run. Nothing is listed on its account.
async fn upload(
    State(hub): State<Hub>,
    caller: Caller,
    params: Params,
    body: Result<Upload, ApiError>,
) -> Result<Json<Shown>, ApiError> {
    let Some(feed) = feed(&params, &caller)? else {
        return Err(ApiError::parameter("feed", "say which feed"));
    };
    caller.may_refresh(&feed)?;
    let Upload { name, bytes } = body?;
    let said = params.text("file")?.map(str::to_owned);
    let name = said.or(name).unwrap_or_else(|| "upload".to_owned());
    let file = SheetFile { name, bytes };
    let known = hub.config.feed(&feed);
    let path = known.and_then(|known| known.mapping.as_deref());
    let profile = works::mapping(path).map_err(WorkError::from)?;
    let book = hub.gazetteer.clone();
    let read = file.read(&feed, &profile, book).await;
    let report = read.map_err(WorkError::from)?;
    let import = hub.works().preview_import(&feed, &report).await?;
    Ok(Json(Shown { import, report }))
}

/// `POST /api/admin/imports/{id}/apply`, `{"release": true}` to let go what is held.
pub(super) async fn apply(
    State(hub): State<Hub>,
    caller: Caller,
    Segments(id): Segments<String>,
    Payload(wish): Payload<Wish>,
) -> Result<Json<Applied>, ApiError> {
    caller.may_refresh(&feed_of(&hub, &id).await?)?;
    if wish.release {
        caller.may_decide()?;
    }
    let options = ImportOptions {
        release: wish.release,
    };
    // On a task of its own: a caller who hangs up does not stop it half-way.
    let work = tokio::spawn(async move { hub.works().apply_import(&id, options).await });
    Ok(Json(work.await??))
}

/// `POST /api/admin/imports/{id}/undo`
pub(super) async fn undo(
    State(hub): State<Hub>,
    caller: Caller,
    Segments(id): Segments<String>,
) -> Result<Json<Undone>, ApiError> {
    caller.may_refresh(&feed_of(&hub, &id).await?)?;
    let work = tokio::spawn(async move { hub.works().undo_import(&id).await });
    Ok(Json(work.await??))
}

/// The feed of an import.
async fn feed_of(hub: &Hub, id: &str) -> Result<FeedId, ApiError> {
    let import = imports::find(&hub.store, id).await;
    Ok(import.map_err(WorkError::from)?.feed)
}
