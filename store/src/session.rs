//! Sessions of signed-in people: opaque bytes under the hash of their id.

use crate::db::on;
use crate::{Store, StoreError};
use consent::timestamp::Timestamp;

/// A session as stored.
#[derive(Clone, Copy, Debug)]
pub struct Session<'a> {
    /// SHA-256 of the session id, hexadecimal.
    pub hash: &'a str,
    /// Whose session it is, so that it ends with the password.
    pub account: Option<i64>,
    pub data: &'a [u8],
    pub expires_at: Timestamp,
}

impl Store {
    /// Stores a new session. `false` when the hash is taken, so that another id must be drawn.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn create_session(&self, session: Session<'_>) -> Result<bool, StoreError> {
        const SQL: &str = "insert into session (hash, account_id, data, expires_at) values ($1, $2, $3, $4) \
            on conflict (hash) do nothing";
        let rows = on!(self.db.write(), db => sqlx::query(SQL).bind(session.hash).bind(session.account)
            .bind(session.data).bind(session.expires_at.millis()).execute(db).await.map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// Stores what a session holds now. `false` when it has ended meanwhile: then it stays ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save_session(&self, session: Session<'_>) -> Result<bool, StoreError> {
        const SQL: &str = "update session set account_id = $2, data = $3, expires_at = $4 where hash = $1";
        let rows = on!(self.db.write(), db => sqlx::query(SQL).bind(session.hash).bind(session.account)
            .bind(session.data).bind(session.expires_at.millis()).execute(db).await.map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// The bytes of a session that has not expired.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_session(&self, hash: &str, now: Timestamp) -> Result<Option<Vec<u8>>, StoreError> {
        const SQL: &str = "select data from session where hash = $1 and expires_at > $2";
        Ok(on!(self.db.read(), db => sqlx::query_scalar(SQL).bind(hash).bind(now.millis()).fetch_optional(db).await)?)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_session(&self, hash: &str) -> Result<(), StoreError> {
        const SQL: &str = "delete from session where hash = $1";
        on!(self.db.write(), db => sqlx::query(SQL).bind(hash).execute(db).await.map(drop))?;
        Ok(())
    }

    /// Removes expired sessions; answers how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn purge_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        const SQL: &str = "delete from session where expires_at <= $1";
        Ok(on!(self.db.write(), db => sqlx::query(SQL).bind(now.millis()).execute(db).await
            .map(|done| done.rows_affected()))?)
    }
}
