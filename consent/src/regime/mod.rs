//! What the law asks for, place by place: presets as data, what an owner makes of them, and which applies to a visitor.

mod place;
mod preset;
mod rules;

pub use place::Place;
pub use preset::{Duty, Exemption, Link, Preset};
pub use rules::{Departure, Manner, Model, Models, Rules, Used, of_place, strictest};

use serde::{Deserialize, Serialize};

macro_rules! regimes {
    ($($variant:ident $id:literal,)*) => {
        /// The id of a preset. What a preset says is in `presets.json`, in this order.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Regime {
            #[default]
            $(#[serde(rename = $id)] $variant,)*
        }

        impl Regime {
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The id in JSON, in addresses and in forms.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }
        }
    };
}

regimes! {
    Eu "eu",
    Fr "fr",
    It "it",
    Es "es",
    Ie "ie",
    Cz "cz",
    Uk "uk",
    Ch "ch",
    UsCa "us-ca",
    UsUoom "us-uoom",
    UsOther "us-other",
    UsNone "us-none",
    CaQc "ca-qc",
    Ca "ca",
    Br "br",
    Jp "jp",
    Kr "kr",
    Th "th",
    Tr "tr",
    Za "za",
    In "in",
    Au "au",
    Nz "nz",
    Row "row",
}

impl Regime {
    /// The regime of this id.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|regime| regime.as_str() == id)
    }

    /// Whether it is the European Union's or one of its members'.
    #[must_use]
    pub fn is_european_union(self) -> bool {
        matches!(self, Self::Eu | Self::Fr | Self::It | Self::Es | Self::Ie | Self::Cz)
    }
}
