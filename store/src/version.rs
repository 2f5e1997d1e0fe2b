//! Versions: what was published, append-only.

use crate::audit::{Entry, append};
use crate::db::{Tx, on};
use crate::site::Site;
use crate::{Store, StoreError, draft, site};
use consent::canonical::sha256_hex;
use consent::check::Problem;
use consent::lint::{Finding, Report, unruled};
use consent::reported::{Reasons, Reported};
use consent::texts::Texts;
use consent::timestamp::Timestamp;
use consent::version::Version;
use serde_json::json;
use sqlx::FromRow;

/// Why a draft was not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// Someone saved another revision than the one that was looked at.
    #[error("the draft is at revision {revision} now")]
    Conflict { revision: i64 },
    /// What keeps it from being published; paths that start with `site.` are in the site's details.
    #[error("{} problems keep the draft from being published", .0.len())]
    Invalid(Vec<Problem>),
    /// What the linter does not let through: an error, or a warning without a reason.
    #[error("{} things keep the draft from being published", .0.len())]
    Findings(Vec<Finding>),
    /// The live version says the same already.
    #[error("nothing has changed since the live version")]
    Unchanged,
    #[error("there is no such site, or it is archived")]
    NoSite,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for PublishError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// A version as stored, with what belongs to it beside its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    pub version: Version,
    /// SHA-256 of the exact document, hexadecimal.
    pub hash: String,
    /// When the next version took its place; `None` for the newest.
    pub superseded_at: Option<Timestamp>,
    /// Bytes of the document.
    pub(crate) size: usize,
}

/// A line of the list of versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub number: u32,
    pub hash: String,
    pub published_at: Timestamp,
    /// Who published it; `None` when it was the program itself.
    pub email: Option<String>,
}

#[derive(FromRow)]
struct ListedRow {
    number: i64,
    hash: String,
    published_at: i64,
    email: Option<String>,
}

#[derive(FromRow)]
struct Row {
    document: Vec<u8>,
    hash: String,
    superseded_at: Option<i64>,
}

const FIND: &str = "select document, hash, \
    (select next.published_at from version next where next.site_id = this.site_id and next.number = this.number + 1) \
    as superseded_at from version this where site_id = $1 and number = $2";

impl Row {
    fn published(self) -> Result<Published, StoreError> {
        let mut version: Version = serde_json::from_slice(&self.document)?;
        version.texts.values_mut().for_each(Texts::complete);
        Ok(Published {
            version,
            hash: self.hash,
            superseded_at: self.superseded_at.map(Timestamp::from_millis),
            size: self.document.len(),
        })
    }
}

impl Store {
    /// Publishes revision `expected` of a site's draft as its next version and makes it live, in one transaction.
    /// `reasons` are the owner's, for what the linter warns of.
    ///
    /// # Errors
    /// [`PublishError`] when it may not be published or has not changed, or when the database fails.
    pub async fn publish(
        &self,
        site: &Site,
        expected: i64,
        reasons: &Reasons,
        by: Option<i64>,
        now: Timestamp,
    ) -> Result<Published, PublishError> {
        let mut tx = self.db.begin().await?;
        let found = site::find_locked(&mut tx, site.id).await?;
        let site = found.filter(|site| site.archived_at.is_none()).ok_or(PublishError::NoSite)?;
        let (draft, revision) = draft::find(&mut tx, site.id).await?.ok_or(PublishError::NoSite)?;
        if revision != expected {
            return Err(PublishError::Conflict { revision });
        }
        let problems = problems(&site, &draft);
        if !problems.is_empty() {
            return Err(PublishError::Invalid(problems));
        }
        let reported = Reported::new(Report::of(&site.details, &draft), reasons);
        let left = reported.left();
        if !left.is_empty() {
            return Err(PublishError::Findings(left));
        }
        let last = match site.live {
            Some(number) => find(&mut tx, site.id, number).await?,
            None => None,
        };
        // Two versions never carry the same time, nor a later number an earlier one, even when the clock is set back.
        let now = last.as_ref().map_or(now, |last| now.max(last.version.published_at.plus(1)));
        let number = site.live.unwrap_or(0) + 1;
        let freeze = |number, at| Version::freeze(site.key.clone(), &site.details, &draft, number, at);
        let last = last.map(|last| last.version);
        let version = freeze(number, now).map_err(StoreError::from)?.following(last.as_ref());
        let version = Version { report: Some(reported), ..version };
        if last.is_some_and(|last| version.says_the_same(&last)) {
            return Err(PublishError::Unchanged);
        }
        let document = version.canonical().map_err(StoreError::from)?;
        let hash = sha256_hex(&document);
        let sql = "insert into version (site_id, number, hash, document, published_at, published_by) \
            values ($1, $2, $3, $4, $5, $6)";
        on!(&mut tx, t => sqlx::query(sql).bind(site.id).bind(i64::from(number)).bind(&hash).bind(document.as_slice())
            .bind(now.millis()).bind(by).execute(&mut **t).await.map(drop))?;
        let sql = "update site set live_version = $2 where id = $1";
        on!(&mut tx, t => sqlx::query(sql).bind(site.id).bind(i64::from(number)).execute(&mut **t).await.map(drop))?;
        let detail = json!({ "number": number, "hash": hash, "revision": revision });
        append(&mut tx, &Entry::by(by, "published").on(site.id).with(detail), now).await?;
        tx.commit().await?;
        self.lives.forget(&site.key);
        Ok(Published { version, hash, superseded_at: None, size: document.len() })
    }

    /// The versions of a site, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_versions(&self, site: i64) -> Result<Vec<Listed>, StoreError> {
        const SQL: &str = "select number, hash, published_at, email \
            from version left join account on account.id = published_by where site_id = $1 order by number desc";
        let rows: Vec<ListedRow> = on!(self.db.read(), db => sqlx::query_as(SQL).bind(site).fetch_all(db).await)?;
        let listed = rows.into_iter().map(|row| {
            Ok(Listed {
                number: u32::try_from(row.number).map_err(|_| StoreError::Value("version number"))?,
                hash: row.hash,
                published_at: Timestamp::from_millis(row.published_at),
                email: row.email,
            })
        });
        listed.collect()
    }

    /// The exact bytes of a version, and their hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_document(&self, site: i64, number: u32) -> Result<Option<(Vec<u8>, String)>, StoreError> {
        const SQL: &str = "select document, hash from version where site_id = $1 and number = $2";
        Ok(on!(self.db.read(), db => sqlx::query_as(SQL).bind(site).bind(i64::from(number)).fetch_optional(db).await)?)
    }

    /// One version of a site.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_version(&self, site: i64, number: u32) -> Result<Option<Published>, StoreError> {
        let row: Option<Row> = on!(self.db.read(), db => sqlx::query_as(FIND).bind(site).bind(i64::from(number))
            .fetch_optional(db).await)?;
        row.map(Row::published).transpose()
    }
}

async fn find(tx: &mut Tx, site: i64, number: u32) -> Result<Option<Published>, StoreError> {
    let row: Option<Row> = on!(tx, t => sqlx::query_as(FIND).bind(site).bind(i64::from(number))
        .fetch_optional(&mut **t).await)?;
    row.map(Row::published).transpose()
}

/// Everything that keeps the site's draft from being published, whatever the linter says.
#[must_use]
pub fn problems(site: &Site, draft: &consent::draft::Draft) -> Vec<Problem> {
    let details = site.details.check().into_iter();
    let details = details.map(|problem| Problem { path: format!("site.{}", problem.path), ..problem });
    unruled(details.chain(draft.check()).chain(custom::check(&draft.banner.theme)).collect())
}
