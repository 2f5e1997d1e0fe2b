//! What the checks of single fields find already, as findings of the rules it belongs to.

use super::finding::Finding;
use crate::check::Problem;
use crate::draft::Draft;
use crate::site::SiteDetails;

/// What `SiteDetails::check` and `Draft::check` find that a rule demands.
pub(super) fn findings(site: &SiteDetails, draft: &Draft) -> Vec<Finding> {
    let of_site = site.check().into_iter().filter_map(|problem| {
        let rule = rule_of(&problem)?;
        let message = said(&problem, &site.policy_url);
        Some(Finding::error(rule, format!("site.{}", problem.path), message))
    });
    let of_draft = draft.check().into_iter().filter_map(|problem| {
        let rule = rule_of(&problem)?;
        let message = said(&problem, policy_at(draft, &problem.path).unwrap_or_default());
        Some(Finding::error(rule, problem.path, message))
    });
    of_site.chain(of_draft).collect()
}

/// The problems, of a site or of a draft, that no rule speaks of: whoever shows findings shows these as well.
#[must_use]
pub fn unruled(problems: Vec<Problem>) -> Vec<Problem> {
    problems.into_iter().filter(|problem| rule_of(problem).is_none()).collect()
}

fn rule_of(problem: &Problem) -> Option<&'static str> {
    let path = problem.path.strip_prefix("site.").unwrap_or(&problem.path);
    let parts: Vec<&str> = path.split('.').collect();
    match (problem.code.as_str(), parts.as_slice()) {
        ("contrast", _) => Some("L05"),
        ("link", _) | ("missing", ["policy_url"]) => Some("L15"),
        ("marketing_basis", _) => Some("I06"),
        ("sensitive_necessary", _) => Some("E03"),
        ("missing", ["controller_name" | "controller_contact"]) => Some("E05"),
        ("missing", ["purposes", _, "words", _, "title" | "description"]) => Some("I01"),
        ("missing", ["purposes", _, "words", _, "benefit"]) => Some("E01"),
        ("missing", ["purposes", _, "retention"]) => Some("E04"),
        ("missing", ["purposes", _, "trackers", _, "provider"]) => Some("I02"),
        ("missing", ["purposes", _, "trackers", _, "items", _, "duration"]) => Some("I03"),
        _ => None,
    }
}

fn said(problem: &Problem, link: &str) -> String {
    match problem.code.as_str() {
        "link" => format!("“{link}” is not a whole link. {}", problem.message),
        "contrast" => format!("{} Choose colours further apart.", problem.message),
        "marketing_basis" => format!("{} Choose consent as the basis, or another kind.", problem.message),
        _ => problem.message.clone(),
    }
}

/// The link to the policy of the tracker with this path.
fn policy_at<'a>(draft: &'a Draft, path: &str) -> Option<&'a str> {
    let mut parts = path.split('.').filter_map(|part| part.parse::<usize>().ok());
    let tracker = draft.purposes.get(parts.next()?)?.trackers.get(parts.next()?)?;
    Some(&tracker.policy_url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Purpose, Tracker};

    #[test]
    fn every_problem_is_a_finding_or_unruled() {
        let site = SiteDetails { policy_url: "policy".into(), ..SiteDetails::default() };
        let tracker = Tracker { policy_url: "a.example".into(), ..Tracker::default() };
        let purpose = Purpose { trackers: vec![tracker], ..Purpose::default() };
        let mut draft = Draft { purposes: vec![purpose], ..Draft::default() };
        draft.banner.theme.light.text = "#eeeeee".into();
        let found: Vec<String> =
            findings(&site, &draft).into_iter().map(|finding| format!("{} {}", finding.rule, finding.path)).collect();
        let expected = [
            "E05 site.controller_name",
            "E05 site.controller_contact",
            "L15 site.policy_url",
            "I01 purposes.0.words.en.title",
            "I01 purposes.0.words.en.description",
            "E01 purposes.0.words.en.benefit",
            "E04 purposes.0.retention",
            "I02 purposes.0.trackers.0.provider",
            "L15 purposes.0.trackers.0.policy_url",
            "L05 banner.theme.light.text",
        ];
        assert_eq!(found, expected);
        let problems: Vec<Problem> = site.check().into_iter().chain(draft.check()).collect();
        let (all, left) = (problems.len(), unruled(problems));
        assert_eq!(all - left.len(), expected.len());
        let left: Vec<&str> = left.iter().map(|problem| problem.path.as_str()).collect();
        assert_eq!(
            left,
            [
                "name",
                "origins",
                "purposes.0.key",
                "purposes.0.data",
                "purposes.0.trackers.0.key",
                "purposes.0.trackers.0.name"
            ]
        );
    }

    #[test]
    fn a_link_is_quoted() {
        let site = SiteDetails { policy_url: "www.shop.example".into(), ..SiteDetails::default() };
        let all = findings(&site, &Draft::default());
        let link = all.iter().find(|finding| finding.rule == "L15").unwrap();
        assert!(link.message.starts_with("“www.shop.example” is not a whole link."), "{}", link.message);
    }
}
