//! Who is in a list since when, and who was: what lets a page walk see the list as it was
//! when the walk began.
//!
//! An entry that joins counts in walks that begin from then on; one that leaves keeps its
//! place in those that began while it was there. So nothing else ever moves.

use sqlx::Row;

use super::entries::LONGEST_WALK;
use super::sql::{ROWS, Sql, Value, ms};
use super::{Result, Store, WriteTx};

/// A stay in a list that has ended: of what, and since when.
pub(super) type Stay = (String, i64);

impl Store {
    /// The edition in which a walk began, if anybody has come or left since: most walks meet
    /// nothing of the kind, and then nothing need be looked for.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn needed_past(&self, begun: Option<i64>) -> Result<Option<i64>> {
        let Some(edition) = begun else {
            return Ok(None);
        };
        if self.recent_edition().await?.number == edition {
            return Ok(None);
        }
        let mut sql = Sql::new("SELECT MAX(seq) FROM (SELECT MAX(left_seq) AS seq FROM departures");
        sql.push(" UNION ALL SELECT MAX(joined_seq) AS seq FROM listings");
        sql.push(" UNION ALL SELECT MAX(joined_seq) AS seq FROM service_at_locations) AS moved");
        let moved = sql.query().fetch_one(&self.pool).await?;
        let moved: Option<i64> = moved.try_get(0)?;
        Ok(begun.filter(|_| moved.is_some_and(|moved| moved > edition)))
    }
}

impl WriteTx {
    /// Notes stays that end with this write.
    pub(super) async fn end_stays(&mut self, ended: Vec<Stay>) -> Result<()> {
        let (seq, now) = (self.first_seq(), ms(self.now));
        for chunk in ended.chunks(ROWS) {
            let mut sql =
                Sql::new("INSERT INTO departures (id, joined_seq, left_seq, left_at) VALUES ");
            sql.bind_rows(chunk.iter().map(|(id, joined)| -> [Value; 4] {
                [id.clone().into(), (*joined).into(), seq.into(), now.into()]
            }));
            sql.query().execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    /// Forgets stays that ended before the longest walk began, and places kept for them.
    pub(super) async fn forget_stays(&mut self) -> Result<()> {
        let mut forget = Sql::new("DELETE FROM departures WHERE left_at < ");
        forget.bind(ms(self.now - LONGEST_WALK));
        let forgotten = forget.query().execute(&mut *self.tx).await?;
        if forgotten.rows_affected() > 0 {
            sqlx::query(
                "DELETE FROM service_at_locations WHERE published = 0 AND id NOT IN (SELECT id FROM departures)",
            )
            .execute(&mut *self.tx)
            .await?;
        }
        Ok(())
    }
}

/// Adds who is in a list, for a walk that began in this edition; `table` is `l` or `s`.
pub(super) fn present(sql: &mut Sql, table: Listed, begun: Option<i64>) {
    let Some(begun) = begun else {
        sql.push(table.published);
        return;
    };
    sql.push("((")
        .push(table.published)
        .push(" AND ")
        .push(table.joined);
    sql.push(" <= ").bind(begun);
    sql.push(") OR ").push(table.id);
    sql.push(" IN (SELECT id FROM departures WHERE left_seq > ")
        .bind(begun);
    sql.push(" AND joined_seq <= ").bind(begun).push("))");
}

/// The columns of what is listed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listed {
    id: &'static str,
    published: &'static str,
    joined: &'static str,
}

/// Listings as `l`.
pub(super) const LISTINGS: Listed = Listed {
    id: "l.id",
    published: "l.published = 1",
    joined: "l.joined_seq",
};
/// Services at places as `s`.
pub(super) const LINKS: Listed = Listed {
    id: "s.id",
    published: "s.published = 1",
    joined: "s.joined_seq",
};
