//! Organizations, taxonomies and terms: what services refer to.

use std::collections::HashSet;

use sqlx::Row;

use super::listings::{Page, limit};
use super::sql::{ROWS, Sql, Value, once_each};
use super::{Result, Store, WriteTx};
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

/// Published organizations: those that some published listing names.
const ORGANIZATIONS: &str = " FROM organizations o WHERE o.id IN (SELECT organization_id FROM listings WHERE published = 1)";

impl Store {
    /// The detail document of an organization, without its services.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn organization(&self, id: &str) -> Result<Option<String>> {
        let mut sql = Sql::new("SELECT o.doc");
        sql.push(ORGANIZATIONS).push(" AND o.id = ").bind(id);
        let row = sql.query().fetch_optional(&self.pool).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// Organizations in number order, as detail documents (`full`) or list items.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn organizations(
        &self,
        search: Option<&str>,
        full: bool,
        skip: u64,
        take: u64,
    ) -> Result<Page<String>> {
        let select = if full {
            "SELECT o.doc"
        } else {
            "SELECT o.item"
        };
        let mut base = Sql::default();
        base.push(ORGANIZATIONS);
        if let Some(text) = search {
            base.push(" AND o.words LIKE ")
                .bind(like(text))
                .push(" ESCAPE '!'");
        }
        self.documents(select, base, " ORDER BY o.number", skip, take)
            .await
    }

    /// Taxonomies in number order.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn taxonomies(
        &self,
        search: Option<&str>,
        skip: u64,
        take: u64,
    ) -> Result<Page<String>> {
        let mut base = Sql::new(" FROM taxonomies t WHERE 1 = 1");
        if let Some(text) = search {
            base.push(" AND t.words LIKE ")
                .bind(like(text))
                .push(" ESCAPE '!'");
        }
        self.documents("SELECT t.doc", base, " ORDER BY t.number", skip, take)
            .await
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

    /// Taxonomy terms in number order.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn taxonomy_terms(
        &self,
        filter: &TermFilter,
        skip: u64,
        take: u64,
    ) -> Result<Page<String>> {
        let mut base = Sql::new(" FROM taxonomy_terms t WHERE 1 = 1");
        if let Some(id) = &filter.taxonomy_id {
            base.push(" AND t.taxonomy_id = ").bind(id.clone());
        }
        if let Some(id) = &filter.parent_id {
            base.push(" AND t.parent_id = ").bind(id.clone());
        }
        if filter.top_only {
            base.push(" AND t.parent_id IS NULL");
        }
        if let Some(text) = &filter.search {
            base.push(" AND t.words LIKE ")
                .bind(like(text))
                .push(" ESCAPE '!'");
        }
        self.documents("SELECT t.doc", base, " ORDER BY t.number", skip, take)
            .await
    }

    /// Every taxonomy term, in no order that means anything.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn all_taxonomy_terms(&self) -> Result<Vec<TaxonomyTerm>> {
        let rows = sqlx::query("SELECT doc FROM taxonomy_terms")
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

    async fn documents(
        &self,
        select: &'static str,
        base: Sql,
        order: &'static str,
        skip: u64,
        take: u64,
    ) -> Result<Page<String>> {
        let mut count = Sql::new("SELECT COUNT(*)");
        count.append(base.clone());
        let total: i64 = count.query().fetch_one(&self.pool).await?.try_get(0)?;
        let mut sql = Sql::new(select);
        sql.append(base);
        sql.push(order)
            .push(" LIMIT ")
            .bind(limit(take))
            .push(" OFFSET ")
            .bind(limit(skip));
        let rows = sql.query().fetch_all(&self.pool).await?;
        let items = rows
            .iter()
            .map(|row| Ok(row.try_get(0)?))
            .collect::<Result<_>>()?;
        Ok(Page {
            items,
            total: u64::try_from(total).unwrap_or(0),
        })
    }
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
            sql.query().execute(&mut *self.tx).await?;
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
            sql.query().execute(&mut *self.tx).await?;
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
