//! Answers questions from the index.

use std::sync::Arc;

use geo::Point;
use tantivy::collector::DocSetCollector;
use tantivy::{DocAddress, TantivyError};

use super::collector::Ask;
use super::document;
use super::filter::{Facets, Question};
use super::order::{Key, Ranking};
use super::query;
use super::schema::Columns;
use super::view::View;
use super::words::Words;
use super::{Hit, SearchAnswer, SearchError, SearchIndex, SearchRequest};
use crate::domain::{ListingId, uk_day};

/// The most hits of one page.
const MOST_HITS: usize = 100;

impl SearchIndex {
    /// Answers a search. Takes a few milliseconds of a processor at most.
    ///
    /// # Errors
    /// See [`SearchError`].
    pub fn search(&self, request: &SearchRequest) -> Result<SearchAnswer, SearchError> {
        let now = self.clock.now();
        let (view, today, after) = match &request.cursor {
            Some(cursor) => {
                let (view, today, last) = self.pins.take_up(cursor, request, now)?;
                (view, today, Some(last))
            }
            None => (self.views.newest(), document::days_of(uk_day(now)), None),
        };
        let searcher = &view.searcher;
        let words = request.q.as_deref().and_then(Words::of);
        let ask = ask(request, words.is_some(), after, &view, today);
        let circle = ask.origin.zip(ask.radius_m);
        let harvest = query::candidates(searcher, &self.fields, words.as_ref(), circle)
            .and_then(|query| searcher.search(&*query, &ask))
            .map_err(unreadable)?;
        // One more than the page holds was kept, to tell whether there is another page.
        let page = harvest.hits.len().min(ask.keep - 1);
        let has_more = harvest.hits.len() > page;
        let page = &harvest.hits[..page];
        let last = page.last().filter(|_| has_more);
        let cursor = last.map(|last| self.pins.issue(request, (&view, today), last.key, now));
        let hits = page.iter().map(|found| Hit {
            id: found.key.id,
            distance_m: found.distance_m,
            approximate: found.approximate,
        });
        Ok(SearchAnswer {
            hits: hits.collect(),
            total: harvest.tally.total,
            unknown: harvest.tally.unknown(request.filters.asked()),
            facets: if request.facets {
                harvest.tally.facets()
            } else {
                Facets::new()
            },
            cursor,
        })
    }

    /// Every published listing, searchable or not, whose text holds all the words: the
    /// `search` parameter of the ORUK lists. `None` when there are no words in the text
    /// (only signs or white space): then nothing is asked for, and nothing filtered.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn matching(&self, words: &str) -> Result<Option<Vec<ListingId>>, SearchError> {
        let Some(words) = Words::of(words) else {
            return Ok(None);
        };
        let searcher = &self.views.newest().searcher;
        let query = query::all_of(&self.fields, &words);
        let found = searcher
            .search(&*query, &DocSetCollector)
            .map_err(unreadable)?;
        let segments = searcher.segment_readers().iter();
        let columns: tantivy::Result<Vec<Columns>> = segments.map(Columns::open).collect();
        let columns = columns.map_err(unreadable)?;
        let listing = |at: DocAddress| columns[at.segment_ord as usize].listing(at.doc_id);
        Ok(Some(found.into_iter().map(listing).collect()))
    }
}

fn ask(
    request: &SearchRequest,
    has_words: bool,
    after: Option<Key>,
    view: &Arc<View>,
    today: i64,
) -> Ask {
    let origin = request.origin.map(|at| Point::new(at.lon, at.lat));
    let radius_m = request.radius_m.filter(|_| origin.is_some());
    Ask {
        origin,
        radius_m,
        question: Arc::new(Question {
            filters: request.filters.clone(),
            since: request
                .filters
                .verified_within_days
                .map(|days| today - i64::from(days)),
            home: radius_m.and(request.home.clone()),
            facets: request.facets,
        }),
        view: view.clone(),
        ranking: Ranking {
            sort: request.sort,
            has_words,
            has_origin: origin.is_some(),
            radius_m,
        },
        after,
        keep: request.limit.clamp(1, MOST_HITS) + 1,
    }
}

fn unreadable(error: TantivyError) -> SearchError {
    SearchError::Index(error.to_string())
}
