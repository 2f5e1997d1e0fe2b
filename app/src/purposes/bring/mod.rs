//! Bringing purposes and trackers along from another consent platform.

#[cfg(feature = "ssr")]
mod merge;
mod page;
pub mod rpc;

pub use page::{Bring, BringPage, Brought};
