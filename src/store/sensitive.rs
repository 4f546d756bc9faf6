//! Sensitive locations: who calls which one so, and withholding them from what is published.
//!
//! publications -> what they say of their locations, noted -> all that is sensitive by anybody's
//! word -> publications without it; and other listings at a location that has just become
//! sensitive, published anew.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::Serialize;
use sqlx::Row;

use super::listings::listing_id;
use super::sql::{ROWS, Sql, ms, once_each};
use super::{Result, Store, WriteTx};
use crate::domain::{ChangeReason, ListingId, Publication, sensitive};

/// Stands for a person among those who say that a location is sensitive.
const PERSON: &str = "person";

const SAYERS: &str = "SELECT location_id, said_by FROM sensitive_locations";

/// A location whose whereabouts are withheld.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SensitiveLocation {
    /// The location.
    pub location_id: String,
    /// The listings whose feeds say so.
    pub listings: Vec<ListingId>,
    /// Whether a person says so.
    pub by_person: bool,
}

/// Location -> those who call it sensitive.
type Sayers = BTreeMap<String, BTreeSet<String>>;

/// What publications say of their locations, beside what was said before.
#[derive(Debug, Default)]
pub(super) struct Sensitive {
    /// All locations that are sensitive by anybody's word.
    now: BTreeSet<String>,
    /// Those that were not before.
    fresh: BTreeSet<String>,
}

impl Store {
    /// Every location whose whereabouts are withheld.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn sensitive_locations(&self) -> Result<Vec<SensitiveLocation>> {
        let mut connection = self.pool.acquire().await?;
        let sayers = sayers(&mut connection, vec![Sql::new(SAYERS)]).await?;
        let all = sayers.into_iter().map(|(location_id, said_by)| {
            let by_person = said_by.contains(PERSON);
            let listings = said_by.into_iter().filter(|by| by != PERSON);
            Ok(SensitiveLocation {
                location_id,
                by_person,
                listings: listings.map(listing_id).collect::<Result<_>>()?,
            })
        });
        all.collect()
    }

    /// The locations of a listing, as far as it is published.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn location_ids(&self, listing: ListingId) -> Result<Vec<String>> {
        let rows = sqlx::query(
            "SELECT DISTINCT location_id FROM service_at_locations
             WHERE listing_id = $1 AND location_id IS NOT NULL ORDER BY location_id",
        )
        .bind(listing.to_string())
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// Whether any listing takes place at a location.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn has_location(&self, id: &str) -> Result<bool> {
        let found =
            sqlx::query("SELECT 1 FROM service_at_locations WHERE location_id = $1 LIMIT 1")
                .bind(id.to_owned());
        Ok(found.fetch_optional(&self.pool).await?.is_some())
    }
}

impl WriteTx {
    /// A person says that a location is sensitive: every listing there is published anew
    /// without its whereabouts. Returns how many listings that were.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn mark_sensitive(&mut self, location: &str) -> Result<usize> {
        self.say_sensitive(&[(location.to_owned(), PERSON.to_owned())])
            .await?;
        let location = BTreeSet::from([location.to_owned()]);
        self.withhold_others(&location, &[]).await
    }

    /// A person says that a location is not sensitive, whoever said otherwise. What was
    /// withheld comes back with the next refresh of its feed, and so does the mark where the
    /// feed itself still says so. Returns whether it was marked.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn unmark_sensitive(&mut self, location: &str) -> Result<bool> {
        let gone = sqlx::query("DELETE FROM sensitive_locations WHERE location_id = $1")
            .bind(location.to_owned())
            .execute(&mut *self.tx)
            .await?;
        let released = BTreeSet::from([location.to_owned()]);
        self.read_anew(&released).await?;
        Ok(gone.rows_affected() > 0)
    }

    /// Notes what publications say of their locations.
    pub(super) async fn note_sensitive(
        &mut self,
        publications: &[(&Publication, ChangeReason)],
    ) -> Result<Sensitive> {
        let before = sayers(&mut self.tx, about(publications)).await?;
        let mut after = before.clone();
        let mut said = Vec::new();
        let mut taken_back = Vec::new();
        for (publication, _) in publications {
            let id = publication.id.to_string();
            let stated = sensitive::stated(&publication.service);
            for location in withdrawn(publication, &stated, &before) {
                if let Some(sayers) = after.get_mut(&location) {
                    sayers.remove(&id);
                }
                taken_back.push((location, id.clone()));
            }
            for location in stated {
                if after
                    .entry(location.clone())
                    .or_default()
                    .insert(id.clone())
                {
                    said.push((location, id.clone()));
                }
            }
        }
        self.say_sensitive(&said).await?;
        for (location, by) in taken_back {
            sqlx::query("DELETE FROM sensitive_locations WHERE location_id = $1 AND said_by = $2")
                .bind(location)
                .bind(by)
                .execute(&mut *self.tx)
                .await?;
        }
        let all = |sayers: Sayers| -> BTreeSet<String> {
            let held = sayers.into_iter().filter(|(_, by)| !by.is_empty());
            held.map(|(location, _)| location).collect()
        };
        let (before, now) = (all(before), all(after));
        self.read_anew(&before.difference(&now).cloned().collect())
            .await?;
        Ok(Sensitive {
            fresh: now.difference(&before).cloned().collect(),
            now,
        })
    }

    /// Publishes anew, without their whereabouts, the other listings at locations that have
    /// just become sensitive.
    pub(super) async fn withhold_neighbours(
        &mut self,
        sensitive: &Sensitive,
        publications: &[(&Publication, ChangeReason)],
    ) -> Result<()> {
        let known: Vec<_> = publications.iter().map(|(p, _)| p.id).collect();
        self.withhold_others(&sensitive.fresh, &known).await?;
        Ok(())
    }

    async fn withhold_others(
        &mut self,
        locations: &BTreeSet<String>,
        but: &[ListingId],
    ) -> Result<usize> {
        let but: HashSet<_> = but.iter().collect();
        let mut count = 0;
        let mut ids = self.listings_at(locations).await?;
        ids.retain(|id| !but.contains(id));
        for chunk in ids.chunks(ROWS) {
            let mut publications = Vec::with_capacity(chunk.len());
            for listing in self.listings_by_id(chunk).await? {
                // An erased one has nothing left to withhold.
                if listing.doc.is_empty() {
                    continue;
                }
                let mut publication = Publication::from_listing(&listing)?;
                sensitive::withhold(&mut publication.service, locations)?;
                publications.push(publication);
            }
            let updated: Vec<_> = publications
                .iter()
                .map(|publication| (publication, ChangeReason::Updated))
                .collect();
            count += updated.len();
            self.write_publications(&updated).await?;
        }
        Ok(count)
    }

    async fn listings_at(&mut self, locations: &BTreeSet<String>) -> Result<Vec<ListingId>> {
        let locations: Vec<_> = locations.iter().cloned().collect();
        let mut found = BTreeSet::new();
        for chunk in locations.chunks(ROWS) {
            let mut sql = Sql::new(
                "SELECT DISTINCT listing_id FROM service_at_locations WHERE location_id IN ",
            );
            sql.bind_list(chunk.iter().cloned());
            for row in sql.query().fetch_all(&mut *self.tx).await? {
                found.insert(row.try_get::<String, _>(0)?);
            }
        }
        found.into_iter().map(listing_id).collect()
    }

    /// Lets the next refresh read the records of the listings at these locations anew.
    async fn read_anew(&mut self, locations: &BTreeSet<String>) -> Result<()> {
        let ids = self.listings_at(locations).await?;
        for chunk in ids.chunks(ROWS) {
            let mut sql = Sql::new("UPDATE records SET raw_hash = '' WHERE listing_id IN ");
            sql.bind_list(chunk.iter().map(ToString::to_string));
            sql.query().execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    async fn say_sensitive(&mut self, said: &[(String, String)]) -> Result<()> {
        for chunk in said.chunks(ROWS) {
            let at = ms(self.now);
            let keys: Vec<String> = chunk.iter().map(|(to, by)| format!("{to} {by}")).collect();
            let rows = keys.iter().zip(chunk);
            let rows = rows.map(|(key, (location, by))| {
                let row = [location.as_str().into(), by.as_str().into(), at.into()];
                (Some(key.as_str()), row)
            });
            let mut sql =
                Sql::new("INSERT INTO sensitive_locations (location_id, said_by, at) VALUES ");
            sql.bind_rows(once_each(rows).into_iter().map(|(_, row)| row));
            sql.push(" ON CONFLICT (location_id, said_by) DO NOTHING");
            sql.query().execute(&mut *self.tx).await?;
        }
        Ok(())
    }
}

impl Sensitive {
    /// A publication without the whereabouts of sensitive locations.
    pub(super) fn withheld<'a>(
        &self,
        publication: &'a Publication,
    ) -> Result<Cow<'a, Publication>> {
        let links = publication.service.service_at_locations.iter();
        let mut ids = links.filter_map(|link| link.location.as_ref()?.id.as_ref());
        if !ids.any(|id| self.now.contains(id)) {
            return Ok(Cow::Borrowed(publication));
        }
        let mut publication = publication.clone();
        sensitive::withhold(&mut publication.service, &self.now)?;
        Ok(Cow::Owned(publication))
    }
}

/// The locations that a listing called sensitive before and does not any more. One that it
/// shows withheld, as a stored document does, says nothing either way.
fn withdrawn(publication: &Publication, stated: &BTreeSet<String>, before: &Sayers) -> Vec<String> {
    let id = publication.id.to_string();
    let links = publication.service.service_at_locations.iter();
    let withheld: BTreeSet<&String> = links
        .filter_map(|link| link.location.as_ref())
        .filter(|location| sensitive::is_withheld(location))
        .filter_map(|location| location.id.as_ref())
        .collect();
    let its_own = before.iter().filter(|(_, by)| by.contains(&id));
    let gone = its_own.map(|(location, _)| location);
    let gone = gone.filter(|at| !stated.contains(*at) && !withheld.contains(at));
    gone.cloned().collect()
}

/// Asks who calls sensitive the locations that publications show, or showed when they said so.
fn about(publications: &[(&Publication, ChangeReason)]) -> Vec<Sql> {
    let mut queries = Vec::new();
    for chunk in publications.chunks(ROWS) {
        let mut theirs = Sql::new(SAYERS);
        theirs
            .push(" WHERE location_id IN (SELECT location_id FROM sensitive_locations WHERE said_by IN ")
            .bind_list(chunk.iter().map(|(publication, _)| publication.id.to_string()))
            .push(")");
        queries.push(theirs);
        let links = chunk
            .iter()
            .flat_map(|(publication, _)| &publication.service.service_at_locations);
        let shown: BTreeSet<&str> = links
            .filter_map(|link| link.location.as_ref()?.id.as_deref())
            .collect();
        let shown: Vec<&str> = shown.into_iter().collect();
        queries.extend(shown.chunks(ROWS).map(|locations| {
            let mut sql = Sql::new(SAYERS);
            sql.push(" WHERE location_id IN ")
                .bind_list(locations.iter().copied());
            sql
        }));
    }
    queries
}

async fn sayers(connection: &mut sqlx::AnyConnection, queries: Vec<Sql>) -> Result<Sayers> {
    let mut sayers = Sayers::new();
    for sql in queries {
        for row in sql.query().fetch_all(&mut *connection).await? {
            let said_by: &mut BTreeSet<String> = sayers.entry(row.try_get(0)?).or_default();
            said_by.insert(row.try_get(1)?);
        }
    }
    Ok(sayers)
}
