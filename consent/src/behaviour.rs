//! What a banner does beside showing itself, as its owner decides.

use crate::vendors::Vendors;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A signal of the browser that can refuse for whoever has not chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BrowserSignal {
    /// Global Privacy Control (W3C): `navigator.globalPrivacyControl`.
    Gpc,
    /// Do Not Track: `navigator.doNotTrack`.
    Dnt,
}

impl BrowserSignal {
    pub const ALL: [Self; 2] = [Self::Gpc, Self::Dnt];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gpc => "gpc",
            Self::Dnt => "dnt",
        }
    }
}

/// What an owner may switch on and off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Behaviour {
    /// Whether the page is loaded again when a script that has run loses its purpose.
    pub reload: bool,
    /// Whether all subdomains share a choice.
    pub share_subdomains: bool,
    /// Whether what scripts of the page load is held by the addresses of the trackers.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub block: bool,
    /// The signals that refuse everything optional for whoever has not chosen.
    pub signals: BTreeSet<BrowserSignal>,
    /// The vendors that are told what visitors allow.
    #[serde(skip_serializing_if = "Vendors::is_empty")]
    pub vendors: Vendors,
}

impl Behaviour {
    /// Whether the signal refuses.
    #[must_use]
    pub fn has(&self, signal: BrowserSignal) -> bool {
        self.signals.contains(&signal)
    }

    /// Whether the snippet has to run before every other tag of the page.
    #[must_use]
    pub fn comes_first(&self) -> bool {
        self.block || self.vendors.come_first()
    }
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            reload: true,
            share_subdomains: false,
            block: false,
            signals: BTreeSet::new(),
            vendors: Vendors::default(),
        }
    }
}
