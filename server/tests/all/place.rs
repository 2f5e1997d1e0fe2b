//! A database of one test: a file, or a schema of its own on the given server.

use std::path::PathBuf;
use std::process::Command;
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
    pub fn postgres() -> Option<Self> {
        let server = std::env::var("TEST_POSTGRES_URL").ok()?;
        let schema = name();
        psql(&server, &format!("create schema {schema}"));
        Some(Self::Postgres { server, schema })
    }

    pub fn url(&self) -> String {
        match self {
            Self::Sqlite { folder } => format!("sqlite:{}/assent.db", folder.display()),
            Self::Postgres { server, schema } => {
                let mark = if server.contains('?') { '&' } else { '?' };
                format!("{server}{mark}options=-c%20search_path%3D{schema}")
            }
        }
    }

    /// Runs statements that break the open database; `false` on SQLite, which only the store reaches from here.
    pub fn break_with(&self, statements: &str) -> bool {
        match self {
            Self::Sqlite { .. } => false,
            Self::Postgres { .. } => {
                psql(&self.url(), statements);
                true
            }
        }
    }

    pub async fn open(&self) -> Store {
        Store::open(&self.url(), Options { connections: 4, ..Options::default() }).await.unwrap()
    }

    /// Removes the database of a test that has passed; that of one that failed is left to be looked at.
    pub fn remove(self) {
        match self {
            Self::Sqlite { folder } => _ = std::fs::remove_dir_all(folder),
            Self::Postgres { server, schema } => psql(&server, &format!("drop schema {schema} cascade")),
        }
    }
}

/// Runs a statement past the store, which speaks of no schemas. What a server does beside its answers may still be
/// under way when its test ends, so a deadlock with it is tried again.
fn psql(server: &str, statement: &str) {
    let mut said = String::new();
    for _ in 0..5 {
        let done = Command::new("psql").args(["--quiet", "--dbname", server, "--command", statement]).output().unwrap();
        if done.status.success() {
            return;
        }
        said = String::from_utf8_lossy(&done.stderr).into_owned();
        if !said.contains("deadlock") {
            break;
        }
    }
    panic!("{said}");
}

fn name() -> String {
    format!("assent_server_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}
