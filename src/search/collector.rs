//! Walks the candidates: exact distance, filters, counts, and the best few.
//!
//! The geodesic decides membership, order and display. It costs about a microsecond, so
//! [`Bounds`] first settle every case that is not close.

use std::collections::BinaryHeap;
use std::sync::Arc;

use geo::{Distance, Geodesic, Point};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::bounds::{Bounds, Origin};
use super::filter::{Asked, Known, Lexicon, Question, Source, Tally};
use super::order::{Factors, Key, Ranking, Traits};
use super::schema::Columns;
use super::view::View;

/// What is asked of each candidate.
#[derive(Clone)]
pub(super) struct Ask {
    pub(super) origin: Option<Origin>,
    pub(super) radius_m: Option<f64>,
    pub(super) question: Arc<Question>,
    /// Of each segment, in their order.
    pub(super) view: Arc<View>,
    pub(super) ranking: Ranking,
    /// What the words must score at least.
    pub(super) floor: f32,
    /// Hits up to this key were given out before.
    pub(super) after: Option<Key>,
    /// How many hits to keep.
    pub(super) keep: usize,
}

/// A hit in the making.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) key: Key,
    pub(super) factors: Factors,
    pub(super) distance_m: Option<f64>,
    pub(super) approximate: bool,
}

/// What the candidates of one or all segments came to.
#[derive(Debug, Default)]
pub(super) struct Harvest {
    /// The best, in order.
    pub(super) hits: Vec<Found>,
    /// How many match, and what else is counted.
    pub(super) tally: Tally,
}

impl Collector for Ask {
    type Fruit = Harvest;
    type Child = Candidates;

    fn for_segment(
        &self,
        segment_ord: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<Candidates> {
        let lexicon = self.view.lexicons[segment_ord as usize].clone();
        Ok(Candidates {
            ask: Arc::new(self.clone()),
            columns: Columns::open(segment)?,
            best: BinaryHeap::with_capacity(self.keep + 1),
            asked: self.question.ask(&lexicon),
            tally: match self.question.facets {
                true => Tally::for_segment(&lexicon),
                false => Tally::default(),
            },
            lexicon,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.ranking.has_words
    }

    fn merge_fruits(&self, segments: Vec<Harvest>) -> tantivy::Result<Harvest> {
        let mut all = Harvest::default();
        for segment in segments {
            all.tally.join(segment.tally);
            all.hits.extend(segment.hits);
        }
        all.hits.sort_unstable_by_key(|hit| hit.key);
        all.hits.truncate(self.keep);
        Ok(all)
    }
}

/// The candidates of one segment.
pub(super) struct Candidates {
    ask: Arc<Ask>,
    columns: Columns,
    /// The worst on top.
    best: BinaryHeap<ByKey>,
    lexicon: Arc<Lexicon>,
    asked: Asked,
    tally: Tally,
}

impl SegmentCollector for Candidates {
    type Fruit = Harvest;

    fn collect(&mut self, doc: DocId, score: Score) {
        let is_answer = !self.ask.ranking.has_words || score >= self.ask.floor;
        if !is_answer || self.columns.searchable.first(doc) != Some(true) {
            return;
        }
        let origin = self.ask.origin.as_ref();
        let bounds = origin.and_then(|origin| self.bounds(doc, origin));
        let known = Known {
            has_place: self.columns.places(doc).next().is_some(),
            assured: self.columns.assured.first(doc),
        };
        if self.is_too_far(doc, bounds) || self.is_out_of_reach(doc, known) {
            return;
        }
        let question = &self.ask.question;
        let columns = &self.columns.filters;
        let verdict = self.asked.judge(question, columns, doc, known);
        let source = Source {
            columns,
            lexicon: &self.lexicon,
            doc,
            known,
        };
        if self.tally.count(question, verdict, &source) {
            self.offer(doc, score, bounds, known.assured);
        }
    }

    fn harvest(mut self) -> Harvest {
        self.tally.close(&self.lexicon);
        Harvest {
            hits: self
                .best
                .into_sorted_vec()
                .into_iter()
                .map(|by| by.0)
                .collect(),
            tally: self.tally,
        }
    }
}

impl Candidates {
    fn is_too_far(&self, doc: DocId, bounds: Option<Bounds>) -> bool {
        let (Some(radius_m), Some(bounds)) = (self.ask.radius_m, bounds) else {
            return false;
        };
        let is_close_call = bounds.least <= radius_m && radius_m < bounds.most;
        match &self.ask.origin {
            Some(origin) if is_close_call => self.nearest(doc, origin, bounds).0 > radius_m,
            _ => bounds.least > radius_m,
        }
    }

    /// Whether it has no place and says that it does not come to where the person lives.
    fn is_out_of_reach(&mut self, doc: DocId, known: Known) -> bool {
        let question = &self.ask.question;
        let columns = &self.columns.filters;
        !known.has_place
            && self
                .asked
                .is_out_of_reach(question, columns, &self.lexicon, doc)
    }

    /// Keeps the candidate if it is among the best that come after the last page.
    fn offer(&mut self, doc: DocId, score: Score, bounds: Option<Bounds>, assured: Option<i64>) {
        let ranking = self.ask.ranking;
        let traits = Traits {
            score,
            assured,
            complete: self.columns.complete.first(doc).unwrap_or(0),
        };
        let best_case = ranking.key(traits, bounds.map(|b| b.least));
        let worst_kept = (self.best.len() == self.ask.keep)
            .then(|| self.best.peek())
            .flatten();
        if worst_kept.is_some_and(|worst| best_case.cmp_but_id(&worst.0.key).is_gt()) {
            return;
        }
        let worst_case = ranking.key(traits, bounds.map(|b| b.most));
        if self
            .ask
            .after
            .is_some_and(|after| worst_case.cmp_but_id(&after).is_lt())
        {
            return;
        }
        let nearest = self.ask.origin.as_ref().zip(bounds);
        let nearest = nearest.map(|(origin, bounds)| self.nearest(doc, origin, bounds));
        let distance_m = nearest.map(|(metres, _)| metres);
        let key = Key {
            id: self.columns.listing(doc),
            ..ranking.key(traits, distance_m)
        };
        if self.ask.after.is_some_and(|after| key <= after) {
            return;
        }
        self.best.push(ByKey(Found {
            key,
            factors: ranking.factors(traits, distance_m),
            distance_m,
            approximate: nearest.is_some_and(|(_, approximate)| approximate),
        }));
        if self.best.len() > self.ask.keep {
            self.best.pop();
        }
    }

    /// Between what the geodesic to the nearest place must lie; `None` without a place.
    fn bounds(&self, doc: DocId, origin: &Origin) -> Option<Bounds> {
        Bounds::of(origin, self.places(doc).map(|(place, _)| place))
    }

    /// Geodesic metres to the nearest place, and whether that is known only by its postcode.
    fn nearest(&self, doc: DocId, origin: &Origin, bounds: Bounds) -> (f64, bool) {
        self.places(doc)
            .filter(|(place, _)| origin.bounds(*place).least <= bounds.most)
            .map(|(place, by_postcode)| (Geodesic.distance(origin.point, place), by_postcode))
            .min_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)))
            .unwrap_or((f64::INFINITY, false))
    }

    fn places(&self, doc: DocId) -> impl Iterator<Item = (Point, bool)> + '_ {
        let places = self.columns.places(doc);
        places.map(|(spot, by_postcode)| (spot.point(), by_postcode))
    }
}

/// Orders hits by their key alone.
#[derive(Debug)]
struct ByKey(Found);

impl Ord for ByKey {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.key.cmp(&other.0.key)
    }
}

impl PartialOrd for ByKey {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for ByKey {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for ByKey {}
