//! What many tests start: whole hubs, sites on loopback, a bare directory, sample services.

<<<<<<< HEAD
pub(crate) mod directory;
=======
pub(crate) mod database;
>>>>>>> 9ebccea (Refresh feeds into records and listings)
pub(crate) mod feed;
pub(crate) mod hub;
pub(crate) mod pages;
pub(crate) mod sample;
pub(crate) mod site;
