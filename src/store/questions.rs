//! Questions to a person about a listing, and what a person taught us to ignore on a site.

use std::collections::HashSet;

use sqlx::Row;

use super::sql::{Sql, ms};
use super::suspensions::{put_into, suspension};
use super::{Result, Store, WriteTx};
use crate::domain::{Evidence, ListingId, Suspension, SuspensionState};

const QUESTIONS: &str = "watch_questions";

const COLUMNS: &str = "SELECT id, listing_id, state, reason, evidence, url, fetched_at, since, settled_at, settled_by, comment, confidence FROM watch_questions";

/// What a person dismissed on a site, in the form that evidence is compared by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ignored {
    sights: HashSet<(String, String, String)>,
}

impl Ignored {
    /// Whether a person said of the same sight on this site that it is wrong.
    pub fn covers(&self, evidence: &Evidence) -> bool {
        self.sights.contains(&key(evidence))
    }
}

/// A value that stands on a site means the same whichever rule saw it; where nothing was
/// found, what counts is what was missed.
fn key(evidence: &Evidence) -> (String, String, String) {
    let field = evidence.field.clone();
    match (&evidence.found, &evidence.listed) {
        (Some(found), _) => (field, String::new(), found.clone()),
        (None, listed) => (
            field,
            evidence.rule.clone(),
            listed.clone().unwrap_or_default(),
        ),
    }
}

impl Store {
    /// One question.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn question(&self, id: &str) -> Result<Option<Suspension>> {
        let mut sql = Sql::new(COLUMNS);
        sql.push(" WHERE id = ").bind(id);
        let row = sql.query().fetch_optional(&self.pool).await?;
        row.as_ref().map(suspension).transpose()
    }

    /// Questions, newest first; only those in `state` when it is given.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn questions(
        &self,
        state: Option<SuspensionState>,
        limit: i64,
    ) -> Result<Vec<Suspension>> {
        let mut sql = Sql::new(COLUMNS);
        if let Some(state) = state {
            sql.push(" WHERE state = ").bind(state.as_str());
        }
        sql.push(" ORDER BY since DESC, id LIMIT ").bind(limit);
        let rows = sql.query().fetch_all(&self.pool).await?;
        rows.iter().map(suspension).collect()
    }

    /// A listing's questions, newest first.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn questions_of(&self, listing: ListingId) -> Result<Vec<Suspension>> {
        let mut sql = Sql::new(COLUMNS);
        sql.push(" WHERE listing_id = ").bind(listing.to_string());
        sql.push(" ORDER BY since DESC, id");
        let rows = sql.query().fetch_all(&self.pool).await?;
        rows.iter().map(suspension).collect()
    }

    /// What a person dismissed as wrong on a site.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn ignored_on(&self, host: &str) -> Result<Ignored> {
        let rows = sqlx::query("SELECT field, rule, seen FROM watch_ignores WHERE host = $1")
            .bind(host.to_owned())
            .fetch_all(&self.pool)
            .await?;
        let mut ignored = Ignored::default();
        for row in &rows {
            ignored
                .sights
                .insert((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?));
        }
        Ok(ignored)
    }
}

impl WriteTx {
    /// Writes a question, as new or with another state or newer evidence.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put_question(&mut self, question: &Suspension) -> Result<()> {
        put_into(&mut self.tx, QUESTIONS, question).await
    }

    /// Notes that a sight on a site was dismissed as wrong.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn ignore(&mut self, host: &str, evidence: &Evidence, by: &str) -> Result<()> {
        let (field, rule, seen) = key(evidence);
        sqlx::query(
            "INSERT INTO watch_ignores (host, field, rule, seen, since, settled_by) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (host, field, rule, seen) DO NOTHING",
        )
        .bind(host.to_owned())
        .bind(field)
        .bind(rule)
        .bind(seen)
        .bind(ms(self.now()))
        .bind(by.to_owned())
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}
