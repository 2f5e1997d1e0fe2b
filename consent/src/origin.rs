//! Where a banner may run: exact origins, or every subdomain of one host.

use serde::{Deserialize, Serialize};
use idna_adapter as _;
use url::{Host, Url};

/// An origin of a site (RFC 6454 §6.2): `https://shop.example`, or `https://*.shop.example` for its subdomains.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin(String);

/// What is wrong with a text that should be an origin, and what to write instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    #[error("Start with https:// (or http:// for a site on this machine).")]
    Scheme,
    #[error("Write only scheme, host and port, for example https://www.example.org, without a path.")]
    Extra,
    #[error("Write the host as in https://www.example.org, or https://*.example.org for all its subdomains.")]
    Host,
    #[error("Write a host with other than Latin letters as browsers send it: copied from the address bar it begins with xn--.")]
    Letters,
}

impl Origin {
    /// Parses and normalises an origin: lower case, default port dropped, a lone trailing slash forgiven.
    ///
    /// # Errors
    /// Says which part is wrong and what to write.
    pub fn parse(text: &str) -> Result<Self, OriginError> {
        let text = text.trim();
        let (scheme, rest) = text.split_once("://").ok_or(OriginError::Scheme)?;
        let scheme = scheme.to_ascii_lowercase();
        if scheme != "https" && scheme != "http" {
            return Err(OriginError::Scheme);
        }
        let (wildcard, host) = match rest.strip_prefix("*.") {
            Some(host) => (true, host),
            None => (false, rest),
        };
        if !host.is_ascii() {
            return Err(OriginError::Letters);
        }
        let url = Url::parse(&format!("{scheme}://{host}")).map_err(|_| OriginError::Host)?;
        if !url.username().is_empty()
            || url.password().is_some()
            || url.path() != "/"
            || url.query().is_some()
            || url.fragment().is_some()
        {
            return Err(OriginError::Extra);
        }
        let named = match url.host() {
            // A wildcard needs a dot below it: `https://*.com` would be half the web.
            Some(Host::Domain(name)) if wildcard => name.contains('.') && !name.contains('*'),
            Some(Host::Domain(name)) => !name.contains('*'),
            Some(_) => !wildcard,
            None => false,
        };
        if !named {
            return Err(OriginError::Host);
        }
        let plain = url.origin().ascii_serialization();
        Ok(Self(if wildcard { plain.replacen("://", "://*.", 1) } else { plain }))
    }

    /// Whether the value of an `Origin` header is this origin or one of its subdomains.
    #[must_use]
    pub fn matches(&self, header: &str) -> bool {
        match self.0.split_once("://*.") {
            None => header == self.0,
            Some((scheme, host)) => header
                .strip_prefix(scheme)
                .and_then(|rest| rest.strip_prefix("://"))
                .and_then(|rest| rest.strip_suffix(host))
                .and_then(|sub| sub.strip_suffix('.'))
                .is_some_and(|labels| labels.split('.').all(is_label)),
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether this is a label of a host name as browsers send it. Anything else in front of the host could begin a path, a
/// query, a port or a user, and the host be another's.
fn is_label(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

impl TryFrom<String> for Origin {
    type Error = OriginError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_normalised() {
        for (text, origin) in [
            ("https://Shop.Example/", "https://shop.example"),
            (" https://shop.example:443 ", "https://shop.example"),
            ("http://localhost:3001", "http://localhost:3001"),
            ("https://*.shop.example", "https://*.shop.example"),
        ] {
            assert_eq!(Origin::parse(text).unwrap().as_str(), origin);
        }
    }

    #[test]
    fn what_is_not_an_origin_says_what_to_write() {
        assert_eq!(Origin::parse("shop.example"), Err(OriginError::Scheme));
        assert_eq!(Origin::parse("ftp://shop.example"), Err(OriginError::Scheme));
        assert_eq!(Origin::parse("https://shop.example/basket"), Err(OriginError::Extra));
        assert_eq!(Origin::parse("https://me@shop.example"), Err(OriginError::Extra));
        for bad in
            ["https://", "https://*.com", "https://*.*.example.org", "https://*.127.0.0.1", "https://a*.example.org"]
        {
            assert_eq!(Origin::parse(bad), Err(OriginError::Host), "{bad}");
        }
    }

    #[test]
    fn a_wildcard_means_subdomains_and_nothing_that_looks_like_one() {
        let origin = Origin::parse("https://*.shop.example").unwrap();
        assert!(origin.matches("https://www.shop.example"));
        assert!(origin.matches("https://a.b.shop.example"));
        assert!(origin.matches("https://xn--mnchen-3ya.7-b.shop.example"));
        for foreign in [
            "https://shop.example",
            "https://evilshop.example",
            "http://www.shop.example",
            "https://www.shop.example:444",
            "https://evil.example/.shop.example",
            "https://evil.example?.shop.example",
            "https://evil.example#.shop.example",
            "https://evil.example\\.shop.example",
            "https://evil.example@.shop.example",
            "https://me@evil.example:80.shop.example",
            "https://evil.example:443.shop.example",
            "https://evil.example;.shop.example",
            "https://evil.example%2f.shop.example",
            "https://evil.example\t.shop.example",
            "https://evil example.shop.example",
            "https://evil.example/?.shop.example",
            "https://.shop.example",
            "https://..shop.example",
            "https://a..b.shop.example",
            "https://.a.shop.example",
            "https://*.shop.example",
            "https://WWW.shop.example",
            "https://www.shop.example.",
            "https://www.shop.example/",
            "https://\u{202e}.shop.example",
            "null",
            "",
        ] {
            assert!(!origin.matches(foreign), "{foreign}");
        }
    }
}
