//! CSS of the owner's own: rules about named parts of the banner with properties from a list, checked and written anew.

mod judge;
mod parse;
mod part;
mod property;
mod value;

use consent::theme::{MAX_CSS, Scheme, Theme};
use parse::{Fault, Rule};
use part::{Media, Part, State};
use std::fmt::Write as _;

/// The names of the parts that rules are about.
pub fn parts() -> impl Iterator<Item = &'static str> {
    Part::ALL.into_iter().map(Part::as_str)
}

/// The names of the properties that rules may set.
pub fn properties() -> impl Iterator<Item = &'static str> {
    property::PROPERTIES.iter().map(|property| property.name)
}

/// Everything that keeps a theme's CSS from being published, with the lines.
#[must_use]
pub fn check(theme: &Theme) -> Vec<String> {
    let length = theme.css.chars().count();
    if length > MAX_CSS {
        return vec![format!("Shorten this to {MAX_CSS} characters; it has {length}.")];
    }
    let (rules, mut faults) = parse::parse(&theme.css);
    faults.extend(judge::judge(&rules, theme));
    faults.sort();
    faults.into_iter().map(|Fault { line, message }| format!("Line {line}: {message}")).collect()
}

/// The styles that a theme's CSS makes, to follow those of the theme; what cannot be read is left out. Where the scheme is
/// fixed, rules about it hold always or never.
#[must_use]
pub fn write(theme: &Theme) -> String {
    if theme.css.chars().count() > MAX_CSS {
        return String::new();
    }
    let (rules, _) = parse::parse(&theme.css);
    let rules: String = rules.iter().filter_map(|rule| write_rule(rule, theme.scheme)).collect();
    if rules.is_empty() { rules } else { format!("@layer assent{{{rules}}}") }
}

fn write_rule(rule: &Rule, scheme: Scheme) -> Option<String> {
    if rule.declarations.is_empty() {
        return None;
    }
    let declarations: Vec<String> =
        rule.declarations.iter().map(|each| format!("{}:{}!important", each.name, each.value)).collect();
    let selectors: Vec<String> = rule.parts.iter().map(|(part, state)| selector(*part, *state)).collect();
    let written = format!("{}{{{}}}", selectors.join(","), declarations.join(";"));
    let features = features(&rule.media, scheme)?;
    Some(if features.is_empty() { written } else { format!("@media{features}{{{written}}}") })
}

fn selector(part: Part, state: Option<State>) -> String {
    part.selector().to_owned() + &state.map(|state| format!(":{}", state.as_str())).unwrap_or_default()
}

/// The features of a media query; `None` where it never holds.
fn features(media: &Media, scheme: Scheme) -> Option<String> {
    let mut features = Vec::new();
    match (media.dark, scheme) {
        (None, _) | (Some(true), Scheme::Dark) | (Some(false), Scheme::Light) => {}
        (Some(dark), Scheme::Auto) => {
            features.push(format!("(prefers-color-scheme:{})", if dark { "dark" } else { "light" }));
        }
        (Some(_), _) => return None,
    }
    for (name, width) in [("min-width", media.min), ("max-width", media.max)] {
        features.extend(width.map(|width| format!("({name}:{width}px)")));
    }
    let mut written = String::new();
    for (at, feature) in features.iter().enumerate() {
        let _ = write!(written, "{}{feature}", if at == 0 { "" } else { " and " });
    }
    Some(written)
}
