//! The domain of Assent: what a purpose, a version, a choice and a decision are.
//!
//! Everything here is a function of its arguments: no clock, no randomness, no I/O. The same code decides in the
//! server, checks drafts in the browser, and is mirrored by `embed` over the vectors in `consent/wire/`.

pub mod again;
pub mod behaviour;
pub mod canonical;
pub mod check;
pub mod choice;
pub mod content;
pub mod cookie;
pub mod decide;
pub mod difference;
pub mod draft;
pub mod keys;
pub mod language;
pub mod lint;
mod once;
pub mod origin;
pub mod period;
pub mod record;
pub mod regime;
pub mod reported;
pub mod site;
pub mod texts;
pub mod theme;
pub mod timestamp;
pub mod vendors;
pub mod version;
pub mod visitor;
