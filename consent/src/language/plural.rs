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

pub(super) const ENGLISH: Plurals =
    Plurals { categories: &[Plural::One, Plural::Other], of: |n| if n == 1 { Plural::One } else { Plural::Other } };

pub(super) const FRENCH: Plurals = Plurals {
    categories: &[Plural::One, Plural::Many, Plural::Other],
    of: |n| {
        if n < 2 { Plural::One } else { many_if_millions(n) }
    },
};

pub(super) const SPANISH: Plurals = Plurals {
    categories: &[Plural::One, Plural::Many, Plural::Other],
    of: |n| {
        if n == 1 { Plural::One } else { many_if_millions(n) }
    },
};

pub(super) const ARABIC: Plurals = Plurals {
    categories: &Plural::ALL,
    of: |n| match (n, n % 100) {
        (0, _) => Plural::Zero,
        (1, _) => Plural::One,
        (2, _) => Plural::Two,
        (_, 3..=10) => Plural::Few,
        (_, 11..=99) => Plural::Many,
        _ => Plural::Other,
    },
};

/// Whole millions take a preposition in Romance languages: “un million de jours”.
fn many_if_millions(n: u64) -> Plural {
    if n != 0 && n.is_multiple_of(1_000_000) { Plural::Many } else { Plural::Other }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn numbers_fall_into_the_categories_of_cldr() {
        let numbers = [0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 111, 1000, 1_000_000, 2_000_000];
        let expected = [
            ("en", "other one other other other other other other other other other other other other"),
            ("de", "other one other other other other other other other other other other other other"),
            ("fr", "one one other other other other other other other other other other many many"),
            ("es", "other one other other other other other other other other other other many many"),
            ("ar", "zero one two few few many many other other few many other other other"),
        ];
        for (code, categories) in expected {
            let language = Language::parse(code).unwrap();
            let found = numbers.map(|n| language.plural(n));
            assert_eq!(found.map(Plural::as_str).join(" "), categories, "{code}");
            assert!(found.iter().all(|category| language.plurals().contains(category)), "{code}");
        }
    }
}
