//! Who is asked again.

use serde::{Deserialize, Serialize};

/// Who is asked again because of what was saved, beside those whom a change of the meaning asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asks {
    /// Nobody: the same was said better.
    #[default]
    Nobody,
    /// Everybody: the words mean something else now.
    All,
    /// Those who said yes, because the owner wants it.
    Agreed,
}

impl Asks {
    pub const ALL: [Self; 3] = [Self::Nobody, Self::All, Self::Agreed];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::All => "all",
            Self::Agreed => "agreed",
        }
    }
}
