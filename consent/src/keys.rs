//! The short names of sites, purposes and trackers.

use serde::{Deserialize, Serialize};

/// Longest key of a purpose or tracker: it is repeated in every cookie.
pub const MAX_KEY: usize = 32;
/// Longest site key: it is part of a cookie's name and of every URL.
pub const MAX_SITE_KEY: usize = 32;

/// Whether `key` may name a purpose or a tracker: a lower-case letter, then letters, digits or `_`, 32 at most.
#[must_use]
pub fn is_key(key: &str) -> bool {
    key.len() <= MAX_KEY
        && key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// A site's public id: 3 to 32 lower-case letters and digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct SiteKey(String);

impl SiteKey {
    /// Parses a site key; `None` unless it is 3 to 32 lower-case letters and digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (3..=MAX_SITE_KEY).contains(&text.len());
        (fits && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())).then(|| Self(text.to_owned()))
    }

    /// A key of 10 characters from random bytes: 32 letters and digits without look-alikes, 50 bits.
    #[must_use]
    pub fn from_random(bytes: [u8; 10]) -> Self {
        const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
        Self(bytes.iter().map(|b| char::from(ALPHABET[usize::from(b % 32)])).collect())
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for SiteKey {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("a site key is 3 to 32 lower-case letters and digits")
    }
}

impl std::fmt::Display for SiteKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_plain_words() {
        assert!(is_key("ads_2"));
        for bad in ["", "2ads", "Ads", "a-b", "a.b", "__proto__", &"a".repeat(33)] {
            assert!(!is_key(bad), "{bad}");
        }
        assert!(SiteKey::parse("demo").is_some());
        for bad in ["", "ab", "Demo", "a/b", "de mo", "démo"] {
            assert!(SiteKey::parse(bad).is_none(), "{bad}");
        }
        assert!(SiteKey::parse(SiteKey::from_random([255; 10]).as_str()).is_some());
    }
}
