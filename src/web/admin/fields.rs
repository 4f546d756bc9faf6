//! What a form sends, and who sent it.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Request};
use url::form_urlencoded;

use super::Refusal;
use super::session::Officer;
use crate::hub::Hub;
use crate::web::error::PageError;

/// The largest form that is read, in bytes; a comment is a few words.
const LARGEST: usize = 64 << 10;

/// The fields of a form, in its order; of several choices each is one.
#[derive(Debug)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    async fn of(body: Body) -> Result<Self, PageError> {
        let bytes = to_bytes(body, LARGEST).await;
        let bytes = bytes.map_err(|_| Refusal::TooLong)?;
        Ok(Self(form_urlencoded::parse(&bytes).into_owned().collect()))
    }

    /// What was written in a field; empty where it was not sent.
    pub(super) fn text(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// Everything that was chosen in a field.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let fields = self.0.iter().filter(move |(field, _)| field == name);
        fields.map(|(_, value)| value.as_str())
    }
}

impl FromRequest<Hub> for Fields {
    type Rejection = PageError;

    async fn from_request(request: Request, _: &Hub) -> Result<Self, PageError> {
        Self::of(request.into_body()).await
    }
}

/// A form that an admin sent from a page of ours.
pub(super) struct Posted {
    pub(super) officer: Officer,
    pub(super) fields: Fields,
}

impl FromRequest<Hub> for Posted {
    type Rejection = PageError;

    async fn from_request(request: Request, hub: &Hub) -> Result<Self, PageError> {
        let (parts, body) = request.into_parts();
        let officer = Officer::of(&parts.headers, hub).await?;
        let officer = officer.ok_or(Refusal::SignedOut)?;
        let fields = Fields::of(body).await?;
        if !officer.has_key(fields.text("key")) {
            return Err(Refusal::NotFromHere.into());
        }
        if !officer.may_decide() {
            return Err(Refusal::MayLook.into());
        }
        Ok(Self { officer, fields })
    }
}
