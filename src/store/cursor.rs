//! A place in the change feed, as callers hold it.
//!
//! [`ChangeCursor`] -> text that means something to this store alone -> [`ChangeCursor`].

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::Store;
use crate::domain::content_hash;

/// A place in the change feed of one store.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChangeCursor {
    /// Everything up to here has been read.
    pub(super) seq: i64,
    /// Where the log ended when this reading began: what was deleted before has never been
    /// shown to this reader, so that it may be forgotten without harm.
    pub(super) since: i64,
}

/// Why a text is no cursor of this store; each message says what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CursorError {
    /// No hub gave this.
    #[error("send what `next` said last, or 0 to start again from the beginning")]
    Malformed,
    /// Another hub gave it, or this one before its database was replaced.
    #[error(
        "this cursor is of another hub, or of a database that this hub no longer has: start again with after=0"
    )]
    Foreign,
}

impl ChangeCursor {
    /// The beginning.
    pub const START: Self = Self { seq: 0, since: 0 };

    /// The position up to which everything has been read.
    pub fn position(self) -> i64 {
        self.seq
    }

    /// The text that callers send back. The beginning is `0` everywhere.
    pub fn to_text(self, store: &Store) -> String {
        if self.seq == 0 {
            return "0".to_owned();
        }
        let text = format!("{} {} {}", store.tag(), self.seq, self.since);
        URL_SAFE_NO_PAD.encode(text)
    }

    /// Reads what a caller sends.
    ///
    /// # Errors
    /// See [`CursorError`].
    pub fn from_text(text: &str, store: &Store) -> Result<Self, CursorError> {
        if text == "0" {
            return Ok(Self::START);
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok();
        let plain = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        let plain = plain.ok_or(CursorError::Malformed)?;
        let parts: Vec<_> = plain.split(' ').collect();
        let &[from, seq, since] = parts.as_slice() else {
            return Err(CursorError::Malformed);
        };
        let cursor = Self {
            seq: position(seq)?.max(1),
            since: position(since)?,
        };
        match from == store.tag() {
            true => Ok(cursor),
            false => Err(CursorError::Foreign),
        }
    }
}

fn position(text: &str) -> Result<i64, CursorError> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let position = text.parse().ok().filter(|_| digits);
    position.ok_or(CursorError::Malformed)
}

impl Store {
    /// Tells stores apart without saying the id of this one: what everybody may know it by.
    pub fn tag(&self) -> String {
        let mut tag = content_hash(self.hub_id().as_bytes());
        tag.truncate(16);
        tag
    }
}
