//! Rules about the text of the sources, each a pattern with the places where it may stand.

use std::fs;
use std::path::Path;

use super::{CRATES, none};
use crate::project::Project;
use crate::tool::Outcome;

/// Longer files hold more than one thing.
const MOST_LINES: usize = 400;

/// Extensions of files that people write and read.
const WRITTEN: [&str; 6] = ["rs", "ts", "js", "mjs", "css", "sql"];

const FOLDERS: [&str; 3] = ["embed", "style", "end2end"];

/// A text that may stand only in some folders.
struct Rule {
    text: &'static str,
    only_in: &'static [&'static str],
    because: &'static str,
}

const RULES: [Rule; 4] = [
    Rule { text: "cfg(feature", only_in: &["app/"], because: "a crate boundary serves instead of a feature" },
    Rule { text: "cfg!(feature", only_in: &["app/"], because: "a crate boundary serves instead of a feature" },
    Rule {
        text: "std::env",
        only_in: &["server/", "xtask/", "store/tests/", "app/tests/"],
        because: "only the server reads the environment",
    },
    Rule {
        text: "[allow(",
        only_in: &[],
        because: "`#[expect(lint, reason = \"…\")]` goes when it is no longer needed",
    },
];

/// Beginnings of SQL statements, and what follows somewhere on the same line.
const SQL: [(&str, &str); 9] = [
    ("select ", " from "),
    ("insert into ", ""),
    ("update ", " set "),
    ("delete from ", ""),
    ("create table ", ""),
    ("create index ", ""),
    ("alter table ", ""),
    ("drop table ", ""),
    ("pragma ", ""),
];

/// Checks every source file of the repository.
pub fn check(project: &Project) -> Outcome {
    let mut offenders = Vec::new();
    for path in project.files(&[CRATES.as_slice(), &FOLDERS].concat())? {
        let is_written = path.extension().is_some_and(|it| WRITTEN.iter().any(|written| it == *written));
        if !is_written {
            continue;
        }
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        offenders.extend(offences(project.relative(&path), &text));
    }
    none(offenders)
}

fn offences(path: &Path, text: &str) -> Vec<String> {
    let place = path.to_string_lossy();
    let mut offenders = Vec::new();
    let lines = text.lines().count();
    if lines > MOST_LINES {
        offenders.push(format!("{place}: {lines} lines are more than {MOST_LINES}"));
    }
    // The rules below quote what they forbid.
    if !place.ends_with(".rs") || place == "xtask/src/check/source.rs" {
        return offenders;
    }
    let speaks_sql = ["store/", "server/tests/", "xtask/"].iter().any(|folder| place.starts_with(folder));
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim_start().starts_with("//")) {
        for rule in RULES {
            if line.contains(rule.text) && !rule.only_in.iter().any(|folder| place.starts_with(folder)) {
                offenders.push(format!("{place}:{number}: `{}`: {}", rule.text, rule.because));
            }
        }
        if !speaks_sql && is_sql(line) {
            offenders.push(format!("{place}:{number}: only store speaks SQL"));
        }
    }
    offenders
}

/// SQL is written in lower case here, so a sentence of the UI is not taken for it; upper case is found as well.
fn is_sql(line: &str) -> bool {
    SQL.iter().any(|(start, rest)| {
        let found = |line: &str, start: &str, rest: &str| {
            line.match_indices(start).any(|(at, _)| {
                let before = line[..at].chars().next_back();
                before.is_none_or(|it| it == '"' || it.is_whitespace() || it == '(') && line[at..].contains(rest)
            })
        };
        found(line, start, rest) || found(line, &start.to_uppercase(), &rest.to_uppercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offends(path: &str, text: &str) -> bool {
        !offences(Path::new(path), text).is_empty()
    }

    #[test]
    fn sql_stands_only_in_the_store() {
        let text = "    let row = query(\"select id from record where id = $1\");";
        assert!(offends("server/src/api/choices.rs", text));
        assert!(!offends("store/src/record.rs", text));
        assert!(offends("app/src/x.rs", "query(\"DELETE FROM record\")"));
    }

    #[test]
    fn a_sentence_is_not_sql() {
        assert!(!offends("app/src/x.rs", "view! { <p>\"Select a purpose from the list\"</p> }"));
        assert!(!offends("app/src/x.rs", "/// Rows to select from the list."));
        assert!(!offends("app/src/x.rs", "\"update your settings\""));
    }

    #[test]
    fn features_stand_only_in_the_app() {
        assert!(offends("consent/src/lib.rs", "#[cfg(feature = \"x\")]"));
        assert!(!offends("app/src/lib.rs", "#[cfg(feature = \"ssr\")]"));
    }

    #[test]
    fn the_environment_is_read_only_by_the_server() {
        assert!(offends("store/src/lib.rs", "std::env::var(\"X\")"));
        assert!(!offends("server/src/config.rs", "std::env::var(\"X\")"));
        assert!(!offends("store/tests/both.rs", "std::env::var(\"X\")"));
    }

    #[test]
    fn a_long_file_offends_in_every_language() {
        assert!(offends("style/main.css", &"a{}\n".repeat(401)));
        assert!(!offends("style/main.css", &"a{}\n".repeat(400)));
    }
}
