//! The word lists that texts are judged by, one file a language.

use super::phrase::Phrases;
use crate::language::Language;
use serde::Deserialize;
use std::sync::OnceLock;

/// The phrases of one language. How they are written is said in [`super::phrase`].
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Lists {
    /// Puts off instead of refusing: “not now”. On labels.
    pub(super) postpones: Phrases,
    /// Lets people think that there is no way in without agreeing.
    pub(super) wall: Phrases,
    pub(super) shames: Phrases,
    pub(super) presses: Phrases,
    pub(super) flatters: Phrases,
    /// Negates twice.
    pub(super) doubles: Phrases,
    /// Offers something beside the question.
    pub(super) offers: Phrases,
    /// Whole labels that do not say what they do.
    pub(super) vague_labels: Phrases,
    /// What advertising hides behind.
    pub(super) vague: Phrases,
    /// What the owner gets.
    pub(super) owners_gain: Phrases,
    pub(super) statistics: Phrases,
    pub(super) advertising: Phrases,
    pub(super) personalised_ads: Phrases,
}

const SOURCES: [(&str, &str); 8] = [
    ("en", include_str!("data/words/en.json")),
    ("de", include_str!("data/words/de.json")),
    ("fr", include_str!("data/words/fr.json")),
    ("es", include_str!("data/words/es.json")),
    ("it", include_str!("data/words/it.json")),
    ("nl", include_str!("data/words/nl.json")),
    ("pl", include_str!("data/words/pl.json")),
    ("pt", include_str!("data/words/pt.json")),
];

static LISTS: [OnceLock<Lists>; SOURCES.len()] = [const { OnceLock::new() }; SOURCES.len()];

impl Lists {
    /// The lists of a language, whatever its region; `None` where there are none.
    pub(super) fn of(language: Language) -> Option<&'static Self> {
        let wanted = base(language);
        let at = SOURCES.iter().position(|(code, _)| *code == wanted)?;
        // A test reads them all.
        Some(LISTS.get(at)?.get_or_init(|| serde_json::from_str(SOURCES[at].1).unwrap_or_default()))
    }
}

/// The code of a language without its region or script.
pub(super) fn base(language: Language) -> &'static str {
    language.code().split('-').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn every_list_of_every_language_has_phrases() {
        for (code, source) in SOURCES {
            serde_json::from_str::<Lists>(source).unwrap_or_else(|error| panic!("{code}: {error}"));
            let lists: BTreeMap<String, Vec<String>> = serde_json::from_str(source).unwrap();
            assert_eq!(lists.len(), 13, "{code}");
            assert!(lists.values().all(|phrases| !phrases.is_empty()), "{code}");
        }
    }

    #[test]
    fn a_region_has_the_lists_of_its_language() {
        let of = |code: &str| Language::parse(code).and_then(Lists::of).map(std::ptr::from_ref);
        assert!(of("pt-BR").is_some() && of("pt-BR") == of("pt"));
        assert!(of("sv").is_none());
    }
}
