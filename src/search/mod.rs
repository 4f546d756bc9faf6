//! Search: words, place and filters over a tantivy index that follows the store.
//!
//! store's change log -> documents -> index; request -> query -> hits with exact distances.
//!
//! The index is disposable: it is rebuilt from the store when it is missing, damaged, of
//! another schema version or of another store. Hits are ids and distances; the faces read
//! the listings themselves from the store, so that what was suspended a moment ago never
//! shows, however late the index is.

mod cards;
mod cells;
mod collector;
mod cursor;
mod document;
mod folder;
mod follow;
mod index;
mod order;
mod origin;
mod query;
mod request;
mod schema;
mod words;
mod writer;

pub use cards::{FeedName, FoundCard};
pub use index::{IndexError, SearchIndex};
pub use origin::{OriginError, PostcodeOrigin};
pub use request::{Hit, Origin, SearchAnswer, SearchError, SearchRequest, Sort};
