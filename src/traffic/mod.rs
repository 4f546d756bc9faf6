//! Who asks, how often they may, and how long we wait for them to take the answer.
//!
//! connection ([`Patient`]) -> [`Client`] (through proxies that are trusted) -> [`Gate`]: how
//! often ([`Limiter`]) and how much at the same time ([`Seats`]).
//!
//! Knows nothing of what is asked: every face uses it alike.

mod client;
mod gate;
mod limiter;
mod patience;
mod seats;

pub use client::{Client, Peer, Proxies};
pub use gate::{Gate, Load};
pub use limiter::{Limiter, Standing};
pub use patience::Patient;
pub use seats::{Seat, Seats};
