//! Who is asking. The first line of every server function is one of these.

use crate::edge;
use crate::error::AppError;
use leptos::prelude::use_context;
use serde::{Deserialize, Serialize};
use store::Store;
use store::site::{Role, Site};
use tower_sessions::Session;

/// How long a session lasts at most, in milliseconds: 7 days, then one signs in again.
pub const SESSION_ABSOLUTE_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// How old the last note of a session's use gets before it is renewed, in milliseconds: one minute. The idle end is then
/// exact to a minute, and a busy person costs one write a minute instead of one a request.
const RENEW_MS: i64 = 60 * 1000;
/// The name of the signed-in part in the session's data.
const SIGNED_IN: &str = "signed_in";

/// The signed-in part of a session.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct SignedIn {
    account: i64,
    /// Milliseconds since the epoch.
    since: i64,
    /// When its use was noted last, in milliseconds since the epoch; saving it moves the idle end.
    seen: i64,
}

/// A signed-in person on a site.
#[derive(Clone, Debug)]
pub struct Member {
    pub account: i64,
    pub site: Site,
    pub role: Role,
}

/// The store.
///
/// # Errors
/// [`AppError::Internal`] when the server did not provide it.
pub fn store() -> Result<Store, AppError> {
    use_context::<Store>().ok_or(AppError::Internal)
}

async fn session() -> Result<Session, AppError> {
    leptos_axum::extract::<Session>().await.map_err(|_| AppError::Internal)
}

/// The account that is signed in.
///
/// # Errors
/// [`AppError::SignedOut`] when nobody is, or the session is over.
pub async fn account() -> Result<i64, AppError> {
    let session = session().await?;
    let signed_in =
        session.get::<SignedIn>(SIGNED_IN).await.map_err(|_| AppError::Internal)?.ok_or(AppError::SignedOut)?;
    let now = edge::now().millis();
    if now - signed_in.since > SESSION_ABSOLUTE_MS {
        session.flush().await.map_err(|_| AppError::Internal)?;
        return Err(AppError::SignedOut);
    }
    if now - signed_in.seen >= RENEW_MS {
        session.insert(SIGNED_IN, SignedIn { seen: now, ..signed_in }).await.map_err(|_| AppError::Internal)?;
    }
    Ok(signed_in.account)
}

/// The signed-in member of a site whose role is at least `needs`. An archived site can be read, not changed.
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::NotFound`] for unknown sites and those of others alike, [`AppError::Forbidden`].
pub async fn member(site: &str, needs: Role) -> Result<Member, AppError> {
    let account = account().await?;
    let (site, role) = store()?.find_site_for(account, site).await?.ok_or(AppError::NotFound)?;
    if !role.includes(needs) || (site.archived_at.is_some() && needs != Role::Auditor) {
        return Err(AppError::Forbidden);
    }
    Ok(Member { account, site, role })
}

/// Signs an account in under a new session id, so that an id planted before is worth nothing.
///
/// # Errors
/// [`AppError::Internal`] when the session cannot be stored.
pub async fn sign_in(account: i64) -> Result<(), AppError> {
    let session = session().await?;
    session.cycle_id().await.map_err(|_| AppError::Internal)?;
    let now = edge::now().millis();
    let signed_in = SignedIn { account, since: now, seen: now };
    session.insert(SIGNED_IN, signed_in).await.map_err(|_| AppError::Internal)?;
    // Stored here rather than after the answer was made: a failure is then told on the page, beside what was typed.
    session.save().await.map_err(|_| AppError::Internal)
}

/// Ends the session, here and in the database.
///
/// # Errors
/// [`AppError::Internal`] when the session cannot be removed.
pub async fn sign_out() -> Result<(), AppError> {
    session().await?.flush().await.map_err(|_| AppError::Internal)
}
