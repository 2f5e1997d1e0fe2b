//! What changed in the regimes of two versions.

use super::enumerate;
use crate::draft::Kind;
use crate::regime::{Model, Rules, Used};
use crate::version::Version;

pub(super) fn regimes(lines: &mut Vec<String>, old: &Version, new: &Version) {
    for regime in new.regimes.keys().filter(|regime| !old.regimes.contains_key(regime)) {
        lines.push(format!("“{}” has rules of its own now.", regime.name()));
    }
    for regime in old.regimes.keys().filter(|regime| !new.regimes.contains_key(regime)) {
        lines.push(format!("“{}” has no rules of its own any more.", regime.name()));
    }
    for (regime, after) in &new.regimes {
        let Some(before) = old.regimes.get(regime).filter(|before| *before != after) else { continue };
        let changes = changes(before, after);
        let changes = if changes.is_empty() { "other rules".to_owned() } else { enumerate(changes.into_iter()) };
        lines.push(format!("In “{}”: {changes}.", regime.name()));
    }
}

fn changes(before: &Used, after: &Used) -> Vec<String> {
    let mut changes = Vec::new();
    for kind in [Kind::Functional, Kind::Measurement, Kind::Marketing] {
        let [from, to] = [before, after].map(|used| used.rules.models.of(kind).map_or("", Model::label));
        if from != to {
            changes.push(format!("{} is “{to}” instead of “{from}”", kind.as_str()));
        }
    }
    let days = |days: Option<u32>| days.map_or_else(|| "until withdrawn".to_owned(), |days| format!("{days} days"));
    let counts = |rules: &Rules| {
        [
            ("a yes counts", Some(rules.grant_days)),
            ("a no counts", rules.refusal_days),
            ("nobody is asked again after a no for", Some(rules.silence_days)),
        ]
    };
    for ((what, from), (_, to)) in counts(&before.rules).into_iter().zip(counts(&after.rules)) {
        if from != to {
            changes.push(format!("{what} {} instead of {}", days(to), days(from)));
        }
    }
    if before.own.acknowledged != after.own.acknowledged {
        changes.push("the reason for laxer rules reads differently".to_owned());
    }
    changes
}
