//! What a database says about itself.

use crate::db::on;
use crate::{Store, StoreError};

/// Marks a database made by `--demo`.
const DEMO: &str = "demo";

impl Store {
    /// Whether this database was made by `--demo`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_demo(&self) -> Result<bool, StoreError> {
        const SQL: &str = "select value from meta where key = $1";
        let found: Option<String> =
            on!(self.db.read(), db => sqlx::query_scalar(SQL).bind(DEMO).fetch_optional(db).await)?;
        Ok(found.is_some())
    }

    /// Marks a database that was never used as one made by `--demo`; `false` when it is another's. Used is what has an
    /// account, a site or a set-up link, and every start without `--demo` makes one of these.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_demo(&self) -> Result<bool, StoreError> {
        const SQL: &str = "insert into meta (key, value) select $1, 'yes' \
            where not exists (select 1 from account) and not exists (select 1 from site) \
            and not exists (select 1 from setup) on conflict (key) do nothing";
        on!(self.db.write(), db => sqlx::query(SQL).bind(DEMO).execute(db).await.map(drop))?;
        self.is_demo().await
    }
}
