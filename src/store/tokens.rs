//! Bearer tokens. Only their hashes are kept: a copy of the database opens nothing.

use jiff::Timestamp;
use serde::Serialize;
use sqlx::Row;
use subtle::ConstantTimeEq;

use super::feeds::feed_id;
use super::sql::{instant, ms};
use super::{Result, Store, StoreError};
use crate::domain::{FeedId, content_hash};

/// What a token allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Everything.
    Admin,
    /// The data of one feed.
    Publisher,
    /// Looking at what the admin pages show.
    Reader,
}

impl Role {
    /// The word as stored and typed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Publisher => "publisher",
            Self::Reader => "reader",
        }
    }

    /// Reads the word.
    pub fn from_stored(text: &str) -> Option<Self> {
        [Self::Admin, Self::Publisher, Self::Reader]
            .into_iter()
            .find(|role| role.as_str() == text)
    }

    /// Whether it allows looking at everything.
    pub fn may_look(self) -> bool {
        matches!(self, Self::Admin | Self::Reader)
    }

    /// Whether it allows deciding anything.
    pub fn may_decide(self) -> bool {
        self == Self::Admin
    }
}

/// A token that was recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its id: safe to log, unlike the token.
    pub id: String,
    /// What it allows.
    pub role: Role,
    /// The one feed it is for.
    pub feed: Option<FeedId>,
}

impl Token {
    /// The name under which its holder's decisions are kept: never a person's.
    pub fn author(&self) -> String {
        format!("token:{}", self.id)
    }
}

/// A token that holds, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TokenRow {
    /// Its id: safe to show, unlike the token.
    pub id: String,
    /// What it allows.
    pub role: &'static str,
    /// The one feed it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feed: Option<FeedId>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Store {
    /// Every token that holds, the newest first; what they are themselves is not known here.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn tokens(&self) -> Result<Vec<TokenRow>> {
        let rows = sqlx::query(
            "SELECT id, role, feed_id, created_at FROM tokens
             WHERE revoked_at IS NULL ORDER BY created_at DESC, id",
        )
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(TokenRow {
                    id: row.try_get(0)?,
                    role: role(row.try_get(1)?)?.as_str(),
                    feed: feed(row.try_get(2)?)?,
                    created_at: instant(row.try_get(3)?, "tokens.created_at")?,
                })
            })
            .collect()
    }

    /// Ends a token, from the next request on. `false` when none that holds has this id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn revoke_token(&self, id: &str) -> Result<bool> {
        let mut tx = self.write().await?;
        let done =
            sqlx::query("UPDATE tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL")
                .bind(id.to_owned())
                .bind(ms(tx.now))
                .execute(&mut *tx.tx)
                .await?;
        tx.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Makes a token of 256 random bits; its text is shown once and not kept.
    ///
    /// # Errors
    /// When the database refuses, or the system gives no randomness.
    pub async fn create_token(&self, role: Role, feed: Option<&FeedId>) -> Result<String> {
        use base64::Engine;
        let mut bytes = [0u8; 32];
        getrandom::fill(&mut bytes)
            .map_err(|error| StoreError::Database(sqlx::Error::Io(std::io::Error::other(error))))?;
        let text = format!(
            "wm_{}",
            base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
        );
        let mut tx = self.write().await?;
        sqlx::query(
            "INSERT INTO tokens (id, hash, role, feed_id, created_at) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(uuid::Uuid::new_v4().to_string())
        .bind(content_hash(text.as_bytes()))
        .bind(role.as_str())
        .bind(feed.map(|feed| feed.as_str().to_owned()))
        .bind(ms(tx.now))
        .execute(&mut *tx.tx)
        .await?;
        tx.commit().await?;
        Ok(text)
    }

    /// Who holds this token, if it is one of ours and not revoked.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn token(&self, text: &str) -> Result<Option<Token>> {
        let hash = content_hash(text.as_bytes());
        let row = sqlx::query(
            "SELECT id, role, feed_id, hash FROM tokens WHERE hash = $1 AND revoked_at IS NULL",
        )
        .bind(hash.clone())
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let stored: String = row.try_get(3)?;
        if !bool::from(stored.as_bytes().ct_eq(hash.as_bytes())) {
            return Ok(None);
        }
        Ok(Some(Token {
            id: row.try_get(0)?,
            role: role(row.try_get(1)?)?,
            feed: feed(row.try_get(2)?)?,
        }))
    }
}

fn role(text: String) -> Result<Role> {
    Role::from_stored(&text).ok_or(StoreError::Meaningless {
        column: "tokens.role",
        value: text,
    })
}

fn feed(text: Option<String>) -> Result<Option<FeedId>> {
    text.map(|text| feed_id(text, "tokens.feed_id")).transpose()
}
