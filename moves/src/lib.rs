//! What owners bring along from other consent platforms: purposes and trackers out of a configuration or a cookie list.
//!
//! The source is read and never run, and nothing is invented: what it does not say stays empty, and a remark says so.

mod category;
mod columns;
mod cookie_list;
mod cookieconsent;
mod duration;
mod error;
mod keys;
mod klaro;
mod names;
mod page;
mod plain;
mod purposes;
mod remarks;
mod script;
mod tarteaucitron;

pub use error::ImportError;
pub use remarks::{MAX_REMARKS, Remark};

use consent::draft::Purpose;
use consent::language::Language;
use remarks::Remarks;
use script::{Found, Script};

/// Largest source in bytes: ten times a configuration in a dozen languages, and read within a second.
pub const MAX_BYTES: usize = 512 * 1024;
/// Deepest nesting of lists, objects and named constants: no documented configuration has more than twelve levels.
pub const MAX_DEPTH: usize = 64;
/// Most values of one configuration, counted again wherever a constant is used: forty languages need under 20,000.
pub const MAX_VALUES: usize = 50_000;
/// Most text of one configuration in bytes, counted again wherever a constant is used.
pub const MAX_TEXT: usize = 4 * MAX_BYTES;
/// Most rows of a cookie list: more than the trackers of a full draft.
pub const MAX_ROWS: usize = 10_000;

/// What a source was recognised as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// CookieConsent v3 by orestbida.
    CookieConsent,
    Klaro,
    Tarteaucitron,
    /// A table of cookies as CSV.
    CookieList,
}

impl Source {
    /// The product's own name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CookieConsent => "CookieConsent",
            Self::Klaro => "Klaro",
            Self::Tarteaucitron => "tarteaucitron",
            Self::CookieList => "Cookie list",
        }
    }
}

/// What a source held, ready to become part of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    pub from: Source,
    /// The languages of its texts, each once, its default first; at least one.
    pub languages: Vec<Language>,
    /// At least one, and within the limits of [`consent::check`]. A length of time that nobody stated is 0 days, which
    /// publishing refuses; benefits and data are empty for the same reason.
    pub purposes: Vec<Purpose>,
    /// What was left out or guessed, and what the owner must complete.
    pub remarks: Vec<Remark>,
}

/// Reads a configuration or a cookie list, whichever `text` is.
///
/// # Errors
/// Why it cannot be read, and what to do about it.
pub fn read(text: &str) -> Result<Imported, ImportError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    guard(text)?;
    // One way to end lines, so that they are counted alike.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut remarks = Remarks::default();
    let (from, languages, purposes) = match cookie_list::recognise(&text) {
        Some(table) => read_list(table, &mut remarks)?,
        None => read_script(&text, &mut remarks)?,
    };
    if purposes.is_empty() {
        return Err(ImportError::Nothing(from));
    }
    Ok(Imported { from, languages, purposes, remarks: remarks.finish() })
}

type Content = (Source, Vec<Language>, Vec<Purpose>);

fn read_list(table: cookie_list::Table, remarks: &mut Remarks) -> Result<Content, ImportError> {
    let (languages, purposes) = cookie_list::read(table, remarks)?;
    Ok((Source::CookieList, languages, purposes))
}

fn read_script(text: &str, remarks: &mut Remarks) -> Result<Content, ImportError> {
    let code = page::code(text);
    let code = script::bare(&code);
    let tree = script::parse(&code)?;
    let script = Script::survey(&code, &tree)?;
    let found = script.found()?;
    if let Some(line) = script.unreadable_line() {
        remarks.add(format!("line {line}"), "This could not be read and was passed over.");
    }
    if script.others() > 0 {
        remarks.add("", "There are more configurations in it; only the first was read.");
    }
    let (from, (languages, purposes)) = match found {
        Found::CookieConsent(node) => {
            (Source::CookieConsent, cookieconsent::read(&script.object(node, remarks)?, remarks)?)
        }
        Found::Klaro(node) => (Source::Klaro, klaro::read(&script.object(node, remarks)?, remarks)?),
        Found::Tarteaucitron => (Source::Tarteaucitron, tarteaucitron::read(&script, remarks)?),
    };
    Ok((from, languages, purposes))
}

/// Refuses what is no text of reasonable size.
fn guard(text: &str) -> Result<(), ImportError> {
    if text.len() > MAX_BYTES {
        return Err(ImportError::TooLarge { bytes: text.len() });
    }
    if text.trim().is_empty() {
        return Err(ImportError::Empty);
    }
    let is_odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if let Some(at) = text.find(is_odd) {
        return Err(ImportError::ControlCharacter { line: line_of(text, at) });
    }
    Ok(())
}

/// The line, counted from 1, in which the byte at `at` stands.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count()
}
