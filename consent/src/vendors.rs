//! The vendors that are told what visitors allow, each by the calls it documents: `docs/VENDORS.md`.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A vendor that is told by calls of its own, without options.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vendor {
    /// Microsoft Advertising's Universal Event Tracking: `uetq`.
    Uet,
    /// Microsoft Clarity: `consentv2`.
    Clarity,
    /// The Meta pixel: `fbq`.
    Meta,
    /// The TikTok pixel: `ttq`.
    Tiktok,
    /// Matomo: `_paq`.
    Matomo,
    /// PostHog: `posthog`.
    Posthog,
    /// Segment: `analytics`.
    Segment,
    /// Mixpanel: `mixpanel`.
    Mixpanel,
}

impl Vendor {
    pub const ALL: [Self; 8] = [
        Self::Uet,
        Self::Clarity,
        Self::Meta,
        Self::Tiktok,
        Self::Matomo,
        Self::Posthog,
        Self::Segment,
        Self::Mixpanel,
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Uet => "uet",
            Self::Clarity => "clarity",
            Self::Meta => "meta",
            Self::Tiktok => "tiktok",
            Self::Matomo => "matomo",
            Self::Posthog => "posthog",
            Self::Segment => "segment",
            Self::Mixpanel => "mixpanel",
        }
    }

    /// What owners know it by.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Uet => "Microsoft UET",
            Self::Clarity => "Microsoft Clarity",
            Self::Meta => "the Meta pixel",
            Self::Tiktok => "the TikTok pixel",
            Self::Matomo => "Matomo",
            Self::Posthog => "PostHog",
            Self::Segment => "Segment",
            Self::Mixpanel => "Mixpanel",
        }
    }

    /// Whether it reads a queue that the runtime may fill before the vendor's own tag.
    fn has_queue(self) -> bool {
        matches!(self, Self::Uet | Self::Clarity | Self::Matomo)
    }
}

/// What an owner may set for Google Consent Mode.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Google {
    /// How long Google's tags wait for a choice, in milliseconds; 0 is not at all.
    pub wait_for_update: u16,
    /// Whether ad clicks are left out of what is sent while advertising is not allowed.
    pub ads_data_redaction: bool,
    /// Whether ad clicks are passed on in the addresses of links while nothing may be stored.
    pub url_passthrough: bool,
    /// Whether Google's tags may load before a choice (advanced mode); otherwise they wait like all others.
    pub advanced: bool,
}

impl Default for Google {
    fn default() -> Self {
        Self { wait_for_update: 500, ads_data_redaction: false, url_passthrough: false, advanced: false }
    }
}

/// The vendors that are told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Vendors {
    /// Google Consent Mode v2, when it is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub google: Option<Google>,
    /// The others.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub others: BTreeSet<Vendor>,
}

impl Vendors {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the snippet has to run before every other tag of the page.
    #[must_use]
    pub fn come_first(&self) -> bool {
        self.google.is_some() || self.others.iter().any(|vendor| vendor.has_queue())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{from_value, json, to_value};

    #[test]
    fn vendors_are_written_as_the_runtime_reads_them() {
        assert_eq!(to_value(Vendors::default()).unwrap(), json!({}));
        let all = Vendors { google: Some(Google::default()), others: Vendor::ALL.into() };
        let google =
            json!({ "wait_for_update": 500, "ads_data_redaction": false, "url_passthrough": false, "advanced": false });
        let others = Vendor::ALL.map(Vendor::as_str);
        assert_eq!(to_value(&all).unwrap(), json!({ "google": google, "others": others }));
        assert_eq!(from_value::<Vendors>(json!({ "google": {}, "others": others })).unwrap(), all);
        assert!(from_value::<Vendors>(json!({ "others": ["nobody"] })).is_err());
    }

    #[test]
    fn only_vendors_with_a_queue_need_the_snippet_first() {
        let first = |vendor: Vendor| Vendors { others: [vendor].into(), ..Vendors::default() }.come_first();
        let found: Vec<_> = Vendor::ALL.into_iter().filter(|vendor| first(*vendor)).collect();
        assert_eq!(found, [Vendor::Uet, Vendor::Clarity, Vendor::Matomo]);
        assert!(Vendors { google: Some(Google::default()), ..Vendors::default() }.come_first());
        assert!(!Vendors::default().come_first());
    }
}
