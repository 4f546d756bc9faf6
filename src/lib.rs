//! Waymark: a federation hub for UK directories of community services.
//!
//! feeds -> [`connect`] -> [`federation`] -> [`store`] -> [`search`] -> [`api`], [`web`];
//! provider sites -> [`watch`] -> verdicts -> [`lifecycle`] -> suspension.
//!
//! Imports point down only. [`cli`] and [`demo`] start a [`server`]; [`api`], [`web`], [`jobs`]
//! are thin faces of a [`hub`] and its [`works`]; [`federation`], [`search`], [`watch`],
//! [`lifecycle`] do the work and meet in the store; [`check`] judges what others publish;
//! [`export`] writes what is published as files; [`notify`] tells subscribers; [`connect`],
//! [`gazetteer`], [`store`] are the edges; [`traffic`] knows who asks and how often they may;
//! [`config`] and [`domain`] hold settings and our words; [`oruk`] knows the
//! standard and nothing of us.

pub mod api;
pub mod check;
pub mod cli;
pub mod config;
pub mod connect;
pub mod demo;
pub mod domain;
pub mod export;
pub mod federation;
pub mod gazetteer;
pub mod hub;
pub mod jobs;
pub mod lifecycle;
pub mod notify;
pub mod oruk;
pub mod search;
pub mod server;
pub mod sheet;
pub mod store;
pub mod traffic;
pub mod watch;
pub mod web;
pub mod works;
