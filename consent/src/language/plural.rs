//! Which plural form a number takes in a language.

/// A plural category of cardinal numbers (Unicode CLDR, UTS #35 part 3, "Language Plural Rules").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Plural {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

impl Plural {
    pub const ALL: [Self; 6] = [Self::Zero, Self::One, Self::Two, Self::Few, Self::Many, Self::Other];

    /// The name in CLDR, and the last part of the keys of plural texts.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::One => "one",
            Self::Two => "two",
            Self::Few => "few",
            Self::Many => "many",
            Self::Other => "other",
        }
    }
}

/// The categories a language tells apart, and the one a whole number belongs to.
pub(super) struct Plurals {
    pub(super) categories: &'static [Plural],
    pub(super) of: fn(u64) -> Plural,
}

// Each is named after one of its languages. Only whole numbers are counted here, so categories of fractions are left out.

/// Also Chinese, Indonesian, Korean, Thai.
pub(super) static JAPANESE: Plurals = Plurals { categories: &[Plural::Other], of: |_| Plural::Other };

/// Also most Germanic and Uralic languages, Basque, Bulgarian, Greek, Turkish.
pub(super) static ENGLISH: Plurals =
    Plurals { categories: &[Plural::One, Plural::Other], of: |n| if n == 1 { Plural::One } else { Plural::Other } };

/// Also Hindi, Persian, Vietnamese.
pub(super) static BENGALI: Plurals =
    Plurals { categories: &[Plural::One, Plural::Other], of: |n| if n < 2 { Plural::One } else { Plural::Other } };

/// Also Portuguese as spoken in Brazil.
pub(super) static FRENCH: Plurals = Plurals {
    categories: &[Plural::One, Plural::Many, Plural::Other],
    of: |n| if n < 2 { Plural::One } else { many_if_millions(n) },
};

/// Also Catalan, Galician, Italian, Portuguese.
pub(super) static SPANISH: Plurals = Plurals {
    categories: &[Plural::One, Plural::Many, Plural::Other],
    of: |n| if n == 1 { Plural::One } else { many_if_millions(n) },
};

/// Only Icelandic.
pub(super) static ICELANDIC: Plurals = Plurals {
    categories: &[Plural::One, Plural::Other],
    of: |n| if ends_in_one(n) { Plural::One } else { Plural::Other },
};

/// Only Hebrew.
pub(super) static HEBREW: Plurals = Plurals {
    categories: &[Plural::One, Plural::Two, Plural::Other],
    of: |n| match n {
        1 => Plural::One,
        2 => Plural::Two,
        _ => Plural::Other,
    },
};

/// Also Slovak.
pub(super) static CZECH: Plurals = Plurals {
    categories: &[Plural::One, Plural::Few, Plural::Other],
    of: |n| match n {
        1 => Plural::One,
        2..=4 => Plural::Few,
        _ => Plural::Other,
    },
};

/// Only Polish.
pub(super) static POLISH: Plurals = Plurals {
    categories: &[Plural::One, Plural::Few, Plural::Many],
    of: |n| match n {
        1 => Plural::One,
        _ if ends_in_two_to_four(n) => Plural::Few,
        _ => Plural::Many,
    },
};

/// Also Ukrainian.
pub(super) static RUSSIAN: Plurals = Plurals {
    categories: &[Plural::One, Plural::Few, Plural::Many],
    of: |n| match n {
        _ if ends_in_one(n) => Plural::One,
        _ if ends_in_two_to_four(n) => Plural::Few,
        _ => Plural::Many,
    },
};

/// Also Croatian.
pub(super) static SERBIAN: Plurals = Plurals {
    categories: &[Plural::One, Plural::Few, Plural::Other],
    of: |n| match n {
        _ if ends_in_one(n) => Plural::One,
        _ if ends_in_two_to_four(n) => Plural::Few,
        _ => Plural::Other,
    },
};

/// Only Slovenian.
pub(super) static SLOVENIAN: Plurals = Plurals {
    categories: &[Plural::One, Plural::Two, Plural::Few, Plural::Other],
    of: |n| match n % 100 {
        1 => Plural::One,
        2 => Plural::Two,
        3 | 4 => Plural::Few,
        _ => Plural::Other,
    },
};

/// Only Lithuanian.
pub(super) static LITHUANIAN: Plurals = Plurals {
    categories: &[Plural::One, Plural::Few, Plural::Other],
    of: |n| match (n % 10, n % 100) {
        (0, _) | (_, 11..=19) => Plural::Other,
        (1, _) => Plural::One,
        _ => Plural::Few,
    },
};

/// Only Latvian.
pub(super) static LATVIAN: Plurals = Plurals {
    categories: &[Plural::Zero, Plural::One, Plural::Other],
    of: |n| match (n % 10, n % 100) {
        (0, _) | (_, 11..=19) => Plural::Zero,
        (1, _) => Plural::One,
        _ => Plural::Other,
    },
};

/// Only Romanian.
pub(super) static ROMANIAN: Plurals = Plurals {
    categories: &[Plural::One, Plural::Few, Plural::Other],
    of: |n| match (n, n % 100) {
        (1, _) => Plural::One,
        (0, _) | (_, 1..=19) => Plural::Few,
        _ => Plural::Other,
    },
};

/// Only Irish.
pub(super) static IRISH: Plurals = Plurals {
    categories: &[Plural::One, Plural::Two, Plural::Few, Plural::Many, Plural::Other],
    of: |n| match n {
        1 => Plural::One,
        2 => Plural::Two,
        3..=6 => Plural::Few,
        7..=10 => Plural::Many,
        _ => Plural::Other,
    },
};

/// Only Welsh.
pub(super) static WELSH: Plurals = Plurals {
    categories: &[Plural::Zero, Plural::One, Plural::Two, Plural::Few, Plural::Many, Plural::Other],
    of: |n| match n {
        0 => Plural::Zero,
        1 => Plural::One,
        2 => Plural::Two,
        3 => Plural::Few,
        6 => Plural::Many,
        _ => Plural::Other,
    },
};

/// Only Maltese.
pub(super) static MALTESE: Plurals = Plurals {
    categories: &[Plural::One, Plural::Two, Plural::Few, Plural::Many, Plural::Other],
    of: |n| match (n, n % 100) {
        (1, _) => Plural::One,
        (2, _) => Plural::Two,
        (0, _) | (_, 3..=10) => Plural::Few,
        (_, 11..=19) => Plural::Many,
        _ => Plural::Other,
    },
};

/// Only Arabic.
pub(super) static ARABIC: Plurals = Plurals {
    categories: &[Plural::Zero, Plural::One, Plural::Two, Plural::Few, Plural::Many, Plural::Other],
    of: |n| match (n, n % 100) {
        (0, _) => Plural::Zero,
        (1, _) => Plural::One,
        (2, _) => Plural::Two,
        (_, 3..=10) => Plural::Few,
        (_, 11..=99) => Plural::Many,
        _ => Plural::Other,
    },
};

fn ends_in_one(n: u64) -> bool {
    n % 10 == 1 && n % 100 != 11
}

fn ends_in_two_to_four(n: u64) -> bool {
    matches!(n % 10, 2..=4) && !matches!(n % 100, 12..=14)
}

/// Whole millions take a preposition in Romance languages: “un million de jours”.
fn many_if_millions(n: u64) -> Plural {
    if n != 0 && n.is_multiple_of(1_000_000) { Plural::Many } else { Plural::Other }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use icu_plurals::{PluralCategory, PluralRuleType, PluralRules};
    use std::collections::BTreeSet;

    #[test]
    fn every_number_falls_into_the_category_of_cldr() {
        for language in Language::ALL {
            // CLDR has European Portuguese under a tag of its own.
            let code = if language.code() == "pt" { "pt-PT" } else { language.code() };
            let locale: icu_locale_core::Locale = code.parse().unwrap();
            let rules = PluralRules::try_new(locale.into(), PluralRuleType::Cardinal.into()).unwrap();
            let numbers = (0..=1200).chain([9_999, 10_000, 100_000, 999_999, 1_000_000, 1_000_001, 2_000_000]);
            let mut met = BTreeSet::new();
            for n in numbers {
                let expected = match rules.category_for(n) {
                    PluralCategory::Zero => Plural::Zero,
                    PluralCategory::One => Plural::One,
                    PluralCategory::Two => Plural::Two,
                    PluralCategory::Few => Plural::Few,
                    PluralCategory::Many => Plural::Many,
                    PluralCategory::Other => Plural::Other,
                };
                assert_eq!(language.plural(n), expected, "{code}: {n}");
                met.insert(expected);
            }
            assert_eq!(met, language.plurals().iter().copied().collect(), "{code}");
        }
    }
}
