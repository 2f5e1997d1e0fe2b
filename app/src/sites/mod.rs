//! Sites: the list of one's own, a new one, its overview, its settings.

pub mod details;
mod list;
mod new;
mod overview;
pub mod rpc;
mod settings;

pub use details::DetailsFields;
pub use list::{SiteLine, SiteState, Sites, SitesPage};
pub use new::{NewSite, NewSitePage};
pub use overview::{LiveVersion, Overview, OverviewPage, Step};
pub use settings::{PreviewLink, Settings, SettingsPage};
