//! Every route of Assent, in one list.

use crate::api::{self, banner, choices, decisions, declaration, document, health, keep, manifest, pinned, remembered};
use crate::state::Server;
use crate::{assets, pages};
use axum::Router;
use axum::http::{Method, header};
use axum::routing::{any, get, post};
use std::time::Duration;
use tower_http::cors::{AllowOrigin, Any, CorsLayer};

/// How long a browser may remember what it may send, in seconds.
const PREFLIGHT: Duration = Duration::from_secs(60 * 60);

/// The whole server.
pub fn router(server: Server) -> Router {
    // Any page reads the answer to what it sent: a refusal that it could not read would be retried for ever.
    // Whether a choice is recorded is decided by the origin in `choices`.
    let sending = CorsLayer::new()
        .allow_origin(AllowOrigin::mirror_request())
        .allow_methods([Method::POST])
        .allow_headers([header::CONTENT_TYPE])
        .expose_headers([header::RETRY_AFTER])
        .max_age(PREFLIGHT);
    // The answer is the same for every page, so it varies by nothing.
    let asking = CorsLayer::new().allow_origin(Any).allow_methods([Method::GET]).max_age(PREFLIGHT).vary([]);
    let choices = Router::new()
        .route("/api/v1/sites/{site}/choices", post(choices::post))
        .route("/api/v1/sites/{site}/visitor/cookie", post(remembered::post))
        .method_not_allowed_fallback(api::wrong_method)
        .layer(sending);
    let decisions = Router::new()
        .route("/api/v1/sites/{site}/visitors/{visitor}/decisions", get(decisions::get))
        .method_not_allowed_fallback(api::wrong_method)
        .layer(asking);
    // The browser sends and keeps cookies only where the page is named, and credentials are allowed.
    let keeping = CorsLayer::new()
        .allow_origin(AllowOrigin::mirror_request())
        .allow_credentials(true)
        .allow_methods([Method::POST])
        .max_age(PREFLIGHT);
    let kept = Router::new()
        .route("/b/{site}/keep", post(keep::post))
        .method_not_allowed_fallback(api::wrong_method)
        .layer(keeping);
    // One router, not one below `/api`: that would cost every question a copy of its address.
    choices
        .merge(decisions)
        .merge(kept)
        .route("/api", any(api::nothing_here))
        .route("/api/", any(api::nothing_here))
        .route("/api/{*path}", any(api::nothing_here))
        .route("/b/{file}", get(banner::of_site))
        .route("/b/r/{file}", get(pinned::of_hash))
        .route("/b/{site}/manifest.json", get(manifest::of_site))
        .route("/b/{site}/{file}", get(banner::of_language))
        .route("/b/{site}/{language}/{file}", get(declaration::of_site))
        .route("/b/{site}/{version}/{language}/trackers.html", get(declaration::lists))
        .route("/you/{site}/versions/{number}/version.json", get(document::of_version))
        .route("/pkg/{file}", get(assets::pkg))
        .route("/favicon.svg", get(assets::favicon))
        .route("/robots.txt", get(assets::robots))
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .with_state(server.clone())
        .fallback_service(pages::router(&server))
}
