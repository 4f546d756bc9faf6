//! ORUK 1.0, the older version that many councils still publish.
//!
//! [`shape`] is its table. A 1.0 document -> [`upgrade`](upgrade()) says it in 3.0's terms -> the tolerant reader of 3.0 does
//! the rest. Nothing else in the program knows how 1.0 looks.

pub mod shape;
mod upgrade;
mod weekdays;

pub use upgrade::{Upgraded, origin, taxonomy, taxonomy_term, upgrade};
pub use weekdays::Weekdays;
