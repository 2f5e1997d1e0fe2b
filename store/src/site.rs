//! Sites and who is a member of them.

use crate::audit::{Entry, append};
use crate::changes::changes;
use crate::db::{Tx, on};
use crate::{Store, StoreError, draft, member};
use consent::draft::Draft;
use consent::keys::SiteKey;
use consent::site::SiteDetails;
use consent::timestamp::Timestamp;
use serde_json::json;
use sqlx::FromRow;

/// What a member may do; each role includes the ones after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Everything, members and archiving included.
    Owner,
    /// Edits and publishes.
    Editor,
    /// Reads.
    Auditor,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Owner, Self::Editor, Self::Auditor];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Editor => "editor",
            Self::Auditor => "auditor",
        }
    }

    /// The role of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// Whether this role may do what needs `other`.
    #[must_use]
    pub fn includes(self, other: Self) -> bool {
        self as u8 <= other as u8
    }
}

/// One web property with its own banner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    pub id: i64,
    pub key: SiteKey,
    pub details: SiteDetails,
    /// Raised by each save of the details.
    pub revision: i64,
    /// The number of the version visitors see; `None` before the first.
    pub live: Option<u32>,
    /// Since when the banner is taken offline.
    pub offline_since: Option<Timestamp>,
    pub archived_at: Option<Timestamp>,
    /// SHA-256 of the token of the preview link, where there is one.
    pub preview_hash: Option<String>,
    pub created_at: Timestamp,
    /// Raised by every change that the public paths must notice.
    pub(crate) changed: i64,
}

impl Site {
    /// Whether visitors meet its banner.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.live.is_some() && self.offline_since.is_none() && self.archived_at.is_none()
    }
}

/// Why a site could not be created.
#[derive(Debug, thiserror::Error)]
pub enum CreateSiteError {
    #[error("the site key is taken")]
    KeyTaken,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for CreateSiteError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Why details were not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveDetailsError {
    /// Someone else saved first; here is what is stored now.
    #[error("someone else saved revision {revision}")]
    Conflict { current: Box<SiteDetails>, revision: i64 },
    #[error("there is no such site")]
    NoSite,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for SaveDetailsError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

#[derive(FromRow)]
struct Row {
    id: i64,
    key: String,
    name: String,
    controller_name: String,
    controller_contact: String,
    policy_url: String,
    revision: i64,
    live_version: Option<i64>,
    offline_since: Option<i64>,
    archived_at: Option<i64>,
    preview_hash: Option<String>,
    created_at: i64,
    changed: i64,
}

#[derive(FromRow)]
struct MemberRow {
    #[sqlx(flatten)]
    site: Row,
    role: String,
}

impl Row {
    fn site(self, origins: Vec<String>) -> Result<Site, StoreError> {
        Ok(Site {
            id: self.id,
            key: SiteKey::parse(&self.key).ok_or(StoreError::Value("site key"))?,
            details: SiteDetails {
                name: self.name,
                controller_name: self.controller_name,
                controller_contact: self.controller_contact,
                policy_url: self.policy_url,
                origins,
            },
            revision: self.revision,
            live: self.live_version.map(u32::try_from).transpose().map_err(|_| StoreError::Value("version number"))?,
            offline_since: self.offline_since.map(Timestamp::from_millis),
            archived_at: self.archived_at.map(Timestamp::from_millis),
            preview_hash: self.preview_hash,
            created_at: Timestamp::from_millis(self.created_at),
            changed: self.changed,
        })
    }
}

impl Store {
    /// Creates a site with its first draft; the account, where one is given, owns it.
    ///
    /// # Errors
    /// [`CreateSiteError::KeyTaken`], or when the database fails.
    pub async fn create_site(
        &self,
        key: &SiteKey,
        details: &SiteDetails,
        first: &Draft,
        by: Option<i64>,
        now: Timestamp,
    ) -> Result<i64, CreateSiteError> {
        const SQL: &str = "insert into site (key, name, controller_name, controller_contact, policy_url, created_at) \
            values ($1, $2, $3, $4, $5, $6) on conflict (key) do nothing returning id";
        let mut tx = self.db.begin().await?;
        let id: Option<i64> = on!(&mut tx, t => sqlx::query_scalar(SQL).bind(key.as_str()).bind(&details.name)
            .bind(&details.controller_name).bind(&details.controller_contact).bind(&details.policy_url)
            .bind(now.millis()).fetch_optional(&mut **t).await)?;
        let id = id.ok_or(CreateSiteError::KeyTaken)?;
        save_origins(&mut tx, id, &details.origins).await?;
        draft::insert(&mut tx, id, first, by, now).await?;
        append(&mut tx, &Entry::by(by, "site_created").on(id).with(json!({ "key": key })), now).await?;
        if let Some(account) = by {
            member::save(&mut tx, id, (account, Role::Owner), by, now).await?;
        }
        tx.commit().await?;
        Ok(id)
    }

    /// The site with this key, whoever asks: for the public paths and the command line.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_site(&self, key: &str) -> Result<Option<Site>, StoreError> {
        const SQL: &str = "select * from site where key = $1";
        let row: Option<Row> = on!(self.db.read(), db => sqlx::query_as(SQL).bind(key).fetch_optional(db).await)?;
        match row {
            Some(row) => Ok(Some(self.with_origins(row).await?)),
            None => Ok(None),
        }
    }

    /// The site with this key and the account's role on it; `None` also when the account is no member.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_site_for(&self, account: i64, key: &str) -> Result<Option<(Site, Role)>, StoreError> {
        const SQL: &str = "select site.*, role from site join membership on site_id = id \
            where key = $1 and account_id = $2";
        let row: Option<MemberRow> =
            on!(self.db.read(), db => sqlx::query_as(SQL).bind(key).bind(account).fetch_optional(db).await)?;
        match row {
            Some(MemberRow { site, role }) => {
                let role = Role::parse(&role).ok_or(StoreError::Value("role"))?;
                Ok(Some((self.with_origins(site).await?, role)))
            }
            None => Ok(None),
        }
    }

    /// The sites an account is a member of, archived ones last, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_sites_for(&self, account: i64) -> Result<Vec<(Site, Role)>, StoreError> {
        const SQL: &str = "select site.*, role from site join membership on site_id = id \
            where account_id = $1 order by case when archived_at is null then 0 else 1 end, lower(name), id";
        let rows: Vec<MemberRow> = on!(self.db.read(), db => sqlx::query_as(SQL).bind(account).fetch_all(db).await)?;
        let mut sites = Vec::with_capacity(rows.len());
        for MemberRow { site, role } in rows {
            let role = Role::parse(&role).ok_or(StoreError::Value("role"))?;
            sites.push((self.with_origins(site).await?, role));
        }
        Ok(sites)
    }

    /// The site whose preview link has this token; `None` for any other token.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_site_by_preview(&self, key: &str, token_hash: &str) -> Result<Option<Site>, StoreError> {
        Ok(self.find_site(key).await?.filter(|site| site.preview_hash.as_deref() == Some(token_hash)))
    }

    /// Saves what an owner states about the site, as edited from revision `expected`; answers the new revision.
    ///
    /// # Errors
    /// [`SaveDetailsError::Conflict`] when another revision is stored, or when the database fails.
    pub async fn save_site_details(
        &self,
        site: &Site,
        expected: i64,
        details: &SiteDetails,
        by: Option<i64>,
        now: Timestamp,
    ) -> Result<i64, SaveDetailsError> {
        const SQL: &str = "update site set name = $2, controller_name = $3, controller_contact = $4, policy_url = $5, \
            revision = revision + 1 where id = $1";
        let mut tx = self.db.begin().await?;
        let stored = find_locked(&mut tx, site.id).await?.ok_or(SaveDetailsError::NoSite)?;
        if stored.revision != expected {
            return Err(SaveDetailsError::Conflict { current: Box::new(stored.details), revision: stored.revision });
        }
        on!(&mut tx, t => sqlx::query(SQL).bind(site.id).bind(&details.name).bind(&details.controller_name)
            .bind(&details.controller_contact).bind(&details.policy_url).execute(&mut **t).await.map(drop))?;
        save_origins(&mut tx, site.id, &details.origins).await?;
        let revision = stored.revision + 1;
        let detail = json!({ "revision": revision, "changes": changes(&stored.details, details)? });
        append(&mut tx, &Entry::by(by, "site_saved").on(site.id).with(detail), now).await?;
        tx.commit().await?;
        self.lives.forget(&site.key);
        Ok(revision)
    }

    /// Takes the banner offline: nothing is shown and nothing is granted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_offline(&self, site: &Site, by: Option<i64>, now: Timestamp) -> Result<(), StoreError> {
        let sql = "update site set offline_since = coalesce(offline_since, $2), changed = changed + 1 where id = $1";
        self.change(site, sql, now.millis(), Entry::by(by, "taken_offline"), now).await
    }

    /// Brings the banner back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bring_online(&self, site: &Site, by: Option<i64>, now: Timestamp) -> Result<(), StoreError> {
        // The second parameter is there because every statement of `change` has two.
        let sql = "update site set offline_since = null, changed = changed + 1 where id = $1 and $2 >= 0";
        self.change(site, sql, now.millis(), Entry::by(by, "brought_online"), now).await
    }

    /// Archives the site: its banner is gone, its versions and records stay.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn archive_site(&self, site: &Site, by: Option<i64>, now: Timestamp) -> Result<(), StoreError> {
        let sql = "update site set archived_at = coalesce(archived_at, $2), changed = changed + 1 where id = $1";
        self.change(site, sql, now.millis(), Entry::by(by, "archived"), now).await
    }

    async fn change(
        &self,
        site: &Site,
        sql: &'static str,
        value: i64,
        entry: Entry,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        on!(&mut tx, t => sqlx::query(sql).bind(site.id).bind(value).execute(&mut **t).await.map(drop))?;
        append(&mut tx, &entry.on(site.id), now).await?;
        tx.commit().await?;
        self.lives.forget(&site.key);
        Ok(())
    }

    /// Makes `token_hash` the only valid token of the preview link; `None` revokes it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save_preview(
        &self,
        site: &Site,
        token_hash: Option<&str>,
        by: Option<i64>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const SQL: &str = "update site set preview_hash = $2 where id = $1";
        let mut tx = self.db.begin().await?;
        on!(&mut tx, t => sqlx::query(SQL).bind(site.id).bind(token_hash).execute(&mut **t).await.map(drop))?;
        let action = if token_hash.is_some() { "preview_renewed" } else { "preview_revoked" };
        append(&mut tx, &Entry::by(by, action).on(site.id), now).await?;
        Ok(tx.commit().await?)
    }

    async fn with_origins(&self, row: Row) -> Result<Site, StoreError> {
        const SQL: &str = "select origin from site_origin where site_id = $1 order by place";
        let origins = on!(self.db.read(), db => sqlx::query_scalar(SQL).bind(row.id).fetch_all(db).await)?;
        row.site(origins)
    }
}

/// The site as seen by a transaction that has locked it.
pub(crate) async fn find_locked(tx: &mut Tx, id: i64) -> Result<Option<Site>, StoreError> {
    // The update is the lock that both databases have; it also tells other processes that their copy is old.
    const SQL: &str = "update site set changed = changed + 1 where id = $1 returning *";
    let row: Option<Row> = on!(&mut *tx, t => sqlx::query_as(SQL).bind(id).fetch_optional(&mut **t).await)?;
    let Some(row) = row else { return Ok(None) };
    let sql = "select origin from site_origin where site_id = $1 order by place";
    let origins = on!(tx, t => sqlx::query_scalar(sql).bind(id).fetch_all(&mut **t).await)?;
    row.site(origins).map(Some)
}

async fn save_origins(tx: &mut Tx, site: i64, origins: &[String]) -> Result<(), StoreError> {
    let sql = "delete from site_origin where site_id = $1";
    on!(&mut *tx, t => sqlx::query(sql).bind(site).execute(&mut **t).await.map(drop))?;
    for (place, origin) in (0_i64..).zip(origins) {
        let sql = "insert into site_origin (site_id, place, origin) values ($1, $2, $3)";
        on!(&mut *tx, t => sqlx::query(sql).bind(site).bind(place).bind(origin).execute(&mut **t).await.map(drop))?;
    }
    Ok(())
}
