//! Everything that must survive: one store on SQLite or PostgreSQL, one SQL dialect.
//!
//! open -> migrate -> read through [`Store`], write through a [`WriteTx`].
//!
//! Each file owns the SQL of one thing and holds it next to the type that it
//! fills. A write transaction begins by moving the clock row, which takes the
//! writer's lock on both databases and makes `seq` the order of commits; readers
//! that follow `seq` can therefore never miss a change that commits late.
//! Columns are TEXT, BIGINT and DOUBLE PRECISION only; JSON stays in Rust.

mod attached;
mod brakes;
mod catalog;
mod changes;
mod claims;
mod counted;
mod counts;
mod cursor;
mod decisions;
mod derived;
mod edits;
mod entries;
mod exported;
mod facts;
mod feeds;
mod findings;
mod held;
mod imports;
mod leases;
mod links;
mod listings;
mod locations;
mod made_of;
mod matches;
mod members;
mod memory;
mod open;
mod pack;
mod places;
mod publish;
mod questions;
mod quieting;
mod recent;
mod records;
mod runs;
mod sensitive;
mod sql;
mod stage;
mod stays;
mod suspensions;
mod tally;
mod tokens;
mod watching;
mod webhooks;
mod write;

pub use catalog::{Numbered, OrganizationFilter, TermFilter};
pub use changes::{Change, ChangeState, Followed};
pub use claims::Holder;
pub use cursor::{ChangeCursor, CursorError};
pub use decisions::{DecisionPair, DecisionRow, Told};
pub use derived::Unplaced;
pub use edits::EditRow;
pub use entries::{Cut, Detail, Entry, LONGEST_WALK, Selection, Shown};
pub use exported::Exported;
pub use facts::Hours;
pub use feeds::FeedRow;
pub use imports::{ImportChange, ImportKeys, ImportRow, ImportState};
pub use leases::{Lease, refresh_lease};
pub use links::{LinkKind, TermLink, Vocabulary};
pub use listings::{ListingFilter, Near, Page};
pub use locations::LocationRow;
pub use made_of::HubListing;
pub use matches::{MatchPair, NotARecord, RecordName, ReviewRow};
pub use members::{Before, Echo, Member};
pub use memory::WalkNote;
pub use open::{OpenError, Store};
pub use pack::Packed;
pub use places::{LearnedPlace, LinkRow, LinkSelection};
pub use publish::{Saved, Standing};
pub use questions::Ignored;
pub use records::{PresentRecord, RecordKey};
pub use sensitive::SensitiveLocation;
pub use stage::{Staged, StagedContent, StagedRow};
pub use tally::Tally;
pub use tokens::{Role, Token, TokenRow};
pub use watching::{AttemptRow, WatchPage};
pub use webhooks::{NewWebhook, Subscription};
pub use write::{Edition, WriteTx};

/// What can go wrong between us and the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or could not be reached.
    #[error("the database did not do what was asked ({0})")]
    Database(#[from] sqlx::Error),
    /// A document could not be written as JSON or read back.
    #[error("a stored document is not what it should be ({0})")]
    Document(#[from] serde_json::Error),
    /// A stored value has no meaning: the database was changed by other hands.
    #[error("the database holds {value:?} in {column}, which means nothing: restore a backup")]
    Meaningless {
        /// Table and column.
        column: &'static str,
        /// What was found there.
        value: String,
    },
}

/// The result of asking the store.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;
