//! Sessions of signed-in people, kept in the database under the hash of their id.

use crate::config::Config;
use crate::edge;
use async_trait::async_trait;
use consent::canonical::sha256_hex;
use consent::timestamp::Timestamp;
use store::Store;
use store::session::Session;
use tower_sessions::cookie::SameSite;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, SessionManagerLayer, SessionStore};

/// How long a session lives without being used; the absolute end is the guard's.
const IDLE: time::Duration = time::Duration::hours(12);

/// Sessions in the store.
#[derive(Clone, Debug)]
pub struct Sessions(Store);

/// The layer that gives requests their session. A cookie is set only once somebody signs in.
pub fn layer(config: &Config, store: Store) -> SessionManagerLayer<Sessions> {
    // The prefix makes browsers refuse the cookie from anywhere but this host over TLS (RFC 6265bis §4.1.3.2).
    let name = if config.is_https() { "__Host-assent-session" } else { "assent-session" };
    SessionManagerLayer::new(Sessions(store))
        .with_name(name)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_secure(config.is_https())
        .with_expiry(Expiry::OnInactivity(IDLE))
        // Each use moves the idle end.
        .with_always_save(true)
}

fn hash(id: &Id) -> String {
    sha256_hex(id.to_string().as_bytes())
}

fn backend(error: store::StoreError) -> Error {
    Error::Backend(error.to_string())
}

/// A record as it is stored.
struct Stored {
    hash: String,
    account: Option<i64>,
    data: Vec<u8>,
    expires_at: Timestamp,
}

impl Stored {
    fn new(record: &Record) -> Result<Self> {
        let data = serde_json::to_vec(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
        // The guard's entry, so that a session ends with the password of its account.
        let account = record.data.get("signed_in").and_then(|signed_in| signed_in.get("account")?.as_i64());
        Ok(Self { hash: hash(&record.id), account, data, expires_at: record.expiry_date.into() })
    }

    fn session(&self) -> Session<'_> {
        Session { hash: &self.hash, account: self.account, data: &self.data, expires_at: self.expires_at }
    }
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        while !self.0.create_session(Stored::new(record)?.session()).await.map_err(backend)? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        // A session that ended while its request ran stays ended.
        self.0.save_session(Stored::new(record)?.session()).await.map(drop).map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let Some(data) = self.0.find_session(&hash(id), edge::now()).await.map_err(backend)? else { return Ok(None) };
        let data = serde_json::from_slice(&data).map_err(|error| Error::Decode(error.to_string()))?;
        // Saving sets the end anew; nothing reads this one.
        Ok(Some(Record { id: *id, data, expiry_date: time::OffsetDateTime::UNIX_EPOCH }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.0.delete_session(&hash(id)).await.map_err(backend)
    }
}
