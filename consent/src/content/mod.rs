//! What the server hands to the runtime on a page, and the scripts that carry it.

mod script;

pub use script::{pinned, script};

use crate::behaviour::BrowserSignal;
use crate::draft::{Kind, Purpose, Storage, StorageItem};
use crate::keys::SiteKey;
use crate::language::Language;
use crate::regime::{Departure, Manner, Regime, Rules};
use crate::theme::Layout;
use crate::vendors::Vendors;
use crate::version::Version;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a page needs to know about a site's live version, in one language. The order is the one that compresses best.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// How long a grant counts, in milliseconds.
    pub lifetime: i64,
    /// How long a refusal counts, in milliseconds.
    pub refusals: i64,
    /// The languages offered; the runtime fetches another one where the page speaks it.
    pub languages: Vec<Language>,
    /// The rendered component `Banner`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub html: String,
    pub purposes: Vec<ContentPurpose>,
    /// The styles of the banner and its theme.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub css: String,
    /// What the runtime says by itself: the states by the values of `data-assent-choice`, `saved` and `pending`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<String, String>,
    pub language: Language,
    /// Whether the snippet asked for the language, so that the page is not asked any more.
    #[serde(default, skip_serializing_if = "is_false")]
    pub told: bool,
    /// `null` while the banner is offline: nothing is shown and nothing optional is granted.
    pub version: Option<u32>,
    pub regime: Regime,
    /// How visitors are met.
    #[serde(default, skip_serializing_if = "is_ask")]
    pub manner: Manner,
    pub site: SiteKey,
    /// Whether the page is loaded again when a script that has run loses its purpose.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub reload: bool,
    /// Whether all subdomains share a choice.
    #[serde(default, skip_serializing_if = "is_false")]
    pub share: bool,
    /// Whether the banner stands in an element of the page, where the page has one for it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub inline: bool,
    /// The parts of the runtime that this banner needs beside its core.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub extras: BTreeSet<Extra>,
    /// The browser's signals that refuse for whoever has not chosen.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub signals: BTreeSet<BrowserSignal>,
    /// The vendors that are told what the visitor allows.
    #[serde(default, skip_serializing_if = "Vendors::is_empty")]
    pub vendors: Vendors,
}

/// A part of the runtime that only some banners need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extra {
    /// Calls to the vendors that are told what the visitor allows. First, since their defaults come before any tag.
    Vendors,
    /// Automatic blocking of what scripts of the page load.
    Block,
    /// Long lists of trackers, fetched when they are opened.
    Lists,
    /// Marks on what is new, for whoever is asked again.
    Again,
    /// Deletion of databases that trackers made.
    Databases,
    /// A copy of the cookie set by the server, where that is same-site with the page.
    Keep,
}

impl Extra {
    pub const ALL: [Self; 6] = [Self::Vendors, Self::Block, Self::Lists, Self::Again, Self::Databases, Self::Keep];

    /// The name of its file, without `.js`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Vendors => "vendors",
            Self::Block => "block",
            Self::Lists => "lists",
            Self::Again => "again",
            Self::Databases => "databases",
            Self::Keep => "keep",
        }
    }

    /// Those that a version needs.
    #[must_use]
    pub fn of(version: &Version) -> BTreeSet<Self> {
        let long = version.purposes.iter().any(|published| published.purpose.is_long());
        let items =
            version.purposes.iter().flat_map(|published| &published.purpose.trackers).flat_map(|each| &each.items);
        let databases = items.into_iter().any(|item| item.storage == Storage::IndexedDb);
        let beside = long.then_some(Self::Lists).into_iter().chain(databases.then_some(Self::Databases));
        Self::of_offline(version).into_iter().chain(beside).collect()
    }

    /// Those that a version needs while its banner is offline: the vendors hear that nothing is allowed, and what is
    /// blocked stays so.
    fn of_offline(version: &Version) -> BTreeSet<Self> {
        let vendors = (!version.behaviour.vendors.is_empty()).then_some(Self::Vendors);
        vendors.into_iter().chain(version.behaviour.block.then_some(Self::Block)).collect()
    }
}

/// A purpose as the page judges it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentPurpose {
    pub key: String,
    pub kind: Kind,
    /// The versions, first and last of each run, in which the purpose meant what it means today. A choice made on one
    /// of them still counts for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub same: Vec<(u32, u32)>,
    /// The version since which a yes counts.
    #[serde(default, skip_serializing_if = "is_from_the_start")]
    pub since: u32,
    /// The names of what its trackers store, by [`Storage::letter`]: the inside of a regular expression (ECMA-262 §22.2)
    /// for whole names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub items: BTreeMap<char, String>,
    /// Whether it runs until the visitor decides.
    #[serde(default, skip_serializing_if = "is_false")]
    pub runs: bool,
    /// The keys of its trackers, which tags may name instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trackers: Vec<String>,
    /// The addresses of its trackers, with `*` for any characters, where scripts of the page are held by them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub urls: BTreeSet<String>,
}

impl ContentPurpose {
    /// What a page knows of a purpose while no choice counts for it.
    fn of(purpose: &Purpose, block: bool) -> Self {
        let urls = purpose.trackers.iter().filter(|_| block).flat_map(|tracker| tracker.url_patterns.iter().cloned());
        Self {
            key: purpose.key.clone(),
            kind: purpose.kind,
            same: Vec::new(),
            since: 0,
            items: BTreeMap::new(),
            runs: false,
            trackers: purpose.trackers.iter().map(|tracker| tracker.key.clone()).collect(),
            urls: urls.collect(),
        }
    }
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
fn is_true(value: &bool) -> bool {
    *value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
fn is_from_the_start(version: &u32) -> bool {
    *version == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
fn is_ask(manner: &Manner) -> bool {
    *manner == Manner::Ask
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// The fingerprints of a published version's purposes, by purpose key.
pub type Fingerprints = BTreeMap<String, String>;

impl Content {
    /// The content of a live version. `history` holds the fingerprints of every version of the site, this one included
    /// or not, in any order.
    #[must_use]
    pub fn new(
        version: &Version,
        history: &[(u32, Fingerprints)],
        (regime, language): (Regime, Language),
        html: String,
        css: String,
    ) -> Self {
        let texts = version.texts.get(&language);
        let rules = version.rules(regime).copied().unwrap_or_else(Rules::before_regimes);
        let mut signals = version.behaviour.signals.clone();
        signals.extend(rules.gpc.then_some(BrowserSignal::Gpc));
        let gpc = (!signals.is_empty()).then_some("gpc");
        let mut extras = Extra::of(version);
        extras.extend(asks_again(version, history).then_some(Extra::Again));
        let has_lists = extras.contains(&Extra::Lists);
        let lists = ["loading", "failed"].into_iter().filter(move |_| has_lists);
        let states = ["none", "accepted", "rejected", "custom", "saved", "pending"].into_iter().chain(gpc).chain(lists);
        // Where the law wants it said, the words are that the signal was honoured.
        let said = |name: &str| if name == "gpc" && rules.gpc_status { "honoured" } else { name }.to_owned();
        let again = extras.contains(&Extra::Again).then(|| {
            let text = |key: &str| texts.map(|texts| texts.get(&format!("again.{key}")).to_owned()).unwrap_or_default();
            [("again", text("text")), ("new", text("new")), ("changed", text("changed"))]
        });
        let again = again.into_iter().flatten().map(|(name, text)| (name.to_owned(), text));
        let words = states.filter_map(|name| {
            let key = format!("state.{}", said(name));
            texts.map(|texts| (name.to_owned(), texts.get(&key).to_owned()))
        });
        let purposes = version.purposes.iter().map(|published| {
            let key = published.purpose.key.clone();
            let meant = history.iter().filter(|(_, then)| then.get(&key) == Some(&published.fingerprint));
            let meant = meant.map(|(number, _)| *number).chain([version.number]).collect();
            // What is necessary is never chosen, so no choice is judged by it.
            let same = if published.purpose.is_optional() { runs(meant) } else { Vec::new() };
            let items = names(published.purpose.trackers.iter().flat_map(|tracker| &tracker.items));
            let runs = published.purpose.is_optional() && rules.runs(&published.purpose);
            let since = published.asked_since;
            ContentPurpose {
                same,
                since,
                items,
                runs,
                ..ContentPurpose::of(&published.purpose, version.behaviour.block)
            }
        });
        Self {
            site: version.site.clone(),
            version: Some(version.number),
            language,
            told: false,
            languages: version.languages.clone(),
            regime,
            manner: version.manner(regime),
            lifetime: rules.grant_ms(),
            refusals: rules.refusal_ms(),
            purposes: purposes.collect(),
            reload: version.behaviour.reload,
            share: version.behaviour.share_subdomains,
            inline: version.layout == Layout::Inline,
            extras,
            signals,
            vendors: version.behaviour.vendors.clone(),
            words: words.chain(again).collect(),
            html,
            css,
        }
    }

    /// The content while a banner is offline, or before anything was published (`last` is `None`): the purposes are
    /// known, so that necessary ones go on, and the vendors, so that they hear that nothing is allowed.
    #[must_use]
    pub fn offline(site: SiteKey, last: Option<&Version>, language: Language) -> Self {
        let block = last.is_some_and(|version| version.behaviour.block);
        let rules = Rules::of(Regime::default(), &Departure::default());
        let purposes = last.iter().flat_map(|version| &version.purposes);
        let purposes = purposes.map(|published| ContentPurpose::of(&published.purpose, block));
        Self {
            site,
            version: None,
            language,
            told: false,
            languages: vec![language],
            regime: Regime::default(),
            manner: Manner::Ask,
            lifetime: rules.grant_ms(),
            refusals: rules.refusal_ms(),
            purposes: purposes.collect(),
            reload: true,
            share: false,
            inline: false,
            extras: last.map(Extra::of_offline).unwrap_or_default(),
            signals: BTreeSet::new(),
            vendors: last.map(|version| version.behaviour.vendors.clone()).unwrap_or_default(),
            words: BTreeMap::new(),
            html: String::new(),
            css: String::new(),
        }
    }
}

/// Whether somebody who chose on an earlier version may be asked again: a purpose is newer, or means something else.
fn asks_again(version: &Version, history: &[(u32, Fingerprints)]) -> bool {
    let earlier = history.iter().filter(|(number, _)| *number < version.number);
    earlier.into_iter().any(|(_, then)| {
        version.optional().any(|published| then.get(&published.purpose.key) != Some(&published.fingerprint))
    })
}

/// The names of stored items, by storage.
fn names<'a>(items: impl Iterator<Item = &'a StorageItem>) -> BTreeMap<char, String> {
    let mut names: BTreeMap<char, BTreeSet<String>> = BTreeMap::new();
    for item in items {
        names.entry(item.storage.letter()).or_default().insert(item.pattern());
    }
    names.into_iter().map(|(letter, names)| (letter, names.into_iter().collect::<Vec<_>>().join("|"))).collect()
}

/// The first and last of each run of consecutive numbers.
fn runs(mut numbers: Vec<u32>) -> Vec<(u32, u32)> {
    numbers.sort_unstable();
    numbers.dedup();
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => runs.push((number, number)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Draft, Purpose, Tracker};
    use crate::site::SiteDetails;
    use crate::timestamp::Timestamp;

    fn version() -> Version {
        let purpose = Purpose { key: "ads".into(), kind: Kind::Marketing, ..Purpose::default() };
        let draft = Draft { purposes: vec![purpose], ..Draft::default() };
        let site = SiteKey::parse("demo").unwrap();
        Version::freeze(site, &SiteDetails::default(), &draft, 4, Timestamp::from_millis(5)).unwrap()
    }

    #[test]
    fn a_purpose_names_the_versions_in_which_it_meant_the_same() {
        let version = version();
        let now = version.purposes[0].fingerprint.clone();
        let then = |number: u32, fingerprint: &str| (number, [("ads".to_owned(), fingerprint.to_owned())].into());
        let history = [then(3, &now), then(2, "other"), (5, Fingerprints::new()), then(1, &now)];
        let content = Content::new(&version, &history, (Regime::Eu, Language::default()), String::new(), String::new());
        assert_eq!(content.purposes[0].same, [(1, 1), (3, 4)]);
    }

    #[test]
    fn an_offline_banner_knows_its_purposes_and_nothing_else() {
        let version = version();
        let content = Content::offline(version.site.clone(), Some(&version), Language::default());
        let json = serde_json::to_value(&content).unwrap();
        assert_eq!(json["version"], serde_json::Value::Null);
        assert_eq!(json["purposes"], serde_json::json!([{ "key": "ads", "kind": "marketing" }]));
        assert!(json.get("html").is_none());
    }

    #[test]
    fn vendors_are_told_also_while_the_banner_is_offline() {
        let mut version = version();
        let plain = Content::new(&version, &[], (Regime::Eu, Language::default()), String::new(), String::new());
        assert!(serde_json::to_value(&plain).unwrap().get("vendors").is_none());
        version.behaviour.vendors.others.insert(crate::vendors::Vendor::Uet);
        let live = Content::new(&version, &[], (Regime::Eu, Language::default()), String::new(), String::new());
        let offline = Content::offline(version.site.clone(), Some(&version), Language::default());
        for content in [live, offline] {
            let json = serde_json::to_value(&content).unwrap();
            assert_eq!(json["vendors"], serde_json::json!({ "others": ["uet"] }));
            assert_eq!(json["extras"], serde_json::json!(["vendors"]));
        }
        let never = Content::offline(version.site, None, Language::default());
        assert!(never.vendors.is_empty() && never.extras.is_empty());
    }

    #[test]
    fn addresses_are_told_only_where_scripts_are_held_by_them_and_then_offline_too() {
        let mut version = version();
        let tracker =
            Tracker { key: "pixel".into(), url_patterns: vec!["https://ads.example/*".into()], ..Tracker::default() };
        version.purposes[0].purpose.trackers.push(tracker);
        let both = |version: &Version| {
            let live = Content::new(version, &[], (Regime::Eu, Language::default()), String::new(), String::new());
            [live, Content::offline(version.site.clone(), Some(version), Language::default())]
        };
        for content in both(&version) {
            assert!(content.extras.is_empty() && content.purposes[0].urls.is_empty());
            assert_eq!(content.purposes[0].trackers, ["pixel"]);
        }
        version.behaviour.block = true;
        for content in both(&version) {
            assert!(content.extras.contains(&Extra::Block));
            assert!(content.purposes[0].urls.contains("https://ads.example/*"));
        }
    }
}
