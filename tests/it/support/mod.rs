//! What many tests start: sites on loopback, and a hub with pages.

pub(crate) mod pages;
pub(crate) mod site;
