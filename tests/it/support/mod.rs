//! What many tests start: sites on loopback.

pub(crate) mod site;
