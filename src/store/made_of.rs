//! What listings of other hubs ours are made of, and what theirs are.
//!
//! A listing of any hub is named by [`HubListing`]: the hub's tag and the listing's id there. It
//! travels with what is published, so that a hub knows its own words again whatever became of
//! them on the way.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sqlx::Row;

use super::listings::listing_id;
use super::publish::{change_state, state};
use super::sql::{ROWS, Sql, ms};
use super::{Result, WriteTx};
use crate::domain::{ChangeReason, ListingId};

/// A listing of some hub.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HubListing {
    /// The hub's tag.
    pub hub: String,
    /// The listing's id there.
    pub listing: ListingId,
}

impl fmt::Display for HubListing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.hub, self.listing)
    }
}

impl FromStr for HubListing {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let wrong = || format!("{text} names no listing of a hub: write HUB/LISTING");
        let (hub, listing) = text.split_once('/').ok_or_else(wrong)?;
        let is_tag =
            (1..=64).contains(&hub.len()) && hub.bytes().all(|b| b.is_ascii_alphanumeric());
        let listing = listing.parse().ok().filter(|_| is_tag).ok_or_else(wrong)?;
        Ok(Self {
            hub: hub.to_owned(),
            listing,
        })
    }
}

impl TryFrom<String> for HubListing {
    type Error = String;

    fn try_from(text: String) -> std::result::Result<Self, String> {
        text.parse()
    }
}

impl From<HubListing> for String {
    fn from(origin: HubListing) -> Self {
        origin.to_string()
    }
}

/// As a column has it: nothing where there is none.
pub(super) fn to_column(origins: &[HubListing]) -> Result<Option<String>> {
    if origins.is_empty() {
        return Ok(None);
    }
    Ok(Some(serde_json::to_string(origins)?))
}

/// Out of a column.
pub(super) fn from_column(text: Option<String>) -> Result<Vec<HubListing>> {
    Ok(text.map_or(Ok(Vec::new()), |text| serde_json::from_str(&text))?)
}

impl WriteTx {
    /// Notes what listings of other hubs ours are made of. One of which that has changed stands
    /// in the change feed again, even where it says what it said: those who follow must know.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn note_made_of(&mut self, made: &HashMap<ListingId, Vec<HubListing>>) -> Result<()> {
        let ids: Vec<ListingId> = made.keys().copied().collect();
        let mut turned = Vec::new();
        for chunk in ids.chunks(ROWS) {
            let mut sql =
                Sql::new("SELECT id, made_of, seq, state, published FROM listings WHERE id IN ");
            sql.bind_list(chunk.iter().map(ToString::to_string));
            for row in sql.query().fetch_all(&mut *self.tx).await? {
                let id = listing_id(row.try_get(0)?)?;
                let mut now = made.get(&id).cloned().unwrap_or_default();
                now.sort_unstable();
                now.dedup();
                let now = to_column(&now)?;
                if now != row.try_get::<Option<String>, _>(1)? {
                    let is_told = row.try_get::<i64, _>(2)? >= self.first_seq()
                        || row.try_get::<i64, _>(4)? == 0;
                    turned.push((id, now, is_told, state(row.try_get(3)?)?));
                }
            }
        }
        turned.sort_by_key(|(id, ..)| *id);
        for (id, now, is_told, state) in turned {
            sqlx::query("UPDATE listings SET made_of = $1 WHERE id = $2")
                .bind(now)
                .bind(id.to_string())
                .execute(&mut *self.tx)
                .await?;
            if is_told {
                continue;
            }
            let seq = self.take_seq();
            sqlx::query("UPDATE listings SET seq = $1 WHERE id = $2")
                .bind(seq)
                .bind(id.to_string())
                .execute(&mut *self.tx)
                .await?;
            sqlx::query(
                "INSERT INTO change_log (seq, listing_id, state, reason, modified) VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(seq)
            .bind(id.to_string())
            .bind(change_state(state).to_owned())
            .bind(ChangeReason::Updated.as_str().to_owned())
            .bind(ms(self.now))
            .execute(&mut *self.tx)
            .await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_of_a_hub_has_one_name_and_nothing_else_does() {
        let name = "0f3a/aaaaaaaa-0000-4000-8000-000000000001";
        assert_eq!(name.parse::<HubListing>().unwrap().to_string(), name);
        for wrong in [
            "",
            "0f3a",
            "/aaaaaaaa-0000-4000-8000-000000000001",
            "a b/x",
            "0f3a/club",
        ] {
            assert!(wrong.parse::<HubListing>().is_err(), "{wrong}");
        }
    }
}
