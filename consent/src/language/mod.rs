//! The languages visitors can read: codes, names, direction, plural forms, and choosing one for a visitor.
//!
//! A language is one line of [`languages!`] and one file `texts/CODE.json`.

mod plural;

pub use plural::Plural;
use plural::Plurals;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Reverse;

/// A language with a text set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(usize);

/// Which way a language is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Ltr,
    Rtl,
}

impl Direction {
    /// The value of the HTML attribute `dir`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

struct Entry {
    code: &'static str,
    endonym: &'static str,
    english_name: &'static str,
    direction: Direction,
    plurals: &'static Plurals,
}

macro_rules! languages {
    ($($code:literal $endonym:literal $english_name:literal $direction:ident $plurals:ident,)*) => {
        static TABLE: &[Entry] = &[$(Entry {
            code: $code,
            endonym: $endonym,
            english_name: $english_name,
            direction: Direction::$direction,
            plurals: &plural::$plurals,
        },)*];

        /// The text sets as JSON, in the order of [`TABLE`]; apart from it, so that a browser that needs none of them
        /// loads none.
        static SOURCES: &[&str] = &[$(include_str!(concat!("../texts/", $code, ".json")),)*];
    };
}

// The first is the source that the others are translated from, and the default; then by their English names.
languages! {
    "en" "English" "English" Ltr ENGLISH,
    "ar" "العربية" "Arabic" Rtl ARABIC,
    "eu" "Euskara" "Basque" Ltr ENGLISH,
    "bn" "বাংলা" "Bengali" Ltr BENGALI,
    "bg" "Български" "Bulgarian" Ltr ENGLISH,
    "ca" "Català" "Catalan" Ltr SPANISH,
    "zh-Hans" "简体中文" "Chinese (simplified)" Ltr JAPANESE,
    "zh-Hant" "繁體中文" "Chinese (traditional)" Ltr JAPANESE,
    "hr" "Hrvatski" "Croatian" Ltr SERBIAN,
    "cs" "Čeština" "Czech" Ltr CZECH,
    "da" "Dansk" "Danish" Ltr ENGLISH,
    "nl" "Nederlands" "Dutch" Ltr ENGLISH,
    "et" "Eesti" "Estonian" Ltr ENGLISH,
    "fi" "Suomi" "Finnish" Ltr ENGLISH,
    "fr" "Français" "French" Ltr FRENCH,
    "gl" "Galego" "Galician" Ltr SPANISH,
    "de" "Deutsch" "German" Ltr ENGLISH,
    "el" "Ελληνικά" "Greek" Ltr ENGLISH,
    "he" "עברית" "Hebrew" Rtl HEBREW,
    "hi" "हिन्दी" "Hindi" Ltr BENGALI,
    "hu" "Magyar" "Hungarian" Ltr ENGLISH,
    "is" "Íslenska" "Icelandic" Ltr ICELANDIC,
    "id" "Bahasa Indonesia" "Indonesian" Ltr JAPANESE,
    "ga" "Gaeilge" "Irish" Ltr IRISH,
    "it" "Italiano" "Italian" Ltr SPANISH,
    "ja" "日本語" "Japanese" Ltr JAPANESE,
    "ko" "한국어" "Korean" Ltr JAPANESE,
    "lv" "Latviešu" "Latvian" Ltr LATVIAN,
    "lt" "Lietuvių" "Lithuanian" Ltr LITHUANIAN,
    "mt" "Malti" "Maltese" Ltr MALTESE,
    "nb" "Norsk bokmål" "Norwegian" Ltr ENGLISH,
    "fa" "فارسی" "Persian" Rtl BENGALI,
    "pl" "Polski" "Polish" Ltr POLISH,
    "pt" "Português" "Portuguese" Ltr SPANISH,
    "pt-BR" "Português (Brasil)" "Portuguese (Brazil)" Ltr FRENCH,
    "ro" "Română" "Romanian" Ltr ROMANIAN,
    "ru" "Русский" "Russian" Ltr RUSSIAN,
    "sr" "Српски" "Serbian" Ltr SERBIAN,
    "sk" "Slovenčina" "Slovak" Ltr CZECH,
    "sl" "Slovenščina" "Slovenian" Ltr SLOVENIAN,
    "es" "Español" "Spanish" Ltr SPANISH,
    "sv" "Svenska" "Swedish" Ltr ENGLISH,
    "th" "ไทย" "Thai" Ltr JAPANESE,
    "tr" "Türkçe" "Turkish" Ltr ENGLISH,
    "uk" "Українська" "Ukrainian" Ltr RUSSIAN,
    "vi" "Tiếng Việt" "Vietnamese" Ltr BENGALI,
    "cy" "Cymraeg" "Welsh" Ltr WELSH,
}

/// Tags of languages that are known here under another one.
const ALIASES: &[(&str, &str)] = &[
    ("no", "nb"),
    ("nn", "nb"),
    ("iw", "he"),
    ("in", "id"),
    ("zh-tw", "zh-Hant"),
    ("zh-hk", "zh-Hant"),
    ("zh-mo", "zh-Hant"),
    ("zh", "zh-Hans"),
];

impl Language {
    /// Every language, the source of translations first.
    pub const ALL: [Self; TABLE.len()] = {
        let mut all = [Self(0); TABLE.len()];
        let mut at = 0;
        while at < all.len() {
            all[at] = Self(at);
            at += 1;
        }
        all
    };

    fn entry(self) -> &'static Entry {
        &TABLE[self.0]
    }

    pub(crate) fn index(self) -> usize {
        self.0
    }

    /// The text set as JSON.
    pub(crate) fn source(self) -> &'static str {
        SOURCES[self.0]
    }

    /// The language tag (BCP 47), as in `lang` attributes.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.entry().code
    }

    /// The name in the language itself.
    #[must_use]
    pub fn endonym(self) -> &'static str {
        self.entry().endonym
    }

    #[must_use]
    pub fn english_name(self) -> &'static str {
        self.entry().english_name
    }

    #[must_use]
    pub fn direction(self) -> Direction {
        self.entry().direction
    }

    /// The plural categories that its texts need.
    #[must_use]
    pub fn plurals(self) -> &'static [Plural] {
        self.entry().plurals.categories
    }

    /// The plural category of a whole number.
    #[must_use]
    pub fn plural(self, n: u64) -> Plural {
        (self.entry().plurals.of)(n)
    }

    /// The language of a tag, which loses its subtags from the end until it is known (RFC 4647 §3.4): `de_AT` is German,
    /// `zh-TW` traditional Chinese; case does not matter.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let tag = tag.trim().replace('_', "-");
        let mut rest = tag.as_str();
        loop {
            let alias = ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(rest));
            let found = Self::exact(alias.map_or(rest, |(_, code)| code));
            if found.is_some() {
                return found;
            }
            rest = rest.rsplit_once('-')?.0;
        }
    }

    fn exact(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(code))
    }
}

/// The best of the `offered` languages for an `Accept-Language` header (RFC 9110 §12.5.4); `None` when none is acceptable.
///
/// What cannot be read is skipped. A refused region (`de-AT;q=0`) does not refuse the whole language.
#[must_use]
pub fn negotiate(accept_language: &str, offered: &[Language]) -> Option<Language> {
    let mut wanted: Vec<(Language, u16)> = Vec::new();
    let mut refused: Vec<Language> = Vec::new();
    let mut any_other = 0;
    for (range, quality) in accept_language.split(',').filter_map(weighted) {
        match (Language::parse(range), quality) {
            _ if range == "*" => any_other = quality,
            (Some(language), 0) => refused.extend(Language::exact(range).filter(|exact| *exact == language)),
            (Some(language), _) => wanted.push((language, quality)),
            (None, _) => {}
        }
    }
    wanted.retain(|(language, _)| offered.contains(language) && !refused.contains(language));
    // A stable sort: of equal weights the first named wins.
    wanted.sort_by_key(|(_, quality)| Reverse(*quality));
    let named = wanted.first().copied();
    let other = offered
        .iter()
        .find(|language| !refused.contains(language) && !wanted.iter().any(|(named, _)| named == *language));
    match (named, other) {
        (Some((_, quality)), Some(other)) if any_other > quality => Some(*other),
        (Some((language, _)), _) => Some(language),
        (None, other) => other.copied().filter(|_| any_other > 0),
    }
}

/// A language range and its weight in thousandths, 1000 when none is given.
fn weighted(element: &str) -> Option<(&str, u16)> {
    let mut parts = element.split(';').map(str::trim);
    let range = parts.next().filter(|range| !range.is_empty())?;
    let quality = match parts.next() {
        None => 1000,
        Some(weight) => thousandths(weight.strip_prefix("q=").or_else(|| weight.strip_prefix("Q="))?)?,
    };
    Some((range, quality))
}

/// A weight as RFC 9110 §12.4.2 writes it: 0 to 1 with at most three decimals.
fn thousandths(weight: &str) -> Option<u16> {
    let (whole, decimals) = weight.split_once('.').unwrap_or((weight, ""));
    if !matches!(whole, "0" | "1") || decimals.len() > 3 || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    format!("{whole}{decimals:0<3}").parse().ok().filter(|quality| *quality <= 1000)
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::ALL.into_iter().find(|language| language.code() == code).ok_or_else(|| {
            let codes = Self::ALL.map(Self::code).join(", ");
            D::Error::custom(format!("unknown language “{code}”, expected one of {codes}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn codes(languages: &[&str]) -> Vec<Language> {
        languages.iter().map(|code| Language::parse(code).unwrap()).collect()
    }

    #[test]
    fn a_tag_is_read_by_its_code_or_its_first_part() {
        for (tag, code) in [
            ("de", "de"),
            ("de-AT", "de"),
            ("DE_at", "de"),
            ("ar-EG-u-nu-latn", "ar"),
            (" fr ", "fr"),
            ("pt", "pt"),
            ("pt-AO", "pt"),
            ("pt-br", "pt-BR"),
            ("zh", "zh-Hans"),
            ("zh-CN", "zh-Hans"),
            ("zh-TW", "zh-Hant"),
            ("zh-Hant-HK", "zh-Hant"),
            ("no", "nb"),
            ("nn-NO", "nb"),
        ] {
            assert_eq!(Language::parse(tag).map(Language::code), Some(code), "{tag}");
        }
        for tag in ["", "-", "x", "deu", "tlh-AT", "*"] {
            assert_eq!(Language::parse(tag), None, "{tag}");
        }
    }

    #[test]
    fn the_accept_language_header_is_weighed() {
        let cases = [
            ("de", Some("de")),
            ("de-AT, en;q=0.8", Some("de")),
            ("en;q=0.3, fr;q=0.9", Some("fr")),
            ("en;q=0.5, fr;q=0.5", Some("en")),
            ("pl, fr;q=0.1", Some("fr")),
            ("zh-TW, fr;q=0.1", Some("fr")),
            ("es", None),
            ("es, *;q=0.1", Some("en")),
            ("en;q=0, *", Some("de")),
            ("en;q=0", None),
            ("en;q=0, en-GB", None),
            ("en-GB;q=0, en;q=0.5", Some("en")),
            ("en;q=0.2, *;q=0.7", Some("de")),
            ("en, *;q=0", Some("en")),
            ("*", Some("en")),
            ("*;q=0", None),
            ("", None),
            (",;q=1, ,de;q=0.001", Some("de")),
            ("de;q=2, de;q=0.1234, de;q=x, de;level=1, fr;Q=0.4", Some("fr")),
            ("de;q=1.001, fr;q=1.000", Some("fr")),
        ];
        for (header, expected) in cases {
            let found = negotiate(header, &codes(&["en", "de", "fr"]));
            assert_eq!(found.map(Language::code), expected, "{header}");
        }
        assert_eq!(negotiate("en", &[]), None);
    }

    #[test]
    fn json_holds_the_code_also_as_the_name_of_a_member() {
        let by_language: BTreeMap<Language, u8> = codes(&["de", "ar"]).into_iter().zip([1, 2]).collect();
        let json = serde_json::to_string(&by_language).unwrap();
        assert_eq!(json, r#"{"ar":2,"de":1}"#);
        assert_eq!(serde_json::from_str::<BTreeMap<Language, u8>>(&json).unwrap(), by_language);
        let error = serde_json::from_str::<Language>(r#""tlh""#).unwrap_err().to_string();
        assert!(error.contains("tlh") && error.contains("en, ar, eu, bn"), "{error}");
    }

    #[test]
    fn only_right_to_left_languages_say_so() {
        let rtl: Vec<_> = Language::ALL.into_iter().filter(|language| language.direction().as_str() == "rtl").collect();
        assert_eq!(rtl, codes(&["ar", "he", "fa"]));
        assert_eq!(Language::default().code(), "en");
    }
}
