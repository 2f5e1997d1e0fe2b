//! The stored evidence of one choice.

use crate::canonical;
use crate::choice::{Action, Layer, Source};
use crate::keys::SiteKey;
use crate::language::Language;
use crate::regime::Regime;
use crate::timestamp::Timestamp;
use crate::visitor::VisitorId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Bytes of a record with a few purposes, so that most are written without growing.
const USUAL_RECORD: usize = 1000;

/// One record: never changed once written. Fields stand in the order of their names, which is the canonical one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub action: Action,
    pub decided_at: Timestamp,
    pub expires_at: Timestamp,
    pub gpc: Option<bool>,
    /// The choice's UUID.
    pub id: String,
    pub language: Language,
    pub layer: Option<Layer>,
    /// Every optional purpose of the version.
    pub purposes: BTreeMap<String, RecordedPurpose>,
    pub received_at: Timestamp,
    /// Until when what was refused counts, where that is not `expires_at`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusals_until: Option<Timestamp>,
    pub regime: Regime,
    pub replaces: Option<VisitorId>,
    pub site: SiteKey,
    pub source: Source,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub trackers: BTreeMap<String, bool>,
    pub version: u32,
    pub version_hash: String,
    pub visitor: VisitorId,
}

/// What was decided about one purpose, and what the purpose meant then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedPurpose {
    pub fingerprint: String,
    pub granted: bool,
}

impl Record {
    /// The exact bytes that are stored: those of [`canonical::to_vec`], without sorting, since the fields are sorted.
    ///
    /// # Errors
    /// Only when a part cannot be written as JSON.
    pub fn canonical(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = Vec::with_capacity(USUAL_RECORD);
        serde_json::to_writer(&mut bytes, self)?;
        Ok(bytes)
    }

    /// Whether `other` states the same: all but the times, which differ between deliveries of one choice.
    #[must_use]
    pub fn same_content(&self, other: &Self) -> bool {
        let timeless = |record: &Self| Self {
            decided_at: Timestamp::default(),
            received_at: Timestamp::default(),
            expires_at: Timestamp::default(),
            refusals_until: None,
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
        ended.expires_at = self.refusals_until.unwrap_or(self.expires_at);
        ended.refusals_until = None;
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
