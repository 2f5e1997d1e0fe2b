//! What changed is said in words, and nothing is said when nothing changed.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use consent::check::Problem;
use consent::difference::differences;
use consent::draft::{Data, Draft, Kind, LegalBasis, Purpose, PurposeWords, Storage, StorageItem, Tracker};
use consent::keys::SiteKey;
use consent::language::Language;
use consent::period::{Period, Unit};
use consent::site::SiteDetails;
use consent::theme::{Layout, Scheme};
use consent::timestamp::Timestamp;
use consent::vendors::{Google, Vendor};
use consent::version::Version;

fn language(code: &str) -> Language {
    Language::parse(code).unwrap()
}

fn words(title: &str) -> PurposeWords {
    PurposeWords { title: title.into(), description: "What is done".into(), benefit: "What you get".into() }
}

fn details() -> SiteDetails {
    SiteDetails {
        name: "Shop".into(),
        controller_name: "Shop Ltd".into(),
        controller_contact: "privacy@shop.example".into(),
        policy_url: "https://shop.example/privacy".into(),
        origins: vec!["https://shop.example".into()],
    }
}

fn draft() -> Draft {
    let ads = Purpose {
        key: "ads".into(),
        kind: Kind::Marketing,
        data: [Data::Identifier].into(),
        retention: Period::new(6, Unit::Months),
        words: [(language("en"), words("Advertising")), (language("de"), words("Werbung"))].into(),
        trackers: vec![Tracker {
            key: "pixel".into(),
            name: "Pixel".into(),
            provider: "Ads Inc".into(),
            items: vec![StorageItem {
                name: "_ad".into(),
                storage: Storage::Cookie,
                duration: Some(Period::new(1, Unit::Years)),
            }],
            url_patterns: vec!["https://ads.example/*".into()],
            ..Tracker::default()
        }],
        ..Purpose::default()
    };
    let necessary = Purpose {
        key: "necessary".into(),
        kind: Kind::Necessary,
        legal_basis: LegalBasis::Contract,
        data: [Data::Account].into(),
        retention: Period::new(1, Unit::Days),
        words: [(language("en"), words("Necessary")), (language("de"), words("Notwendig"))].into(),
        ..Purpose::default()
    };
    Draft { languages: vec![language("en"), language("de")], purposes: vec![necessary, ads], ..Draft::default() }
}

fn freeze(details: &SiteDetails, draft: &Draft) -> Version {
    Version::freeze(SiteKey::parse("shop").unwrap(), details, draft, 1, Timestamp::from_millis(0)).unwrap()
}

/// The differences that an edit of the draft makes, and the purposes asked again.
fn after(edit: impl FnOnce(&mut Draft)) -> (Vec<String>, Vec<String>) {
    let old = freeze(&details(), &draft());
    let mut edited = draft();
    edit(&mut edited);
    let new = freeze(&details(), &edited);
    let before = |key: &str| old.purpose(key).map(|each| each.fingerprint.clone());
    let again = new.optional().filter(|each| before(&each.purpose.key).as_ref() != Some(&each.fingerprint));
    let again = again.map(|each| each.purpose.key.clone()).collect();
    (differences(Some(&old), &new), again)
}

#[test]
fn the_example_is_publishable() {
    assert_eq!(draft().check(), Vec::<Problem>::new());
}

#[test]
fn equal_content_has_no_differences_whatever_its_number() {
    let (lines, again) = after(|_| ());
    assert!(lines.is_empty() && again.is_empty(), "{lines:?}");
    let (lines, _) = after(|draft| {
        draft.banner.words.insert(language("de"), [("action.save".to_owned(), "  ".to_owned())].into());
    });
    assert!(lines.is_empty(), "an empty wording is the text of the set: {lines:?}");
}

#[test]
fn a_change_that_has_no_words_is_still_told() {
    let (lines, _) = after(|draft| {
        if let Some(words) = draft.purposes[1].words.get_mut(&language("en")) {
            words.title.push(' ');
        }
    });
    assert_eq!(lines, ["Only spaces, or the order of details, changed."]);
}

#[test]
fn the_first_version_names_its_purposes_and_languages() {
    let lines = differences(None, &freeze(&details(), &draft()));
    assert!(lines[0].contains("first version"));
    assert_eq!(lines[1..], ["Purposes: “Necessary”, “Advertising”.", "Languages: English, German."]);
}

#[test]
fn a_longer_retention_is_told_and_asked_again() {
    let (lines, again) = after(|draft| draft.purposes[1].retention = Period::new(13, Unit::Months));
    assert_eq!(
        lines,
        [
            "“Advertising” is kept 13 months instead of 6 months.",
            "Visitors are asked about “Advertising” again, since what it means changed."
        ]
    );
    assert_eq!(again, ["ads"]);
}

#[test]
fn a_rewording_is_told_and_not_asked_again() {
    let (lines, again) = after(|draft| {
        draft.purposes[1].words.insert(language("de"), words("Reklame"));
        draft.banner.words.insert(language("de"), [("action.accept_all".to_owned(), "Ja".to_owned())].into());
    });
    assert_eq!(
        lines,
        [
            "The German title of “Advertising” changed from “Werbung” to “Reklame”.",
            "The German text of the accept button changed from “Alle akzeptieren” to “Ja”."
        ]
    );
    assert!(again.is_empty());
}

#[test]
fn a_raised_meaning_is_asked_again() {
    let (lines, again) = after(|draft| draft.purposes[1].meaning += 1);
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!(again, ["ads"]);
}

#[test]
fn a_change_of_a_necessary_purpose_asks_nobody() {
    let (lines, again) = after(|draft| draft.purposes[0].retention = Period::new(2, Unit::Days));
    assert_eq!(lines, ["“Necessary” is kept 2 days instead of 1 day."]);
    assert!(again.is_empty());
}

#[test]
fn purposes_come_go_and_move() {
    let (lines, again) = after(|draft| {
        draft.purposes.remove(0);
        draft.purposes.push(Purpose { key: "statistics".into(), kind: Kind::Measurement, ..Purpose::default() });
    });
    assert_eq!(lines, ["Purpose “statistics” is new: visitors are asked about it.", "Purpose “Necessary” is removed."]);
    assert_eq!(again, ["statistics"]);
    let (lines, _) = after(|draft| draft.purposes.reverse());
    assert_eq!(lines, ["The purposes stand in another order."]);
}

#[test]
fn what_a_purpose_is_and_collects_is_compared() {
    let (lines, _) = after(|draft| {
        draft.purposes[1].kind = Kind::Measurement;
        draft.purposes[1].legal_basis = LegalBasis::LegitimateInterest;
        draft.purposes[1].data = [Data::IpAddress].into();
    });
    assert_eq!(
        lines[..4],
        [
            "“Advertising” is measurement instead of marketing.",
            "“Advertising” rests on legitimate interest instead of consent.",
            "“Advertising” also collects: IP address.",
            "“Advertising” no longer collects: an identifier for your browser."
        ]
    );
}

#[test]
fn trackers_are_compared_by_key() {
    let (lines, _) = after(|draft| {
        let pixel = &mut draft.purposes[1].trackers[0];
        pixel.provider = "Ads Holding".into();
        pixel.policy_url = "https://ads.example/privacy".into();
        pixel.items[0].duration = None;
        pixel.url_patterns.push("https://cdn.ads.example/*".into());
        draft.purposes[1].trackers.push(Tracker { key: "video".into(), name: "Video".into(), ..Tracker::default() });
    });
    assert_eq!(
        lines[..6],
        [
            "The provider of “Pixel” changed from “Ads Inc” to “Ads Holding”.",
            "The policy link of “Pixel” is now “https://ads.example/privacy”; there was none.",
            "“Pixel” does not store any more: _ad (cookie, 1 year).",
            "“Pixel” now stores: _ad (cookie, until the browser is closed).",
            "“Pixel” now loads from: https://cdn.ads.example/*.",
            "“Advertising” has a new tracker: “Video”.",
        ]
    );
    let (lines, again) = after(|draft| draft.purposes[1].trackers.clear());
    assert_eq!(lines[0], "“Advertising” no longer has the tracker “Pixel”.");
    assert_eq!(again, ["ads"]);
}

#[test]
fn a_logo_and_css_are_compared() {
    let look = |logo: &str, css: &str| {
        let mut draft = draft();
        (draft.banner.theme.logo, draft.banner.theme.css) = (logo.into(), css.into());
        freeze(&details(), &draft)
    };
    let lines = |old: &Version, new: &Version| differences(Some(old), new);
    let [none, one, other] = [look("", ""), look("a", "title {}"), look("b", "title {}")];
    assert_eq!(
        lines(&none, &one),
        ["The banner has a logo now.", "The CSS of the banner's looks is now “title {}”; there was none."]
    );
    assert_eq!(lines(&one, &other), ["The banner has another logo."]);
    assert_eq!(
        lines(&one, &none),
        ["The banner has no logo any more.", "The CSS of the banner's looks is removed; it was “title {}”."]
    );
}

#[test]
fn languages_and_looks_are_compared() {
    let (lines, _) = after(|draft| {
        draft.languages = vec![language("de"), language("ar")];
        draft.banner.layout = Layout::Modal;
        draft.banner.theme.dark.button = "#ffffff".into();
        draft.banner.theme.light.surface = "#FFFFFF".into();
        draft.banner.theme.scheme = Scheme::Dark;
        draft.banner.theme.radius = 0;
    });
    assert_eq!(
        lines,
        [
            "Arabic is offered now.",
            "English is no longer offered.",
            "Where no language fits the visitor, German is used instead of English.",
            "The layout is “Modal” instead of “Box at the bottom, left”.",
            "The scheme is “Always dark” instead of “Light or dark, as the visitor's system is”.",
            "The radius of the corners is “0 px” instead of “8 px”.",
            "The dark colour of the buttons is #ffffff instead of #a7dcc4."
        ]
    );
}

#[test]
fn vendors_are_compared_one_by_one() {
    let (lines, again) = after(|draft| {
        let vendors = &mut draft.banner.behaviour.vendors;
        vendors.google = Some(Google { wait_for_update: 0, advanced: true, ..Google::default() });
        vendors.others.insert(Vendor::Meta);
    });
    assert_eq!(
        lines,
        [
            "What visitors allow is told to Google Consent Mode: yes.",
            "What visitors allow is told to the Meta pixel: yes.",
            "Google's tags may load before a choice: yes.",
            "Google's tags wait 0 ms for the choice instead of 500.",
        ]
    );
    assert!(again.is_empty());
    let with = |google: Option<Google>| {
        let mut edited = draft();
        edited.banner.behaviour.vendors.google = google;
        freeze(&details(), &edited)
    };
    let redacting = Google { ads_data_redaction: true, url_passthrough: true, ..Google::default() };
    assert_eq!(
        differences(Some(&with(Some(redacting.clone()))), &with(Some(Google::default()))),
        [
            "Ad clicks are left out of what Google gets while advertising is not allowed: no longer.",
            "Ad clicks are passed on in the addresses of links while nothing may be stored: no longer.",
        ]
    );
    let gone = ["What visitors allow is told to Google Consent Mode: no longer."];
    assert_eq!(differences(Some(&with(Some(redacting))), &with(None)), gone);
}

#[test]
fn the_controller_is_part_of_what_visitors_were_told() {
    let mut moved = details();
    moved.controller_name = "Shop Holding".into();
    moved.origins.push("https://other.example".into());
    let lines = differences(Some(&freeze(&details(), &draft())), &freeze(&moved, &draft()));
    assert_eq!(lines, ["The controller's name changed from “Shop Ltd” to “Shop Holding”."]);
}

#[test]
fn a_long_text_is_quoted_where_it_differs() {
    let (lines, _) = after(|draft| {
        let mut long = words("Advertising");
        long.description = format!("{} end", "é".repeat(500));
        draft.purposes[1].words.insert(language("en"), long);
    });
    assert_eq!(lines.len(), 1);
    assert!(lines[0].chars().count() < 300 && lines[0].contains("é…"), "{}", lines[0]);
    let with = |tail: &str| {
        let mut edited = draft();
        let mut long = words("Advertising");
        long.description = format!("{}{tail}", "word ".repeat(100));
        edited.purposes[1].words.insert(language("en"), long);
        freeze(&details(), &edited)
    };
    let lines = differences(Some(&with("cats")), &with("dogs"));
    assert!(lines[0].contains("cats") && lines[0].contains("dogs"), "{lines:?}");
}
