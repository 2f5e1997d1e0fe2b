//! The golden messages in `wire/`, which the tests of `embed` read as well.

use consent::choice::{Choice, FieldError};
use consent::content::{Content, Fingerprints};
use consent::decide::{Decision, Standing, decide};
use consent::draft::{Draft, Kind, Purpose};
use consent::keys::SiteKey;
use consent::language::Language;
use consent::regime::Regime;
use consent::site::SiteDetails;
use consent::timestamp::Timestamp;
use consent::version::Version;
use consent::visitor::{VisitorId, VisitorKey};
use serde::Deserialize;
use serde_json::{Value, json};

/// The click of the golden choice, by the golden answers.
const CLICK: &str = "2026-03-29T00:59:59.999Z";

fn read(name: &str) -> Value {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("wire").join(name);
    let text = std::fs::read_to_string(path).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

fn draft() -> Draft {
    let purpose = |key: &str, kind| Purpose { key: key.into(), kind, ..Purpose::default() };
    let purposes = vec![
        purpose("necessary", Kind::Necessary),
        purpose("analytics", Kind::Measurement),
        purpose("ads", Kind::Marketing),
    ];
    let languages = ["en", "de"].into_iter().filter_map(Language::parse).collect();
    Draft { languages, purposes, ..Draft::default() }
}

fn version(draft: &Draft) -> Option<Version> {
    Version::freeze(SiteKey::parse("demo")?, &SiteDetails::default(), draft, 3, Timestamp::from_millis(0)).ok()
}

#[test]
fn the_golden_content_is_made_from_a_version_and_its_history() {
    let version = version(&draft()).unwrap();
    let fingerprint = |key: &str| (key.to_owned(), version.purpose(key).unwrap().fingerprint.clone());
    let history: [(u32, Fingerprints); 2] = [
        (1, [fingerprint("necessary"), fingerprint("analytics")].into()),
        (2, [fingerprint("necessary"), ("analytics".to_owned(), "other".to_owned())].into()),
    ];
    let html = "<section id=assent-root></section>".to_owned();
    let content =
        Content::new(&version, &history, (Regime::Eu, Language::default()), html, "#assent-root{color:red}".to_owned());
    assert_eq!(serde_json::to_value(&content).unwrap(), read("content.json"));
    let offline = Content::offline(version.site.clone(), Some(&version), Language::default());
    let mut expected = read("content-offline.json");
    assert_eq!(serde_json::to_value(&offline).unwrap()["purposes"], expected["purposes"]);
    expected["purposes"] = json!([]);
    let never = Content::offline(version.site, None, Language::default());
    assert_eq!(serde_json::to_value(&never).unwrap(), expected);
}

#[test]
fn the_golden_choice_gets_the_golden_answer() {
    let choice: Choice = serde_json::from_value(read("choice.json")).unwrap();
    let click = Timestamp::parse(CLICK).unwrap();
    let version = version(&draft()).unwrap();
    let now = click.plus(choice.age_ms);
    let record = choice.decide(&version, "hash", None, now).unwrap().record;
    let asked = version.asked();
    let decisions = decide(&asked, Some(&Standing::from(&record)), None, now);
    let answer = json!({
        "record": record.id,
        "visitor": record.visitor,
        "version": record.version,
        "decided_at": record.decided_at,
        "expires_at": record.expires_at,
        "decisions": decisions,
    });
    assert_eq!(answer, read("record-answer.json"));
    assert_eq!(VisitorKey::parse(&choice.key).unwrap().id(), record.visitor);
}

#[test]
fn the_golden_read_holds_decisions_as_they_are_written() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Answer {
        site: SiteKey,
        visitor: VisitorId,
        version: u32,
        decisions: Vec<Decision<'static>>,
    }
    let golden = read("decisions-answer.json");
    let answer: Answer = serde_json::from_value(golden.clone()).unwrap();
    assert_eq!(serde_json::to_value(&answer.decisions).unwrap(), golden["decisions"]);
    assert_eq!((answer.site.as_str(), answer.version), ("demo", 3));
    assert_eq!(answer.visitor, VisitorKey::parse("AAAAAAAAAAAAAAAAAAAAAA").unwrap().id());
}

#[test]
fn the_golden_problem_names_fields_as_the_checks_do() {
    let mut choice = read("choice.json");
    choice["purposes"] = json!({ "analytics": true });
    let choice: Choice = serde_json::from_value(choice).unwrap();
    let refused = choice.decide(&version(&draft()).unwrap(), "hash", None, Timestamp::parse(CLICK).unwrap());
    let Err(consent::choice::ChoiceError::Invalid(errors)) = refused else { panic!("{refused:?}") };
    let named = |error: &FieldError| serde_json::to_value(error).unwrap();
    assert_eq!(errors.iter().map(named).collect::<Value>(), read("problem.json")["errors"]);
}
