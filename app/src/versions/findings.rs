//! What the linter found, as a list: what and why, where to mend it, and the reasons for what stays.

use super::publish::Found;
use consent::lint::{Finding, RULES, Rule, Severity};
use consent::reported::{Reported, id};
use leptos::prelude::*;

/// The findings of a draft. Warnings have a field for the owner's reason; what can be mended at once has a button.
#[component]
pub fn Findings(site: String, score: u8, findings: Vec<Found>, can_edit: bool) -> impl IntoView {
    let lead = match findings.iter().map(|found| found.finding.severity).max() {
        Some(Severity::Error) => "What is marked as an error keeps this draft from being published.",
        Some(Severity::Warning) => {
            "Nothing keeps this draft from being published, but each warning wants a reason that everybody may read."
        }
        _ => "Nothing here deceives, presses or hides, as far as a program can tell.",
    };
    let items = findings.into_iter().map(|found| item(&site, found, can_edit));
    view! {
        <section class="card">
            <div class="toolbar">
                <h2>"Honesty check"</h2>
                <p class=badge(score)>{format!("{score} of 100")}</p>
            </div>
            <p>{lead}</p>
            <ul class="list">{items.collect_view()}</ul>
            <p class="hint">{format!("{} rules of regulators and our own. ", RULES.len())}"They find what a program can find; they are not legal advice."</p>
        </section>
    }
}

fn badge(score: u8) -> &'static str {
    match score {
        100 => "badge good",
        70.. => "badge warn",
        _ => "badge bad",
    }
}

fn word(severity: Severity) -> (&'static str, &'static str) {
    match severity {
        Severity::Error => ("badge bad", "Error"),
        Severity::Warning => ("badge warn", "Warning"),
        Severity::Info => ("badge", "To know"),
    }
}

fn item(site: &str, found: Found, can_edit: bool) -> impl IntoView + use<> {
    let Found { id, finding, label, path, reason, lacks_reason } = found;
    let fix = finding.fix.as_ref().filter(|_| can_edit).map(|fix| {
        view! { <button name="action" value=format!("fix:{id}") formnovalidate>{fix.label()}</button> }
    });
    let field = (finding.severity == Severity::Warning && can_edit).then(|| {
        let name = format!("reason:{id}");
        let problem = lacks_reason.then(|| view! { <p class="problem">"Mend it, or say in a sentence why it stays."</p> });
        view! {
            <div class="field">
                <label for=name.clone()>"Why it stays all the same"</label>
                <textarea id=name.clone() name=name rows="2" dir="auto" aria-invalid=lacks_reason.then_some("true")>{reason}</textarea>
                {problem}
            </div>
        }
    });
    view! {
        <li class="finding">
            {said(&finding)}
            <p class="actions"><a class="button" href=format!("/sites/{site}{path}")>{label}</a>{fix}</p>
            {field}
        </li>
    }
}

/// What was found, under which rule, and why that rule is there.
fn said(finding: &Finding) -> impl IntoView + use<> {
    let (class, word) = word(finding.severity);
    let rule = finding.rule();
    let title = rule.map_or(finding.rule.as_str(), |rule| rule.title).to_owned();
    let about = rule.map(|Rule { why, mend, source, .. }| {
        view! {
            <details>
                <summary>"Why, and how to mend it"</summary>
                <p>{*why}</p>
                <p>{*mend}</p>
                <p class="hint">{format!("Rule {}. {source}", finding.rule)}</p>
            </details>
        }
    });
    view! {
        <h3><span class=class>{word}</span>" "{title}</h3>
        <p>{finding.message.clone()}</p>
        {about}
    }
}

/// The report of a version, with the reasons for what was published all the same.
#[component]
pub fn ReportPart(reported: Reported) -> impl IntoView {
    let Reported { report, reasons } = reported;
    let items = report.findings.iter().map(|finding| {
        let reason = reasons.get(&id(finding)).cloned();
        let reason = reason.map(|reason| view! { <p>"The owner’s reason: “"{reason}"”"</p> });
        view! { <li class="finding">{said(finding)}{reason}</li> }
    });
    let nothing = report.findings.is_empty().then(|| view! { <p>"Nothing was found."</p> });
    view! {
        <section class="card">
            <div class="toolbar">
                <h2>"Honesty check"</h2>
                <p class=badge(report.score)>{format!("{} of 100", report.score)}</p>
            </div>
            {nothing}
            <ul class="list">{items.collect_view()}</ul>
        </section>
    }
}
