//! The rules about trackers: who receives the data, how long items stay, and where known trackers belong.

use super::catalogue::{Doing, Known};
use super::finding::Finding;
use super::fix::{Fix, GOOGLE_POLICY};
use super::lists::Lists;
use super::phrase::Words;
use super::subject::{Looked, Subject};
use crate::draft::{Kind, Storage, Tracker};
use crate::regime::{Model, Regime};
use crate::texts::Texts;
use crate::vendors::Vendor;

/// Longest life of an item that people are asked about: 13 months, in days.
const MAX_ITEM_DAYS: u32 = 395;

pub(super) fn findings(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for looked in &subject.purposes {
        for (at, tracker, known) in looked.trackers() {
            recipient(subject, &at, tracker, &mut found);
            items(looked, &at, tracker, &mut found);
            if let Some(known) = known {
                place(looked, &at, tracker, known, &mut found);
                google(subject, looked, &at, tracker, known, &mut found);
                clarity(subject, &at, tracker, known, &mut found);
            }
        }
        mixed(looked, &mut found);
        exempt(subject, looked, &mut found);
    }
    found
}

/// I02, but for trackers without a provider.
fn recipient(subject: &Subject<'_>, at: &str, tracker: &Tracker, found: &mut Vec<Finding>) {
    let provider = Words::of(&tracker.provider);
    let provider = provider.plain();
    let own = [&subject.site.controller_name, &subject.site.name].map(|name| Words::of(name).plain() == provider);
    if !provider.is_empty() && !own.contains(&true) && tracker.policy_url.trim().is_empty() {
        let message = format!(
            "“{}” receives data, and nothing says what is done with it there. Link to its privacy policy.",
            tracker.provider.trim()
        );
        found.push(Finding::warning("I02", format!("{at}.policy_url"), message));
    }
}

/// I03, but for durations of 0.
fn items(looked: &Looked<'_>, at: &str, tracker: &Tracker, found: &mut Vec<Finding>) {
    for (index, item) in tracker.items.iter().enumerate() {
        let at = format!("{at}.items.{index}.duration");
        let name = item.name.trim();
        match item.duration {
            None if matches!(item.storage, Storage::LocalStorage | Storage::IndexedDb) => {
                let message =
                    format!("“{name}” stays when the browser is closed, as all of this type. Say for how long.");
                found.push(Finding::error("I03", at, message));
            }
            Some(duration) if looked.purpose.is_optional() && duration.days() > MAX_ITEM_DAYS => {
                let stays = Texts::english().period(duration);
                let message = format!("“{name}” stays for {stays}. Let it go after 13 months at most.");
                found.push(Finding::warning("I03", at, message));
            }
            _ => {}
        }
    }
}

/// I04 and I05: what a known tracker may not be part of.
fn place(looked: &Looked<'_>, at: &str, tracker: &Tracker, known: Known, found: &mut Vec<Finding>) {
    let (name, does) = (tracker.name.trim(), known.is.as_str());
    match (looked.purpose.kind, known.is) {
        (Kind::Necessary, _) => {
            let message = format!(
                "“{name}” is known for {does} ({}), which no site needs in order to work. Move it to a purpose of that kind.",
                known.name
            );
            found.push(Finding::error("I05", at, message));
        }
        (kind @ (Kind::Functional | Kind::Measurement), Doing::Advertising) => {
            let message = format!(
                "“{name}” is known for {does} ({}). Move it from this {} purpose to one of marketing.",
                known.name,
                kind.as_str()
            );
            found.push(Finding::error("I04", at, message));
        }
        _ => {}
    }
}

/// I04: measurement and advertising in one.
fn mixed(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let one = |doing: Doing| {
        looked
            .trackers()
            .find_map(|(_, tracker, known)| known.filter(|known| known.is == doing).map(|_| tracker.name.trim()))
    };
    if let (Some(measures), Some(advertises)) = (one(Doing::Measurement), one(Doing::Advertising)) {
        let message = format!(
            "“{measures}” measures and “{advertises}” advertises: people may want one without the other. Make two purposes."
        );
        found.push(Finding::error("I04", format!("{}.trackers", looked.at), message));
    }
}

/// I07 and B03.
fn google(
    subject: &Subject<'_>,
    looked: &Looked<'_>,
    at: &str,
    tracker: &Tracker,
    known: Known,
    found: &mut Vec<Finding>,
) {
    if !known.google {
        return;
    }
    let name = tracker.name.trim();
    if subject.draft.banner.behaviour.vendors.google.is_none() {
        let message = format!("“{name}” is Google's, and is not told what visitors allow. Switch Consent Mode on.");
        found.push(Finding::warning("B03", at, message).mended_by(Fix::ConsentMode));
    }
    if known.is != Doing::Advertising {
        return;
    }
    if tracker.policy_url.trim().trim_end_matches('/') != GOOGLE_POLICY {
        let message = format!("Google asks that “{name}” links to {GOOGLE_POLICY}. Take this link.");
        let finding = Finding::error("I07", format!("{at}.policy_url"), message);
        // Keys may be missing or doubled in a draft: nobody else gets Google's policy.
        let trackers = subject.draft.purposes.iter().flat_map(|purpose| &purpose.trackers);
        let alone = trackers.filter(|other| other.key == tracker.key).count() == 1 && !tracker.key.is_empty();
        found.push(if alone { finding.mended_by(Fix::GooglePolicy { tracker: tracker.key.clone() }) } else { finding });
    }
    let silent: Vec<&str> = subject
        .draft
        .languages
        .iter()
        .filter(|language| {
            let description = looked.purpose.words(**language).description;
            // One that is missing is found as such.
            !description.trim().is_empty()
                && Lists::of(**language)
                    .is_some_and(|lists| lists.personalised_ads.find(&Words::of(&description)).is_none())
        })
        .map(|language| language.english_name())
        .collect();
    if !silent.is_empty() {
        let message = format!(
            "“{name}” serves personalised advertising, and the description does not say so in {}. Say it.",
            silent.join(", ")
        );
        found.push(Finding::error("I07", at, message));
    }
}

/// B17.
fn clarity(subject: &Subject<'_>, at: &str, tracker: &Tracker, known: Known, found: &mut Vec<Finding>) {
    let asking = |regime: &&Regime| regime.is_european_union() || matches!(regime, Regime::Uk | Regime::Ch);
    let regimes: Vec<Regime> = subject.used.keys().filter(asking).copied().collect();
    let told = subject.draft.banner.behaviour.vendors.others.contains(&Vendor::Clarity);
    if known.clarity && !told && !regimes.is_empty() {
        let message = format!("“{}” is not told what visitors allow. Tell Microsoft Clarity.", tracker.name.trim());
        found.push(Finding::warning("B17", at, message).within(regimes).mended_by(Fix::TellClarity));
    }
}

/// R03.
fn exempt(subject: &Subject<'_>, looked: &Looked<'_>, found: &mut Vec<Finding>) {
    for regime in subject.regimes(looked.purpose, Model::Exempt) {
        let name = regime.name();
        let mut say = |at: String, message: String| found.push(Finding::error("R03", at, message).within([regime]));
        for (at, tracker, known) in looked.trackers() {
            if known.is_some_and(|known| known.is == Doing::Advertising) {
                let message = format!(
                    "{name}: “{}” is known for advertising, which is exempt nowhere. Take it out of this purpose, or ask.",
                    tracker.name.trim()
                );
                say(at.clone(), message);
            }
        }
        let Some(limits) = regime.preset().exemption else { continue };
        if looked.purpose.retention.days() > limits.data_days {
            let kept = Texts::english().period(looked.purpose.retention);
            let message = format!(
                "{name}: data kept for {kept} are not exempt, {} days is the most. Keep them for less, or ask.",
                limits.data_days
            );
            say(format!("{}.retention", looked.at), message);
        }
        for (at, tracker, _) in looked.trackers() {
            for (index, item) in tracker.items.iter().enumerate() {
                let Some(duration) = item.duration.filter(|duration| duration.days() > limits.item_days) else {
                    continue;
                };
                let message = format!(
                    "{name}: “{}” stays for {} and is not exempt, {} days is the most. Let it go sooner, or ask.",
                    item.name.trim(),
                    Texts::english().period(duration),
                    limits.item_days
                );
                say(format!("{at}.items.{index}.duration"), message);
            }
        }
    }
}
