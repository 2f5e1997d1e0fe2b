//! What is looked at, prepared for the rules.

use super::catalogue::{Known, known};
use crate::draft::{Draft, Purpose, Tracker};
use crate::language::Language;
use crate::regime::{Model, Regime, Used};
use crate::site::SiteDetails;
use crate::texts::EDITABLE;
use std::collections::{BTreeMap, BTreeSet};

/// A site's draft with what several rules ask of it.
pub(super) struct Subject<'a> {
    pub(super) site: &'a SiteDetails,
    pub(super) draft: &'a Draft,
    /// The regimes in use.
    pub(super) used: BTreeMap<Regime, Used>,
    pub(super) purposes: Vec<Looked<'a>>,
}

/// A purpose, and what is known of its trackers.
pub(super) struct Looked<'a> {
    /// Its path.
    pub(super) at: String,
    pub(super) purpose: &'a Purpose,
    known: Vec<Option<Known>>,
}

/// A text that visitors read and the owner wrote.
pub(super) struct Passage<'a> {
    pub(super) path: String,
    pub(super) language: Language,
    pub(super) text: &'a str,
    pub(super) of: Of<'a>,
}

/// What a passage belongs to.
#[derive(Clone, Copy)]
pub(super) enum Of<'a> {
    /// The own wording of a banner key.
    Banner(&'a str),
    Title(&'a Purpose),
    Description(&'a Purpose),
    Benefit(&'a Purpose),
}

impl<'a> Subject<'a> {
    pub(super) fn new(site: &'a SiteDetails, draft: &'a Draft) -> Self {
        let looked = |(at, purpose): (usize, &'a Purpose)| Looked {
            at: format!("purposes.{at}"),
            purpose,
            known: purpose.trackers.iter().map(known).collect(),
        };
        Self { site, draft, used: draft.used(), purposes: draft.purposes.iter().enumerate().map(looked).collect() }
    }

    /// The regimes in use that meet a purpose in this way.
    pub(super) fn regimes(&self, purpose: &Purpose, model: Model) -> BTreeSet<Regime> {
        let fitting = self.used.iter().filter(|(_, used)| used.rules.model(purpose) == Some(model));
        fitting.map(|(regime, _)| *regime).collect()
    }

    /// What the owner wrote in the offered languages. Shipped texts are left out: they are never judged.
    pub(super) fn passages(&self) -> Vec<Passage<'a>> {
        let mut all = Vec::new();
        let draft = self.draft;
        for language in &draft.languages {
            let mut add = |path: String, text: &'a str, of: Of<'a>| {
                if !text.trim().is_empty() {
                    all.push(Passage { path, language: *language, text, of });
                }
            };
            let code = language.code();
            for looked in &self.purposes {
                let purpose = looked.purpose;
                let Some(words) = purpose.words.get(language) else { continue };
                add(format!("{}.words.{code}.title", looked.at), &words.title, Of::Title(purpose));
                add(format!("{}.words.{code}.description", looked.at), &words.description, Of::Description(purpose));
                add(format!("{}.words.{code}.benefit", looked.at), &words.benefit, Of::Benefit(purpose));
            }
            let own = draft.banner.words.get(language).into_iter().flatten();
            for (key, text) in own.filter(|(key, _)| EDITABLE.contains(&key.as_str())) {
                add(format!("banner.words.{code}.{key}"), text, Of::Banner(key));
            }
        }
        all
    }
}

impl<'a> Looked<'a> {
    /// The trackers with their paths, and what is known of each.
    pub(super) fn trackers(&self) -> impl Iterator<Item = (String, &'a Tracker, Option<Known>)> {
        let known = self.purpose.trackers.iter().zip(&self.known).enumerate();
        known.map(|(at, (tracker, known))| (format!("{}.trackers.{at}", self.at), tracker, *known))
    }
}
