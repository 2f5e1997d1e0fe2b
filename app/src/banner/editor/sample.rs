//! What a preview shows: a site's draft as it would be published.

use consent::draft::Draft;
use consent::keys::SiteKey;
use consent::site::SiteDetails;
use consent::timestamp::Timestamp;
use consent::version::Version;
use serde::{Deserialize, Serialize};

/// A site with the draft that is being edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    pub key: SiteKey,
    pub details: SiteDetails,
    pub draft: Draft,
}

impl Sample {
    /// The sample of a stored site.
    #[cfg(feature = "ssr")]
    #[must_use]
    pub fn of(site: &store::site::Site, draft: &Draft) -> Self {
        // Where it runs is of no concern to a preview.
        let details = SiteDetails { origins: Vec::new(), ..site.details.clone() };
        Self { key: site.key.clone(), details, draft: draft.clone() }
    }

    /// The version that publishing would make; `None` when the draft cannot be written as JSON.
    #[must_use]
    pub fn version(&self) -> Option<Version> {
        Version::freeze(self.key.clone(), &self.details, &self.draft, 0, Timestamp::default()).ok()
    }
}
