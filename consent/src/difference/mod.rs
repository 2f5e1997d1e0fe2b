//! What changed between two versions, in words for owners.

mod regimes;

use crate::behaviour::Behaviour;
use crate::behaviour::BrowserSignal::{Dnt, Gpc};
use crate::draft::{Data, Purpose, StorageItem, Tracker};
use crate::language::Language;
use crate::period::Period;
use crate::texts::{EDITABLE, Texts};
use crate::theme::{Palette, Theme};
use crate::vendors::{Vendor, Vendors};
use crate::version::Version;
use std::collections::BTreeSet;

/// Longest quotation of a text, in characters: longer ones are cut around the place where they differ.
const MAX_QUOTE: usize = 120;
/// Characters kept before the place where two long texts begin to differ.
const QUOTE_LEAD: usize = 20;

/// What `new` changes, one sentence each; empty when both say the same. Number, time of publishing and the
/// linter's report do not count.
///
/// A draft is compared by freezing it first; `old` is `None` before the first version.
#[must_use]
pub fn differences(old: Option<&Version>, new: &Version) -> Vec<String> {
    let Some(old) = old else { return first(new) };
    let mut lines = Vec::new();
    site(&mut lines, old, new);
    languages(&mut lines, old, new);
    purposes(&mut lines, old, new);
    wording(&mut lines, old, new);
    look(&mut lines, old, new);
    behaviour(&mut lines, &old.behaviour, &new.behaviour);
    regimes::regimes(&mut lines, old, new);
    if lines.is_empty() && !new.says_the_same(old) {
        lines.push("Only spaces, or the order of details, changed.".to_owned());
    }
    lines
}

/// How owners know a purpose: by its title in the first language, else by its key.
#[must_use]
pub fn name<'a>(purpose: &'a Purpose, languages: &[Language]) -> &'a str {
    let title = languages.first().and_then(|language| purpose.words.get(language)).map(|words| words.title.trim());
    title.filter(|title| !title.is_empty()).unwrap_or(&purpose.key)
}

fn first(new: &Version) -> Vec<String> {
    let purposes = new.purposes.iter().map(|each| format!("“{}”", name(&each.purpose, &new.languages)));
    let languages = new.languages.iter().map(|language| language.english_name().to_owned());
    vec![
        "This is the first version: visitors see the banner once it is published.".to_owned(),
        format!("Purposes: {}.", enumerate(purposes)),
        format!("Languages: {}.", enumerate(languages)),
    ]
}

fn site(lines: &mut Vec<String>, old: &Version, new: &Version) {
    for (what, before, after) in [
        ("The name of the site", &old.site_name, &new.site_name),
        ("The controller's name", &old.controller_name, &new.controller_name),
        ("The controller's contact", &old.controller_contact, &new.controller_contact),
        ("The link to the privacy policy", &old.policy_url, &new.policy_url),
    ] {
        changed(lines, what, before, after);
    }
}

fn languages(lines: &mut Vec<String>, old: &Version, new: &Version) {
    for language in new.languages.iter().filter(|language| !old.languages.contains(language)) {
        lines.push(format!("{} is offered now.", language.english_name()));
    }
    for language in old.languages.iter().filter(|language| !new.languages.contains(language)) {
        lines.push(format!("{} is no longer offered.", language.english_name()));
    }
    if let (Some(before), Some(after)) = (old.languages.first(), new.languages.first())
        && before != after
    {
        lines.push(format!(
            "Where no language fits the visitor, {} is used instead of {}.",
            after.english_name(),
            before.english_name()
        ));
    }
}

fn purposes(lines: &mut Vec<String>, old: &Version, new: &Version) {
    for published in &new.purposes {
        let (after, named) = (&published.purpose, name(&published.purpose, &new.languages));
        let Some(before) = old.purpose(&after.key) else {
            lines.push(if after.is_optional() {
                format!("Purpose “{named}” is new: visitors are asked about it.")
            } else {
                format!("Purpose “{named}” is new.")
            });
            continue;
        };
        purpose(lines, named, &before.purpose, after, old, new);
        if after.is_optional() && before.fingerprint != published.fingerprint {
            lines.push(format!("Visitors are asked about “{named}” again, since what it means changed."));
        } else if after.is_optional() && before.purpose.again != after.again {
            lines.push(format!("Visitors who said yes to “{named}” are asked again."));
        }
    }
    for removed in old.purposes.iter().filter(|each| new.purpose(&each.purpose.key).is_none()) {
        lines.push(format!("Purpose “{}” is removed.", name(&removed.purpose, &old.languages)));
    }
    let shared = |of: &'_ Version, other: &Version| -> Vec<String> {
        let keys = of.purposes.iter().map(|each| each.purpose.key.clone());
        keys.filter(|key| other.purpose(key).is_some()).collect()
    };
    if shared(old, new) != shared(new, old) {
        lines.push("The purposes stand in another order.".to_owned());
    }
}

fn purpose(lines: &mut Vec<String>, named: &str, before: &Purpose, after: &Purpose, old: &Version, new: &Version) {
    let english = Texts::english();
    changed(lines, &format!("Why “{named}” is necessary"), &before.necessity, &after.necessity);
    if before.kind != after.kind {
        lines.push(format!("“{named}” is {} instead of {}.", after.kind.as_str(), before.kind.as_str()));
    }
    if before.legal_basis != after.legal_basis {
        let [from, to] = [before, after].map(|purpose| purpose.legal_basis.as_str().replace('_', " "));
        lines.push(format!("“{named}” rests on {to} instead of {from}."));
    }
    let names = |of: &BTreeSet<Data>, other: &BTreeSet<Data>| {
        let differing: Vec<Data> = of.difference(other).copied().collect();
        (!differing.is_empty())
            .then(|| enumerate(differing.iter().map(|data| english.get(&format!("data.{}", data.as_str())).to_owned())))
    };
    if let Some(more) = names(&after.data, &before.data) {
        lines.push(format!("“{named}” also collects: {more}."));
    }
    if let Some(less) = names(&before.data, &after.data) {
        lines.push(format!("“{named}” no longer collects: {less}."));
    }
    if before.retention != after.retention {
        lines.push(format!(
            "“{named}” is kept {} instead of {}.",
            english.period(after.retention),
            english.period(before.retention)
        ));
    }
    if before.meaning != after.meaning {
        lines.push(format!("The words of “{named}” are stated to mean something different."));
    }
    for language in new.languages.iter().filter(|language| old.languages.contains(language)) {
        let (from, to, tongue) = (before.words(*language), after.words(*language), language.english_name());
        changed(lines, &format!("The {tongue} title of “{named}”"), &from.title, &to.title);
        changed(lines, &format!("The {tongue} description of “{named}”"), &from.description, &to.description);
        changed(lines, &format!("The {tongue} benefit of “{named}”"), &from.benefit, &to.benefit);
    }
    for tracker_after in &after.trackers {
        match before.trackers.iter().find(|each| each.key == tracker_after.key) {
            None => lines.push(format!("“{named}” has a new tracker: {}.", tracker_name(tracker_after))),
            Some(tracker_before) => tracker(lines, tracker_before, tracker_after),
        }
    }
    for gone in before.trackers.iter().filter(|each| after.trackers.iter().all(|other| other.key != each.key)) {
        lines.push(format!("“{named}” no longer has the tracker {}.", tracker_name(gone)));
    }
}

fn tracker_name(tracker: &Tracker) -> String {
    let named = if tracker.name.trim().is_empty() { &tracker.key } else { &tracker.name };
    format!("“{}”", named.trim())
}

fn tracker(lines: &mut Vec<String>, before: &Tracker, after: &Tracker) {
    let named = tracker_name(after);
    changed(lines, &format!("The name of the tracker {named}"), &before.name, &after.name);
    changed(lines, &format!("The provider of {named}"), &before.provider, &after.provider);
    changed(lines, &format!("The policy link of {named}"), &before.policy_url, &after.policy_url);
    let items = |tracker: &Tracker| -> BTreeSet<String> { tracker.items.iter().map(item).collect() };
    let patterns = |tracker: &Tracker| -> BTreeSet<String> { tracker.url_patterns.iter().cloned().collect() };
    for (now, before, from, to) in [
        ("stores", "store", items(before), items(after)),
        ("loads from", "load from", patterns(before), patterns(after)),
    ] {
        if !from.is_subset(&to) {
            lines.push(format!("{named} does not {before} any more: {}.", enumerate(from.difference(&to).cloned())));
        }
        if !to.is_subset(&from) {
            lines.push(format!("{named} now {now}: {}.", enumerate(to.difference(&from).cloned())));
        }
    }
}

fn item(item: &StorageItem) -> String {
    let english = Texts::english();
    let storage = english.get(&format!("tracker.storage.{}", item.storage.as_str())).to_lowercase();
    let kept =
        item.duration.map_or_else(|| "until the browser is closed".to_owned(), |period: Period| english.period(period));
    format!("{} ({storage}, {kept})", item.name.trim())
}

fn wording(lines: &mut Vec<String>, old: &Version, new: &Version) {
    for (language, after) in &new.texts {
        let Some(before) = old.texts.get(language) else { continue };
        let tongue = language.english_name();
        let (own_before, own_after) = (before.own_wording(), after.own_wording());
        for key in EDITABLE.iter().filter(|key| own_before.contains_key(**key) || own_after.contains_key(**key)) {
            changed(lines, &format!("The {tongue} {}", label(key)), before.get(key), after.get(key));
        }
        let improved =
            after.entries().filter(|(key, text)| !before.entries().any(|each| each == (*key, *text))).count();
        if improved > 0 {
            lines.push(format!("Standard texts in {tongue} that this release words anew: {improved}."));
        }
    }
}

/// What owners call a text they may change.
#[must_use]
pub fn label(key: &str) -> &str {
    match key {
        "banner.title" => "banner title",
        "banner.text" => "banner text",
        "action.accept_all" => "text of the accept button",
        "action.reject_all" => "text of the reject button",
        "action.settings" => "text of the settings button",
        "action.save" => "text of the save button",
        "settings.title" => "settings title",
        "settings.text" => "settings text",
        "action.reopen" => "text of the reopen control",
        "action.turn_off" => "text of the turn-off button",
        "banner.get" => "words before the benefits",
        "notice.title" => "title of the notice",
        "notice.text" => "text of the notice",
        "notice.settings" => "settings text of the notice",
        "placeholder.text" => "text in place of held content",
        "action.allow_purpose" => "text of the button that loads it",
        other => other,
    }
}

fn look(lines: &mut Vec<String>, old: &Version, new: &Version) {
    if old.layout != new.layout {
        lines.push(format!("The layout is “{}” instead of “{}”.", new.layout.label(), old.layout.label()));
    }
    let tokens = |theme: &Theme| {
        [
            ("scheme", theme.scheme.label().to_owned()),
            ("font", theme.font.label().to_owned()),
            ("spacing", theme.spacing.label().to_owned()),
            ("radius of the corners", format!("{} px", theme.radius)),
        ]
    };
    for ((part, from), (_, to)) in tokens(&old.theme).into_iter().zip(tokens(&new.theme)) {
        if from != to {
            lines.push(format!("The {part} is “{to}” instead of “{from}”."));
        }
    }
    match [&old.theme.logo, &new.theme.logo].map(|logo| logo.as_str()) {
        [before, after] if before == after => {}
        ["", _] => lines.push("The banner has a logo now.".to_owned()),
        [_, ""] => lines.push("The banner has no logo any more.".to_owned()),
        _ => lines.push("The banner has another logo.".to_owned()),
    }
    changed(lines, "The CSS of the banner's looks", &old.theme.css, &new.theme.css);
    let colours = |theme: &Theme| {
        let of = |palette: &Palette| {
            [palette.surface.clone(), palette.text.clone(), palette.button.clone(), palette.on_button.clone()]
        };
        [of(&theme.light), of(&theme.dark)]
    };
    for ((scheme, before), after) in ["light", "dark"].into_iter().zip(colours(&old.theme)).zip(colours(&new.theme)) {
        for ((part, from), to) in ["ground", "text", "buttons", "text on buttons"].into_iter().zip(before).zip(after) {
            if !from.eq_ignore_ascii_case(&to) {
                lines.push(format!("The {scheme} colour of the {part} is {to} instead of {from}."));
            }
        }
    }
}

fn behaviour(lines: &mut Vec<String>, old: &Behaviour, new: &Behaviour) {
    let switches = [
        ("The page is loaded again when a script that has run loses its purpose", old.reload, new.reload),
        ("All subdomains share a choice", old.share_subdomains, new.share_subdomains),
        ("What scripts load is held by the addresses of the trackers", old.block, new.block),
        ("Global Privacy Control refuses for whoever has not chosen", old.has(Gpc), new.has(Gpc)),
        ("Do Not Track refuses for whoever has not chosen", old.has(Dnt), new.has(Dnt)),
    ];
    for (what, before, after) in switches {
        switched(lines, what, before, after);
    }
    vendors(lines, &old.vendors, &new.vendors);
}

fn switched(lines: &mut Vec<String>, what: &str, before: bool, after: bool) {
    if before != after {
        lines.push(format!("{what}: {}.", if after { "yes" } else { "no longer" }));
    }
}

fn vendors(lines: &mut Vec<String>, old: &Vendors, new: &Vendors) {
    let told = |name: &str| format!("What visitors allow is told to {name}");
    switched(lines, &told("Google Consent Mode"), old.google.is_some(), new.google.is_some());
    for vendor in Vendor::ALL {
        switched(lines, &told(vendor.name()), old.others.contains(&vendor), new.others.contains(&vendor));
    }
    let Some(after) = &new.google else { return };
    let before = old.google.clone().unwrap_or_default();
    switched(lines, "Google's tags may load before a choice", before.advanced, after.advanced);
    let redacts = "Ad clicks are left out of what Google gets while advertising is not allowed";
    switched(lines, redacts, before.ads_data_redaction, after.ads_data_redaction);
    let passes = "Ad clicks are passed on in the addresses of links while nothing may be stored";
    switched(lines, passes, before.url_passthrough, after.url_passthrough);
    if before.wait_for_update != after.wait_for_update {
        let [after, before] = [after.wait_for_update, before.wait_for_update];
        lines.push(format!("Google's tags wait {after} ms for the choice instead of {before}."));
    }
}

fn changed(lines: &mut Vec<String>, what: &str, before: &str, after: &str) {
    let (before, after) = (before.trim(), after.trim());
    if before == after {
        return;
    }
    lines.push(match (before.is_empty(), after.is_empty()) {
        (true, _) => format!("{what} is now “{}”; there was none.", quote(after, 0)),
        (_, true) => format!("{what} is removed; it was “{}”.", quote(before, 0)),
        _ => {
            let [before, after] = quotes(before, after);
            format!("{what} changed from “{before}” to “{after}”.")
        }
    });
}

/// Both texts, long ones cut so that the place where they begin to differ is in them.
#[must_use]
pub fn quotes(before: &str, after: &str) -> [String; 2] {
    let shared = before.chars().zip(after.chars()).take_while(|(a, b)| a == b).count();
    [before, after].map(|text| quote(text, shared))
}

/// The text, cut when it is long so that the place after `shared` characters is in it.
fn quote(text: &str, shared: usize) -> String {
    let length = text.chars().count();
    if length <= MAX_QUOTE {
        return text.to_owned();
    }
    let start = shared.saturating_sub(QUOTE_LEAD).min(length - MAX_QUOTE);
    let part: String = text.chars().skip(start).take(MAX_QUOTE).collect();
    let (head, tail) = (if start > 0 { "…" } else { "" }, if start + MAX_QUOTE < length { "…" } else { "" });
    format!("{head}{part}{tail}")
}

fn enumerate(items: impl Iterator<Item = String>) -> String {
    let all = items.collect::<Vec<_>>().join(", ");
    if all.is_empty() { "none".to_owned() } else { all }
}
