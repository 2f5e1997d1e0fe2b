//! `POST /b/{site}/keep`: a copy of the cookie set by the server, on pages that are same-site with it. Safari forgets
//! within seven days what a page's script has set, and with it refusals.

use super::choices::own_origin;
use super::site;
use crate::problem::Problem;
use crate::state::Server;
use axum::body::to_bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use consent::cookie::{Cookie, kept_name};
use consent::regime::Rules;
use serde::Deserialize;
use store::live::Live;
use url::{Host, Url};

/// Longest request, in bytes: browsers refuse cookies over 4 kB.
const MAX_ASKED: usize = 4 * 1024 + 512;

/// What a page asks to be kept.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// The value of the page's own cookie.
    value: String,
    /// The domain that the page and this server share, where subdomains share a choice.
    #[serde(default)]
    domain: Option<String>,
}

/// Whether the server at `own` can set a cookie that pages of the site get: on the same host, or where subdomains share,
/// below the same two last labels. Whether that is more than a public suffix only browsers know; they refuse those. On
/// one's own machine nothing is forgotten.
pub(super) fn is_near(own: &str, live: &Live) -> bool {
    let Some(own) = host(own).filter(|host| !is_loopback(host)) else { return false };
    let shares = live.version.as_ref().is_some_and(|published| published.version.behaviour.share_subdomains);
    let pages = live.origins.iter().filter_map(|origin| host(&origin.as_str().replacen("*.", "", 1)));
    pages.into_iter().any(|page| page == own || (shares && domain(&page).is_some() && domain(&page) == domain(&own)))
}

fn is_loopback(host: &Host) -> bool {
    match host {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

fn host(url: &str) -> Option<Host> {
    Url::parse(url).ok()?.host().map(|host| host.to_owned())
}

/// The last two labels of a name.
fn domain(host: &Host) -> Option<&str> {
    let Host::Domain(name) = host else { return None };
    let before_last = name.rfind('.').and_then(|at| name.get(..at))?;
    name.get(before_last.rfind('.').map_or(0, |at| at + 1)..)
}

/// Sets the copy. Nothing is stored here, so it costs no more than any page and needs no limit of its own.
pub async fn post(
    State(server): State<Server>,
    path: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let now = server.now();
    let Path(key) = path?;
    let live = site(&server, &key).await?;
    let (parts, body) = request.into_parts();
    let origin = own_origin(&live, &parts.headers)?;
    let wrong = |detail: &str| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "cookie_invalid", detail);
    let body = to_bytes(body, MAX_ASKED).await.map_err(|_| wrong("A cookie has at most 4 kB."))?;
    let asked: Asked =
        serde_json::from_slice(&body).map_err(|_| wrong("Expected the members “value” and “domain”."))?;
    let cookie = Cookie::parse(&asked.value).ok_or_else(|| wrong("This is no value of the page’s own cookie."))?;
    let lifetime = lifetime(&live);
    let left = (cookie.time.millis() + lifetime - now.millis()).clamp(0, lifetime) / 1000;
    let secure = if origin.starts_with("https:") { "; Secure" } else { "" };
    let within = match asked.domain.as_deref() {
        None => String::new(),
        Some(domain) if covers(domain, &origin) => format!("; Domain={domain}"),
        Some(_) => return Err(wrong("The domain is not one of the page.")),
    };
    let name = kept_name(&live.site.key);
    let set = format!("{name}={}; Path=/; Max-Age={left}; SameSite=Lax{secure}{within}", asked.value);
    let set = HeaderValue::from_str(&set).map_err(|error| Problem::internal(&error))?;
    let no_store = HeaderValue::from_static("no-store");
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, set), (header::CACHE_CONTROL, no_store)]).into_response())
}

/// How long a cookie may be needed, in milliseconds: as long as a refusal counts where it counts longest.
fn lifetime(live: &Live) -> i64 {
    let used = live.version.iter().flat_map(|published| published.version.regimes.values());
    used.map(|used| used.rules.refusal_ms()).max().unwrap_or_else(|| Rules::before_regimes().refusal_ms())
}

/// Whether the page is on that domain or below it.
fn covers(domain: &str, origin: &str) -> bool {
    let Ok(Host::Domain(domain)) = Host::parse(domain) else { return false };
    let Some(Host::Domain(page)) = host(origin) else { return false };
    let below = |page: &str| page.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.'));
    domain.contains('.') && (page == domain || below(&page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_two_labels_are_compared() {
        let of = |url: &str| host(url).as_ref().and_then(domain).map(str::to_owned);
        assert_eq!(of("https://a.b.example.org:8443").as_deref(), Some("example.org"));
        assert_eq!(of("https://example.org").as_deref(), Some("example.org"));
        assert_eq!((of("http://localhost"), of("http://127.0.0.1"), of("http://[::1]")), (None, None, None));
    }

    #[test]
    fn a_domain_covers_its_own_pages_only() {
        for domain in ["example.org", "www.example.org", "Example.org"] {
            assert!(covers(domain, "https://www.example.org:8443"), "{domain}");
        }
        for domain in [
            "org",
            "ample.org",
            "a.www.example.org",
            "other.org",
            "",
            "example.org; Path=/x",
            "127.0.0.1",
            "exa mple.org",
        ] {
            assert!(!covers(domain, "https://www.example.org"), "{domain}");
        }
        assert!(!covers("0.0.1", "http://127.0.0.1"));
    }
}
