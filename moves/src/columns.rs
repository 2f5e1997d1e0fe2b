//! Columns of cookie tables, by the names that others give them.

use consent::period::Unit;
use unicode_normalization::UnicodeNormalization;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Column {
    /// The name of a cookie or another item.
    Name,
    /// The technology that sets it.
    Service,
    /// Who receives the data.
    Provider,
    Domain,
    Category,
    /// A category in some tables, a description in others.
    Purpose,
    Duration,
    Description,
    /// Cookie, local storage or another place.
    Type,
    Policy,
}

/// Names in English, German and French, in lower case without accents and signs.
const NAMES: [(Column, [&[&str]; 3]); 10] = [
    (
        Column::Name,
        [
            &[
                "name",
                "cookie",
                "cookies",
                "cookie name",
                "cookie names",
                "cookies name",
                "cookie id",
                "cookie key",
                "cookie data key name",
                "cookie title",
                "item",
                "key",
            ],
            &["cookiename", "bezeichnung"],
            &["nom", "nom du cookie"],
        ],
    ),
    (
        Column::Service,
        [&["service", "service name", "tool", "technology", "tracker", "platform"], &["dienst"], &["outil"]],
    ),
    (
        Column::Provider,
        [
            &[
                "provider",
                "vendor",
                "company",
                "service provider",
                "provider name",
                "vendor name",
                "recipient",
                "set by",
                "data controller",
                "owner",
                "source",
            ],
            &["anbieter"],
            &["fournisseur", "emetteur"],
        ],
    ),
    (Column::Domain, [&["domain", "host", "hostname", "cookie domain", "domains", "hosts"], &[], &["domaine"]]),
    (
        Column::Category,
        [
            &[
                "category",
                "categories",
                "cookie category",
                "cookie categories",
                "category name",
                "group",
                "cookie group",
                "consent category",
                "classification",
            ],
            &["kategorie"],
            &["categorie"],
        ],
    ),
    (Column::Purpose, [&["purpose", "purposes", "cookie purpose"], &["zweck"], &["finalite", "finalites"]]),
    (
        Column::Duration,
        [
            &[
                "duration",
                "expiry",
                "expires",
                "expiration",
                "retention",
                "retention period",
                "retention time",
                "lifespan",
                "life span",
                "lifetime",
                "life time",
                "storage duration",
                "max age",
                "maximum age",
                "validity",
                "expiry date",
                "cookie duration",
                "cookie expiry",
            ],
            &["laufzeit", "speicherdauer", "ablauf", "gultigkeit"],
            &["duree", "duree de conservation", "expire"],
        ],
    ),
    (
        Column::Description,
        [&["description", "desc", "details", "cookie description", "what it does"], &["beschreibung"], &["descriptif"]],
    ),
    (
        Column::Type,
        [
            &["type", "cookie type", "storage", "storage type", "technology type", "storage location"],
            &["typ", "art"],
            &[],
        ],
    ),
    (
        Column::Policy,
        [
            &["privacy policy", "policy", "policy url", "privacy policy url", "privacy url"],
            &["datenschutzerklarung"],
            &["politique de confidentialite"],
        ],
    ),
];

/// The languages of [`NAMES`].
const LANGUAGES: [&str; 3] = ["en", "de", "fr"];

/// Units in brackets after the name: “Expiry (days)”.
const UNITS: [(Unit, &[&str]); 6] = [
    (Unit::Minutes, &["minutes", "minuten"]),
    (Unit::Hours, &["hours", "stunden", "heures"]),
    (Unit::Days, &["days", "tage", "tagen", "jours"]),
    (Unit::Weeks, &["weeks", "wochen", "semaines"]),
    (Unit::Months, &["months", "monate", "monaten", "mois"]),
    (Unit::Years, &["years", "jahre", "jahren", "ans"]),
];

/// What is known of a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Heading {
    pub column: Column,
    /// The unit of its numbers.
    pub unit: Option<Unit>,
    /// The tag of the language it is in.
    pub language: &'static str,
}

/// What the column with this heading holds.
pub(crate) fn heading(text: &str) -> Option<Heading> {
    // A line of code may hold the same words.
    if text.contains(['{', '}', '=', ':']) {
        return None;
    }
    let plain = plain(text);
    let (stem, last) = plain.rsplit_once(' ').unwrap_or(("", &plain));
    let unit = UNITS.iter().find(|(_, names)| names.contains(&last)).map(|(unit, _)| *unit);
    let stem = stem.trim_end_matches(" in").trim_end_matches(" en");
    named(&plain, None).or_else(|| unit.and_then(|unit| named(stem, Some(unit))))
}

fn named(name: &str, unit: Option<Unit>) -> Option<Heading> {
    NAMES.iter().find_map(|(column, names)| {
        let at = names.iter().position(|names| names.contains(&name))?;
        Some(Heading { column: *column, unit, language: LANGUAGES[at] })
    })
}

/// Lower case without accents, words with one space between them.
fn plain(heading: &str) -> String {
    let letters = heading.chars().take(100).nfd().filter(char::is_ascii).collect::<String>().to_ascii_lowercase();
    letters.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_in_any_dress() {
        for (heading, expected) in [
            ("Cookie Name", Column::Name),
            (" cookie_name ", Column::Name),
            ("Cookie / Data Key name", Column::Name),
            ("PROVIDER", Column::Provider),
            ("Host", Column::Domain),
            ("Lifespan", Column::Duration),
            ("Kategorie", Column::Category),
            ("Catégorie", Column::Category),
            ("Durée", Column::Duration),
            ("Zweck", Column::Purpose),
        ] {
            assert_eq!(super::heading(heading).map(|heading| heading.column), Some(expected), "{heading}");
        }
        for (heading, unit, language) in [
            ("Expiry (days)", Unit::Days, "en"),
            ("Retention in months", Unit::Months, "en"),
            ("Laufzeit (Tage)", Unit::Days, "de"),
            ("Durée en mois", Unit::Months, "fr"),
        ] {
            let expected = Heading { column: Column::Duration, unit: Some(unit), language };
            assert_eq!(super::heading(heading), Some(expected), "{heading}");
        }
        for heading in ["", "const name = {", "days", "Nameless"] {
            assert_eq!(super::heading(heading), None, "{heading}");
        }
    }
}
