//! Every text set is complete, translated, and shaped like English. A new language is checked by being in
//! [`Language::ALL`]; words that really are the same as in English are listed in [`checks::SAME_WORD`].

mod checks;

use checks::{SAME_WORD, Set, original, too_long, untidy, untranslated, wrong_keys, wrong_placeholders, wrong_script};
use consent::draft::{Data, Kind, LegalBasis, Storage};
use consent::language::Language;
use consent::period::Unit;
use consent::texts::{EDITABLE, Texts};
use std::collections::BTreeSet;

fn shipped(language: Language) -> Set {
    Texts::of(language).entries().map(|(key, text)| (key.to_owned(), text.to_owned())).collect()
}

fn english() -> Set {
    shipped(Language::default())
}

fn language(code: &str) -> Language {
    let language = Language::parse(code).unwrap_or_default();
    assert_eq!(language.code(), code);
    language
}

fn with(language: Language, changes: &[(&str, &str)]) -> Set {
    let mut set = shipped(language);
    set.extend(changes.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())));
    set
}

fn assert_none(what: &str, found_in: impl Fn(Language) -> Vec<String>) {
    for language in Language::ALL {
        let found = found_in(language);
        assert!(found.is_empty(), "{} ({}): {what}:\n{}", language.english_name(), language.code(), found.join("\n"));
    }
}

#[test]
fn every_set_is_one_readable_file_that_names_each_key_once() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/texts");
    let files: BTreeSet<String> =
        std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(files, Language::ALL.map(|language| format!("{}.json", language.code())).into());
    for language in Language::ALL {
        let source = std::fs::read_to_string(folder.join(format!("{}.json", language.code()))).unwrap();
        let set: Set = serde_json::from_str(&source).unwrap();
        assert_eq!(set, shipped(language), "{}", language.code());
        let lines = source.lines().filter(|line| line.starts_with("  \"")).count();
        assert_eq!(lines, set.len(), "{}: a key is there twice, or two share a line", language.code());
    }
}

#[test]
fn every_set_has_the_keys_of_english_and_its_own_plural_forms() {
    assert_none("keys", |language| wrong_keys(language, &shipped(language), &english()));
}

#[test]
fn every_text_has_the_placeholders_of_english() {
    assert_none("placeholders", |language| wrong_placeholders(language, &shipped(language), &english()));
}

#[test]
fn no_text_is_left_in_english() {
    for language in Language::ALL.into_iter().filter(|language| *language != Language::default()) {
        assert_eq!(untranslated(language, &shipped(language), &english()), [""; 0], "{}", language.code());
    }
}

#[test]
fn every_listed_same_word_is_still_the_same() {
    for (key, reason, codes) in SAME_WORD {
        for code in *codes {
            let set = shipped(language(code));
            assert_eq!(set.get(*key).map(String::as_str), original(key, &english()), "{code} {key}: {reason}");
        }
    }
}

#[test]
fn every_text_is_in_the_script_of_its_language() {
    assert_none("script", |language| wrong_script(language, &shipped(language)));
}

#[test]
fn no_translation_outgrows_its_place() {
    assert_none("too long", |language| too_long(&shipped(language), &english()));
}

#[test]
fn every_text_is_tidy_and_without_markup() {
    assert_none("untidy", |language| untidy(&shipped(language)));
}

#[test]
fn every_word_of_the_vocabulary_has_a_text() {
    let set = english();
    let keys = (Kind::ALL.map(|kind| format!("kind.{}", kind.as_str())).into_iter())
        .chain(LegalBasis::ALL.map(|basis| format!("legal_basis.{}", basis.as_str())))
        .chain(Storage::ALL.map(|storage| format!("tracker.storage.{}", storage.as_str())))
        .chain(Data::ALL.iter().map(|data| format!("data.{}", data.as_str())))
        .chain(Unit::ALL.map(|unit| format!("period.{}.other", unit.as_str())))
        .chain(EDITABLE.iter().map(|key| (*key).to_owned()));
    let missing: Vec<String> = keys.filter(|key| !set.contains_key(key)).collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn a_missing_key_a_missing_plural_form_and_a_foreign_key_are_found() {
    let arabic = language("ar");
    let mut set = with(arabic, &[("action.agree", "قبول")]);
    set.remove("period.days.two");
    set.remove("you.back");
    let found = wrong_keys(arabic, &set, &english());
    assert_eq!(found, ["period.days.two is missing", "you.back is missing", "action.agree is not in English"]);
    assert!(!wrong_keys(arabic, &shipped(language("de")), &english()).is_empty());
}

#[test]
fn lost_renamed_and_added_placeholders_are_found() {
    let french = language("fr");
    // French “one” also stands for zero, so it may not leave the number out.
    let set = with(
        french,
        &[
            ("banner.text", "Bonjour"),
            ("you.title", "Sur {page}"),
            ("action.save", "{x}"),
            ("period.days.one", "un jour"),
        ],
    );
    assert_eq!(wrong_placeholders(french, &set, &english()).len(), 4);
    let arabic = language("ar");
    let set = with(arabic, &[("period.days.few", "أيام"), ("period.days.two", "يومان {other}")]);
    assert_eq!(wrong_placeholders(arabic, &set, &english()).len(), 2);
}

#[test]
fn english_left_in_a_translation_is_found() {
    let german = language("de");
    let set = with(german, &[("action.save", "Save choice"), ("period.days.other", "{count} days")]);
    assert_eq!(untranslated(german, &set, &english()), ["action.save: Save choice", "period.days.other: {count} days"]);
    let arabic = language("ar");
    let set = with(arabic, &[("period.days.few", "{count} days")]);
    assert_eq!(untranslated(arabic, &set, &english()), ["period.days.few: {count} days"]);
}

#[test]
fn the_wrong_script_is_found() {
    let set = with(language("ar"), &[("action.close", "Rujue"), ("link.policy", "سياسة Privacy")]);
    assert_eq!(wrong_script(language("ar"), &set), ["action.close: Rujue", "link.policy: سياسة Privacy"]);
    let set = with(language("es"), &[("action.close", "Назад"), ("list.pair", "{list}، {item}")]);
    assert_eq!(wrong_script(language("es"), &set), ["action.close: Назад"]);
}

#[test]
fn a_text_that_is_too_long_is_found() {
    let set = with(
        language("de"),
        &[("purpose.always_on", "An ist es nun, nämlich an"), ("action.close", "Ganz weit zurück")],
    );
    assert_eq!(too_long(&set, &english()), ["purpose.always_on: An ist es nun, nämlich an"]);
}

#[test]
fn empty_padded_and_marked_up_texts_are_found() {
    for bad in ["", " Zurück", "Zurück\n", "Zu  rück", "<b>Zurück</b>", "Zur&uuml;ck", "Zu\u{202e}rück", "Zu\trück"]
    {
        let found = untidy(&with(language("de"), &[("action.close", bad)]));
        assert_eq!(found.len(), 1, "{bad:?}");
    }
}
