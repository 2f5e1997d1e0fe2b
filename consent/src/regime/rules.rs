//! What applies on a site: the presets it uses, with what its owner made of them.

use super::{Duty, Link, Place, Regime};
use crate::draft::{Kind, Purpose};
use crate::timestamp::{DAY_MS, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What happens to a purpose before a visitor has chosen. From lax to strict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// It runs; people are told.
    Notice,
    /// It runs without being asked for, within limits; people are told and can object.
    Exempt,
    /// It runs until the visitor objects.
    OptOut,
    /// It waits for a yes.
    OptIn,
}

impl Model {
    pub const ALL: [Self; 4] = [Self::OptIn, Self::OptOut, Self::Exempt, Self::Notice];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Exempt => "exempt",
            Self::OptOut => "opt_out",
            Self::OptIn => "opt_in",
        }
    }

    /// What owners call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Notice => "Runs, people are told",
            Self::Exempt => "Exempt: runs, people can object",
            Self::OptOut => "Runs until they object",
            Self::OptIn => "Waits for a yes",
        }
    }
}

/// The model of each kind of optional purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Models {
    pub marketing: Model,
    pub measurement: Model,
    pub functional: Model,
}

impl Models {
    /// The model of a kind; `None` for what is necessary.
    #[must_use]
    pub fn of(self, kind: Kind) -> Option<Model> {
        match kind {
            Kind::Necessary => None,
            Kind::Functional => Some(self.functional),
            Kind::Measurement => Some(self.measurement),
            Kind::Marketing => Some(self.marketing),
        }
    }
}

/// What an owner makes of a preset; what is not there stays as the preset has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Departure {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub models: BTreeMap<Kind, Model>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant_days: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal_days: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub silence_days: Option<u32>,
    /// Why it is right to be laxer than the preset, in the owner's words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub acknowledged: String,
}

/// How long a refusal counts that counts until it is withdrawn, in days: ten years, longer than any browser keeps it.
const UNTIL_WITHDRAWN_DAYS: u32 = 3650;

/// What applies in a regime, on a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    pub models: Models,
    /// Whether Global Privacy Control counts, whatever the owner decides elsewhere.
    pub gpc: bool,
    /// How long a grant counts, in days.
    pub grant_days: u32,
    /// How long a refusal counts, in days; `None`: until it is withdrawn.
    pub refusal_days: Option<u32>,
    /// For how long nobody is asked again after a refusal, in days.
    pub silence_days: u32,
    /// Whether the way to the settings is called “Your Privacy Choices”, with its icon (11 CCR 7015).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub choices_link: bool,
    /// Whether the page has to say that the signal was honoured (11 CCR 7025(c)(6)).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gpc_status: bool,
}

impl Rules {
    /// What applies when a preset is used with what its owner made of it.
    #[must_use]
    pub fn of(regime: Regime, own: &Departure) -> Self {
        let preset = regime.preset();
        let model = |kind: Kind, given: Model| own.models.get(&kind).copied().unwrap_or(given);
        let grant_days = own.grant_days.unwrap_or(preset.grant_days);
        let refusal_days = own.refusal_days.or(preset.refusal_days);
        Self {
            models: Models {
                functional: model(Kind::Functional, preset.models.functional),
                measurement: model(Kind::Measurement, preset.models.measurement),
                marketing: model(Kind::Marketing, preset.models.marketing),
            },
            gpc: preset.gpc != Duty::Optional,
            grant_days,
            refusal_days,
            silence_days: own.silence_days.unwrap_or(preset.silence_days),
            choices_link: preset.links.contains(&Link::PrivacyChoices),
            gpc_status: preset.gpc_status,
        }
    }

    /// What applied before there were regimes: half a year for everything, everywhere.
    #[must_use]
    pub fn before_regimes() -> Self {
        let models = Models { functional: Model::OptIn, measurement: Model::OptIn, marketing: Model::OptIn };
        Self {
            models,
            gpc: false,
            grant_days: 183,
            refusal_days: Some(183),
            silence_days: 183,
            choices_link: false,
            gpc_status: false,
        }
    }

    /// What happens to a purpose before a choice; `None` for what is necessary. Sensitive data wait for a yes everywhere.
    #[must_use]
    pub fn model(&self, purpose: &Purpose) -> Option<Model> {
        self.models.of(purpose.kind).map(|model| if purpose.is_sensitive() { Model::OptIn } else { model })
    }

    /// Whether a purpose runs before a choice.
    #[must_use]
    pub fn runs(&self, purpose: &Purpose) -> bool {
        self.model(purpose).is_none_or(|model| model != Model::OptIn)
    }

    /// How visitors are met.
    #[must_use]
    pub fn manner<'a>(&self, purposes: impl IntoIterator<Item = &'a Purpose>) -> Manner {
        let strictest = purposes.into_iter().filter_map(|purpose| self.model(purpose)).max();
        match strictest {
            None | Some(Model::OptIn) => Manner::Ask,
            Some(Model::OptOut | Model::Exempt) => Manner::Choices,
            Some(Model::Notice) => Manner::Notice,
        }
    }

    /// How long a grant counts, in milliseconds.
    #[must_use]
    pub fn grant_ms(&self) -> i64 {
        i64::from(self.grant_days) * DAY_MS
    }

    /// How long a refusal counts, in milliseconds; never shorter than a grant.
    #[must_use]
    pub fn refusal_ms(&self) -> i64 {
        let days = self.refusal_days.unwrap_or(UNTIL_WITHDRAWN_DAYS);
        i64::from(days.max(self.grant_days)) * DAY_MS
    }

    /// Until when a grant, and until when a refusal of that moment counts.
    #[must_use]
    pub fn ends(&self, decided_at: Timestamp) -> (Timestamp, Timestamp) {
        (decided_at.plus(self.grant_ms()), decided_at.plus(self.refusal_ms()))
    }

    /// What makes one regime stricter than another: what it asks for first, then for how long it keeps quiet.
    fn strictness(&self) -> (Models, bool, u32, std::cmp::Reverse<u32>) {
        (self.models, self.gpc, self.silence_days, std::cmp::Reverse(self.grant_days))
    }
}

/// How visitors are met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// They are asked before anything optional runs.
    #[default]
    Ask,
    /// They are told, and can object.
    Choices,
    /// They are told.
    Notice,
}

impl Manner {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Choices => "choices",
            Self::Notice => "notice",
        }
    }
}

/// A regime as a version uses it: what applies, and what the owner made of the preset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Used {
    #[serde(flatten)]
    pub rules: Rules,
    #[serde(default, skip_serializing_if = "is_as_preset")]
    pub own: Departure,
}

fn is_as_preset(own: &Departure) -> bool {
    *own == Departure::default()
}

impl Used {
    #[must_use]
    pub fn new(regime: Regime, own: &Departure) -> Self {
        Self { rules: Rules::of(regime, own), own: own.clone() }
    }
}

/// The strictest of the regimes in use: it applies wherever a visitor's place is unknown. `eu` where there is none.
#[must_use]
pub fn strictest(used: &BTreeMap<Regime, Used>) -> Regime {
    // Of two that are as strict, the one that stands first.
    let all = used.iter().rev().max_by_key(|(_, used)| used.rules.strictness());
    all.map_or(Regime::default(), |(regime, _)| *regime)
}

/// The regime in use for a place: that of the part of the country, else that of the country, else that for everywhere
/// else; the strictest where none fits, or the place is unknown.
#[must_use]
pub fn of_place(used: &BTreeMap<Regime, Used>, place: Option<&Place>) -> Regime {
    let Some(place) = place else { return strictest(used) };
    let fitting = used.keys().filter_map(|regime| {
        let regions = &regime.preset().regions;
        let region = regions.iter().filter(|region| place.is_in(region)).max_by_key(|region| region.len())?;
        // The part of a country goes before the country, and one country before a union of them.
        Some((region.len(), std::cmp::Reverse(regions.len()), *regime))
    });
    match fitting.max() {
        Some((_, _, regime)) => regime,
        None if used.contains_key(&Regime::Row) => Regime::Row,
        None => strictest(used),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::Data;

    fn used(regimes: &[Regime]) -> BTreeMap<Regime, Used> {
        regimes.iter().map(|regime| (*regime, Used::new(*regime, &Departure::default()))).collect()
    }

    fn at(used: &BTreeMap<Regime, Used>, place: &str) -> Regime {
        of_place(used, Place::parse(place).as_ref())
    }

    #[test]
    fn the_nearest_regime_in_use_applies() {
        let all = used(Regime::ALL);
        for (place, regime) in [
            ("FR", Regime::Fr),
            ("RE", Regime::Fr),
            ("DE", Regime::Eu),
            ("GB", Regime::Uk),
            ("US-CA", Regime::UsCa),
            ("US-CO", Regime::UsUoom),
            ("US-VA", Regime::UsOther),
            ("US-NY", Regime::UsNone),
            ("US", Regime::UsNone),
            ("CA-QC", Regime::CaQc),
            ("CA-ON", Regime::Ca),
            ("AR", Regime::Row),
        ] {
            assert_eq!(at(&all, place), regime, "{place}");
        }
        assert_eq!(at(&used(&[Regime::Eu, Regime::UsCa]), "FR"), Regime::Eu);
    }

    #[test]
    fn an_unknown_place_gets_the_strictest_regime_in_use() {
        assert_eq!(of_place(&used(Regime::ALL), None), Regime::Row);
        assert_eq!(of_place(&used(&[Regime::UsCa, Regime::Jp]), None), Regime::UsCa);
        assert_eq!(of_place(&used(&[Regime::Ch, Regime::Eu]), None), Regime::Eu);
        assert_eq!(at(&used(&[Regime::Eu, Regime::UsCa]), "AR"), Regime::Eu);
        assert_eq!(of_place(&BTreeMap::new(), None), Regime::Eu);
    }

    #[test]
    fn a_refusal_lives_at_least_as_long_as_a_grant() {
        let own = Departure { grant_days: Some(300), refusal_days: Some(10), ..Departure::default() };
        let rules = Rules::of(Regime::Eu, &own);
        assert_eq!(rules.refusal_ms(), rules.grant_ms());
        let rules = Rules::of(Regime::Eu, &Departure::default());
        assert_eq!((rules.grant_ms(), rules.refusal_ms()), (180 * DAY_MS, 184 * DAY_MS));
        assert_eq!(Rules::of(Regime::UsCa, &Departure::default()).refusal_ms(), 3650 * DAY_MS);
    }

    #[test]
    fn sensitive_data_wait_for_a_yes_everywhere() {
        let mut purpose = Purpose { kind: Kind::Marketing, ..Purpose::default() };
        let rules = Rules::of(Regime::UsCa, &Departure::default());
        assert_eq!((rules.runs(&purpose), rules.manner([&purpose])), (true, Manner::Choices));
        purpose.data.insert(Data::Health);
        assert_eq!((rules.runs(&purpose), rules.manner([&purpose])), (false, Manner::Ask));
        let necessary = Purpose { kind: Kind::Necessary, ..Purpose::default() };
        assert_eq!(rules.model(&necessary), None);
        assert_eq!(Rules::of(Regime::Jp, &Departure::default()).manner([&Purpose::default()]), Manner::Notice);
    }

    #[test]
    fn an_owner_changes_a_preset_kind_by_kind() {
        let own = Departure { models: [(Kind::Marketing, Model::OptIn)].into(), ..Departure::default() };
        let rules = Rules::of(Regime::UsCa, &own);
        assert_eq!((rules.models.marketing, rules.models.measurement), (Model::OptIn, Model::OptOut));
        let json = serde_json::to_string(&Used::new(Regime::UsCa, &own)).unwrap();
        assert_eq!(serde_json::from_str::<Used>(&json).unwrap(), Used::new(Regime::UsCa, &own));
    }
}
