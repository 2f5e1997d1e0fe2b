//! Changing the trackers of a draft, and reading one from a form.

use super::fields::{duration, duration_problem, patterns};
use crate::form::Form;
use crate::purposes::address::{key_problem, other_trackers, suggest_key};
use crate::purposes::{named, storage_label};
use consent::check::Problem;
use consent::draft::{Draft, Storage, StorageItem, Tracker};
use consent::texts::Texts;

/// What a form says about a tracker.
#[derive(Clone)]
pub struct Typed {
    pub tracker: Tracker,
    /// What stands in the field of each item's number, whether it is one or not.
    pub counts: Vec<String>,
}

/// Reads a form.
#[must_use]
pub fn parse(form: &Form) -> Typed {
    let line = |name: &str| form.get(name).trim().to_owned();
    let column = |name: &'static str| form.all(name).map(|value| value.trim().to_owned()).collect::<Vec<_>>();
    let (names, storages) = (column("item_name"), column("item_storage"));
    let (counts, units) = (column("item_count"), column("item_unit"));
    let cell = |column: &[String], at: usize| column.get(at).cloned().unwrap_or_default();
    let items = names.into_iter().enumerate().map(|(at, name)| StorageItem {
        name,
        storage: named(Storage::ALL, Storage::as_str, &cell(&storages, at)),
        duration: duration(&cell(&counts, at), &cell(&units, at)),
    });
    let items: Vec<StorageItem> = items.collect();
    let counts = (0..items.len()).map(|at| cell(&counts, at)).collect();
    let tracker = Tracker {
        key: line("key"),
        name: line("name"),
        provider: line("provider"),
        policy_url: line("policy_url"),
        items,
        url_patterns: patterns(&form.get("url_patterns")),
    };
    Typed { tracker, counts }
}

/// What was typed that no tracker can hold; it must be mended before it is saved.
#[must_use]
pub fn unreadable(typed: &Typed) -> Vec<Problem> {
    let rows = typed.tracker.items.iter().zip(&typed.counts).enumerate();
    rows.filter_map(|(at, (item, count))| duration_problem(at, count, item.duration)).collect()
}

/// Drops rows that were added and left empty.
fn tidy(tracker: &mut Tracker) {
    tracker.items.retain(|item| !item.name.is_empty() || item.duration.is_some_and(|kept| kept.count > 0));
}

/// Adds or takes away a row, as the button says that was pressed; `false` when it was another button.
pub fn rows(typed: &mut Typed, action: &str) -> bool {
    if action == "add_item" {
        typed.tracker.items.push(StorageItem::default());
        typed.counts.push(String::new());
        return true;
    }
    let Some(at) = action.strip_prefix("remove_item:") else { return false };
    if let Some(at) = at.parse::<usize>().ok().filter(|at| *at < typed.tracker.items.len()) {
        typed.tracker.items.remove(at);
        typed.counts.remove(at);
    }
    true
}

/// Puts a typed tracker in the place of the one at `address`, or at the end when there is none; answers its key, which
/// is made from its name where none was typed. Nothing happens in a draft without that purpose.
///
/// # Errors
/// The problem of a key that cannot be an address.
pub fn put(draft: &mut Draft, purpose: &str, address: &str, mut typed: Tracker) -> Result<String, Problem> {
    tidy(&mut typed);
    let taken = other_trackers(draft, address);
    if typed.key.is_empty() {
        typed.key = suggest_key(&typed.name, "tracker", &taken);
    }
    if let Some(problem) = key_problem(&typed.key, &taken) {
        return Err(problem);
    }
    let key = typed.key.clone();
    if let Some(purpose) = draft.purposes.iter_mut().find(|each| each.key == purpose) {
        match purpose.trackers.iter_mut().find(|tracker| tracker.key == address) {
            Some(stored) => *stored = typed,
            None => purpose.trackers.push(typed),
        }
    }
    Ok(key)
}

/// What is stored and differs from what was typed, in words.
#[must_use]
pub fn theirs(stored: Option<&Tracker>, typed: &Tracker) -> Vec<String> {
    let Some(stored) = stored else {
        return vec!["This tracker is not in the draft now. Saving adds it.".to_owned()];
    };
    let mut lines = Vec::new();
    for (what, theirs, mine) in [
        ("Key", &stored.key, &typed.key),
        ("Name", &stored.name, &typed.name),
        ("Provider", &stored.provider, &typed.provider),
        ("Policy link", &stored.policy_url, &typed.policy_url),
    ] {
        if theirs != mine {
            lines.push(format!("{what}: {}", if theirs.is_empty() { "nothing" } else { theirs }));
        }
    }
    let list = |items: Vec<String>| if items.is_empty() { "none".to_owned() } else { items.join("; ") };
    if stored.items != typed.items {
        lines.push(format!("Cookies and other storage: {}", list(stored.items.iter().map(item).collect())));
    }
    if stored.url_patterns != typed.url_patterns {
        lines.push(format!("Addresses: {}", list(stored.url_patterns.clone())));
    }
    if lines.is_empty() {
        lines.push("The same as you typed here; something else in the draft was changed.".to_owned());
    }
    lines
}

fn item(item: &StorageItem) -> String {
    let english = Texts::english();
    let kept =
        item.duration.map_or_else(|| english.get("tracker.session").to_lowercase(), |period| english.period(period));
    format!("{}, {}, {kept}", item.name, storage_label(item.storage).to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use consent::draft::Purpose;
    use consent::period::{Period, Unit};

    fn form(fields: &[(&str, &str)]) -> Form {
        Form::new(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn tracker(key: &str) -> Tracker {
        Tracker { key: key.into(), name: "Visit counter".into(), ..Tracker::default() }
    }

    #[test]
    fn rows_and_lines_of_a_form_become_items_and_patterns() {
        let read = parse(&form(&[
            ("name", " Video player "),
            ("item_name", "_a"),
            ("item_storage", "local_storage"),
            ("item_count", "13"),
            ("item_unit", "months"),
            ("item_name", "_b"),
            ("item_storage", "moon"),
            ("item_count", ""),
            ("item_unit", "session"),
            ("url_patterns", "https://a.example/*\r\n\r\n https://b.example/* "),
        ]));
        assert_eq!(read.counts, ["13", ""]);
        let read = read.tracker;
        assert_eq!(read.name, "Video player");
        let kept = Some(Period::new(13, Unit::Months));
        assert_eq!(read.items[0], StorageItem { name: "_a".into(), storage: Storage::LocalStorage, duration: kept });
        assert_eq!(read.items[1], StorageItem { name: "_b".into(), storage: Storage::Cookie, duration: None });
        assert_eq!(read.url_patterns, ["https://a.example/*", "https://b.example/*"]);
    }

    #[test]
    fn rows_come_and_go_by_their_buttons() {
        let mut typed = Typed { tracker: tracker("visits"), counts: Vec::new() };
        assert!(rows(&mut typed, "add_item") && rows(&mut typed, "add_item"));
        typed.tracker.items[1].name = "_b".into();
        typed.counts[1] = "1.5".into();
        assert!(rows(&mut typed, "remove_item:0") && rows(&mut typed, "remove_item:7"));
        assert_eq!(typed.tracker.items.len(), 1);
        assert_eq!((typed.tracker.items[0].name.as_str(), typed.counts.as_slice()), ("_b", &["1.5".to_owned()][..]));
        assert!(!rows(&mut typed, "save"));
    }

    #[test]
    fn what_no_tracker_can_hold_is_told_row_by_row() {
        let row = |name: &'static str, count: &'static str, unit: &'static str| {
            [("item_name", name), ("item_storage", "cookie"), ("item_count", count), ("item_unit", unit)]
        };
        let all =
            [row("_a", "13", "months"), row("_b", "1.5", "months"), row("_c", "3", "session"), row("", "", "days")];
        let read = parse(&form(&all.concat()));
        let found: Vec<_> = unreadable(&read).into_iter().map(|problem| (problem.path, problem.code)).collect();
        assert_eq!(
            found,
            [
                ("items.1.duration".to_owned(), "number".to_owned()),
                ("items.2.duration".to_owned(), "session".to_owned())
            ]
        );
    }

    #[test]
    fn a_row_without_a_name_stays_while_it_says_how_long() {
        let analytics = Purpose { key: "analytics".into(), ..Purpose::default() };
        let mut draft = Draft { purposes: vec![analytics], ..Draft::default() };
        let kept = |count| StorageItem { duration: Some(Period::new(count, Unit::Days)), ..StorageItem::default() };
        let typed = Tracker { items: vec![kept(0), kept(3)], ..tracker("visits") };
        put(&mut draft, "analytics", "", typed).unwrap();
        assert_eq!(draft.purposes[0].trackers[0].items, [kept(3)]);
    }

    #[test]
    fn a_tracker_without_a_key_gets_one_and_empty_rows_are_left_out() {
        let other = Purpose { key: "ads".into(), trackers: vec![tracker("visit_counter")], ..Purpose::default() };
        let analytics = Purpose { key: "analytics".into(), ..Purpose::default() };
        let mut draft = Draft { purposes: vec![other, analytics], ..Draft::default() };
        let typed = Tracker { items: vec![StorageItem::default()], ..tracker("") };
        assert_eq!(put(&mut draft, "analytics", "", typed).unwrap(), "visit_counter_2");
        assert_eq!(draft.purposes[1].trackers[0].items, []);
        let renamed = tracker("visits");
        assert_eq!(put(&mut draft, "analytics", "visit_counter_2", renamed.clone()).unwrap(), "visits");
        assert_eq!(draft.purposes[1].trackers, [renamed]);
        assert_eq!(put(&mut draft, "analytics", "visits", tracker("visit_counter")).unwrap_err().code, "duplicate");
    }

    #[test]
    fn a_conflict_names_what_is_stored_and_differs() {
        let mut stored = tracker("visits");
        stored.items.push(StorageItem { name: "_v".into(), storage: Storage::Cookie, duration: None });
        let said = theirs(Some(&stored), &tracker("counter"));
        assert_eq!(said, ["Key: visits", "Cookies and other storage: _v, cookie, until the browser is closed"]);
        assert_eq!(theirs(Some(&stored), &stored).len(), 1);
    }
}
