//! A visitor: one browser on one site, pseudonymous.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize, Serializer};
use sha2::{Digest, Sha256};
use std::fmt;

/// The secret made and kept in the browser: 16 random bytes as 22 canonical base64url characters. Never stored.
#[derive(Clone, PartialEq, Eq)]
pub struct VisitorKey([u8; 16]);

/// What trackers ask with: the first 16 bytes of SHA-256 over the visitor key's raw bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct VisitorId([u8; 16]);

/// Decodes 16 bytes from canonical base64url: 22 characters whose unused last bits are zero.
fn decode(text: &str) -> Option<[u8; 16]> {
    // The engine refuses padding and non-zero trailing bits, so each value has exactly one spelling.
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

impl VisitorKey {
    /// Parses the 22 characters; `None` when malformed or not canonical.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        decode(text).map(Self)
    }

    /// The visitor id that belongs to this key.
    #[must_use]
    pub fn id(&self) -> VisitorId {
        let digest: [u8; 32] = Sha256::digest(self.0).into();
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        VisitorId(id)
    }

    /// The 22 characters, for the visitor's own cookie.
    #[must_use]
    pub fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

impl fmt::Debug for VisitorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VisitorKey(redacted)")
    }
}

impl VisitorId {
    /// Parses the 22 characters; `None` when malformed or not canonical.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        decode(text).map(Self)
    }

    /// From the 16 raw bytes as stored.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The 16 raw bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    fn write<T>(&self, with: impl FnOnce(&str) -> T) -> T {
        let mut text = [0; 22];
        // 16 bytes are 22 characters of ASCII.
        let written = URL_SAFE_NO_PAD.encode_slice(self.0, &mut text).unwrap_or(0);
        with(std::str::from_utf8(&text[..written]).unwrap_or_default())
    }
}

impl Serialize for VisitorId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.write(|text| serializer.serialize_str(text))
    }
}

impl fmt::Display for VisitorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(|text| f.write_str(text))
    }
}

impl fmt::Debug for VisitorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VisitorId({self})")
    }
}

impl TryFrom<String> for VisitorId {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("a visitor id is 22 characters of canonical base64url")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_is_the_hash_of_the_raw_key_bytes() {
        let key = VisitorKey::parse("AAAAAAAAAAAAAAAAAAAAAA").unwrap();
        // SHA-256 of sixteen zero bytes starts 374708fff7719dd5979ec875d56cd228.
        assert_eq!(key.id().to_string(), "N0cI__dxndWXnsh11WzSKA");
    }

    #[test]
    fn only_the_canonical_spelling_is_accepted() {
        for bad in [
            "",
            "AAAAAAAAAAAAAAAAAAAAAB",
            "AAAAAAAAAAAAAAAAAAAAAA==",
            "AAAAAAAAAAAAAAAAAAAAA",
            "AAAAAAAAAAAAAAAAAAAA+A",
            " AAAAAAAAAAAAAAAAAAAAA",
        ] {
            assert!(VisitorKey::parse(bad).is_none(), "{bad}");
            assert!(VisitorId::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_key_is_never_printed_by_debug() {
        let key = VisitorKey::parse("AAAAAAAAAAAAAAAAAAAAAA").unwrap();
        assert_eq!(format!("{key:?}"), "VisitorKey(redacted)");
    }
}
