//! The presets of regimes grow old: the law changes, and somebody has to look.

use std::process::Command;

use crate::project::{self, Project};
use crate::tool::{self, Outcome};

/// Warns of presets that were reviewed more than a year ago; a day that cannot be one is an error.
pub fn check(project: &Project) -> Outcome {
    let path = "consent/src/regime/presets.json";
    let presets = project::parse(&project.read(path)?, path)?;
    let today = tool::ask(Command::new("date").arg("+%F")).ok_or("`date +%F` does not say what day it is")?;
    for preset in presets.as_array().into_iter().flatten() {
        let (id, reviewed) = (&preset["id"], preset["reviewed_at"].as_str().unwrap_or_default());
        let due = due(reviewed).ok_or_else(|| format!("{path}: {id}: “{reviewed}” is no day such as 2026-11-15"))?;
        if due < today {
            eprintln!(
                "warning: {path}: {id} was reviewed on {reviewed}, more than a year ago; look at its sources again"
            );
        }
    }
    Ok(())
}

/// The day a year after, which sorts as days do; `None` for what is no day.
fn due(reviewed: &str) -> Option<String> {
    let [year, month, day] = reviewed.split('-').collect::<Vec<_>>().try_into().ok()?;
    let within = |text: &str, most: u32| text.len() == 2 && text.parse().is_ok_and(|n: u32| (1..=most).contains(&n));
    let year: u32 = year.parse().ok().filter(|_| year.len() == 4)?;
    (within(month, 12) && within(day, 31)).then(|| format!("{:04}-{month}-{day}", year + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_is_due_after_a_year() {
        assert_eq!(due("2026-11-15").as_deref(), Some("2027-11-15"));
        assert!(
            due("2025-11-15").unwrap().as_str() < "2026-11-16" && due("2025-11-15").unwrap().as_str() >= "2026-11-15"
        );
        for wrong in ["", "2026", "2026-13-01", "2026-1-1", "15.11.2026", "2026-11-32"] {
            assert_eq!(due(wrong), None, "{wrong}");
        }
    }
}
