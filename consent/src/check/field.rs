//! What can be wrong with a single field.

use super::{MAX_DESCRIPTION, Problem};
use crate::period::{MAX_COUNT, Period};
use url::Url;

/// A required single line.
pub(crate) fn required(found: &mut Vec<Problem>, path: &str, text: &str, max: usize, message: &str) {
    if text.trim().is_empty() {
        found.push(Problem::new(path, "missing", message));
    }
    line(found, path, text, max);
}

pub(super) fn required_text(found: &mut Vec<Problem>, path: &str, text: &str, message: &str) {
    if text.trim().is_empty() {
        found.push(Problem::new(path, "missing", message));
    }
    paragraph(found, path, text, MAX_DESCRIPTION);
}

/// A single line: bounded, without control characters.
pub(crate) fn line(found: &mut Vec<Problem>, path: &str, text: &str, max: usize) {
    bounded(found, path, text, max);
    if text.chars().any(is_unprintable) {
        found.push(Problem::new(path, "control_character", "Remove the invisible control characters."));
    }
}

/// Text that may have line breaks.
pub(super) fn paragraph(found: &mut Vec<Problem>, path: &str, text: &str, max: usize) {
    bounded(found, path, text, max);
    if text.chars().any(|c| is_unprintable(c) && c != '\n' && c != '\r') {
        found.push(Problem::new(path, "control_character", "Remove the invisible control characters."));
    }
}

fn bounded(found: &mut Vec<Problem>, path: &str, text: &str, max: usize) {
    let length = text.chars().count();
    if length > max {
        found.push(Problem::new(path, "too_long", format!("Shorten this to {max} characters; it has {length}.")));
    }
}

/// Control characters, and the marks that reorder text so that it reads differently from what it says.
fn is_unprintable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

pub(super) fn period(found: &mut Vec<Problem>, path: &str, period: Period, message: &str) {
    if period.count == 0 {
        found.push(Problem::new(path, "missing", message));
    } else if period.count > MAX_COUNT {
        found.push(Problem::new(path, "too_long", format!("Use a number up to {MAX_COUNT}.")));
    }
}

/// An http(s) link; empty is a problem only when `needed`.
pub(crate) fn link(found: &mut Vec<Problem>, path: &str, text: &str, needed: bool) {
    if text.trim().is_empty() {
        if needed {
            found.push(Problem::new(path, "missing", "Give the link to your privacy policy."));
        }
        return;
    }
    let good = Url::parse(text)
        .is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.has_host() && url.username().is_empty());
    if !good {
        found.push(Problem::new(path, "link", "Write a whole link, for example https://www.example.org/privacy."));
    }
}
