//! Writing what is published: listings with their documents and changes.
//!
//! publication -> whereabouts of sensitive locations withheld -> same hash as before? done :
//! documents -> listing, side tables, change log.
//!
//! Many at a time, a few statements for all of them: a refresh publishes thousands.

use std::collections::HashMap;

use sqlx::{AnyConnection, Row};

use super::listings::listing_id;
use super::sql::{ROWS, Sql, Value, ms};
use super::{Result, Store, StoreError, WriteTx};
use crate::domain::{ChangeReason, ListingId, ListingState, Publication, Rendered, sensitive};

/// What came of writing a publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// The published content is what it was: nothing was written, no change noted.
    Unchanged,
    /// Written, at this position of the change log.
    Written(i64),
}

/// Where a listing stands, without its documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its state.
    pub state: ListingState,
    /// Where a removed one stood before.
    pub state_before: Option<ListingState>,
    /// Hash of its publication.
    pub hash: String,
    number: i64,
    is_published: bool,
    joined_seq: i64,
}

/// A publication that differs from what is stored.
struct Fresh<'a> {
    publication: &'a Publication,
    reason: ChangeReason,
    rendered: Rendered,
    hash: String,
    number: i64,
    seq: i64,
    state_before: Option<ListingState>,
    was_published: bool,
    /// Since when it is in the lists, or was.
    joined_seq: i64,
}

impl Fresh<'_> {
    /// A listing that nobody outside has seen does not become visible by its removal.
    fn is_published(&self) -> bool {
        match self.publication.state {
            ListingState::Removed => self.was_published,
            state => state.is_published(),
        }
    }

    fn row(&self, now: i64) -> [Value; 16] {
        let publication = self.publication;
        let removed_at = (publication.state == ListingState::Removed).then_some(now);
        [
            publication.id.to_string().into(),
            self.number.into(),
            publication.state.as_str().into(),
            self.state_before
                .map(|state| state.as_str().to_owned())
                .into(),
            publication.feed_status().as_str().into(),
            publication.feed.as_str().into(),
            publication.service.name.clone().unwrap_or_default().into(),
            publication.service.organization_id.clone().into(),
            i64::from(self.is_published()).into(),
            self.hash.clone().into(),
            self.seq.into(),
            now.into(),
            removed_at.into(),
            self.rendered.doc.clone().into(),
            self.rendered.item.clone().into(),
            self.joined_seq.into(),
        ]
    }
}

impl Store {
    /// Where listings stand, of those that exist.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn standings(&self, ids: &[ListingId]) -> Result<HashMap<ListingId, Standing>> {
        let mut connection = self.pool.acquire().await?;
        standings(&mut connection, ids).await
    }
}

impl WriteTx {
    /// Where listings stand now, of those that exist; nobody can move them before the commit.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn standings(&mut self, ids: &[ListingId]) -> Result<HashMap<ListingId, Standing>> {
        standings(&mut self.tx, ids).await
    }

    /// Writes a listing as it shall be published and notes the change. Content that is
    /// already published writes nothing: a refresh without a real change leaves no trace.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn publish(
        &mut self,
        publication: &Publication,
        reason: ChangeReason,
    ) -> Result<Saved> {
        let saved = self.publish_all(&[(publication, reason)]).await?;
        Ok(saved.first().copied().unwrap_or(Saved::Unchanged))
    }

    /// Writes many listings as [`publish`](Self::publish) does one, each at most once; the
    /// answers stand in the order of the publications.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn publish_all(
        &mut self,
        publications: &[(&Publication, ChangeReason)],
    ) -> Result<Vec<Saved>> {
        let sensitive = self.note_sensitive(publications).await?;
        let placed = self.with_derived(publications).await?;
        let shown = placed
            .iter()
            .map(|publication| sensitive.withheld(publication))
            .collect::<Result<Vec<_>>>()?;
        let reasons = publications.iter().map(|(_, reason)| *reason);
        let shown: Vec<_> = shown.iter().map(|p| &**p).zip(reasons).collect();
        let saved = self.write_publications(&shown).await?;
        self.withhold_neighbours(&sensitive, publications).await?;
        Ok(saved)
    }

    /// Writes publications from which is withheld what must be.
    pub(super) async fn write_publications(
        &mut self,
        publications: &[(&Publication, ChangeReason)],
    ) -> Result<Vec<Saved>> {
        let ids: Vec<_> = publications.iter().map(|(p, _)| p.id).collect();
        let before = self.standings(&ids).await?;
        let mut saved = Vec::with_capacity(publications.len());
        let mut fresh = Vec::new();
        for (publication, reason) in publications {
            let hash = publication.hash()?;
            let before = before.get(&publication.id);
            if before.is_some_and(|before| before.hash == hash) {
                saved.push(Saved::Unchanged);
                continue;
            }
            let seq = self.take_seq();
            saved.push(Saved::Written(seq));
            fresh.push(Fresh {
                publication,
                reason: *reason,
                rendered: publication.render(self.now)?,
                hash,
                number: before.map_or_else(|| self.take_number(), |before| before.number),
                seq,
                state_before: (publication.state == ListingState::Removed)
                    .then(|| before.and_then(Standing::state_to_return_to))
                    .flatten(),
                was_published: before.is_some_and(|before| before.is_published),
                joined_seq: match before.filter(|before| before.is_published) {
                    Some(before) => before.joined_seq,
                    None => self.first_seq(),
                },
            });
        }
        if fresh.is_empty() {
            return Ok(saved);
        }
        self.note_lists_change();
        self.put_listings(&fresh).await?;
        let left = fresh
            .iter()
            .filter(|fresh| fresh.was_published && !fresh.is_published())
            .map(|fresh| (fresh.publication.id.to_string(), fresh.joined_seq));
        self.end_stays(left.collect()).await?;
        let listed: Vec<_> = fresh
            .iter()
            .map(|fresh| (fresh.publication, fresh.is_published()))
            .collect();
        let services: Vec<_> = listed.iter().map(|(p, _)| (p.id, &p.service)).collect();
        self.put_facts(&services).await?;
        self.put_listing_terms(&listed).await?;
        self.put_links(&listed).await?;
        self.put_organizations(&listed).await?;
        self.note_changes(&fresh).await?;
        let confidential = fresh
            .iter()
            .map(|fresh| fresh.publication)
            .filter(|publication| sensitive::is_confidential(&publication.service));
        let confidential: Vec<_> = confidential.map(|publication| publication.id).collect();
        self.quiet_evidence(&confidential).await?;
        Ok(saved)
    }

    async fn put_listings(&mut self, fresh: &[Fresh<'_>]) -> Result<()> {
        for chunk in fresh.chunks(ROWS) {
            let mut sql = Sql::new(
                "INSERT INTO listings (id, number, state, state_before, feed_status, feed_id, name,
                    organization_id, published, hash, seq, last_modified, removed_at, doc, item, joined_seq) VALUES ",
            );
            let now = ms(self.now);
            sql.bind_rows(chunk.iter().map(|fresh| fresh.row(now)));
            sql.push(
                " ON CONFLICT (id) DO UPDATE SET state = excluded.state, state_before = excluded.state_before,
                  feed_status = excluded.feed_status, feed_id = excluded.feed_id, name = excluded.name,
                  organization_id = excluded.organization_id, published = excluded.published,
                  hash = excluded.hash, seq = excluded.seq, last_modified = excluded.last_modified,
                  removed_at = excluded.removed_at, doc = excluded.doc, item = excluded.item,
                  joined_seq = excluded.joined_seq,
                  merged_into = CASE WHEN excluded.state = 'removed' THEN listings.merged_into END",
            );
            sql.query().execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    /// Notes changes of what somebody outside has seen or will see; a listing that was never
    /// published has no place in the change feed.
    async fn note_changes(&mut self, fresh: &[Fresh<'_>]) -> Result<()> {
        let hidden: Vec<_> = fresh
            .iter()
            .filter(|fresh| !fresh.is_published())
            .map(|fresh| fresh.publication.id)
            .collect();
        let known = self.ever_changed(&hidden).await?;
        let noted: Vec<_> = fresh
            .iter()
            .filter(|fresh| fresh.is_published() || known.contains(&fresh.publication.id))
            .collect();
        for chunk in noted.chunks(ROWS) {
            let mut sql = Sql::new(
                "INSERT INTO change_log (seq, listing_id, state, reason, modified) VALUES ",
            );
            sql.bind_rows(chunk.iter().map(|fresh| {
                [
                    fresh.seq.into(),
                    fresh.publication.id.to_string().into(),
                    change_state(fresh.publication.state).into(),
                    fresh.reason.as_str().into(),
                    ms(self.now).into(),
                ]
            }));
            sql.query().execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    /// Those of the listings that the change feed knows.
    async fn ever_changed(&mut self, ids: &[ListingId]) -> Result<Vec<ListingId>> {
        let mut known = Vec::new();
        for chunk in ids.chunks(ROWS) {
            let mut sql =
                Sql::new("SELECT DISTINCT listing_id FROM change_log WHERE listing_id IN ");
            sql.bind_list(chunk.iter().map(ToString::to_string));
            for row in sql.query().fetch_all(&mut *self.tx).await? {
                known.push(listing_id(row.try_get(0)?)?);
            }
        }
        Ok(known)
    }

    /// Erases the documents of listings that were removed before `before`, and what their
    /// feeds had said of them: from then on only their tombstone stays, and their bare place
    /// in walks that began before. Returns how many.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn erase_removed(&mut self, before: jiff::Timestamp) -> Result<u64> {
        const GONE: &str =
            "SELECT id FROM listings WHERE state = 'removed' AND doc <> '' AND removed_at < ";
        let gone = |mut statement: Sql| {
            statement
                .push(" IN (")
                .push(GONE)
                .bind(ms(before))
                .push(")");
            statement.query()
        };
        let mut ended = Vec::new();
        for select in [
            "SELECT id, joined_seq FROM listings WHERE published = 1 AND id",
            "SELECT id, joined_seq FROM service_at_locations WHERE published = 1 AND listing_id",
        ] {
            for row in gone(Sql::new(select)).fetch_all(&mut *self.tx).await? {
                ended.push((row.try_get(0)?, row.try_get(1)?));
            }
        }
        self.end_stays(ended).await?;
        for statement in [
            "UPDATE service_at_locations SET published = 0 WHERE listing_id",
            "DELETE FROM listing_terms WHERE listing_id",
            "DELETE FROM listing_links WHERE listing_id",
            "UPDATE records SET raw = '', doc = '', raw_hash = '' WHERE removed_at IS NOT NULL AND listing_id",
        ] {
            gone(Sql::new(statement)).execute(&mut *self.tx).await?;
        }
        // A record that left a listing which others keep alive.
        sqlx::query("UPDATE records SET raw = '', doc = '', raw_hash = '' WHERE removed_at < $1 AND doc <> ''")
            .bind(ms(before))
            .execute(&mut *self.tx)
            .await?;
        let erase = Sql::new("UPDATE listings SET published = 0, doc = '', item = '' WHERE id");
        let erased = gone(erase).execute(&mut *self.tx).await?.rows_affected();
        self.forget_stays().await?;
        if erased > 0 {
            self.note_lists_change();
        }
        Ok(erased)
    }
}

impl Standing {
    /// The state in which a listing that is about to be removed would come back.
    fn state_to_return_to(&self) -> Option<ListingState> {
        match self.state {
            ListingState::Removed => self.state_before,
            state => Some(state),
        }
    }
}

async fn standings(
    connection: &mut AnyConnection,
    ids: &[ListingId],
) -> Result<HashMap<ListingId, Standing>> {
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(ROWS) {
        let mut sql = Sql::new(
            "SELECT id, number, hash, state, state_before, published, joined_seq FROM listings WHERE id IN ",
        );
        sql.bind_list(chunk.iter().map(ToString::to_string));
        for row in sql.query().fetch_all(&mut *connection).await? {
            let standing = Standing {
                number: row.try_get(1)?,
                hash: row.try_get(2)?,
                state: state(row.try_get(3)?)?,
                state_before: row
                    .try_get::<Option<String>, _>(4)?
                    .map(state)
                    .transpose()?,
                is_published: row.try_get::<i64, _>(5)? == 1,
                joined_seq: row.try_get(6)?,
            };
            found.insert(listing_id(row.try_get(0)?)?, standing);
        }
    }
    Ok(found)
}

/// A stored state.
pub(super) fn state(text: String) -> Result<ListingState> {
    ListingState::from_stored(&text).ok_or(StoreError::Meaningless {
        column: "listings.state",
        value: text,
    })
}

pub(super) fn change_state(state: ListingState) -> &'static str {
    match state {
        ListingState::Suspended => "suspended",
        ListingState::Listed | ListingState::Frozen => "updated",
        _ => "deleted",
    }
}
