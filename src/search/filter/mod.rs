//! Filters: what must hold of a service beside its words and its distance.
//!
//! service -> `facts` -> `columns` of the index; `parameter`s -> [`Filters`] -> `question`, made
//! ready for one segment by its `lexicon` -> a `verdict` for each candidate -> `tally`: totals,
//! [`Facets`] and what is [`Unknown`].
//!
//! Every filter has three answers. *No* leaves a service out. *Not stated* leaves it out too,
//! unless unknown ones are asked for, and is counted, so that a gap in the data never looks
//! like a no; an age is let in either way. Filters are joined by AND, the values of one
//! filter by OR.

mod columns;
mod facet;
mod facts;
mod lexicon;
mod name;
mod parameter;
mod question;
mod request;
mod tally;
mod terms;
mod verdict;

pub(super) use columns::{FilterColumns, FilterFields};
pub(super) use facts::Facts;
pub(super) use lexicon::Lexicon;
pub(super) use question::{Asked, Known, Question};
pub(super) use tally::{Source, Tally};
pub(super) use terms::TermTree;

pub use facet::{Facet, FacetValue, Facets, Unknown};
pub use name::{Filter, Flag, List};
pub use parameter::BadValue;
pub use request::{Filters, Wanted};
