//! People's word on which records are one service, and on what a listing says.
//!
//! a listing, or a pair in question -> the records on both sides -> decision kept with what they
//! said then -> those records matched anew -> listings joined, or apart again.
//!
//! A decision holds until somebody takes it back, or a record changes beyond recognition; then
//! the pair is in question again.

use serde::Serialize;
use serde_json::Value;

use super::composing::{self, Turned};
use super::matching::{Evidence, compare};
use super::merging::{self, EditError};
use super::rematch::{self, profile, thresholds};
use crate::config::Config;
use crate::domain::{ListingId, content_hash};
use crate::store::{EditRow, Member, RecordName, ReviewRow, Store, StoreError, WriteTx};

/// Why a decision or an edit cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// The database refused or holds what it should not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nothing goes by that id.
    #[error(
        "nothing goes by {0}: `waymark matches list` shows what is in question and what was decided"
    )]
    Unknown(String),
    /// Both sides are one listing already, or two already.
    #[error("{0}")]
    Pointless(String),
    /// The edit does not fit.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// Matching is switched off.
    #[error("matching is switched off: set matching = true in [federation] first")]
    Off,
}

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
    /// What speaks for and against.
    pub evidence: Vec<Evidence>,
}

/// One side of a question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Side {
    /// The record.
    #[serde(flatten)]
    pub record: RecordName,
    /// Its listing.
    pub listing: ListingId,
    /// What it is called.
    pub name: String,
    /// Who provides it.
    pub organization: Option<String>,
    /// Its first place.
    pub place: Option<String>,
}

/// What a person says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// Two listings are one service.
    Merge,
    /// Two listings are two.
    Apart,
}

/// Who says something, and why.
#[derive(Debug, Clone, Copy)]
pub struct Author<'a> {
    /// Who.
    pub name: &'a str,
    /// Why, in a few words.
    pub comment: Option<&'a str>,
}

/// What comes of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decided {
    /// Its id, by which it can be taken back.
    pub decision: String,
    /// The listings of the records that it is about, as they are now.
    pub listings: Vec<ListingId>,
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
    let mut seen: Vec<(ListingId, ListingId)> = Vec::new();
    let mut found = Vec::new();
    for row in store.reviews(limit).await? {
        let listings = (
            row.a_listing.min(row.b_listing),
            row.a_listing.max(row.b_listing),
        );
        if seen.contains(&listings) {
            continue;
        }
        seen.push(listings);
        let members = store.members(&[row.a.clone(), row.b.clone()]).await?;
        let of = |name: &RecordName| members.iter().find(|member| member.name == *name);
        let (Some(a), Some(b)) = (of(&row.a), of(&row.b)) else {
            continue;
        };
        let compared = compare(&profile(a), &profile(b), thresholds(config));
        found.push(Question {
            id: question_id(&row),
            score: row.score,
            since: row.since,
            a: side(a),
            b: side(b),
            evidence: compared.evidence,
        });
    }
    Ok(found)
}

fn question_id(row: &ReviewRow) -> String {
    content_hash(format!("{}\n{}", row.a, row.b).as_bytes())[..12].to_owned()
}

fn side(member: &Member) -> Side {
    let service = &member.service;
    let place = service.service_at_locations.iter().find_map(|link| {
        let address = link.location.as_ref()?.addresses.first()?;
        let words = [&address.address_1, &address.city, &address.postal_code];
        let words: Vec<&str> = words
            .into_iter()
            .filter_map(|word| word.as_deref())
            .collect();
        (!words.is_empty()).then(|| words.join(", "))
    });
    Side {
        record: member.name.clone(),
        listing: member.listing,
        name: service.name.clone().unwrap_or_default(),
        organization: service.organization.as_ref().and_then(|o| o.name.clone()),
        place: if crate::domain::sensitive::stated(service).is_empty() {
            place
        } else {
            None
        },
    }
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
        let rows = store.reviews(i64::MAX).await?;
        let row = rows.into_iter().find(|row| question_id(row) == one);
        let row = row.ok_or_else(|| DecideError::Unknown(one.to_owned()))?;
        return Ok((row.a_listing, row.b_listing));
    };
    let parse = |text: &str| {
        text.parse()
            .map_err(|_| DecideError::Unknown(text.to_owned()))
    };
    Ok((parse(one)?, parse(other)?))
}

/// Keeps a person's word on two listings, and follows it.
///
/// # Errors
/// See [`DecideError`].
pub async fn decide(
    store: &Store,
    config: &Config,
    word: &Word,
    (one, other): (ListingId, ListingId),
    author: Author<'_>,
) -> Result<Decided, DecideError> {
    if !config.federation.matching {
        return Err(DecideError::Off);
    }
    let mut tx = store.write().await?;
    let ends = tx.resolve(&[one, other]).await?;
    let end = |id| ends.get(&id).copied().unwrap_or(id);
    if end(one) == end(other) {
        return Err(DecideError::Pointless(
            "both are one listing already: to part it, name records of it with `waymark matches split`".to_owned(),
        ));
    }
    let a = tx.speakers(&[end(one)]).await?;
    let b = tx.speakers(&[end(other)]).await?;
    for (id, side) in [(one, &a), (other, &b)] {
        if side.is_empty() {
            return Err(DecideError::Unknown(id.to_string()));
        }
    }
    let id = keep(&mut tx, *word == Word::Merge, author, &a, &b).await?;
    tx.commit().await?;
    follow(store, config, id, &[a, b].concat()).await
}

/// Parts records from the rest of their listing.
///
/// # Errors
/// See [`DecideError`].
pub async fn split(
    store: &Store,
    config: &Config,
    listing: ListingId,
    records: &[RecordName],
    author: Author<'_>,
) -> Result<Decided, DecideError> {
    if !config.federation.matching {
        return Err(DecideError::Off);
    }
    let mut tx = store.write().await?;
    let members = tx.speakers(&[listing]).await?;
    if let Some(stranger) = records
        .iter()
        .find(|name| !members.iter().any(|m| m.name == **name))
    {
        return Err(DecideError::Unknown(stranger.to_string()));
    }
    let (out, rest): (Vec<Member>, Vec<Member>) = members
        .into_iter()
        .partition(|member| records.contains(&member.name));
    if out.is_empty() || rest.is_empty() {
        return Err(DecideError::Pointless(
            "name some of the records of the listing, not none and not all".to_owned(),
        ));
    }
    let id = keep(&mut tx, false, author, &out, &rest).await?;
    tx.commit().await?;
    follow(store, config, id, &[out, rest].concat()).await
}

/// Takes a decision back, and follows what the evidence says without it.
///
/// # Errors
/// [`DecideError::Unknown`] when there is none that holds.
pub async fn undo(
    store: &Store,
    config: &Config,
    id: &str,
    author: Author<'_>,
) -> Result<Decided, DecideError> {
    let mut tx = store.write().await?;
    let decision = tx.decision(id).await?;
    let decision = decision.ok_or_else(|| DecideError::Unknown(id.to_owned()))?;
    if !tx.undo_decision(id, author.name).await? {
        return Err(DecideError::Unknown(id.to_owned()));
    }
    let names: Vec<RecordName> = decision
        .pairs
        .into_iter()
        .flat_map(|(a, b)| [a, b])
        .collect();
    queue(&mut tx, &names).await?;
    tx.commit().await?;
    rematch::rematch(store, config).await?;
    listings_now(store, id.to_owned(), &names).await
}

async fn keep(
    tx: &mut WriteTx,
    is_same: bool,
    author: Author<'_>,
    a: &[Member],
    b: &[Member],
) -> Result<String, StoreError> {
    let mut pairs = Vec::with_capacity(a.len() * b.len());
    for one in a {
        for other in b {
            pairs.push(((&one.name, &one.service), (&other.name, &other.service)));
        }
    }
    let id = tx
        .add_decision(is_same, author.name, author.comment, &pairs)
        .await?;
    let names: Vec<RecordName> = a
        .iter()
        .chain(b)
        .map(|member| member.name.clone())
        .collect();
    queue(tx, &names).await?;
    Ok(id)
}

async fn queue(tx: &mut WriteTx, names: &[RecordName]) -> Result<(), StoreError> {
    for name in names {
        tx.queue_matching(&name.feed, std::slice::from_ref(&name.source_id))
            .await?;
    }
    Ok(())
}

async fn follow(
    store: &Store,
    config: &Config,
    id: String,
    members: &[Member],
) -> Result<Decided, DecideError> {
    rematch::rematch(store, config).await?;
    let names: Vec<RecordName> = members.iter().map(|member| member.name.clone()).collect();
    listings_now(store, id, &names).await
}

async fn listings_now(
    store: &Store,
    id: String,
    names: &[RecordName],
) -> Result<Decided, DecideError> {
    let members = store.members(names).await?;
    let mut listings: Vec<ListingId> = members.iter().map(|member| member.listing).collect();
    listings.sort_unstable();
    listings.dedup();
    Ok(Decided {
        decision: id,
        listings,
    })
}

/// Sets a field of a listing until somebody takes that back or its time is over.
///
/// # Errors
/// See [`DecideError`].
pub async fn edit(
    store: &Store,
    config: &Config,
    listing: ListingId,
    (field, value): (&str, &Value),
    expires_at: Option<jiff::Timestamp>,
    author: Author<'_>,
) -> Result<EditRow, DecideError> {
    let value = merging::check_edit(field, value)?;
    let mut tx = store.write().await?;
    let listing = tx
        .resolve(&[listing])
        .await?
        .get(&listing)
        .copied()
        .unwrap_or(listing);
    let members = tx.speakers(&[listing]).await?;
    if members.is_empty() {
        return Err(DecideError::Unknown(listing.to_string()));
    }
    let sources = members
        .iter()
        .map(|member| composing::source(config, listing, member))
        .collect::<Result<Vec<_>, _>>()
        .map_err(StoreError::from)?;
    let merged = merging::merge(listing, &sources, &[]);
    let before = merged.and_then(|merged| merged.document.get(field).cloned());
    let row = EditRow {
        id: uuid::Uuid::new_v4().to_string(),
        listing,
        field: field.to_owned(),
        value,
        voice: merging::EditVoice::Local.as_str().to_owned(),
        author: author.name.to_owned(),
        comment: author.comment.map(str::to_owned),
        at: tx.now(),
        expires_at,
        ended_at: None,
        before: before.unwrap_or(Value::Null),
    };
    tx.add_edit(&row).await?;
    composing::publish(&mut tx, config, &[listing], &Turned::default()).await?;
    tx.commit().await?;
    Ok(row)
}

/// Takes an edit back: the listing says again what its feeds say.
///
/// # Errors
/// [`DecideError::Unknown`] when there is none that holds.
pub async fn end_edit(store: &Store, config: &Config, id: &str) -> Result<ListingId, DecideError> {
    let mut tx = store.write().await?;
    let listing = tx.end_edit(id).await?;
    let listing = listing.ok_or_else(|| DecideError::Unknown(id.to_owned()))?;
    let listing = tx
        .resolve(&[listing])
        .await?
        .get(&listing)
        .copied()
        .unwrap_or(listing);
    composing::publish(&mut tx, config, &[listing], &Turned::default()).await?;
    tx.commit().await?;
    Ok(listing)
}
