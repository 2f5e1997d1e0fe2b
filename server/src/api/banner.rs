//! `GET /b/{site}.js`: the banner with its runtime, texts and styles in one script, rendered and compressed once; and
//! `GET /b/{site}.json`, `GET /b/{site}/{language}.json`: its content alone, for a page that has the runtime already. What a site declares
//! beside it ([`super::declaration`], [`super::manifest`]) is made and kept in the same way.

use super::{keep, seen};
use crate::assets::banner_file;
use crate::compressed::Compressed;
use crate::pages::place;
use crate::state::Server;
use app::banner::{render, theme_css};
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use consent::content::{Content, Extra, Fingerprints, script};
use consent::keys::SiteKey;
use consent::language::{Language, negotiate};
use consent::regime::Regime;
use moka::sync::Cache;
use std::sync::Arc;
use store::live::Live;
use store::seen::SeenBy;
use store::version::Published;

/// Brotli's best: each script is compressed once and sent for months.
pub(super) const QUALITY: i32 = 11;
/// Most memory for scripts, in bytes: some 1,000 of them.
const KEPT: u64 = 64 * 1024 * 1024;
/// Depends on the reader's languages and place, so only the reader's browser keeps it.
const PRIVATE: HeaderValue = HeaderValue::from_static("private, max-age=300");
/// Depends on its address alone. Short, since publishing and taking offline must reach pages.
const PUBLIC: HeaderValue = HeaderValue::from_static("public, max-age=300, stale-while-revalidate=60");
/// Any page may load a script, also one that asks for isolation.
pub(super) const ANY_PAGE: [(HeaderName, &str); 2] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
];

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Form {
    /// The runtime, called with the content.
    Script,
    /// The content.
    Json,
    /// The declaration to read.
    Declaration,
    /// The declaration as data.
    Declared,
    /// The lists of trackers that are too long for the banner.
    Lists,
    /// What a program needs that answers in the visitor's place.
    Manifest,
}

impl Form {
    fn media_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Script => "text/javascript; charset=utf-8",
            Self::Declaration | Self::Lists => "text/html; charset=utf-8",
            Self::Json | Self::Declared | Self::Manifest => "application/json",
        })
    }
}

/// For whom a script is.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Told {
    pub language: Language,
    /// The general one where a declaration or a manifest is asked for, which are the same in every regime.
    pub regime: Regime,
    /// Whether the language was asked for by the snippet.
    pub by_snippet: bool,
}

impl Told {
    /// For everybody who reads a language.
    pub(super) fn everywhere(language: Language) -> Self {
        Self { language, regime: Regime::default(), by_snippet: false }
    }
}

/// What a script is made of. The hash stands for the version, and for all before it.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Made {
    form: Form,
    site: SiteKey,
    /// `None` while there is nothing to show.
    hash: Option<String>,
    last: Option<u32>,
    told: Told,
    /// Whether the server may keep a copy of the page's cookie.
    near: bool,
}

impl Made {
    fn of(server: &Server, live: &Live, published: Option<&Published>, form: Form, told: Told) -> Self {
        Self {
            form,
            site: live.site.key.clone(),
            hash: published.map(|published| published.hash.clone()),
            last: live.site.live,
            told,
            near: keep::is_near(&server.config.public_url, live),
        }
    }
}

/// The scripts made so far.
pub struct Scripts(Cache<Made, Arc<Compressed>>);

impl Default for Scripts {
    fn default() -> Self {
        let weight = |made: &Arc<Compressed>| u32::try_from(made.size()).unwrap_or(u32::MAX);
        Self(Cache::builder().weigher(move |_, made| weight(made)).max_capacity(KEPT).build())
    }
}

/// `GET /b/{site}.js`, `GET /b/{site}.json`: in the language the snippet names, else the one the browser prefers; by the
/// regime of the place where the reader is.
pub async fn of_site(
    State(server): State<Server>,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let headers = parts.headers;
    let (key, form) = match file.rsplit_once('.') {
        Some((key, "js")) => (key, Form::Script),
        Some((key, "json")) => (key, Form::Json),
        _ => return nothing(),
    };
    let Some(live) = site(&server, key).await else { return nothing() };
    if let Some(origin) = text(&headers, header::REFERER).and_then(seen::origin_of) {
        seen::note(&server, &live, &origin, SeenBy::Script);
    }
    let offered = offered(&live);
    let named = query.as_deref().and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("lang=")));
    let named = named.and_then(Language::parse).filter(|language| offered.contains(language));
    let preferred = || text(&headers, header::ACCEPT_LANGUAGE).and_then(|accepted| negotiate(accepted, &offered));
    let language = named.or_else(preferred).or(offered.first().copied()).unwrap_or_default();
    let place = place(&server, &parts.extensions, &headers);
    let regime = live.version.as_ref().map(|published| published.version.regime(place.as_ref())).unwrap_or_default();
    let told = Told { language, regime, by_snippet: named.is_some() };
    let mut response = answer(&server, &live, form, told, &headers).await;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, PRIVATE);
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Language, Accept-Encoding"));
    response
}

/// `GET /b/{site}/{regime}.{language}.js`: one script for everybody; `GET /b/{site}/{regime}.{language}.json`: its content.
pub async fn of_language(
    State(server): State<Server>,
    Path((key, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let Some(live) = site(&server, &key).await else { return nothing() };
    let (form, name) = match file.rsplit_once('.') {
        Some((name, "js")) => (Form::Script, name),
        Some((name, "json")) => (Form::Json, name),
        _ => return nothing(),
    };
    // Runtimes that were pinned before there were regimes name none: they get the strictest.
    let strictest = live.version.as_ref().map(|published| published.version.regime(None)).unwrap_or_default();
    let (regime, code) = match name.split_once('.') {
        Some(named) => named,
        None if form == Form::Json => (strictest.as_str(), name),
        None => return nothing(),
    };
    // While the site is offline nothing is said that differs.
    let is_known = |regime: &Regime| match &live.version {
        Some(published) => published.version.rules(*regime).is_some(),
        None => true,
    };
    let Some(regime) = Regime::parse(regime).filter(is_known) else { return nothing() };
    let is_offered = |language: &Language| language.code() == code && offered(&live).contains(language);
    let Some(language) = Language::parse(code).filter(is_offered) else { return nothing() };
    let told = Told { language, regime, by_snippet: true };
    let mut response = answer(&server, &live, form, told, &headers).await;
    response.headers_mut().insert(header::CACHE_CONTROL, PUBLIC);
    response
}

async fn site(server: &Server, key: &str) -> Option<Arc<Live>> {
    super::site(server, key).await.ok()
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// The languages of the live version; while there is none the language of the script does not matter.
fn offered(live: &Live) -> Vec<Language> {
    live.version.as_ref().map_or_else(|| vec![Language::default()], |published| published.version.languages.clone())
}

async fn answer(server: &Server, live: &Arc<Live>, form: Form, told: Told, headers: &HeaderMap) -> Response {
    send(form, made(server, live, form, told).await, live, headers)
}

/// The answer for what was made, which any page may read.
pub(super) fn send(form: Form, made: Result<Arc<Compressed>, Failure>, live: &Live, headers: &HeaderMap) -> Response {
    match made {
        Ok(made) => {
            let mut response = (ANY_PAGE, made.answer(headers)).into_response();
            response.headers_mut().insert(header::CONTENT_TYPE, form.media_type());
            response
        }
        Err(error) => {
            tracing::error!(error = %error, site = %live.site.key, "could not make the banner's script");
            comment(StatusCode::INTERNAL_SERVER_ERROR, "// Assent: something failed; nothing is granted.\n")
        }
    }
}

pub(super) type Failure = Box<dyn std::error::Error + Send + Sync>;

async fn made(server: &Server, live: &Arc<Live>, form: Form, told: Told) -> Result<Arc<Compressed>, Failure> {
    let made = Made::of(server, live, live.version.as_deref(), form, told);
    if let Some(known) = server.scripts.0.get(&made) {
        return Ok(known);
    }
    let versions = versions(server, live).await?;
    let (live, near) = (live.clone(), made.near);
    let write = move || {
        let mut content = content(&live, &versions, told);
        if near && content.version.is_some() {
            content.extras.insert(Extra::Keep);
        }
        if form == Form::Script {
            script(&runtime(content.extras.iter().copied()), &content)
        } else {
            serde_json::to_string(&content)
        }
    };
    keep(server, made, write).await
}

/// What `write` makes of a version, unless it is kept already.
pub(super) async fn of_version(
    server: &Server,
    live: &Live,
    published: &Published,
    (form, language): (Form, Language),
    write: impl FnOnce() -> Result<String, serde_json::Error> + Send + 'static,
) -> Result<Arc<Compressed>, Failure> {
    let made = Made::of(server, live, Some(published), form, Told::everywhere(language));
    match server.scripts.0.get(&made) {
        Some(known) => Ok(known),
        None => keep(server, made, write).await,
    }
}

/// Writes and compresses off the async threads, once however many ask meanwhile.
async fn keep(
    server: &Server,
    made: Made,
    write: impl FnOnce() -> Result<String, serde_json::Error> + Send + 'static,
) -> Result<Arc<Compressed>, Failure> {
    let server = server.clone();
    let make = || Compressed::new(write().map_err(std::io::Error::other)?.into_bytes(), QUALITY).map(Arc::new);
    Ok(tokio::task::spawn_blocking(move || server.scripts.0.try_get_with(made, make)).await??)
}

/// The versions that a script tells of: all up to the live one, or only the last while there is nothing to show.
async fn versions(server: &Server, live: &Live) -> Result<Vec<Arc<Published>>, Failure> {
    let last = live.site.live.unwrap_or_default();
    let first = if live.version.is_some() { 1 } else { last };
    let mut versions = Vec::new();
    for number in first..=last {
        versions.extend(server.store.version_of(live, number).await?);
    }
    Ok(versions)
}

fn content(live: &Live, versions: &[Arc<Published>], told: Told) -> Content {
    let Told { language, regime, by_snippet } = told;
    let Some(published) = &live.version else {
        return Content::offline(live.site.key.clone(), versions.last().map(|last| &last.version), language);
    };
    let history: Vec<(u32, Fingerprints)> =
        versions.iter().map(|each| (each.version.number, each.version.fingerprints())).collect();
    let theme = theme_css(published.version.layout, &published.version.theme);
    let lists =
        if Extra::of(&published.version).contains(&Extra::Lists) { banner_file("lists.css") } else { String::new() };
    let css = banner_file("banner.css") + &lists + &theme;
    let html = render(&published.version, language, regime);
    let content = Content::new(&published.version, &history, (regime, language), html, css);
    Content { told: by_snippet, ..content }
}

/// The core of the runtime, and other parts of it.
pub(super) fn runtime(extras: impl IntoIterator<Item = Extra>) -> String {
    let extras = extras.into_iter().map(|extra| banner_file(&format!("{}.js", extra.as_str())));
    std::iter::once(banner_file("embed.js")).chain(extras).collect()
}

pub(super) fn nothing() -> Response {
    comment(StatusCode::NOT_FOUND, "// Assent: there is no such banner. Nothing is granted.\n")
}

/// An answer that is a script, so that the page's console shows what is wrong and not a type error.
fn comment(status: StatusCode, text: &'static str) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (status, ANY_PAGE, kind, text).into_response()
}
