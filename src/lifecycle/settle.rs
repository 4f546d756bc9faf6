//! A person's word on a suspension: confirm or dismiss.

use super::act::{ActError, move_to};
use crate::domain::{ChangeReason, ListingState, Suspension, SuspensionState};
use crate::store::{Store, StoreError};

/// What a person says of a suspension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// It is right: the listing stays hidden until somebody dismisses it after all.
    Confirm,
    /// It is wrong: the listing is back at once, and the same evidence will not hide it again.
    Dismiss,
}

/// Why a suspension could not be settled.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// No such suspension.
    #[error("there is no suspension \"{0}\"; `waymark suspension list` shows those that wait")]
    Unknown(String),
    /// It was settled before.
    #[error("suspension {id} was settled already: it is {}", state.as_str())]
    Settled {
        /// The suspension.
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
    if settlement == Settlement::Dismiss
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
