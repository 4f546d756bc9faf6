//! `/api/admin/suspensions` and `/api/admin/questions`: what the watch found or is not sure
//! of, and a person's word on it. The two differ in the table they stand in and in what a
//! word does, so the same handlers serve both.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::refreshes::limit;
use super::{ApiError, Caller, Payload, Segments};
use crate::api::Params;
use crate::domain::{Suspension, SuspensionState};
use crate::hub::Hub;
use crate::lifecycle::{self, SettleError, Settlement};
use crate::store::{Store, StoreError};

/// Which of the two.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// Listings that are hidden.
    Suspension,
    /// Listings in doubt.
    Question,
}

/// A type that stands for one of the two in a route.
pub(super) trait Of {
    /// Which one.
    const KIND: Kind;
}

/// Suspensions.
#[derive(Debug)]
pub(super) struct Suspensions;

/// Questions.
#[derive(Debug)]
pub(super) struct Questions;

impl Of for Suspensions {
    const KIND: Kind = Kind::Suspension;
}

impl Of for Questions {
    const KIND: Kind = Kind::Question;
}

impl Kind {
    /// What a list of them is called.
    fn plural(self) -> &'static str {
        match self {
            Self::Suspension => "suspensions",
            Self::Question => "questions",
        }
    }

    async fn list(
        self,
        store: &Store,
        state: Option<SuspensionState>,
        limit: i64,
    ) -> Result<Vec<Suspension>, StoreError> {
        match self {
            Self::Suspension => store.suspensions(state, limit).await,
            Self::Question => store.questions(state, limit).await,
        }
    }

    async fn find(self, store: &Store, id: &str) -> Result<Option<Suspension>, StoreError> {
        match self {
            Self::Suspension => store.suspension(id).await,
            Self::Question => store.question(id).await,
        }
    }

    async fn settle(
        self,
        store: &Store,
        id: &str,
        settlement: Settlement,
        by: &str,
        comment: Option<&str>,
    ) -> Result<Suspension, SettleError> {
        match self {
            Self::Suspension => lifecycle::settle(store, id, settlement, by, comment).await,
            Self::Question => lifecycle::answer(store, id, settlement, by, comment).await,
        }
    }
}

/// What a person says.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Word {
    pub(super) action: Option<String>,
    comment: Option<String>,
}

impl Word {
    /// What was said beside the action. PostgreSQL refuses U+0000 in text.
    pub(super) fn comment(&self) -> Option<String> {
        Some(self.comment.as_ref()?.replace('\0', ""))
    }
}

/// `GET …?state=&limit=`: the newest first.
pub(super) async fn list<K: Of>(
    State(hub): State<Hub>,
    caller: Caller,
    params: Params,
) -> Result<Json<BTreeMap<&'static str, Vec<Suspension>>>, ApiError> {
    caller.may_look()?;
    let state = match params.text("state")? {
        None => None,
        Some(word) => Some(SuspensionState::from_stored(word).ok_or_else(|| {
            ApiError::parameter(
                "state",
                "write open, confirmed, edited, dismissed or cleared",
            )
        })?),
    };
    let found = K::KIND.list(&hub.store, state, limit(&params)?).await?;
    Ok(Json(BTreeMap::from([(K::KIND.plural(), found)])))
}

/// `GET …/{id}`
pub(super) async fn show<K: Of>(
    State(hub): State<Hub>,
    caller: Caller,
    Segments(id): Segments<String>,
) -> Result<Json<Suspension>, ApiError> {
    caller.may_look()?;
    let found = K::KIND.find(&hub.store, &id).await?;
    found.map(Json).ok_or(ApiError::NotFound)
}

/// `POST …/{id}` with `{"action": "confirm|edit|dismiss", "comment": …}`
pub(super) async fn settle<K: Of>(
    State(hub): State<Hub>,
    caller: Caller,
    Segments(id): Segments<String>,
    Payload(word): Payload<Word>,
) -> Result<Json<Suspension>, ApiError> {
    caller.may_decide()?;
    let action = word.action.as_deref().and_then(Settlement::from_word);
    let action =
        action.ok_or_else(|| ApiError::Content("action is confirm, edit or dismiss".to_owned()))?;
    say(&hub, &caller, K::KIND, &id, action, &word).await
}

/// `POST …/{id}/confirm`, `…/edit` and `…/dismiss` with `{"comment": …}`
pub(super) async fn act<K: Of>(
    State(hub): State<Hub>,
    caller: Caller,
    Segments((id, action)): Segments<(String, String)>,
    Payload(word): Payload<Word>,
) -> Result<Json<Suspension>, ApiError> {
    caller.may_decide()?;
    let action = Settlement::from_word(&action).ok_or(ApiError::NotFound)?;
    say(&hub, &caller, K::KIND, &id, action, &word).await
}

async fn say(
    hub: &Hub,
    caller: &Caller,
    kind: Kind,
    id: &str,
    settlement: Settlement,
    word: &Word,
) -> Result<Json<Suspension>, ApiError> {
    let (by, comment) = (caller.name(), word.comment());
    let settled = kind.settle(&hub.store, id, settlement, &by, comment.as_deref());
    match settled.await {
        Ok(settled) => Ok(Json(settled)),
        Err(SettleError::Unknown(_) | SettleError::UnknownQuestion(_)) => Err(ApiError::NotFound),
        Err(error @ SettleError::Settled { .. }) => Err(ApiError::Conflict(error.to_string())),
        Err(error) => Err(ApiError::Internal(error.into())),
    }
}
