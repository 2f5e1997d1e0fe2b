//! Names of cookies and other items: from regular expressions and placeholders to patterns with `*`.

use crate::plain;
use crate::remarks::{Remarks, quoted};
use consent::check::MAX_LINE;
use regex_syntax::ast::parse::ParserBuilder;
use regex_syntax::ast::{Assertion, AssertionKind, Ast, RepetitionKind, RepetitionOp};

/// Most names that one regular expression stands for.
const MAX_ALTERNATIVES: usize = 20;

/// The name patterns of a JavaScript regular expression, none when no pattern says the same or a little more.
pub(crate) fn of_regex(source: &str, flags: &str, path: &str, remarks: &mut Remarks) -> Vec<String> {
    let said: String = source.chars().take(60).collect();
    let Some((names, exact)) = patterns(source) else {
        remarks.add(path, format!("“/{said}/{flags}” cannot be said as a name with *. Add these names by hand."));
        return Vec::new();
    };
    if !exact || flags.contains('i') {
        let names = quoted(names.iter().map(String::as_str));
        remarks.add(path, format!("“/{said}/{flags}” became {names}, which may fit more or fewer names. Check it."));
    }
    names
}

/// The names in a cell of a table: several where it lists several; `#`, `<id>` and `xxx` stand for any characters.
pub(crate) fn of_cell(cell: &str, path: &str, remarks: &mut Remarks) -> Vec<String> {
    // No cookie name holds a comma, a semicolon or a line break (RFC 6265 §4.1.1).
    let names = cell.split([',', ';', '\n']).map(str::trim).filter(|name| !name.is_empty());
    names.take(100).map(|name| with_wildcards(name, path, remarks)).collect()
}

fn with_wildcards(name: &str, path: &str, remarks: &mut Remarks) -> String {
    let name = plain::cell(name, path, remarks);
    let mut pattern = String::new();
    let mut rest = name.as_str();
    while let Some(c) = rest.chars().next() {
        let taken = match placeholder(rest, pattern.chars().next_back()) {
            Some(taken) => {
                if !pattern.ends_with('*') {
                    pattern.push('*');
                }
                taken
            }
            None => {
                pattern.push(c);
                c.len_utf8()
            }
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    if pattern.chars().all(|c| c == '*') {
        return name;
    }
    if pattern != name {
        remarks
            .add(path, format!("{} was taken for {}. Check it.", quoted([name.as_str()]), quoted([pattern.as_str()])));
    }
    pattern
}

/// How many bytes at the start of `rest` stand for any characters.
fn placeholder(rest: &str, before: Option<char>) -> Option<usize> {
    let closing = |close| rest.find(close).map(|at| at + 1);
    match rest.chars().next()? {
        '#' => return Some(1),
        '<' => return closing('>'),
        '{' => return closing('}'),
        '[' => return closing(']'),
        _ => {}
    }
    let crosses = rest.bytes().take_while(|byte| byte.eq_ignore_ascii_case(&b'x')).count();
    let after = rest.get(crosses..).and_then(|rest| rest.chars().next());
    let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    Some(crosses).filter(|crosses| *crosses >= 3 && apart(before) && apart(after))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Start,
    End,
    Any,
    Letter(char),
}

/// The alternatives of a regular expression so far.
struct Reading {
    exact: bool,
}

/// The patterns of a regular expression, and whether they fit the same names.
fn patterns(source: &str) -> Option<(Vec<String>, bool)> {
    if source.len() > MAX_LINE {
        return None;
    }
    let ast = ParserBuilder::new().nest_limit(32).build().parse(source).ok()?;
    let mut reading = Reading { exact: true };
    let alternatives = reading.read(&ast)?;
    let mut names = Vec::new();
    for signs in alternatives {
        let name = name(&signs)?;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Some((names, reading.exact))
}

impl Reading {
    fn read(&mut self, ast: &Ast) -> Option<Vec<Vec<Sign>>> {
        Some(match ast {
            Ast::Empty(_) => vec![Vec::new()],
            Ast::Literal(literal) if literal.c != '*' => vec![vec![Sign::Letter(literal.c)]],
            Ast::Assertion(assertion) => vec![vec![anchor(assertion)?]],
            Ast::Group(group) => self.read(&group.ast)?,
            Ast::Alternation(all) => {
                let mut alternatives = Vec::new();
                for ast in &all.asts {
                    alternatives.extend(self.read(ast)?);
                }
                Some(alternatives).filter(|all| all.len() <= MAX_ALTERNATIVES)?
            }
            Ast::Concat(all) => {
                let mut alternatives = vec![Vec::new()];
                for ast in &all.asts {
                    alternatives = cross(&alternatives, &self.read(ast)?)?;
                }
                alternatives
            }
            Ast::Repetition(repetition) if is_any(&repetition.ast, &repetition.op) => vec![vec![Sign::Any]],
            Ast::Literal(_)
            | Ast::Repetition(_)
            | Ast::Dot(_)
            | Ast::ClassUnicode(_)
            | Ast::ClassPerl(_)
            | Ast::ClassBracketed(_) => {
                self.exact = false;
                vec![vec![Sign::Any]]
            }
            Ast::Flags(_) => return None,
        })
    }
}

/// Whether a repetition stands for any characters, as `.*` does.
fn is_any(ast: &Ast, operator: &RepetitionOp) -> bool {
    matches!(ast, Ast::Dot(_)) && matches!(operator.kind, RepetitionKind::ZeroOrMore | RepetitionKind::OneOrMore)
}

fn anchor(assertion: &Assertion) -> Option<Sign> {
    match assertion.kind {
        AssertionKind::StartLine => Some(Sign::Start),
        AssertionKind::EndLine => Some(Sign::End),
        _ => None,
    }
}

fn cross(left: &[Vec<Sign>], right: &[Vec<Sign>]) -> Option<Vec<Vec<Sign>>> {
    if left.len() * right.len() > MAX_ALTERNATIVES {
        return None;
    }
    Some(left.iter().flat_map(|start| right.iter().map(|end| [start.as_slice(), end].concat())).collect())
}

/// The pattern of one alternative: open at each end that no anchor closes. One that fits every name is none.
fn name(signs: &[Sign]) -> Option<String> {
    let (start, signs) = match signs {
        [Sign::Start, rest @ ..] => ("", rest),
        rest => ("*", rest),
    };
    let (end, signs) = match signs {
        [rest @ .., Sign::End] => ("", rest),
        rest => ("*", rest),
    };
    let mut name = start.to_owned();
    let mut named = false;
    for sign in signs {
        match sign {
            Sign::Letter(c) => {
                named |= c.is_alphanumeric();
                name.push(*c);
            }
            Sign::Any if name.ends_with('*') => {}
            Sign::Any => name.push('*'),
            Sign::Start | Sign::End => return None,
        }
    }
    if !name.ends_with('*') {
        name.push_str(end);
    }
    named.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regular_expressions_become_patterns() {
        for (source, names) in [
            ("^_ga", &["_ga*"][..]),
            ("^_ga$", &["_ga"]),
            ("^_pk_.*$", &["_pk_*"]),
            ("^_ga.+", &["_ga*"]),
            ("_hj", &["*_hj*"]),
            ("^(_ga|_gid)$", &["_ga", "_gid"]),
            ("^_g(a|id)", &["_ga*", "_gid*"]),
            (r"^amp\-[\w]+\.id$", &["amp-*.id"]),
            (r"^_pk_(id|ses)\.\d+", &["_pk_id.*", "_pk_ses.*"]),
            ("^(?:_ga)", &["_ga*"]),
            (r"^a\/b", &["a/b*"]),
        ] {
            assert_eq!(patterns(source).unwrap().0, names, "{source}");
        }
        assert!(patterns("^_ga").unwrap().1);
        assert!(!patterns("^_ga_[A-Z0-9]+$").unwrap().1);
    }

    #[test]
    fn what_a_pattern_cannot_say_is_left_to_the_owner() {
        for source in
            ["", ".*", "^", "(?!_ga)", r"\b_ga", r"(a)\1", "(a|b|c)(a|b|c)(a|b|c)(a|b|c)", "a^b", "[", "_+", "(?i)a"]
        {
            assert_eq!(patterns(source), None, "{source}");
        }
        assert_eq!(patterns(&"(".repeat(300)), None);
        let mut remarks = Remarks::default();
        assert!(of_regex("(?!a)", "", "x", &mut remarks).is_empty());
        assert_eq!(of_regex("^_ga", "i", "x", &mut remarks), ["_ga*"]);
        assert_eq!(remarks.finish().len(), 2);
    }

    #[test]
    fn placeholders_in_tables_become_stars() {
        for (cell, names) in [
            ("_ga", &["_ga"][..]),
            ("_ga_#", &["_ga_*"]),
            ("_ga_<container-id>", &["_ga_*"]),
            ("_hjSession_{site_id}", &["_hjSession_*"]),
            ("_gac_xxx, _gid", &["_gac_*", "_gid"]),
            ("_gat_UA-XXXXX-X", &["_gat_UA-*-X"]),
            ("foxxxy", &["foxxxy"]),
            ("_pk_id.*", &["_pk_id.*"]),
            ("###", &["###"]),
            ("a<b", &["a<b"]),
            ("é#é", &["é*é"]),
        ] {
            assert_eq!(of_cell(cell, "", &mut Remarks::default()), names, "{cell}");
        }
    }
}
