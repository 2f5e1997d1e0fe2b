//! What a rule finds in a draft.

use super::fix::Fix;
use super::rule::{RULES, Rule};
use crate::language::Language;
use crate::regime::Regime;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a finding does to publishing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It is only said.
    Info,
    /// The draft is published only with a typed reason.
    Warning,
    /// The draft is not published.
    Error,
}

impl Severity {
    pub const ALL: [Self; 3] = [Self::Info, Self::Warning, Self::Error];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One thing that a rule finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The id of the rule, as in [`RULES`].
    pub rule: String,
    pub severity: Severity,
    /// The field, dotted: `purposes.0.words.de.title`; fields of the site begin with `site.`.
    pub path: String,
    /// What was found, and what to do.
    pub message: String,
    /// The regimes in use that it concerns.
    pub regimes: BTreeSet<Regime>,
    /// What mends it at once, where that is safe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

impl Finding {
    /// A finding that concerns every regime in use.
    pub(super) fn new(rule: &str, severity: Severity, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            rule: rule.to_owned(),
            severity,
            path: path.into(),
            message: message.into(),
            regimes: BTreeSet::new(),
            fix: None,
        }
    }

    pub(super) fn error(rule: &str, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(rule, Severity::Error, path, message)
    }

    pub(super) fn warning(rule: &str, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(rule, Severity::Warning, path, message)
    }

    pub(super) fn within(mut self, regimes: impl IntoIterator<Item = Regime>) -> Self {
        self.regimes.extend(regimes);
        self
    }

    pub(super) fn mended_by(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// The rule that found it; `None` for one that this release does not know.
    #[must_use]
    pub fn rule(&self) -> Option<&'static Rule> {
        Rule::of(&self.rule)
    }

    /// Takes in what the same rule found in the same field.
    fn merge(&mut self, other: Self) {
        self.severity = self.severity.max(other.severity);
        self.regimes.extend(other.regimes);
        self.fix = self.fix.take().or(other.fix);
        if !self.message.contains(&other.message) {
            self.message = format!("{} {}", self.message, other.message);
        }
    }
}

/// Fields in the order of the draft's forms.
const FIELDS: [&str; 31] = [
    "site",
    "languages",
    "purposes",
    "banner",
    "regimes",
    "name",
    "controller_name",
    "controller_contact",
    "key",
    "kind",
    "legal_basis",
    "data",
    "retention",
    "necessity",
    "confirmation",
    "theme",
    "behaviour",
    "words",
    "title",
    "description",
    "benefit",
    "trackers",
    "provider",
    "policy_url",
    "items",
    "storage",
    "duration",
    "url_patterns",
    "light",
    "dark",
    "text",
];

/// In the order of the draft's fields; what one rule finds twice in a field is one finding.
pub(super) fn sorted(mut found: Vec<Finding>, languages: &[Language]) -> Vec<Finding> {
    found.sort_by_cached_key(|finding| {
        let rule = RULES.iter().position(|rule| rule.id == finding.rule);
        (place(&finding.path, languages), rule)
    });
    let mut merged: Vec<Finding> = Vec::with_capacity(found.len());
    for finding in found {
        match merged.last_mut() {
            Some(last) if last.rule == finding.rule && last.path == finding.path => last.merge(finding),
            _ => merged.push(finding),
        }
    }
    merged
}

/// Where a field stands: numbers by their value, languages as they are offered, names as in [`FIELDS`].
fn place(path: &str, languages: &[Language]) -> Vec<(usize, String)> {
    let rank = |part: &str| {
        let number = part.parse().ok();
        let language = || languages.iter().position(|language| language.code() == part);
        let field = || FIELDS.iter().position(|field| *field == part);
        number.or_else(language).or_else(field).unwrap_or(FIELDS.len())
    };
    path.split('.').map(|part| (rank(part), part.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_stand_in_the_order_of_the_fields_and_only_once() {
        let languages = ["de", "en"].map(|code| Language::parse(code).unwrap());
        let paths = [
            "regimes.eu.grant_days",
            "banner.words.en.action.save",
            "purposes.10.data",
            "purposes.2.words.en.title",
            "purposes.2.words.de.benefit",
            "purposes.2.words.de.title",
            "purposes.2",
            "purposes",
            "languages",
            "site.policy_url",
        ];
        let mut found: Vec<Finding> = paths.iter().map(|path| Finding::warning("L10", *path, "A.")).collect();
        found.push(Finding::error("L10", "purposes", "B.").within([Regime::Eu]));
        found.push(Finding::warning("L10", "purposes", "A."));
        found.push(Finding::warning("L11", "purposes", "C."));
        let sorted = sorted(found, &languages);
        let mut expected: Vec<&str> = paths.into_iter().rev().collect();
        expected.insert(3, "purposes");
        assert_eq!(sorted.iter().map(|finding| finding.path.as_str()).collect::<Vec<_>>(), expected);
        let merged = sorted.iter().find(|finding| finding.path == "purposes").unwrap();
        assert_eq!((merged.severity, merged.message.as_str()), (Severity::Error, "A. B."));
        assert_eq!(merged.regimes, [Regime::Eu].into());
    }

    #[test]
    fn a_finding_survives_json() {
        let finding = Finding::warning("B03", "purposes.0.trackers.0", "Switch it on.").mended_by(Fix::ConsentMode);
        let json = serde_json::to_string(&finding).unwrap();
        assert_eq!(serde_json::from_str::<Finding>(&json).unwrap(), finding);
        assert!(json.contains(r#""severity":"warning""#), "{json}");
        assert!(Severity::Info < Severity::Warning && Severity::Warning < Severity::Error);
    }
}
