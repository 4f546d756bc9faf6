//! What many tests start: whole hubs and sites on loopback, and sample services.

pub(crate) mod hub;
pub(crate) mod pages;
pub(crate) mod sample;
pub(crate) mod site;
