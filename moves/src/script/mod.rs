//! JavaScript and JSON: read by a parser, never run.

mod parse;
mod string;
mod survey;
mod value;

pub(crate) use parse::{bare, parse};
pub(crate) use survey::{Found, Script};
pub(crate) use value::{Object, Reader, Value, join};
