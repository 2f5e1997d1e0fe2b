//! The stored evidence of one choice.

use crate::canonical;
use crate::choice::{Action, Layer, Regime, Source};
use crate::keys::SiteKey;
use crate::language::Language;
use crate::timestamp::Timestamp;
use crate::visitor::VisitorId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// One record: never changed once written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The choice's UUID.
    pub id: String,
    pub site: SiteKey,
    pub visitor: VisitorId,
    pub version: u32,
    pub version_hash: String,
    pub action: Action,
    /// Every optional purpose of the version.
    pub purposes: BTreeMap<String, RecordedPurpose>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub trackers: BTreeMap<String, bool>,
    pub language: Language,
    pub source: Source,
    pub layer: Option<Layer>,
    pub regime: Regime,
    pub gpc: Option<bool>,
    pub replaces: Option<VisitorId>,
    pub decided_at: Timestamp,
    pub received_at: Timestamp,
    pub expires_at: Timestamp,
}

/// What was decided about one purpose, and what the purpose meant then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedPurpose {
    pub granted: bool,
    pub fingerprint: String,
}

impl Record {
    /// The exact bytes that are stored.
    ///
    /// # Errors
    /// Only when a part cannot be written as JSON.
    pub fn canonical(&self) -> Result<Vec<u8>, serde_json::Error> {
        canonical::to_vec(self)
    }

    /// Whether `other` states the same: all but the times, which differ between deliveries of one choice.
    #[must_use]
    pub fn same_content(&self, other: &Self) -> bool {
        let timeless = |record: &Self| Self {
            decided_at: Timestamp::default(),
            received_at: Timestamp::default(),
            expires_at: Timestamp::default(),
            ..record.clone()
        };
        timeless(self) == timeless(other)
    }

    /// Whether anything optional was granted.
    #[must_use]
    pub fn grants(&self) -> bool {
        self.purposes.values().any(|purpose| purpose.granted)
    }

    /// The record that ends the grants of `old`, because this record's visitor takes its place.
    #[must_use]
    pub fn ending(&self, old: VisitorId) -> Self {
        let mut ended = self.clone();
        ended.id = derived_id(&self.id, old);
        ended.visitor = old;
        ended.action = Action::Replaced;
        ended.replaces = None;
        ended.trackers.clear();
        for purpose in ended.purposes.values_mut() {
            purpose.granted = false;
        }
        ended
    }
}

/// A UUIDv8 (RFC 9562 §5.8) that is the same for each delivery of the same choice.
fn derived_id(id: &str, old: VisitorId) -> String {
    let digest = Sha256::digest(format!("replaced {id} {old}"));
    let hex = canonical::sha256_hex(&digest);
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("{}-{}-8{}-8{}-{}", part(0, 8), part(8, 12), part(12, 15), part(15, 18), part(18, 30))
}
