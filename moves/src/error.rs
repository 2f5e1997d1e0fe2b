//! Why a source cannot be read.

use crate::{MAX_BYTES, MAX_DEPTH, MAX_ROWS, Source};
use thiserror::Error;

/// What keeps a source from being read, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ImportError {
    #[error("There is nothing in it. Paste the configuration or the cookie list.")]
    Empty,
    #[error(
        "This has {bytes} bytes; {MAX_BYTES} are the most. Bring the configuration alone, without the scripts around it."
    )]
    TooLarge { bytes: usize },
    #[error(
        "Line {line} holds a control character, so this is no text file in UTF-8. Save it as UTF-8, or paste its text."
    )]
    ControlCharacter { line: usize },
    #[error(
        "This is none of the forms that can be read: a configuration of CookieConsent v3, Klaro or tarteaucitron, or a cookie list as CSV whose first row names the columns, among them the name and another one such as category, provider or duration."
    )]
    Unknown,
    #[error(
        "This is a configuration of CookieConsent v2, which has no categories of its own. Bring the one for v3, or a cookie list."
    )]
    OldCookieConsent,
    #[error("From line {line} on this cannot be read. A bracket or a quotation mark may be missing.")]
    Syntax { line: usize },
    #[error(
        "This is nested more than {MAX_DEPTH} levels deep, or a constant refers to itself. Bring the configuration as it is documented."
    )]
    TooDeep,
    #[error("This holds more values than any configuration does. Bring the configuration alone.")]
    TooManyValues,
    #[error("This is too intricate to be read. Bring the configuration alone, without the scripts around it.")]
    TooIntricate,
    #[error("This list has more than {MAX_ROWS} rows. Leave out what is not in use, or bring it in parts.")]
    TooManyRows,
    #[error("“{path}” should be {expected}. Bring the configuration as the product documents it.")]
    Shape { path: String, expected: &'static str },
    #[error("Line {line} of the list cannot be read. Save it as CSV in UTF-8 again.")]
    Row { line: u64 },
    #[error("{} was recognised, but it names neither purposes nor services. Bring the part that lists them.", .0.as_str())]
    Nothing(Source),
}
