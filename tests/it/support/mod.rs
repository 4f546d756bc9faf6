//! What many tests start: whole hubs, sites on loopback, a bare directory, sample services.

pub(crate) mod database;
pub(crate) mod directory;
pub(crate) mod feed;
pub(crate) mod hub;
pub(crate) mod pages;
pub(crate) mod sample;
pub(crate) mod scripted;
pub(crate) mod site;
