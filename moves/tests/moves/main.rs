//! What is taken over from each product, what is left out and said, and what is refused.

#![expect(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod cookie_list;
mod cookieconsent;
mod hostile;
mod klaro;
mod mutations;
mod tarteaucitron;

use consent::draft::{Purpose, StorageItem, Tracker};
use consent::language::Language;
use moves::{ImportError, Imported, Source, read};

/// A source as it is written in `given/`.
macro_rules! given {
    ($name:literal) => {
        include_str!(concat!("given/", $name))
    };
}
use given;

/// All sources of `given/`.
const GIVEN: &[(&str, Source)] = &[
    (given!("cookieconsent_shop.js"), Source::CookieConsent),
    (given!("cookieconsent_blog.json"), Source::CookieConsent),
    (given!("klaro_club.js"), Source::Klaro),
    (given!("klaro_apps.js"), Source::Klaro),
    (given!("tarteaucitron_page.html"), Source::Tarteaucitron),
    (given!("tarteaucitron_lines.js"), Source::Tarteaucitron),
    (given!("list_semicolons.csv"), Source::CookieList),
    (given!("list_hosts.csv"), Source::CookieList),
    (given!("list_ids.csv"), Source::CookieList),
    (given!("list_tabs.tsv"), Source::CookieList),
];

fn imported(text: &str) -> Imported {
    read(text).unwrap_or_else(|error| panic!("{error}: {text:.400}"))
}

fn refused(text: &str) -> ImportError {
    read(text).expect_err("this should be refused")
}

fn language(tag: &str) -> Language {
    Language::parse(tag).unwrap()
}

fn codes(imported: &Imported) -> Vec<&str> {
    imported.languages.iter().map(|language| language.code()).collect()
}

fn purpose<'i>(imported: &'i Imported, key: &str) -> &'i Purpose {
    let keys: Vec<&str> = imported.purposes.iter().map(|purpose| purpose.key.as_str()).collect();
    imported.purposes.iter().find(|purpose| purpose.key == key).unwrap_or_else(|| panic!("no {key} in {keys:?}"))
}

fn tracker<'i>(imported: &'i Imported, key: &str) -> &'i Tracker {
    let mut trackers = imported.purposes.iter().flat_map(|purpose| &purpose.trackers);
    trackers.find(|tracker| tracker.key == key).unwrap_or_else(|| panic!("no {key}"))
}

/// The items of a tracker as they are read out: `_ga 2 years`, `basket session`, `_gid ?`.
fn items(tracker: &Tracker) -> Vec<String> {
    let stays = |item: &StorageItem| match item.duration {
        None => "session".to_owned(),
        Some(period) if period.count == 0 => "?".to_owned(),
        Some(period) => format!("{} {}", period.count, period.unit.as_str()),
    };
    tracker.items.iter().map(|item| format!("{} {}", item.name, stays(item))).collect()
}

/// Asserts that there is a remark at `path` that says `part`.
fn assert_remarked(imported: &Imported, path: &str, part: &str) {
    let found = imported.remarks.iter().any(|remark| remark.path == path && remark.message.contains(part));
    assert!(found, "{path}: {part} is not in {:#?}", imported.remarks);
}

fn assert_not_remarked(imported: &Imported, part: &str) {
    let found = imported.remarks.iter().find(|remark| remark.message.contains(part) || remark.path.contains(part));
    assert_eq!(found, None);
}

/// Asserts what holds for everything that is read: it fits a draft, and nothing in it is invented.
fn assert_sound(imported: &Imported) {
    let draft = consent::draft::Draft {
        languages: imported.languages.clone(),
        purposes: imported.purposes.clone(),
        ..Default::default()
    };
    // What the owner must complete; everything else would be a mistake of the import.
    let open = ["missing", "necessary_consent"];
    let wrong: Vec<_> = draft.check().into_iter().filter(|problem| !open.contains(&problem.code.as_str())).collect();
    assert_eq!(wrong, []);
    assert!(!imported.languages.is_empty() && !imported.purposes.is_empty());
    for purpose in &imported.purposes {
        assert!(consent::keys::is_key(&purpose.key), "{}", purpose.key);
        assert!(purpose.trackers.iter().all(|tracker| consent::keys::is_key(&tracker.key)));
        assert!(purpose.data.is_empty() && purpose.retention.count == 0);
        assert!(purpose.words.values().all(|words| words.benefit.is_empty()));
        assert!(purpose.words.keys().all(|language| imported.languages.contains(language)));
    }
    assert!(imported.remarks.len() <= moves::MAX_REMARKS);
    assert!(imported.remarks.iter().all(|remark| !remark.message.is_empty()));
}

#[test]
fn each_form_is_recognised_by_itself_and_fits_a_draft() {
    for (text, from) in GIVEN {
        let imported = imported(text);
        assert_eq!(imported.from, *from);
        assert_sound(&imported);
    }
}

#[test]
fn line_ends_and_byte_order_marks_change_nothing() {
    for (text, _) in GIVEN {
        let plain = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let dressed = format!("\u{feff}{}", plain.replace('\n', "\r\n"));
        assert_eq!(imported(&plain), imported(&dressed));
    }
}

#[test]
fn what_the_owner_must_complete_is_said_for_each_purpose() {
    for (text, _) in GIVEN {
        let imported = imported(text);
        for purpose in &imported.purposes {
            let path = format!("purposes.{}", purpose.key);
            assert_remarked(&imported, &path, "what visitors get in return, which data are collected and how long");
        }
    }
}
