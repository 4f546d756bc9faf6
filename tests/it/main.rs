//! Whole-hub tests: real HTTP servers on loopback, real databases, one binary.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may fail by panicking, its support code too"
)]

mod connect_client;
mod demo_config;
mod demo_data;
mod support;
mod web_frame;
mod web_listing;
