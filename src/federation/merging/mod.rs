//! Several records of one service -> the one document that is listed, and where each value came from.
//!
//! sources, ranked by [`source`] -> single values one by one ([`value`], by [`rules`]) -> lists
//! joined by meaning ([`list`], [`place`], [`session`], [`meaning`]) -> ids that stay, and
//! references that fit them ([`relink`]) -> people's edits ([`edit`]) -> document and [`Origin`]s.
//! What sources contradict one another in is told apart from that, by [`conflict`].
//!
//! Pure, and the same whatever the order of the sources: they have a total order of their own.
//! Nothing that depends on when a feed was read decides about content, else hubs that feed each
//! other would never settle; only which of several equal things keeps its id goes by who was
//! seen first. One record comes out as it went in.

mod conflict;
mod edit;
mod list;
mod meaning;
mod origin;
mod place;
mod relink;
mod rules;
mod session;
mod source;
mod value;

pub use conflict::{Conflict, conflicts};
pub use edit::{Edit, EditError, EditVoice, check as check_edit};
pub(in crate::federation) use meaning::folded;
pub use origin::{Lost, Origin, Said, Why};
pub use source::Source;

use serde_json::{Map, Value};

use crate::domain::ListingId;
use list::Joined;

/// Raised whenever the same sources come out as something else: every listing that is made of
/// several records is then merged anew.
pub const VERSION: &str = "2";

/// JSON object.
type Object = Map<String, Value>;

/// What came of merging.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// The service under the listing's id.
    pub document: Value,
    /// Where each of its values came from, in the order of the standard's fields.
    pub origins: Vec<Origin>,
}

/// Merges the sources of a listing; `None` without any.
pub fn merge(listing: ListingId, sources: &[Source], edits: &[Edit]) -> Option<Merged> {
    let ranked = source::ranked(sources);
    let first = *ranked.first()?;
    let (mut document, mut origins) = if ranked.len() == 1 {
        (first.document.clone(), origin::of_one(&first.document))
    } else {
        several(&ranked)
    };
    if ranked.len() > 1 {
        relink::tell_apart(&mut document, listing);
    }
    relink::relink(&mut document, listing, ranked.len() > 1);
    edit::apply(&mut document, &mut origins, edits);
    origin::name_sources(&mut origins, &ranked);
    Some(Merged {
        document: Value::Object(document),
        origins,
    })
}

fn several(ranked: &[&Source]) -> (Object, Vec<Origin>) {
    let (mut document, mut origins) = value::choose(ranked);
    let mut joined = Joined::default();
    for (rank, source) in ranked.iter().enumerate() {
        joined.take(rank, &source.document);
    }
    origins.extend(joined.origins(ranked));
    let renamed = joined.renamed(ranked);
    joined.write(&mut document);
    relink::rename(&mut document, &renamed);
    let document = in_order(document);
    origins.sort_by_key(|origin| source::place_of(&origin.field));
    (document, origins)
}

/// The fields in the standard's order, as a document of one record has them.
fn in_order(mut document: Object) -> Object {
    let mut ordered = Object::new();
    for name in source::field_names() {
        if let Some(value) = document.remove(name) {
            ordered.insert(name.to_owned(), value);
        }
    }
    ordered.extend(document);
    ordered
}

#[cfg(test)]
mod tests;
