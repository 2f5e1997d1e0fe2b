//! `POST /api/v1/sites/{site}/visitor/cookie`: what is on record of a visitor, as the value of the page's cookie. A page
//! asks for it after the visitor was on the page of their own (`/you/{site}`).

use super::choices::own_origin;
use super::decisions::asked;
use super::site;
use crate::problem::Problem;
use crate::state::Server;
use axum::body::to_bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use consent::cookie::of_records;
use consent::visitor::VisitorKey;

/// Longest request, in bytes: a visitor key, and room for what else may be sent by mistake and is refused.
const MAX_KEY: usize = 64;

/// Answers to whoever has the visitor key, which is the body; empty where nothing is on record.
pub async fn post(
    State(server): State<Server>,
    path: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let Path(key) = path?;
    let live = site(&server, &key).await?;
    let (parts, body) = request.into_parts();
    own_origin(&live, &parts.headers)?;
    let malformed = || {
        let expected = "Send the visitor key, 22 characters of canonical base64url, and nothing else.";
        Problem::new(StatusCode::BAD_REQUEST, "key_malformed", expected)
    };
    let body = to_bytes(body, MAX_KEY).await.map_err(|_| malformed())?;
    let key = std::str::from_utf8(&body).ok().and_then(VisitorKey::parse).ok_or_else(malformed)?;
    let (newest, before) = server.store.standing(live.site.id, key.id()).await?;
    // The order in which the live version writes them; a page of an older version only takes over the same once more.
    let asked = asked(&server, &live).await?;
    let optional = asked.iter().filter(|asked| !asked.necessary);
    let value = of_records(optional, key.id(), newest.as_ref(), before.as_ref());
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, value).into_response())
}
