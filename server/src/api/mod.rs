//! The public API, one file per resource; [`crate::router`] lists the paths.

pub mod banner;
pub mod choices;
pub mod decisions;
pub mod declaration;
pub mod document;
pub mod health;
pub mod keep;
pub mod manifest;
pub mod pinned;
pub mod remembered;
mod seen;

use crate::problem::Problem;
use crate::state::Server;
use axum::extract::rejection::PathRejection;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use consent::keys::SiteKey;
use serde::Serialize;
use std::sync::Arc;
use store::live::Live;

/// Bytes of an answer about three purposes, so that most are written without growing.
const USUAL_ANSWER: usize = 768;

/// A path below `/api` that does not exist.
pub async fn nothing_here() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "path_unknown",
        "There is nothing at this address; docs/API.md lists the paths.",
    )
}

/// A method that a path does not have; the answer names those it has in `Allow`.
pub async fn wrong_method(method: Method) -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        format!("This address does not answer {method}."),
    )
}

/// A JSON answer. It holds for the moment it is given, since a withdrawal must count at once: nothing may keep it.
fn answer(status: StatusCode, answer: &impl Serialize) -> Result<Response, Problem> {
    let mut body = Vec::with_capacity(USUAL_ANSWER);
    serde_json::to_writer(&mut body, answer).map_err(|error| Problem::internal(&error))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((status, headers, body).into_response())
}

/// The site with this key.
async fn site(server: &Server, key: &str) -> Result<Arc<Live>, Problem> {
    let unknown = || Problem::new(StatusCode::NOT_FOUND, "site_unknown", "There is no site with this key.");
    let key = SiteKey::parse(key).ok_or_else(unknown)?;
    server.store.live(&key).await?.ok_or_else(unknown)
}

impl From<PathRejection> for Problem {
    fn from(rejection: PathRejection) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "path_malformed", rejection.body_text())
    }
}
