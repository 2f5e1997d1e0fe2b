//! What visitors read, in each language: flat keys, `{placeholders}`, and plural forms as the last part of a key.

use crate::language::Language;
use crate::period::Period;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The keys an owner may word differently, in each language.
pub const EDITABLE: &[&str] = &[
    "banner.title",
    "banner.text",
    "banner.get",
    "notice.title",
    "notice.text",
    "notice.settings",
    "action.accept_all",
    "action.reject_all",
    "action.settings",
    "action.save",
    "settings.title",
    "settings.text",
    "action.reopen",
    "action.turn_off",
    "placeholder.text",
    "action.allow_purpose",
];

/// The texts of one language, with an owner's own wording in place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    language: Language,
    set: BTreeMap<String, String>,
    /// Apart from the set, so that restoring a version finds what its owner wrote even after the set was improved.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    own: BTreeMap<String, String>,
}

static ENGLISH: OnceLock<Texts> = OnceLock::new();
static SETS: [OnceLock<Texts>; Language::ALL.len()] = [const { OnceLock::new() }; Language::ALL.len()];

impl Texts {
    /// The text set of a language as shipped. Code that runs in the browser takes sets from the server instead, and
    /// [`Texts::english`]: this function links all of them in.
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        SETS[language.index()].get_or_init(|| Self::read(language, language.source()))
    }

    /// The English set.
    #[must_use]
    pub fn english() -> &'static Self {
        ENGLISH.get_or_init(|| Self::read(Language::default(), include_str!("texts/en.json")))
    }

    fn read(language: Language, source: &str) -> Self {
        // An unreadable set falls back to English key by key; a test reads them all.
        Self { language, set: serde_json::from_str(source).unwrap_or_default(), own: BTreeMap::new() }
    }

    /// These texts with the owner's wording of [`EDITABLE`] keys; empty wordings and other keys are left out.
    #[must_use]
    pub fn with_own_wording(&self, own: &BTreeMap<String, String>) -> Self {
        let own = own.iter().filter(|(key, text)| EDITABLE.contains(&key.as_str()) && !text.trim().is_empty());
        Self { own: own.map(|(key, text)| (key.clone(), text.clone())).collect(), ..self.clone() }
    }

    /// What the owner worded differently, by key.
    #[must_use]
    pub fn own_wording(&self) -> BTreeMap<String, String> {
        self.own.clone()
    }

    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// The keys and texts of the set, sorted by key, without the owner's wording.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.set.iter().map(|(key, text)| (key.as_str(), text.as_str()))
    }

    /// Adds the shipped texts of keys that are newer than a stored set.
    pub fn complete(&mut self) {
        for (key, text) in &Self::of(self.language).set {
            if !self.set.contains_key(key) {
                self.set.insert(key.clone(), text.clone());
            }
        }
    }

    /// The text of a key: the owner's, else the set's, else in English; an unknown key is answered as it is.
    #[must_use]
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or(key)
    }

    /// The text of a key with every `{name}` replaced by its value; values are not looked at again.
    #[must_use]
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.get(key), values)
    }

    /// The plural form of a key for `n`, with `{count}` replaced by `n`.
    #[must_use]
    pub fn plural(&self, key: &str, n: u64) -> String {
        let form = |language: Language| format!("{key}.{}", language.plural(n).as_str());
        let own = form(self.language);
        let english = form(Language::default());
        let text = self.find(&own).or_else(|| self.find(&english)).unwrap_or(key);
        fill(text, &[("count", &n.to_string())])
    }

    /// A length of time in words: “13 months”.
    #[must_use]
    pub fn period(&self, period: Period) -> String {
        let key = format!("period.{}", period.unit.as_str());
        self.plural(&key, period.count.into())
    }

    /// The items as one enumeration, with the comma of the language.
    #[must_use]
    pub fn list<'a>(&self, items: impl IntoIterator<Item = &'a str>) -> String {
        let mut items = items.into_iter();
        let first = items.next().unwrap_or_default().to_owned();
        items.fold(first, |list, item| self.fill("list.pair", &[("list", &list), ("item", item)]))
    }

    fn find(&self, key: &str) -> Option<&str> {
        let text = self.own.get(key).or_else(|| self.set.get(key)).or_else(|| Self::english().set.get(key));
        text.map(String::as_str)
    }
}

fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, opened)) = rest.split_once('{') {
        filled.push_str(before);
        let value = opened.split_once('}').and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((*value, after))
        });
        match value {
            Some((value, after)) => {
                filled.push_str(value);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = opened;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english() -> &'static Texts {
        Texts::of(Language::default())
    }

    fn arabic() -> &'static Texts {
        Texts::of(Language::parse("ar").unwrap())
    }

    #[test]
    fn values_are_filled_in_once_and_unknown_names_stay() {
        let filled = fill("{a} and {b}, {c} { {a", &[("a", "{b}"), ("b", "2")]);
        assert_eq!(filled, "{b} and 2, {c} { {a");
        assert_eq!(fill("{{a}}", &[("a", "1")]), "{1}");
    }

    #[test]
    fn the_own_wording_goes_first_unless_it_is_empty_or_of_another_key() {
        let own = [("action.save", "Keep this"), ("banner.title", " "), ("kind.marketing", "Fun")];
        let own = own.map(|(key, text)| (key.to_owned(), text.to_owned())).into();
        let texts = english().with_own_wording(&own);
        assert_eq!(texts.get("action.save"), "Keep this");
        assert_eq!(texts.get("banner.title"), english().get("banner.title"));
        assert_eq!(texts.get("kind.marketing"), english().get("kind.marketing"));
        assert_eq!(texts.own_wording().into_keys().collect::<Vec<_>>(), ["action.save"]);
    }

    #[test]
    fn a_missing_text_is_english_and_an_unknown_key_is_itself() {
        assert_eq!(english().get("no.such_key"), "no.such_key");
        assert_eq!(english().plural("no.such_key", 2), "no.such_key");
        let mut bare = Texts { set: BTreeMap::new(), ..arabic().clone() };
        assert_eq!(bare.get("action.save"), english().get("action.save"));
        bare.complete();
        assert_eq!(&bare, arabic());
    }

    #[test]
    fn the_plural_form_is_that_of_the_number() {
        assert_eq!(english().plural("period.days", 1), "1 day");
        assert_eq!(english().plural("period.days", 30), "30 days");
        let forms = [0, 1, 2, 3, 11, 100].map(|n| arabic().plural("period.days", n));
        let distinct: std::collections::BTreeSet<_> =
            forms.iter().map(|form| form.trim_start_matches(|c: char| c.is_ascii_digit())).collect();
        assert!(distinct.len() >= 5, "{forms:?}");
    }

    #[test]
    fn a_period_is_said_in_words() {
        let period = Period::new(13, crate::period::Unit::Months);
        assert_eq!(english().period(period), "13 months");
        assert_eq!(arabic().period(period), "13 شهرًا");
    }

    #[test]
    fn a_list_takes_the_comma_of_its_language() {
        assert_eq!(english().list([]), "");
        assert_eq!(english().list(["a", "{b}", "c"]), "a, {b}, c");
        assert_eq!(arabic().list(["a", "b"]), "a، b");
    }

    #[test]
    fn texts_survive_json() {
        let own = [("action.save".to_owned(), "Keep this".to_owned())].into();
        for texts in [arabic().clone(), english().with_own_wording(&own)] {
            let json = serde_json::to_string(&texts).unwrap();
            assert_eq!(serde_json::from_str::<Texts>(&json).unwrap(), texts);
        }
    }
}
