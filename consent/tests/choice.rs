//! What may be recorded, and on which version.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail the test")]

use consent::choice::{Choice, ChoiceError, MAX_AGE_MS, MAX_AHEAD_MS, MAX_STALE_MS};
use consent::draft::{Draft, Kind, Purpose};
use consent::keys::SiteKey;
use consent::site::SiteDetails;
use consent::timestamp::Timestamp;
use consent::version::Version;
use consent::visitor::VisitorKey;
use serde_json::{Value, json};

const NOW: i64 = 1_764_000_000_000;
const KEY: &str = "AAECAwQFBgcICQoLDA0ODw";

fn version() -> Version {
    let purpose = |key: &str, kind: Kind| Purpose { key: key.to_owned(), kind, ..Purpose::default() };
    let purposes = vec![
        purpose("necessary", Kind::Necessary),
        purpose("analytics", Kind::Measurement),
        purpose("ads", Kind::Marketing),
    ];
    let draft = Draft { purposes, ..Draft::default() };
    Version::freeze(
        SiteKey::parse("demo").unwrap(),
        &SiteDetails::default(),
        &draft,
        1,
        Timestamp::from_millis(NOW - MAX_AGE_MS),
    )
    .unwrap()
}

/// A UUIDv7 made `ago` milliseconds before now.
fn id(ago: i64) -> String {
    let millis = format!("{:012x}", NOW - ago);
    format!("{}-{}-7000-8000-000000000000", &millis[..8], &millis[8..])
}

fn choice() -> Value {
    json!({
        "id": id(0), "key": KEY, "version": 1, "action": "custom", "purposes": {"analytics": true, "ads": false},
        "language": "en", "source": "banner",
    })
}

fn with(field: &str, value: Value) -> Value {
    let mut choice = choice();
    choice[field] = value;
    choice
}

fn wrong_fields(choice: &Value) -> Vec<String> {
    let choice: Choice = serde_json::from_value(choice.clone()).unwrap();
    match choice.decide(&version(), "hash", None, Timestamp::from_millis(NOW)) {
        Err(ChoiceError::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
        other => panic!("expected field errors, got {other:?}"),
    }
}

#[test]
fn a_choice_becomes_a_record_of_its_version() {
    let choice: Choice = serde_json::from_value(with("age_ms", json!(2_000))).unwrap();
    let decided = choice.decide(&version(), "hash", None, Timestamp::from_millis(NOW)).unwrap();
    let record = decided.record;
    assert_eq!(record.visitor, VisitorKey::parse(KEY).unwrap().id());
    assert_eq!((record.version, record.version_hash.as_str()), (1, "hash"));
    assert_eq!(record.decided_at.millis(), NOW - 2_000);
    assert_eq!(record.received_at.millis(), NOW);
    let days = |count: i64| Timestamp::from_millis(NOW - 2_000 + count * 86_400_000);
    assert_eq!((record.expires_at, record.refusals_until), (days(180), Some(days(184))));
    assert!(record.purposes["analytics"].granted && !record.purposes["ads"].granted);
    assert!(!record.purposes.contains_key("necessary"));
    assert_eq!(decided.replaced, None);
    let bytes = record.canonical().unwrap();
    assert!(!String::from_utf8(bytes).unwrap().contains(KEY), "the key is never stored");
}

#[test]
fn the_fields_of_a_record_stand_in_canonical_order() {
    let mut choice = with("trackers", json!({}));
    choice["layer"] = json!("settings");
    choice["gpc"] = json!(true);
    choice["replaces"] = json!(VisitorKey::parse("AQECAwQFBgcICQoLDA0ODw").unwrap().id());
    let choice: Choice = serde_json::from_value(choice).unwrap();
    let mut record = choice.decide(&version(), "hash", None, Timestamp::from_millis(NOW)).unwrap().record;
    record.trackers = [("b".to_owned(), true), ("a".to_owned(), false)].into();
    assert_eq!(record.canonical().unwrap(), consent::canonical::to_vec(&record).unwrap());
    let all = serde_json::to_value(&record).unwrap();
    assert!(all.as_object().unwrap().values().all(|value| !value.is_null()), "each field is there: {all}");
}

#[test]
fn a_negative_age_is_none() {
    let choice: Choice = serde_json::from_value(with("age_ms", json!(-5))).unwrap();
    assert_eq!(
        choice.decide(&version(), "hash", None, Timestamp::from_millis(NOW)).unwrap().record.decided_at.millis(),
        NOW
    );
}

#[test]
fn each_field_that_does_not_hold_is_named() {
    let cases = [
        ("id", json!("not a uuid"), "id"),
        ("id", json!(id(0).to_uppercase().replace("7000", "7A00")), "id"),
        ("id", json!("019ab000-0000-4000-8000-000000000000"), "id"),
        ("key", json!("AAECAwQFBgcICQoLDA0ODx"), "key"),
        ("key", json!(""), "key"),
        ("replaces", json!("x"), "replaces"),
        ("language", json!("de"), "language"),
        ("purposes", json!({"analytics": true}), "purposes.ads"),
        ("purposes", json!({"analytics": true, "ads": true, "else": true}), "purposes.else"),
        ("purposes", json!({"analytics": true, "ads": true, "necessary": true}), "purposes.necessary"),
        ("trackers", json!({"nobody": true}), "trackers.nobody"),
        ("action", json!("accept_all"), "action"),
        ("action", json!("reject_all"), "action"),
        ("action", json!("withdraw"), "action"),
        ("action", json!("gpc"), "action"),
        ("action", json!("replaced"), "action"),
    ];
    for (field, value, named) in cases {
        assert_eq!(wrong_fields(&with(field, value.clone())), [named], "{field}: {value}");
    }
}

#[test]
fn what_is_not_in_the_contract_is_malformed() {
    for (field, value) in [
        ("version", json!(-1)),
        ("version", json!("1")),
        ("extra", json!(1)),
        ("purposes", json!({"ads": 1})),
        ("source", json!("mail")),
    ] {
        assert!(serde_json::from_value::<Choice>(with(field, value.clone())).is_err(), "{field}: {value}");
    }
}

fn refusal() -> Value {
    let mut refusal = with("action", json!("withdraw"));
    refusal["purposes"] = json!({"analytics": false, "ads": false});
    refusal
}

fn decided(choice: Value) -> Result<(), ChoiceError> {
    let choice: Choice = serde_json::from_value(choice).unwrap();
    choice.decide(&version(), "hash", None, Timestamp::from_millis(NOW)).map(drop)
}

#[test]
fn refusals_and_withdrawals_are_never_refused_for_the_age_of_their_id() {
    for ago in [MAX_AGE_MS + 1, 100 * MAX_AGE_MS, -MAX_AHEAD_MS - 1, -100 * MAX_AHEAD_MS] {
        let made = |choice: Value| {
            let mut choice = choice;
            choice["id"] = json!(id(ago));
            decided(choice)
        };
        assert_eq!(made(refusal()), Ok(()), "{ago}");
        match made(choice()) {
            Err(ChoiceError::Untimely(errors)) => assert_eq!(errors[0].field, "id", "{ago}"),
            other => panic!("{ago}: {other:?}"),
        }
    }
    for ago in [MAX_AGE_MS, -MAX_AHEAD_MS] {
        assert_eq!(decided(with("id", json!(id(ago)))), Ok(()), "{ago}");
    }
}

#[test]
fn a_click_older_than_thirty_days_is_not_recorded_whatever_it_says() {
    for mut choice in [choice(), refusal()] {
        choice["age_ms"] = json!(MAX_AGE_MS);
        assert_eq!(decided(choice.clone()), Ok(()));
        choice["age_ms"] = json!(MAX_AGE_MS + 1);
        assert!(matches!(decided(choice), Err(ChoiceError::Untimely(errors)) if errors[0].field == "age_ms"));
    }
}

#[test]
fn a_member_that_is_named_twice_is_malformed() {
    for (field, members) in
        [("purposes", r#"{"analytics":true,"ads":false,"ads":false}"#), ("trackers", r#"{"x":true,"x":true}"#)]
    {
        let text = with(field, json!("HERE")).to_string().replace("\"HERE\"", members);
        let error = serde_json::from_str::<Choice>(&text).unwrap_err();
        assert!(error.to_string().contains("twice"), "{error}");
    }
}

#[test]
fn a_repeat_is_known_however_late_it_comes() {
    let of = |value: Value| serde_json::from_value::<Choice>(value).unwrap();
    let first = of(choice());
    let stored = first.decide(&version(), "hash", None, Timestamp::from_millis(NOW)).unwrap().record;
    assert!(first.repeats(&stored, &version(), "hash"));
    assert!(of(with("age_ms", json!(100 * MAX_AGE_MS))).repeats(&stored, &version(), "hash"));
    assert!(of(with("replaces", json!(stored.visitor))).repeats(&stored, &version(), "hash"));
    for (field, value) in [
        ("key", json!("AQECAwQFBgcICQoLDA0ODw")),
        ("source", json!("page")),
        ("purposes", json!({"analytics": true, "ads": true})),
        ("replaces", json!(VisitorKey::parse("AQECAwQFBgcICQoLDA0ODw").unwrap().id())),
        ("language", json!("de")),
    ] {
        assert!(!of(with(field, value)).repeats(&stored, &version(), "hash"), "{field}");
    }
    assert!(!first.repeats(&stored, &version(), "another hash"));
}

#[test]
fn old_versions_take_refusals_for_ever_and_grants_for_thirty_days() {
    let decide = |choice: Value, superseded: i64| {
        let choice: Choice = serde_json::from_value(choice).unwrap();
        choice.decide(&version(), "hash", Some(Timestamp::from_millis(superseded)), Timestamp::from_millis(NOW))
    };
    assert!(decide(choice(), NOW - MAX_STALE_MS).is_ok());
    assert_eq!(decide(choice(), NOW - MAX_STALE_MS - 1).unwrap_err(), ChoiceError::Stale);
    assert!(decide(refusal(), NOW - 100 * MAX_STALE_MS).is_ok());
}

#[test]
fn replacing_a_visitor_ends_its_grants_and_grants_it_nothing() {
    let old = VisitorKey::parse("AQECAwQFBgcICQoLDA0ODw").unwrap().id();
    let choice: Choice = serde_json::from_value(with("replaces", json!(old.to_string()))).unwrap();
    let now = Timestamp::from_millis(NOW);
    let decided = choice.decide(&version(), "hash", None, now).unwrap();
    let replaced = decided.replaced.unwrap();
    assert_eq!(replaced.visitor, old);
    assert!(!replaced.grants());
    assert_eq!(replaced.action.as_str(), "replaced");
    assert_ne!(replaced.id, decided.record.id);
    assert_eq!(
        replaced.id,
        choice.decide(&version(), "hash", None, now.plus(9)).unwrap().replaced.unwrap().id,
        "the same for each delivery"
    );
}

#[test]
fn the_same_choice_delivered_later_has_the_same_content() {
    let at = |age: i64, now: i64| {
        let choice: Choice = serde_json::from_value(with("age_ms", json!(age))).unwrap();
        choice.decide(&version(), "hash", None, Timestamp::from_millis(now)).unwrap().record
    };
    assert!(at(0, NOW).same_content(&at(60_000, NOW + 60_500)));
    let mut other = at(0, NOW);
    other.purposes.get_mut("ads").unwrap().granted = true;
    assert!(!at(0, NOW).same_content(&other));
}
