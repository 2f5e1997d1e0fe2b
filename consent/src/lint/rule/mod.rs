//! The rules by their ids, as site owners read them.

mod texts;

pub use texts::RULES;

/// A rule. What it finds exactly, and how severe that is where, is in `docs/RULES.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// A letter and two digits, stable for ever.
    pub id: &'static str,
    /// What it asks for.
    pub title: &'static str,
    /// Why it does.
    pub why: &'static str,
    /// How a draft is mended.
    pub mend: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}

impl Rule {
    /// The rule with this id.
    #[must_use]
    pub fn of(id: &str) -> Option<&'static Self> {
        RULES.iter().find(|rule| rule.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The ids in the table of what is decided from a draft, in their order.
    fn documented() -> Vec<&'static str> {
        let document = include_str!("../../../../docs/RULES.md");
        let table = document.split("## True by construction").next().unwrap_or_default();
        let ids = table.lines().filter_map(|line| line.strip_prefix("| ")?.split(' ').next());
        let is_id = |id: &&str| id.len() == 3 && id[1..].bytes().all(|byte| byte.is_ascii_digit());
        let mut ids: Vec<&str> = ids.filter(is_id).collect();
        ids.dedup();
        ids
    }

    #[test]
    fn the_rules_are_those_documented() {
        assert_eq!(RULES.iter().map(|rule| rule.id).collect::<Vec<_>>(), documented());
        assert!(documented().len() > 20);
    }

    #[test]
    fn every_rule_says_everything_and_nothing_twice() {
        for rule in RULES {
            for text in [rule.title, rule.why, rule.mend, rule.source] {
                assert!(!text.is_empty() && text.trim() == text && !text.contains("  "), "{}: {text}", rule.id);
            }
            assert!(!rule.title.ends_with('.') && rule.why.ends_with('.') && rule.mend.ends_with('.'), "{}", rule.id);
        }
        let titles: BTreeSet<&str> = RULES.iter().map(|rule| rule.title).collect();
        assert_eq!(titles.len(), RULES.len());
        assert_eq!(Rule::of("L06").map(|rule| rule.id), Some("L06"));
        assert_eq!(Rule::of("Z99"), None);
    }
}
