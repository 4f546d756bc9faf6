//! People's word on which records are one service, and on what a listing says.
//!
//! an [`Ask`] (a listing, or a pair in question) -> the records on both sides -> decision kept with
//! what they said then -> those records matched anew -> listings joined, or apart again.
//!
//! A decision holds until somebody takes it back, or a record changes beyond recognition; then
//! the pair is in question again.

use serde::Serialize;
use serde_json::Value;

use super::composing::{self, Turned};
use super::merging::{self, EditError};
use super::questions::both;
use super::rematch;
use crate::config::Config;
use crate::domain::ListingId;
use crate::store::{EditRow, Member, RecordName, Store, StoreError, WriteTx};

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

/// What a person asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// To keep a word on two listings.
    Pair {
        /// The word.
        word: Word,
        /// A question's id, or that of one listing.
        one: String,
        /// The other listing, where `one` is a listing.
        other: Option<String>,
    },
    /// To part records from the rest of their listing.
    Split {
        /// The listing.
        listing: ListingId,
        /// The records to part.
        records: Vec<RecordName>,
    },
    /// To take a decision back, by its id.
    Undo(String),
}

/// Does what a person asks for, by whatever face they ask.
///
/// # Errors
/// See [`DecideError`].
pub async fn settle(
    store: &Store,
    config: &Config,
    ask: &Ask,
    author: Author<'_>,
) -> Result<Decided, DecideError> {
    // PostgreSQL refuses U+0000 in text, and a form sends a comment that is empty.
    let comment = author.comment.map(|text| text.replace('\0', ""));
    let comment = comment.as_deref().map(str::trim);
    let author = Author {
        comment: comment.filter(|text| !text.is_empty()),
        ..author
    };
    match ask {
        Ask::Pair { word, one, other } => {
            let both = both(store, one, other.as_deref()).await?;
            decide(store, config, word, both, author).await
        }
        Ask::Split { listing, records } => split(store, config, *listing, records, author).await,
        Ask::Undo(id) => undo(store, config, id, author).await,
    }
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
