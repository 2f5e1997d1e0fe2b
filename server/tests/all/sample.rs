//! A site with a banner, and visitors who choose on it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use consent::draft::{Data, Draft, Kind, LegalBasis, Purpose, PurposeWords};
use consent::language::Language;
use consent::period::{Period, Unit};
use consent::site::SiteDetails;
use consent::timestamp::Timestamp;
use consent::visitor::VisitorKey;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};

pub const SECOND: i64 = 1000;
pub const DAY: i64 = 24 * 60 * 60 * SECOND;
/// An origin of the site.
pub const ORIGIN: &str = "https://shop.example";

/// When each test begins.
pub fn start() -> Timestamp {
    Timestamp::parse("2026-11-24T08:00:00Z").unwrap()
}

pub fn details() -> SiteDetails {
    SiteDetails {
        name: "Shop".into(),
        controller_name: "Shop Ltd".into(),
        controller_contact: "privacy@shop.example".into(),
        policy_url: "https://shop.example/privacy".into(),
        origins: vec![ORIGIN.into(), "https://*.shop.example".into()],
    }
}

pub fn languages() -> Vec<Language> {
    ["en", "de", "ar"].iter().map(|code| Language::parse(code).unwrap()).collect()
}

fn purpose(key: &str, kind: Kind) -> Purpose {
    let words = PurposeWords {
        title: key.to_owned(),
        description: "What it is for, in a few words.".into(),
        benefit: "What you get in return.".into(),
    };
    Purpose {
        key: key.to_owned(),
        kind,
        legal_basis: if kind == Kind::Necessary { LegalBasis::Contract } else { LegalBasis::Consent },
        necessity: if kind == Kind::Necessary { "There is no shop without it.".into() } else { String::new() },
        data: [Data::PagesViewed].into(),
        retention: Period::new(6, Unit::Months),
        words: languages().into_iter().map(|language| (language, words.clone())).collect(),
        ..Purpose::default()
    }
}

/// One necessary purpose and two optional ones.
pub fn draft() -> Draft {
    Draft {
        languages: languages(),
        purposes: vec![
            purpose("basket", Kind::Necessary),
            purpose("analytics", Kind::Measurement),
            purpose("ads", Kind::Marketing),
        ],
        ..Draft::default()
    }
}

/// The key of the visitor with this number.
pub fn key(number: u128) -> String {
    URL_SAFE_NO_PAD.encode(number.to_be_bytes())
}

/// The id of the visitor with this number.
pub fn visitor(number: u128) -> String {
    VisitorKey::parse(&key(number)).unwrap().id().to_string()
}

/// A UUIDv7 of this time that no other choice of this run has.
pub fn id_at(at: Timestamp) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let millis = format!("{:012x}", at.millis());
    format!("{}-{}-7000-8000-{:012x}", &millis[..8], &millis[8..], NEXT.fetch_add(1, Ordering::Relaxed))
}

/// What the banner sends when visitor `number` accepts or rejects everything on version 1 at the start.
pub fn choice(number: u128, grants: bool) -> Value {
    json!({
        "id": id_at(start()),
        "key": key(number),
        "version": 1,
        "action": if grants { "accept_all" } else { "reject_all" },
        "purposes": { "analytics": grants, "ads": grants },
        "language": "en",
        "source": "banner",
    })
}

/// The choice with some members set otherwise; `null` removes one.
pub fn with(mut choice: Value, other: Value) -> Value {
    for (name, value) in other.as_object().unwrap() {
        let members = choice.as_object_mut().unwrap();
        match value {
            Value::Null => _ = members.remove(name),
            value => _ = members.insert(name.clone(), value.clone()),
        }
    }
    choice
}
