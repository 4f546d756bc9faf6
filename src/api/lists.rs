//! What every ORUK list has in common: a part of it as a page, or all of it as lines.

use std::future::Future;

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::stream::{self, TryStreamExt};

use super::{ApiError, Params};
use crate::store::Cut;

/// The page size when none is asked for.
const DEFAULT_SIZE: u64 = 50;
/// The largest page size.
pub(super) const LARGEST_SIZE: u64 = 1000;
/// Entries that are read at once for a list of lines: what a slow reader holds at most.
const LINES_AT_ONCE: u64 = 100;

/// Something with a first entry and a last.
pub(super) trait List: Send + Sync + 'static {
    /// The entries of a part, as JSON texts, each with its position.
    fn part(&self, cut: Cut) -> impl Future<Output = Result<Vec<(i64, String)>, ApiError>> + Send;
}

/// Which part of a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    /// The page, from 1.
    pub(super) number: u64,
    /// Entries a page.
    pub(super) size: u64,
}

impl Window {
    /// Reads `page` and `per_page`.
    pub(super) fn read(params: &Params) -> Result<Self, ApiError> {
        let size = params.whole("per_page", 1..=LARGEST_SIZE)?;
        Ok(Self {
            number: params.whole("page", 1..=u64::MAX)?.unwrap_or(1),
            size: size.unwrap_or(DEFAULT_SIZE),
        })
    }

    /// The part that it shows.
    pub(super) fn cut(self) -> Cut {
        Cut::Page {
            skip: (self.number - 1).saturating_mul(self.size),
            take: self.size,
        }
    }

    /// What it shows of a list that is at hand.
    pub(super) fn slice<T>(self, all: &[T]) -> &[T] {
        let before = (self.number - 1).saturating_mul(self.size);
        let from = usize::try_from(before).unwrap_or(usize::MAX).min(all.len());
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        &all[from..from.saturating_add(size).min(all.len())]
    }

    /// The entries that it shows.
    pub(super) async fn of(self, list: &impl List) -> Result<Vec<String>, ApiError> {
        let entries = list.part(self.cut()).await?;
        Ok(entries.into_iter().map(|(_, text)| text).collect())
    }
}

/// Every entry on a line of its own, read as the reader takes them: however long the list
/// and however slow the reader, a hundred entries are held at a time. What changes meanwhile
/// moves nothing, for each part begins after the last entry of the one before.
pub(super) async fn lines(list: impl List) -> Result<Response, ApiError> {
    // What fails at once is an answer of its own; later the connection can only break off.
    let first = lines_after(&list, 0).await?;
    let rest = first.as_ref().map(|(_, position)| *position);
    let rest = stream::try_unfold((list, rest), async |(list, position)| {
        let Some(position) = position else {
            return Ok(None);
        };
        let next = lines_after(&list, position).await?;
        Ok(next.map(|(lines, position)| (lines, (list, Some(position)))))
    });
    let first = stream::iter(first.map(|(lines, _)| Ok(lines)));
    let lines = futures::StreamExt::chain(first, rest).inspect_err(|error: &ApiError| {
        tracing::error!(%error, "a list of lines broke off");
    });
    let kind = HeaderValue::from_static("application/x-ndjson");
    let body = Body::from_stream(lines);
    Ok(([(header::CONTENT_TYPE, kind)], body).into_response())
}

async fn lines_after(list: &impl List, position: i64) -> Result<Option<(Bytes, i64)>, ApiError> {
    let take = LINES_AT_ONCE;
    let entries = list.part(Cut::After { position, take }).await?;
    let Some((last, _)) = entries.last() else {
        return Ok(None);
    };
    let last = *last;
    let mut lines = String::new();
    for (_, text) in &entries {
        lines.push_str(text);
        lines.push('\n');
    }
    Ok(Some((Bytes::from(lines), last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_page_that_can_be_named_does_not_overflow() {
        let params = Params::parse("page=18446744073709551615&per_page=1000");
        let window = Window::read(&params).unwrap();
        let (skip, take) = (u64::MAX, 1000);
        assert_eq!(window.cut(), Cut::Page { skip, take });
    }
}
