//! Whether the process runs, and whether it can serve.

use crate::state::Server;
use axum::extract::State;
use axum::http::StatusCode;

/// `GET /healthz`: the process runs.
pub async fn live() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers.
pub async fn ready(State(server): State<Server>) -> (StatusCode, &'static str) {
    match server.store.ping().await {
        Ok(()) => (StatusCode::OK, "ok\n"),
        Err(error) => {
            tracing::error!(error = %error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
