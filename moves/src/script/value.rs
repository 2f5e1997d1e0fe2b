//! Values that a script states outright: literals, and constants that stand for them.

use super::string::unescape;
use super::survey::Script;
use crate::remarks::Remarks;
use crate::{ImportError, MAX_DEPTH, MAX_TEXT, MAX_VALUES};
use std::cell::Cell;
use std::collections::HashMap;
use tree_sitter::Node;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Text(String),
    /// As written.
    Number(String),
    Truth(bool),
    /// `null` or `undefined`.
    Nothing,
    Pattern {
        source: String,
        flags: String,
    },
    List(Vec<Value>),
    Object(Object),
    /// What is computed when the script runs, in words: “a function”.
    Computed(&'static str),
}

/// The members of an object, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Object {
    members: Vec<(String, Value)>,
    places: HashMap<String, usize>,
}

impl Object {
    /// The value of a member, unless it is nothing.
    pub fn get(&self, key: &str) -> Option<&Value> {
        let value = &self.members.get(*self.places.get(key)?)?.1;
        (*value != Value::Nothing).then_some(value)
    }

    pub fn is_true(&self, key: &str) -> bool {
        self.get(key) == Some(&Value::Truth(true))
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.members.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// Sets a member; whether it was there.
    fn set(&mut self, key: String, value: Value) -> bool {
        if let Some(at) = self.places.get(&key) {
            self.members[*at].1 = value;
            return true;
        }
        self.places.insert(key.clone(), self.members.len());
        self.members.push((key, value));
        false
    }
}

/// Longest path that is followed, in bytes: it is built anew for each value.
const MAX_PATH: usize = 200;

/// A path with one more step.
pub(crate) fn join(path: &str, step: impl std::fmt::Display) -> String {
    let mut joined = path.to_owned();
    if joined.len() < MAX_PATH {
        let step: String = step.to_string().chars().take(MAX_PATH).collect();
        if !joined.is_empty() {
            joined.push('.');
        }
        joined.push_str(&step);
    }
    joined
}

/// Reads values of a script within limits.
pub(crate) struct Reader<'s, 't, 'r> {
    script: &'s Script<'t>,
    remarks: &'r mut Remarks,
    depth: usize,
}

impl<'s, 't, 'r> Reader<'s, 't, 'r> {
    pub fn new(script: &'s Script<'t>, remarks: &'r mut Remarks) -> Self {
        Self { script, remarks, depth: 0 }
    }

    /// The value of an expression.
    pub fn value(&mut self, node: Node<'t>, path: &str) -> Result<Value, ImportError> {
        if count(&self.script.values, 1) > MAX_VALUES {
            return Err(ImportError::TooManyValues);
        }
        if self.depth >= MAX_DEPTH {
            return Err(ImportError::TooDeep);
        }
        self.depth += 1;
        let value = self.read(node, path);
        self.depth -= 1;
        value
    }

    /// The values of a call's arguments.
    pub fn arguments(&mut self, node: Node<'t>, path: &str) -> Result<Vec<Value>, ImportError> {
        match self.list(node, path)? {
            Value::List(values) => Ok(values),
            _ => Ok(Vec::new()),
        }
    }

    fn read(&mut self, node: Node<'t>, path: &str) -> Result<Value, ImportError> {
        let node = unwrapped(node);
        let text = self.script.text(node);
        Ok(match node.kind() {
            "string" => self.text(text)?,
            "template_string" if node.named_children(&mut node.walk()).all(is_plain) => self.text(text)?,
            "number" => Value::Number(text.chars().take(40).collect()),
            "true" => Value::Truth(true),
            "false" => Value::Truth(false),
            "null" | "undefined" => Value::Nothing,
            "regex" => {
                self.spend(text)?;
                pattern(self.script, node)
            }
            "array" => self.list(node, path)?,
            "object" => Value::Object(self.members(node, path)?),
            "identifier" | "shorthand_property_identifier" => match self.script.constant(text) {
                Some(node) => self.value(node, path)?,
                None => Value::Computed("a name that is explained elsewhere"),
            },
            "binary_expression" => self.sum(node, path)?,
            "unary_expression" => unary(text),
            "template_string" => Value::Computed("put together while the page runs"),
            "function_expression" | "arrow_function" | "generator_function" => Value::Computed("a function"),
            "call_expression" | "new_expression" | "await_expression" => Value::Computed("the result of a call"),
            _ => Value::Computed("computed while the page runs"),
        })
    }

    /// The text of a literal in quotation marks.
    fn text(&mut self, literal: &str) -> Result<Value, ImportError> {
        self.spend(literal)?;
        let mut inner = literal.chars();
        inner.next();
        inner.next_back();
        Ok(Value::Text(unescape(inner.as_str())))
    }

    /// Counts what is copied from the script.
    fn spend(&mut self, text: &str) -> Result<(), ImportError> {
        if count(&self.script.bytes, text.len()) > MAX_TEXT { Err(ImportError::TooManyValues) } else { Ok(()) }
    }

    fn list(&mut self, node: Node<'t>, path: &str) -> Result<Value, ImportError> {
        let mut values = Vec::new();
        for item in node.named_children(&mut node.walk()).filter(|node| !node.is_extra()) {
            let path = join(path, values.len());
            match (item.kind(), self.spread(item, &path)?) {
                (_, Some(Value::List(more))) => values.extend(more),
                ("spread_element", _) => {
                    self.remarks.add(&path, "A list that is filled in from elsewhere (“...”) was left out.");
                }
                _ => values.push(self.value(item, &path)?),
            }
        }
        Ok(Value::List(values))
    }

    fn members(&mut self, node: Node<'t>, path: &str) -> Result<Object, ImportError> {
        let mut object = Object::default();
        for member in node.named_children(&mut node.walk()).filter(|node| !node.is_extra()) {
            let (key, value) = match member.kind() {
                "pair" => (member.child_by_field_name("key"), member.child_by_field_name("value")),
                "method_definition" => (member.child_by_field_name("name"), None),
                "shorthand_property_identifier" => (Some(member), Some(member)),
                _ => {
                    if let Some(Value::Object(more)) = self.spread(member, path)? {
                        more.members.into_iter().for_each(|(key, value)| _ = object.set(key, value));
                        continue;
                    }
                    self.remarks.add(path, "Members that are filled in from elsewhere (“...”) were left out.");
                    continue;
                }
            };
            let Some(key) = key.map(|key| self.key(key)).transpose()?.flatten() else {
                self.remarks.add(path, "A member whose name is computed was left out.");
                continue;
            };
            if key == "__proto__" {
                self.remarks.add(path, "“__proto__” was left out: it is no entry of its own.");
                continue;
            }
            let at = join(path, &key);
            let value = value.map_or(Ok(Value::Computed("a function")), |value| self.value(value, &at))?;
            if object.set(key, value) {
                self.remarks.add(&at, "This is there twice; the last counts, as in the browser.");
            }
        }
        Ok(object)
    }

    /// What `...` stands for, if it is a list or an object that is stated outright.
    fn spread(&mut self, node: Node<'t>, path: &str) -> Result<Option<Value>, ImportError> {
        let inner = if node.kind() == "spread_element" { node.named_child(0) } else { None };
        inner.map(|inner| self.value(inner, path)).transpose()
    }

    /// The name of a member; none when it is computed.
    fn key(&mut self, node: Node<'t>) -> Result<Option<String>, ImportError> {
        self.spend(self.script.text(node))?;
        let inner = if node.kind() == "computed_property_name" { node.named_child(0) } else { Some(node) };
        let Some(inner) = inner else { return Ok(None) };
        Ok(match inner.kind() {
            "property_identifier" | "shorthand_property_identifier" => Some(self.script.text(inner).to_owned()),
            _ => match self.value(inner, "")? {
                Value::Text(text) | Value::Number(text) => Some(text),
                _ => None,
            },
        })
    }

    /// Texts put together with `+`. The chain is as long as it is deep, so it is walked, not descended.
    fn sum(&mut self, node: Node<'t>, path: &str) -> Result<Value, ImportError> {
        let mut parts = Vec::new();
        let mut left = node;
        while left.kind() == "binary_expression" {
            let operator = left.child_by_field_name("operator").map(|operator| operator.kind());
            let (Some("+"), Some(next), Some(right)) =
                (operator, left.child_by_field_name("left"), left.child_by_field_name("right"))
            else {
                return Ok(Value::Computed("computed while the page runs"));
            };
            parts.push(right);
            left = unwrapped(next);
        }
        parts.push(left);
        let mut whole = String::new();
        for part in parts.into_iter().rev() {
            match self.value(part, path)? {
                Value::Text(text) => whole.push_str(&text),
                _ => return Ok(Value::Computed("put together while the page runs")),
            }
        }
        Ok(Value::Text(whole))
    }
}

/// Adds to what a script has spent, all told.
fn count(spent: &Cell<usize>, more: usize) -> usize {
    spent.set(spent.get() + more);
    spent.get()
}

/// What is in brackets.
fn unwrapped(mut node: Node) -> Node {
    while node.kind() == "parenthesized_expression" {
        let inner = node.named_children(&mut node.walk()).find(|node| !node.is_extra());
        match inner {
            Some(inner) => node = inner,
            None => break,
        }
    }
    node
}

fn is_plain(part: Node) -> bool {
    part.kind() != "template_substitution"
}

fn pattern(script: &Script, node: Node) -> Value {
    let part = |name| node.child_by_field_name(name).map(|part| script.text(part).to_owned()).unwrap_or_default();
    Value::Pattern { source: part("pattern"), flags: part("flags") }
}

/// What minifiers write for `true`, `false` and `undefined`.
fn unary(text: &str) -> Value {
    match text {
        "!0" => Value::Truth(true),
        "!1" => Value::Truth(false),
        "void 0" => Value::Nothing,
        _ if text.starts_with('-') && text.len() < 40 => Value::Number(text.to_owned()),
        _ => Value::Computed("computed while the page runs"),
    }
}
