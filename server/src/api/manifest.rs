//! `GET /b/{site}/manifest.json`: what a site asks for and how a program answers in the visitor's place. An owner lets
//! `/.well-known/assent.json` on the site's own host lead here.

use crate::state::Server;
use app::banner::declared;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use consent::language::Language;
use consent::version::Version;
use serde_json::{Value, json};

/// What any page and program may read; short, since publishing must reach them.
const CURRENT: [(HeaderName, &str); 3] = [
    (header::CACHE_CONTROL, "public, max-age=300"),
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

/// The manifest of the live version.
pub async fn of_site(State(server): State<Server>, Path(key): Path<String>) -> Response {
    let live = super::site(&server, &key).await.ok();
    let published = live.as_ref().and_then(|live| live.version.as_ref());
    published.map_or_else(nothing, |published| {
        (CURRENT, Json(manifest(&published.version, &server.config.public_url))).into_response()
    })
}

/// Purposes in the site's first language, and the hooks of docs/EMBED.md.
fn manifest(version: &Version, server: &str) -> Value {
    let site = &version.site;
    let language = version.languages.first().copied().unwrap_or_default();
    let codes: Vec<&str> = version.languages.iter().map(|language| language.code()).collect();
    let optional: Vec<&str> = version.optional().map(|published| published.purpose.key.as_str()).collect();
    let action = |name: &str| format!("#assent-root [data-assent-action='{name}']");
    let declaration = |language: &Language| format!("{server}/b/{site}/{}/declaration.json", language.code());
    json!({
        "format": 1,
        "languages": codes,
        "declaration": declared(version, language),
        "declarations": version.languages.iter().map(declaration).collect::<Vec<_>>(),
        "optional": optional,
        "script": format!("{server}/b/{site}.js"),
        "visitor_page": format!("{server}/you/{site}"),
        "cookie": format!("assent_{site}"),
        "state": {
            "root": "#assent-root",
            "data-assent-state": ["banner", "settings", "closed"],
            "data-assent-choice": ["none", "accepted", "rejected", "custom"],
        },
        "actions": {
            "accept_all": { "click": action("accept-all"), "call": "assent.acceptAll()" },
            "reject_all": { "click": action("reject-all"), "call": "assent.rejectAll()" },
            "settings": { "click": action("settings"), "call": "assent.show()" },
            "purpose": { "click": "#assent-root input[data-assent-purpose='{purpose}']" },
            "save": { "click": action("save"), "call": "assent.save({…})" },
            "reopen": { "click": action("reopen"), "call": "assent.show()" },
            "withdraw": { "click": action("turn-off"), "call": "assent.withdraw()" },
        },
        "api": {
            "choices": format!("{server}/api/v1/sites/{site}/choices"),
            "decisions": format!("{server}/api/v1/sites/{site}/visitors/{{visitor}}/decisions"),
        },
    })
}

fn nothing() -> Response {
    let text = "There is no such manifest: the site is unknown, or its banner is offline.\n";
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    (StatusCode::NOT_FOUND, headers, text).into_response()
}
