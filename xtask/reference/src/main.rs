//! The reference server of the benchmark: the same answers and the same durable inserts as Assent, without any check.
//!
//! `GET /decisions` is a bare axum JSON handler. `POST /choices` puts the body into a journal that writes up to
//! [`BATCH`] bodies in one transaction, on a connection set like that of Assent's journal (`store/src/db.rs`), and answers
//! after the commit.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use std::error::Error;
use std::path::PathBuf;
use tokio::sync::{mpsc, oneshot};

/// Most bodies in one transaction, as in Assent's journal.
const BATCH: usize = 512;

struct Waiting {
    body: Bytes,
    committed: oneshot::Sender<bool>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(address), Some(file)) = (arguments.next(), arguments.next()) else {
        return Err("usage: reference ADDRESS DATABASE_FILE".into());
    };
    let pool = open(file.into()).await?;
    let (journal, waiting) = mpsc::channel(4 * BATCH);
    tokio::spawn(write(pool, waiting));
    let routes = Router::new().route("/decisions", get(decisions)).route("/choices", post(choices)).with_state(journal);
    let listener = tokio::net::TcpListener::bind(address).await?;
    axum::serve(listener, routes).await?;
    Ok(())
}

async fn open(file: PathBuf) -> Result<SqlitePool, sqlx::Error> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("recursive_triggers", "on")
        .pragma("cache_size", "-16000")
        .pragma("temp_store", "memory")
        .pragma("wal_autocheckpoint", "4000");
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(options)
        .await?;
    sqlx::query("create table if not exists record (seq integer primary key, body blob not null)")
        .execute(&pool)
        .await?;
    Ok(pool)
}

async fn decisions() -> Json<Value> {
    Json(json!({
        "site": "demo",
        "visitor": "N0cI__dxndWXnsh11WzSKA",
        "version": 1,
        "decisions": [{
            "purpose": "analytics", "decision": "allow", "because": "granted", "version": 1,
            "decided_at": "2026-11-24T08:00:00.000Z", "expires_at": "2027-05-26T08:00:00.000Z"
        }]
    }))
}

async fn choices(
    State(journal): State<mpsc::Sender<Waiting>>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), StatusCode> {
    let (committed, answer) = oneshot::channel();
    journal.send(Waiting { body, committed }).await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    match answer.await {
        Ok(true) => Ok((StatusCode::CREATED, Json(json!({ "record": "stored" })))),
        _ => Err(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

async fn write(pool: SqlitePool, mut waiting: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        let stored = insert(&pool, &batch).await.is_ok();
        for each in batch.drain(..) {
            // A client that hung up does not want to know.
            let _ = each.committed.send(stored);
        }
    }
}

async fn insert(pool: &SqlitePool, batch: &[Waiting]) -> Result<(), sqlx::Error> {
    let mut transaction = pool.begin_with("begin immediate").await?;
    for each in batch {
        sqlx::query("insert into record (body) values ($1)")
            .bind(each.body.as_ref())
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await
}
