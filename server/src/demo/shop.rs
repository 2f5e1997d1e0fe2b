//! The demo shop: pages of another origin with a measurement script, an advertising pixel, a film in a frame, and a
//! tracker's server that asks the decision API, over HTTP, before it writes a visit.

use crate::edge;
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, Html, IntoResponse, Redirect};
use axum::routing::{get, post};
use axum::{Json, Router};
use consent::decide::{Answer, Decision};
use consent::language::Language;
use consent::regime::Regime;
use consent::visitor::VisitorId;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The smallest GIF there is: one transparent pixel.
const PIXEL: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";
/// How long the pixel's cookie stays, in seconds: 90 days.
const THREE_MONTHS: u32 = 90 * 24 * 60 * 60;
/// Longest body the shop reads, in bytes: a visit is one id.
const MAX_BODY: usize = 1024;

#[derive(Clone)]
struct Shop {
    /// Where pages load the banner from and the tracker asks.
    assent: Arc<str>,
    client: reqwest::Client,
    visits: Arc<AtomicU64>,
}

/// The shop's routes; `assent` is the public URL of the server whose banner it shows.
pub fn router(assent: &str) -> Router {
    let shop = Shop { assent: assent.into(), client: reqwest::Client::new(), visits: Arc::default() };
    Router::new()
        .route(
            "/",
            get(|State(shop): State<Shop>, Query(asked): Query<Asked>| async move {
                page(&shop, &asked, include_str!("shop/index.html"))
            }),
        )
        .route(
            "/privacy",
            get(|State(shop): State<Shop>, Query(asked): Query<Asked>| async move {
                page(&shop, &asked, include_str!("shop/privacy.html"))
            }),
        )
        .route(
            "/.well-known/assent.json",
            get(|State(shop): State<Shop>| async move {
                Redirect::temporary(&format!("{}/b/demo/manifest.json", shop.assent))
            }),
        )
        .route("/embed/film", get(|| async { Html(include_str!("shop/film.html")) }))
        .route("/film.css", get(|| async { file("text/css", include_bytes!("shop/film.css")) }))
        .route("/shop.css", get(|| async { file("text/css", include_bytes!("shop/shop.css")) }))
        .route("/basket.js", get(|| async { file("text/javascript", include_bytes!("shop/basket.js")) }))
        .route("/film.js", get(|| async { file("text/javascript", include_bytes!("shop/film.js")) }))
        .route("/live.js", get(|| async { file("text/javascript", include_bytes!("shop/live.js")) }))
        .route("/measure.js", get(|| async { file("text/javascript", include_bytes!("shop/measure.js")) }))
        .route("/pixel.gif", get(pixel))
        .route("/visit", post(visit))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(shop)
}

/// What a page's address may say.
#[derive(Deserialize)]
struct Asked {
    /// The banner's language, whatever the browser prefers.
    lang: Option<String>,
    /// The regime whose banner is shown, wherever the visitor is.
    from: Option<String>,
}

fn page(shop: &Shop, asked: &Asked, html: &str) -> Html<String> {
    let language = asked.lang.as_deref().and_then(Language::parse);
    let attribute = language.map(|language| format!(" data-lang=\"{}\"", language.code())).unwrap_or_default();
    let from = asked.from.as_deref().and_then(Regime::parse);
    let script = from.map_or_else(
        || "demo".to_owned(),
        |regime| format!("demo/{}.{}", regime.as_str(), language.unwrap_or_default().code()),
    );
    let html = html.replace("{{assent}}", &shop.assent).replace("{{script}}", &script);
    Html(html.replace("{{lang}}", &attribute))
}

fn file(kind: &'static str, bytes: &'static [u8]) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], bytes)
}

/// The pixel knows the browser again by a cookie, which is what the banner asks about.
async fn pixel(headers: HeaderMap) -> impl IntoResponse {
    let known = headers.get_all(header::COOKIE).iter().any(|cookies| {
        cookies.to_str().is_ok_and(|cookies| cookies.split("; ").any(|cookie| cookie.starts_with("bright_id=")))
    });
    let cookie = (!known).then(|| {
        let id = u64::from_ne_bytes(edge::random());
        let cookie = format!("bright_id={id:016x}; Path=/; Max-Age={THREE_MONTHS}; HttpOnly; SameSite=Lax");
        [(header::SET_COOKIE, cookie)]
    });
    (cookie.map(AppendHeaders), file("image/gif", PIXEL))
}

#[derive(Deserialize)]
struct Visit {
    visitor: String,
}

/// What the tracker's server did, and why.
#[derive(Serialize)]
struct Visited {
    written: bool,
    decision: Option<Answer>,
    because: String,
    visits: u64,
}

#[derive(Deserialize)]
struct Decisions {
    decisions: Vec<Decision<'static>>,
}

/// Writes a visit only if the API allows it: no id, no answer, or anything but `allow` means no.
async fn visit(State(shop): State<Shop>, body: String) -> Result<Json<Visited>, StatusCode> {
    let visit: Visit = serde_json::from_str(&body).map_err(|_| StatusCode::BAD_REQUEST)?;
    let refused = |because: &str| Visited {
        written: false,
        decision: None,
        because: because.to_owned(),
        visits: shop.visits.load(Ordering::Relaxed),
    };
    let Some(visitor) = VisitorId::parse(&visit.visitor) else {
        return Ok(Json(refused("there is no visitor id, so it may not ask or write.")));
    };
    let Some(decision) = ask(&shop, visitor).await else { return Ok(Json(refused("the API gave no answer."))) };
    let written = decision.decision == Answer::Allow;
    let visits =
        if written { shop.visits.fetch_add(1, Ordering::Relaxed) + 1 } else { shop.visits.load(Ordering::Relaxed) };
    let because = serde_json::to_value(decision.because)
        .ok()
        .and_then(|name| name.as_str().map(str::to_owned))
        .unwrap_or_default();
    Ok(Json(Visited { written, decision: Some(decision.decision), because, visits }))
}

async fn ask(shop: &Shop, visitor: VisitorId) -> Option<Decision<'static>> {
    let url = format!("{}/api/v1/sites/demo/visitors/{visitor}/decisions?purpose=analytics", shop.assent);
    let answer = shop.client.get(url).send().await.ok()?.error_for_status().ok()?;
    let decisions: Decisions = serde_json::from_slice(&answer.bytes().await.ok()?).ok()?;
    decisions.decisions.into_iter().next()
}
