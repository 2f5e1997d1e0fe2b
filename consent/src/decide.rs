//! The answer to a tracker: allow, deny or unknown, and because of what. Whatever cannot be proven is not `allow`.

use crate::choice::Action;
use crate::record::{Record, RecordedPurpose};
use crate::timestamp::Timestamp;
use crate::version::Version;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What a tracker may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Allow,
    Deny,
    Unknown,
}

/// The reason of an answer; each belongs to one answer, `regime_default` to two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    Granted,
    Necessary,
    RegimeDefault,
    Refused,
    /// The decision before was `allow`.
    Withdrawn,
    Gpc,
    /// Never seen or erased: indistinguishable.
    NoRecord,
    /// The purpose is newer than the record, or nothing is asked at present.
    NotAsked,
    /// The purpose means something else than it did when it was decided.
    Changed,
    Expired,
}

impl Because {
    /// The answer this reason leads to, where regimes do not decide.
    #[must_use]
    pub fn answer(self) -> Answer {
        match self {
            Self::Granted | Self::Necessary => Answer::Allow,
            Self::Refused | Self::Withdrawn | Self::Gpc => Answer::Deny,
            Self::NoRecord | Self::NotAsked | Self::Changed | Self::Expired | Self::RegimeDefault => Answer::Unknown,
        }
    }
}

/// The answer for one purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision<'a> {
    pub purpose: Cow<'a, str>,
    pub decision: Answer,
    pub because: Because,
    /// The version the answer rests on; `null` where no record decides.
    pub version: Option<u32>,
    pub decided_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
}

/// A purpose as it is asked about today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub purpose: String,
    pub necessary: bool,
    pub fingerprint: String,
}

impl Version {
    /// The purposes of this version as they are asked about.
    #[must_use]
    pub fn asked(&self) -> Vec<Asked> {
        let asked = self.purposes.iter().map(|published| Asked {
            purpose: published.purpose.key.clone(),
            necessary: !published.purpose.is_optional(),
            fingerprint: published.fingerprint.clone(),
        });
        asked.collect()
    }
}

/// What decisions rest on: a record, in whichever form it is at hand.
pub trait Stands {
    fn stamp(&self) -> Stamp;
    /// What was decided about a purpose; `None` when it was not asked about.
    fn given(&self, purpose: &str) -> Option<Given<'_>>;
}

/// What holds for every purpose of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub version: u32,
    pub action: Action,
    pub decided_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Whether a purpose was granted, and what it meant then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given<'a> {
    pub granted: bool,
    pub fingerprint: &'a str,
}

/// What a record says that decisions depend on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub version: u32,
    pub action: Action,
    pub decided_at: Timestamp,
    pub expires_at: Timestamp,
    pub purposes: BTreeMap<String, RecordedPurpose>,
}

impl From<&Record> for Standing {
    fn from(record: &Record) -> Self {
        Self {
            version: record.version,
            action: record.action,
            decided_at: record.decided_at,
            expires_at: record.expires_at,
            purposes: record.purposes.clone(),
        }
    }
}

impl Stands for Standing {
    fn stamp(&self) -> Stamp {
        let Self { version, action, decided_at, expires_at, .. } = *self;
        Stamp { version, action, decided_at, expires_at }
    }

    fn given(&self, purpose: &str) -> Option<Given<'_>> {
        let given = self.purposes.get(purpose)?;
        Some(Given { granted: given.granted, fingerprint: &given.fingerprint })
    }
}

/// The reason of the answer for one purpose, by the newest record and the one before it (by `decided_at`).
#[must_use]
pub fn because<S: Stands>(asked: &Asked, newest: Option<&S>, before: Option<&S>, now: Timestamp) -> Because {
    if asked.necessary {
        return Because::Necessary;
    }
    let Some(newest) = newest else { return Because::NoRecord };
    let Some(given) = newest.given(&asked.purpose) else { return Because::NotAsked };
    let stamp = newest.stamp();
    if given.fingerprint != asked.fingerprint {
        return Because::Changed;
    }
    if stamp.expires_at <= now {
        return Because::Expired;
    }
    if given.granted {
        return Because::Granted;
    }
    if stamp.action == Action::Gpc {
        return Because::Gpc;
    }
    match before {
        Some(before) if allowed(before, asked, stamp.decided_at) => Because::Withdrawn,
        _ => Because::Refused,
    }
}

/// Whether the purpose, as it is asked about today, was granted and in force at `at`.
fn allowed(before: &impl Stands, asked: &Asked, at: Timestamp) -> bool {
    before.stamp().expires_at > at
        && before.given(&asked.purpose).is_some_and(|given| given.granted && given.fingerprint == asked.fingerprint)
}

/// The answers for the purposes asked about, in their order.
#[must_use]
pub fn decide<'a, S: Stands>(
    asked: impl IntoIterator<Item = &'a Asked>,
    newest: Option<&S>,
    before: Option<&S>,
    now: Timestamp,
) -> Vec<Decision<'a>> {
    let stamp = newest.map(Stands::stamp);
    let answers = asked.into_iter().map(|asked| {
        let because = because(asked, newest, before, now);
        let rests_on = match because {
            Because::Necessary | Because::NoRecord | Because::NotAsked => None,
            _ => stamp,
        };
        Decision {
            purpose: Cow::Borrowed(&asked.purpose),
            decision: because.answer(),
            because,
            version: rests_on.map(|stamp| stamp.version),
            decided_at: rests_on.map(|stamp| stamp.decided_at),
            expires_at: rests_on.map(|stamp| stamp.expires_at),
        }
    });
    answers.collect()
}
