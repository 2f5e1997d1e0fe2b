//! Files inside the binary: what the islands of the admin UI need, and the banner's runtime and styles.

use crate::compressed::Compressed;
use crate::problem::Problem;
use crate::state::Server;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Brotli's quality for files of the admin UI, which are compressed when they are first asked for: 11 would take seconds,
/// and so does 9 in a build without optimisation.
const QUALITY: i32 = if cfg!(debug_assertions) { 1 } else { 9 };
/// The file's name does not change with its content, so browsers ask whether theirs is still right.
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

#[derive(RustEmbed)]
#[folder = "../target/site/pkg"]
#[allow_missing = true]
struct Pkg;

#[derive(RustEmbed)]
#[folder = "../embed/dist"]
#[allow_missing = true]
struct Embed;

/// A file of the banner as text; empty when this build has none.
pub fn banner_file(name: &str) -> String {
    Embed::get(name).map(|file| String::from_utf8_lossy(&file.data).trim_end().to_owned()).unwrap_or_default()
}

/// Compressed files by name, with the hash of what was compressed: a development build reads them from the disk.
#[derive(Default)]
pub struct Files(Mutex<HashMap<String, Kept>>);

#[derive(Clone)]
struct Kept {
    hash: [u8; 32],
    compressed: Arc<Compressed>,
}

impl Files {
    fn compressed(&self, name: &str, file: EmbeddedFile) -> std::io::Result<Arc<Compressed>> {
        let hash = file.metadata.sha256_hash();
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        if let Some(kept) = known.filter(|kept| kept.hash == hash) {
            return Ok(kept.compressed);
        }
        let kept = Kept { hash, compressed: Arc::new(Compressed::new(file.data.into_owned(), QUALITY)?) };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), kept.clone());
        Ok(kept.compressed)
    }
}

/// `GET /pkg/{file}`: the admin UI's scripts and styles, and `banner.css` for previews.
pub async fn pkg(State(server): State<Server>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(kind) = media_type(&name) else { return nothing() };
    let compressing = tokio::task::spawn_blocking(move || {
        let file = if name == "banner.css" { Embed::get(&name) } else { Pkg::get(&name) };
        file.map(|file| server.files.compressed(&name, file)).transpose()
    });
    match compressing.await {
        Ok(Ok(Some(file))) => {
            let mut response = file.answer(&headers);
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
            response.headers_mut().insert(header::CACHE_CONTROL, REVALIDATE);
            response
        }
        Ok(Ok(None)) => nothing(),
        Ok(Err(error)) => Problem::internal(&error).into_response(),
        Err(error) => Problem::internal(&error).into_response(),
    }
}

/// `GET /favicon.svg`.
pub async fn favicon() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "max-age=86400")], include_str!("favicon.svg"))
}

/// `GET /robots.txt`: nothing here is for search engines.
pub async fn robots() -> &'static str {
    "User-agent: *\nDisallow: /\n"
}

fn nothing() -> Response {
    (StatusCode::NOT_FOUND, "There is no such file.").into_response()
}

fn media_type(name: &str) -> Option<&'static str> {
    match name.rsplit_once('.')?.1 {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "wasm" => Some("application/wasm"),
        "woff2" => Some("font/woff2"),
        _ => None,
    }
}
