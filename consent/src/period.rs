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
}
