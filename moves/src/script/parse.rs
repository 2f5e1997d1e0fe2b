//! From text to a syntax tree, within bounds that hold for any text.

use crate::{ImportError, line_of};
use std::borrow::Cow;
use std::cell::Cell;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tree_sitter::{LogType, Node, ParseOptions, Parser, Tree};

/// Most steps of the parser, in hundreds as it reports them: ten times those of a configuration of a hundred kilobytes.
const MAX_STEPS: usize = 3_000;
/// Most errors. Mending one takes the parser longer the more is open, which it does not count as steps; types of
/// TypeScript are errors, and a configuration has a few of them.
const MAX_ERRORS: usize = 20;
/// The parser is handed the text in pieces of this many bytes, so that what it reads again is counted.
const PIECE: usize = 4096;
const BLANK: [u8; PIECE] = [b'\n'; PIECE];
/// Most pieces handed out: eight times as many as a script of [`crate::MAX_BYTES`] needs.
const MAX_PIECES: usize = 1_000;
/// Words that tell that a text is meant as one of the known configurations.
const PRODUCTS: [&str; 3] = ["cookieconsent", "klaro", "tarteaucitron"];

/// A bare object in brackets: without them its braces would be those of a block.
pub(crate) fn bare(code: &str) -> Cow<'_, str> {
    if without_comments(code).starts_with('{') {
        let object = code.trim_end().trim_end_matches(';');
        Cow::Owned(format!("({object}\n)"))
    } else {
        Cow::Borrowed(code)
    }
}

/// `code` from its first character that is no part of a comment.
fn without_comments(code: &str) -> &str {
    let mut rest = code.trim_start();
    loop {
        let after = match rest.get(..2) {
            Some("//") => rest.split_once('\n').map(|(_, after)| after),
            Some("/*") => rest.split_once("*/").map(|(_, after)| after),
            _ => return rest,
        };
        rest = after.unwrap_or_default().trim_start();
    }
}

/// The syntax tree of a script, which may hold errors.
///
/// # Errors
/// That it takes too long, or holds too many errors.
pub(crate) fn parse(code: &str) -> Result<Tree, ImportError> {
    let mut parser = Parser::new();
    let language = tree_sitter_javascript::LANGUAGE.into();
    if parser.set_language(&language).is_err() {
        return Err(ImportError::TooIntricate);
    }
    let errors = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&errors);
    // Only its log tells when the parser meets an error.
    parser.set_logger(Some(Box::new(move |kind, message| {
        if kind == LogType::Parse && message.starts_with("resume version") {
            counted.fetch_add(1, Ordering::Relaxed);
        }
    })));
    let pieces = Cell::new(0_usize);
    let is_broken = || errors.load(Ordering::Relaxed) > MAX_ERRORS;
    let is_done = || is_broken() || pieces.get() > MAX_PIECES;
    let mut steps = 0_usize;
    let mut at = 0;
    let mut progress = |state: &tree_sitter::ParseState| {
        steps += 1;
        if errors.load(Ordering::Relaxed) == 0 {
            at = state.current_byte_offset();
        }
        if steps > MAX_STEPS || is_done() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let options = ParseOptions::new().progress_callback(&mut progress);
    let mut piece = |at: usize, _| {
        pieces.set(pieces.get() + 1);
        let rest = &code.as_bytes()[at.min(code.len())..];
        let piece = &rest[..rest.len().min(PIECE)];
        // Line ends, of which nothing has to be read again, bring a parser that should stop to its next step. The length
        // stays: it would read on from where it was.
        if is_done() { &BLANK[..piece.len()] } else { piece }
    };
    let tree = parser.parse_with_options(&mut piece, None, Some(options)).filter(|_| !is_done());
    tree.ok_or_else(|| if is_broken() { broken(code, at) } else { ImportError::TooIntricate })
}

/// What to say of a text with an error at `at`.
pub(super) fn broken(code: &str, at: usize) -> ImportError {
    let lower = code.to_ascii_lowercase();
    let is_meant = without_comments(&lower).starts_with(['{', '(']) || PRODUCTS.iter().any(|name| lower.contains(name));
    if is_meant { ImportError::Syntax { line: line_of(code, at) } } else { ImportError::Unknown }
}

/// Where the first error in `node` is, if it has one.
pub(super) fn first_error(node: Node) -> Option<usize> {
    if !node.has_error() {
        return None;
    }
    let mut cursor = node.walk();
    loop {
        if cursor.node().is_error() || cursor.node().is_missing() || !cursor.goto_first_child() {
            return Some(cursor.node().start_byte());
        }
        while !cursor.node().has_error() {
            if !cursor.goto_next_sibling() {
                return Some(cursor.node().start_byte());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_counted_and_too_many_end_the_reading() {
        let broken = |errors: usize| format!("klaro;\n{}", "x = = 1;\n".repeat(errors));
        assert!(parse(&broken(MAX_ERRORS / 2)).is_ok_and(|tree| tree.root_node().has_error()));
        assert_eq!(parse(&broken(MAX_ERRORS * 2)).err(), Some(ImportError::Syntax { line: 1 }));
        assert_eq!(parse(&"x = = 1;\n".repeat(99)).err(), Some(ImportError::Unknown));
        // Functions that could begin as something else are no errors.
        assert!(parse(&"run((a, b) => ({ a }));\n".repeat(500)).is_ok_and(|tree| !tree.root_node().has_error()));
    }

    #[test]
    fn what_is_read_again_and_again_is_counted() {
        assert_eq!(parse(&"/[".repeat(100_000)).err(), Some(ImportError::TooIntricate));
        assert_eq!(parse(&"x = 1;\n".repeat(70_000)).err(), Some(ImportError::TooIntricate));
        assert!(parse(&format!("x = '{}'", "x".repeat(500_000))).is_ok());
    }
}
