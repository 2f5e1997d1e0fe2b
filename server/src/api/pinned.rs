//! `GET /b/r/{hash}.js`: the runtime alone, the same for every site and for ever the same under its address, so that a
//! page can pin it by its hash (Subresource Integrity). It fetches the content, which publishing changes.

use super::banner::{ANY_PAGE, QUALITY, nothing, runtime};
use crate::compressed::Compressed;
use crate::problem::Problem;
use crate::state::Server;
use app::setting::Pinned;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use consent::canonical::sha256_hex;
use consent::content::{Extra, pinned};
use moka::sync::Cache;
use sha2::{Digest, Sha384};
use std::sync::Arc;
use store::{Store, StoreError};

/// Hexadecimal digits of the hash in the address: no two releases will share them, and what is loaded is checked by the
/// whole hash.
const DIGITS: usize = 16;
/// Most runtimes kept in memory: pages pin those of a few releases.
const KEPT: u64 = 16;
/// The address names the bytes.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The runtime of this release, and all that were served so far.
pub struct Runtimes {
    /// What a page names to pin that of this release.
    pub offered: Pinned,
    script: String,
    served: Cache<String, Arc<Compressed>>,
}

impl Default for Runtimes {
    fn default() -> Self {
        let script = pinned(&runtime(Extra::ALL));
        let integrity = format!("sha384-{}", STANDARD.encode(Sha384::digest(&script)));
        let hash = sha256_hex(script.as_bytes()).chars().take(DIGITS).collect();
        Self { offered: Pinned { hash, integrity }, script, served: Cache::new(KEPT) }
    }
}

impl Runtimes {
    /// Keeps that of this release for the pages that pin it, whatever release serves them later.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep(&self, store: &Store) -> Result<(), StoreError> {
        store.save_runtime(&self.offered.hash, self.script.as_bytes()).await
    }
}

/// The runtime with this hash, of this release or of an earlier one.
pub async fn of_hash(State(server): State<Server>, Path(file): Path<String>, headers: HeaderMap) -> Response {
    let Some(hash) = file.strip_suffix(".js") else { return nothing() };
    match find(&server, hash).await {
        Ok(Some(runtime)) => {
            let kind = HeaderValue::from_static("text/javascript; charset=utf-8");
            let own = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, IMMUTABLE)];
            (ANY_PAGE, own, runtime.answer(&headers)).into_response()
        }
        Ok(None) => nothing(),
        Err(problem) => problem.into_response(),
    }
}

async fn find(server: &Server, hash: &str) -> Result<Option<Arc<Compressed>>, Problem> {
    let runtimes = &server.runtimes;
    if let Some(known) = runtimes.served.get(hash) {
        return Ok(Some(known));
    }
    let is_present = hash == runtimes.offered.hash;
    let found = if is_present { Some(runtimes.script.clone().into()) } else { server.store.find_runtime(hash).await? };
    let Some(script) = found else { return Ok(None) };
    let compressing = tokio::task::spawn_blocking(move || Compressed::new(script, QUALITY));
    let compressed = compressing.await.map_err(|error| Problem::internal(&error))?;
    let compressed = Arc::new(compressed.map_err(|error| Problem::internal(&error))?);
    runtimes.served.insert(hash.to_owned(), compressed.clone());
    Ok(Some(compressed))
}
