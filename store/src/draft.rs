//! Drafts: what an owner edits, saved against the revision it was read at.

use crate::audit::{Entry, append};
use crate::changes::changes;
use crate::db::{Tx, on};
use crate::{Store, StoreError};
use consent::draft::Draft;
use consent::timestamp::Timestamp;
use serde_json::json;

/// Largest draft in bytes of JSON: far above twenty purposes in a dozen languages, far below what would slow a page.
pub const MAX_DRAFT: usize = 512 * 1024;

/// Why a draft was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveDraftError {
    /// Someone else saved first; here is what is stored now.
    #[error("someone else saved revision {revision}")]
    Conflict { current: Box<Draft>, revision: i64 },
    #[error("a draft may have {MAX_DRAFT} bytes")]
    TooLarge,
    #[error("there is no such site")]
    NoSite,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for SaveDraftError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Store {
    /// A site's draft and its revision.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_draft(&self, site: i64) -> Result<Option<(Draft, i64)>, StoreError> {
        const SQL: &str = "select document, revision from draft where site_id = $1";
        let row: Option<(Vec<u8>, i64)> =
            on!(self.db.read(), db => sqlx::query_as(SQL).bind(site).fetch_optional(db).await)?;
        parse(row)
    }

    /// Saves a draft that was made from revision `expected`; answers its new revision.
    ///
    /// # Errors
    /// [`SaveDraftError::Conflict`] when another revision is stored, [`SaveDraftError::TooLarge`], or when the
    /// database fails.
    pub async fn save_draft(
        &self,
        site: i64,
        expected: i64,
        draft: &Draft,
        by: Option<i64>,
        now: Timestamp,
    ) -> Result<i64, SaveDraftError> {
        const SQL: &str = "update draft set revision = revision + 1, document = $3, saved_at = $4, saved_by = $5 \
            where site_id = $1 and revision = $2 returning revision";
        let document = serde_json::to_vec(draft).map_err(StoreError::from)?;
        if document.len() > MAX_DRAFT {
            return Err(SaveDraftError::TooLarge);
        }
        let mut tx = self.db.begin().await?;
        let (current, revision) = find(&mut tx, site).await?.ok_or(SaveDraftError::NoSite)?;
        if revision != expected {
            return Err(SaveDraftError::Conflict { current: Box::new(current), revision });
        }
        // Asked again by the update: on PostgreSQL somebody else may have saved since the line above.
        let revision: Option<i64> = on!(&mut tx, t => sqlx::query_scalar(SQL).bind(site).bind(expected)
            .bind(document.as_slice()).bind(now.millis()).bind(by).fetch_optional(&mut **t).await)?;
        let Some(revision) = revision else {
            let (current, revision) = find(&mut tx, site).await?.ok_or(SaveDraftError::NoSite)?;
            return Err(SaveDraftError::Conflict { current: Box::new(current), revision });
        };
        let detail = json!({ "revision": revision, "changes": changes(&current, draft)? });
        append(&mut tx, &Entry::by(by, "draft_saved").on(site).with(detail), now).await?;
        tx.commit().await?;
        Ok(revision)
    }
}

pub(crate) async fn find(tx: &mut Tx, site: i64) -> Result<Option<(Draft, i64)>, StoreError> {
    const SQL: &str = "select document, revision from draft where site_id = $1";
    let row: Option<(Vec<u8>, i64)> = on!(tx, t => sqlx::query_as(SQL).bind(site).fetch_optional(&mut **t).await)?;
    parse(row)
}

pub(crate) async fn insert(
    tx: &mut Tx,
    site: i64,
    draft: &Draft,
    by: Option<i64>,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "insert into draft (site_id, revision, document, saved_at, saved_by) values ($1, 1, $2, $3, $4)";
    let document = serde_json::to_vec(draft)?;
    on!(tx, t => sqlx::query(SQL).bind(site).bind(document.as_slice()).bind(now.millis()).bind(by)
        .execute(&mut **t).await.map(drop))?;
    Ok(())
}

fn parse(row: Option<(Vec<u8>, i64)>) -> Result<Option<(Draft, i64)>, StoreError> {
    row.map(|(document, revision)| Ok((serde_json::from_slice(&document)?, revision))).transpose()
}
