//! A database of one test: a file, or a schema of its own on the given server.

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, SqliteConnection};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use store::{Options, Store};

static NEXT: AtomicU32 = AtomicU32::new(0);

pub enum Place {
    Sqlite { folder: PathBuf },
    Postgres { server: String, schema: String },
}

impl Place {
    pub fn sqlite() -> Self {
        Self::Sqlite { folder: std::env::temp_dir().join(name()) }
    }

    /// `None` without a server.
    #[expect(clippy::disallowed_methods, reason = "the test's database is named by the environment")]
    pub async fn postgres() -> Option<Self> {
        let server = std::env::var("TEST_POSTGRES_URL").ok()?;
        let schema = name();
        let mut connection = PgConnection::connect(&server).await.unwrap();
        let sql = AssertSqlSafe(format!("create schema {schema}"));
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        Some(Self::Postgres { server, schema })
    }

    pub fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite { .. })
    }

    pub fn url(&self) -> String {
        match self {
            Self::Sqlite { folder } => format!("sqlite:{}/a folder/assent.db", folder.display()),
            Self::Postgres { server, schema } => {
                let mark = if server.contains('?') { '&' } else { '?' };
                format!("{server}{mark}options=-c%20search_path%3D{schema}")
            }
        }
    }

    pub async fn open(&self) -> Store {
        Store::open(&self.url(), Options { connections: 8, ..Options::default() }).await.unwrap()
    }

    /// Runs SQL as somebody who reached the database past Assent, with the pragmas of a plain client; answers the
    /// number of changed rows, or the message of the refusal.
    pub async fn attack(&self, sql: &str) -> Result<u64, String> {
        let sql = AssertSqlSafe(sql.to_owned());
        let done = match self {
            Self::Sqlite { .. } => {
                let options = self.url().parse::<sqlx::sqlite::SqliteConnectOptions>().unwrap().foreign_keys(false);
                let mut plain = options.connect().await.unwrap();
                sqlx::raw_sql(sql).execute(&mut plain).await.map(|done| done.rows_affected())
            }
            Self::Postgres { .. } => {
                let mut plain = PgConnection::connect(&self.url()).await.unwrap();
                sqlx::raw_sql(sql).execute(&mut plain).await.map(|done| done.rows_affected())
            }
        };
        done.map_err(|error| error.to_string())
    }

    /// Erases a record as the schema allows it.
    pub async fn erase(&self, id: &str) {
        let sql = format!("insert into erasure (record_id, reason, erased_at) values ('{id}', 'asked for', 7)");
        self.attack(&sql).await.unwrap();
    }

    /// The one number or text that a statement answers, as text.
    pub async fn ask(&self, sql: &str) -> String {
        let sql = AssertSqlSafe(format!("select cast(({sql}) as text)"));
        let found: Option<String> = match self {
            Self::Sqlite { .. } => {
                let mut plain = SqliteConnection::connect(&self.url()).await.unwrap();
                sqlx::query_scalar(sql).fetch_one(&mut plain).await.unwrap()
            }
            Self::Postgres { .. } => {
                let mut plain = PgConnection::connect(&self.url()).await.unwrap();
                sqlx::query_scalar(sql).fetch_one(&mut plain).await.unwrap()
            }
        };
        found.unwrap_or_default()
    }

    /// Removes the database of a test that has passed; that of one that failed is left to be looked at.
    pub async fn remove(self) {
        match self {
            Self::Sqlite { folder } => _ = std::fs::remove_dir_all(folder),
            Self::Postgres { server, schema } => {
                let mut connection = PgConnection::connect(&server).await.unwrap();
                let sql = AssertSqlSafe(format!("drop schema {schema} cascade"));
                sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
            }
        }
    }
}

fn name() -> String {
    format!("assent_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}
