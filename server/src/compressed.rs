//! Bytes compressed once and sent many times, with a validator.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use consent::canonical::sha256_hex;
use std::io::Write;

/// Window of the brotli encoder, as a power of two: 4 MB, more than any file here.
const BROTLI_WINDOW: i32 = 22;

/// A body in the encodings that browsers accept.
#[derive(Debug)]
pub struct Compressed {
    plain: Bytes,
    gzip: Bytes,
    brotli: Bytes,
    etag: HeaderValue,
}

impl Compressed {
    /// Compresses; `quality` is brotli's, 0 to 11. Slow on purpose: call it off the async threads.
    ///
    /// # Errors
    /// Only when memory cannot be written to.
    pub fn new(plain: Vec<u8>, quality: i32) -> std::io::Result<Self> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(&plain)?;
        let gzip = gzip.finish()?.into();
        let params = brotli::enc::BrotliEncoderParams {
            quality,
            lgwin: BROTLI_WINDOW,
            size_hint: plain.len(),
            ..brotli::enc::BrotliEncoderParams::default()
        };
        let mut compressed = Vec::new();
        brotli::BrotliCompress(&mut plain.as_slice(), &mut compressed, &params)?;
        let hash = sha256_hex(&plain);
        // Weak, since one validator stands for three encodings of the same bytes (RFC 9110 §8.8.1).
        let etag = HeaderValue::from_str(&format!("W/\"{}\"", hash.get(..16).unwrap_or(&hash)))
            .map_err(std::io::Error::other)?;
        Ok(Self { plain: plain.into(), gzip, brotli: compressed.into(), etag })
    }

    /// Bytes kept, for bounds on memory.
    #[must_use]
    pub fn size(&self) -> usize {
        self.plain.len() + self.gzip.len() + self.brotli.len()
    }

    /// The answer to a request: the best encoding it accepts, or 304 when it has these bytes already.
    #[must_use]
    pub fn answer(&self, request: &HeaderMap) -> Response {
        let mut response = Response::new(Body::empty());
        if self.is_known_to(request) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        } else {
            let (encoding, bytes) = self.best_for(request);
            *response.body_mut() = Body::from(bytes.clone());
            if let Some(encoding) = encoding {
                response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
            }
        }
        let headers = response.headers_mut();
        headers.insert(header::ETAG, self.etag.clone());
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        response
    }

    fn is_known_to(&self, request: &HeaderMap) -> bool {
        let strong = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        let own = self.etag.to_str().map(strong).unwrap_or_default();
        let given = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        given.flat_map(|value| value.split(',')).any(|tag| strong(tag) == own || tag.trim() == "*")
    }

    fn best_for(&self, request: &HeaderMap) -> (Option<&'static str>, &Bytes) {
        if accepts(request, "br") {
            (Some("br"), &self.brotli)
        } else if accepts(request, "gzip") {
            (Some("gzip"), &self.gzip)
        } else {
            (None, &self.plain)
        }
    }
}

/// Whether `Accept-Encoding` names the encoding and does not refuse it (RFC 9110 §12.5.3).
fn accepts(request: &HeaderMap, encoding: &str) -> bool {
    let named = request.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    named.flat_map(|value| value.split(',')).any(|element| {
        let mut parts = element.split(';').map(str::trim);
        let is_it = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let refused = parts.any(|part| part.strip_prefix("q=").is_some_and(|q| q.parse::<f32>() == Ok(0.0)));
        is_it && !refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn the_best_encoding_that_is_accepted_is_sent() {
        let compressed = Compressed::new(b"let it be short ".repeat(64), 11).unwrap();
        for (accepted, sent) in [
            ("gzip, deflate, br", Some("br")),
            ("gzip;q=1.0, br;q=0", Some("gzip")),
            ("GZIP", Some("gzip")),
            ("identity", None),
            ("", None),
        ] {
            let answer = compressed.answer(&request(&[("accept-encoding", accepted)]));
            let encoding = answer.headers().get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap());
            assert_eq!(encoding, sent, "{accepted}");
        }
        assert!(compressed.brotli.len() < compressed.gzip.len() && compressed.gzip.len() < compressed.plain.len());
    }

    #[test]
    fn bytes_that_are_known_are_not_sent_again() {
        let compressed = Compressed::new(b"a".to_vec(), 5).unwrap();
        let etag = compressed.etag.to_str().unwrap().to_owned();
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, format!("\"x\", {etag}").parse().unwrap());
        assert_eq!(compressed.answer(&headers).status(), StatusCode::NOT_MODIFIED);
        assert_eq!(compressed.answer(&request(&[("if-none-match", "\"x\"")])).status(), StatusCode::OK);
    }
}
