//! Terms by what they are on: the service, whom it is for, who provides it, what it costs,
//! where it reaches. ORUK 1.0 asks for them so.

use std::collections::HashSet;

use sqlx::Row;

use super::sql::{ROWS, Sql, Value, once_each};
use super::{Result, Store, WriteTx};
use crate::domain::ListingId;
use crate::oruk::{Attribute, Service};

/// What a term is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// The service itself.
    Service,
    /// Whom the service is for.
    Eligibility,
    /// The organization that provides it.
    Organization,
    /// One of its prices.
    CostOption,
    /// One of its areas.
    Area,
}

impl LinkKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Service,
        Self::Eligibility,
        Self::Organization,
        Self::CostOption,
        Self::Area,
    ];

    /// The word of ORUK 1.0 for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Eligibility => "eligibility",
            Self::Organization => "organization",
            Self::CostOption => "cost_option",
            Self::Area => "area",
        }
    }
}

/// A term as it is asked for; everything that is given must hold of one link.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TermLink {
    /// What it is on.
    pub kind: Option<LinkKind>,
    /// Its id or its code.
    pub term: Option<String>,
    /// What it is a term of.
    pub vocabulary: Option<Vocabulary>,
}

/// A vocabulary by its name, and the taxonomies that bear it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Vocabulary {
    /// As terms write it.
    pub name: String,
    /// Ids of the taxonomies that are called so.
    pub taxonomy_ids: Vec<String>,
}

impl Store {
    /// Ids of the terms that stand beside one of these (by id or code) on some published
    /// listing.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn terms_beside(&self, terms: &[String]) -> Result<HashSet<String>> {
        let mut sql = Sql::new(
            "SELECT DISTINCT b.term_id FROM listing_links a JOIN listing_links b ON b.listing_id = a.listing_id
             JOIN listings l ON l.id = a.listing_id WHERE l.published = 1 AND b.term_id <> a.term_id AND (a.term_id IN ",
        );
        sql.bind_list(terms.iter().cloned());
        sql.push(" OR a.code IN ")
            .bind_list(terms.iter().cloned())
            .push(")");
        let rows = sql.query().fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }
}

/// A row for each different term on each kind of thing.
fn rows(id: ListingId, service: &Service) -> Vec<[Value; 6]> {
    let own = service.attributes.iter().map(|attribute| {
        let is_about_people = attribute.link_type.as_deref() == Some("eligibility");
        let kind = match is_about_people {
            true => LinkKind::Eligibility,
            false => LinkKind::Service,
        };
        (kind, attribute)
    });
    let of_provider = service.organization.iter().flat_map(|o| &o.attributes);
    let of_provider = of_provider.map(|attribute| (LinkKind::Organization, attribute));
    let of_costs = service
        .cost_options
        .iter()
        .flat_map(|cost| &cost.attributes);
    let of_costs = of_costs.map(|attribute| (LinkKind::CostOption, attribute));
    let of_areas = service
        .service_areas
        .iter()
        .flat_map(|area| &area.attributes);
    let of_areas = of_areas.map(|attribute| (LinkKind::Area, attribute));
    let all = own.chain(of_provider).chain(of_costs).chain(of_areas);
    let keyed: Vec<(String, [Value; 6])> = all
        .filter_map(|(kind, attribute)| {
            let term_id = term_id(attribute)?;
            let term = attribute.taxonomy_term.as_ref();
            let row = [
                id.to_string().into(),
                kind.as_str().into(),
                term_id.into(),
                term.and_then(|term| term.code.clone()).into(),
                term.and_then(|term| term.taxonomy.clone()).into(),
                term.and_then(|term| term.taxonomy_id.clone()).into(),
            ];
            Some((format!("{} {term_id}", kind.as_str()), row))
        })
        .collect();
    let once = once_each(keyed.iter().map(|(key, row)| (Some(key.as_str()), row)));
    once.into_iter().map(|(_, row)| row.clone()).collect()
}

fn term_id(attribute: &Attribute) -> Option<&str> {
    let nested = attribute.taxonomy_term.as_ref();
    let nested = nested.and_then(|term| term.id.as_deref());
    attribute.taxonomy_term_id.as_deref().or(nested)
}

impl WriteTx {
    /// Replaces the links of listings.
    pub(super) async fn put_term_links(&mut self, listed: &[(ListingId, &Service)]) -> Result<()> {
        for chunk in listed.chunks(ROWS) {
            let mut delete = Sql::new("DELETE FROM listing_links WHERE listing_id IN ");
            delete.bind_list(chunk.iter().map(|(id, _)| id.to_string()));
            delete.query().execute(&mut *self.tx).await?;
        }
        let rows: Vec<_> = listed.iter().flat_map(|(id, s)| rows(*id, s)).collect();
        for chunk in rows.chunks(ROWS) {
            let mut sql = Sql::new(
                "INSERT INTO listing_links (listing_id, kind, term_id, code, vocabulary, taxonomy_id) VALUES ",
            );
            sql.bind_rows(chunk.iter().cloned());
            sql.query().execute(&mut *self.tx).await?;
        }
        Ok(())
    }
}

/// Adds a condition on `listing_links` that any of the terms meets.
pub(super) fn any_of(sql: &mut Sql, terms: &[TermLink]) {
    sql.push("(1 = 0");
    for term in terms {
        sql.push(" OR (1 = 1");
        if let Some(kind) = term.kind {
            sql.push(" AND kind = ").bind(kind.as_str());
        }
        if let Some(id) = &term.term {
            sql.push(" AND (term_id = ").bind(id.clone());
            sql.push(" OR code = ").bind(id.clone()).push(")");
        }
        if let Some(vocabulary) = &term.vocabulary {
            sql.push(" AND (vocabulary = ")
                .bind(vocabulary.name.clone());
            sql.push(" OR taxonomy_id IN ")
                .bind_list(vocabulary.taxonomy_ids.iter().cloned())
                .push(")");
        }
        sql.push(")");
    }
    sql.push(")");
}
