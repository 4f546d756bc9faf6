//! A person's word on whether the whereabouts of a location must stay unknown.
//!
//! id of a location, or of a listing for all its locations -> marked -> every listing there is
//! published anew as an area only.

use serde::Serialize;

use crate::store::{Store, StoreError};

/// What a person's word has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Whereabouts {
    /// The locations that it was about.
    pub locations: Vec<String>,
    /// How many listings were published anew for it.
    pub listings: usize,
}

/// Why a person's word could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum WhereaboutsError {
    /// There is nothing of this id.
    #[error(
        "there is no location and no listing with the id {0}: take the id of a location from \
         /oruk/v3/services/{{id}}, or that of the listing"
    )]
    Unknown(String),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Withholds the whereabouts of a location, or of all locations of a listing.
///
/// # Errors
/// See [`WhereaboutsError`]; then nothing was changed.
pub async fn withhold_whereabouts(
    store: &Store,
    id: &str,
) -> Result<Whereabouts, WhereaboutsError> {
    let locations = locations(store, id).await?;
    let mut tx = store.write().await?;
    let mut listings = 0;
    for location in &locations {
        listings += tx.mark_sensitive(location).await?;
    }
    tx.commit().await?;
    Ok(Whereabouts {
        locations,
        listings,
    })
}

/// Lets the whereabouts of a location, or of all locations of a listing, be published again:
/// from the next refresh of the feed on, unless the feed itself calls them sensitive.
///
/// # Errors
/// See [`WhereaboutsError`]; then nothing was changed.
pub async fn release_whereabouts(store: &Store, id: &str) -> Result<Whereabouts, WhereaboutsError> {
    let locations = locations(store, id).await?;
    let mut tx = store.write().await?;
    for location in &locations {
        tx.unmark_sensitive(location).await?;
    }
    tx.commit().await?;
    Ok(Whereabouts {
        locations,
        listings: 0,
    })
}

async fn locations(store: &Store, id: &str) -> Result<Vec<String>, WhereaboutsError> {
    if store.has_location(id).await? {
        return Ok(vec![id.to_owned()]);
    }
    let of_listing = match id.parse() {
        Ok(listing) => store.location_ids(listing).await?,
        Err(_) => Vec::new(),
    };
    if of_listing.is_empty() {
        return Err(WhereaboutsError::Unknown(id.to_owned()));
    }
    Ok(of_listing)
}
