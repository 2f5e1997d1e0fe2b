//! Trackers under a purpose, and the page that says how to install the snippet.

mod copy;
#[cfg(feature = "ssr")]
mod edit;
mod fields;
mod install;
mod page;
pub mod rpc;
#[cfg(feature = "ssr")]
mod snippet;

pub use copy::CopyCode;
pub use fields::TrackerEditor;
pub use install::{Install, InstallPage, SeenLine};
pub use page::{NewTrackerPage, TrackerEdit, TrackerPage};
