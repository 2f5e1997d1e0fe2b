//! What a preview shows: a site's draft as it would be published.

use super::Looked;
use consent::draft::Draft;
use consent::keys::SiteKey;
use consent::site::SiteDetails;
use consent::texts::Texts;
use consent::timestamp::Timestamp;
use consent::version::Version;
use serde::{Deserialize, Serialize};

/// A site with the draft that is being edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    pub key: SiteKey,
    pub details: SiteDetails,
    pub draft: Draft,
    pub looked: Looked,
    /// The standard texts in the first language of the draft.
    pub set: Option<Texts>,
}

impl Sample {
    /// The sample of a stored site.
    #[cfg(feature = "ssr")]
    #[must_use]
    pub fn of(site: &store::site::Site, draft: &Draft) -> Self {
        // Where it runs is of no concern to a preview.
        let details = SiteDetails { origins: Vec::new(), ..site.details.clone() };
        let set = draft.languages.first().map(|language| Texts::of(*language).clone());
        let looked = Looked::at(&draft.banner.theme);
        Self { key: site.key.clone(), details, draft: draft.clone(), looked, set }
    }

    /// The version that publishing would make, to be shown in the language of `set`; `None` when the draft cannot be
    /// written as JSON.
    #[must_use]
    pub fn version(&self, set: &Texts) -> Option<Version> {
        let set = |_| set.clone();
        Version::freeze_with(self.key.clone(), &self.details, &self.draft, 0, Timestamp::default(), set).ok()
    }
}
