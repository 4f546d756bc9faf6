//! What the demo starts besides the hub: sample councils on loopback.
//!
//! [`Dataset`] -> [`OrukServer`] -> an ORUK v3 feed over HTTP, which the hub pulls like any other.

mod oruk_server;

pub use oruk_server::{Dataset, Fault, Harm, On, OrukServer, Paging, ServerOptions};
