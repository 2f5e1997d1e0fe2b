//! What a database says about itself.

use crate::db::{On, OpenError, look, on};
use crate::{Store, StoreError};

/// Marks a database made by `--demo`.
const DEMO: &str = "demo";
/// What tells whether a database was ever used: every start without `--demo` makes a row in one of these.
const TELLING: [&str; 4] = ["account", "meta", "setup", "site"];

impl Store {
    /// Whether `--demo` may have the database at `url`: one that it made, or one that was never used. Nothing is changed
    /// there, so that a refusal leaves somebody's database as it was, schema included.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn free_for_demo(url: &str) -> Result<bool, OpenError> {
        const FREE: &str = "select count(*) from (select 1 as one) as this \
            where exists (select 1 from meta where key = $1) \
            or (not exists (select 1 from account) and not exists (select 1 from site) \
            and not exists (select 1 from setup))";
        let Some(mut found) = look(url).await? else { return Ok(true) };
        // The catalogues of the two have nothing in common.
        let tables: Vec<String> = match &mut found {
            On::Sqlite(db) => {
                sqlx::query_scalar("select name from sqlite_master where type = 'table'").fetch_all(db).await?
            }
            On::Postgres(db) => {
                let sql =
                    "select table_name::text from information_schema.tables where table_schema = current_schema()";
                sqlx::query_scalar(sql).fetch_all(db).await?
            }
        };
        if tables.is_empty() {
            return Ok(true);
        }
        if !TELLING.iter().all(|table| tables.iter().any(|there| there == table)) {
            return Ok(false);
        }
        let free: i64 = on!(&mut found, db => sqlx::query_scalar(FREE).bind(DEMO).fetch_one(db).await)?;
        Ok(free > 0)
    }

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
