//! ORUK 1.0, the older version that many councils still publish.
//!
//! [`shape`] is its table. A 1.0 document -> [`upgrade`](upgrade()) says it in 3.0's terms
//! -> the tolerant reader of 3.0 does the rest. [`downgrade`](downgrade()) goes the way back.
//! Nothing else in the program knows how 1.0 looks.

mod downgrade;
pub mod shape;
mod upgrade;
mod weekdays;

pub use downgrade::{downgrade, downgrade_term};
pub use upgrade::{Upgraded, origin, taxonomy, taxonomy_term, upgrade};
pub use weekdays::Weekdays;
