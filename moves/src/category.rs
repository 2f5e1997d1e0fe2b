//! Which kind a category is, by what others call it.

use crate::remarks::{Remarks, quoted};
use consent::draft::Kind;
use unicode_normalization::UnicodeNormalization;

/// Beginnings of words for each kind in English, German, French, Spanish, Italian and Dutch, strictest kind first, and the
/// numbers that OneTrust gives its own categories.
const WORDS: [(Kind, &[&str]); 4] = [
    (
        Kind::Marketing,
        &[
            "marketing",
            "advert",
            "ads",
            "ad",
            "targeting",
            "retargeting",
            "publicit",
            "werb",
            "social",
            "pubblicit",
            "annonce",
            "profil",
            "c0004",
            "c0005",
        ],
    ),
    (
        Kind::Measurement,
        &[
            "analy",
            "statisti",
            "estadistic",
            "performance",
            "measure",
            "mesure",
            "audience",
            "leistung",
            "reichweite",
            "rendimiento",
            "prestazion",
            "c0002",
        ],
    ),
    (
        Kind::Functional,
        &[
            "function",
            "funktion",
            "fonction",
            "funcional",
            "funzional",
            "functione",
            "preferenc",
            "praferenz",
            "komfort",
            "comfort",
            "security",
            "sicherheit",
            "styling",
            "livechat",
            "c0003",
        ],
    ),
    (
        Kind::Necessary,
        &[
            "necessary",
            "necessari",
            "necessaire",
            "necesari",
            "notwendig",
            "noodzakelijk",
            "essential",
            "essenti",
            "essenziel",
            "essenzial",
            "esencial",
            "erforderlich",
            "required",
            "requis",
            "obligatoire",
            "c0001",
        ],
    ),
];

/// Words that turn a name into its opposite: “non-necessary”.
const NEGATIONS: &[&str] = &["non", "not", "no", "nicht", "un", "kein", "keine", "pas"];
const NEGATED: &[&str] = &["unnecessary", "nonnecessary", "nonessential", "unessential", "inessential"];

/// The kind that a name says, the strictest if it says several; none where it says none that is known.
pub(crate) fn kind(name: &str) -> Option<Kind> {
    let plain: String = name.chars().take(200).nfd().filter(char::is_ascii).collect();
    let words: Vec<String> = plain
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let negated = words.iter().any(|word| NEGATIONS.contains(&word.as_str()) || NEGATED.contains(&word.as_str()));
    let says = |starts: &[&str]| words.iter().any(|word| starts.iter().any(|start| fits(word, start)));
    let kind = WORDS.iter().find(|(_, starts)| says(starts)).map(|(kind, _)| *kind);
    kind.filter(|kind| !(negated && *kind == Kind::Necessary))
}

/// Whether a word begins so; short beginnings are whole words.
fn fits(word: &str, start: &str) -> bool {
    if start.len() <= 3 { word == start } else { word.starts_with(start) }
}

/// The kind of a purpose: necessary only where the source says that it cannot be turned off and its name does not speak
/// against it; marketing where nothing is known.
pub(crate) fn settle(name: &str, always_on: bool, path: &str, remarks: &mut Remarks) -> Kind {
    let said = quoted([name]);
    match (kind(name), always_on) {
        (Some(Kind::Necessary | Kind::Functional) | None, true) => Kind::Necessary,
        (Some(kind), true) => {
            let message = "could not be turned off, though its name says otherwise. Here visitors are asked.";
            remarks.add(path, format!("{said} {message}"));
            kind
        }
        (Some(Kind::Necessary), false) => {
            let message =
                "is called necessary, but visitors could turn it off. Here they can as well; choose its kind.";
            remarks.add(path, format!("{said} {message}"));
            Kind::Functional
        }
        (Some(kind), false) => kind,
        (None, false) => {
            remarks.add(
                path,
                format!("What kind {said} is cannot be told from its name. It is under marketing until you choose."),
            );
            Kind::Marketing
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_told_from_the_name() {
        use Kind::*;
        for (name, expected) in [
            ("Strictly Necessary Cookies", Some(Necessary)),
            ("Essenziell", Some(Necessary)),
            ("Nécessaires", Some(Necessary)),
            ("C0001", Some(Necessary)),
            ("non-necessary", None),
            ("Unnecessary", None),
            ("nicht notwendig", None),
            ("Necessary & Marketing", Some(Marketing)),
            ("functionality", Some(Functional)),
            ("Preferences", Some(Functional)),
            ("Präferenzen", Some(Functional)),
            ("analytics", Some(Measurement)),
            ("Statistik", Some(Measurement)),
            ("Mesure d’audience", Some(Measurement)),
            ("Performance Cookies", Some(Measurement)),
            ("ads", Some(Marketing)),
            ("Advertisement", Some(Marketing)),
            ("Social media", Some(Marketing)),
            ("Werbung", Some(Marketing)),
            ("admin", None),
            ("Unclassified", None),
            ("", None),
            ("広告", None),
        ] {
            assert_eq!(kind(name), expected, "{name}");
        }
    }

    #[test]
    fn necessary_takes_more_than_a_name() {
        for (name, always_on, expected, remarked) in [
            ("necessary", true, Kind::Necessary, 0),
            ("shop", true, Kind::Necessary, 0),
            ("necessary", false, Kind::Functional, 1),
            ("analytics", true, Kind::Measurement, 1),
            ("other", false, Kind::Marketing, 1),
        ] {
            let mut remarks = Remarks::default();
            assert_eq!(settle(name, always_on, "", &mut remarks), expected, "{name}");
            assert_eq!(remarks.finish().len(), remarked, "{name}");
        }
    }
}
