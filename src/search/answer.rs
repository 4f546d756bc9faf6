//! Answers questions from the index.

use std::sync::Arc;

use geo::Point;
use tantivy::collector::{DocSetCollector, TopDocs};
use tantivy::query::Query;
use tantivy::{DocAddress, DocId, Searcher, TantivyError, Term};

use super::bounds::Origin;
use super::cells::{self, LEVELS, MAYBE_SOMEWHERE, NOWHERE};
use super::collector::Ask;
use super::document;
use super::filter::{Facets, Question};
use super::known::{EvenStatistics, Known};
use super::lay;
use super::order::{Key, Ranking};
use super::query::{self, Ground};
use super::schema::Columns;
use super::view::View;
use super::words;
use super::{Flag, Hit, SearchAnswer, SearchError, SearchIndex, SearchRequest, Wanted};
use crate::domain::{ListingId, Whereabouts, uk_day};

/// The most hits of one page.
const MOST_HITS: usize = 100;

impl SearchIndex {
    /// Answers a search. Takes a few milliseconds of a processor at most.
    ///
    /// # Errors
    /// See [`SearchError`].
    pub fn search(&self, request: &SearchRequest) -> Result<SearchAnswer, SearchError> {
        self.answer(request, request.limit.clamp(1, MOST_HITS))
    }

    /// Everything that a search finds, in its order.
    ///
    /// # Errors
    /// See [`SearchError`].
    pub fn search_all(&self, request: &SearchRequest) -> Result<Vec<ListingId>, SearchError> {
        let request = SearchRequest {
            cursor: None,
            facets: false,
            ..request.clone()
        };
        let all = usize::try_from(self.views.newest().searcher.num_docs()).unwrap_or(MOST_HITS);
        // The directory may grow in between: what is new then stands in the next export.
        let answer = self.answer(&request, all.max(1))?;
        Ok(answer.hits.iter().map(|hit| hit.id).collect())
    }

    fn answer(&self, request: &SearchRequest, limit: usize) -> Result<SearchAnswer, SearchError> {
        let now = self.clock.now();
        let taken_up = match &request.cursor {
            Some(cursor) => Some(self.pins.take_up(cursor, request, now)?),
            None => None,
        };
        let resumed = taken_up.as_ref().map(|walk| SearchRequest {
            origin: walk.origin,
            ..request.clone()
        });
        let request = resumed.as_ref().unwrap_or(request);
        let (view, today, after) = match taken_up {
            Some(walk) => (walk.view, walk.today, Some(walk.last)),
            None => (self.views.newest(), document::days_of(uk_day(now)), None),
        };
        let searcher = &view.searcher;
        let said = self.said(request, searcher);
        let mut ask = self.ask(request, said.as_ref(), after, &view, today);
        ask.keep = limit + 1;
        let query = query::candidates(
            &self.fields,
            &self.thesaurus,
            said.as_ref(),
            ground(&ask, request),
        );
        let statistics = EvenStatistics {
            fields: &self.fields,
        };
        let harvest = searcher
            .search_with_statistics_provider(&*query, &ask, &statistics)
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
            factors: found.factors,
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

    /// Every published listing, searchable or not, whose text holds all the words, in no
    /// order: the `search` parameter of the ORUK lists. `None` when there are no words in the
    /// text (only signs or white space): then nothing is asked for, and nothing filtered.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn matching(&self, words: &str) -> Result<Option<Vec<ListingId>>, SearchError> {
        let Some(query) = self.all_words(words) else {
            return Ok(None);
        };
        let searcher = &self.views.newest().searcher;
        let found = searcher
            .search(&*query, &DocSetCollector)
            .map_err(unreadable)?;
        let listing = listings_of(searcher)?;
        Ok(Some(found.into_iter().map(listing).collect()))
    }

    /// The same, the best first: the `text` parameter of ORUK 1.0.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn matching_best_first(&self, words: &str) -> Result<Option<Vec<ListingId>>, SearchError> {
        let Some(query) = self.all_words(words) else {
            return Ok(None);
        };
        let searcher = &self.views.newest().searcher;
        let all = usize::try_from(searcher.num_docs())
            .unwrap_or(usize::MAX)
            .max(1);
        let best = TopDocs::with_limit(all).order_by_score();
        let found = searcher.search(&*query, &best).map_err(unreadable)?;
        let listing = listings_of(searcher)?;
        let mut scored: Vec<(f32, ListingId)> = found
            .into_iter()
            .map(|(score, at)| (score, listing(at)))
            .collect();
        // Where documents lie in the index means nothing.
        scored.sort_by(|(a, one), (b, other)| b.total_cmp(a).then(one.cmp(other)));
        Ok(Some(scored.into_iter().map(|(_, id)| id).collect()))
    }

    fn all_words(&self, words: &str) -> Option<Box<dyn Query>> {
        let stems = words::stems(words);
        (!stems.is_empty()).then(|| query::all_of(&self.fields, &stems))
    }

    /// Every published listing, searchable or not, whose stated areas leave a home out: the
    /// `postcode` parameter of the ORUK lists.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn not_covering(&self, home: &Whereabouts) -> Result<Vec<ListingId>, SearchError> {
        let view = self.views.newest();
        let mut found = Vec::new();
        let segments = view.searcher.segment_readers().iter();
        for (segment, lexicon) in segments.zip(&view.lexicons) {
            let leaves_out = lexicon.not_covering(home);
            if !leaves_out.contains(&true) {
                continue;
            }
            let columns = Columns::open(segment).map_err(unreadable)?;
            let is_out = |doc: &DocId| {
                let area = columns.filters.coverage(*doc);
                area.is_some_and(|area| leaves_out[area as usize])
            };
            let docs = segment.doc_ids_alive().filter(is_out);
            found.extend(docs.map(|doc| columns.listing(doc)));
        }
        Ok(found)
    }

    /// What the words of a request ask for.
    fn said(&self, request: &SearchRequest, searcher: &Searcher) -> Option<lay::Question> {
        let known = Known::new(searcher, &self.fields, &self.thesaurus);
        lay::Question::read(request.q.as_deref()?, &self.thesaurus, &known)
    }

    fn ask(
        &self,
        request: &SearchRequest,
        said: Option<&lay::Question>,
        after: Option<Key>,
        view: &Arc<View>,
        today: i64,
    ) -> Ask {
        let origin = request.origin.map(|at| Point::new(at.lon, at.lat));
        let radius_m = request.radius_m.filter(|_| origin.is_some());
        let since = request.filters.verified_within_days;
        Ask {
            origin: origin.map(Origin::at),
            radius_m,
            question: Arc::new(Question {
                filters: request.filters.clone(),
                since: since.map(|days| today - i64::from(days)),
                today,
                home: radius_m.and(request.home.clone()),
                facets: request.facets,
            }),
            view: view.clone(),
            ranking: Ranking {
                sort: request.sort,
                has_words: said.is_some(),
                has_origin: origin.is_some(),
                radius_m,
                spread_m: origin.map_or(f64::INFINITY, |at| self.spread_m(&view.searcher, at)),
                today,
                is_urgent: said.is_some_and(|said| said.urgent.is_some()),
            },
            floor: said.map_or(0.0, |said| query::floor(said, request.sort)),
            after,
            keep: request.limit.clamp(1, MOST_HITS) + 1,
        }
    }

    /// The side of the smallest cell around a point that holds a few dozen listings, in metres.
    fn spread_m(&self, searcher: &Searcher, at: Point) -> f64 {
        const ENOUGH: u64 = 36;
        let order = cells::ground_order(at.y(), at.x());
        let level = LEVELS.rev().find(|level| {
            let term = Term::from_field_u64(self.fields.cell, cells::cell(order, *level));
            searcher.doc_freq(&term).unwrap_or(0) >= ENOUGH
        });
        level.map_or(f64::INFINITY, cells::side_m)
    }
}

/// Where to look, if not everywhere. What has no place and says so is out of a search for
/// places to go to, and only the facets ask how much of it there is.
fn ground(ask: &Ask, request: &SearchRequest) -> Option<Ground> {
    let remote = request.filters.flags.get(&Flag::Remote);
    let elsewhere = match remote == Some(&Wanted::No) && !request.facets {
        true => MAYBE_SOMEWHERE,
        false => NOWHERE,
    };
    Some(Ground {
        centre: ask.origin?.point,
        radius_m: ask.radius_m?,
        elsewhere,
    })
}

fn unreadable(error: TantivyError) -> SearchError {
    SearchError::Index(error.to_string())
}

/// Which listing a document is of.
fn listings_of(searcher: &Searcher) -> Result<impl Fn(DocAddress) -> ListingId, SearchError> {
    let segments = searcher.segment_readers().iter();
    let columns: tantivy::Result<Vec<Columns>> = segments.map(Columns::open).collect();
    let columns = columns.map_err(unreadable)?;
    Ok(move |at: DocAddress| columns[at.segment_ord as usize].listing(at.doc_id))
}
