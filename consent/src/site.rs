//! A site's details: who asks, and where the banner may run.

use crate::check::{Problem, line, link, required};
use crate::origin::Origin;
use serde::{Deserialize, Serialize};

/// Longest name of a site or controller, in characters: it stands in the banner's first sentence.
pub const MAX_NAME: usize = 120;
/// Longest contact line, in characters: an e-mail address or a postal address on one line.
pub const MAX_CONTACT: usize = 300;
/// Most origins of one site; wildcards cover the rest.
pub const MAX_ORIGINS: usize = 50;

/// What an owner states about a site, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteDetails {
    pub name: String,
    /// Who is responsible for the data (GDPR Art. 4(7)).
    pub controller_name: String,
    pub controller_contact: String,
    pub policy_url: String,
    /// One origin per line.
    pub origins: Vec<String>,
}

impl SiteDetails {
    /// What keeps the details from being saved, by field.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        required(&mut found, "name", &self.name, MAX_NAME, "Give the site a name that you recognise.");
        required(
            &mut found,
            "controller_name",
            &self.controller_name,
            MAX_NAME,
            "Say who is responsible: the name visitors know.",
        );
        required(
            &mut found,
            "controller_contact",
            &self.controller_contact,
            MAX_CONTACT,
            "Say how to reach the controller, for example an e-mail address.",
        );
        line(&mut found, "policy_url", &self.policy_url, MAX_CONTACT);
        link(&mut found, "policy_url", &self.policy_url, true);
        if self.origins.is_empty() {
            found.push(Problem::new(
                "origins",
                "missing",
                "Name at least one address where the banner runs, for example https://www.example.org.",
            ));
        }
        if self.origins.len() > MAX_ORIGINS {
            found.push(Problem::new(
                "origins",
                "too_many",
                format!("Name at most {MAX_ORIGINS} origins; https://*.example.org covers all subdomains."),
            ));
        }
        for text in &self.origins {
            if let Err(error) = Origin::parse(text) {
                found.push(Problem::new("origins", "origin", format!("“{text}”: {error}")));
            }
        }
        found
    }

    /// The parsed origins, each once; those that do not parse are left out (see [`SiteDetails::check`]).
    #[must_use]
    pub fn parsed_origins(&self) -> Vec<Origin> {
        let mut origins: Vec<Origin> = self.origins.iter().filter_map(|text| Origin::parse(text).ok()).collect();
        origins.sort();
        origins.dedup();
        origins
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_missing_field_is_named() {
        let fields: Vec<String> = SiteDetails::default().check().into_iter().map(|problem| problem.path).collect();
        assert_eq!(fields, ["name", "controller_name", "controller_contact", "policy_url", "origins"]);
    }

    #[test]
    fn a_complete_site_has_no_problems() {
        let details = SiteDetails {
            name: "Shop".into(),
            controller_name: "Shop Ltd".into(),
            controller_contact: "privacy@shop.example".into(),
            policy_url: "https://shop.example/privacy".into(),
            origins: vec!["https://shop.example/".into(), "https://shop.example".into()],
        };
        assert_eq!(details.check(), []);
        assert_eq!(details.parsed_origins().len(), 1);
    }
}
