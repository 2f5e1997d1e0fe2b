//! The trackers that are known, and by what a tracker of a draft is recognised as one of them.

use super::phrase::{Phrases, Words};
use crate::draft::Tracker;
use serde::Deserialize;
use std::sync::OnceLock;

/// What a known tracker does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Doing {
    Measurement,
    Advertising,
}

impl Doing {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Measurement => "measurement",
            Self::Advertising => "advertising",
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    #[serde(rename = "provider")]
    _provider: String,
    is: Doing,
    #[serde(default)]
    google: bool,
    /// Hosts its tags load from and report to; those under them count as well.
    hosts: Vec<String>,
    /// Names of what it stores; `*` stands for any characters.
    items: Vec<String>,
    /// Words by which it is known in a name or a provider.
    also: Phrases,
}

/// What is known about a tracker of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// Advertising where it is several things at once.
    pub(super) is: Doing,
    pub(super) google: bool,
    pub(super) clarity: bool,
    /// The name in the catalogue.
    pub(super) name: &'static str,
}

static CATALOGUE: OnceLock<Vec<Entry>> = OnceLock::new();

fn catalogue() -> &'static [Entry] {
    // A test reads it.
    CATALOGUE.get_or_init(|| serde_json::from_str(include_str!("data/trackers.json")).unwrap_or_default())
}

/// Recognises a tracker by the hosts it loads from, else by what it stores, else by its name or provider.
pub(super) fn known(tracker: &Tracker) -> Option<Known> {
    let by = |fits: &dyn Fn(&Entry) -> bool| summary(catalogue().iter().filter(|entry| fits(entry)));
    let hosts: Vec<&str> = tracker.url_patterns.iter().filter_map(|pattern| host(pattern)).collect();
    let items: Vec<&str> = tracker.items.iter().map(|item| item.name.trim()).filter(|name| !name.is_empty()).collect();
    by(&|entry| entry.hosts.iter().any(|known| hosts.iter().any(|host| is_at(host, known))))
        .or_else(|| by(&|entry| entry.items.iter().any(|known| items.iter().any(|item| is_named(item, known)))))
        .or_else(|| {
            let names = [Words::of(&tracker.name), Words::of(&tracker.provider)];
            by(&|entry| names.iter().any(|name| entry.also.find(name).is_some()))
        })
}

fn summary(entries: impl Iterator<Item = &'static Entry>) -> Option<Known> {
    entries.fold(None, |known: Option<Known>, entry| {
        let this =
            Known { is: entry.is, google: entry.google, clarity: entry.name == "Microsoft Clarity", name: &entry.name };
        let Some(other) = known else { return Some(this) };
        let first = if this.is == Doing::Advertising && other.is == Doing::Measurement { this } else { other };
        Some(Known { google: this.google || other.google, clarity: this.clarity || other.clarity, ..first })
    })
}

/// The host of a URL pattern, without the port; it may hold `*`.
fn host(pattern: &str) -> Option<&str> {
    let rest = pattern.trim().split_once("://")?.1;
    rest.split(['/', '?', '#', ':']).next().filter(|host| !host.is_empty())
}

/// Whether a host is the known one or one under it.
fn is_at(host: &str, known: &str) -> bool {
    let Some(at) = host.len().checked_sub(known.len()) else { return false };
    let (under, end) = match (host.get(..at), host.get(at..)) {
        (Some(under), Some(end)) => (under, end),
        _ => return false,
    };
    end.eq_ignore_ascii_case(known) && (under.is_empty() || under.ends_with(['.', '*']))
}

/// Whether the name of a stored item, which may itself end in `*`, is a known one.
fn is_named(item: &str, known: &str) -> bool {
    matches(known, item) || item.strip_suffix('*').is_some_and(|stem| !stem.is_empty() && matches(known, stem))
}

/// Whether a name fits a pattern in which `*` stands for any characters.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else { return pattern == name };
    let Some(rest) = name.strip_prefix(before) else { return false };
    rest.char_indices()
        .map(|(at, _)| at)
        .chain([rest.len()])
        .any(|at| matches(after, rest.get(at..).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::StorageItem;

    fn tracker(name: &str, provider: &str, items: &[&str], patterns: &[&str]) -> Tracker {
        Tracker {
            name: name.into(),
            provider: provider.into(),
            items: items.iter().map(|name| StorageItem { name: (*name).into(), ..StorageItem::default() }).collect(),
            url_patterns: patterns.iter().map(ToString::to_string).collect(),
            ..Tracker::default()
        }
    }

    #[test]
    fn the_catalogue_is_whole() {
        let entries: Vec<Entry> = serde_json::from_str(include_str!("data/trackers.json")).unwrap();
        assert!(entries.len() > 100);
        for entry in &entries {
            assert!(!entry.hosts.is_empty() || !entry.items.is_empty(), "{}", entry.name);
            assert!(entry.hosts.iter().all(|host| *host == host.to_lowercase() && !host.contains(['/', '*'])));
            assert!(entry.items.iter().all(|item| item.trim_matches('*').len() > 1), "{}", entry.name);
        }
        assert!(entries.iter().any(|entry| entry.name == "Microsoft Clarity"));
    }

    #[test]
    fn a_tracker_is_known_by_its_hosts_first() {
        for pattern in [
            "https://www.google-analytics.com/*",
            "https://*.google-analytics.com/collect",
            "https://GOOGLE-ANALYTICS.com:443/*",
            "https://*google-analytics.com/*",
        ] {
            let known = known(&tracker("Counter", "Us", &[], &[pattern])).unwrap();
            assert_eq!(
                (known.is, known.google, known.name),
                (Doing::Measurement, true, "Google Analytics"),
                "{pattern}"
            );
        }
        for pattern in ["https://notgoogle-analytics.com/*", "https://example.com/google-analytics.com", "analytics"] {
            assert_eq!(known(&tracker("Counter", "Us", &[], &[pattern])), None, "{pattern}");
        }
        let both = tracker("Google Analytics", "", &["_ga"], &["https://connect.facebook.net/*"]);
        assert_eq!(known(&both).map(|known| known.name), Some("Meta Pixel"));
    }

    #[test]
    fn then_by_what_it_stores_then_by_its_name() {
        let is = |name: &str, provider: &str, items: &[&str]| {
            known(&tracker(name, provider, items, &["https://own.example/*"])).map(|known| known.is)
        };
        assert_eq!(is("Counter", "Us", &["sid", "_ga_*"]), Some(Doing::Measurement));
        assert_eq!(is("Counter", "Us", &["_ga_AB12"]), Some(Doing::Measurement));
        assert_eq!(is("Counter", "Us", &["_ga*"]), Some(Doing::Measurement));
        assert_eq!(is("Counter", "Us", &["_gadget", "*", ""]), None);
        assert_eq!(is("Google Ads (remarketing)", "Google", &[]), Some(Doing::Advertising));
        assert_eq!(is("Pixel", "Criteo SA", &[]), Some(Doing::Advertising));
        assert_eq!(is("Films", "Google", &[]), None);
    }

    #[test]
    fn what_measures_and_advertises_counts_as_advertising() {
        let patterns = ["https://www.google-analytics.com/*", "https://www.clarity.ms/*", "https://bat.bing.com/*"];
        let known = known(&tracker("All", "Us", &[], &patterns)).unwrap();
        assert_eq!((known.is, known.google, known.clarity), (Doing::Advertising, true, true));
    }
}
