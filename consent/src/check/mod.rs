//! What keeps a draft from being published, field by field; the same in browser and server.

mod field;

use crate::draft::{Data, Draft, Kind, LegalBasis, Purpose, Tracker};
use crate::keys::is_key;
use crate::language::Language;
use crate::regime::Rules;
use crate::texts::{EDITABLE, Texts};
use crate::theme::{MAX_RADIUS, Palette, contrast, parse_colour};
pub(crate) use field::{line, link, required};
use field::{paragraph, period, required_text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Longest title of a purpose, in characters: it stands beside a checkbox on a phone.
pub const MAX_TITLE: usize = 60;
/// Longest description or benefit, in characters: about five lines on a phone.
pub const MAX_DESCRIPTION: usize = 600;
/// Longest text of a banner key, in characters.
pub const MAX_BANNER_TEXT: usize = 800;
/// Longest single-line value (names, URLs, patterns), in characters.
pub const MAX_LINE: usize = 300;
/// Longest life of a choice or of a silence, in days: ten years, longer than any browser keeps it.
pub const MAX_DAYS: u32 = 3650;
/// Most purposes on a banner: more are not read by anyone.
pub const MAX_PURPOSES: usize = 20;
/// Most trackers of one purpose.
pub const MAX_TRACKERS: usize = 200;
/// Most storage items, and most URL patterns, of one tracker.
pub const MAX_ITEMS: usize = 100;
/// Least contrast of text on its ground (WCAG 2.2 SC 1.4.3).
pub const MIN_CONTRAST: f64 = 4.5;

/// One thing to mend, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The field, dotted: `purposes.0.words.de.title`.
    pub path: String,
    /// A stable word for programs.
    pub code: String,
    /// What to do, for people.
    pub message: String,
}

impl Problem {
    pub fn new(path: impl Into<String>, code: &str, message: impl Into<String>) -> Self {
        Self { path: path.into(), code: code.to_owned(), message: message.into() }
    }

    fn under(mut self, prefix: &str) -> Self {
        self.path = format!("{prefix}.{}", self.path);
        self
    }
}

impl Draft {
    /// Everything that keeps this draft from being published; empty when it may be.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        if self.languages.is_empty() {
            found.push(Problem::new("languages", "missing", "Choose at least one language."));
        }
        if self.languages.iter().collect::<BTreeSet<_>>().len() != self.languages.len() {
            found.push(Problem::new("languages", "duplicate", "Name each language once."));
        }
        if self.purposes.is_empty() {
            found.push(Problem::new("purposes", "missing", "Add at least one purpose: what is collected, and why."));
        }
        if self.purposes.len() > MAX_PURPOSES {
            found.push(Problem::new(
                "purposes",
                "too_many",
                format!("Keep to {MAX_PURPOSES} purposes, so that people can read them."),
            ));
        }
        let mut keys = BTreeSet::new();
        let mut tracker_keys = BTreeSet::new();
        for (at, purpose) in self.purposes.iter().enumerate() {
            let prefix = format!("purposes.{at}");
            if !purpose.key.is_empty() && !keys.insert(&purpose.key) {
                found.push(Problem::new(
                    format!("{prefix}.key"),
                    "duplicate",
                    format!("Another purpose has the key “{}” already.", purpose.key),
                ));
            }
            for (index, tracker) in purpose.trackers.iter().enumerate() {
                if !tracker.key.is_empty() && !tracker_keys.insert(&tracker.key) {
                    let path = format!("{prefix}.trackers.{index}.key");
                    found.push(Problem::new(
                        path,
                        "duplicate",
                        format!("Another tracker has the key “{}” already.", tracker.key),
                    ));
                }
            }
            found.extend(purpose.check(&self.languages).into_iter().map(|problem| problem.under(&prefix)));
        }
        found.extend(self.check_banner().into_iter().map(|problem| problem.under("banner")));
        found.extend(self.check_regimes());
        found
    }

    /// What an owner made of presets that cannot be: paths begin with `regimes.`.
    #[must_use]
    pub fn check_regimes(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        for (regime, own) in &self.regimes {
            let at = |field: &str| format!("regimes.{}.{field}", regime.as_str());
            let days = [
                ("grant_days", own.grant_days),
                ("refusal_days", own.refusal_days),
                ("silence_days", own.silence_days),
            ];
            for (field, _) in
                days.into_iter().filter(|(_, days)| days.is_some_and(|days| !(1..=MAX_DAYS).contains(&days)))
            {
                found.push(Problem::new(at(field), "days", format!("Write a number of days from 1 to {MAX_DAYS}.")));
            }
            if own.models.contains_key(&Kind::Necessary) {
                let message = "What is necessary runs everywhere: leave it out.";
                found.push(Problem::new(at("models.necessary"), "necessary", message));
            }
            let rules = Rules::of(*regime, own);
            if rules.refusal_days.is_some_and(|days| days < rules.silence_days) {
                let message = "Nobody is asked again during the silence, so a no counts for at least as long.";
                found.push(Problem::new(at("refusal_days"), "silence", message));
            }
            paragraph(&mut found, &at("acknowledged"), &own.acknowledged, MAX_DESCRIPTION);
        }
        found
    }

    fn check_banner(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        for (language, words) in &self.banner.words {
            for (key, text) in words {
                let path = format!("words.{}.{key}", language.code());
                if !EDITABLE.contains(&key.as_str()) {
                    found.push(Problem::new(path, "unknown_key", "This text cannot be changed."));
                    continue;
                }
                // An empty own wording means: use the text of the set.
                paragraph(&mut found, &path, text, MAX_BANNER_TEXT);
                // Every set has the placeholders of English.
                let given = Texts::english().get(key);
                let kept = [("{controller}", "who is asking"), ("{purpose}", "what for")];
                for (placeholder, learnt) in kept.into_iter().filter(|(name, _)| given.contains(name)) {
                    if !text.trim().is_empty() && !text.contains(placeholder) {
                        found.push(Problem::new(
                            &path,
                            "placeholder",
                            format!("Keep {placeholder} in the text, so that people learn {learnt}."),
                        ));
                    }
                }
            }
        }
        for (name, palette) in [("light", &self.banner.theme.light), ("dark", &self.banner.theme.dark)] {
            check_palette(&mut found, &format!("theme.{name}"), palette);
        }
        if self.banner.theme.radius > MAX_RADIUS {
            let message = format!("Write a number from 0 to {MAX_RADIUS}.");
            found.push(Problem::new("theme.radius", "radius", message));
        }
        found
    }
}

impl Purpose {
    /// The problems of this purpose alone; paths are relative to it.
    #[must_use]
    pub fn check(&self, languages: &[Language]) -> Vec<Problem> {
        let mut found = Vec::new();
        if self.key.is_empty() {
            found.push(Problem::new(
                "key",
                "missing",
                "Give a short key, for example “analytics”. Tags on your pages use it.",
            ));
        } else if !is_key(&self.key) {
            found.push(Problem::new(
                "key",
                "key",
                "Use lower-case letters, digits and _, starting with a letter, at most 32.",
            ));
        }
        for language in languages {
            let words = self.words(*language);
            let at = format!("words.{}", language.code());
            let name = language.english_name();
            required(
                &mut found,
                &format!("{at}.title"),
                &words.title,
                MAX_TITLE,
                &format!("Write the title in {name}."),
            );
            required_text(
                &mut found,
                &format!("{at}.description"),
                &words.description,
                &format!("Say in {name} what is done and why."),
            );
            required_text(
                &mut found,
                &format!("{at}.benefit"),
                &words.benefit,
                &format!("Say in {name} what the visitor gets in return."),
            );
        }
        if self.data.is_empty() {
            found.push(Problem::new("data", "missing", "Say which data are collected."));
        }
        period(&mut found, "retention", self.retention, "Say how long the data are kept.");
        paragraph(&mut found, "necessity", &self.necessity, MAX_DESCRIPTION);
        if let Some(confirmation) = &self.confirmation {
            paragraph(&mut found, "confirmation", &confirmation.statement, MAX_DESCRIPTION);
        }
        if self.kind == Kind::Necessary && self.legal_basis == LegalBasis::Consent {
            found.push(Problem::new(
                "legal_basis",
                "necessary_consent",
                "What is necessary does not rest on consent: choose contract, legal obligation or another basis.",
            ));
        }
        if self.kind == Kind::Marketing && self.legal_basis != LegalBasis::Consent {
            found.push(Problem::new("legal_basis", "marketing_basis", "Marketing needs consent."));
        }
        if self.kind == Kind::Necessary && self.data.iter().any(|data| Data::is_sensitive(*data)) {
            found.push(Problem::new(
                "data",
                "sensitive_necessary",
                "Sensitive data need a purpose of their own that people are asked about.",
            ));
        }
        if self.trackers.len() > MAX_TRACKERS {
            found.push(Problem::new("trackers", "too_many", format!("Keep to {MAX_TRACKERS} trackers a purpose.")));
        }
        for (at, tracker) in self.trackers.iter().enumerate() {
            let prefix = format!("trackers.{at}");
            found.extend(tracker.check().into_iter().map(|problem| problem.under(&prefix)));
        }
        found
    }
}

impl Tracker {
    /// The problems of this tracker alone; paths are relative to it.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        if self.key.is_empty() {
            found.push(Problem::new("key", "missing", "Give a short key, for example “video_player”."));
        } else if !is_key(&self.key) {
            found.push(Problem::new(
                "key",
                "key",
                "Use lower-case letters, digits and _, starting with a letter, at most 32.",
            ));
        }
        required(&mut found, "name", &self.name, MAX_LINE, "Name the technology, for example “Video player”.");
        required(
            &mut found,
            "provider",
            &self.provider,
            MAX_LINE,
            "Name who receives the data: a company, or your own.",
        );
        line(&mut found, "policy_url", &self.policy_url, MAX_LINE);
        link(&mut found, "policy_url", &self.policy_url, false);
        if self.items.len() > MAX_ITEMS {
            found.push(Problem::new(
                "items",
                "too_many",
                format!("Keep to {MAX_ITEMS} cookies and storage items; * stands for any characters."),
            ));
        }
        for (at, item) in self.items.iter().enumerate() {
            required(
                &mut found,
                &format!("items.{at}.name"),
                &item.name,
                MAX_LINE,
                "Name the cookie or storage item, for example “_visit”.",
            );
            if let Some(duration) = item.duration {
                period(
                    &mut found,
                    &format!("items.{at}.duration"),
                    duration,
                    "Say how long it stays, or that it goes when the browser closes.",
                );
            }
        }
        if self.url_patterns.len() > MAX_ITEMS {
            found.push(Problem::new("url_patterns", "too_many", format!("Keep to {MAX_ITEMS} URL patterns.")));
        }
        for (at, pattern) in self.url_patterns.iter().enumerate() {
            let path = format!("url_patterns.{at}");
            line(&mut found, &path, pattern, MAX_LINE);
            if !is_url_pattern(pattern) {
                found.push(Problem::new(
                    path,
                    "url_pattern",
                    "Write a pattern like https://video.example/* (scheme, host, path; * for any characters).",
                ));
            }
        }
        found
    }
}

/// Whether `pattern` is `https://host/path` with `*` anywhere after the scheme.
fn is_url_pattern(pattern: &str) -> bool {
    let Some(rest) = pattern.strip_prefix("https://").or_else(|| pattern.strip_prefix("http://")) else { return false };
    let host = rest.split('/').next().unwrap_or_default();
    !host.trim_matches('*').trim_matches('.').is_empty()
        && !pattern.contains(|c: char| c.is_whitespace() || "\"'<>\\".contains(c))
}

fn check_palette(found: &mut Vec<Problem>, at: &str, palette: &Palette) {
    let fields = [
        ("surface", &palette.surface),
        ("text", &palette.text),
        ("button", &palette.button),
        ("on_button", &palette.on_button),
    ];
    for (name, value) in fields {
        if parse_colour(value).is_none() {
            found.push(Problem::new(
                format!("{at}.{name}"),
                "colour",
                "Write a colour as #rrggbb, for example #1f4d3f.",
            ));
        }
    }
    let pairs = [
        ("text", &palette.text, &palette.surface, "Text on the banner"),
        ("on_button", &palette.on_button, &palette.button, "Text on the buttons"),
    ];
    for (name, ink, ground, what) in pairs {
        if let (Some(a), Some(b)) = (parse_colour(ink), parse_colour(ground)) {
            let ratio = contrast(a, b);
            if ratio < MIN_CONTRAST {
                // Rounded down: 4.499 is not 4.5.
                let shown = (ratio * 100.0).floor() / 100.0;
                found.push(Problem::new(
                    format!("{at}.{name}"),
                    "contrast",
                    format!("{what} has a contrast of {shown}; {MIN_CONTRAST} is the least that people can read."),
                ));
            }
        }
    }
}
