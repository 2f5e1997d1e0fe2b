//! Purposes in the making: within the limits of a draft, with keys of their own, and open where the source is silent.

use crate::duration::{self, Duration};
use crate::keys::Keys;
use crate::remarks::{Remarks, quoted};
use consent::check::{MAX_ITEMS, MAX_PURPOSES, MAX_TRACKERS};
use consent::draft::{Kind, Purpose, Storage, StorageItem, Tracker};
use consent::language::Language;
use consent::period::{Period, Unit};

/// The duration of an item whose source states none: publishing refuses it, so that nobody has to remember it.
pub(crate) const OPEN: Option<Period> = Some(Period { count: 0, unit: Unit::Days });

#[derive(Default)]
pub(crate) struct Purposes {
    list: Vec<Purpose>,
    keys: Keys,
    tracker_keys: Keys,
}

/// A tracker by its purpose and its place there.
pub(crate) type Place = (usize, usize);

impl Purposes {
    /// Adds the purpose that the source calls `name`; none when there are too many.
    pub fn add(&mut self, name: &str, kind: Kind, path: &str, remarks: &mut Remarks) -> Option<usize> {
        if self.list.len() == MAX_PURPOSES {
            remarks
                .add(path, format!("{} was left out: a banner has at most {MAX_PURPOSES} purposes.", quoted([name])));
            return None;
        }
        let key = self.keys.give(name, "purpose");
        self.list.push(Purpose { key, kind, ..Purpose::default() });
        Some(self.list.len() - 1)
    }

    /// What a tracker of a purpose is called when the source names none.
    pub fn rest(&self, at: usize) -> String {
        let purpose = &self.list[at];
        let title = purpose.words.values().map(|words| &words.title).find(|title| !title.is_empty());
        title.unwrap_or(&purpose.key).clone()
    }

    pub fn get(&mut self, at: usize) -> &mut Purpose {
        &mut self.list[at]
    }

    /// Adds a tracker under the name that the source's code has for it; none when there are too many.
    pub fn tracker(
        &mut self,
        at: usize,
        code_name: &str,
        name: String,
        path: &str,
        remarks: &mut Remarks,
    ) -> Option<Place> {
        if self.list[at].trackers.len() == MAX_TRACKERS {
            remarks.add(path, format!("This was left out: a purpose has at most {MAX_TRACKERS} trackers."));
            return None;
        }
        let key = self.tracker_keys.give(code_name, "tracker");
        let trackers = &mut self.list[at].trackers;
        trackers.push(Tracker { key, name, ..Tracker::default() });
        Some((at, trackers.len() - 1))
    }

    /// The tracker of this name in a purpose, added when there is none.
    pub fn tracker_named(&mut self, at: usize, name: &str, path: &str, remarks: &mut Remarks) -> Option<Place> {
        let known = self.list[at].trackers.iter().position(|tracker| tracker.name.eq_ignore_ascii_case(name));
        match known {
            Some(known) => Some((at, known)),
            None => self.tracker(at, name, name.to_owned(), path, remarks),
        }
    }

    pub fn tracker_at(&mut self, (purpose, tracker): Place) -> &mut Tracker {
        &mut self.list[purpose].trackers[tracker]
    }

    /// The item of this name in a purpose, if a tracker there has it.
    pub fn item(&mut self, at: usize, name: &str) -> Option<&mut StorageItem> {
        self.list[at].trackers.iter_mut().flat_map(|tracker| &mut tracker.items).find(|item| item.name == name)
    }

    /// Adds an item to a tracker, or what it says to the item of its name there.
    pub fn add_item(&mut self, place: Place, item: StorageItem, path: &str, remarks: &mut Remarks) {
        let items = &mut self.tracker_at(place).items;
        let is_full = items.len() == MAX_ITEMS;
        match items.iter_mut().find(|known| known.name == item.name && known.storage == item.storage) {
            Some(known) if known.duration == OPEN => known.duration = item.duration,
            Some(_) => {}
            None if is_full => {
                let message =
                    format!("{} was left out: a tracker has at most {MAX_ITEMS}.", quoted([item.name.as_str()]));
                remarks.add(path, message);
            }
            None => items.push(item),
        }
    }

    /// The purposes, with remarks on what the owner must complete.
    pub fn finish(self, languages: &[Language], remarks: &mut Remarks) -> Vec<Purpose> {
        for purpose in &self.list {
            complete(purpose, languages, remarks);
        }
        self.list
    }
}

/// An item whose source says nothing of its duration.
pub(crate) fn cookie(name: String) -> StorageItem {
    StorageItem { name, storage: Storage::Cookie, duration: OPEN }
}

/// The duration that a table states; a remark where it states none that can be read.
pub(crate) fn stay(text: &str, unit: Option<Unit>, path: &str, remarks: &mut Remarks) -> Option<Period> {
    if text.is_empty() {
        return OPEN;
    }
    match duration::read(text, unit) {
        Duration::Session => return None,
        Duration::For(period) => return Some(period),
        Duration::Endless => {
            let message = "says that this stays until somebody deletes it. Say how long you keep it.";
            remarks.add(path, format!("{} {message}", quoted([text])));
        }
        Duration::Unreadable => {
            remarks
                .add(path, format!("{} is no length of time that can be read. Say how long it stays.", quoted([text])));
        }
    }
    OPEN
}

fn complete(purpose: &Purpose, languages: &[Language], remarks: &mut Remarks) {
    let path = format!("purposes.{}", purpose.key);
    let lacking = |of: fn(&consent::draft::PurposeWords) -> &str| {
        let names = languages.iter().filter(|language| of(&purpose.words(**language)).trim().is_empty());
        names.map(|language| language.english_name()).collect::<Vec<_>>().join(", ")
    };
    let titles = lacking(|words| &words.title);
    let descriptions = lacking(|words| &words.description);
    if !titles.is_empty() {
        remarks.add(&path, format!("Write its title in {titles}."));
    }
    if !descriptions.is_empty() {
        remarks.add(&path, format!("Say in {descriptions} what is done and why."));
    }
    let basis = if purpose.kind == Kind::Necessary { " Choose its legal basis, which is not consent." } else { "" };
    let open = "Say what visitors get in return, which data are collected and how long they are kept.";
    remarks.add(&path, format!("{open}{basis}"));
    let nameless = purpose.trackers.iter().filter(|tracker| tracker.provider.is_empty());
    let nameless = quoted(nameless.map(|tracker| tracker.name.as_str()));
    if !nameless.is_empty() {
        remarks.add(&path, format!("Say who receives the data of {nameless}."));
    }
    let items = purpose.trackers.iter().flat_map(|tracker| &tracker.items);
    let open = quoted(items.filter(|item| item.duration == OPEN).map(|item| item.name.as_str()));
    if !open.is_empty() {
        remarks.add(&path, format!("Say how long these stay: {open}."));
    }
}
