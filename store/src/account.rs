//! Accounts: who may sign in.

use crate::audit::{Entry, append};
use crate::db::on;
use crate::site::Role;
use crate::{Store, StoreError};
use consent::timestamp::Timestamp;
use sqlx::FromRow;

/// A person who may sign in.
#[derive(Clone, FromRow)]
pub struct Account {
    pub id: i64,
    /// In lower case.
    pub email: String,
    pub password_hash: String,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Account({} {}, password hash redacted)", self.id, self.email)
    }
}

impl Store {
    /// Whether anybody can sign in yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_account(&self) -> Result<bool, StoreError> {
        const SQL: &str = "select count(*) from (select 1 as one from account limit 1) as any_account";
        let count: i64 = on!(self.db.read(), db => sqlx::query_scalar(SQL).fetch_one(db).await)?;
        Ok(count > 0)
    }

    /// Creates the first account and gives it every site that nobody owns; the token of the set-up link is consumed.
    /// `None` when the token is not the present one or there is an account already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn create_owner(
        &self,
        token_hash: &str,
        email: &str,
        password_hash: &str,
        now: Timestamp,
    ) -> Result<Option<i64>, StoreError> {
        let mut tx = self.db.begin().await?;
        let sql = "delete from setup where hash = $1 and not exists (select 1 from account)";
        // The deleted row is the lock: of two that come at once, the second finds it gone.
        let consumed = on!(&mut tx, t => sqlx::query(sql).bind(token_hash).execute(&mut **t).await
            .map(|done| done.rows_affected()))?;
        if consumed != 1 {
            return Ok(None);
        }
        let id = insert(&mut tx, email, password_hash, now).await?;
        let sql = "insert into membership (site_id, account_id, role) \
            select id, $1, 'owner' from site where id not in (select site_id from membership)";
        on!(&mut tx, t => sqlx::query(sql).bind(id).execute(&mut **t).await.map(drop))?;
        append(&mut tx, &Entry::by(id, "account_created").with(serde_json::json!({ "email": email })), now).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// Creates an account, as member of a site where one is given. `None` when the e-mail is taken.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn create_account(
        &self,
        email: &str,
        password_hash: &str,
        member_of: Option<(i64, Role)>,
        now: Timestamp,
    ) -> Result<Option<i64>, StoreError> {
        let mut tx = self.db.begin().await?;
        let id = match insert(&mut tx, email, password_hash, now).await {
            Ok(id) => id,
            Err(error) if error.is_unique_violation() => return Ok(None),
            Err(error) => return Err(error),
        };
        let created = Entry::by_system("account_created");
        append(&mut tx, &created.with(serde_json::json!({ "account": id, "email": email })), now).await?;
        if let Some((site, role)) = member_of {
            crate::site::insert_member(&mut tx, site, id, role).await?;
            let entry = Entry::by_system("membership_saved").on(site);
            append(&mut tx, &entry.with(serde_json::json!({ "account": id, "role": role.as_str() })), now).await?;
        }
        tx.commit().await?;
        Ok(Some(id))
    }

    /// The account with this id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_account(&self, id: i64) -> Result<Option<Account>, StoreError> {
        const SQL: &str = "select id, email, password_hash from account where id = $1";
        Ok(on!(self.db.read(), db => sqlx::query_as(SQL).bind(id).fetch_optional(db).await)?)
    }

    /// The account with this e-mail, given in lower case.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_account_by_email(&self, email: &str) -> Result<Option<Account>, StoreError> {
        const SQL: &str = "select id, email, password_hash from account where email = $1";
        Ok(on!(self.db.read(), db => sqlx::query_as(SQL).bind(email).fetch_optional(db).await)?)
    }

    /// Sets another password and ends every session of the account. `false` when there is no such account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_password(&self, id: i64, password_hash: &str, now: Timestamp) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let sql = "update account set password_hash = $2 where id = $1";
        let found = on!(&mut tx, t => sqlx::query(sql).bind(id).bind(password_hash).execute(&mut **t).await
            .map(|done| done.rows_affected()))?;
        if found == 0 {
            return Ok(false);
        }
        let sql = "delete from session where account_id = $1";
        on!(&mut tx, t => sqlx::query(sql).bind(id).execute(&mut **t).await.map(drop))?;
        append(&mut tx, &Entry::by(id, "password_changed"), now).await?;
        tx.commit().await?;
        Ok(true)
    }
}

async fn insert(tx: &mut crate::db::Tx, email: &str, hash: &str, now: Timestamp) -> Result<i64, StoreError> {
    const SQL: &str = "insert into account (email, password_hash, created_at) values ($1, $2, $3) returning id";
    Ok(on!(tx, t => sqlx::query_scalar(SQL).bind(email).bind(hash).bind(now.millis()).fetch_one(&mut **t).await)?)
}
