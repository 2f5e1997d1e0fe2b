//! The one-time set-up link by which an installation gets its owner.
//!
//! It stays valid until somebody is made owner: by the link, on the command line, or as owner of a site. Accounts that
//! only help on a site do not end it, or an installation could be left without an owner for good.

use crate::db::{Tx, on};
use crate::{Store, StoreError};
use consent::timestamp::Timestamp;

impl Store {
    /// Makes `token_hash` the only valid set-up token. `false`, and none is valid, when there is an owner already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew_setup(&self, token_hash: &str, now: Timestamp) -> Result<bool, StoreError> {
        const SQL: &str = "insert into setup (one, hash, created_at) values (1, $1, $2) \
            on conflict (one) do update set hash = excluded.hash, created_at = excluded.created_at \
            where setup.used_at is null";
        let rows = on!(self.db.write(), db => sqlx::query(SQL).bind(token_hash).bind(now.millis()).execute(db).await
            .map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// Whether this is the valid set-up token.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn opens_setup(&self, token_hash: &str) -> Result<bool, StoreError> {
        const SQL: &str = "select count(*) from setup where hash = $1";
        let count: i64 = on!(self.db.read(), db => sqlx::query_scalar(SQL).bind(token_hash).fetch_one(db).await)?;
        Ok(count > 0)
    }

    /// Whether this installation has an owner, so that no set-up link works any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_set_up(&self) -> Result<bool, StoreError> {
        const SQL: &str = "select count(*) from setup where used_at is not null";
        let count: i64 = on!(self.db.read(), db => sqlx::query_scalar(SQL).fetch_one(db).await)?;
        Ok(count > 0)
    }
}

/// Uses up the token; `false` when it is not the valid one. The updated row is the lock: of two that come at once, the
/// second finds no such token any more.
pub(crate) async fn consume(tx: &mut Tx, token_hash: &str, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "update setup set hash = null, used_at = $2 where hash = $1";
    let rows = on!(tx, t => sqlx::query(SQL).bind(token_hash).bind(now.millis()).execute(&mut **t).await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// Ends the set-up without its link, since somebody became owner on the command line; `false` when it has ended before.
pub(crate) async fn finish(tx: &mut Tx, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "insert into setup (one, hash, created_at, used_at) values (1, null, $1, $1) \
        on conflict (one) do update set hash = null, used_at = excluded.used_at where setup.used_at is null";
    let rows = on!(tx, t => sqlx::query(SQL).bind(now.millis()).execute(&mut **t).await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}
