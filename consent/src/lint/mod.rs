//! The rules that guard publishing: what is wrong with a draft beyond its fields, why, and how to mend it.
//!
//! `docs/RULES.md` says what each rule finds. The same code runs in the server and in the browser, without a clock.

mod catalogue;
mod checked;
mod finding;
mod fix;
mod lists;
mod phrase;
mod purpose;
mod reading;
mod regime;
mod rule;
mod subject;
mod tongue;
mod tracker;
mod wording;

pub use checked::unruled;
pub use finding::{Finding, Severity};
pub use fix::{Fix, GOOGLE_POLICY, Part};
pub use rule::{RULES, Rule};

use crate::draft::Draft;
use crate::site::SiteDetails;
use serde::{Deserialize, Serialize};
use subject::Subject;

/// Everything that the rules find, in the order of the draft's fields, the site's before them.
#[must_use]
pub fn lint(site: &SiteDetails, draft: &Draft) -> Vec<Finding> {
    let subject = Subject::new(site, draft);
    let mut found = checked::findings(site, draft);
    let rules = [purpose::findings, tracker::findings, wording::findings, tongue::findings, regime::findings];
    found.extend(rules.into_iter().flat_map(|rule| rule(&subject)));
    for finding in found.iter_mut().filter(|finding| finding.regimes.is_empty()) {
        finding.regimes.extend(subject.used.keys());
    }
    finding::sorted(found, &draft.languages)
}

/// What an error, and what a warning takes from the score.
const COSTS: [(Severity, u8); 2] = [(Severity::Error, 15), (Severity::Warning, 5)];

/// What the rules find, and what it comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub findings: Vec<Finding>,
    /// 100, less 15 for each error and 5 for each warning, and never under 0. Informations cost nothing: 100 is a draft
    /// without errors and warnings.
    pub score: u8,
}

impl Report {
    #[must_use]
    pub fn of(site: &SiteDetails, draft: &Draft) -> Self {
        let findings = lint(site, draft);
        let cost = |finding: &Finding| {
            COSTS.iter().find(|(severity, _)| *severity == finding.severity).map_or(0, |(_, cost)| *cost)
        };
        let score = findings.iter().fold(100_u8, |score, finding| score.saturating_sub(cost(finding)));
        Self { findings, score }
    }

    /// Whether an error keeps the draft from being published.
    #[must_use]
    pub fn blocks(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }
}

#[cfg(test)]
mod tests;
