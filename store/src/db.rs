//! Two databases behind one set of statements.

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Connection, Postgres, Sqlite, Transaction};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

/// How long a statement waits for another process that writes to the same SQLite file (`assent user add`).
const BUSY: Duration = Duration::from_secs(5);
/// How long a request waits for a connection before it fails: longer than any healthy queue.
const ACQUIRE: Duration = Duration::from_secs(10);
/// Reading connections of SQLite: each is a thread; reads are short.
const READERS: u32 = 4;
/// Page cache of the writing connection, in KiB (negative by SQLite's convention): random visitor ids touch many pages.
const WRITER_CACHE: &str = "-16000";
/// Pages in the write-ahead log before it is copied into the database (16 MB): a page of the index by visitor is changed
/// many times within that, and copied once.
const CHECKPOINT: &str = "4000";

/// What cannot be opened, and why.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the database URL must start with sqlite:, postgres:// or postgresql://")]
    Scheme,
    #[error("cannot create the folder of the database, or the lock beside it: {0}")]
    Folder(#[from] std::io::Error),
    #[error("another assent serves this database (it holds {}): stop it first", .0.display())]
    Taken(PathBuf),
    #[error("cannot open the database: {0}")]
    Sql(#[from] sqlx::Error),
    #[error("cannot bring the database to this release's schema: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
}

/// One value for each database: pools, transactions.
pub(crate) enum On<S, P> {
    Sqlite(S),
    Postgres(P),
}

/// A transaction that holds SQLite's only writer.
pub(crate) type Tx = On<Transaction<'static, Sqlite>, Transaction<'static, Postgres>>;

/// Runs the same expression on whichever database is open.
macro_rules! on {
    ($db:expr, $it:ident => $body:expr) => {
        match $db {
            $crate::db::On::Sqlite($it) => $body,
            $crate::db::On::Postgres($it) => $body,
        }
    };
}
pub(crate) use on;

/// Which database a URL names.
enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    fn of(url: &str) -> Result<Self, OpenError> {
        let starts = |scheme: &str| url.starts_with(scheme);
        if starts("sqlite:") {
            Ok(Self::Sqlite)
        } else if starts("postgres://") || starts("postgresql://") {
            Ok(Self::Postgres)
        } else {
            Err(OpenError::Scheme)
        }
    }
}

/// The open database.
#[derive(Clone)]
pub(crate) enum Db {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres(PgPool),
}

impl Db {
    /// Opens the database and brings it to this release's schema.
    pub(crate) async fn open(url: &str, connections: u32) -> Result<Self, OpenError> {
        let db = match Kind::of(url)? {
            Kind::Sqlite => open_sqlite(url).await?,
            Kind::Postgres => {
                let options = PgConnectOptions::from_str(url)?.application_name("assent");
                let pool = PgPoolOptions::new().max_connections(connections).acquire_timeout(ACQUIRE);
                Self::Postgres(pool.connect_with(options).await?)
            }
        };
        db.migrate().await?;
        Ok(db)
    }

    async fn migrate(&self) -> Result<(), OpenError> {
        match self {
            Self::Sqlite { write, .. } => sqlx::migrate!("../migrations/sqlite").run(write).await?,
            Self::Postgres(pool) => sqlx::migrate!("../migrations/postgres").run(pool).await?,
        }
        Ok(())
    }

    pub(crate) fn read(&self) -> On<&SqlitePool, &PgPool> {
        match self {
            Self::Sqlite { read, .. } => On::Sqlite(read),
            Self::Postgres(pool) => On::Postgres(pool),
        }
    }

    pub(crate) fn write(&self) -> On<&SqlitePool, &PgPool> {
        match self {
            Self::Sqlite { write, .. } => On::Sqlite(write),
            Self::Postgres(pool) => On::Postgres(pool),
        }
    }

    /// Begins a writing transaction. Inside it only the transaction may be used: a second connection would wait for
    /// the first on SQLite.
    pub(crate) async fn begin(&self) -> Result<Tx, sqlx::Error> {
        match self {
            // Without `immediate` two readers that turn writers fail instead of waiting for each other.
            Self::Sqlite { write, .. } => write.begin_with("begin immediate").await.map(On::Sqlite),
            Self::Postgres(pool) => pool.begin().await.map(On::Postgres),
        }
    }

    /// Whether only this process writes records, so that what it keeps in memory is true ([`crate::Store::open_alone`]).
    pub(crate) fn is_ours_alone(&self) -> bool {
        matches!(self, Self::Sqlite { .. })
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        on!(self, tx => tx.commit().await)
    }
}

pub(crate) fn is_in_memory(url: &str) -> bool {
    url.contains(":memory:") || url.contains("mode=memory")
}

/// A connection that only looks: nothing is created, migrated or otherwise changed. `None` when there is no such file.
pub(crate) async fn look(url: &str) -> Result<Option<On<SqliteConnection, PgConnection>>, OpenError> {
    match Kind::of(url)? {
        Kind::Sqlite => {
            let options = SqliteConnectOptions::from_str(url)?.read_only(true).create_if_missing(false);
            if !options.get_filename().exists() {
                return Ok(None);
            }
            Ok(Some(On::Sqlite(SqliteConnection::connect_with(&options).await?)))
        }
        Kind::Postgres => {
            let options = PgConnectOptions::from_str(url)?.application_name("assent");
            Ok(Some(On::Postgres(PgConnection::connect_with(&options).await?)))
        }
    }
}

async fn open_sqlite(url: &str) -> Result<Db, OpenError> {
    let options = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .pragma("recursive_triggers", "on");
    // The pools live as long as the process: closing an idle connection would lose its prepared statements, and
    // the whole of a database in memory.
    let pool = |most| {
        SqlitePoolOptions::new()
            .max_connections(most)
            .acquire_timeout(ACQUIRE)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
    };
    // What a statement needs to undo itself stays in memory too: the journal's statements outgrow the default.
    let writing = options
        .clone()
        .pragma("cache_size", WRITER_CACHE)
        .pragma("temp_store", "memory")
        .pragma("wal_autocheckpoint", CHECKPOINT);
    if is_in_memory(url) {
        let only = pool(1).connect_with(writing).await?;
        return Ok(Db::Sqlite { read: only.clone(), write: only });
    }
    if let Some(folder) = options.get_filename().parent().filter(|folder| *folder != Path::new("")) {
        std::fs::create_dir_all(folder)?;
    }
    let write = pool(1).connect_with(writing).await?;
    let read = pool(READERS).connect_with(options.pragma("query_only", "on")).await?;
    Ok(Db::Sqlite { read, write })
}
