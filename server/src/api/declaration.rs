//! What a site declares beside its banner: `GET /b/{site}/{language}/declaration.html` and `.json` for its policy page, and
//! `GET /b/{site}/{version}/{language}/trackers.html`, the lists too long for the banner.

use super::banner::{Failure, Form, of_version, send};
use crate::compressed::Compressed;
use crate::state::Server;
use app::banner::{declared, render_declaration, render_lists};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use consent::language::Language;
use std::sync::Arc;
use store::live::Live;
use store::version::Published;

/// Short, since publishing must reach pages and programs.
pub(super) const CURRENT: HeaderValue = HeaderValue::from_static("public, max-age=300");
/// A version never changes; its texts may be completed by a new release.
const OF_VERSION: HeaderValue = HeaderValue::from_static("public, max-age=86400");

/// The declaration of the live version.
pub async fn of_site(
    State(server): State<Server>,
    Path((key, code, file)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Response {
    let form = match file.as_str() {
        "declaration.html" => Form::Declaration,
        "declaration.json" => Form::Declared,
        _ => return nothing(),
    };
    let Ok(live) = super::site(&server, &key).await else { return nothing() };
    let Some(published) = live.version.clone() else { return nothing() };
    let Some(language) = offered(&published, &code) else { return nothing() };
    let made = made(&server, &live, &published, (form, language)).await;
    with_cache(send(form, made, &live, &headers), CURRENT)
}

/// The long lists of a version.
pub async fn lists(
    State(server): State<Server>,
    Path((key, number, code)): Path<(String, u32, String)>,
    headers: HeaderMap,
) -> Response {
    let Ok(live) = super::site(&server, &key).await else { return nothing() };
    let published = match server.store.version_of(&live, number).await {
        Ok(Some(published)) => published,
        Ok(None) => return nothing(),
        Err(error) => return send(Form::Lists, Err(error.into()), &live, &headers),
    };
    let Some(language) = offered(&published, &code) else { return nothing() };
    let made = made(&server, &live, &published, (Form::Lists, language)).await;
    with_cache(send(Form::Lists, made, &live, &headers), OF_VERSION)
}

async fn made(
    server: &Server,
    live: &Live,
    published: &Arc<Published>,
    (form, language): (Form, Language),
) -> Result<Arc<Compressed>, Failure> {
    let of = published.clone();
    let write = move || match form {
        Form::Declaration => Ok(render_declaration(&of.version, language)),
        Form::Lists => Ok(render_lists(&of.version, language)),
        _ => serde_json::to_string(&declared(&of.version, language)),
    };
    of_version(server, live, published, (form, language), write).await
}

/// The language of that code, where the version speaks it.
fn offered(published: &Published, code: &str) -> Option<Language> {
    published.version.languages.iter().copied().find(|language| language.code() == code)
}

/// Says how long an answer holds; a failure holds for no time.
pub(super) fn with_cache(mut response: Response, held: HeaderValue) -> Response {
    if !response.status().is_server_error() {
        response.headers_mut().insert(header::CACHE_CONTROL, held);
    }
    response
}

/// Where nothing is declared.
pub(super) fn nothing() -> Response {
    let text = "There is nothing here: the site, the version or the language is unknown, or its banner is offline.\n";
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    (StatusCode::NOT_FOUND, headers, text).into_response()
}
