//! How a visitor's key reaches `/you/{site}`: in the body of a form of the site's page, then in a cookie of that path.

use crate::config::Config;
use crate::state::Server;
use app::form::Form;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use consent::keys::SiteKey;
use consent::visitor::VisitorKey;
use url::form_urlencoded::Serializer;

/// How long the visitor's own page remembers who it is for, in seconds: one hour.
const KEY_SECONDS: u32 = 60 * 60;

/// The site whose visitor opens their own page, if this form does that.
pub fn opened(parts: &Parts, form: &Form) -> Option<SiteKey> {
    let site = SiteKey::parse(parts.uri.path().strip_prefix("/you/")?)?;
    form.has("key").then_some(site)
}

/// Keeps the key and shows the page. A form of any other origin than the site's is shown the page without a key:
/// this is the one form that comes from elsewhere, so it can do nothing but say whose page it is.
pub async fn keep(server: &Server, site: &SiteKey, parts: &Parts, form: &Form) -> Response {
    let known = server.store.live(site).await.ok().flatten();
    let own = crate::security::is_same_origin(&server.config, &parts.headers);
    let trusted = own || known.is_some_and(|live| live.allows(origin(&parts.headers)));
    let mut headers = HeaderMap::new();
    if let Ok(page) = HeaderValue::from_str(&page(site, parts.uri.query(), form)) {
        headers.insert(header::LOCATION, page);
    }
    let key = VisitorKey::parse(&form.get("key")).filter(|_| trusted);
    if let Some(cookie) = key.and_then(|key| cookie(&server.config, site, &key)) {
        headers.insert(header::SET_COOKIE, cookie);
    }
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// The page's address: as it was asked for, with the banner's language and the way back, which is an address of the
/// site and no secret.
fn page(site: &SiteKey, query: Option<&str>, form: &Form) -> String {
    let mut query = Serializer::new(query.unwrap_or_default().to_owned());
    for name in ["lang", "return"] {
        if form.has(name) {
            query.append_pair(name, &form.get(name));
        }
    }
    match query.finish() {
        query if query.is_empty() => format!("/you/{site}"),
        query => format!("/you/{site}?{query}"),
    }
}

fn origin(headers: &HeaderMap) -> &str {
    headers.get(header::ORIGIN).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn cookie(config: &Config, site: &SiteKey, key: &VisitorKey) -> Option<HeaderValue> {
    let secure = if config.is_https() { "; Secure" } else { "" };
    let text =
        format!("assent-you={}; Path=/you/{site}; Max-Age={KEY_SECONDS}; HttpOnly; SameSite=Lax{secure}", key.reveal());
    let mut value = HeaderValue::from_str(&text).ok()?;
    value.set_sensitive(true);
    Some(value)
}
