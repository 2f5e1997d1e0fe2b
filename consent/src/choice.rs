//! What the browser sends when a visitor decides, and whether it may be recorded.

use crate::language::Language;
use crate::once;
use crate::record::{Record, RecordedPurpose};
use crate::regime::{Regime, Rules};
use crate::timestamp::{DAY_MS, Timestamp};
use crate::version::Version;
use crate::visitor::{VisitorId, VisitorKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Oldest click that may still be delivered, and oldest id of a grant: a replay cannot resurrect an erased grant.
pub const MAX_AGE_MS: i64 = 30 * DAY_MS;
/// How far a browser's clock may be ahead in the id it makes for a grant.
pub const MAX_AHEAD_MS: i64 = DAY_MS;
/// How long grants on a superseded version are still accepted: pages stay open, outboxes wait.
pub const MAX_STALE_MS: i64 = 30 * DAY_MS;

/// What the visitor did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    AcceptAll,
    RejectAll,
    Custom,
    Withdraw,
    /// The browser's Global Privacy Control decided.
    Gpc,
    /// Another visitor of the same browser took over (`replaces`). Stored only, never sent.
    Replaced,
}

impl Action {
    pub const ALL: [Self; 6] =
        [Self::AcceptAll, Self::RejectAll, Self::Custom, Self::Withdraw, Self::Gpc, Self::Replaced];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AcceptAll => "accept_all",
            Self::RejectAll => "reject_all",
            Self::Custom => "custom",
            Self::Withdraw => "withdraw",
            Self::Gpc => "gpc",
            Self::Replaced => "replaced",
        }
    }

    /// Whether a choice with this action can grant anything.
    #[must_use]
    pub fn may_grant(self) -> bool {
        matches!(self, Self::AcceptAll | Self::Custom)
    }

    /// The action of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == name)
    }
}

/// Where the visitor decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The first layer.
    Banner,
    /// The settings layer or the reopen control.
    Settings,
    /// The visitor's own page.
    Page,
    /// A call of `window.assent`, or a server with an API key.
    Api,
}

/// The layer the visitor saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    Banner,
    Settings,
}

/// A choice as sent (DESIGN "A choice").
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// UUIDv7 in lower case, made by the browser: the record's id.
    pub id: String,
    /// The visitor key.
    pub key: String,
    pub version: u32,
    pub action: Action,
    /// Every optional purpose of that version, once.
    #[serde(deserialize_with = "once::members")]
    pub purposes: BTreeMap<String, bool>,
    pub language: Language,
    pub source: Source,
    /// Milliseconds since the click, by the browser's clock; absent or negative is 0.
    #[serde(default)]
    pub age_ms: i64,
    #[serde(default)]
    pub regime: Regime,
    #[serde(default)]
    pub layer: Option<Layer>,
    #[serde(default)]
    pub gpc: Option<bool>,
    #[serde(default, deserialize_with = "once::members")]
    pub trackers: BTreeMap<String, bool>,
    /// The visitor id whose grants end with this choice.
    #[serde(default)]
    pub replaces: Option<String>,
}

/// Why a choice is not recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChoiceError {
    /// Fields that do not hold; nothing is recorded (422).
    #[error("the choice has fields that do not hold")]
    Invalid(Vec<FieldError>),
    /// It holds, but came at the wrong time (422). It may be the repeat of one that came in time.
    #[error("the choice is too old, or from the future")]
    Untimely(Vec<FieldError>),
    /// A grant on a version superseded too long ago (409). It may be the repeat of one that
    /// came in time.
    #[error("the version was superseded more than 30 days ago; show the present one")]
    Stale,
}

/// One field that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    pub field: String,
    pub message: String,
}

/// A choice that holds, ready to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    pub record: Record,
    /// The record that ends another visitor's grants, when `replaces` was given.
    pub replaced: Option<Record>,
}

impl Choice {
    /// Checks the choice against the version it was made on and makes its record.
    ///
    /// `superseded_at` is when a later version took that version's place; `now` is the time of receipt.
    ///
    /// # Errors
    /// [`ChoiceError::Invalid`] with every field that does not hold; else [`ChoiceError::Untimely`] or
    /// [`ChoiceError::Stale`].
    pub fn decide(
        &self,
        version: &Version,
        version_hash: &str,
        superseded_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Decided, ChoiceError> {
        let key = self.check(version)?;
        let age = self.age_ms.max(0);
        let grants = self.grants();
        let mut untimely = Wrong::default();
        if age > MAX_AGE_MS {
            untimely.add("age_ms", "The choice is older than 30 days.");
        }
        if grants {
            self.check_time_of_id(now, &mut untimely);
        }
        if !untimely.0.is_empty() {
            return Err(ChoiceError::Untimely(untimely.0));
        }
        if grants && superseded_at.is_some_and(|at| at.plus(MAX_STALE_MS) < now) {
            return Err(ChoiceError::Stale);
        }
        let record = self.record(version, version_hash, key.id(), now.plus(-age), now);
        let replaced = record.replaces.map(|old| record.ending(old));
        Ok(Decided { record, replaced })
    }

    /// Whether `stored` is what an earlier delivery of this choice became, however long ago that was.
    #[must_use]
    pub fn repeats(&self, stored: &Record, version: &Version, version_hash: &str) -> bool {
        let again = |key: VisitorKey| {
            self.record(version, version_hash, key.id(), stored.decided_at, stored.received_at).same_content(stored)
        };
        self.check(version).is_ok_and(again)
    }

    /// Whether anything optional is granted.
    fn grants(&self) -> bool {
        self.purposes.values().any(|granted| *granted)
    }

    /// Checks everything but times.
    fn check(&self, version: &Version) -> Result<VisitorKey, ChoiceError> {
        let mut wrong = Wrong::default();
        if uuid_v7_millis(&self.id).is_none() {
            wrong.add("id", "Expected a UUID of version 7 in lower case.");
        }
        let key = VisitorKey::parse(&self.key);
        if key.is_none() {
            wrong.add("key", "Expected 22 characters of canonical base64url.");
        }
        if self.replaces.as_deref().is_some_and(|old| VisitorId::parse(old).is_none()) {
            wrong.add("replaces", "Expected a visitor id: 22 characters of canonical base64url.");
        }
        self.check_purposes(version, &mut wrong);
        if version.rules(self.regime).is_none() {
            wrong.add("regime", "This version is not used in that regime.");
        }
        if !version.languages.contains(&self.language) {
            wrong.add("language", "This version was not published in that language.");
        }
        match key {
            Some(key) if wrong.0.is_empty() => Ok(key),
            _ => Err(ChoiceError::Invalid(wrong.0)),
        }
    }

    fn record(
        &self,
        version: &Version,
        version_hash: &str,
        visitor: VisitorId,
        decided_at: Timestamp,
        now: Timestamp,
    ) -> Record {
        let purposes = version.optional().map(|published| {
            let granted = self.purposes.get(&published.purpose.key).copied().unwrap_or(false);
            (published.purpose.key.clone(), RecordedPurpose { granted, fingerprint: published.fingerprint.clone() })
        });
        let rules = version.rules(self.regime).copied().unwrap_or_else(Rules::before_regimes);
        let (grants_until, refusals_until) = rules.ends(decided_at);
        // Where nothing is granted there is only the one end.
        let expires_at = if self.grants() { grants_until } else { refusals_until };
        Record {
            id: self.id.clone(),
            site: version.site.clone(),
            visitor,
            version: version.number,
            version_hash: version_hash.to_owned(),
            action: self.action,
            purposes: purposes.collect(),
            trackers: self.trackers.clone(),
            language: self.language,
            source: self.source,
            layer: self.layer,
            regime: self.regime,
            gpc: self.gpc,
            // Who sends it need not know whether it is its own.
            replaces: self.replaces.as_deref().and_then(VisitorId::parse).filter(|old| *old != visitor),
            decided_at,
            received_at: now,
            expires_at,
            refusals_until: (refusals_until != expires_at).then_some(refusals_until),
        }
    }

    /// A grant cannot be delivered again after it may have been erased, nor ahead of its time. Refusals and withdrawals
    /// resurrect nothing, and a browser whose clock is wrong must be able to refuse.
    fn check_time_of_id(&self, now: Timestamp, untimely: &mut Wrong) {
        match uuid_v7_millis(&self.id) {
            Some(made) if made < now.millis() - MAX_AGE_MS => untimely.add("id", "The id is older than 30 days."),
            Some(made) if made > now.millis() + MAX_AHEAD_MS => {
                untimely.add("id", "The id lies in the future: check the clock.")
            }
            _ => {}
        }
    }

    fn check_purposes(&self, version: &Version, wrong: &mut Wrong) {
        for published in version.optional() {
            if !self.purposes.contains_key(&published.purpose.key) {
                wrong.add(
                    &format!("purposes.{}", published.purpose.key),
                    "Every optional purpose of the version must be named.",
                );
            }
        }
        for key in self.purposes.keys() {
            match version.purpose(key) {
                None => wrong.add(&format!("purposes.{key}"), "This version has no such purpose."),
                Some(published) if !published.purpose.is_optional() => {
                    wrong.add(&format!("purposes.{key}"), "What is necessary is not chosen.")
                }
                Some(_) => {}
            }
        }
        let contrary = match self.action {
            Action::AcceptAll => self.purposes.values().any(|granted| !granted),
            Action::RejectAll | Action::Withdraw | Action::Gpc => self.grants(),
            Action::Custom => false,
            Action::Replaced => {
                wrong.add("action", "Expected accept_all, reject_all, custom, withdraw or gpc.");
                false
            }
        };
        if contrary {
            wrong.add("action", "The action says the opposite of the purposes.");
        }
        for key in self.trackers.keys() {
            if !version
                .purposes
                .iter()
                .any(|published| published.purpose.trackers.iter().any(|tracker| tracker.key == *key))
            {
                wrong.add(&format!("trackers.{key}"), "This version has no such tracker.");
            }
        }
    }
}

#[derive(Default)]
struct Wrong(Vec<FieldError>);

impl Wrong {
    fn add(&mut self, field: &str, message: &str) {
        self.0.push(FieldError { field: field.to_owned(), message: message.to_owned() });
    }
}

/// The milliseconds in a UUIDv7 (RFC 9562 §5.7); `None` unless it is one, in lower case.
#[must_use]
pub fn uuid_v7_millis(id: &str) -> Option<i64> {
    let bytes = id.as_bytes();
    let shaped = bytes.len() == 36
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            14 => *byte == b'7',
            19 => matches!(byte, b'8' | b'9' | b'a' | b'b'),
            _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(byte),
        });
    if !shaped {
        return None;
    }
    i64::from_str_radix(&format!("{}{}", id.get(0..8)?, id.get(9..13)?), 16).ok()
}
