//! `GET /b/{site}/manifest.json`: what a site asks for and how a program answers in the visitor's place. An owner lets
//! `/.well-known/assent.json` on the site's own host lead here.

use super::banner::{Form, of_version, send};
use super::declaration::{CURRENT, nothing, with_cache};
use crate::state::Server;
use app::banner::declared;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use consent::language::Language;
use consent::version::Version;
use serde_json::{Value, json};

/// The manifest of the live version.
pub async fn of_site(State(server): State<Server>, Path(key): Path<String>, headers: HeaderMap) -> Response {
    let Ok(live) = super::site(&server, &key).await else { return nothing() };
    let Some(published) = live.version.clone() else { return nothing() };
    let (of, public_url) = (published.clone(), server.config.public_url.clone());
    let write = move || serde_json::to_string(&manifest(&of.version, &public_url));
    let made = of_version(&server, &live, &published, (Form::Manifest, Language::default()), write).await;
    with_cache(send(Form::Manifest, made, &live, &headers), CURRENT)
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
