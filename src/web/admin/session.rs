//! Who is signed in: the token in a cookie, and the key that every form must bring back.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use subtle::ConstantTimeEq;

use crate::domain::content_hash;
use crate::hub::Hub;
use crate::store::Token;
use crate::web::error::PageError;

const COOKIE: &str = "waymark_admin";

/// How long a browser keeps the cookie, in seconds: a working day.
const WORKING_DAY: u32 = 12 * 60 * 60;

/// The holder of an admin's or a reader's token.
pub(super) struct Officer {
    token: Token,
    /// What the forms of this officer's pages carry. Another site can make a browser send a form
    /// to us, and cannot know this.
    pub(super) key: String,
}

impl Officer {
    /// Whoever is signed in by the headers of a request.
    pub(super) async fn of(headers: &HeaderMap, hub: &Hub) -> Result<Option<Self>, PageError> {
        let Some(text) = token_in(headers) else {
            return Ok(None);
        };
        let token = hub.store.token(text).await?;
        let token = token.filter(|token| token.role.may_look());
        Ok(token.map(|token| Self {
            key: key_of(text),
            token,
        }))
    }

    /// Whether a form brought this officer's key.
    pub(super) fn has_key(&self, key: &str) -> bool {
        is_same(&self.key, key)
    }

    /// Whether this officer may decide, and is shown the buttons for it.
    pub(super) fn may_decide(&self) -> bool {
        self.token.role.may_decide()
    }

    /// The name under which this officer's decisions are kept: never a person's.
    pub(super) fn author(&self) -> String {
        self.token.author()
    }
}

/// For pages: who is not signed in is led to the form.
impl FromRequestParts<Hub> for Officer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, hub: &Hub) -> Result<Self, Response> {
        let officer = Self::of(&parts.headers, hub).await;
        let officer = officer.map_err(IntoResponse::into_response)?;
        officer.ok_or_else(|| Redirect::to("/admin").into_response())
    }
}

/// The token that a browser sends.
pub(super) fn token_in(headers: &HeaderMap) -> Option<&str> {
    let lines = headers.get_all(header::COOKIE).iter();
    lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == COOKIE && !value.is_empty())
        .map(|(_, token)| token)
}

/// The key of the forms on the pages of a token's holder.
fn key_of(token: &str) -> String {
    content_hash(format!("key of forms\n{token}").as_bytes())
}

/// Whether a form brought the key of this token.
pub(super) fn is_key_of(token: &str, key: &str) -> bool {
    is_same(&key_of(token), key)
}

fn is_same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

/// The cookie that keeps somebody signed in with a token that was recognised.
pub(super) fn cookie(hub: &Hub, token: &str) -> Result<HeaderValue, PageError> {
    set_cookie(hub, token, WORKING_DAY)
}

/// The cookie that takes it away again.
pub(super) fn no_cookie(hub: &Hub) -> Result<HeaderValue, PageError> {
    set_cookie(hub, "", 0)
}

fn set_cookie(hub: &Hub, token: &str, seconds: u32) -> Result<HeaderValue, PageError> {
    let is_https = hub.config.server.base_url().starts_with("https:");
    let secure = if is_https { "; Secure" } else { "" };
    let text = format!(
        "{COOKIE}={token}; Path=/admin; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"
    );
    let mut value = HeaderValue::from_str(&text)
        .map_err(|_| PageError::Internal("a cookie could not be written".to_owned()))?;
    // Whatever prints headers leaves this one out.
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_found_among_other_cookies_and_nowhere_else() {
        for (lines, want) in [
            (&["waymark_admin=wm_a"][..], Some("wm_a")),
            (&["theme=dark; waymark_admin=wm_a;"], Some("wm_a")),
            (&["theme=dark", "waymark_admin=wm_a"], Some("wm_a")),
            (&["waymark_admin=wm_a=b"], Some("wm_a=b")),
            (&["waymark_admin="], None),
            (&["not_waymark_admin=wm_a; waymark_admin"], None),
            (&[], None),
        ] {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(header::COOKIE, line.parse().unwrap());
            }
            assert_eq!(token_in(&headers), want, "{lines:?}");
        }
    }

    #[test]
    fn a_key_is_of_one_token_and_tells_nothing_of_it() {
        let key = key_of("wm_a");
        assert!(is_key_of("wm_a", &key));
        for wrong in ["", "wm_a", &key_of("wm_b"), &key[1..]] {
            assert!(!is_key_of("wm_a", wrong), "{wrong}");
        }
        assert_ne!(key, content_hash(b"wm_a"), "what the store finds it by");
    }
}
