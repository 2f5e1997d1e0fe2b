//! Lengths of time as people say them: `13 months`, `2 years`.

use serde::{Deserialize, Serialize};

/// The longest count in a period: longer numbers are typing mistakes.
pub const MAX_COUNT: u32 = 1000;

/// A unit of a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Minutes,
    Hours,
    #[default]
    Days,
    Weeks,
    Months,
    Years,
}

impl Unit {
    pub const ALL: [Self; 6] = [Self::Minutes, Self::Hours, Self::Days, Self::Weeks, Self::Months, Self::Years];

    /// The unit's name in JSON, in forms and in the text keys `period.*`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
            Self::Weeks => "weeks",
            Self::Months => "months",
            Self::Years => "years",
        }
    }
}

/// How long something is kept, as the owner stated it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    pub count: u32,
    pub unit: Unit,
}

impl Period {
    #[must_use]
    pub fn new(count: u32, unit: Unit) -> Self {
        Self { count, unit }
    }

    /// Whole days, with a month of 30.44 and a year of 365.25.
    #[must_use]
    pub fn days(self) -> u32 {
        let count = u64::from(self.count);
        let days = match self.unit {
            Unit::Minutes => count / (24 * 60),
            Unit::Hours => count / 24,
            Unit::Days => count,
            Unit::Weeks => count * 7,
            Unit::Months => count * 3044 / 100,
            Unit::Years => count * 36525 / 100,
        };
        u32::try_from(days).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_compared_in_days() {
        let days = |count, unit| Period::new(count, unit).days();
        assert_eq!((days(13, Unit::Months), days(25, Unit::Months)), (395, 761));
        assert_eq!((days(3, Unit::Years), days(10, Unit::Years)), (1095, 3652));
        assert_eq!((days(2, Unit::Weeks), days(5, Unit::Days)), (14, 5));
        assert_eq!((days(47, Unit::Hours), days(30, Unit::Minutes)), (1, 0));
        assert_eq!(days(u32::MAX, Unit::Years), u32::MAX);
    }
}
