//! The services of an export, some at a time.

use std::vec::IntoIter;

use crate::domain::ListingId;
use crate::store::{Exported, Result, Store};

/// Services in one batch: a megabyte or less.
const AT_ONCE: usize = 200;

/// What is exported.
#[derive(Debug, Clone)]
pub enum Choice {
    /// Everything that is published.
    Everything,
    /// What a search found, in its order.
    These(Vec<ListingId>),
}

/// Some services.
pub(super) type Batch = Vec<Exported>;

/// The services still to come.
#[derive(Debug)]
pub(super) struct Batches {
    store: Store,
    left: Left,
}

#[derive(Debug)]
enum Left {
    After(i64),
    These(IntoIter<ListingId>),
}

impl Batches {
    pub(super) fn new(store: Store, choice: Choice) -> Self {
        let left = match choice {
            Choice::Everything => Left::After(0),
            Choice::These(ids) => Left::These(ids.into_iter()),
        };
        Self { store, left }
    }

    /// The next batch; `None` at the end. What is no longer published by then is left out.
    pub(super) async fn next(&mut self) -> Result<Option<Batch>> {
        match &mut self.left {
            Left::After(number) => {
                let limit = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
                let batch = self.store.exported_after(*number, limit).await?;
                let last = batch.last().map(|one| one.number);
                *number = last.unwrap_or(*number);
                Ok(last.map(|_| batch))
            }
            Left::These(ids) => loop {
                let some: Vec<_> = ids.take(AT_ONCE).collect();
                if some.is_empty() {
                    return Ok(None);
                }
                let batch = self.store.exported_by_id(&some).await?;
                if !batch.is_empty() {
                    return Ok(Some(batch));
                }
            },
        }
    }
}
