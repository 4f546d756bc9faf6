//! The main job on a fresh machine: sample councils and their providers' websites on
//! loopback, and an ordinary hub that pulls, scans and serves them.
//!
//! [`samples`] -> [`Dataset`] -> [`OrukServer`] -> an ORUK v3 feed over HTTP, which the hub
//! pulls like any other. Nothing outside this folder knows that the demo exists.

mod oruk_server;
pub mod samples;
pub mod sites;

pub use oruk_server::{Dataset, Fault, Harm, On, OrukServer, Paging, ServerOptions};
