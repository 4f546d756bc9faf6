//! What people have decided on records: that they are one service, or two.

use jiff::Timestamp;
use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::matches::{RecordName, name};
use super::pack::{Packed, unpack};
use super::sql::{Sql, instant, maybe_instant, ms};
use super::{Result, Store, WriteTx};
use crate::oruk::Service;

/// A record and what it says.
pub type Told<'a> = (&'a RecordName, &'a Service);

/// A decision as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DecisionRow {
    /// Its id.
    pub id: String,
    /// `same` or `apart`.
    pub ruling: String,
    /// Who decided.
    pub author: String,
    /// A few words why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// When.
    pub at: Timestamp,
    /// When it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undone_at: Option<Timestamp>,
    /// Who took it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undone_by: Option<String>,
    /// The pairs of records that it is about.
    pub pairs: Vec<(RecordName, RecordName)>,
    /// Whether a record has changed beyond recognition since: then it holds no more.
    pub is_outdated: bool,
}

/// What a decision says of one pair, and what the records were then.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionPair {
    /// The decision.
    pub decision: String,
    /// Whether they are one.
    pub is_same: bool,
    /// One record, whose name comes first.
    pub a: RecordName,
    /// The other.
    pub b: RecordName,
    /// What the one said then.
    pub a_then: Service,
    /// What the other said then.
    pub b_then: Service,
    /// Whether it was found to be outdated.
    pub is_outdated: bool,
}

const SELECT: &str =
    "SELECT id, ruling, author, comment, at, undone_at, undone_by FROM match_decisions";

impl Store {
    /// Decisions, the newest first; those that were taken back only when asked for.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn decisions(&self, with_undone: bool, limit: i64) -> Result<Vec<DecisionRow>> {
        self.decisions_after(with_undone, 0, limit).await
    }

    /// The same without the first `skip` of them.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn decisions_after(
        &self,
        with_undone: bool,
        skip: i64,
        limit: i64,
    ) -> Result<Vec<DecisionRow>> {
        let mut sql = Sql::new(SELECT);
        if !with_undone {
            sql.push(" WHERE undone_at IS NULL");
        }
        sql.push(" ORDER BY at DESC, id LIMIT ").bind(limit);
        sql.push(" OFFSET ").bind(skip);
        let rows = sql.query().fetch_all(&self.pool).await?;
        let mut found = Vec::with_capacity(rows.len());
        let mut connection = self.pool.acquire().await?;
        for row in &rows {
            found.push(decision(&mut connection, row).await?);
        }
        Ok(found)
    }

    /// How many decisions hold.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn standing_decisions(&self) -> Result<u64> {
        let mut connection = self.pool.acquire().await?;
        standing(&mut connection).await
    }

    /// A decision by its id, taken back or not.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn decision(&self, id: &str) -> Result<Option<DecisionRow>> {
        let mut connection = self.pool.acquire().await?;
        by_id(&mut connection, id).await
    }
}

impl WriteTx {
    /// Whether anybody has decided anything.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn has_decisions(&mut self) -> Result<bool> {
        Ok(standing(&mut self.tx).await? > 0)
    }

    /// A decision by its id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn decision(&mut self, id: &str) -> Result<Option<DecisionRow>> {
        by_id(&mut self.tx, id).await
    }

    /// Keeps a decision on pairs of records as they are now; gives its id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add_decision(
        &mut self,
        is_same: bool,
        author: &str,
        comment: Option<&str>,
        pairs: &[(Told<'_>, Told<'_>)],
    ) -> Result<String> {
        let id = uuid::Uuid::new_v4().to_string();
        sqlx::query(
            "INSERT INTO match_decisions (id, ruling, author, comment, at) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(id.clone())
        .bind(if is_same { "same" } else { "apart" })
        .bind(author.to_owned())
        .bind(comment.map(str::to_owned))
        .bind(ms(self.now))
        .execute(&mut *self.tx)
        .await?;
        for (one, other) in pairs {
            let (a, b) = if one.0 <= other.0 {
                (one, other)
            } else {
                (other, one)
            };
            sqlx::query(
                "INSERT INTO match_decision_pairs (decision_id, a_feed, a_source, b_feed, b_source, a_doc, b_doc, is_outdated)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, 0) ON CONFLICT DO NOTHING",
            )
            .bind(id.clone())
            .bind(a.0.feed.as_str().to_owned())
            .bind(a.0.source_id.clone())
            .bind(b.0.feed.as_str().to_owned())
            .bind(b.0.source_id.clone())
            .bind(Packed::of(&serde_json::to_string(a.1)?)?.text().to_owned())
            .bind(Packed::of(&serde_json::to_string(b.1)?)?.text().to_owned())
            .execute(&mut *self.tx)
            .await?;
        }
        Ok(id)
    }

    /// Takes a decision back. `false` when it is none that holds.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn undo_decision(&mut self, id: &str, author: &str) -> Result<bool> {
        let done = sqlx::query(
            "UPDATE match_decisions SET undone_at = $2, undone_by = $3 WHERE id = $1 AND undone_at IS NULL",
        )
        .bind(id.to_owned())
        .bind(ms(self.now))
        .bind(author.to_owned())
        .execute(&mut *self.tx)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// What holds of a record by people's word, with every other.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn decisions_on(&mut self, record: &RecordName) -> Result<Vec<DecisionPair>> {
        let rows = sqlx::query(
            "SELECT d.a_feed, d.a_source, d.b_feed, d.b_source, d.decision_id, m.ruling, d.a_doc, d.b_doc, d.is_outdated
             FROM match_decision_pairs d JOIN match_decisions m ON m.id = d.decision_id
             WHERE m.undone_at IS NULL AND ((d.a_feed = $1 AND d.a_source = $2) OR (d.b_feed = $1 AND d.b_source = $2))
             ORDER BY m.at, m.id",
        )
        .bind(record.feed.as_str().to_owned())
        .bind(record.source_id.clone())
        .fetch_all(&mut *self.tx)
        .await?;
        rows.iter()
            .map(|row| {
                let then = |at: usize| -> Result<Service> {
                    let text = unpack(&row.try_get::<String, _>(at)?, "match_decision_pairs.doc")?;
                    Ok(serde_json::from_str(&text)?)
                };
                Ok(DecisionPair {
                    a: name(row, 0)?,
                    b: name(row, 2)?,
                    decision: row.try_get(4)?,
                    is_same: row.try_get::<String, _>(5)? == "same",
                    a_then: then(6)?,
                    b_then: then(7)?,
                    is_outdated: row.try_get::<i64, _>(8)? == 1,
                })
            })
            .collect()
    }

    /// Notes whether what a decision says of a pair is outdated.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn set_outdated(&mut self, pair: &DecisionPair, is_outdated: bool) -> Result<()> {
        sqlx::query(
            "UPDATE match_decision_pairs SET is_outdated = $1 WHERE decision_id = $2 AND a_feed = $3
                AND a_source = $4 AND b_feed = $5 AND b_source = $6",
        )
        .bind(i64::from(is_outdated))
        .bind(pair.decision.clone())
        .bind(pair.a.feed.as_str().to_owned())
        .bind(pair.a.source_id.clone())
        .bind(pair.b.feed.as_str().to_owned())
        .bind(pair.b.source_id.clone())
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}

async fn standing(connection: &mut AnyConnection) -> Result<u64> {
    let row = sqlx::query("SELECT COUNT(*) FROM match_decisions WHERE undone_at IS NULL")
        .fetch_one(connection)
        .await?;
    Ok(u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0))
}

async fn by_id(connection: &mut AnyConnection, id: &str) -> Result<Option<DecisionRow>> {
    let mut sql = Sql::new(SELECT);
    sql.push(" WHERE id = ").bind(id);
    match sql.query().fetch_optional(&mut *connection).await? {
        Some(row) => Ok(Some(decision(connection, &row).await?)),
        None => Ok(None),
    }
}

async fn decision(connection: &mut AnyConnection, row: &AnyRow) -> Result<DecisionRow> {
    let id: String = row.try_get(0)?;
    let rows = sqlx::query(
        "SELECT a_feed, a_source, b_feed, b_source, is_outdated FROM match_decision_pairs
         WHERE decision_id = $1 ORDER BY a_feed, a_source, b_feed, b_source",
    )
    .bind(id.clone())
    .fetch_all(connection)
    .await?;
    let mut pairs = Vec::with_capacity(rows.len());
    let mut is_outdated = false;
    for pair in &rows {
        pairs.push((name(pair, 0)?, name(pair, 2)?));
        is_outdated |= pair.try_get::<i64, _>(4)? == 1;
    }
    Ok(DecisionRow {
        id,
        ruling: row.try_get(1)?,
        author: row.try_get(2)?,
        comment: row.try_get(3)?,
        at: instant(row.try_get(4)?, "match_decisions.at")?,
        undone_at: maybe_instant(row.try_get(5)?, "match_decisions.undone_at")?,
        undone_by: row.try_get(6)?,
        pairs,
        is_outdated,
    })
}
