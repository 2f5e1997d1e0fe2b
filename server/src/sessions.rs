//! Sessions of signed-in people, kept in the database under the hash of their id.

use crate::state::Server;
use app::setting::Clock;
use async_trait::async_trait;
use consent::canonical::sha256_hex;
use consent::timestamp::Timestamp;
use store::Store;
use store::session::Session;
use tower_sessions::cookie::SameSite;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, SessionManagerLayer, SessionStore};

/// How long a session lives without being used, in milliseconds: 12 hours. The absolute end is the guard's.
const IDLE_MS: i64 = 12 * 60 * 60 * 1000;

/// Sessions in the store.
#[derive(Clone)]
pub struct Sessions {
    store: Store,
    clock: Clock,
}

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sessions")
    }
}

/// The layer that gives requests their session. A cookie is set only once somebody signs in, and again when the guard
/// renews the session: a request that reads none writes none, whatever cookie it brings.
pub fn layer(server: &Server) -> SessionManagerLayer<Sessions> {
    let secure = server.config.is_https();
    // The prefix makes browsers refuse the cookie from anywhere but this host over TLS (RFC 6265bis §4.1.3.2).
    let name = if secure { "__Host-assent-session" } else { "assent-session" };
    SessionManagerLayer::new(Sessions { store: server.store.clone(), clock: server.clock.clone() })
        .with_name(name)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_secure(secure)
        .with_expiry(Expiry::OnInactivity(time::Duration::milliseconds(IDLE_MS)))
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
    fn new(record: &Record, now: Timestamp) -> Result<Self> {
        let data = serde_json::to_vec(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
        // The guard's entry, so that a session ends with the password of its account.
        let account = record.data.get("signed_in").and_then(|signed_in| signed_in.get("account")?.as_i64());
        // Not the record's own end: that one is by the system's clock, whatever the server's is.
        Ok(Self { hash: hash(&record.id), account, data, expires_at: now.plus(IDLE_MS) })
    }

    fn session(&self) -> Session<'_> {
        Session { hash: &self.hash, account: self.account, data: &self.data, expires_at: self.expires_at }
    }
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        // Nobody is signed in by it, so there is nothing to remember.
        if record.data.is_empty() {
            return Ok(());
        }
        while !self.store.create_session(Stored::new(record, self.clock.now())?.session()).await.map_err(backend)? {
            record.id = Id::default();
        }
        Ok(())
    }

    /// Never fails: the layer would throw the answer away, with all that was typed into it, for a session that only ends a
    /// little earlier than it might.
    async fn save(&self, record: &Record) -> Result<()> {
        let stored = Stored::new(record, self.clock.now())?;
        let saved = match record.data.is_empty() {
            true => self.store.delete_session(&stored.hash).await,
            // A session that ended while its request ran stays ended.
            false => self.store.save_session(stored.session()).await.map(drop),
        };
        if let Err(error) = saved {
            tracing::warn!(error = %error, "a session was not renewed");
        }
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let found = self.store.find_session(&hash(id), self.clock.now()).await.map_err(backend)?;
        let Some(data) = found else { return Ok(None) };
        let data = serde_json::from_slice(&data).map_err(|error| Error::Decode(error.to_string()))?;
        // Saving sets the end anew; nothing reads this one.
        Ok(Some(Record { id: *id, data, expiry_date: time::OffsetDateTime::UNIX_EPOCH }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.store.delete_session(&hash(id)).await.map_err(backend)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::Options;

    #[tokio::test]
    async fn a_session_that_cannot_be_renewed_does_not_cost_the_answer() {
        let store = Store::open("sqlite::memory:", Options::default()).await.unwrap();
        let sessions = Sessions { store: store.clone(), clock: Clock::new(|| Timestamp::from_millis(0)) };
        let data = std::collections::HashMap::from([("signed_in".to_owned(), serde_json::json!({}))]);
        let mut record = Record { id: Id::default(), data, expiry_date: time::OffsetDateTime::UNIX_EPOCH };
        sessions.create(&mut record).await.unwrap();
        store.close().await;
        assert!(sessions.save(&record).await.is_ok());
        assert!(sessions.create(&mut record).await.is_err(), "nobody is told to be signed in who is not");
    }

    #[tokio::test]
    async fn what_holds_nothing_is_not_stored() {
        let store = Store::open("sqlite::memory:", Options::default()).await.unwrap();
        let sessions = Sessions { store: store.clone(), clock: Clock::new(|| Timestamp::from_millis(0)) };
        let mut record =
            Record { id: Id::default(), data: Default::default(), expiry_date: time::OffsetDateTime::UNIX_EPOCH };
        sessions.create(&mut record).await.unwrap();
        assert!(sessions.load(&record.id).await.unwrap().is_none());
    }
}
