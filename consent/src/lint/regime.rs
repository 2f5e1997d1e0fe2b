//! The rules about regimes: how long choices count, where an owner is laxer than a preset, and which languages are due.

use super::finding::{Finding, Severity};
use super::fix::{Fix, Part};
use super::lists::base;
use super::subject::Subject;
use crate::draft::Kind;
use crate::regime::{Model, Regime, Used};

/// Least time that a refusal counts, and that nobody is asked again, in days: half a year.
const LEAST_REFUSAL_DAYS: u32 = 180;

pub(super) fn findings(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (regime, used) in &subject.used {
        let at = format!("regimes.{}", regime.as_str());
        let rules = [refusals, grants, laxer, languages, british];
        found.extend(rules.into_iter().flat_map(|rule| rule(subject, *regime, used, &at)));
    }
    found
}

fn preset(regime: Regime, part: Part, at: &str) -> (String, Fix) {
    (format!("{at}.{}", part.path()), Fix::Preset { regime, part })
}

/// B05.
fn refusals(subject: &Subject<'_>, regime: Regime, used: &Used, at: &str) -> Vec<Finding> {
    if !subject.draft.purposes.iter().any(|purpose| used.rules.model(purpose) == Some(Model::OptIn)) {
        return Vec::new();
    }
    let severity = if matches!(regime, Regime::It | Regime::Cz) { Severity::Error } else { Severity::Warning };
    let parts = [
        (Part::RefusalDays, used.own.refusal_days, "a refusal counts for"),
        (Part::SilenceDays, used.own.silence_days, "after a refusal, people are asked again after"),
    ];
    let short = parts.into_iter().filter_map(|(part, own, what)| {
        let days = own.filter(|days| *days < LEAST_REFUSAL_DAYS)?;
        let message = format!("{}: {what} {days} days. Make it {LEAST_REFUSAL_DAYS} at least.", regime.name());
        let (path, fix) = preset(regime, part, at);
        Some(Finding::new("B05", severity, path, message).within([regime]).mended_by(fix))
    });
    short.collect()
}

/// B06.
fn grants(_: &Subject<'_>, regime: Regime, used: &Used, at: &str) -> Vec<Finding> {
    let Some(days) = used.own.grant_days else { return Vec::new() };
    let name = regime.name();
    let (path, fix) = preset(regime, Part::GrantDays, at);
    let longest = regime.preset().longest_grant_days;
    let finding = match used.rules.refusal_days {
        Some(refusals) if days > refusals => {
            let message = format!(
                "{name}: a yes counts for {days} days, a no for {refusals} only. Let a no count for at least as long as a yes."
            );
            Finding::error("B06", path, message)
        }
        _ if days > longest => {
            let message =
                format!("{name}: a yes counts for {days} days, where {longest} is the longest. Ask again sooner.");
            Finding::warning("B06", path, message)
        }
        _ => return Vec::new(),
    };
    vec![finding.within([regime]).mended_by(fix)]
}

/// R01.
fn laxer(_: &Subject<'_>, regime: Regime, used: &Used, at: &str) -> Vec<Finding> {
    let (own, preset_rules) = (&used.own, regime.preset());
    if !own.acknowledged.trim().is_empty() {
        return Vec::new();
    }
    let models = Kind::ALL.into_iter().filter_map(|kind| {
        let (own, given) = (own.models.get(&kind)?, preset_rules.models.of(kind)?);
        let what = format!("{}: “{}” instead of “{}”", kind.as_str(), own.label(), given.label());
        (*own < given).then_some((Part::Model(kind), what))
    });
    let shorter = |own: Option<u32>, given: Option<u32>, part: Part, what: &str| {
        let own = own.filter(|own| given.is_none_or(|given| *own < given))?;
        let given = given.map_or_else(|| "until they are withdrawn".to_owned(), |given| format!("for {given}"));
        Some((part, format!("{what} for {own} days instead of {given}")))
    };
    let longer = own.grant_days.filter(|days| *days > preset_rules.grant_days).map(|days| {
        (Part::GrantDays, format!("grants count for {days} days instead of for {}", preset_rules.grant_days))
    });
    let periods = [
        longer,
        shorter(own.refusal_days, preset_rules.refusal_days, Part::RefusalDays, "refusals count"),
        shorter(own.silence_days, Some(preset_rules.silence_days), Part::SilenceDays, "people are left alone"),
    ];
    let laxer = models.chain(periods.into_iter().flatten()).map(|(part, what)| {
        let message = format!(
            "{}: {what}, which is laxer than the preset. Write why that is right there, or take the preset.",
            regime.name()
        );
        let (path, fix) = preset(regime, part, at);
        Finding::error("R01", path, message).within([regime]).mended_by(fix)
    });
    laxer.collect()
}

/// R02.
fn languages(subject: &Subject<'_>, regime: Regime, _: &Used, at: &str) -> Vec<Finding> {
    let offered = |wanted: &String| subject.draft.languages.iter().any(|language| base(*language) == wanted);
    let missing: Vec<&str> = regime
        .preset()
        .languages
        .iter()
        .filter(|wanted| !offered(wanted))
        .map(|wanted| {
            crate::language::Language::parse(wanted).map_or(wanted.as_str(), |language| language.english_name())
        })
        .collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let severity = if regime == Regime::CaQc { Severity::Error } else { Severity::Warning };
    let message = format!("{}: texts are due in {}. Offer this language.", regime.name(), missing.join(" and "));
    vec![Finding::new("R02", severity, at, message).within([regime])]
}

/// B19.
fn british(subject: &Subject<'_>, regime: Regime, used: &Used, at: &str) -> Vec<Finding> {
    let runs = |kind: Kind| matches!(kind, Kind::Functional | Kind::Measurement);
    let running = subject.draft.purposes.iter().any(|purpose| runs(purpose.kind) && used.rules.runs(purpose));
    if regime != Regime::Uk || !running {
        return Vec::new();
    }
    let message = "Statistics about the own service and its appearance run without a yes in the United Kingdom. That holds \
                   only for what is used for nothing else, and where people are told and can object.";
    vec![Finding::new("B19", Severity::Info, at, message).within([regime])]
}
