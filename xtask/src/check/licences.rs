//! Everything we build on may be passed on under our own licences.

use serde_json::Value;

use super::{NODE_FOLDERS, none};
use crate::project::{self, Project};
use crate::tool::Outcome;

/// Licences that ask for no more than naming the authors.
const PERMISSIVE: [&str; 15] = [
    "0BSD",
    "Apache-2.0",
    "BlueOak-1.0.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];

/// Also fine for npm packages: they build and test, and nothing of theirs is passed on.
const TOOLS_ONLY: [&str; 3] = ["CC-BY-4.0", "MPL-2.0", "Python-2.0"];

/// Crates under MPL-2.0 that are used as they are: it asks for nothing but their own sources, which are public
/// (docs/decisions/0015).
const UNCHANGED: [&str; 3] = ["cssparser", "cssparser-macros", "dtoa-short"];

/// Packages that name only a file as their licence. It was read, and is MIT.
const READ: [&str; 4] = ["@segment/facade", "@segment/isodate", "@segment/isodate-traverse", "new-date"];

/// Checks the licence of every crate and every npm package of the lock files.
pub fn check(project: &Project, metadata: &Value) -> Outcome {
    let mut offenders = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let licence = package["license"].as_str().unwrap_or_default();
        let name = package["name"].as_str().unwrap_or_default();
        let is_unchanged = licence == "MPL-2.0" && UNCHANGED.contains(&name);
        if !is_unchanged && !permits(licence, &PERMISSIVE) {
            offenders.push(format!("crate {name}: {licence:?}"));
        }
    }
    let tools = [PERMISSIVE.as_slice(), &TOOLS_ONLY].concat();
    for folder in NODE_FOLDERS {
        let path = format!("{folder}/package-lock.json");
        let lock = match project.read(&path).and_then(|text| project::parse(&text, &path)) {
            Ok(lock) => lock,
            Err(reason) => {
                offenders.push(reason);
                continue;
            }
        };
        for (name, package) in lock["packages"].as_object().into_iter().flatten() {
            let licence = package["license"].as_str().unwrap_or_default();
            let is_read =
                licence == "SEE LICENSE IN LICENSE" && READ.contains(&name.trim_start_matches("node_modules/"));
            // The entry without a name is this folder's own package.
            if !name.is_empty() && !is_read && !permits(licence, &tools) {
                offenders.push(format!("{path}: {name}: {licence:?}"));
            }
        }
    }
    none(offenders)
}

/// Whether an SPDX expression can be met with the allowed licences alone; what cannot be read cannot be met.
fn permits(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut expression = Expression { tokens: &tokens, allowed };
    expression.any() == Some(true) && expression.tokens.is_empty()
}

/// The rest of an SPDX expression (SPDX 2.3, annex D): `and` binds stronger than `or`, `with` only adds permission.
struct Expression<'a> {
    tokens: &'a [&'a str],
    allowed: &'a [&'a str],
}

impl Expression<'_> {
    fn any(&mut self) -> Option<bool> {
        let mut met = self.all()?;
        while self.next_is("OR") {
            met |= self.all()?;
        }
        Some(met)
    }

    fn all(&mut self) -> Option<bool> {
        let mut met = self.one()?;
        while self.next_is("AND") {
            met &= self.one()?;
        }
        Some(met)
    }

    fn one(&mut self) -> Option<bool> {
        if self.next_is("(") {
            let met = self.any()?;
            return self.next_is(")").then_some(met);
        }
        let (licence, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        let met = self.allowed.contains(licence);
        if self.next_is("WITH") {
            self.tokens = self.tokens.split_first()?.1;
        }
        Some(met)
    }

    fn next_is(&mut self, token: &str) -> bool {
        match self.tokens.split_first() {
            Some((first, rest)) if first.eq_ignore_ascii_case(token) => {
                self.tokens = rest;
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_permissive_choice_is_enough() {
        assert!(permits("MIT OR Apache-2.0 OR LGPL-2.1-or-later", &PERMISSIVE));
        assert!(permits("Unlicense/MIT", &PERMISSIVE));
        assert!(permits("GPL-3.0 OR MIT", &PERMISSIVE));
    }

    #[test]
    fn all_joined_licences_must_be_permissive() {
        assert!(permits("(MIT OR Apache-2.0) AND Unicode-3.0", &PERMISSIVE));
        assert!(!permits("MIT AND GPL-3.0", &PERMISSIVE));
        assert!(!permits("(MIT OR Apache-2.0) AND GPL-3.0", &PERMISSIVE));
        assert!(!permits("GPL-3.0 OR MIT AND AGPL-3.0", &PERMISSIVE));
    }

    #[test]
    fn an_exception_only_adds_permission() {
        assert!(permits("Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT", &PERMISSIVE));
        assert!(!permits("GPL-3.0 WITH Classpath-exception-2.0", &PERMISSIVE));
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for expression in ["", "MIT OR", "(MIT", "MIT)", "MIT MIT", "SEE LICENSE IN FILE", "OR MIT"] {
            assert!(!permits(expression, &PERMISSIVE), "{expression}");
        }
    }
}
