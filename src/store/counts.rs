//! What a refresh or an import did, as five columns beside one another.

use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, Row};

use super::Result;
use crate::domain::Counts;

/// Binds the counts in the order of their columns.
pub(super) fn bind_counts(
    query: Query<'static, Any, AnyArguments>,
    counts: Counts,
) -> Query<'static, Any, AnyArguments> {
    let numbers = [
        counts.added,
        counts.updated,
        counts.unchanged,
        counts.removed,
        counts.failed,
    ];
    numbers.into_iter().fold(query, |query, number| {
        query.bind(i64::try_from(number).unwrap_or(i64::MAX))
    })
}

/// Reads the counts whose first column is `first`.
pub(super) fn counts(row: &AnyRow, first: usize) -> Result<Counts> {
    let count = |nth: usize| number(row, first + nth);
    Ok(Counts {
        added: count(0)?,
        updated: count(1)?,
        unchanged: count(2)?,
        removed: count(3)?,
        failed: count(4)?,
    })
}

/// A number of things; none when the column holds less than nothing.
pub(super) fn number(row: &AnyRow, column: usize) -> Result<u64> {
    Ok(u64::try_from(row.try_get::<i64, _>(column)?).unwrap_or(0))
}
