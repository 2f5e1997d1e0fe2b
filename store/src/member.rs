//! Members: which account may do what on which site.

use crate::audit::{Entry, append};
use crate::db::{Tx, on};
use crate::site::Role;
use crate::{Store, StoreError};
use consent::timestamp::Timestamp;
use serde_json::json;

impl Store {
    /// The e-mail addresses of those who may edit a site.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_editors(&self, site: i64) -> Result<Vec<(i64, String)>, StoreError> {
        const SQL: &str = "select account.id, email from membership join account on account.id = account_id \
            where site_id = $1 and role in ('owner', 'editor') order by email";
        Ok(on!(self.db.read(), db => sqlx::query_as(SQL).bind(site).fetch_all(db).await)?)
    }

    /// Makes an account a member of a site, or changes its role.
    ///
    /// # Errors
    /// When the database fails, or there is no such site or account.
    pub async fn save_membership(
        &self,
        site: i64,
        account: i64,
        role: Role,
        by: Option<i64>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        save(&mut tx, site, (account, role), by, now).await?;
        Ok(tx.commit().await?)
    }
}

/// The one way to become a member, so that each is in the audit log.
pub(crate) async fn save(
    tx: &mut Tx,
    site: i64,
    (account, role): (i64, Role),
    by: Option<i64>,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "insert into membership (site_id, account_id, role) values ($1, $2, $3) \
        on conflict (site_id, account_id) do update set role = excluded.role";
    on!(&mut *tx, t => sqlx::query(SQL).bind(site).bind(account).bind(role.as_str()).execute(&mut **t).await
        .map(drop))?;
    let detail = json!({ "account": account, "role": role.as_str() });
    append(tx, &Entry::by(by, "membership_saved").on(site).with(detail), now).await
}
