//! What was published: numbered, immutable, canonical JSON, SHA-256.

use crate::behaviour::Behaviour;
use crate::canonical;
use crate::draft::{Banner, Draft, Purpose};
use crate::keys::SiteKey;
use crate::language::Language;
use crate::regime::{Departure, Manner, Place, Regime, Rules, Used, of_place};
use crate::reported::Reported;
use crate::site::SiteDetails;
use crate::texts::Texts;
use crate::theme::{Layout, Theme};
use crate::timestamp::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A published version of a site's banner, complete in itself: it holds every text that visitors were shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    pub site: SiteKey,
    /// 1 for the first version of the site.
    pub number: u32,
    pub published_at: Timestamp,
    pub site_name: String,
    pub controller_name: String,
    pub controller_contact: String,
    pub policy_url: String,
    pub languages: Vec<Language>,
    pub purposes: Vec<VersionPurpose>,
    pub layout: Layout,
    pub theme: Theme,
    #[serde(default)]
    pub behaviour: Behaviour,
    /// The regimes in use, each with the rules as they were at publishing.
    #[serde(default = "before_regimes")]
    pub regimes: BTreeMap<Regime, Used>,
    /// What the linter found, and why it was published all the same. Not there before there was a linter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Reported>,
    /// The whole text set of each language with the owner's wording in place.
    pub texts: BTreeMap<Language, Texts>,
}

/// What a version says that was published before there were regimes.
fn before_regimes() -> BTreeMap<Regime, Used> {
    [(Regime::Eu, Used { rules: Rules::before_regimes(), own: Departure::default() })].into()
}

/// A purpose as published, with the hash of what it means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionPurpose {
    #[serde(flatten)]
    pub purpose: Purpose,
    pub fingerprint: String,
    /// The version since which a yes counts: those of earlier ones are asked for again because the owner wants it.
    #[serde(default, skip_serializing_if = "is_from_the_start")]
    pub asked_since: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
fn is_from_the_start(version: &u32) -> bool {
    *version == 0
}

impl Version {
    /// Freezes a draft. Says nothing about whether it may be published: see [`Draft::check`].
    ///
    /// # Errors
    /// Only when a purpose cannot be written as JSON.
    pub fn freeze(
        site: SiteKey,
        details: &SiteDetails,
        draft: &Draft,
        number: u32,
        now: Timestamp,
    ) -> Result<Self, serde_json::Error> {
        Self::freeze_with(site, details, draft, number, now, |language| Texts::of(language).clone())
    }

    /// Freezes a draft with text sets from elsewhere than the shipped ones.
    ///
    /// # Errors
    /// As [`Version::freeze`].
    pub fn freeze_with(
        site: SiteKey,
        details: &SiteDetails,
        draft: &Draft,
        number: u32,
        now: Timestamp,
        set: impl Fn(Language) -> Texts,
    ) -> Result<Self, serde_json::Error> {
        let texts = draft.languages.iter().map(|language| {
            let set = set(*language);
            (*language, draft.banner.words.get(language).map_or_else(|| set.clone(), |own| set.with_own_wording(own)))
        });
        let purposes = draft.purposes.iter().map(|purpose| {
            let fingerprint = fingerprint(purpose)?;
            let mut purpose = purpose.clone();
            if let Some(confirmation) = &mut purpose.confirmation {
                // A version is there for everybody to read: what was stated is, who stated it is in the audit log.
                confirmation.by.clear();
            }
            Ok(VersionPurpose { purpose, fingerprint, asked_since: 0 })
        });
        Ok(Self {
            site,
            number,
            published_at: now,
            site_name: details.name.clone(),
            controller_name: details.controller_name.clone(),
            controller_contact: details.controller_contact.clone(),
            policy_url: details.policy_url.clone(),
            languages: draft.languages.clone(),
            purposes: purposes.collect::<Result<_, serde_json::Error>>()?,
            layout: draft.banner.layout,
            theme: draft.banner.theme.clone(),
            behaviour: draft.banner.behaviour.clone(),
            regimes: draft.used(),
            report: None,
            texts: texts.collect(),
        })
    }

    /// Takes over from the version before since when a yes counts, but for purposes that are to be asked for again.
    #[must_use]
    pub fn following(mut self, last: Option<&Self>) -> Self {
        for published in &mut self.purposes {
            let before = last.and_then(|last| last.purpose(&published.purpose.key));
            published.asked_since = match before {
                Some(before) if before.purpose.again == published.purpose.again => before.asked_since,
                Some(_) => self.number,
                None => 0,
            };
        }
        self
    }

    /// Whether both say the same to visitors: number, time and the linter's report do not count.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        let Self { number, published_at, report, .. } = other;
        Self { number: *number, published_at: *published_at, report: report.clone(), ..self.clone() } == *other
    }

    /// The draft that would publish the same again, for *restore*.
    #[must_use]
    pub fn to_draft(&self) -> Draft {
        let words = self
            .texts
            .iter()
            .map(|(language, texts)| (*language, texts.own_wording()))
            .filter(|(_, own)| !own.is_empty());
        let banner = Banner {
            layout: self.layout,
            theme: self.theme.clone(),
            behaviour: self.behaviour.clone(),
            words: words.collect(),
        };
        Draft {
            languages: self.languages.clone(),
            purposes: self.purposes.iter().map(|published| published.purpose.clone()).collect(),
            banner,
            regimes: self.regimes.iter().map(|(regime, used)| (*regime, used.own.clone())).collect(),
        }
    }

    /// The regime of a visitor at a place.
    #[must_use]
    pub fn regime(&self, place: Option<&Place>) -> Regime {
        of_place(&self.regimes, place)
    }

    /// What applies in a regime; `None` where it is not in use.
    #[must_use]
    pub fn rules(&self, regime: Regime) -> Option<&Rules> {
        self.regimes.get(&regime).map(|used| &used.rules)
    }

    /// How visitors are met in a regime: they are asked where it is not in use.
    #[must_use]
    pub fn manner(&self, regime: Regime) -> Manner {
        let purposes = self.purposes.iter().map(|published| &published.purpose);
        self.rules(regime).map_or(Manner::Ask, |rules| rules.manner(purposes))
    }

    /// The exact bytes that are stored and hashed.
    ///
    /// # Errors
    /// Only when a part cannot be written as JSON.
    pub fn canonical(&self) -> Result<Vec<u8>, serde_json::Error> {
        canonical::to_vec(self)
    }

    /// The fingerprints of the purposes, by key.
    #[must_use]
    pub fn fingerprints(&self) -> BTreeMap<String, String> {
        self.purposes.iter().map(|each| (each.purpose.key.clone(), each.fingerprint.clone())).collect()
    }

    /// The purposes a visitor decides about.
    pub fn optional(&self) -> impl Iterator<Item = &VersionPurpose> {
        self.purposes.iter().filter(|published| published.purpose.is_optional())
    }

    /// The regimes in which a purpose runs until a visitor decides.
    #[must_use]
    pub fn runs(&self, purpose: &Purpose) -> BTreeSet<Regime> {
        let regimes = self.regimes.iter().filter(|(_, used)| purpose.is_optional() && used.rules.runs(purpose));
        regimes.map(|(regime, _)| *regime).collect()
    }

    /// The purpose with this key.
    #[must_use]
    pub fn purpose(&self, key: &str) -> Option<&VersionPurpose> {
        self.purposes.iter().find(|published| published.purpose.key == key)
    }
}

/// The hash of what a purpose *means*, not of how it is worded: 16 hexadecimal characters.
///
/// When it changes, what was chosen before no longer counts and the purpose is asked again.
///
/// # Errors
/// Only when the purpose cannot be written as JSON.
pub fn fingerprint(purpose: &Purpose) -> Result<String, serde_json::Error> {
    let mut recipients = purpose.recipients();
    recipients.sort_unstable();
    let mut trackers: Vec<_> = purpose
        .trackers
        .iter()
        .map(|tracker| {
            let mut items: Vec<_> =
                tracker.items.iter().map(|item| (item.storage, item.name.trim(), item.duration)).collect();
            items.sort_unstable();
            serde_json::json!({ "key": tracker.key, "items": items })
        })
        .collect();
    trackers.sort_by_cached_key(ToString::to_string);
    let meant = serde_json::json!({
        "kind": purpose.kind,
        "legal_basis": purpose.legal_basis,
        "data": purpose.data,
        "sensitive": purpose.is_sensitive(),
        "retention": purpose.retention,
        "recipients": recipients,
        "trackers": trackers,
        "meaning": purpose.meaning,
    });
    let mut hash = canonical::sha256_hex(&canonical::to_vec(&meant)?);
    // 64 bits: versions of one purpose are compared with each other, never with something an attacker chose.
    hash.truncate(16);
    Ok(hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Data, Kind, PurposeWords, StorageItem, Tracker};
    use crate::period::{Period, Unit};

    fn purpose() -> Purpose {
        let tracker = |key: &str, provider: &str| Tracker {
            key: key.into(),
            provider: provider.into(),
            items: vec![StorageItem::default()],
            ..Tracker::default()
        };
        Purpose {
            key: "ads".into(),
            kind: Kind::Marketing,
            data: [Data::Identifier].into(),
            retention: Period::new(6, Unit::Months),
            trackers: vec![tracker("a", "A"), tracker("b", "B")],
            ..Purpose::default()
        }
    }

    #[test]
    fn the_fingerprint_ignores_words_order_and_links() {
        let mut reworded = purpose();
        reworded
            .words
            .insert(Language::default(), PurposeWords { title: "Advertising".into(), ..PurposeWords::default() });
        reworded.trackers.reverse();
        reworded.trackers[0].policy_url = "https://b.example".into();
        assert_eq!(fingerprint(&purpose()).unwrap(), fingerprint(&reworded).unwrap());
    }

    #[test]
    fn the_fingerprint_changes_with_each_part_of_the_meaning() {
        let changes: [fn(&mut Purpose); 8] = [
            |p| p.kind = Kind::Measurement,
            |p| p.legal_basis = crate::draft::LegalBasis::LegitimateInterest,
            |p| _ = p.data.insert(Data::Health),
            |p| p.retention.count += 1,
            |p| p.meaning += 1,
            |p| p.trackers[0].provider = "C".into(),
            |p| p.trackers[0].items[0].name = "_id".into(),
            |p| _ = p.trackers.pop(),
        ];
        for change in changes {
            let mut changed = purpose();
            change(&mut changed);
            assert_ne!(fingerprint(&purpose()).unwrap(), fingerprint(&changed).unwrap());
        }
    }

    #[test]
    fn a_version_survives_its_canonical_bytes_and_restores_its_draft() {
        let mut draft = Draft { purposes: vec![purpose()], ..Draft::default() };
        draft.banner.words.entry(Language::default()).or_default().insert("action.save".into(), "Keep this".into());
        let site = SiteKey::parse("demo").unwrap();
        let version = Version::freeze(site, &SiteDetails::default(), &draft, 1, Timestamp::from_millis(5)).unwrap();
        let bytes = version.canonical().unwrap();
        let read: Version = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(read, version);
        assert_eq!(read.canonical().unwrap(), bytes);
        assert_eq!(read.to_draft(), draft);
        assert_eq!(read.texts[&Language::default()].get("action.save"), "Keep this");
    }
}
