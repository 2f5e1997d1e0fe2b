//! Purposes to begin with, worded in every language.

use super::address::{free, other_purposes};
use consent::draft::{Data, Draft, Kind, LegalBasis, Purpose, PurposeWords};
use consent::language::Language;
use consent::period::{Period, Unit};
use consent::texts::Texts;

/// The templates by their key in the texts `template.*`.
pub const TEMPLATES: [&str; 4] = ["necessary", "preferences", "analytics", "ads"];

/// A purpose made from a template, in the languages of the draft and under a free key; an empty one when there is no
/// such template.
#[must_use]
pub fn begin(template: &str, draft: &Draft) -> Purpose {
    let taken = other_purposes(draft, "");
    let Some(known) = TEMPLATES.into_iter().find(|known| *known == template) else {
        return Purpose { key: free("purpose", &taken), ..Purpose::default() };
    };
    let (kind, legal_basis, data, retention): (_, _, &[Data], _) = match known {
        "necessary" => (Kind::Necessary, LegalBasis::Contract, &[Data::Identifier], Period::new(1, Unit::Days)),
        "preferences" => (Kind::Functional, LegalBasis::Consent, &[Data::Preferences], Period::new(6, Unit::Months)),
        "analytics" => (
            Kind::Measurement,
            LegalBasis::Consent,
            &[Data::PagesViewed, Data::Interactions],
            Period::new(6, Unit::Months),
        ),
        _ => {
            let data = &[Data::Identifier, Data::PagesViewed, Data::Interests];
            (Kind::Marketing, LegalBasis::Consent, data, Period::new(3, Unit::Months))
        }
    };
    Purpose {
        key: free(known, &taken),
        kind,
        legal_basis,
        data: data.iter().copied().collect(),
        retention,
        words: draft.languages.iter().map(|language| (*language, words(known, *language))).collect(),
        ..Purpose::default()
    }
}

/// What a template says in a language.
#[must_use]
pub fn words(template: &str, language: Language) -> PurposeWords {
    let text = |part: &str| Texts::of(language).get(&format!("template.{template}.{part}")).to_owned();
    PurposeWords { title: text("title"), description: text("description"), benefit: text("benefit") }
}

/// Gives every purpose that still says what its template says the template's words in the draft's other languages, so
/// that a language offered later needs no typing.
pub fn fill_in(draft: &mut Draft) {
    for purpose in &mut draft.purposes {
        let unchanged = |template: &&str| {
            purpose.words.iter().any(|(language, said)| *said == words(template, *language))
                && purpose
                    .words
                    .iter()
                    .all(|(language, said)| *said == words(template, *language) || *said == PurposeWords::default())
        };
        let Some(template) = TEMPLATES.into_iter().find(unchanged) else { continue };
        for language in &draft.languages {
            let said = purpose.words.entry(*language).or_default();
            if *said == PurposeWords::default() {
                *said = words(template, *language);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_may_be_published_as_it_is() {
        let mut draft = Draft { languages: Language::ALL.to_vec(), ..Draft::default() };
        for template in TEMPLATES {
            draft.purposes.push(begin(template, &draft));
        }
        assert_eq!(draft.check(), []);
        draft.purposes.push(begin("ads", &draft));
        assert_eq!(draft.purposes.last().unwrap().key, "ads_2");
        assert_eq!(begin("no such template", &draft).key, "purpose");
    }

    #[test]
    fn a_language_offered_later_is_filled_in_unless_the_owner_wrote_own_words() {
        let mut draft = Draft::default();
        draft.purposes = vec![begin("ads", &draft), begin("analytics", &draft)];
        draft.purposes[1].words.entry(Language::default()).or_default().title = "Counting".into();
        let german = Language::parse("de").unwrap();
        draft.languages.push(german);
        fill_in(&mut draft);
        assert_eq!(draft.purposes[0].words(german), words("ads", german));
        assert_eq!(draft.purposes[1].words(german), PurposeWords::default());
    }
}
