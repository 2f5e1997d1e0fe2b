//! Where a visitor is: by a header of a trusted proxy, or by a database of addresses on this machine. What is found leads
//! to a regime and is forgotten.

use crate::address;
use crate::config::Config;
use axum::http::{HeaderMap, HeaderName};
use consent::regime::Place;
use maxminddb::Reader;
use serde::Deserialize;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// The headers in which a proxy says where the visitor is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceHeaders {
    country: HeaderName,
    part: Option<HeaderName>,
}

impl PlaceHeaders {
    /// The headers of a proxy by its name, or headers by their own: `cloudflare`, `X-Country`, `X-Country, X-Region`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (country, part) = match text.trim().to_ascii_lowercase().as_str() {
            "cloudflare" => ("cf-ipcountry", Some("cf-region-code")),
            "cloudfront" => ("cloudfront-viewer-country", Some("cloudfront-viewer-country-region")),
            // Fastly sends none by itself: these are set in VCL, as docs/OPERATIONS.md says.
            "fastly" => ("fastly-geo-country", Some("fastly-geo-region")),
            "vercel" => ("x-vercel-ip-country", Some("x-vercel-ip-country-region")),
            own => {
                let mut names = own.split(',').map(|name| name.trim().parse().ok());
                let headers =
                    Self { country: names.next()??, part: names.next().map_or(Some(None), |part| part.map(Some))? };
                return names.next().is_none().then_some(headers);
            }
        };
        Some(Self { country: HeaderName::from_static(country), part: part.map(HeaderName::from_static) })
    }

    fn read(&self, headers: &HeaderMap) -> Option<Place> {
        let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        Place::new(text(&self.country)?, self.part.as_ref().and_then(text))
    }
}

/// What this server knows of places.
#[derive(Debug, Default)]
pub struct Places {
    database: Option<Database>,
}

impl Places {
    /// Opens the configured database of addresses, if one is.
    ///
    /// # Errors
    /// One line that says what is wrong with the file.
    pub fn open(config: &Config) -> Result<Self, String> {
        let database = config.place_database.as_deref().map(Database::open).transpose()?;
        Ok(Self { database })
    }

    /// Whether there is any way to tell where a visitor is.
    #[must_use]
    pub fn can_tell(&self, config: &Config) -> bool {
        self.database.is_some() || config.place_headers.is_some()
    }

    /// Where the visitor of a request is: by the header of a trusted proxy, else by the address in the database. `None`
    /// where neither can tell.
    #[must_use]
    pub fn of(&self, config: &Config, peer: IpAddr, headers: &HeaderMap) -> Option<Place> {
        let trusted = config.trusts(peer.to_canonical());
        let told = config.place_headers.as_ref().filter(|_| trusted).and_then(|names| names.read(headers));
        told.or_else(|| self.database.as_ref()?.find(address::client(config, peer, headers)))
    }
}

/// A database of addresses, read again when its file is replaced.
#[derive(Debug)]
struct Database {
    path: PathBuf,
    loaded: Mutex<Loaded>,
}

#[derive(Clone, Debug)]
struct Loaded {
    modified: Option<SystemTime>,
    reader: Arc<Reader<Vec<u8>>>,
}

impl Database {
    fn open(path: &Path) -> Result<Self, String> {
        let loaded = load(path).map_err(|error| format!("ASSENT_PLACE_DATABASE: {}: {error}", path.display()))?;
        Ok(Self { path: path.to_owned(), loaded: Mutex::new(loaded) })
    }

    fn find(&self, address: IpAddr) -> Option<Place> {
        let reader = self.reader();
        let found: Entry = reader.lookup(address).and_then(|found| found.decode()).ok()??;
        Place::new(found.country()?, found.part())
    }

    /// The file as it is now; as it was when the new one cannot be read.
    fn reader(&self) -> Arc<Reader<Vec<u8>>> {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        let modified = modified(&self.path);
        if modified.is_some() && modified != loaded.modified {
            // Noted whether it can be read or not, so that a broken file is tried and told of once.
            loaded.modified = modified;
            match load(&self.path) {
                Ok(new) => *loaded = new,
                Err(error) => {
                    tracing::error!(%error, path = %self.path.display(), "the new database of places is left aside");
                }
            }
        }
        loaded.reader.clone()
    }
}

fn modified(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|file| file.modified()).ok()
}

fn load(path: &Path) -> Result<Loaded, String> {
    let modified = modified(path);
    let bytes = std::fs::read(path).map_err(|error| format!("{error}; name a file that this user may read"))?;
    let reader = Reader::from_source(bytes)
        .map_err(|error| format!("{error}; it should be a whole file in MaxMind's format (.mmdb)"))?;
    Ok(Loaded { modified, reader: Arc::new(reader) })
}

/// What the usual databases say of an address: MaxMind and DB-IP under `country` and `subdivisions`, others flat.
#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    country: Option<Country>,
    #[serde(default)]
    country_code: Option<String>,
    #[serde(default)]
    subdivisions: Vec<Coded>,
    #[serde(default)]
    region_code: Option<String>,
    #[serde(default)]
    state_code: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Country {
    Coded(Coded),
    Code(String),
}

#[derive(Deserialize)]
struct Coded {
    #[serde(default)]
    iso_code: Option<String>,
}

impl Entry {
    fn country(&self) -> Option<&str> {
        match &self.country {
            Some(Country::Coded(country)) => country.iso_code.as_deref(),
            Some(Country::Code(code)) => Some(code.as_str()),
            None => None,
        }
        .or(self.country_code.as_deref())
    }

    fn part(&self) -> Option<&str> {
        let part = self.subdivisions.first().and_then(|part| part.iso_code.as_deref());
        part.or(self.region_code.as_deref()).or(self.state_code.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROXY: [u8; 4] = [10, 0, 0, 1];
    const STRANGER: [u8; 4] = [203, 0, 113, 9];

    fn place(named: &str, peer: [u8; 4], headers: &[(&str, &str)]) -> Option<String> {
        let config = Config::load(|name| match name {
            "ASSENT_TRUSTED_PROXIES" => Some("10.0.0.0/8".to_owned()),
            "ASSENT_PLACE_HEADERS" => Some(named.to_owned()),
            _ => None,
        });
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        let headers: HeaderMap = headers.collect();
        Places::default().of(&config.unwrap(), IpAddr::from(peer), &headers).map(|place| place.to_string())
    }

    #[test]
    fn a_trusted_proxy_says_where_the_visitor_is() {
        for (named, headers, expected) in [
            ("cloudflare", [("cf-ipcountry", "US"), ("cf-region-code", "CA")], "US-CA"),
            ("Cloudfront", [("cloudfront-viewer-country", "CA"), ("cloudfront-viewer-country-region", "QC")], "CA-QC"),
            ("vercel", [("x-vercel-ip-country", "DE"), ("x-vercel-ip-country-region", "BE")], "DE-BE"),
            ("fastly", [("fastly-geo-country", "FR"), ("fastly-geo-region", "?")], "FR"),
            ("X-Where", [("x-where", "gb"), ("x-part", "ENG")], "GB"),
            ("X-Where, X-Part", [("x-where", "gb"), ("x-part", "ENG")], "GB-ENG"),
        ] {
            assert_eq!(place(named, PROXY, &headers).as_deref(), Some(expected), "{named}");
            assert_eq!(place(named, STRANGER, &headers), None, "{named}: anybody can send a header");
        }
        assert_eq!(place("cloudflare", PROXY, &[("cf-ipcountry", "T1")]), None);
        assert_eq!(place("", PROXY, &[("cf-ipcountry", "DE")]), None, "no header is believed unless it is named");
    }

    #[test]
    fn headers_are_named_as_headers_can_be() {
        for wrong in ["", "a b", "X-Country,", "X-Country, X-Region, X-City", ","] {
            assert_eq!(PlaceHeaders::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_database_that_cannot_be_read_is_told_of_at_the_start() {
        let file = std::env::temp_dir().join(format!("assent-place-{}.mmdb", std::process::id()));
        std::fs::write(&file, b"not a database").unwrap();
        for path in [file.to_str().unwrap(), "/nowhere/places.mmdb"] {
            let config = Config::load(|name| (name == "ASSENT_PLACE_DATABASE").then(|| path.to_owned())).unwrap();
            let error = Places::open(&config).unwrap_err();
            assert!(error.starts_with(&format!("ASSENT_PLACE_DATABASE: {path}: ")), "{error}");
        }
        std::fs::remove_file(file).unwrap();
    }
}
