//! Who asks, how often they may, and how long we wait for them to take the answer.
//!
//! connection ([`Patient`]) -> [`Client`] (through proxies that are trusted) -> [`Limiter`].
//!
//! Knows nothing of what is asked: every face uses it alike.

mod client;
mod limiter;
mod patience;

pub use client::{Client, Peer, Proxies};
pub use limiter::{Limiter, Standing};
pub use patience::Patient;
