//! The Open Referral UK standard, version 3.0, and nothing of Waymark's own.
//!
//! feed JSON -> [`read`] tolerantly -> typed [`model`] -> [`mod@write`] strictly -> JSON;
//! all of them along the one table of [`shape`].
//!
//! The model holds every field of the UK profile and the fields of the
//! international HSDS 3.0 that the profile leaves out (a hub that dropped
//! telephone numbers would help nobody). Unknown vendor fields are not kept.

mod complete;
pub mod generate;
pub mod issue;
pub mod model;
pub mod page;
pub mod read;
mod scalar;
pub mod schema;
pub mod shape;
pub mod write;

pub use model::*;
