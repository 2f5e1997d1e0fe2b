//! Logos: small SVG or PNG pictures, kept as `data:` URLs of what was understood of them.

mod png;
mod svg;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use consent::theme::{MAX_LOGO, too_large_for_logo};

/// The logo in a file, cleaned.
///
/// # Errors
/// What to do about a file that is no logo.
pub fn from_file(file: &[u8]) -> Result<String, String> {
    if let Some(message) = too_large_for_logo(file.len()) {
        return Err(message);
    }
    let (kind, clean) = match file.strip_prefix(&png::SIGNATURE) {
        Some(chunks) => ("png", png::clean(chunks)?),
        None => ("svg+xml", svg::clean(file)?.into_bytes()),
    };
    if clean.len() > MAX_LOGO {
        return Err(format!(
            "This logo has {} bytes, and every visitor loads it: {MAX_LOGO} are the most. Simplify its paths, or choose a smaller or simpler picture.",
            clean.len()
        ));
    }
    Ok(format!("data:image/{kind};base64,{}", BASE64_STANDARD.encode(clean)))
}

/// The logo in a `data:` URL of a file, cleaned; none in none.
///
/// # Errors
/// What to do about one that is no logo.
pub fn clean(logo: &str) -> Result<String, String> {
    if logo.is_empty() {
        return Ok(String::new());
    }
    let encoded = logo.split_once(";base64,").map(|(_, encoded)| encoded);
    from_file(&encoded.and_then(|encoded| BASE64_STANDARD.decode(encoded).ok()).ok_or_else(again)?)
}

/// Whether a stored logo is a clean one, or none.
///
/// # Errors
/// What to do about one that is not.
pub fn check(logo: &str) -> Result<(), String> {
    if clean(logo)? == logo { Ok(()) } else { Err(again()) }
}

fn again() -> String {
    "This logo cannot be read. Choose its file again, or remove it.".to_owned()
}
