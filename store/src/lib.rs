//! All SQL of Assent, on SQLite and PostgreSQL, and the caches that publishing drops.
//!
//! [`Store`] is the one thing the other crates get. It is cheap to clone. Its functions stand in one file per noun:
//!
//! | noun | functions |
//! |---|---|
//! | [`account`] | `has_account`, `create_owner`, `create_account`, `find_account`, `find_account_by_email`, `set_password` |
//! | [`setup`] | `renew_setup`, `opens_setup`, `is_set_up` |
//! | [`session`] | `create_session`, `save_session`, `find_session`, `delete_session`, `purge_sessions` |
//! | [`site`] | `create_site`, `find_site`, `find_site_for`, `list_sites_for`, `save_site_details`, `take_offline`, `bring_online`, `archive_site`, `save_preview`, `find_site_by_preview` |
//! | `member` | `save_membership` |
//! | [`draft`] | `find_draft`, `save_draft` |
//! | [`version`] | `publish`, `list_versions`, `find_version` |
//! | [`live`] | `live`, `version_of`: what the public paths need, from memory |
//! | [`journal`] | `append`: many choices in one durable transaction |
//! | [`decisions`] | `decide`, `standing`: what the newest two records of a visitor say, from memory |
//! | [`record`] | `find_record`, `list_records`, `count_records_by_day` |
//! | [`seen`] | `is_unseen`, `note_seen`, `list_seen` |
//! | [`audit`] | `list_audit` |
//! | [`meta`] | `free_for_demo`, `claim_demo`, `is_demo` |
//!
//! Neither clock nor randomness is read here: times, salts and hashes are arguments. What is looked up and may be
//! absent answers an `Option`; [`StoreError`] is a failure. Hashes of secrets are SHA-256 in 64 hexadecimal characters.

pub mod account;
mod alone;
pub mod audit;
mod cache;
mod changes;
mod db;
pub mod decisions;
pub mod draft;
mod error;
pub mod journal;
pub mod live;
mod member;
pub mod meta;
pub mod record;
mod runtime;
pub mod seen;
pub mod session;
pub mod setup;
pub mod site;
pub mod version;

pub use db::OpenError;
pub use error::StoreError;

use std::fs::File;
use std::sync::Arc;

/// Bytes in a megabyte, as settings count them.
const MB: usize = 1024 * 1024;

/// What an operator may set.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Most memory for the decisions kept at hand, in megabytes.
    pub cache_mb: usize,
    /// Most connections to PostgreSQL.
    pub connections: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { cache_mb: 32, connections: 16 }
    }
}

/// The open database with its journal and caches.
#[derive(Clone)]
pub struct Store {
    db: db::Db,
    journal: journal::Journal,
    decisions: Arc<decisions::Decisions>,
    lives: Arc<live::Lives>,
    seen: Arc<seen::SeenToday>,
    /// Held by a store that serves.
    _lock: Option<Arc<File>>,
}

impl Store {
    /// Opens a database to serve it: like [`Store::open`], and on SQLite as the only process that does. Waits some
    /// seconds for a server that is about to end, so that a restart may overlap.
    ///
    /// # Errors
    /// [`OpenError::Taken`] when another process serves the same file; else like [`Store::open`].
    pub async fn open_alone(url: &str, options: Options) -> Result<Self, OpenError> {
        let lock = alone::lock(url).await?.map(Arc::new);
        Ok(Self { _lock: lock, ..Self::open(url, options).await? })
    }

    /// Opens `sqlite:PATH`, `sqlite::memory:` or `postgres://…` and brings it to this release's schema. The file and its
    /// folder are created. Must be called inside a Tokio runtime, which runs the journal. Beside a process that serves
    /// the same SQLite file, no records may be appended or decisions asked for.
    ///
    /// # Errors
    /// For any other scheme, an unreachable database, or a schema newer than this release.
    pub async fn open(url: &str, options: Options) -> Result<Self, OpenError> {
        let db = db::Db::open(url, options.connections).await?;
        let decisions = Arc::new(decisions::Decisions::new(options.cache_mb.saturating_mul(MB)));
        let journal = journal::Journal::start(db.clone(), decisions.clone());
        Ok(Self { db, journal, decisions, lives: Arc::default(), seen: Arc::default(), _lock: None })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        db::on!(self.db.read(), db => sqlx::query("select 1").execute(db).await.map(drop))?;
        Ok(())
    }

    /// Waits for running statements and closes every connection; whoever still holds a clone gets errors.
    pub async fn close(&self) {
        self.db.close().await;
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}
