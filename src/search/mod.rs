//! Search: words, place and filters over a tantivy index that follows the store.
//!
//! In: store's change log -> `follow` (teaches the gazetteer) -> `document` (by the fields of
//! `schema`, the `cells` of its places) and its `texts` (cut into `words`, graded by `lay` for
//! the needs they meet) -> commit into the `folder`, on a thread that gives way (`desk`).
//! Out: request -> `lay` reads the question, with what is `known` of the index's words ->
//! `query` for candidates -> `collector` (exact distances where cheap `bounds` leave them open,
//! and counts, with the answers of `filter`) -> `order` -> hits, and a `cursor` for the next page.
//! A `view` is what one search sees; `index` keeps level, `answer` answers, `suggest` completes
//! names and knows places by theirs.
//!
//! The index is disposable: it is rebuilt from the store when it is missing, damaged, of
//! another schema version or of another store. Hits are ids and distances; the faces read
//! the listings themselves from the store, so that what was suspended a moment ago never
//! shows, however late the index is. For the same reason a removed listing whose documents
//! the store has erased may stay in the index until that is rebuilt: nobody is shown it.

mod answer;
mod bounds;
mod cards;
mod cells;
mod collector;
mod cursor;
mod desk;
mod document;
mod explain;
mod filter;
mod folder;
mod follow;
mod index;
mod known;
mod lay;
mod order;
mod origin;
mod query;
mod request;
mod schema;
mod suggest;
mod texts;
mod view;
mod words;
mod writer;

pub use cards::{FeedName, FoundCard};
pub use explain::{AskedFor, Explanation, Matched, Why};
pub use filter::{
    BadValue, Facet, FacetValue, Facets, Filter, Filters, Flag, List, Unknown, Wanted,
};
pub use index::{IndexError, SearchIndex, teach};
pub use lay::{Thesaurus, ThesaurusError};
pub use origin::{OriginError, Start};
pub use request::{Factors, Hit, Origin, SearchAnswer, SearchError, SearchRequest, Sort};
pub use suggest::{Offer, PlaceError, SuggestKind};
