//! What officers cannot do, each in a sentence that says what to do instead.

use axum::http::StatusCode;

use crate::federation::{Ask, DecideError};
use crate::web::error::PageError;

/// Why an officer's wish is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Refusal {
    /// Nobody is signed in, or no longer.
    SignedOut,
    /// The form does not bring the key of a page of ours.
    NotFromHere,
    /// A reader wants to decide.
    MayLook,
    /// A form larger than any of ours.
    TooLong,
    /// No button of ours sends this.
    NoSuchButton,
    /// The question or decision is none any more.
    Settled,
    /// The listing has other records than the page showed.
    OtherRecords,
    /// Both sides of a question are one listing.
    AlreadyOne,
    /// No record was ticked, or every one.
    SomeNotAll,
    /// Matching is switched off.
    Off,
}

impl Refusal {
    /// Why a decision was not kept.
    pub(super) fn of(ask: &Ask, error: DecideError) -> PageError {
        let why = match (error, ask) {
            (DecideError::Store(error), _) => return error.into(),
            (DecideError::Edit(error), _) => return PageError::Internal(error.to_string()),
            (DecideError::Off, _) => Self::Off,
            (DecideError::Unknown(_), Ask::Split { .. }) => Self::OtherRecords,
            (DecideError::Unknown(_), _) => Self::Settled,
            (DecideError::Pointless(_), Ask::Split { .. }) => Self::SomeNotAll,
            (DecideError::Pointless(_), _) => Self::AlreadyOne,
        };
        why.into()
    }

    /// The status of the answer.
    pub(in crate::web) fn status(self) -> StatusCode {
        match self {
            Self::SignedOut | Self::NotFromHere | Self::MayLook => StatusCode::FORBIDDEN,
            Self::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NoSuchButton | Self::SomeNotAll => StatusCode::BAD_REQUEST,
            Self::Settled => StatusCode::NOT_FOUND,
            Self::OtherRecords | Self::AlreadyOne | Self::Off => StatusCode::CONFLICT,
        }
    }

    /// Heading and sentence.
    pub(in crate::web) fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::SignedOut => (
                "You are not signed in",
                "Nothing was done: you were signed out, or your token was revoked. Sign in and try again.",
            ),
            Self::NotFromHere => (
                "This form is out of date",
                "Nothing was done: the form was not sent from a page that you opened here since you signed in. Open the list again and decide there.",
            ),
            Self::MayLook => (
                "You may look, not decide",
                "Nothing was done: your token is a reader's. Deciding takes an admin's, made with `waymark token create --role admin`.",
            ),
            Self::TooLong => (
                "This is too long",
                "Nothing was done: a form may hold 64 KiB. Write a shorter comment.",
            ),
            Self::NoSuchButton => (
                "Nothing was chosen",
                "Nothing was done: the form does not say what to do. Use one of its buttons.",
            ),
            Self::Settled => (
                "This is settled",
                "No question or decision goes by this address any more: somebody has settled it, or a record has changed. The list shows how things stand.",
            ),
            Self::OtherRecords => (
                "The records have changed",
                "Nothing was done: one of the records does not belong to this listing any more. Open its records again and choose anew.",
            ),
            Self::AlreadyOne => (
                "They are one listing already",
                "Nothing was done: both sides are records of one listing by now. To part them, open the listing's records.",
            ),
            Self::SomeNotAll => (
                "Tick some of the records",
                "Nothing was done: tick the records that are another service, not none and not all of them.",
            ),
            Self::Off => (
                "Matching is switched off",
                "Nothing was done: this hub keeps every record a listing of its own. Whoever runs it can set matching = true under [federation] in its settings.",
            ),
        }
    }

    /// Where to go on: address and words.
    pub(in crate::web) fn way(self) -> (&'static str, &'static str) {
        match self {
            Self::SignedOut => ("/admin", "Sign in"),
            _ => ("/admin/matches", "Go to the list of matches"),
        }
    }
}

impl From<Refusal> for PageError {
    fn from(why: Refusal) -> Self {
        Self::Officer(why)
    }
}
