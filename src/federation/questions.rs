//! Which listings may be one service and wait for a person's word.
//!
//! pairs in the store -> of two listings the surest -> the records on both sides, as far as they
//! may be told -> what speaks for and against.
//!
//! Of a sensitive location nobody is told more than its area, in no field and in no evidence: the
//! sides are compared again by what is told of them.

use std::collections::{BTreeSet, HashSet};

use serde::Serialize;

use super::deciding::DecideError;
use super::matching::{Evidence, Profile, compare};
use super::rematch::{profile, thresholds};
use crate::config::Config;
use crate::domain::{ListingId, card, content_hash, cut, plain_text, sensitive};
use crate::oruk::{Service, write};
use crate::store::{Member, RecordName, ReviewRow, Store, StoreError};

/// Longest description of a side, in characters: enough to tell two services apart.
const DESCRIPTION: usize = 300;

/// A pair of listings on which a person should look.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Question {
    /// Its id: the same as long as the same two records are in question.
    pub id: String,
    /// How likely they are one, 0 to 1.
    pub score: f64,
    /// Since when they are in question.
    pub since: jiff::Timestamp,
    /// One side.
    pub a: Side,
    /// The other.
    pub b: Side,
    /// What speaks for and against, the weightiest first.
    pub evidence: Vec<Evidence>,
}

/// One side of a question: a record, as far as it may be told.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Side {
    /// The record.
    #[serde(flatten)]
    pub record: RecordName,
    /// Its listing.
    pub listing: ListingId,
    /// What it is called; empty once the record is gone.
    pub name: String,
    /// Who provides it.
    pub organization: Option<String>,
    /// Its first place on one line; of a sensitive one the area.
    pub place: Option<String>,
    /// Telephone numbers, without doubles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<String>,
    /// E-mail addresses, without doubles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<String>,
    /// Its web page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When it runs, a line for each timetable entry.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub times: Vec<String>,
    /// Its description as plain text, cut to 300 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// One page of what is in question.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// How many questions there are on all pages.
    pub total: usize,
    /// Which page this is, from 0: the last one where a later one was asked for.
    pub page: usize,
    /// Its questions, the surest first.
    pub questions: Vec<Question>,
}

/// What is in question, the surest first; of two listings the surest pair alone.
///
/// # Errors
/// When the database refuses.
pub async fn questions(
    store: &Store,
    config: &Config,
    limit: i64,
) -> Result<Vec<Question>, StoreError> {
    told(store, config, &surest(store.reviews(limit).await?)).await
}

/// A page of the same, `size` questions long.
///
/// # Errors
/// When the database refuses.
pub async fn waiting(
    store: &Store,
    config: &Config,
    page: usize,
    size: usize,
) -> Result<Waiting, StoreError> {
    let rows = surest(store.reviews(i64::MAX).await?);
    let pages: Vec<&[ReviewRow]> = rows.chunks(size.max(1)).collect();
    let page = page.min(pages.len().saturating_sub(1));
    let shown = pages.get(page).copied().unwrap_or_default();
    Ok(Waiting {
        total: rows.len(),
        page,
        questions: told(store, config, shown).await?,
    })
}

/// A question by its id; `None` when it is none any more.
///
/// # Errors
/// When the database refuses.
pub async fn question(
    store: &Store,
    config: &Config,
    id: &str,
) -> Result<Option<Question>, StoreError> {
    let row = by_id(store, id).await?;
    let found = told(store, config, row.as_slice()).await?;
    Ok(found.into_iter().next())
}

/// The two listings that are meant: by a question's id, or by their own.
///
/// # Errors
/// [`DecideError::Unknown`].
pub async fn both(
    store: &Store,
    one: &str,
    other: Option<&str>,
) -> Result<(ListingId, ListingId), DecideError> {
    let Some(other) = other else {
        let row = by_id(store, one).await?;
        let row = row.ok_or_else(|| DecideError::Unknown(one.to_owned()))?;
        return Ok((row.a_listing, row.b_listing));
    };
    let parse = |text: &str| {
        text.parse()
            .map_err(|_| DecideError::Unknown(text.to_owned()))
    };
    Ok((parse(one)?, parse(other)?))
}

/// Records by name, as far as they may be told; unknown ones are left out.
///
/// # Errors
/// When the database refuses.
pub async fn sides(store: &Store, names: &[RecordName]) -> Result<Vec<Side>, StoreError> {
    tell(store, &store.members(names).await?).await
}

/// The records that have a say in a listing, as far as they may be told, the first seen first.
///
/// # Errors
/// When the database refuses.
pub async fn sides_of(store: &Store, listing: ListingId) -> Result<Vec<Side>, StoreError> {
    tell(store, &store.speakers(listing).await?).await
}

/// Of two listings the surest pair of their records alone.
fn surest(mut rows: Vec<ReviewRow>) -> Vec<ReviewRow> {
    let mut seen: HashSet<(ListingId, ListingId)> = HashSet::new();
    rows.retain(|row| {
        let (a, b) = (row.a_listing, row.b_listing);
        seen.insert((a.min(b), a.max(b)))
    });
    rows
}

async fn by_id(store: &Store, id: &str) -> Result<Option<ReviewRow>, StoreError> {
    let rows = store.reviews(i64::MAX).await?;
    Ok(rows.into_iter().find(|row| question_id(row) == id))
}

fn question_id(row: &ReviewRow) -> String {
    content_hash(format!("{}\n{}", row.a, row.b).as_bytes())[..12].to_owned()
}

async fn told(
    store: &Store,
    config: &Config,
    rows: &[ReviewRow],
) -> Result<Vec<Question>, StoreError> {
    let withheld = withheld(store).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let members = store.members(&[row.a.clone(), row.b.clone()]).await?;
        let of = |name: &RecordName| members.iter().find(|member| member.name == *name);
        let (Some(a), Some(b)) = (of(&row.a), of(&row.b)) else {
            continue;
        };
        let (a, b) = (may_be_told(a, &withheld)?, may_be_told(b, &withheld)?);
        let compared = compare(&compared_as(&a), &compared_as(&b), thresholds(config));
        found.push(Question {
            id: question_id(row),
            score: row.score,
            since: row.since,
            a: side(&a)?,
            b: side(&b)?,
            evidence: compared.evidence,
        });
    }
    Ok(found)
}

async fn tell(store: &Store, members: &[Member]) -> Result<Vec<Side>, StoreError> {
    let withheld = withheld(store).await?;
    members
        .iter()
        .map(|member| side(&may_be_told(member, &withheld)?))
        .collect()
}

/// Ids of the locations that are sensitive by anybody's word.
async fn withheld(store: &Store) -> Result<BTreeSet<String>, StoreError> {
    let all = store.sensitive_locations().await?.into_iter();
    Ok(all.map(|place| place.location_id).collect())
}

/// The record without the whereabouts that are withheld. What the record itself says of them
/// counts too: it may not be published yet.
fn may_be_told(member: &Member, withheld: &BTreeSet<String>) -> Result<Member, StoreError> {
    let mut member = member.clone();
    let mut secret = sensitive::stated(&member.service);
    let links = member.service.service_at_locations.iter();
    let ids = links.filter_map(|link| link.location.as_ref()?.id.as_ref());
    secret.extend(ids.filter(|id| withheld.contains(*id)).cloned());
    sensitive::withhold(&mut member.service, &secret)?;
    Ok(member)
}

/// The record as it is compared: an area that stands for a place is no place at which two meet.
fn compared_as(told: &Member) -> Profile {
    let mut member = told.clone();
    let links = member.service.service_at_locations.iter_mut();
    let locations = links.filter_map(|link| link.location.as_mut());
    for location in locations.filter(|location| sensitive::is_withheld(location)) {
        location.name = None;
        for address in &mut location.addresses {
            address.address_1 = None;
        }
    }
    profile(&member)
}

fn side(told: &Member) -> Result<Side, StoreError> {
    // What we would not publish of it (who assured it, say) is not told here either.
    let service: Service = serde_json::from_str(&write::detail(&told.service)?)?;
    let description = service.description.as_deref().map(plain_text);
    let description = description.filter(|text| !text.is_empty());
    Ok(Side {
        record: told.name.clone(),
        listing: told.listing,
        place: card::places(&service).into_iter().next().map(|p| p.address),
        phones: card::phones(&service),
        emails: card::emails(&service),
        times: card::when(&service),
        description: description.map(|text| cut(&text, DESCRIPTION)),
        url: service.url,
        organization: service.organization.and_then(|o| o.name),
        name: service.name.unwrap_or_default(),
    })
}
