//! What can be wrong with a text set: each function answers with one line per finding.

use consent::language::{Language, Plural};
use std::collections::{BTreeMap, BTreeSet};

/// A translation may be this many times as long as the English text: more would not fit where English fits.
const MAX_GROWTH: f64 = 2.5;
/// Translations up to this length, in characters, always fit: one English word may need an article or two words.
const FLOOR: usize = 16;
/// The least share of letters in the script of the language: names such as JavaScript stay in Latin letters.
const MIN_SHARE: f64 = 0.5;

/// Texts that are rightly equal to English: the key, why, and in which languages.
pub const SAME_WORD: &[(&str, &str, &[&str])] = &[
    (
        "kind.marketing",
        "the same word",
        &["cs", "de", "es", "fr", "hr", "hu", "it", "mt", "nl", "pl", "pt-BR", "pt", "ro", "sk"],
    ),
    (
        "list.pair",
        "the same comma",
        &[
            "bg", "bn", "ca", "cs", "cy", "da", "de", "el", "es", "et", "eu", "fi", "fr", "ga", "gl", "he", "hi", "hr",
            "hu", "id", "is", "it", "ko", "lt", "lv", "mt", "nb", "nl", "pl", "pt-BR", "pt", "ro", "ru", "sk", "sl",
            "sr", "sv", "th", "tr", "uk", "vi",
        ],
    ),
    ("period.minutes.one", "the same word", &["fr"]),
    ("period.minutes.other", "the same word", &["fr"]),
    ("period.weeks.one", "the same word", &["nl"]),
    ("tracker.name", "the same word", &["de"]),
    ("tracker.storage", "the same word", &["da", "fr", "nb"]),
    (
        "tracker.storage.cookie",
        "the same word",
        &[
            "da", "de", "el", "es", "fr", "gl", "id", "it", "ja", "mt", "nb", "nl", "pt-BR", "pt", "vi", "zh-Hans",
            "zh-Hant",
        ],
    ),
];

pub type Set = BTreeMap<String, String>;

/// A key apart from its plural form.
fn split(key: &str) -> (&str, Option<Plural>) {
    key.rsplit_once('.')
        .and_then(|(base, last)| Some((base, Plural::ALL.into_iter().find(|form| form.as_str() == last)?)))
        .map_or((key, None), |(base, form)| (base, Some(form)))
}

/// The English text that a key translates: of a plural form that English lacks, the general one.
pub fn original<'a>(key: &str, english: &'a Set) -> Option<&'a str> {
    let general = format!("{}.{}", split(key).0, Plural::Other.as_str());
    english.get(key).or_else(|| english.get(&general)).map(String::as_str)
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
}

/// The keys a language must have: those of English, with its own plural forms.
fn expected_keys(language: Language, english: &Set) -> BTreeSet<String> {
    let keys = english.keys().flat_map(|key| match split(key) {
        (base, Some(_)) => language.plurals().iter().map(|form| format!("{base}.{}", form.as_str())).collect(),
        (_, None) => vec![key.clone()],
    });
    keys.collect()
}

pub fn wrong_keys(language: Language, set: &Set, english: &Set) -> Vec<String> {
    let expected = expected_keys(language, english);
    let found: BTreeSet<String> = set.keys().cloned().collect();
    let missing = expected.difference(&found).map(|key| format!("{key} is missing"));
    missing.chain(found.difference(&expected).map(|key| format!("{key} is not in English"))).collect()
}

/// A form for exactly one number may say that number in words, as Arabic does with its dual.
fn stands_for_one_number(language: Language, form: Option<Plural>) -> bool {
    form.is_some_and(|form| (0..=1000).filter(|n| language.plural(*n) == form).count() == 1)
}

pub fn wrong_placeholders(language: Language, set: &Set, english: &Set) -> Vec<String> {
    let wrong = set.iter().filter(|(key, text)| {
        let Some(original) = original(key, english) else {
            return false;
        };
        let (wanted, found) = (placeholders(original), placeholders(text));
        let without_count: BTreeSet<_> = wanted.iter().copied().filter(|name| *name != "count").collect();
        found != wanted && !(found == without_count && stands_for_one_number(language, split(key).1))
    });
    wrong.map(|(key, text)| format!("{key}: {text}")).collect()
}

pub fn untranslated(language: Language, set: &Set, english: &Set) -> Vec<String> {
    let same = set.iter().filter(|(key, text)| original(key, english) == Some(text.as_str()));
    let allowed =
        |key: &str| SAME_WORD.iter().any(|(known, _, codes)| *known == key && codes.contains(&language.code()));
    same.filter(|(key, _)| !allowed(key)).map(|(key, text)| format!("{key}: {text}")).collect()
}

/// Words that stay in Latin letters in every script.
const LATIN: [&str; 3] = ["Cookie", "cookie", "JavaScript"];

/// The script of a letter, as the start of its block; kana and Han are one, since Japanese mixes them.
fn script(letter: char) -> u32 {
    match u32::from(letter) {
        0x0041..=0x024f | 0x1e00..=0x1eff => 0x0041,
        0x0370..=0x03ff | 0x1f00..=0x1fff => 0x0370,
        0x0400..=0x052f => 0x0400,
        0x0590..=0x05ff => 0x0590,
        0x0600..=0x06ff | 0x0750..=0x077f | 0x08a0..=0x08ff => 0x0600,
        0x3040..=0x30ff | 0x3400..=0x9fff => 0x3040,
        0xac00..=0xd7af | 0x1100..=0x11ff => 0xac00,
        // The scripts of South and South-East Asia have one block of 128 each.
        other => other & !0x7f,
    }
}

/// The endonym of a language shows its script.
pub fn wrong_script(language: Language, set: &Set) -> Vec<String> {
    let expected: BTreeSet<u32> = language.endonym().chars().filter(|c| c.is_alphabetic()).map(script).collect();
    let wrong = set.iter().filter(|(_, text)| {
        let plain = placeholders(text)
            .into_iter()
            .fold((*text).clone(), |plain, name| plain.replace(&format!("{{{name}}}"), ""));
        let plain = LATIN.iter().fold(plain, |plain, word| plain.replace(word, ""));
        let letters: Vec<char> = plain.chars().filter(|c| c.is_alphabetic()).collect();
        let right = letters.iter().filter(|letter| expected.contains(&script(**letter))).count();
        (right as f64) < MIN_SHARE * letters.len() as f64
    });
    wrong.map(|(key, text)| format!("{key}: {text}")).collect()
}

pub fn too_long(set: &Set, english: &Set) -> Vec<String> {
    let wrong = set.iter().filter(|(key, text)| {
        let Some(original) = original(key, english) else {
            return false;
        };
        let length = text.chars().count();
        length > FLOOR && length as f64 > MAX_GROWTH * original.chars().count() as f64
    });
    wrong.map(|(key, text)| format!("{key}: {text}")).collect()
}

pub fn untidy(set: &Set) -> Vec<String> {
    let wrong = set.iter().filter(|(_, text)| {
        let stray = |c: char| {
            c.is_control() || matches!(c, '<' | '>' | '&' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        text.is_empty() || text.trim() != *text || text.contains("  ") || text.contains(stray)
    });
    wrong.map(|(key, text)| format!("{key}: {text}")).collect()
}
