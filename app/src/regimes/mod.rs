//! Which rules apply to visitors, place by place.

#[cfg(feature = "ssr")]
mod form;
mod page;
pub mod rpc;

pub use page::{Places, PlacesPage, Row, Typed};
