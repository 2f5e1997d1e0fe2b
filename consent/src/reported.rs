//! What the linter found in a version, with the owner's reasons for what it warned of.

use crate::lint::{Finding, Report, Severity};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The owner's reasons, by [`id`].
pub type Reasons = BTreeMap<String, String>;

/// Shortest reason, in characters: a word is none.
pub const MIN_REASON: usize = 10;
/// Longest reason, in characters.
pub const MAX_REASON: usize = 600;

/// A report as it is part of a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    #[serde(flatten)]
    pub report: Report,
    /// Why it was published in spite of each warning.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub reasons: Reasons,
}

impl Reported {
    /// The report, with those of the reasons that belong to a warning of it.
    #[must_use]
    pub fn new(report: Report, reasons: &Reasons) -> Self {
        let warnings = report.findings.iter().filter(|finding| finding.severity == Severity::Warning);
        let given = warnings.filter_map(|finding| {
            let id = id(finding);
            let reason = reasons.get(&id).map(|reason| reason.trim().to_owned())?;
            is_reason(&reason).then_some((id, reason))
        });
        let reasons = given.collect();
        Self { report, reasons }
    }

    /// What keeps the draft from being published: errors, and warnings without a reason.
    #[must_use]
    pub fn left(&self) -> Vec<Finding> {
        let left = self.report.findings.iter().filter(|finding| match finding.severity {
            Severity::Error => true,
            Severity::Warning => !self.reasons.contains_key(&id(finding)),
            Severity::Info => false,
        });
        left.cloned().collect()
    }
}

/// Whether a text can be a reason.
#[must_use]
pub fn is_reason(text: &str) -> bool {
    (MIN_REASON..=MAX_REASON).contains(&text.trim().chars().count())
}

/// What tells a finding from the others of its report: the rule and the field, as in `L10@banner.words.en.banner.text`.
#[must_use]
pub fn id(finding: &Finding) -> String {
    format!("{}@{}", finding.rule, finding.path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(rule: &str, severity: Severity) -> Finding {
        Finding {
            rule: rule.into(),
            severity,
            path: "banner".into(),
            message: "m".into(),
            regimes: Default::default(),
            fix: None,
        }
    }

    #[test]
    fn an_error_cannot_be_argued_away_and_a_warning_can() {
        let findings = [("L06", Severity::Error), ("L10", Severity::Warning), ("L11", Severity::Warning)];
        let findings = findings.into_iter().chain([("B19", Severity::Info)]);
        let report = Report { findings: findings.map(|(rule, severity)| finding(rule, severity)).collect(), score: 75 };
        let reason = |rule: &str, text: &str| (format!("{rule}@banner"), text.to_owned());
        let reasons = [
            reason("L06", "we would like to all the same"),
            reason("L10", " agreed with our editors "),
            reason("L11", "because"),
            reason("L12", "this is not found at all"),
        ];
        let reported = Reported::new(report, &reasons.into());
        assert_eq!(reported.reasons, [reason("L10", "agreed with our editors")].into());
        assert_eq!(reported.left().iter().map(|left| left.rule.as_str()).collect::<Vec<_>>(), ["L06", "L11"]);
    }
}
