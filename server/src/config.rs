//! Configuration: environment variables with the prefix `ASSENT_`, each with a safe default.

use crate::place::PlaceHeaders;
use ipnet::IpNet;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use url::Url;

/// Choices a single address may send in a minute before it is asked to wait.
const CHOICES_PER_MINUTE: u32 = 600;
/// Megabytes of memory for decisions of visitors asked about recently.
const CACHE_MB: u64 = 32;

/// Everything an operator can set.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the admin UI, the banner and the API are served.
    pub listen: SocketAddr,
    /// Where browsers reach this server, without a trailing slash.
    pub public_url: String,
    pub database_url: DatabaseUrl,
    /// The peers whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// The headers in which a trusted proxy says where a visitor is.
    pub place_headers: Option<PlaceHeaders>,
    /// A file in MaxMind's format that tells where an address is.
    pub place_database: Option<PathBuf>,
    /// 0: no limit.
    pub choices_per_minute: u32,
    pub cache_mb: u64,
    /// Where `--demo` serves its shop.
    pub demo_listen: SocketAddr,
    /// Filter of the log, for example `info` or `server=debug`.
    pub log: String,
}

impl Config {
    /// Reads the variables through `get`, so that tests never touch the process's environment.
    ///
    /// # Errors
    /// One line for each variable that does not parse, naming it and what it should be.
    pub fn load(get: impl Fn(&str) -> Option<String>) -> Result<Self, Vec<String>> {
        let mut wrong = Vec::new();
        let listen =
            parse(&get, "ASSENT_LISTEN", "127.0.0.1:3000", "an address and port such as 127.0.0.1:3000", &mut wrong)
                .unwrap_or(SocketAddr::from(([127, 0, 0, 1], 3000)));
        let demo_listen = parse(
            &get,
            "ASSENT_DEMO_LISTEN",
            "127.0.0.1:3001",
            "an address and port such as 127.0.0.1:3001",
            &mut wrong,
        )
        .unwrap_or(SocketAddr::from(([127, 0, 0, 1], 3001)));
        let limit = CHOICES_PER_MINUTE.to_string();
        let choices_per_minute =
            parse(&get, "ASSENT_CHOICES_PER_MINUTE", &limit, "a whole number; 0 for no limit", &mut wrong)
                .unwrap_or(CHOICES_PER_MINUTE);
        let cache_mb = parse(&get, "ASSENT_CACHE_MB", &CACHE_MB.to_string(), "a whole number of megabytes", &mut wrong)
            .unwrap_or(CACHE_MB);
        let trusted_proxies = networks(&get("ASSENT_TRUSTED_PROXIES").unwrap_or_default(), &mut wrong);
        let place_headers = get("ASSENT_PLACE_HEADERS").filter(|text| !text.trim().is_empty()).and_then(|text| {
            let headers = PlaceHeaders::parse(&text);
            if headers.is_none() {
                wrong.push(format!("ASSENT_PLACE_HEADERS is “{text}”; it should be cloudflare, cloudfront, fastly, vercel, or the names of one or two headers such as X-Country, X-Region"));
            }
            headers
        });
        if place_headers.is_some() && trusted_proxies.is_empty() {
            wrong.push("ASSENT_PLACE_HEADERS is set without ASSENT_TRUSTED_PROXIES, so nobody's headers would be believed; name the proxy's addresses there".to_owned());
        }
        let public_url = match get("ASSENT_PUBLIC_URL").filter(|url| !url.is_empty()) {
            None => format!("http://{}", shown(listen)),
            Some(url) => origin(&url).unwrap_or_else(|| {
                wrong.push(format!(
                    "ASSENT_PUBLIC_URL is “{url}”; it should be like https://consent.example.org, without a path"
                ));
                String::new()
            }),
        };
        let config = Self {
            listen,
            public_url,
            database_url: DatabaseUrl(
                get("ASSENT_DATABASE_URL")
                    .filter(|url| !url.is_empty())
                    .unwrap_or_else(|| "sqlite:data/assent.db".to_owned()),
            ),
            trusted_proxies,
            place_headers,
            place_database: get("ASSENT_PLACE_DATABASE").filter(|path| !path.is_empty()).map(PathBuf::from),
            choices_per_minute,
            cache_mb,
            demo_listen,
            log: get("ASSENT_LOG").unwrap_or_else(|| "info".to_owned()),
        };
        if wrong.is_empty() { Ok(config) } else { Err(wrong) }
    }

    /// Whether browsers reach this server over TLS, so that cookies are `Secure`.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// Whether `peer` is a proxy whose forwarding headers count.
    #[must_use]
    pub fn trusts(&self, peer: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|network| network.contains(&peer))
    }
}

/// Where the database is. It is shown without what may be secret in it: user, password and parameters.
#[derive(Clone)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The whole URL, for opening the database only.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.starts_with("sqlite:") {
            return f.write_str(&self.0);
        }
        match Url::parse(&self.0) {
            Ok(url) if url.has_host() => {
                let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
                write!(f, "{}://{}{port}{}", url.scheme(), url.host_str().unwrap_or_default(), url.path())
            }
            _ => f.write_str("the database in ASSENT_DATABASE_URL"),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A URL as browsers write its origin; `None` unless it is one of the web with nothing behind the host.
fn origin(url: &str) -> Option<String> {
    let url = Url::parse(url.trim()).ok()?;
    let plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    (plain && matches!(url.scheme(), "http" | "https")).then(|| url.origin().ascii_serialization())
}

/// The address as a person can open it: 0.0.0.0 and :: are shown as localhost.
#[must_use]
pub fn shown(address: SocketAddr) -> String {
    if address.ip().is_unspecified() { format!("localhost:{}", address.port()) } else { address.to_string() }
}

fn parse<T: std::str::FromStr>(
    get: &impl Fn(&str) -> Option<String>,
    name: &str,
    default: &str,
    expected: &str,
    wrong: &mut Vec<String>,
) -> Option<T> {
    let text = get(name).filter(|text| !text.is_empty()).unwrap_or_else(|| default.to_owned());
    let parsed = text.trim().parse().ok();
    if parsed.is_none() {
        wrong.push(format!("{name} is “{text}”; it should be {expected}"));
    }
    parsed
}

fn networks(text: &str, wrong: &mut Vec<String>) -> Vec<IpNet> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .filter_map(|part| {
            let network = part.parse::<IpNet>().ok().or_else(|| part.parse::<IpAddr>().ok().map(IpNet::from));
            if network.is_none() {
                wrong.push(format!("ASSENT_TRUSTED_PROXIES names “{part}”; it should be addresses or networks such as 10.0.0.0/8, separated by commas"));
            }
            network
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_variables_it_serves_on_loopback_with_sqlite() {
        let config = Config::load(|_| None).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
        assert_eq!(config.public_url, "http://127.0.0.1:3000");
        assert_eq!(config.database_url.reveal(), "sqlite:data/assent.db");
        assert!(!config.is_https());
        assert!(!config.trusts(IpAddr::from([127, 0, 0, 1])));
    }

    #[test]
    fn a_database_is_shown_without_its_secrets() {
        let load = |url: &str| Config::load(|name| (name == "ASSENT_DATABASE_URL").then(|| url.to_owned())).unwrap();
        for (url, shown) in [
            ("sqlite:data/assent.db", "sqlite:data/assent.db"),
            ("postgres://me:secret@db.example:5433/assent?password=secret", "postgres://db.example:5433/assent"),
            ("postgres:///assent?host=/run&password=secret", "the database in ASSENT_DATABASE_URL"),
            ("postgres://me:se/cret@db.example/assent", "the database in ASSENT_DATABASE_URL"),
            ("mysql:secret", "the database in ASSENT_DATABASE_URL"),
        ] {
            let config = load(url);
            assert_eq!((config.database_url.to_string().as_str(), config.database_url.reveal()), (shown, url));
            assert!(!format!("{config:?}").contains("cret"), "{config:?}");
        }
    }

    #[test]
    fn an_unspecified_address_is_shown_as_localhost() {
        let config = Config::load(|name| (name == "ASSENT_LISTEN").then(|| "0.0.0.0:80".to_owned())).unwrap();
        assert_eq!(config.public_url, "http://localhost:80");
    }

    #[test]
    fn the_public_url_is_an_origin_as_browsers_write_it() {
        let load = |url: &str| Config::load(|name| (name == "ASSENT_PUBLIC_URL").then(|| url.to_owned()));
        for (url, origin) in [
            ("https://Consent.Example.org/", "https://consent.example.org"),
            ("https://consent.example.org:443", "https://consent.example.org"),
            (" http://[::1]:3000 ", "http://[::1]:3000"),
        ] {
            assert_eq!(load(url).unwrap().public_url, origin);
        }
        for wrong in
            ["consent.example.org", "https://example.org/consent", "https://a@example.org", "ftp://example.org"]
        {
            assert!(load(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_variable_that_does_not_parse_is_named() {
        let wrong = Config::load(|name| (!name.contains("DATABASE")).then(|| "? ?".to_owned())).unwrap_err();
        for name in [
            "LISTEN",
            "DEMO_LISTEN",
            "CHOICES_PER_MINUTE",
            "CACHE_MB",
            "TRUSTED_PROXIES",
            "PLACE_HEADERS",
            "PUBLIC_URL",
        ] {
            assert!(wrong.iter().any(|line| line.starts_with(&format!("ASSENT_{name} "))), "{name}: {wrong:?}");
        }
    }
}
