//! What the public paths need of a site, kept in memory until a change of the site drops it.

use crate::db::on;
use crate::site::Site;
use crate::version::Published;
use crate::{Store, StoreError};
use consent::decide::Asked;
use consent::keys::SiteKey;
use consent::origin::Origin;
use moka::sync::Cache;
use std::sync::{Arc, Mutex, PoisonError};

/// Most memory for sites, and again for superseded versions, in bytes of their documents: some 200 of five languages.
const KEPT: u64 = 16 * 1024 * 1024;
/// What an entry weighs beside its document.
const ENTRY: usize = 2048;

/// A site as visitors meet it.
#[derive(Debug)]
pub struct Live {
    pub site: Site,
    pub origins: Vec<Origin>,
    /// The version that is live; `None` before the first, and while the site is offline or archived.
    pub version: Option<Arc<Published>>,
    /// What [`Live::version`] asks about; empty without one.
    pub asked: Vec<Asked>,
}

impl Live {
    fn new(site: Site, version: Option<Published>) -> Self {
        let origins = site.details.parsed_origins();
        let asked = version.as_ref().map(|published| published.version.asked()).unwrap_or_default();
        Self { site, origins, version: version.map(Arc::new), asked }
    }

    /// Whether a page of this origin belongs to the site.
    #[must_use]
    pub fn allows(&self, origin: &str) -> bool {
        self.origins.iter().any(|allowed| allowed.matches(origin))
    }
}

/// The sites in memory. Unknown keys are not kept, so guessing keys fills nothing.
pub(crate) struct Lives {
    sites: Cache<SiteKey, Arc<Live>>,
    /// Superseded versions only: nothing about them changes any more.
    versions: Cache<(i64, u32), Arc<Published>>,
    /// Counts what was forgotten: what was read before must not be kept after.
    forgotten: Mutex<u64>,
}

impl Default for Lives {
    fn default() -> Self {
        let weight = |size: usize| u32::try_from(size + ENTRY).unwrap_or(u32::MAX);
        Self {
            sites: Cache::builder()
                .weigher(move |_, live: &Arc<Live>| weight(live.version.as_ref().map_or(0, |it| it.size)))
                .max_capacity(KEPT)
                .build(),
            versions: Cache::builder()
                .weigher(move |_, published: &Arc<Published>| weight(published.size))
                .max_capacity(KEPT)
                .build(),
            forgotten: Mutex::default(),
        }
    }
}

impl Lives {
    pub(crate) fn forget(&self, key: &SiteKey) {
        let mut forgotten = self.forgotten.lock().unwrap_or_else(PoisonError::into_inner);
        *forgotten += 1;
        self.sites.invalidate(key);
    }

    fn forgotten(&self) -> u64 {
        *self.forgotten.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, live: &Arc<Live>, read_at: u64) {
        let forgotten = self.forgotten.lock().unwrap_or_else(PoisonError::into_inner);
        if *forgotten == read_at {
            self.sites.insert(live.site.key.clone(), live.clone());
        }
    }
}

impl Store {
    /// The site with this key as visitors meet it; `None` when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live(&self, key: &SiteKey) -> Result<Option<Arc<Live>>, StoreError> {
        if let Some(live) = self.lives.sites.get(key)
            && (self.db.is_ours_alone() || Box::pin(self.is_current(&live)).await?)
        {
            return Ok(Some(live));
        }
        // In a box, since this is rare and every question would carry the room for it.
        Box::pin(self.read_live(key)).await
    }

    async fn read_live(&self, key: &SiteKey) -> Result<Option<Arc<Live>>, StoreError> {
        let read_at = self.lives.forgotten();
        let Some(site) = self.find_site(key.as_str()).await? else { return Ok(None) };
        let version = match site.live {
            Some(number) if site.is_open() => self.find_version(site.id, number).await?,
            _ => None,
        };
        let live = Arc::new(Live::new(site, version));
        self.lives.keep(&live, read_at);
        Ok(Some(live))
    }

    /// Other processes publish too on PostgreSQL: one small read tells whether this copy is still true.
    async fn is_current(&self, live: &Live) -> Result<bool, StoreError> {
        const SQL: &str = "select changed from site where id = $1";
        let changed: i64 = on!(self.db.read(), db => sqlx::query_scalar(SQL).bind(live.site.id).fetch_one(db).await)?;
        Ok(changed == live.site.changed)
    }

    /// A version of the site by number, whichever was ever published.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn version_of(&self, live: &Live, number: u32) -> Result<Option<Arc<Published>>, StoreError> {
        if let Some(published) = live.version.as_ref().filter(|published| published.version.number == number) {
            return Ok(Some(published.clone()));
        }
        if let Some(published) = self.lives.versions.get(&(live.site.id, number)) {
            return Ok(Some(published));
        }
        let Some(published) = Box::pin(self.find_version(live.site.id, number)).await? else { return Ok(None) };
        let published = Arc::new(published);
        if published.superseded_at.is_some() {
            self.lives.versions.insert((live.site.id, number), published.clone());
        }
        Ok(Some(published))
    }
}
