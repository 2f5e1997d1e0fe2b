//! The presets: what a regime asks for before an owner makes it stricter.

use super::Regime;
use super::rules::{Model, Models};
use crate::draft::Kind;
use serde::Deserialize;
use std::sync::OnceLock;

/// What a regime does with Global Privacy Control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// The owner decides.
    Optional,
    /// No duty, and honoured all the same.
    Honoured,
    Must,
}

/// A link that has to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// The control that changes and withdraws a choice.
    Withdraw,
    /// “Your Privacy Choices” (11 CCR 7015).
    PrivacyChoices,
    /// “Limit the Use of My Sensitive Personal Information” (11 CCR 7014), which the one above may stand for.
    LimitSensitive,
    /// The privacy policy.
    Policy,
}

/// A kind of purpose that may run without being asked for, within limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exemption {
    pub kind: Kind,
    /// Longest life of what its trackers store, in days.
    pub item_days: u32,
    /// Longest time that its data are kept, in days.
    pub data_days: u32,
}

/// One preset.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    pub id: Regime,
    pub name: String,
    /// ISO 3166 codes: `DE`, `US-CA`; none for everywhere else.
    pub regions: Vec<String>,
    /// What happens before a choice. Sensitive data wait for a yes everywhere.
    pub models: Models,
    pub gpc: Duty,
    /// Whether the page has to say that the signal was honoured.
    pub gpc_status: bool,
    pub grant_days: u32,
    /// `None`: until it is withdrawn.
    pub refusal_days: Option<u32>,
    /// For how long nobody is asked again after a refusal.
    pub silence_days: u32,
    /// Longest time that a grant may count, however an owner decides.
    pub longest_grant_days: u32,
    pub links: Vec<Link>,
    /// Languages, without a region, that texts have to be in.
    pub languages: Vec<String>,
    #[serde(default)]
    pub exemption: Option<Exemption>,
    /// What it comes to, in a sentence or two.
    pub note: String,
    /// Whether it rests on primary sources.
    pub checked: bool,
    /// The day it was reviewed last, `YYYY-MM-DD`.
    pub reviewed_at: String,
    pub sources: Vec<String>,
}

static PRESETS: OnceLock<Vec<Preset>> = OnceLock::new();

/// Every preset, in the order of [`Regime::ALL`].
fn presets() -> &'static [Preset] {
    // A test reads them.
    PRESETS.get_or_init(|| serde_json::from_str(include_str!("presets.json")).unwrap_or_default())
}

/// What applies were there no preset: the strictest of all.
static STRICT: Preset = Preset {
    id: Regime::Eu,
    name: String::new(),
    regions: Vec::new(),
    models: Models { functional: Model::OptIn, measurement: Model::OptIn, marketing: Model::OptIn },
    gpc: Duty::Must,
    gpc_status: true,
    grant_days: 180,
    refusal_days: None,
    silence_days: 365,
    longest_grant_days: 180,
    links: Vec::new(),
    languages: Vec::new(),
    exemption: None,
    note: String::new(),
    checked: false,
    reviewed_at: String::new(),
    sources: Vec::new(),
};

impl Regime {
    /// What the regime asks for.
    #[must_use]
    pub fn preset(self) -> &'static Preset {
        presets().iter().find(|preset| preset.id == self).unwrap_or(&STRICT)
    }

    /// What owners call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        &self.preset().name
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regime::Place;
    use std::collections::BTreeSet;

    #[test]
    fn every_regime_has_a_whole_preset() {
        let read: Result<Vec<Preset>, _> = serde_json::from_str(include_str!("presets.json"));
        let ids: Vec<Regime> = read.unwrap().iter().map(|preset| preset.id).collect();
        assert_eq!(ids, Regime::ALL);
        for preset in presets() {
            let id = preset.id.as_str();
            assert!(!preset.name.is_empty() && !preset.note.is_empty() && !preset.sources.is_empty(), "{id}");
            assert!(preset.sources.iter().all(|source| !source.trim().is_empty()), "{id}");
            assert_eq!(preset.regions.is_empty(), preset.id == Regime::Row, "{id}");
            for region in &preset.regions {
                assert_eq!(Place::parse(region).map(|place| place.to_string()).as_ref(), Some(region), "{id}");
            }
            let refusals = preset.refusal_days.unwrap_or(u32::MAX);
            assert!(refusals >= preset.grant_days && refusals >= preset.silence_days, "{id}");
            assert!(preset.grant_days > 0 && preset.grant_days <= preset.longest_grant_days, "{id}");
            assert!(preset.silence_days >= 184, "{id}: nobody is pressed sooner than after half a year");
            assert!(
                preset.links.iter().any(|link| matches!(link, Link::Withdraw | Link::PrivacyChoices | Link::Policy))
            );
        }
    }

    #[test]
    fn no_region_is_in_two_presets_that_stand_side_by_side() {
        let mut seen = BTreeSet::new();
        let members = [Regime::Fr, Regime::It, Regime::Es, Regime::Ie, Regime::Cz];
        for preset in presets().iter().filter(|preset| !members.contains(&preset.id)) {
            for region in &preset.regions {
                assert!(seen.insert(region), "{region}");
            }
        }
        let union = Regime::Eu.preset();
        for member in members {
            assert!(member.preset().regions.iter().all(|region| union.regions.contains(region)));
        }
    }

    #[test]
    fn the_duty_to_honour_the_signal_is_that_of_twelve_states() {
        let duties = presets().iter().filter(|preset| preset.gpc == Duty::Must);
        assert_eq!(duties.map(|preset| preset.regions.len()).sum::<usize>(), 12);
        let status: Vec<_> = presets().iter().filter(|preset| preset.gpc_status).map(|preset| preset.id).collect();
        assert_eq!(status, [Regime::UsCa]);
    }
}
