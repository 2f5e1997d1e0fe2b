//! The banner's page in the editor: languages, texts, layout and colours beside the real banner.

mod behaviour;
mod fields;
#[cfg(feature = "ssr")]
mod form;
mod live;
mod look;
mod own;
mod page;
pub mod rpc;
mod sample;
mod sets;
mod vendors;

pub use fields::BannerEditor;
pub use live::LivePreview;
pub use own::Looked;
pub use page::{BannerEdit, BannerPage};
pub use sample::Sample;
pub use sets::Sets;
