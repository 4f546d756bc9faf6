//! What of the change feed a subscriber is told.
//!
//! change -> theirs? -> told as it is; not theirs, but they have it -> told as deleted.

use std::collections::HashMap;

use geo::{Distance, Geodesic, Point};

use crate::domain::{FeedId, ListingId, Postcode, PostcodeClass, Scope, classify, service_places};
use crate::oruk::Service;
use crate::store::{Change, ChangeState, Store, StoreError, Subscription};

/// The reason of a deletion that is one only to this subscriber.
const LEFT: &str = "left_scope";

/// The part of some changes that a subscriber is told.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    pub(super) items: Vec<Change>,
    /// Of these listings, whether the subscriber has them then.
    pub(super) marks: Vec<(ListingId, bool)>,
}

/// A scope that means something, in its normal form; the error says what to write.
pub(super) fn checked(scope: Scope) -> Result<Scope, String> {
    match scope {
        Scope::District { district } => match classify(&district) {
            PostcodeClass::Outcode(district) => Ok(Scope::District { district }),
            _ => Err("district must be the first half of a postcode, like S10".to_owned()),
        },
        Scope::Circle { lat, lon, radius_m } => {
            let is_place = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
            match is_place && radius_m.is_finite() && radius_m > 0.0 {
                true => Ok(Scope::Circle { lat, lon, radius_m }),
                false => Err("write lat and lon in degrees, and radius_m above 0".to_owned()),
            }
        }
        other => Ok(other),
    }
}

/// Chooses what is told.
pub(super) async fn choose(
    store: &Store,
    subscription: &Subscription,
    changes: Vec<Change>,
) -> Result<Chosen, StoreError> {
    let scope = &subscription.webhook.scope;
    if *scope == Scope::All {
        return Ok(Chosen {
            items: changes,
            marks: Vec::new(),
        });
    }
    let ids: Vec<_> = changes.iter().map(|change| change.id).collect();
    let told = store.told_of(&subscription.webhook.id, &ids).await?;
    let feeds = match scope {
        Scope::Feed { .. } => store.feeds_of(&ids).await?,
        _ => HashMap::new(),
    };
    let mut chosen = Chosen::default();
    for change in changes {
        let of = feeds.get(&change.id).map_or(&[][..], Vec::as_slice);
        let is_theirs = is_within(scope, &change, of)?;
        // Whoever began in the middle may have anything from before.
        let may_have = told.get(&change.id).copied();
        match (is_theirs, may_have.unwrap_or(!subscription.from_start)) {
            (true, _) => {
                chosen.marks.push((change.id, true));
                chosen.items.push(change);
            }
            (false, true) => {
                chosen.marks.push((change.id, false));
                chosen.items.push(gone(change));
            }
            (false, false) => {}
        }
    }
    Ok(chosen)
}

fn gone(change: Change) -> Change {
    if change.state == ChangeState::Deleted {
        return change;
    }
    Change {
        state: ChangeState::Deleted,
        reason: LEFT.to_owned(),
        data: None,
        ..change
    }
}

fn is_within(scope: &Scope, change: &Change, feeds: &[FeedId]) -> Result<bool, StoreError> {
    let Some(doc) = &change.data else {
        return Ok(false);
    };
    let places = || -> Result<_, StoreError> {
        let service: Service = serde_json::from_str(doc)?;
        Ok(service_places(&service))
    };
    Ok(match scope {
        Scope::All => true,
        Scope::Feed { feed } => feeds.contains(feed),
        Scope::District { district } => places()?.iter().any(|place| {
            let postcode = place.postcode.as_deref().and_then(|text| text.parse().ok());
            postcode.is_some_and(|postcode: Postcode| postcode.outward() == district)
        }),
        Scope::Circle { lat, lon, radius_m } => {
            let centre = Point::new(*lon, *lat);
            places()?
                .iter()
                .filter_map(|place| place.point)
                .any(|(lat, lon)| Geodesic.distance(centre, Point::new(lon, lat)) <= *radius_m)
        }
    })
}
