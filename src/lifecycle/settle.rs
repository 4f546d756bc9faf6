//! A person's word on a suspension or a question: confirm, edited, or dismiss.
//!
//! What is dismissed as wrong teaches: the same sight on the same site counts no more, for
//! whichever listing it is seen.

use super::act::{ActError, host_of, move_to};
use super::question::put_findings;
use crate::domain::{ChangeReason, Evidence, ListingState, Suspension, SuspensionState, sensitive};
use crate::store::{Store, StoreError, WriteTx};

/// What a person says of a suspension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// It is right: the listing stays hidden until somebody dismisses it after all; a
    /// listing about which there was a question is hidden from now on.
    Confirm,
    /// The listing has been put right: it is shown, and the website may hide it again.
    Edited,
    /// It is wrong: the listing is back at once, and the same evidence on that site will not
    /// hide it or raise a question again.
    Dismiss,
}

impl Settlement {
    /// The word that people write.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "confirm" => Some(Self::Confirm),
            "edit" | "edited" => Some(Self::Edited),
            "dismiss" => Some(Self::Dismiss),
            _ => None,
        }
    }
}

/// Why a suspension could not be settled.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// No such suspension.
    #[error("there is no suspension \"{0}\"; `waymark suspension list` shows those that wait")]
    Unknown(String),
    /// No such question.
    #[error("there is no question \"{0}\"; `waymark watch questions` shows those that wait")]
    UnknownQuestion(String),
    /// It was settled before.
    #[error("{id} was settled already: it is {}", state.as_str())]
    Settled {
        /// The suspension or question.
        id: String,
        /// How it was settled.
        state: SuspensionState,
    },
    /// It could not be written.
    #[error(transparent)]
    Act(#[from] ActError),
}

impl From<StoreError> for SettleError {
    fn from(error: StoreError) -> Self {
        Self::Act(error.into())
    }
}

/// Settles a suspension. `by` names a token or command, never a person.
///
/// One that waits can be confirmed or dismissed; one that was confirmed can still be
/// dismissed, for a listing must always have a way back.
///
/// # Errors
/// When there is no such suspension, when it was settled before, when the database refuses.
pub async fn settle(
    store: &Store,
    id: &str,
    settlement: Settlement,
    by: &str,
    comment: Option<&str>,
) -> Result<Suspension, SettleError> {
    let mut tx = store.write().await?;
    let suspension = store
        .suspension(id)
        .await?
        .ok_or_else(|| SettleError::Unknown(id.to_owned()))?;
    let state = match (suspension.state, settlement) {
        (SuspensionState::Open, Settlement::Confirm) => SuspensionState::Confirmed,
        (SuspensionState::Open | SuspensionState::Confirmed, Settlement::Dismiss) => {
            SuspensionState::Dismissed
        }
        (SuspensionState::Open | SuspensionState::Confirmed, Settlement::Edited) => {
            SuspensionState::Edited
        }
        (state, _) => {
            return Err(SettleError::Settled {
                id: suspension.id,
                state,
            });
        }
    };
    let settled = Suspension {
        state,
        settled_at: Some(tx.now()),
        settled_by: Some(by.to_owned()),
        comment: comment.map(str::to_owned),
        ..suspension
    };
    tx.put_suspension(&settled).await?;
    teach(&mut tx, &settled).await?;
    if settlement != Settlement::Confirm
        && let Some(listing) = store.listing(settled.listing).await?
        && listing.state == ListingState::Suspended
    {
        move_to(
            &mut tx,
            &listing,
            ListingState::Listed,
            ChangeReason::Restored,
        )
        .await?;
    }
    tx.commit().await?;
    Ok(settled)
}

/// Settles a question. Confirmed, the listing is hidden on the evidence of the question.
///
/// # Errors
/// As [`settle`].
pub async fn answer(
    store: &Store,
    id: &str,
    settlement: Settlement,
    by: &str,
    comment: Option<&str>,
) -> Result<Suspension, SettleError> {
    let mut tx = store.write().await?;
    let question = store
        .question(id)
        .await?
        .ok_or_else(|| SettleError::UnknownQuestion(id.to_owned()))?;
    if question.state != SuspensionState::Open {
        return Err(SettleError::Settled {
            id: question.id,
            state: question.state,
        });
    }
    let settled = Suspension {
        state: match settlement {
            Settlement::Confirm => SuspensionState::Confirmed,
            Settlement::Edited => SuspensionState::Edited,
            Settlement::Dismiss => SuspensionState::Dismissed,
        },
        settled_at: Some(tx.now()),
        settled_by: Some(by.to_owned()),
        comment: comment.map(str::to_owned),
        ..question
    };
    tx.put_question(&settled).await?;
    teach(&mut tx, &settled).await?;
    put_findings(store, &mut tx, settled.listing, None).await?;
    if settlement == Settlement::Confirm
        && let Some(listing) = store.listing(settled.listing).await?
        && matches!(listing.state, ListingState::Listed | ListingState::Frozen)
    {
        let suspension = Suspension {
            id: uuid::Uuid::new_v4().to_string(),
            since: tx.now(),
            ..settled.clone()
        };
        tx.put_suspension(&suspension).await?;
        move_to(
            &mut tx,
            &listing,
            ListingState::Suspended,
            ChangeReason::Suspended,
        )
        .await?;
    }
    tx.commit().await?;
    Ok(settled)
}

/// A sight that was dismissed as wrong is ignored on its site from now on.
async fn teach(tx: &mut WriteTx, settled: &Suspension) -> Result<(), StoreError> {
    if settled.state != SuspensionState::Dismissed {
        return Ok(());
    }
    let host = host_of(&settled.url);
    let by = settled.settled_by.as_deref().unwrap_or_default();
    // Untold words are alike whatever they were: they teach nothing about a whole site.
    let told = |evidence: &&Evidence| evidence.found.as_deref() != Some(sensitive::UNTOLD);
    for evidence in settled.evidence.iter().filter(told) {
        tx.ignore(&host, evidence, by).await?;
    }
    Ok(())
}
