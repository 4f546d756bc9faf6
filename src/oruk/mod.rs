//! The Open Referral UK standard, versions 3.0 and 1.0, and nothing of Waymark's own.
//!
//! feed JSON -> (1.0: [`v1`] says it in 3.0's terms) -> [`read`] tolerantly -> typed [`model`] -> [`mod@write`] strictly -> JSON;
//! all of them along the one table of [`shape`].
//!
//! The model holds every field of the UK profile and the fields of the
//! international HSDS 3.0 that the profile leaves out (a hub that dropped
//! telephone numbers would help nobody). Unknown vendor fields are not kept.

mod complete;
mod dialect;
pub mod generate;
pub mod issue;
pub mod model;
pub mod page;
pub mod read;
mod scalar;
pub mod schema;
pub mod shape;
pub mod v1;
pub mod write;

pub use dialect::Dialect;
pub use model::*;
pub use scalar::{is_email, uri};
