//! What mends a finding at once. Only what is safe without a further look: everything else is for the owner to write.

use crate::draft::{Draft, Kind};
use crate::language::Language;
use crate::regime::{Departure, Regime};
use crate::vendors::{Google, Vendor};
use serde::{Deserialize, Serialize};

/// Where Google says what its advertising services do with data.
pub const GOOGLE_POLICY: &str = "https://business.safety.google/privacy";

/// A change to a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fix {
    /// Takes the shipped text of a banner key in place of the own wording.
    ShippedText { language: Language, key: String },
    /// Links the tracker with this key to Google's policy.
    GooglePolicy { tracker: String },
    /// Switches Google Consent Mode on.
    ConsentMode,
    /// Tells Microsoft Clarity what visitors allow.
    TellClarity,
    /// Takes the preset's value in a regime.
    Preset { regime: Regime, part: Part },
}

/// What an owner may have changed in a regime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Model(Kind),
    GrantDays,
    RefusalDays,
    SilenceDays,
}

impl Part {
    /// The field in a regime's part of a draft.
    pub(super) fn path(self) -> String {
        match self {
            Self::Model(kind) => format!("models.{}", kind.as_str()),
            Self::GrantDays => "grant_days".into(),
            Self::RefusalDays => "refusal_days".into(),
            Self::SilenceDays => "silence_days".into(),
        }
    }

    /// What the preset says.
    fn preset(self, regime: Regime) -> String {
        let preset = regime.preset();
        let days = |days: u32| format!("{days} days");
        match self {
            Self::Model(kind) => preset.models.of(kind).map(|model| format!("“{}”", model.label())).unwrap_or_default(),
            Self::GrantDays => days(preset.grant_days),
            Self::RefusalDays => preset.refusal_days.map_or_else(|| "until it is withdrawn".into(), days),
            Self::SilenceDays => days(preset.silence_days),
        }
    }

    fn take_preset(self, own: &mut Departure) {
        match self {
            Self::Model(kind) => _ = own.models.remove(&kind),
            Self::GrantDays => own.grant_days = None,
            Self::RefusalDays => own.refusal_days = None,
            Self::SilenceDays => own.silence_days = None,
        }
    }
}

impl Fix {
    /// What the button says.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::ShippedText { language, .. } => format!("Use the shipped text in {}", language.english_name()),
            Self::GooglePolicy { .. } => "Link to Google's policy".into(),
            Self::ConsentMode => "Switch Google Consent Mode on".into(),
            Self::TellClarity => "Tell Microsoft Clarity".into(),
            Self::Preset { regime, part } => format!("Use the preset: {}", part.preset(*regime)),
        }
    }

    /// Makes the change; a draft that has no such place any more stays as it is.
    pub fn apply(&self, draft: &mut Draft) {
        match self {
            Self::ShippedText { language, key } => {
                if let Some(words) = draft.banner.words.get_mut(language) {
                    words.remove(key);
                    if words.is_empty() {
                        draft.banner.words.remove(language);
                    }
                }
            }
            Self::GooglePolicy { tracker } => {
                let mut all = draft.purposes.iter_mut().flat_map(|purpose| &mut purpose.trackers);
                if let Some(found) = all.find(|found| found.key == *tracker) {
                    GOOGLE_POLICY.clone_into(&mut found.policy_url);
                }
            }
            Self::ConsentMode => _ = draft.banner.behaviour.vendors.google.get_or_insert_with(Google::default),
            Self::TellClarity => _ = draft.banner.behaviour.vendors.others.insert(Vendor::Clarity),
            Self::Preset { regime, part } => {
                if let Some(own) = draft.regimes.get_mut(regime) {
                    part.take_preset(own);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fix_says_what_it_does_and_survives_json() {
        let english = Language::default();
        for (fix, label) in [
            (Fix::ShippedText { language: english, key: "action.save".into() }, "Use the shipped text in English"),
            (Fix::GooglePolicy { tracker: "ads".into() }, "Link to Google's policy"),
            (Fix::Preset { regime: Regime::Eu, part: Part::SilenceDays }, "Use the preset: 184 days"),
            (Fix::Preset { regime: Regime::UsCa, part: Part::RefusalDays }, "Use the preset: until it is withdrawn"),
            (
                Fix::Preset { regime: Regime::Eu, part: Part::Model(Kind::Marketing) },
                "Use the preset: “Waits for a yes”",
            ),
        ] {
            assert_eq!(fix.label(), label);
            let json = serde_json::to_string(&fix).unwrap();
            assert_eq!(serde_json::from_str::<Fix>(&json).unwrap(), fix, "{json}");
        }
    }

    #[test]
    fn a_fix_for_what_is_gone_changes_nothing() {
        let mut draft = Draft::default();
        Fix::ShippedText { language: Language::default(), key: "action.save".into() }.apply(&mut draft);
        Fix::GooglePolicy { tracker: "ads".into() }.apply(&mut draft);
        Fix::Preset { regime: Regime::Jp, part: Part::GrantDays }.apply(&mut draft);
        assert_eq!(draft, Draft::default());
    }
}
