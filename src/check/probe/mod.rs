//! Single requests that show how a feed behaves: its manners, its filters, its other lists.

pub(super) mod filters;
pub(super) mod lists;
pub(super) mod manners;
