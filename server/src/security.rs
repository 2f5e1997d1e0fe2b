//! What protects pages in the browser: headers, and the refusal of forms that other sites send.

use crate::config::Config;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Headers of every page. Pages that render bring their own content security policy with a nonce; this one is for the rest.
const HEADERS: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    ),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Addresses here name sites and hold tokens of set-up and preview links. Not `no-referrer`: that would empty `Origin`.
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    // What is typed and shown here belongs to the person at the screen: a shared machine's cache must not keep it.
    (header::CACHE_CONTROL, "no-store"),
];

/// Adds the headers of pages where the page did not set its own.
pub async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Refuses requests that change something unless a page of this server sent them.
pub async fn same_origin(config: &Config, request: Request, next: Next) -> Response {
    if request.method().is_safe() || is_same_origin(config, request.headers()) {
        return next.run(request).await;
    }
    refusal()
}

/// The answer to a form that another site sent.
pub fn refusal() -> Response {
    let text = "This was sent from another site, so nothing was changed. Open the page here and try again.";
    (StatusCode::FORBIDDEN, text).into_response()
}

/// Whether a page of this server sent the request, by `Sec-Fetch-Site`, else by `Origin`. Without either it is refused.
pub fn is_same_origin(config: &Config, headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        // `none`: the person typed the address or reloaded.
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN) else { return false };
    let by_host = || {
        let (_, named) = origin.split_once("://")?;
        Some(named == text(header::HOST)?)
    };
    origin == config.public_url || by_host().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(pairs: &[(&'static str, &'static str)]) -> bool {
        let config =
            Config::load(|name| (name == "ASSENT_PUBLIC_URL").then(|| "https://consent.example".to_owned())).unwrap();
        let headers =
            pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect();
        is_same_origin(&config, &headers)
    }

    #[test]
    fn only_pages_of_this_server_may_send_forms() {
        assert!(accepted(&[("sec-fetch-site", "same-origin")]));
        assert!(accepted(&[("sec-fetch-site", "none")]));
        assert!(accepted(&[("origin", "https://consent.example")]));
        assert!(accepted(&[("origin", "http://127.0.0.1:3000"), ("host", "127.0.0.1:3000")]));
        for refused in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site"), ("origin", "https://consent.example")],
            &[("origin", "https://evil.example"), ("host", "consent.example")],
            &[("origin", "null"), ("host", "null")],
            &[("host", "consent.example")],
            &[],
        ] {
            assert!(!accepted(refused), "{refused:?}");
        }
    }
}
