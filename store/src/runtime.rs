//! The runtimes that pages pin by their hash: kept for good, since a page that names one goes on asking for it.

use crate::db::on;
use crate::{Store, StoreError};

impl Store {
    /// Keeps a runtime under its hash, unless it is there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save_runtime(&self, hash: &str, script: &[u8]) -> Result<(), StoreError> {
        const SQL: &str = "insert into runtime (hash, script) values ($1, $2) on conflict (hash) do nothing";
        on!(self.db.write(), db => sqlx::query(SQL).bind(hash).bind(script).execute(db).await.map(drop))?;
        Ok(())
    }

    /// The runtime with this hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_runtime(&self, hash: &str) -> Result<Option<Vec<u8>>, StoreError> {
        const SQL: &str = "select script from runtime where hash = $1";
        Ok(on!(self.db.read(), db => sqlx::query_scalar(SQL).bind(hash).fetch_optional(db).await)?)
    }
}
