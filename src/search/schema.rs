//! The fields of the index. No other file names one, but for what filters ask, which
//! `filter/columns.rs` keeps.
//!
//! Text fields are searched, `cell` finds what is near, and everything that order and
//! exact tests need stands in columns. Nothing is stored: the listings are in the store.

use tantivy::columnar::Column;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{DocId, IndexSettings, IndexSortByField, Order, SegmentReader};
use uuid::Uuid;

use super::document::Spot;
use super::filter::{FilterColumns, FilterFields};
use super::suggest;
use crate::domain::ListingId;

/// Part of the folder's name: an index of another version is never opened, so raise it with
/// every change of fields, of what they hold or of how words are read.
pub(super) const VERSION: u32 = 9;

const SEARCHABLE: &str = "searchable";
const ASSURED: &str = "assured";
const COMPLETE: &str = "complete";
const ID_HIGH: &str = "id_high";
const ID_LOW: &str = "id_low";
const LAT: &str = "lat";
const LON: &str = "lon";
const BY_POSTCODE: &str = "by_postcode";
const POSTCODE: &str = "postcode";
const GROUND_ORDER: &str = "ground_order";

/// A text field and how much a word in it counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextField {
    pub(super) field: Field,
    pub(super) boost: f32,
}

/// Handles of the fields.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    /// The listing's id: what deletes and replaces it.
    pub(super) id: Field,
    /// The id again, in two columns.
    pub(super) id_high: Field,
    pub(super) id_low: Field,
    /// Whether people may find it.
    pub(super) searchable: Field,
    /// What filters ask.
    pub(super) filters: FilterFields,
    /// Days from 1970 to the last confirmation; absent: not stated.
    pub(super) assured: Field,
    /// Marks of completeness; see `order`.
    pub(super) complete: Field,
    /// Quad cells of its places, every level; see `cells`.
    pub(super) cell: Field,
    /// Where its first place comes on the curve that keeps neighbours together.
    pub(super) ground_order: Field,
    /// Its places in millionths of a degree; the three columns are read side by side.
    pub(super) lat: Field,
    pub(super) lon: Field,
    /// The names to complete; see `suggest`.
    pub(super) named: Field,
    /// Whether the place is known only by its postcode.
    pub(super) by_postcode: Field,
    /// Packed postcodes of its places that state no point, after a mark for each derived one.
    pub(super) postcode: Field,
    pub(super) name: TextField,
    pub(super) organization: TextField,
    pub(super) terms: TextField,
    pub(super) locality: TextField,
    pub(super) description: TextField,
    /// Names, terms and localities without stemming, to complete a word that is half typed
    /// and to mend one that is misspelled.
    pub(super) spelled: Field,
    /// The names of the service and its provider, each as one term.
    pub(super) full_name: Field,
    /// The needs that it meets, each with its grade; see `lay`.
    pub(super) need: Field,
}

impl Fields {
    /// What a search looks through.
    pub(super) fn texts(&self) -> [TextField; 5] {
        [
            self.name,
            self.organization,
            self.terms,
            self.locality,
            self.description,
        ]
    }

    /// What the `search` parameter of the ORUK lists looks through.
    pub(super) fn published_texts(&self) -> [TextField; 4] {
        [self.name, self.organization, self.terms, self.description]
    }
}

/// The schema and its handles.
pub(super) fn build() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let fast = || NumericOptions::default().set_fast();
    // Texts come cut into words, see `words`: tantivy cuts none.
    let text = |has_lengths, option| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_fieldnorms(has_lengths)
            .set_index_option(option);
        TextOptions::default().set_indexing_options(indexing)
    };
    let stemmed = || text(true, IndexRecordOption::WithFreqs);
    let plain = || text(false, IndexRecordOption::Basic);
    let fields = Fields {
        id: schema.add_bytes_field("id", INDEXED),
        id_high: schema.add_u64_field(ID_HIGH, FAST),
        id_low: schema.add_u64_field(ID_LOW, FAST),
        searchable: schema.add_bool_field(SEARCHABLE, FAST),
        filters: FilterFields::add_to(&mut schema),
        assured: schema.add_i64_field(ASSURED, FAST),
        complete: schema.add_u64_field(COMPLETE, FAST),
        cell: schema.add_u64_field("cell", NumericOptions::default().set_indexed()),
        ground_order: schema.add_u64_field(GROUND_ORDER, fast()),
        named: schema.add_text_field(suggest::COLUMN, FAST),
        lat: schema.add_i64_field(LAT, fast()),
        lon: schema.add_i64_field(LON, fast()),
        by_postcode: schema.add_bool_field(BY_POSTCODE, FAST),
        postcode: schema.add_u64_field(POSTCODE, fast()),
        name: TextField {
            field: schema.add_text_field("name", stemmed()),
            boost: 1.0,
        },
        organization: TextField {
            field: schema.add_text_field("organization", stemmed()),
            boost: 0.6,
        },
        terms: TextField {
            field: schema.add_text_field("terms", stemmed()),
            boost: 0.8,
        },
        locality: TextField {
            field: schema.add_text_field("locality", stemmed()),
            boost: 0.6,
        },
        description: TextField {
            field: schema.add_text_field("description", stemmed()),
            boost: 0.5,
        },
        spelled: schema.add_text_field("spelled", plain()),
        full_name: schema.add_text_field("full_name", plain()),
        need: schema.add_text_field("need", plain()),
    };
    (schema.build(), fields)
}

/// Documents stand in the order of the ground, so that a search near a place reads one
/// stretch of each column.
pub(super) fn settings() -> IndexSettings {
    IndexSettings {
        sort_by_field: Some(IndexSortByField {
            field: GROUND_ORDER.to_owned(),
            order: Order::Asc,
        }),
        ..IndexSettings::default()
    }
}

/// The columns of one segment.
pub(super) struct Columns {
    pub(super) searchable: Column<bool>,
    pub(super) filters: FilterColumns,
    pub(super) assured: Column<i64>,
    pub(super) complete: Column<u64>,
    pub(super) postcode: Column<u64>,
    lat: Column<i64>,
    lon: Column<i64>,
    by_postcode: Column<bool>,
    id_high: Column<u64>,
    id_low: Column<u64>,
}

impl Columns {
    pub(super) fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        Ok(Self {
            searchable: columns.bool(SEARCHABLE)?,
            filters: FilterColumns::open(segment)?,
            assured: columns.i64(ASSURED)?,
            complete: columns.u64(COMPLETE)?,
            lat: columns.i64(LAT)?,
            lon: columns.i64(LON)?,
            by_postcode: columns.bool(BY_POSTCODE)?,
            postcode: columns.u64(POSTCODE)?,
            id_high: columns.u64(ID_HIGH)?,
            id_low: columns.u64(ID_LOW)?,
        })
    }

    /// The places of a listing, and whether each is known only by its postcode.
    pub(super) fn places(&self, doc: DocId) -> impl Iterator<Item = (Spot, bool)> + '_ {
        // The three columns hold a value for each place, so one range serves them all.
        self.lat.index.value_row_ids(doc).map(|row| {
            let spot = Spot {
                lat: self.lat.values.get_val(row),
                lon: self.lon.values.get_val(row),
            };
            (spot, self.by_postcode.values.get_val(row))
        })
    }

    pub(super) fn listing(&self, doc: DocId) -> ListingId {
        let half = |column: &Column<u64>| column.first(doc).unwrap_or(0);
        ListingId(Uuid::from_u64_pair(half(&self.id_high), half(&self.id_low)))
    }
}
