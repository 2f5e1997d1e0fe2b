//! `GET /you/{site}/versions/{n}/version.json`: a version, byte for byte as it was published.

use crate::problem::Problem;
use crate::state::Server;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A version never changes.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The canonical JSON of a version, whose SHA-256 is its entity tag.
pub async fn of_version(
    State(server): State<Server>,
    Path((key, number)): Path<(String, u32)>,
) -> Result<Response, Problem> {
    let live = super::site(&server, &key).await?;
    let unknown = || Problem::new(StatusCode::NOT_FOUND, "version_unknown", "The site has no version of this number.");
    let (document, hash) = server.store.find_document(live.site.id, number).await?.ok_or_else(unknown)?;
    let tag = HeaderValue::from_str(&format!("\"{hash}\"")).map_err(|error| Problem::internal(&error))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, FOR_EVER),
        (header::ETAG, tag),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, document).into_response())
}
