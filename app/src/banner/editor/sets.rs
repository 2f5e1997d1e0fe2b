//! Text sets in the browser: each is fetched when its language is first looked at, since all of them together weigh more
//! than everything else here.

use super::rpc;
use consent::language::Language;
use consent::texts::Texts;
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The text sets at hand.
#[derive(Clone, Copy)]
pub struct Sets {
    here: RwSignal<BTreeMap<Language, Texts>>,
    asked: StoredValue<BTreeSet<Language>>,
}

impl Sets {
    /// Begins with the set that came with the page.
    #[must_use]
    pub fn new(first: Option<Texts>) -> Self {
        let here = first.into_iter().map(|set| (set.language(), set)).collect();
        Self { here: RwSignal::new(here), asked: StoredValue::default() }
    }

    /// The set of a language; `None` while it is on its way.
    #[must_use]
    pub fn get(self, language: Language) -> Option<Texts> {
        let found = self.here.with(|sets| sets.get(&language).cloned());
        if found.is_none() && self.asked.try_update_value(|asked| asked.insert(language)) == Some(true) {
            leptos::task::spawn_local(async move {
                match rpc::text_set(language.code().to_owned()).await {
                    Ok(set) => self.here.update(|sets| _ = sets.insert(language, set)),
                    // Asked for again when the language is looked at again.
                    Err(_) => self.asked.update_value(|asked| _ = asked.remove(&language)),
                }
            });
        }
        found
    }
}
