//! The answer to a tracker: allow, deny or unknown, and because of what. Whatever cannot be proven is not `allow`.

use crate::choice::Action;
use crate::record::{Record, RecordedPurpose};
use crate::regime::Regime;
use crate::timestamp::Timestamp;
use crate::version::Version;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What a tracker may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Allow,
    Deny,
    Unknown,
}

/// The reason of an answer; each belongs to one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    Granted,
    Necessary,
    /// Nothing was decided, and the visitor's regime lets the purpose run until it is.
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
    /// The answer this reason leads to.
    #[must_use]
    pub fn answer(self) -> Answer {
        match self {
            Self::Granted | Self::Necessary | Self::RegimeDefault => Answer::Allow,
            Self::Refused | Self::Withdrawn | Self::Gpc => Answer::Deny,
            Self::NoRecord | Self::NotAsked | Self::Changed | Self::Expired => Answer::Unknown,
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
    /// The version since which a yes counts; 0: from the start.
    #[serde(default, skip_serializing_if = "is_from_the_start")]
    pub since: u32,
    /// The regimes in which it runs until a visitor decides.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub runs: BTreeSet<Regime>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
fn is_from_the_start(version: &u32) -> bool {
    *version == 0
}

impl Version {
    /// The purposes of this version as they are asked about.
    #[must_use]
    pub fn asked(&self) -> Vec<Asked> {
        let asked = self.purposes.iter().map(|published| Asked {
            purpose: published.purpose.key.clone(),
            necessary: !published.purpose.is_optional(),
            fingerprint: published.fingerprint.clone(),
            since: published.asked_since,
            runs: self.runs(&published.purpose),
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
    /// Until when what was granted counts.
    pub expires_at: Timestamp,
    /// Until when what was refused counts.
    pub refusals_until: Timestamp,
    pub regime: Regime,
    /// Whether the browser objected (Global Privacy Control) when the visitor chose.
    pub gpc: bool,
}

impl Stamp {
    fn end(&self, granted: bool) -> Timestamp {
        if granted { self.expires_at } else { self.refusals_until }
    }
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
    /// Where it is not `expires_at`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusals_until: Option<Timestamp>,
    #[serde(default)]
    pub regime: Regime,
    #[serde(default)]
    pub gpc: Option<bool>,
    pub purposes: BTreeMap<String, RecordedPurpose>,
}

impl From<&Record> for Standing {
    fn from(record: &Record) -> Self {
        let Record { version, action, decided_at, expires_at, refusals_until, regime, gpc, .. } = *record;
        let purposes = record.purposes.clone();
        Self { version, action, decided_at, expires_at, refusals_until, regime, gpc, purposes }
    }
}

macro_rules! stands {
    ($type:ty) => {
        impl Stands for $type {
            fn stamp(&self) -> Stamp {
                let Self { version, action, decided_at, expires_at, refusals_until, regime, gpc, .. } = *self;
                let refusals_until = refusals_until.unwrap_or(expires_at);
                Stamp { version, action, decided_at, expires_at, refusals_until, regime, gpc: gpc == Some(true) }
            }

            fn given(&self, purpose: &str) -> Option<Given<'_>> {
                self.purposes.get(purpose).map(RecordedPurpose::given)
            }
        }
    };
}

stands!(Record);
stands!(Standing);

impl RecordedPurpose {
    fn given(&self) -> Given<'_> {
        Given { granted: self.granted, fingerprint: &self.fingerprint }
    }
}

/// The reason of the answer for one purpose, by the newest record and the one before it (by `decided_at`).
#[must_use]
pub fn because<S: Stands>(asked: &Asked, newest: Option<&S>, before: Option<&S>, now: Timestamp) -> Because {
    if asked.necessary {
        return Because::Necessary;
    }
    let Some(newest) = newest else { return Because::NoRecord };
    let stamp = newest.stamp();
    let Some(given) = newest.given(&asked.purpose) else { return undecided(asked, stamp, Because::NotAsked) };
    let over = if given.fingerprint != asked.fingerprint {
        Some(Because::Changed)
    } else if stamp.end(given.granted) <= now || (given.granted && stamp.version < asked.since) {
        Some(Because::Expired)
    } else {
        None
    };
    match over {
        // A refusal is never widened by what a regime lets run.
        Some(over) if given.granted => undecided(asked, stamp, over),
        Some(over) => over,
        None if given.granted => Because::Granted,
        None if stamp.action == Action::Gpc => Because::Gpc,
        None if allowed(asked, stamp, before) => Because::Withdrawn,
        None => Because::Refused,
    }
}

/// The reason where nothing was decided that counts: what the regime does then, else `otherwise`.
fn undecided(asked: &Asked, stamp: Stamp, otherwise: Because) -> Because {
    match asked.runs.contains(&stamp.regime) {
        true if stamp.gpc => Because::Gpc,
        true => Because::RegimeDefault,
        false => otherwise,
    }
}

/// Whether the purpose, as it is asked about today, was allowed up to the moment of a record, by the one before it.
fn allowed<S: Stands>(asked: &Asked, newest: Stamp, before: Option<&S>) -> bool {
    let reason = match before {
        Some(before) => because(asked, Some(before), None, newest.decided_at),
        None => undecided(asked, newest, Because::NoRecord),
    };
    reason.answer() == Answer::Allow
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
            Because::Necessary | Because::NoRecord | Because::NotAsked | Because::RegimeDefault => None,
            _ => stamp,
        };
        let granted = newest.and_then(|newest| newest.given(&asked.purpose)).is_some_and(|given| given.granted);
        Decision {
            purpose: Cow::Borrowed(&asked.purpose),
            decision: because.answer(),
            because,
            version: rests_on.map(|stamp| stamp.version),
            decided_at: rests_on.map(|stamp| stamp.decided_at),
            expires_at: rests_on.map(|stamp| stamp.end(granted)),
        }
    });
    answers.collect()
}
