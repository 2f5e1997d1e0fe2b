//! The axum binary `assent`: configuration, public API, sessions, jobs, command line.
//!
//! [`router`] is the flat list of all routes; [`cli`] is what the binary runs.

pub mod address;
mod api;
mod assets;
pub mod cli;
mod compressed;
pub mod config;
mod csv;
pub mod demo;
pub mod edge;
mod limit;
mod pages;
pub mod place;
mod problem;
pub mod router;
mod security;
mod serve;
mod sessions;
pub mod state;
mod you;
