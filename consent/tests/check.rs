//! What keeps a draft from being published.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use consent::check::{MAX_DESCRIPTION, MAX_TITLE};
use consent::draft::{Data, Draft, Kind, LegalBasis, Purpose, PurposeWords, StorageItem, Tracker};
use consent::language::Language;
use consent::period::{Period, Unit};

fn english() -> Language {
    Language::parse("en").unwrap()
}

fn draft() -> Draft {
    let words = PurposeWords {
        title: "Visits".into(),
        description: "We count visits.".into(),
        benefit: "Faster pages.".into(),
    };
    let tracker = Tracker {
        key: "counter".into(),
        name: "Counter".into(),
        provider: "Counter Ltd".into(),
        items: vec![StorageItem { name: "_visit".into(), ..StorageItem::default() }],
        url_patterns: vec!["https://counter.example/*".into()],
        ..Tracker::default()
    };
    let purpose = Purpose {
        key: "analytics".into(),
        kind: Kind::Measurement,
        data: [Data::PagesViewed].into(),
        retention: Period::new(6, Unit::Months),
        words: [(english(), words)].into(),
        trackers: vec![tracker],
        ..Purpose::default()
    };
    Draft { languages: vec![english()], purposes: vec![purpose], ..Draft::default() }
}

/// The path and code of every problem after a change to a good draft.
fn problems(change: impl Fn(&mut Draft)) -> Vec<String> {
    let mut draft = draft();
    change(&mut draft);
    draft.check().into_iter().map(|problem| format!("{} {}", problem.path, problem.code)).collect()
}

#[test]
fn a_complete_draft_has_no_problems() {
    assert!(problems(|_| {}).is_empty());
}

#[test]
fn an_empty_draft_says_what_to_begin_with() {
    assert_eq!(problems(|draft| draft.purposes.clear()), ["purposes missing"]);
}

#[test]
fn each_field_of_a_purpose_is_checked() {
    let words = |draft: &mut Draft| draft.purposes[0].words.remove(&english());
    assert_eq!(
        problems(|draft| _ = words(draft)),
        [
            "purposes.0.words.en.title missing",
            "purposes.0.words.en.description missing",
            "purposes.0.words.en.benefit missing"
        ]
    );
    assert_eq!(problems(|draft| draft.purposes[0].key.clear()), ["purposes.0.key missing"]);
    assert_eq!(problems(|draft| draft.purposes[0].key = "My key".into()), ["purposes.0.key key"]);
    assert_eq!(problems(|draft| draft.purposes[0].data.clear()), ["purposes.0.data missing"]);
    assert_eq!(problems(|draft| draft.purposes[0].retention.count = 0), ["purposes.0.retention missing"]);
    assert_eq!(problems(|draft| draft.purposes[0].retention.count = 1001), ["purposes.0.retention too_long"]);
}

#[test]
fn every_offered_language_must_be_complete() {
    let german = Language::parse("de").unwrap();
    let found = problems(|draft| draft.languages.push(german));
    assert_eq!(
        found,
        [
            "purposes.0.words.de.title missing",
            "purposes.0.words.de.description missing",
            "purposes.0.words.de.benefit missing"
        ]
    );
    assert_eq!(problems(|draft| draft.languages.push(english())).first().unwrap(), "languages duplicate");
}

#[test]
fn texts_are_bounded_and_printable() {
    let text = |text: String| {
        problems(|draft| draft.purposes[0].words.get_mut(&english()).unwrap().description = text.clone())
    };
    assert_eq!(text("x".repeat(10_000)), ["purposes.0.words.en.description too_long"]);
    assert_eq!(text("x".repeat(MAX_DESCRIPTION)), [""; 0]);
    assert_eq!(text("two\nlines".into()), [""; 0]);
    assert_eq!(text("a\u{0}b".into()), ["purposes.0.words.en.description control_character"]);
    assert_eq!(text("safe\u{202e}elbatrevni".into()), ["purposes.0.words.en.description control_character"]);
    let title =
        |text: String| problems(|draft| draft.purposes[0].words.get_mut(&english()).unwrap().title = text.clone());
    assert_eq!(title("é".repeat(MAX_TITLE)), [""; 0]);
    assert_eq!(title("two\nlines".into()), ["purposes.0.words.en.title control_character"]);
}

#[test]
fn the_legal_basis_must_fit_the_kind() {
    let basis = |kind: Kind, legal_basis: LegalBasis| {
        problems(|draft| {
            draft.purposes[0].kind = kind;
            draft.purposes[0].legal_basis = legal_basis;
        })
    };
    assert_eq!(basis(Kind::Necessary, LegalBasis::Consent), ["purposes.0.legal_basis necessary_consent"]);
    assert_eq!(basis(Kind::Marketing, LegalBasis::LegitimateInterest), ["purposes.0.legal_basis marketing_basis"]);
    assert!(basis(Kind::Necessary, LegalBasis::Contract).is_empty());
}

#[test]
fn keys_are_used_once() {
    let twice = problems(|draft| {
        let mut again = draft.purposes[0].clone();
        again.trackers.clear();
        draft.purposes.push(again);
    });
    assert_eq!(twice, ["purposes.1.key duplicate"]);
    let trackers = problems(|draft| {
        let again = draft.purposes[0].trackers[0].clone();
        draft.purposes[0].trackers.push(again);
    });
    assert_eq!(trackers, ["purposes.0.trackers.1.key duplicate"]);
}

#[test]
fn trackers_name_their_provider_items_and_addresses() {
    let tracker = |change: fn(&mut Tracker)| problems(|draft| change(&mut draft.purposes[0].trackers[0]));
    assert_eq!(tracker(|t| t.provider.clear()), ["purposes.0.trackers.0.provider missing"]);
    assert_eq!(tracker(|t| t.policy_url = "javascript:alert(1)".into()), ["purposes.0.trackers.0.policy_url link"]);
    assert_eq!(tracker(|t| t.items[0].name.clear()), ["purposes.0.trackers.0.items.0.name missing"]);
    assert_eq!(
        tracker(|t| t.items[0].duration = Some(Period::default())),
        ["purposes.0.trackers.0.items.0.duration missing"]
    );
    for bad in ["counter.example", "https://", "https://*/x", "javascript:x", "https://a.example/\"><script>"] {
        let found = problems(|draft| draft.purposes[0].trackers[0].url_patterns = vec![bad.to_owned()]);
        assert_eq!(found, ["purposes.0.trackers.0.url_patterns.0 url_pattern"], "{bad}");
    }
}

#[test]
fn colours_must_be_readable() {
    assert_eq!(
        problems(|draft| draft.banner.theme.light.text = "#dddddd".into()),
        ["banner.theme.light.text contrast"]
    );
    assert_eq!(
        problems(|draft| draft.banner.theme.dark.button = "red;} body{display:none".into()),
        ["banner.theme.dark.button colour"]
    );
}

#[test]
fn corners_are_round_within_reason() {
    assert_eq!(problems(|draft| draft.banner.theme.radius = 24), [""; 0]);
    assert_eq!(problems(|draft| draft.banner.theme.radius = 25), ["banner.theme.radius radius"]);
}

#[test]
fn the_banner_keeps_saying_who_asks_and_what_for() {
    let word = |key: &str, text: &str| {
        problems(|draft| _ = draft.banner.words.entry(english()).or_default().insert(key.into(), text.into()))
    };
    assert_eq!(word("banner.text", "Cookies."), ["banner.words.en.banner.text placeholder"]);
    assert_eq!(word("banner.text", ""), [""; 0]);
    assert_eq!(word("banner.text", "{controller} asks."), [""; 0]);
    assert_eq!(word("placeholder.text", "Not loaded."), ["banner.words.en.placeholder.text placeholder"]);
    assert_eq!(word("placeholder.text", "Waits for “{purpose}”."), [""; 0]);
    assert_eq!(word("action.allow_purpose", "Load it"), ["banner.words.en.action.allow_purpose placeholder"]);
    assert_eq!(word("banner.get", "Your gain:"), [""; 0]);
    assert_eq!(word("kind.marketing", "Fun"), ["banner.words.en.kind.marketing unknown_key"]);
}
