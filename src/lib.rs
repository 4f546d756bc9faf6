//! Waymark: a federation hub for UK directories of community services.
//!
//! feeds, sheets -> [`connect`] -> [`federation`] -> [`store`] -> [`search`] -> [`api`], [`web`];
//! provider sites -> [`watch`] -> findings -> [`lifecycle`] -> suspension.
//!
//! Imports point down only: `cli` wires it up; `api`, `web`, `jobs` are thin
//! faces; `federation`, `search`, `watch`, `lifecycle` do the work and meet in
//! the store; `connect`, `gazetteer`, `store` are the edges; `domain` holds our
//! words; `oruk` and `config` know nothing of the rest.

pub mod domain;
pub mod oruk;
pub mod store;
