//! Organizations, taxonomies and terms: what services refer to.

use std::collections::HashSet;

use sqlx::Row;

use super::listings::conditions;
use super::sql::{ROWS, Sql, Value, maybe_instant, ms, once_each};
use super::{Cut, ListingFilter, Result, Store, WriteTx};
use crate::domain::FeedId;
use crate::oruk::{self, Taxonomy, TaxonomyTerm};

/// What `/taxonomy_terms` can be asked for; all conditions hold (AND).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TermFilter {
    /// Terms of this taxonomy.
    pub taxonomy_id: Option<String>,
    /// Direct children of this term.
    pub parent_id: Option<String>,
    /// Only terms without a parent.
    pub top_only: bool,
    /// Only terms whose name or description holds this text, in any letter case.
    pub search: Option<String>,
}

const INSERT_TERMS: &str =
    "INSERT INTO taxonomy_terms (id, number, feed_id, taxonomy_id, parent_id, words, doc) VALUES ";

/// What `/organizations` can be asked for; all conditions hold (AND).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OrganizationFilter {
    /// Only those whose name or description holds this text, in any letter case.
    pub search: Option<String>,
    /// Changed at or after this instant.
    pub modified_after: Option<jiff::Timestamp>,
    /// Those that provide a service of this kind; what SQL alone cannot tell of a service
    /// is not asked.
    pub services: ListingFilter,
}

/// A document with its append-only number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// Its place in the order.
    pub number: i64,
    /// When it last changed, where that is noted.
    pub last_modified: Option<jiff::Timestamp>,
    /// JSON text.
    pub text: String,
}

impl Store {
    /// The detail document of an organization that some published listing names, without
    /// its services.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn organization(&self, id: &str) -> Result<Option<String>> {
        let mut sql = Sql::new("SELECT o.doc");
        of_organizations(&mut sql, &OrganizationFilter::default());
        sql.push(" AND o.id = ").bind(id);
        let row = sql.query().fetch_optional(&self.pool).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// How many organizations match.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn count_organizations(&self, filter: &OrganizationFilter) -> Result<u64> {
        let mut count = Sql::new("SELECT COUNT(*)");
        of_organizations(&mut count, filter);
        let key = self.list_key("organizations", filter).await?;
        self.count(count, Some(&key)).await
    }

    /// Organizations in number order, as detail documents (`full`) or list items.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn organizations(
        &self,
        filter: &OrganizationFilter,
        full: bool,
        cut: Cut,
    ) -> Result<Vec<Numbered>> {
        let mut sql = Sql::new(match full {
            true => "SELECT o.number, o.last_modified, o.doc",
            false => "SELECT o.number, o.last_modified, o.item",
        });
        of_organizations(&mut sql, filter);
        self.documents(sql, "o.number", cut).await
    }

    /// How many taxonomies match.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn count_taxonomies(&self, search: Option<&str>) -> Result<u64> {
        let mut count = Sql::new("SELECT COUNT(*)");
        of_taxonomies(&mut count, search);
        self.count(count, None).await
    }

    /// Taxonomies in number order.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn taxonomies(&self, search: Option<&str>, cut: Cut) -> Result<Vec<Numbered>> {
        let mut sql = Sql::new("SELECT t.number, 0, t.doc");
        of_taxonomies(&mut sql, search);
        self.documents(sql, "t.number", cut).await
    }

    /// One taxonomy.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn taxonomy(&self, id: &str) -> Result<Option<String>> {
        let row = sqlx::query("SELECT doc FROM taxonomies WHERE id = $1")
            .bind(id.to_owned())
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// How many taxonomy terms match.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn count_taxonomy_terms(&self, filter: &TermFilter) -> Result<u64> {
        let mut count = Sql::new("SELECT COUNT(*)");
        of_terms(&mut count, filter);
        self.count(count, None).await
    }

    /// Taxonomy terms in number order.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn taxonomy_terms(&self, filter: &TermFilter, cut: Cut) -> Result<Vec<Numbered>> {
        let mut sql = Sql::new("SELECT t.number, 0, t.doc");
        of_terms(&mut sql, filter);
        self.documents(sql, "t.number", cut).await
    }

    /// Every taxonomy, in number order.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn all_taxonomies(&self) -> Result<Vec<Taxonomy>> {
        let rows = sqlx::query("SELECT doc FROM taxonomies ORDER BY number")
            .fetch_all(&self.pool)
            .await?;
        let taxonomies = rows.iter().map(|row| {
            let doc: String = row.try_get(0)?;
            Ok(serde_json::from_str(&doc)?)
        });
        taxonomies.collect()
    }

    /// Every taxonomy term, in number order.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn all_taxonomy_terms(&self) -> Result<Vec<TaxonomyTerm>> {
        let rows = sqlx::query("SELECT doc FROM taxonomy_terms ORDER BY number")
            .fetch_all(&self.pool)
            .await?;
        let terms = rows.iter().map(|row| {
            let doc: String = row.try_get(0)?;
            Ok(serde_json::from_str(&doc)?)
        });
        terms.collect()
    }

    /// One taxonomy term.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn taxonomy_term(&self, id: &str) -> Result<Option<String>> {
        let row = sqlx::query("SELECT doc FROM taxonomy_terms WHERE id = $1")
            .bind(id.to_owned())
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// A part of the documents that a query selects after their numbers.
    async fn documents(
        &self,
        mut sql: Sql,
        number: &'static str,
        cut: Cut,
    ) -> Result<Vec<Numbered>> {
        self.cut(&mut sql, number, cut, None);
        let rows = sql.query().fetch_all(&self.pool).await?;
        let documents = rows.iter().map(|row| {
            let modified: i64 = row.try_get(1)?;
            let modified = Some(modified).filter(|ms| *ms > 0);
            Ok(Numbered {
                number: row.try_get(0)?,
                last_modified: maybe_instant(modified, "organizations.last_modified")?,
                text: row.try_get(2)?,
            })
        });
        documents.collect()
    }
}

/// Adds what organizations are read from: those that some published listing names.
fn of_organizations(sql: &mut Sql, filter: &OrganizationFilter) {
    // Not EXISTS: SQLite 3.51 joins instead, and then gives one row for each listing.
    sql.push(" FROM organizations o WHERE (SELECT 1 FROM listings l");
    conditions(sql, &filter.services);
    sql.push(" AND l.organization_id = o.id LIMIT 1) = 1");
    if let Some(at) = filter.modified_after {
        sql.push(" AND o.last_modified >= ").bind(ms(at));
    }
    if let Some(text) = &filter.search {
        holding(sql, " AND o.words LIKE ", text);
    }
}

fn of_taxonomies(sql: &mut Sql, search: Option<&str>) {
    sql.push(" FROM taxonomies t WHERE 1 = 1");
    if let Some(text) = search {
        holding(sql, " AND t.words LIKE ", text);
    }
}

fn of_terms(sql: &mut Sql, filter: &TermFilter) {
    sql.push(" FROM taxonomy_terms t WHERE 1 = 1");
    if let Some(id) = &filter.taxonomy_id {
        sql.push(" AND t.taxonomy_id = ").bind(id.clone());
    }
    if let Some(id) = &filter.parent_id {
        sql.push(" AND t.parent_id = ").bind(id.clone());
    }
    if filter.top_only {
        sql.push(" AND t.parent_id IS NULL");
    }
    if let Some(text) = &filter.search {
        holding(sql, " AND t.words LIKE ", text);
    }
}

fn holding(sql: &mut Sql, column: &'static str, text: &str) {
    sql.push(column).bind(like(text)).push(" ESCAPE '!'");
}

/// What a search looks in: small letters, because databases fold only some of them.
pub(super) fn words(name: &Option<String>, description: &Option<String>) -> String {
    let text = |part: &Option<String>| part.as_deref().unwrap_or_default().to_lowercase();
    format!("{}\n{}", text(name), text(description))
}

/// A pattern that finds `text` anywhere; `!` escapes what LIKE would read as its own.
fn like(text: &str) -> String {
    let escaped = text
        .to_lowercase()
        .replace('!', "!!")
        .replace('%', "!%")
        .replace('_', "!_");
    format!("%{escaped}%")
}

impl WriteTx {
    /// Writes taxonomies from a feed's own list.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put_taxonomies(&mut self, feed: &FeedId, taxonomies: &[Taxonomy]) -> Result<()> {
        let mut rows: Vec<[Value; 5]> = Vec::with_capacity(taxonomies.len());
        for (id, taxonomy) in once_each(taxonomies.iter().map(|t| (t.id.as_deref(), t))) {
            rows.push([
                id.into(),
                self.take_number().into(),
                feed.as_str().into(),
                words(&taxonomy.name, &taxonomy.description).into(),
                oruk::write::taxonomy(taxonomy)?.into(),
            ]);
        }
        for chunk in rows.chunks(ROWS) {
            let mut sql =
                Sql::new("INSERT INTO taxonomies (id, number, feed_id, words, doc) VALUES ");
            sql.bind_rows(chunk.iter().cloned());
            sql.push(
                " ON CONFLICT (id) DO UPDATE SET words = excluded.words, doc = excluded.doc
                  WHERE taxonomies.feed_id = excluded.feed_id AND taxonomies.doc <> excluded.doc",
            );
            let written = sql.query().execute(&mut *self.tx).await?;
            if written.rows_affected() > 0 {
                self.note_lists_change();
            }
        }
        Ok(())
    }

    /// Writes terms from a feed's own list; it counts more than what services nest.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put_terms(&mut self, feed: &FeedId, terms: &[TaxonomyTerm]) -> Result<()> {
        let rows = self.term_rows(feed.as_str(), terms)?;
        for chunk in rows.chunks(ROWS) {
            let mut sql = Sql::new(INSERT_TERMS);
            sql.bind_rows(chunk.iter().cloned());
            sql.push(
                " ON CONFLICT (id) DO UPDATE SET feed_id = excluded.feed_id, taxonomy_id = excluded.taxonomy_id,
                    parent_id = excluded.parent_id, words = excluded.words, doc = excluded.doc
                  WHERE taxonomy_terms.feed_id IN ('', excluded.feed_id) AND taxonomy_terms.doc <> excluded.doc",
            );
            let written = sql.query().execute(&mut *self.tx).await?;
            if written.rows_affected() > 0 {
                self.note_lists_change();
            }
        }
        Ok(())
    }

    /// Writes terms that services nest, of which nobody has told yet: they belong to no
    /// feed ('') until a feed's own list names them.
    pub(super) async fn put_new_terms(&mut self, terms: &[&TaxonomyTerm]) -> Result<()> {
        let mut unknown = once_each(terms.iter().map(|term| (term.id.as_deref(), *term)));
        let ids: Vec<_> = unknown.iter().map(|(id, _)| (*id).to_owned()).collect();
        for chunk in ids.chunks(ROWS) {
            let mut sql = Sql::new("SELECT id FROM taxonomy_terms WHERE id IN ");
            sql.bind_list(chunk.iter().cloned());
            let mut known = HashSet::new();
            for row in sql.query().fetch_all(&mut *self.tx).await? {
                known.insert(row.try_get::<String, _>(0)?);
            }
            unknown.retain(|(id, _)| !known.contains(*id));
        }
        let rows = self.term_rows("", unknown.into_iter().map(|(_, term)| term))?;
        for chunk in rows.chunks(ROWS) {
            let mut sql = Sql::new(INSERT_TERMS);
            sql.bind_rows(chunk.iter().cloned());
            sql.query().execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    /// The rows of terms, each id once, the last one said.
    fn term_rows<'a>(
        &mut self,
        feed: &str,
        terms: impl IntoIterator<Item = &'a TaxonomyTerm>,
    ) -> Result<Vec<[Value; 7]>> {
        let mut rows = Vec::new();
        for (id, term) in once_each(terms.into_iter().map(|term| (term.id.as_deref(), term))) {
            rows.push([
                id.into(),
                self.take_number().into(),
                feed.into(),
                term.taxonomy_id.clone().into(),
                term.parent_id.clone().into(),
                words(&term.name, &term.description).into(),
                oruk::write::taxonomy_term(term)?.into(),
            ]);
        }
        Ok(rows)
    }
}
