//! What an owner edits: purposes, their trackers, and the banner. A draft may hold anything; see [`crate::check`].

use crate::behaviour::Behaviour;
use crate::language::Language;
use crate::period::Period;
use crate::regime::{Departure, Regime, Used};
use crate::theme::{Layout, Theme};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The editable state of a site's banner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// The languages offered; the first is used when none fits the visitor.
    pub languages: Vec<Language>,
    pub purposes: Vec<Purpose>,
    pub banner: Banner,
    /// The regimes in use, and what the owner made of their presets. None is as `eu` alone.
    pub regimes: BTreeMap<Regime, Departure>,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            languages: vec![Language::default()],
            purposes: Vec::new(),
            banner: Banner::default(),
            regimes: [(Regime::default(), Departure::default())].into(),
        }
    }
}

impl Draft {
    /// The regimes in use, with what applies in each.
    #[must_use]
    pub fn used(&self) -> BTreeMap<Regime, Used> {
        let used = self.regimes.iter().map(|(regime, own)| (*regime, Used::new(*regime, own)));
        let used: BTreeMap<_, _> = used.collect();
        if used.is_empty() { Self::default().used() } else { used }
    }

    /// The purpose with this key.
    #[must_use]
    pub fn purpose(&self, key: &str) -> Option<&Purpose> {
        self.purposes.iter().find(|purpose| purpose.key == key)
    }
}

/// What a purpose is for; maps it to regimes and consent-mode signals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The service cannot be given without it: never asked for, always on.
    Necessary,
    #[default]
    Functional,
    Measurement,
    Marketing,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Necessary, Self::Functional, Self::Measurement, Self::Marketing];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Necessary => "necessary",
            Self::Functional => "functional",
            Self::Measurement => "measurement",
            Self::Marketing => "marketing",
        }
    }
}

/// The ground the data are processed on (GDPR Art. 6(1)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegalBasis {
    #[default]
    Consent,
    Contract,
    LegalObligation,
    VitalInterest,
    PublicTask,
    LegitimateInterest,
}

impl LegalBasis {
    pub const ALL: [Self; 6] = [
        Self::Consent,
        Self::Contract,
        Self::LegalObligation,
        Self::VitalInterest,
        Self::PublicTask,
        Self::LegitimateInterest,
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Contract => "contract",
            Self::LegalObligation => "legal_obligation",
            Self::VitalInterest => "vital_interest",
            Self::PublicTask => "public_task",
            Self::LegitimateInterest => "legitimate_interest",
        }
    }
}

macro_rules! data_categories {
    ($($variant:ident $name:literal $sensitive:literal,)*) => {
        /// A category of collected data. A fixed vocabulary: so it is named in every language, compared between
        /// versions, and mapped to standards without guessing.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Data { $(#[serde(rename = $name)] $variant,)* }

        impl Data {
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name in JSON, in forms, and in the text keys `data.*`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Whether it is a special category (GDPR Art. 9(1)).
            #[must_use]
            pub fn is_sensitive(self) -> bool {
                match self { $(Self::$variant => $sensitive,)* }
            }
        }
    };
}

data_categories! {
    Identifier "identifier" false,
    IpAddress "ip_address" false,
    Device "device" false,
    PagesViewed "pages_viewed" false,
    Interactions "interactions" false,
    ApproximateLocation "approximate_location" false,
    PreciseLocation "precise_location" false,
    Preferences "preferences" false,
    Purchases "purchases" false,
    SearchTerms "search_terms" false,
    Interests "interests" false,
    Contact "contact" false,
    Account "account" false,
    Content "content" false,
    Health "health" true,
    PoliticalOpinions "political_opinions" true,
    Beliefs "beliefs" true,
    Sexuality "sexuality" true,
    Ethnicity "ethnicity" true,
    Biometrics "biometrics" true,
}

/// Most trackers of a purpose whose list comes with the banner: more would make every visitor wait for what few read.
const MAX_INLINE: usize = 10;

/// Why data is collected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Purpose {
    pub key: String,
    pub kind: Kind,
    pub legal_basis: LegalBasis,
    pub data: BTreeSet<Data>,
    /// How long the collected data are kept.
    pub retention: Period,
    /// Why the site cannot do without it, where it is necessary.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub necessity: String,
    /// What a member stands for where sensitive data are collected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmation: Option<Confirmation>,
    /// Raised when a rewording changes what the purpose means, so that visitors are asked again.
    pub meaning: u32,
    /// Raised when the owner wants those asked again who said yes, although nothing changed.
    #[serde(skip_serializing_if = "is_zero")]
    pub again: u32,
    pub words: BTreeMap<Language, PurposeWords>,
    pub trackers: Vec<Tracker>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl Purpose {
    /// Whether a visitor decides about it.
    #[must_use]
    pub fn is_optional(&self) -> bool {
        self.kind != Kind::Necessary
    }

    /// The providers that receive the data, each once, in order of first mention.
    #[must_use]
    pub fn recipients(&self) -> Vec<&str> {
        let mut seen = BTreeSet::new();
        self.trackers
            .iter()
            .map(|tracker| tracker.provider.trim())
            .filter(|name| !name.is_empty() && seen.insert(*name))
            .collect()
    }

    /// Whether sensitive data are collected for it.
    #[must_use]
    pub fn is_sensitive(&self) -> bool {
        self.data.iter().copied().any(Data::is_sensitive)
    }

    /// Whether its trackers are too many to stand in every copy of the banner: they are fetched when somebody looks.
    #[must_use]
    pub fn is_long(&self) -> bool {
        self.trackers.len() > MAX_INLINE
    }

    /// The words in `language`, empty ones where the owner has written none.
    #[must_use]
    pub fn words(&self, language: Language) -> PurposeWords {
        self.words.get(&language).cloned().unwrap_or_default()
    }
}

/// That somebody beside its author stands for a purpose with sensitive data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Confirmation {
    /// The member's e-mail address; empty in a version.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// Why these data are needed, in the member's words.
    pub statement: String,
}

/// What a visitor reads about a purpose, in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PurposeWords {
    pub title: String,
    pub description: String,
    /// What the visitor gets in return.
    pub benefit: String,
}

/// A technology used for a purpose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tracker {
    pub key: String,
    pub name: String,
    /// Who receives the data.
    pub provider: String,
    /// The provider's privacy policy; empty when it is the site's own.
    pub policy_url: String,
    pub items: Vec<StorageItem>,
    /// Where its tags load from, for example `https://video.example/*`.
    pub url_patterns: Vec<String>,
}

/// Where a storage item lives in the browser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Storage {
    #[default]
    Cookie,
    LocalStorage,
    SessionStorage,
    IndexedDb,
}

impl Storage {
    pub const ALL: [Self; 4] = [Self::Cookie, Self::LocalStorage, Self::SessionStorage, Self::IndexedDb];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cookie => "cookie",
            Self::LocalStorage => "local_storage",
            Self::SessionStorage => "session_storage",
            Self::IndexedDb => "indexed_db",
        }
    }

    /// The first letter of the name of a stored item in what the runtime is told.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::Cookie => 'c',
            Self::LocalStorage => 'l',
            Self::SessionStorage => 's',
            Self::IndexedDb => 'd',
        }
    }
}

/// A cookie or another stored item that a tracker sets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StorageItem {
    /// Its name; `*` stands for any characters, as in `_ga_*`.
    pub name: String,
    pub storage: Storage,
    /// How long it stays; `None`: until the browser is closed.
    pub duration: Option<Period>,
}

impl StorageItem {
    /// Its name as a regular expression for browsers: `_ga_.*`.
    #[must_use]
    pub fn pattern(&self) -> String {
        let mut pattern = String::new();
        for c in self.name.trim().chars() {
            match c {
                '*' => pattern.push_str(".*"),
                c if c.is_ascii_punctuation() && c != '_' => pattern.extend(['\\', c]),
                c => pattern.push(c),
            }
        }
        pattern
    }
}

/// Texts, layout, theme and behaviour.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Banner {
    pub layout: Layout,
    pub theme: Theme,
    pub behaviour: Behaviour,
    /// The owner's own wording of the keys in [`crate::texts::EDITABLE`], by language.
    pub words: BTreeMap<Language, BTreeMap<String, String>>,
}
