//! The keys under which records meet, as this version of the program writes them.
//!
//! Two records meet only where both have their keys by the same rules. So after a change of these
//! rules all keys are made anew, a few records a transaction, before anything is matched; a
//! process that is killed over it begins again.

use crate::federation::matching::KEYS_VERSION;
use crate::store::{RecordName, Store, StoreError};

/// The fact in `meta` that tells by which rules the kept keys were made.
const FACT: &str = "match_keys";

/// Records that get their keys in one transaction.
const STEP: i64 = 200;

/// Makes the kept keys anew where they were made by other rules.
pub(super) async fn follow_version(store: &Store) -> Result<(), StoreError> {
    if store.fact(FACT).await?.as_deref() == Some(KEYS_VERSION) {
        return Ok(());
    }
    let mut after: Option<RecordName> = None;
    loop {
        let mut tx = store.write().await?;
        let names = tx.matched_after(after.as_ref(), STEP).await?;
        for member in tx.members(&names).await? {
            if member.speaks() {
                let keys = super::profile(&member).keys();
                tx.put_match_keys(&member.name, &keys).await?;
            }
        }
        after = names.last().cloned();
        if after.is_none() {
            tx.set_fact(FACT, KEYS_VERSION).await?;
        }
        tx.commit().await?;
        if after.is_none() {
            return Ok(());
        }
    }
}
