//! The main job on a fresh machine: sample councils and their providers' websites on
//! loopback, and an ordinary hub that pulls, scans and serves them.
//!
//! [`samples`] -> [`Dataset`] -> [`OrukServer`] and [`sites`] -> settings in a data folder
//! -> [`Demo::prepare`] (pull, import sheets, scan, let the sites change, scan) -> [`Report`] ->
//! [`Demo::serve`]. Nothing below this folder knows that the demo exists.

mod folder;
mod oruk_server;
mod prepare;
mod report;
pub mod samples;
mod serving;
pub mod sites;
mod surroundings;
pub mod synthetic;

pub use folder::FolderError;
pub use oruk_server::{Dataset, Fault, Harm, On, OrukServer, Paging, ServerOptions, Version};
pub use prepare::{Audience, Demo, DemoError, DemoOptions};
pub use report::{Report, Suspended};
