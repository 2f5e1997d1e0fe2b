//! The rules about purposes: what they say of themselves, what they collect, for how long, and on which ground.

use super::finding::Finding;
use super::phrase::Words;
use super::reading::hard;
use super::subject::{Looked, Subject};
use crate::draft::{Data, Kind, LegalBasis};
use crate::regime::Model;
use crate::texts::Texts;
use std::collections::BTreeSet;

/// Most optional purposes that people can be expected to read.
const MAX_OPTIONAL: usize = 10;
/// Shortest description that says something, in characters.
const LEAST_DESCRIPTION: usize = 20;
/// Most categories of data in one purpose.
const MAX_DATA: usize = 8;

pub(super) fn findings(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let optional = subject.draft.purposes.iter().filter(|purpose| purpose.is_optional()).count();
    if optional > MAX_OPTIONAL {
        let message =
            format!("{optional} optional purposes are too many to read. Keep to {MAX_OPTIONAL}: join or drop some.");
        found.push(Finding::warning("L16", "purposes", message));
    }
    for looked in &subject.purposes {
        words(subject, looked, &mut found);
        ground(subject, looked, &mut found);
        data(looked, &mut found);
        sensitive(looked, &mut found);
        retention(looked, &mut found);
    }
    found
}

/// I01 and E01, as far as no word list is needed.
fn words(subject: &Subject<'_>, looked: &Looked<'_>, found: &mut Vec<Finding>) {
    for language in &subject.draft.languages {
        let Some(words) = looked.purpose.words.get(language) else { continue };
        let at = format!("{}.words.{}", looked.at, language.code());
        let length = words.description.trim().chars().count();
        if (1..LEAST_DESCRIPTION).contains(&length) {
            let message =
                format!("“{}” is too short to tell anything. Say what is done, and why.", words.description.trim());
            found.push(Finding::warning("I01", format!("{at}.description"), message));
        }
        if let Some(hard) = hard(*language, &words.description) {
            let message = format!(
                "This is very hard to read: {:.0} by {}, where {} is the least. Write shorter sentences and shorter words.",
                hard.score, hard.measure, hard.least
            );
            found.push(Finding::warning("I01", format!("{at}.description"), message));
        }
        let benefit = Words::of(&words.benefit);
        let repeats = |text: &str| {
            let same = benefit.plain();
            !same.is_empty() && same == Words::of(text).plain()
        };
        for (field, text) in [("title", &words.title), ("description", &words.description)] {
            if repeats(text) {
                let message = format!("The benefit only repeats the {field}. Say what visitors get in return.");
                found.push(Finding::warning("E01", format!("{at}.benefit"), message));
            }
        }
    }
}

/// I05, as far as it is about the reason, and I06, as far as it is not about marketing.
fn ground(subject: &Subject<'_>, looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let purpose = looked.purpose;
    if purpose.kind == Kind::Necessary && purpose.necessity.trim().is_empty() {
        let message = "Write why the site cannot do without this, or make it a purpose that people decide about.";
        found.push(Finding::error("I05", format!("{}.necessity", looked.at), message));
    }
    let waiting = subject.regimes(purpose, Model::OptIn);
    if matches!(purpose.kind, Kind::Functional | Kind::Measurement)
        && purpose.legal_basis == LegalBasis::LegitimateInterest
        && !waiting.is_empty()
    {
        let names: Vec<&str> = waiting.iter().map(|regime| regime.name()).collect();
        let message = format!(
            "A legitimate interest is not enough where a yes is asked for: {}. Choose consent as the basis.",
            names.join(", ")
        );
        found.push(Finding::error("I06", format!("{}.legal_basis", looked.at), message).within(waiting));
    }
}

/// What a kind of purpose hardly needs.
fn hardly_needed(kind: Kind) -> &'static [Data] {
    match kind {
        Kind::Necessary => &[Data::Interests, Data::PreciseLocation, Data::SearchTerms],
        Kind::Functional => &[Data::Interests],
        Kind::Measurement => &[Data::Contact, Data::Account, Data::Content, Data::PreciseLocation, Data::Interests],
        Kind::Marketing => &[Data::Contact, Data::Account, Data::Content, Data::PreciseLocation],
    }
}

fn named<'a>(data: impl IntoIterator<Item = &'a Data>) -> String {
    let english = Texts::english();
    let names: Vec<String> =
        data.into_iter().map(|data| english.get(&format!("data.{}", data.as_str())).to_owned()).collect();
    names.join(", ")
}

/// E02.
fn data(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let purpose = looked.purpose;
    let at = format!("{}.data", looked.at);
    let needless: Vec<&Data> = hardly_needed(purpose.kind).iter().filter(|data| purpose.data.contains(data)).collect();
    if !needless.is_empty() {
        let message = format!(
            "Hardly needed for a purpose of the kind {}: {}. Leave it out, or collect it for a purpose of its own.",
            purpose.kind.as_str(),
            named(needless)
        );
        found.push(Finding::warning("E02", &at, message));
    }
    if purpose.data.len() > MAX_DATA {
        let message = format!(
            "{} categories of data in one purpose are more than {MAX_DATA}. Collect less, or make two purposes.",
            purpose.data.len()
        );
        found.push(Finding::warning("E02", at, message));
    }
}

/// What may be collected together with sensitive data.
const BESIDE_SENSITIVE: [Data; 5] = [Data::Identifier, Data::IpAddress, Data::Device, Data::Account, Data::Contact];

/// E03, but for necessary purposes.
fn sensitive(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let purpose = looked.purpose;
    let (sensitive, others): (Vec<&Data>, Vec<&Data>) = purpose.data.iter().partition(|data| data.is_sensitive());
    if sensitive.is_empty() {
        return;
    }
    let sensitive = named(sensitive);
    if purpose.is_optional() && purpose.legal_basis != LegalBasis::Consent {
        let message = format!("Sensitive data need consent: {sensitive}. Choose consent as the basis.");
        found.push(Finding::error("E03", format!("{}.legal_basis", looked.at), message));
    }
    let beside: BTreeSet<&Data> = others.into_iter().filter(|data| !BESIDE_SENSITIVE.contains(data)).collect();
    if !beside.is_empty() {
        let message = format!(
            "Sensitive data ({sensitive}) together with other data: {}. Move these to a purpose of their own.",
            named(beside)
        );
        found.push(Finding::error("E03", format!("{}.data", looked.at), message));
    }
    if purpose.confirmation.as_ref().is_none_or(|confirmed| confirmed.statement.trim().is_empty()) {
        let message =
            format!("Nobody has confirmed that sensitive data are needed: {sensitive}. Ask another member to.");
        found.push(Finding::error("E03", format!("{}.confirmation", looked.at), message));
    }
}

/// E04.
fn retention(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let purpose = looked.purpose;
    let (most, words) = match purpose.kind {
        Kind::Necessary => (3652, "10 years"),
        Kind::Functional => (1095, "3 years"),
        Kind::Measurement | Kind::Marketing => (761, "25 months"),
    };
    if purpose.retention.days() > most {
        let kept = Texts::english().period(purpose.retention);
        let message = format!(
            "{kept} is long for a purpose of the kind {}: {words} is the most that is usual. Keep the data for less.",
            purpose.kind.as_str()
        );
        found.push(Finding::warning("E04", format!("{}.retention", looked.at), message));
    }
}
