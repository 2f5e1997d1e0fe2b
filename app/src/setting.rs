//! What the server tells pages about itself and the request, as request extensions.

use crate::account::Throttle;
use crate::error::AppError;
use consent::timestamp::Timestamp;
use std::net::IpAddr;
use std::sync::Arc;

/// Reads the time; see [`crate::edge`].
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    pub fn new(read: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }

    /// The present time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

/// Where browsers reach this server, without a trailing slash.
#[derive(Clone, Debug)]
pub struct PublicUrl(pub Arc<str>);

/// The runtime that a page may pin.
#[derive(Clone, Debug)]
pub struct Pinned {
    /// The name of its file, without `.js`.
    pub hash: String,
    /// Its hash as browsers check it (Subresource Integrity §3.1).
    pub integrity: String,
}

/// What one limit counts together: the client's IPv4 address, or the /64 of its IPv6 address. It is never stored.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub IpAddr);

/// What the server can tell of places.
#[derive(Clone, Debug, Default)]
pub struct ToldPlace {
    /// Whether it has any way to tell.
    pub is_known: bool,
    /// Where the request comes from: `DE`, `US-CA`.
    pub here: Option<String>,
}

/// Where the server takes the reader to be.
pub async fn told_place() -> ToldPlace {
    let told = leptos_axum::extract::<axum::Extension<ToldPlace>>().await;
    told.map(|axum::Extension(told)| told).unwrap_or_default()
}

/// Where browsers reach this server; empty when the server did not say.
pub async fn public_url() -> String {
    match leptos_axum::extract::<axum::Extension<PublicUrl>>().await {
        Ok(axum::Extension(PublicUrl(url))) => url.to_string(),
        Err(_) => String::new(),
    }
}

/// The runtime that a page may pin, if the server said.
pub async fn pinned() -> Option<Pinned> {
    leptos_axum::extract::<axum::Extension<Pinned>>().await.ok().map(|axum::Extension(pinned)| pinned)
}

/// The client's address for limits, if the server said.
pub async fn client_address() -> Option<IpAddr> {
    leptos_axum::extract::<axum::Extension<ClientAddress>>()
        .await
        .ok()
        .map(|axum::Extension(ClientAddress(address))| address)
}

/// The failed passwords of this server.
///
/// # Errors
/// [`AppError::Internal`] when the server did not provide it: without it no password may be tried.
pub async fn throttle() -> Result<Throttle, AppError> {
    let told = leptos_axum::extract::<axum::Extension<Throttle>>().await;
    told.map(|axum::Extension(throttle)| throttle).map_err(|_| AppError::Internal)
}

/// A parameter of the page's address, empty when it is not there.
pub async fn query(name: &str) -> String {
    parameter(name).await.unwrap_or_default()
}

/// Whether the page's address has a parameter.
pub async fn query_has(name: &str) -> bool {
    parameter(name).await.is_some()
}

async fn parameter(name: &str) -> Option<String> {
    let axum::extract::Query(all) = leptos_axum::extract::<axum::extract::Query<Vec<(String, String)>>>().await.ok()?;
    all.into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
}
