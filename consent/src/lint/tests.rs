//! The rules over whole drafts, where more than one part has a say. The corpus in `tests/lint` covers each rule.

use super::*;
use crate::draft::{Confirmation, Data, Kind, LegalBasis, Purpose, PurposeWords, Storage, StorageItem, Tracker};
use crate::language::Language;
use crate::period::{Period, Unit};
use crate::regime::{Departure, Regime};
use crate::texts::Texts;
use std::collections::BTreeSet;

fn site() -> SiteDetails {
    SiteDetails {
        name: "Fern & Field".into(),
        controller_name: "Fern & Field Ltd".into(),
        controller_contact: "privacy@fern.example".into(),
        policy_url: "https://fern.example/privacy".into(),
        origins: vec!["https://fern.example".into()],
    }
}

fn template(key: &str, language: Language) -> PurposeWords {
    let text = |part: &str| Texts::of(language).get(&format!("template.{key}.{part}")).to_owned();
    PurposeWords { title: text("title"), description: text("description"), benefit: text("benefit") }
}

fn tracker(key: &str, provider: &str, policy_url: &str, item: StorageItem) -> Tracker {
    Tracker {
        key: key.into(),
        name: key.into(),
        provider: provider.into(),
        policy_url: policy_url.into(),
        items: vec![item],
        url_patterns: vec!["https://fern.example/*".into()],
    }
}

/// The shop of the demo: the four templates in these languages, with a tracker each.
fn shop(languages: &[Language]) -> Draft {
    let item = |name: &str, storage: Storage, months: Option<u32>| StorageItem {
        name: name.into(),
        storage,
        duration: months.map(|months| Period::new(months, Unit::Months)),
    };
    let purpose = |key: &str, kind: Kind, data: &[Data], months: u32, tracker: Tracker| Purpose {
        key: key.into(),
        kind,
        legal_basis: if kind == Kind::Necessary { LegalBasis::Contract } else { LegalBasis::Consent },
        data: data.iter().copied().collect(),
        retention: Period::new(months, Unit::Months),
        necessity: if kind == Kind::Necessary { "There is no order without a basket.".into() } else { String::new() },
        words: languages.iter().map(|language| (*language, template(key, *language))).collect(),
        trackers: vec![tracker],
        ..Purpose::default()
    };
    let basket = tracker("basket", "Fern & Field", "", item("basket", Storage::Cookie, None));
    let film = item("film_position", Storage::SessionStorage, None);
    let film = tracker("film", "Greenhouse Films", "https://greenhouse-films.example/privacy", film);
    let visits = tracker("visits", "Fern & Field Ltd", "", item("assent_demo", Storage::Cookie, Some(6)));
    let pixel = item("bright_id", Storage::Cookie, Some(3));
    let pixel = tracker("pixel", "Bright Ads", "https://bright-ads.example/privacy", pixel);
    let purposes = vec![
        purpose("necessary", Kind::Necessary, &[Data::Identifier, Data::Purchases], 1, basket),
        purpose("preferences", Kind::Functional, &[Data::Device, Data::Preferences], 6, film),
        purpose("analytics", Kind::Measurement, &[Data::Identifier, Data::PagesViewed], 13, visits),
        purpose("ads", Kind::Marketing, &[Data::Identifier, Data::PagesViewed, Data::Interests], 3, pixel),
    ];
    Draft { languages: languages.to_vec(), purposes, ..Draft::default() }
}

fn english() -> Draft {
    shop(&[Language::default()])
}

fn found(draft: &Draft) -> Vec<String> {
    lint(&site(), draft).iter().map(|finding| format!("{} {}", finding.rule, finding.path)).collect()
}

#[test]
fn the_templates_are_free_of_findings_in_every_language() {
    let findings = lint(&site(), &shop(&Language::ALL));
    assert!(findings.is_empty(), "{findings:#?}");
}

#[test]
fn shipped_texts_are_free_of_findings_even_as_own_wording() {
    let mut draft = shop(&Language::ALL);
    for language in Language::ALL {
        let shipped =
            crate::texts::EDITABLE.iter().map(|key| ((*key).to_owned(), Texts::of(language).get(key).to_owned()));
        draft.banner.words.insert(language, shipped.collect());
    }
    let findings = lint(&site(), &draft);
    assert!(findings.is_empty(), "{findings:#?}");
}

#[test]
fn words_that_nobody_is_shown_are_not_judged() {
    let mut draft = english();
    let german = Language::parse("de").unwrap();
    draft.banner.words.insert(german, [("action.reject_all".to_owned(), "Vielleicht später".to_owned())].into());
    draft.banner.words.insert(Language::default(), [("action.save".to_owned(), " ".to_owned())].into());
    assert_eq!(found(&draft), [""; 0]);
    draft.languages.push(german);
    assert!(found(&draft).contains(&"L06 banner.words.de.action.reject_all".to_owned()));
}

#[test]
fn a_rule_for_everybody_concerns_every_regime_in_use_and_others_only_theirs() {
    let mut draft = english();
    let regimes = [Regime::Eu, Regime::It, Regime::UsCa];
    let short = Departure { silence_days: Some(30), acknowledged: "Asked often.".into(), ..Departure::default() };
    draft.regimes = regimes.map(|regime| (regime, short.clone())).into();
    draft.purposes[0].necessity.clear();
    let findings = lint(&site(), &draft);
    let [reason, eu, it] = findings.as_slice() else { panic!("{findings:#?}") };
    assert_eq!((reason.rule.as_str(), &reason.regimes), ("I05", &BTreeSet::from(regimes)));
    assert_eq!((eu.severity, &eu.regimes), (Severity::Warning, &[Regime::Eu].into()));
    assert_eq!((it.severity, &it.regimes), (Severity::Error, &[Regime::It].into()));
}

#[test]
fn sensitive_data_wait_for_a_yes_where_nothing_else_does() {
    let mut draft = english();
    let own = Departure { refusal_days: Some(100), acknowledged: "Few come back.".into(), ..Departure::default() };
    draft.regimes = [(Regime::Jp, own)].into();
    assert_eq!(found(&draft), [""; 0]);
    draft.purposes[1].data = [Data::Identifier, Data::Health].into();
    draft.purposes[1].confirmation = Some(Confirmation { by: "b@fern.example".into(), statement: "Asked for.".into() });
    assert_eq!(found(&draft), ["B05 regimes.jp.refusal_days"]);
}

#[test]
fn the_british_exceptions_are_only_said() {
    let mut draft = english();
    draft.regimes.insert(Regime::Uk, Departure::default());
    let report = Report::of(&site(), &draft);
    assert_eq!(report.findings.iter().map(|finding| finding.rule.as_str()).collect::<Vec<_>>(), ["B19"]);
    assert_eq!((report.score, report.blocks()), (100, false));
}

#[test]
fn the_score_falls_with_every_error_and_warning() {
    let mut draft = english();
    assert_eq!(Report::of(&site(), &draft).score, 100);
    draft.purposes[2].retention = Period::new(5, Unit::Years);
    let warned = Report::of(&site(), &draft);
    assert_eq!((warned.score, warned.blocks()), (95, false));
    draft.purposes[0].necessity.clear();
    let kept = Report::of(&site(), &draft);
    assert_eq!((kept.score, kept.blocks()), (80, true));
    assert!(kept.findings.iter().all(|finding| finding.rule().is_some()));
    let json = serde_json::to_string(&kept).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), kept);
    let nothing = Draft { purposes: vec![Purpose::default(); 11], ..Draft::default() };
    assert_eq!(Report::of(&SiteDetails::default(), &nothing).score, 0);
}

#[test]
fn fixes_mend_what_they_are_offered_for() {
    let mut draft = english();
    let ads = &mut draft.purposes[3].trackers[0];
    ads.url_patterns = vec!["https://www.googleadservices.com/*".into()];
    let clarity = &mut draft.purposes[2].trackers[0];
    clarity.url_patterns = vec!["https://www.clarity.ms/*".into()];
    draft.banner.words.insert(Language::default(), [("action.reject_all".to_owned(), "Not now".to_owned())].into());
    let own = Departure { grant_days: Some(400), refusal_days: Some(100), ..Departure::default() };
    draft.regimes = [(Regime::Eu, own)].into();
    let mut left = lint(&site(), &draft);
    let rules: BTreeSet<String> = left.iter().map(|finding| finding.rule.clone()).collect();
    assert_eq!(rules, ["B03", "B05", "B06", "B17", "I07", "L06", "R01"].map(str::to_owned).into());
    while let Some(fix) = left.iter().find_map(|finding| finding.fix.clone()) {
        fix.apply(&mut draft);
        let now = lint(&site(), &draft);
        assert!(now.len() < left.len(), "{fix:?}");
        left = now;
    }
    assert_eq!(found(&draft), [""; 0]);
}
