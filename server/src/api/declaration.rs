//! What a site declares beside its banner: `GET /b/{site}/{language}/declaration.html` and `.json` for its policy page, and
//! `GET /b/{site}/{version}/{language}/trackers.html`, the lists too long for the banner.

use crate::state::Server;
use app::banner::{declared, render_declaration, render_lists};
use axum::extract::{Path, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use consent::language::Language;
use std::sync::Arc;
use store::live::Live;
use store::version::Published;

/// What any page may read; short, since publishing must reach pages.
const CURRENT: [(HeaderName, &str); 3] = [
    (header::CACHE_CONTROL, "public, max-age=300"),
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
];
/// A version never changes; its texts may be completed by a new release.
const OF_VERSION: [(HeaderName, &str); 3] = [
    (header::CACHE_CONTROL, "public, max-age=86400"),
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
];
const HTML: (HeaderName, &str) = (header::CONTENT_TYPE, "text/html; charset=utf-8");
const JSON: (HeaderName, &str) = (header::CONTENT_TYPE, "application/json");

/// The declaration of the live version.
pub async fn of_site(
    State(server): State<Server>,
    Path((key, code, file)): Path<(String, String, String)>,
) -> Response {
    let Some(live) = live(&server, &key).await else { return nothing() };
    let Some(published) = &live.version else { return nothing() };
    let Some(language) = offered(published, &code) else { return nothing() };
    match file.as_str() {
        "declaration.html" => ([HTML], CURRENT, render_declaration(&published.version, language)).into_response(),
        "declaration.json" => match serde_json::to_string(&declared(&published.version, language)) {
            Ok(json) => ([JSON], CURRENT, json).into_response(),
            Err(error) => {
                tracing::error!(error = %error, site = %live.site.key, "could not write the declaration");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        },
        _ => nothing(),
    }
}

/// The long lists of a version.
pub async fn lists(State(server): State<Server>, Path((key, number, code)): Path<(String, u32, String)>) -> Response {
    let Some(live) = live(&server, &key).await else { return nothing() };
    let published = match server.store.version_of(&live, number).await {
        Ok(Some(published)) => published,
        Ok(None) => return nothing(),
        Err(error) => {
            tracing::error!(error = %error, site = %live.site.key, "could not read a version");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let Some(language) = offered(&published, &code) else { return nothing() };
    ([HTML], OF_VERSION, render_lists(&published.version, language)).into_response()
}

async fn live(server: &Server, key: &str) -> Option<Arc<Live>> {
    super::site(server, key).await.ok()
}

/// The language of that code, where the version speaks it.
fn offered(published: &Published, code: &str) -> Option<Language> {
    published.version.languages.iter().copied().find(|language| language.code() == code)
}

fn nothing() -> Response {
    let text =
        "There is no such declaration: the site, the version or the language is unknown, or its banner is offline.\n";
    (
        StatusCode::NOT_FOUND,
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")],
        text,
    )
        .into_response()
}
