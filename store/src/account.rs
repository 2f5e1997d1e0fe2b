//! Accounts: who may sign in.

use crate::audit::{Entry, append};
use crate::db::{Tx, on};
use crate::site::Role;
use crate::{Store, StoreError, member, setup};
use consent::timestamp::Timestamp;
use serde_json::json;
use sqlx::FromRow;

/// Why the owner's account was not created.
#[derive(Debug, thiserror::Error)]
pub enum CreateOwnerError {
    #[error("the set-up link was used, renewed, or never given")]
    NoLink,
    #[error("the e-mail has an account already")]
    EmailTaken,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for CreateOwnerError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

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

    /// Creates the owner's account and gives it every site that has no owner; the token of the set-up link is consumed.
    ///
    /// # Errors
    /// [`CreateOwnerError::NoLink`] when the token is not the valid one, [`CreateOwnerError::EmailTaken`]: then it stays
    /// valid; or when the database fails.
    pub async fn create_owner(
        &self,
        token_hash: &str,
        email: &str,
        password_hash: &str,
        now: Timestamp,
    ) -> Result<i64, CreateOwnerError> {
        let mut tx = self.db.begin().await?;
        if !setup::consume(&mut tx, token_hash, now).await? {
            return Err(CreateOwnerError::NoLink);
        }
        let id = insert(&mut tx, email, password_hash, now).await?.ok_or(CreateOwnerError::EmailTaken)?;
        append(&mut tx, &Entry::by(id, "account_created").with(json!({ "account": id, "email": email })), now).await?;
        take_over(&mut tx, id, Some(id), now).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Creates an account, as member of a site where one is given. `None` when the e-mail is taken.
    ///
    /// Without a site, while there is no owner, it becomes the owner, as by the set-up link: it gets every site that
    /// has no owner, and the link ends. The link ends as well with the first owner of a site.
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
        let Some(id) = insert(&mut tx, email, password_hash, now).await? else { return Ok(None) };
        let created = Entry::by_system("account_created");
        append(&mut tx, &created.with(json!({ "account": id, "email": email })), now).await?;
        if let Some((site, role)) = member_of {
            member::save(&mut tx, site, (id, role), None, now).await?;
        }
        let owns = member_of.is_none_or(|(_, role)| role == Role::Owner);
        if owns && setup::finish(&mut tx, now).await? && member_of.is_none() {
            take_over(&mut tx, id, None, now).await?;
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

    /// Sets another password and ends every session of the account. `by` is who did it: the account itself, or nobody
    /// on the command line. `false` when there is no such account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_password(
        &self,
        id: i64,
        password_hash: &str,
        by: Option<i64>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let sql = "update account set password_hash = $2 where id = $1";
        let found = on!(&mut tx, t => sqlx::query(sql).bind(id).bind(password_hash).execute(&mut **t).await
            .map(|done| done.rows_affected()))?;
        if found == 0 {
            return Ok(false);
        }
        let sql = "delete from session where account_id = $1";
        on!(&mut tx, t => sqlx::query(sql).bind(id).execute(&mut **t).await.map(drop))?;
        append(&mut tx, &Entry::by(by, "password_changed").with(json!({ "account": id })), now).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// The new account's id; `None` when the e-mail is taken.
async fn insert(tx: &mut Tx, email: &str, hash: &str, now: Timestamp) -> Result<Option<i64>, StoreError> {
    const SQL: &str = "insert into account (email, password_hash, created_at) values ($1, $2, $3) \
        on conflict (email) do nothing returning id";
    Ok(on!(tx, t => sqlx::query_scalar(SQL).bind(email).bind(hash).bind(now.millis()).fetch_optional(&mut **t).await)?)
}

/// Makes an account the owner of every site that has none.
async fn take_over(tx: &mut Tx, account: i64, by: Option<i64>, now: Timestamp) -> Result<(), StoreError> {
    let sql = "select id from site \
        where id not in (select site_id from membership where role = 'owner') order by id";
    let sites: Vec<i64> = on!(&mut *tx, t => sqlx::query_scalar(sql).fetch_all(&mut **t).await)?;
    for site in sites {
        member::save(tx, site, (account, Role::Owner), by, now).await?;
    }
    Ok(())
}
