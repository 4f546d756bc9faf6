//! Waymark: a federation hub for UK directories of community services.
//!
//! feeds, sheets -> [`connect`] -> [`federation`] -> [`store`] -> [`search`] -> `api`, `web`;
//! provider sites -> `watch` -> findings -> `lifecycle` -> suspension.
//!
//! Imports point down only: `cli` wires it up; `api`, `web`, `jobs` are thin
//! faces; `federation`, `search`, `watch`, `lifecycle` do the work and meet in
//! the store; `connect`, `gazetteer`, `store` are the edges; `config` and `domain`
//! hold settings and our words; `oruk` knows the standard and nothing of us.

pub mod api;
pub mod cli;
pub mod config;
pub mod connect;
pub mod demo;
pub mod domain;
pub mod federation;
pub mod gazetteer;
pub mod hub;
pub mod jobs;
pub mod lifecycle;
pub mod oruk;
pub mod search;
pub mod server;
pub mod store;
pub mod watch;
pub mod web;
pub mod works;
