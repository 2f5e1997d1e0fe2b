//! What a script holds: configurations, constants, and the calls of tarteaucitron.

use super::parse::{broken, first_error};
use super::value::{Object, Reader, Value};
use crate::remarks::Remarks;
use crate::{ImportError, Source, line_of};
use std::cell::Cell;
use std::collections::HashMap;
use tree_sitter::{Node, Tree};

/// Longest name of a function or variable that is looked at, in bytes: `(tarteaucitron.job=tarteaucitron.job||[]).push`
/// has half of that.
const MAX_NAME: usize = 100;

/// A script, looked through once.
pub(crate) struct Script<'t> {
    pub(super) code: &'t str,
    root: Node<'t>,
    /// Values by name; none where a name is given more than one.
    constants: HashMap<&'t str, Option<Node<'t>>>,
    configurations: Vec<(Source, Node<'t>)>,
    is_old: bool,
    /// Calls and assignments that concern tarteaucitron, by the function or variable.
    pub calls: Vec<(String, Node<'t>)>,
    pub assignments: Vec<(String, Node<'t>)>,
    /// How many values, and bytes of text, were read of it.
    pub(super) values: Cell<usize>,
    pub(super) bytes: Cell<usize>,
}

/// The configuration of a script.
#[derive(Clone, Copy)]
pub(crate) enum Found<'t> {
    CookieConsent(Node<'t>),
    Klaro(Node<'t>),
    Tarteaucitron,
}

impl<'t> Script<'t> {
    /// Looks through all of a tree, however deep.
    pub fn survey(code: &'t str, tree: &'t Tree) -> Result<Self, ImportError> {
        let mut script = Self {
            code,
            root: tree.root_node(),
            constants: HashMap::new(),
            configurations: Vec::new(),
            is_old: false,
            calls: Vec::new(),
            assignments: Vec::new(),
            values: Cell::new(0),
            bytes: Cell::new(0),
        };
        let mut cursor = tree.walk();
        loop {
            if script.look_at(cursor.node()) && cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return Ok(script);
                }
            }
        }
    }

    /// Notes what `node` is; whether to look into it.
    fn look_at(&mut self, node: Node<'t>) -> bool {
        match node.kind() {
            "variable_declarator" => self.assigned(node, "name", "value"),
            "assignment_expression" => self.assigned(node, "left", "right"),
            "call_expression" => self.called(node),
            "object" => return !self.is_configuration(node),
            _ => {}
        }
        true
    }

    fn assigned(&mut self, node: Node<'t>, name: &str, value: &str) {
        let (Some(name), Some(value)) = (node.child_by_field_name(name), node.child_by_field_name(value)) else {
            return;
        };
        if name.kind() == "identifier" {
            self.constants.entry(self.text(name)).and_modify(|known| *known = None).or_insert(Some(value));
        }
        if let Some(name) = self.name(name).filter(|name| name.starts_with("tarteaucitron")) {
            self.assignments.push((name, value));
        }
    }

    fn called(&mut self, node: Node<'t>) {
        let parts = (node.child_by_field_name("function"), node.child_by_field_name("arguments"));
        if let (Some(function), Some(arguments)) = parts
            && let Some(name) = self.name(function).filter(|name| name.contains("tarteaucitron."))
        {
            self.calls.push((name, arguments));
        }
    }

    /// Whether an object is a configuration, by the members it has.
    fn is_configuration(&mut self, node: Node<'t>) -> bool {
        let mut kinds: HashMap<String, &str> = HashMap::new();
        for member in node.named_children(&mut node.walk()) {
            match member.kind() {
                "pair" => {
                    let parts = (member.child_by_field_name("key"), member.child_by_field_name("value"));
                    if let (Some(key), Some(value)) = parts {
                        kinds.insert(self.text(key).trim_matches(['"', '\'']).to_owned(), value.kind());
                    }
                }
                "shorthand_property_identifier" => {
                    kinds.insert(self.text(member).to_owned(), "identifier");
                }
                _ => {}
            }
        }
        let is = |key: &str, kind: &str| kinds.get(key).is_some_and(|found| *found == kind || *found == "identifier");
        let has = |keys: &[&str]| keys.iter().any(|key| kinds.contains_key(*key));
        self.is_old |= has(&["languages"]) && has(&["current_lang", "gui_options", "autoclear_cookies"]);
        let of_cookieconsent = has(&["categories"]) && has(&["language", "guiOptions", "onConsent", "revision"]);
        let of_klaro =
            has(&["services", "apps"]) && has(&["translations", "elementID", "mustConsent", "storageMethod"]);
        let source = if of_cookieconsent || is("categories", "object") {
            Source::CookieConsent
        } else if of_klaro || is("services", "array") || is("apps", "array") {
            Source::Klaro
        } else {
            return false;
        };
        self.configurations.push((source, node));
        true
    }

    /// The configuration to read: the first.
    ///
    /// # Errors
    /// That there is none, or that it cannot be read.
    pub fn found(&self) -> Result<Found<'t>, ImportError> {
        if let Some((source, node)) = self.configurations.first() {
            return match first_error(*node) {
                Some(at) => Err(ImportError::Syntax { line: line_of(self.code, at) }),
                None if *source == Source::Klaro => Ok(Found::Klaro(*node)),
                None => Ok(Found::CookieConsent(*node)),
            };
        }
        if !self.calls.is_empty() || self.assignments.iter().any(|(name, _)| name.starts_with("tarteaucitron.")) {
            return Ok(Found::Tarteaucitron);
        }
        if self.is_old {
            return Err(ImportError::OldCookieConsent);
        }
        Err(first_error(self.root).map_or(ImportError::Unknown, |at| broken(self.code, at)))
    }

    /// The line of the first error outside what is read.
    pub fn unreadable_line(&self) -> Option<usize> {
        first_error(self.root).map(|at| line_of(self.code, at))
    }

    /// How many configurations there are besides the one that is read.
    pub fn others(&self) -> usize {
        self.configurations.len().saturating_sub(1)
    }

    /// The value that a name stands for wherever it is used.
    pub(super) fn constant(&self, name: &str) -> Option<Node<'t>> {
        self.constants.get(name).copied().flatten()
    }

    pub(super) fn text(&self, node: Node) -> &'t str {
        self.code.get(node.byte_range()).unwrap_or_default()
    }

    /// The name of a function or variable without spaces and `window.`; none for one that is no short name.
    fn name(&self, node: Node) -> Option<String> {
        let text = Some(self.text(node)).filter(|text| text.len() <= MAX_NAME)?;
        Some(text.chars().filter(|c| !c.is_whitespace()).collect::<String>().replace("window.", ""))
    }

    /// The object that a node stands for.
    pub fn object(&self, node: Node<'t>, remarks: &mut Remarks) -> Result<Object, ImportError> {
        match Reader::new(self, remarks).value(node, "")? {
            Value::Object(object) => Ok(object),
            _ => Ok(Object::default()),
        }
    }
}
