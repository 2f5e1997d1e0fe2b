//! The audit log: who changed what, append-only.

use crate::db::{Tx, on};
use crate::{Store, StoreError};
use consent::timestamp::Timestamp;
use serde_json::Value;
use sqlx::FromRow;

/// What is to be written.
#[derive(Clone, Debug)]
pub struct Entry {
    account: Option<i64>,
    site: Option<i64>,
    action: &'static str,
    detail: Value,
}

impl Entry {
    /// Something done by an account.
    #[must_use]
    pub fn by(account: impl Into<Option<i64>>, action: &'static str) -> Self {
        Self { account: account.into(), site: None, action, detail: Value::Object(serde_json::Map::new()) }
    }

    /// Something done on the command line or by the program itself.
    #[must_use]
    pub fn by_system(action: &'static str) -> Self {
        Self::by(None, action)
    }

    /// Names the site it was done to.
    #[must_use]
    pub fn on(mut self, site: i64) -> Self {
        self.site = Some(site);
        self
    }

    /// Says more; never secrets.
    #[must_use]
    pub fn with(mut self, detail: Value) -> Self {
        self.detail = detail;
        self
    }
}

/// An entry as written.
#[derive(Clone, Debug)]
pub struct Written {
    pub id: i64,
    pub at: Timestamp,
    /// `None`: done on the command line or by the program itself.
    pub email: Option<String>,
    pub action: String,
    pub detail: Value,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    at: i64,
    email: Option<String>,
    action: String,
    detail: String,
}

impl Store {
    /// The newest entries of a site, at most `limit`, before the entry `before` where one is given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_audit(&self, site: i64, before: Option<i64>, limit: i64) -> Result<Vec<Written>, StoreError> {
        const SQL: &str = "select audit.id, at, email, action, detail \
            from audit left join account on account.id = account_id \
            where site_id = $1 and audit.id < $2 order by audit.id desc limit $3";
        let rows: Vec<Row> = on!(self.db.read(), db => sqlx::query_as(SQL).bind(site).bind(before.unwrap_or(i64::MAX))
            .bind(limit).fetch_all(db).await)?;
        let written = rows.into_iter().map(|row| {
            let detail = serde_json::from_str(&row.detail)?;
            Ok(Written { id: row.id, at: Timestamp::from_millis(row.at), email: row.email, action: row.action, detail })
        });
        written.collect()
    }
}

pub(crate) async fn append(tx: &mut Tx, entry: &Entry, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "insert into audit (at, account_id, site_id, action, detail) values ($1, $2, $3, $4, $5)";
    let detail = entry.detail.to_string();
    on!(tx, t => sqlx::query(SQL).bind(now.millis()).bind(entry.account).bind(entry.site).bind(entry.action).bind(detail)
        .execute(&mut **t).await.map(drop))?;
    Ok(())
}
