//! The one-time set-up link that makes the first account.

use crate::db::on;
use crate::{Store, StoreError};
use consent::timestamp::Timestamp;

impl Store {
    /// Makes `token_hash` the only valid set-up token. `false`, and none is valid, when there is an account already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew_setup(&self, token_hash: &str, now: Timestamp) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let sql = "delete from setup";
        on!(&mut tx, t => sqlx::query(sql).execute(&mut **t).await.map(drop))?;
        let sql = "insert into setup (one, hash, created_at) select 1, $1, $2 \
            where not exists (select 1 from account) \
            on conflict (one) do update set hash = excluded.hash, created_at = excluded.created_at";
        let rows = on!(&mut tx, t => sqlx::query(sql).bind(token_hash).bind(now.millis()).execute(&mut **t).await
            .map(|done| done.rows_affected()))?;
        tx.commit().await?;
        Ok(rows == 1)
    }
}
