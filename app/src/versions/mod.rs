//! Publishing a draft, the versions published so far, and previews of both.

mod findings;
#[cfg(feature = "ssr")]
pub mod frozen;
mod history;
pub mod place;
mod preview;
mod public;
mod publish;
pub mod rpc;
mod shown;
mod still;
mod whole;

pub use history::{VersionLine, Versions, VersionsPage};
pub use place::Place;
pub use preview::{Preview, PreviewPage};
pub use public::{Public, PublicVersionPage};
pub use publish::{Publish, PublishPage};
pub use still::Stage;
pub use whole::{VersionPage, Whole};
