//! `/api/admin/matches`: which records are one service, where a person has to say.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};

use super::refreshes::limit;
use super::{ApiError, Caller, Payload, Segments};
use crate::api::Params;
use crate::federation::{self, Ask, Author, DecideError, Decided, Question, Word};
use crate::hub::Hub;
use crate::store::{DecisionRow, RecordName};

#[derive(Debug, Serialize)]
pub(super) struct Matches {
    /// Pairs in question, with both sides and the evidence.
    questions: Vec<Question>,
    /// What was decided and holds.
    decisions: Vec<DecisionRow>,
}

/// What a person says.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Say {
    /// `merge`, `apart`, `split` or `undo`.
    action: Option<String>,
    /// A question's id, for `merge` and `apart`; a decision's, for `undo`.
    id: Option<String>,
    /// In place of a question's id: one listing.
    a: Option<String>,
    /// The other listing.
    b: Option<String>,
    /// For `split`: the listing.
    listing: Option<String>,
    /// For `split`: the records to part from the rest.
    records: Vec<RecordName>,
    comment: Option<String>,
}

/// `GET /api/admin/matches?limit=`
pub(super) async fn list(
    State(hub): State<Hub>,
    caller: Caller,
    params: Params,
) -> Result<Json<Matches>, ApiError> {
    caller.may_look()?;
    let limit = limit(&params)?;
    Ok(Json(Matches {
        questions: federation::questions(&hub.store, &hub.config, limit).await?,
        decisions: hub.store.decisions(false, limit).await?,
    }))
}

/// `POST /api/admin/matches` with `{"action": "merge|apart", "id": QUESTION}` or `"a"` and `"b"`,
/// two listings; `{"action": "split", "listing": …, "records": [{"feed", "record"}]}`;
/// `{"action": "undo", "id": DECISION}`; and a `"comment"`.
pub(super) async fn say(
    State(hub): State<Hub>,
    caller: Caller,
    Payload(said): Payload<Say>,
) -> Result<Json<Decided>, ApiError> {
    caller.may_decide()?;
    act(&hub, &caller, said).await
}

/// `POST /api/admin/matches/{id}/{action}`: as above, with the id and the action in the address.
pub(super) async fn act_on(
    State(hub): State<Hub>,
    caller: Caller,
    Segments((id, action)): Segments<(String, String)>,
    Payload(said): Payload<Say>,
) -> Result<Json<Decided>, ApiError> {
    caller.may_decide()?;
    let said = match action.as_str() {
        "split" => Say {
            listing: Some(id),
            ..said
        },
        _ => Say {
            id: Some(id),
            ..said
        },
    };
    let action = Some(action);
    act(&hub, &caller, Say { action, ..said }).await
}

async fn act(hub: &Hub, caller: &Caller, said: Say) -> Result<Json<Decided>, ApiError> {
    let name = caller.name();
    let author = Author {
        name: &name,
        comment: said.comment.as_deref(),
    };
    let done = federation::settle(&hub.store, &hub.config, &ask(&said)?, author).await;
    done.map(Json).map_err(refused)
}

/// What is asked for, if it is said in full.
fn ask(said: &Say) -> Result<Ask, ApiError> {
    let missing = |what: &str| ApiError::Content(what.to_owned());
    let pair = |word| {
        let one = said.id.clone().or_else(|| said.a.clone());
        Ok(Ask::Pair {
            word,
            one: one.ok_or_else(|| missing("id names a question, or a and b two listings"))?,
            other: said.b.clone(),
        })
    };
    match said.action.as_deref() {
        Some("merge") => pair(Word::Merge),
        Some("apart") => pair(Word::Apart),
        Some("split") => {
            let listing = said.listing.as_deref().and_then(|id| id.parse().ok());
            Ok(Ask::Split {
                listing: listing.ok_or_else(|| missing("listing is the id of a listing"))?,
                records: said.records.clone(),
            })
        }
        Some("undo") => {
            let id = said.id.clone();
            let id = id.ok_or_else(|| missing("id names a decision"))?;
            Ok(Ask::Undo(id))
        }
        _ => Err(missing("action is merge, apart, split or undo")),
    }
}

/// A decision that cannot be made, as an answer.
pub(super) fn refused(error: DecideError) -> ApiError {
    match error {
        DecideError::Unknown(_) => ApiError::NotFound,
        DecideError::Pointless(_) | DecideError::Off => ApiError::Conflict(error.to_string()),
        DecideError::Edit(error) => ApiError::Content(error.to_string()),
        DecideError::Store(error) => error.into(),
    }
}
