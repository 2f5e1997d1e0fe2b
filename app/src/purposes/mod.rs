//! Purposes: the list in its order, a new one, and one purpose with its words.

pub mod address;
pub mod asks;
pub mod bring;
mod count;
#[cfg(feature = "ssr")]
pub mod desk;
#[cfg(feature = "ssr")]
mod edit;
mod fields;
mod label;
mod list;
mod new;
mod page;
pub mod rpc;
pub mod sensitive;
#[cfg(feature = "ssr")]
mod template;

pub use count::{count_problem, count_text, read_count};
pub use fields::PurposeEditor;
pub use label::{data_label, kind_label, legal_basis_label, named, storage_label, unit, unit_label};
pub use list::{PurposeLine, PurposeRows, Purposes, PurposesPage};
pub use new::{NewPurpose, NewPurposePage};
pub use page::{PurposeEdit, PurposePage, TrackerLine};
#[cfg(feature = "ssr")]
pub use template::fill_in;
