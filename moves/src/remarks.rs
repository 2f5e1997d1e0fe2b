//! What an owner should know about what was read.

use std::collections::BTreeSet;

/// Most remarks of one import: nobody reads more, and the last says how many there were.
pub const MAX_REMARKS: usize = 200;
/// Longest path and longest name quoted in a message, in characters.
const MAX_QUOTE: usize = 120;
/// Longest message, in characters.
const MAX_MESSAGE: usize = 600;

/// Something that was left out or guessed, or that the owner must complete.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// Where in the source, dotted (`categories.ads.services.0`) or as `line 7`; or the purpose it became:
    /// `purposes.ads`.
    pub path: String,
    /// What happened, for people.
    pub message: String,
}

/// The remarks of one import, each once.
#[derive(Default)]
pub(crate) struct Remarks {
    list: Vec<Remark>,
    seen: BTreeSet<Remark>,
    more: usize,
}

impl Remarks {
    pub fn add(&mut self, path: impl AsRef<str>, message: impl AsRef<str>) {
        let remark = Remark { path: cut(path.as_ref(), MAX_QUOTE), message: cut(message.as_ref(), MAX_MESSAGE) };
        if self.seen.contains(&remark) {
        } else if self.list.len() < MAX_REMARKS - 1 {
            self.seen.insert(remark.clone());
            self.list.push(remark);
        } else {
            self.more += 1;
        }
    }

    pub fn finish(mut self) -> Vec<Remark> {
        if self.more > 0 {
            let message = format!("There are {} more remarks like these.", self.more);
            self.list.push(Remark { path: String::new(), message });
        }
        self.list
    }
}

/// Names as they are quoted in a message, each once: “a”, “b” and 3 more.
pub(crate) fn quoted<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const NAMED: usize = 12;
    let mut seen = BTreeSet::new();
    let names: Vec<&str> = names.into_iter().filter(|name| seen.insert(*name)).collect();
    let mut said = names.iter().take(NAMED).map(|name| format!("“{}”", cut(name, 40))).collect::<Vec<_>>().join(", ");
    if let Some(more) = names.len().checked_sub(NAMED).filter(|more| *more > 0) {
        said.push_str(&format!(" and {more} more"));
    }
    said
}

/// At most `max` characters, without those that cannot be seen.
fn cut(text: &str, max: usize) -> String {
    let mut kept: String = text.chars().filter(|c| !c.is_control()).take(max + 1).collect();
    if let Some((at, _)) = kept.char_indices().nth(max) {
        kept.truncate(at);
        kept.push('…');
    }
    kept
}
