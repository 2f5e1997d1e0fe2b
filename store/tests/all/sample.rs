//! A site with a banner, and visitors who choose on it.

use consent::choice::{Choice, Decided};
use consent::draft::{Data, Draft, Kind, Purpose, PurposeWords};
use consent::keys::SiteKey;
use consent::language::Language;
use consent::period::{Period, Unit};
use consent::reported::Reasons;
use consent::site::SiteDetails;
use consent::timestamp::Timestamp;
use consent::visitor::{VisitorId, VisitorKey};
use serde_json::json;
use std::sync::atomic::{AtomicU32, Ordering};
use store::Store;
use store::journal::{AppendError, Appended};
use store::site::Site;
use store::version::Published;

pub const SECOND: i64 = 1000;

/// The time that most tests live in.
pub fn now() -> Timestamp {
    Timestamp::parse("2026-11-24T08:00:00Z").unwrap()
}

/// `millis` later.
pub fn at(millis: i64) -> Timestamp {
    now().plus(millis)
}

pub fn hash(of: &str) -> String {
    consent::canonical::sha256_hex(of.as_bytes())
}

pub fn details() -> SiteDetails {
    SiteDetails {
        name: "Shop".into(),
        controller_name: "Shop Ltd".into(),
        controller_contact: "privacy@shop.example".into(),
        policy_url: "https://shop.example/privacy".into(),
        origins: vec!["https://shop.example".into(), "https://*.shop.example".into()],
    }
}

fn purpose(key: &str, kind: Kind) -> Purpose {
    let english = Language::parse("en").unwrap();
    let words = PurposeWords {
        title: key.to_owned(),
        description: "What it is for, in a few words.".into(),
        benefit: "What you get in return.".into(),
    };
    Purpose {
        key: key.to_owned(),
        kind,
        data: [Data::PagesViewed].into(),
        retention: Period::new(6, Unit::Months),
        words: [(english, words)].into(),
        ..Purpose::default()
    }
}

pub fn draft() -> Draft {
    Draft {
        purposes: vec![purpose("analytics", Kind::Measurement), purpose("ads", Kind::Marketing)],
        ..Draft::default()
    }
}

pub fn site_key() -> SiteKey {
    SiteKey::parse("shop").unwrap()
}

/// A store with one site that has published its first version.
pub struct Shop {
    pub store: Store,
    pub site: Site,
    pub published: Published,
}

pub async fn shop(store: Store) -> Shop {
    store.create_site(&site_key(), &details(), &draft(), None, now()).await.unwrap();
    let site = store.find_site("shop").await.unwrap().unwrap();
    let published = store.publish(&site, 1, &Reasons::default(), None, now()).await.unwrap();
    let site = store.find_site("shop").await.unwrap().unwrap();
    Shop { store, site, published }
}

pub fn key(number: u32) -> VisitorKey {
    let mut raw = [0; 16];
    raw[..4].copy_from_slice(&number.to_be_bytes());
    // The first base64url digits of sixteen bytes: each visitor's key is written as browsers write it.
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let bits = raw.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1)).chain([0; 4]);
    let bits: Vec<u8> = bits.collect();
    let text: String = bits
        .chunks(6)
        .map(|six| char::from(alphabet[usize::from(six.iter().fold(0, |value, bit| value << 1 | bit))]))
        .collect();
    VisitorKey::parse(&text).unwrap()
}

pub fn visitor(number: u32) -> VisitorId {
    key(number).id()
}

/// A UUIDv7 that no other choice of this run has.
pub fn new_id() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let millis = format!("{:012x}", now().millis());
    format!("{}-{}-7000-8000-{:012x}", &millis[..8], &millis[8..], NEXT.fetch_add(1, Ordering::Relaxed))
}

/// What a visitor sends.
#[derive(Clone)]
pub struct Sent {
    pub id: String,
    pub visitor: u32,
    pub grant: bool,
    /// `ads` of a choice of its own; `None` accepts or rejects everything.
    pub ads: Option<bool>,
    pub age_ms: i64,
    pub replaces: Option<u32>,
}

impl Sent {
    pub fn by(visitor: u32, grant: bool) -> Self {
        Self { id: new_id(), visitor, grant, ads: None, age_ms: 0, replaces: None }
    }

    pub fn but_ads(self, ads: bool) -> Self {
        Self { ads: Some(ads), ..self }
    }

    pub fn aged(self, age_ms: i64) -> Self {
        Self { age_ms, ..self }
    }

    pub fn replacing(self, old: u32) -> Self {
        Self { replaces: Some(old), ..self }
    }

    pub fn decided(&self, published: &Published, now: Timestamp) -> Decided {
        let choice: Choice = serde_json::from_value(json!({
            "id": self.id,
            "key": key(self.visitor).reveal(),
            "version": published.version.number,
            "action": if self.ads.is_some() { "custom" } else if self.grant { "accept_all" } else { "reject_all" },
            "purposes": { "analytics": self.grant, "ads": self.ads.unwrap_or(self.grant) },
            "language": "en",
            "source": "banner",
            "age_ms": self.age_ms,
            "replaces": self.replaces.map(|old| visitor(old).to_string()),
        }))
        .unwrap();
        choice.decide(&published.version, &published.hash, published.superseded_at, now).unwrap()
    }
}

impl Shop {
    pub async fn send(&self, sent: &Sent, now: Timestamp) -> Result<Appended, AppendError> {
        let decided = sent.decided(&self.published, now);
        self.store.append(self.site.id, decided, [[1; 16], [2; 16]]).await
    }

    /// Whether the newest record of a visitor grants; `None` without one.
    pub async fn granted(&self, number: u32) -> Option<bool> {
        let (newest, _) = self.store.standing(self.site.id, visitor(number)).await.unwrap();
        newest.map(|standing| standing.purposes["ads"].granted)
    }
}
