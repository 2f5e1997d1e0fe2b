//! What the request says about the visitor: the key, and the language.

use consent::language::{Language, negotiate};
use consent::visitor::VisitorKey;
use http::HeaderMap;
use http::header::{ACCEPT_LANGUAGE, COOKIE};

/// The HttpOnly cookie that holds the visitor key for one hour, on the path of this page only.
pub const KEY_COOKIE: &str = "assent-you";

/// The headers of the request; none when there is no request.
pub async fn headers() -> HeaderMap {
    leptos_axum::extract::<HeaderMap>().await.unwrap_or_default()
}

/// The visitor key in the cookie; `None` when it is missing or malformed.
#[must_use]
pub fn key(headers: &HeaderMap) -> Option<VisitorKey> {
    let cookies =
        headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    let mut ours = cookies.filter_map(|cookie| cookie.trim().split_once('=')).filter(|(name, _)| *name == KEY_COOKIE);
    ours.find_map(|(_, value)| VisitorKey::parse(value))
}

/// Whether the browser sends Global Privacy Control.
#[must_use]
pub fn gpc(headers: &HeaderMap) -> bool {
    headers.get("sec-gpc").is_some_and(|value| value.as_bytes() == b"1")
}

/// The language to answer in: the one asked for in the address, else the browser's, else the first offered.
#[must_use]
pub fn language(asked: &str, headers: &HeaderMap, offered: &[Language]) -> Language {
    let asked = Language::parse(asked).filter(|language| offered.contains(language));
    let accepted = || headers.get(ACCEPT_LANGUAGE).and_then(|value| negotiate(value.to_str().ok()?, offered));
    asked.or_else(accepted).or_else(|| offered.first().copied()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAA";

    fn with(name: http::HeaderName, value: &str) -> HeaderMap {
        [(name, HeaderValue::from_str(value).unwrap())].into_iter().collect()
    }

    #[test]
    fn the_key_is_read_from_its_own_cookie_only() {
        let found = |cookies: &str| key(&with(COOKIE, cookies)).map(|key| key.reveal());
        assert_eq!(found(&format!("a=1; assent-you={KEY}; b=2")).as_deref(), Some(KEY));
        assert_eq!(found(&format!("assent-you=; assent-you={KEY}")).as_deref(), Some(KEY));
        for other in [
            "",
            "assent-you",
            "assent-you=short",
            &format!("xassent-you={KEY}"),
            &format!("assent-you={KEY}="),
            &format!("b=assent-you={KEY}"),
        ] {
            assert_eq!(found(other), None, "{other}");
        }
        assert!(key(&HeaderMap::new()).is_none());
    }

    #[test]
    fn the_address_goes_before_the_browser_and_the_browser_before_the_site() {
        let codes = |codes: &[&str]| codes.iter().filter_map(|code| Language::parse(code)).collect::<Vec<_>>();
        let offered = codes(&["de", "ar"]);
        let chosen = |asked: &str, accepted: &str| language(asked, &with(ACCEPT_LANGUAGE, accepted), &offered).code();
        assert_eq!(chosen("ar", "de"), "ar");
        assert_eq!(chosen("", "ar-EG, de;q=0.5"), "ar");
        assert_eq!(chosen("fr", "fr"), "de");
        assert_eq!(chosen("'\"<", "*;q=0"), "de");
        assert_eq!(language("", &HeaderMap::new(), &[]).code(), "en");
    }

    #[test]
    fn only_the_value_of_the_specification_is_a_signal() {
        let name = || http::HeaderName::from_static("sec-gpc");
        assert!(gpc(&with(name(), "1")));
        assert!(!gpc(&with(name(), "0")));
        assert!(!gpc(&HeaderMap::new()));
    }
}
