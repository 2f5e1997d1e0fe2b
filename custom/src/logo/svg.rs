//! SVG: shapes, colours and gradients are written anew; whatever else a file may hold is dropped or refused.

use roxmltree::{Attribute, Document, Node};
use std::collections::HashMap;

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";

const ELEMENTS: [&str; 15] = [
    "svg",
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "defs",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
    "use",
];

/// What says something about the picture and draws nothing.
const SILENT: [&str; 3] = ["title", "desc", "metadata"];

/// Attributes that place and shape.
const SHAPES: [&str; 32] = [
    "viewBox",
    "preserveAspectRatio",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "fx",
    "fy",
    "fr",
    "d",
    "points",
    "width",
    "height",
    "transform",
    "gradientUnits",
    "gradientTransform",
    "spreadMethod",
    "offset",
    "clipPathUnits",
    "pathLength",
    "version",
    "id",
    "href",
    "shape-rendering",
    "vector-effect",
];

/// Attributes that paint, which may also stand in a `style` attribute.
const PAINTS: [&str; 19] = [
    "fill",
    "fill-opacity",
    "fill-rule",
    "stroke",
    "stroke-width",
    "stroke-opacity",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stop-color",
    "stop-opacity",
    "color",
    "opacity",
    "clip-path",
    "clip-rule",
    "display",
    "visibility",
];

const FUNCTIONS: [&str; 10] =
    ["rgb", "rgba", "hsl", "hsla", "matrix", "translate", "scale", "rotate", "skewX", "skewY"];

/// Deepest nesting, of groups and of references: deeper ones go round in a circle or mean to exhaust the reader.
const MAX_DEPTH: usize = 32;
/// Most shapes that are drawn, each as often as it is used: few bytes can ask for millions.
const MAX_DRAWN: usize = 2000;

/// The picture of a file.
pub fn clean(file: &[u8]) -> Result<String, String> {
    let text = std::str::from_utf8(file).map_err(|_| "This is neither a PNG nor an SVG. Choose one of the two.")?;
    let document = Document::parse(text).map_err(|error| {
        format!("This is neither a PNG nor an SVG that can be read ({error}). Export it as plain SVG or as PNG.")
    })?;
    let root = document.root_element();
    if !is_svg(root) || root.tag_name().name() != "svg" {
        return Err("This file is XML and not an SVG. Choose an SVG or a PNG.".to_owned());
    }
    let mut clean = String::new();
    write(root, 0, &mut clean)?;
    let written = Document::parse(&clean).map_err(|error| error.to_string())?;
    let root = written.root_element();
    // Of two elements with one name the first is meant.
    let named = root.descendants().filter_map(|node| Some((node.attribute("id")?, node)));
    let named = named.collect::<Vec<_>>().into_iter().rev().collect();
    draw(root, &named, 0, &mut 0)?;
    Ok(clean)
}

/// A picture pasted out of a page has no namespace of its own.
fn is_svg(node: Node) -> bool {
    node.is_element() && node.tag_name().namespace().is_none_or(|space| space == SVG)
}

fn write(node: Node, depth: usize, out: &mut String) -> Result<(), String> {
    let name = node.tag_name().name();
    if depth > MAX_DEPTH {
        return Err(too_much());
    }
    if !ELEMENTS.contains(&name) || (name == "svg") != (depth == 0) {
        return Err(format!(
            "This SVG has <{name}>, and a logo holds shapes, colours and gradients only. Export it as plain SVG with text as paths and styles as attributes, or as PNG."
        ));
    }
    out.push('<');
    out.push_str(name);
    if depth == 0 {
        out.push_str(&format!(r#" xmlns="{SVG}""#));
    }
    let attributes = attributes(node)?;
    let without_box = depth == 0 && !attributes.iter().any(|(name, _)| *name == "viewBox");
    for (name, value) in &attributes {
        // The banner gives the picture its size.
        if depth == 0 && ["width", "height", "x", "y", "version"].contains(name) {
            continue;
        }
        out.push_str(&format!(r#" {name}="{value}""#));
    }
    if without_box {
        let side = |wanted: &str| {
            let (_, value) = attributes.iter().find(|(name, _)| *name == wanted)?;
            value.trim_end_matches("px").parse::<f32>().ok().filter(|side| side.is_finite() && *side > 0.0)
        };
        let (Some(width), Some(height)) = (side("width"), side("height")) else {
            return Err("This SVG does not say how large its picture is. Export it with a viewBox.".to_owned());
        };
        out.push_str(&format!(r#" viewBox="0 0 {width} {height}""#));
    }
    let inside = out.len();
    out.push('>');
    for child in node.children().filter(|child| is_svg(*child) && !SILENT.contains(&child.tag_name().name())) {
        write(child, depth + 1, out)?;
    }
    if out.len() == inside + 1 {
        out.insert(inside, '/');
    } else {
        out.push_str(&format!("</{name}>"));
    }
    Ok(())
}

/// The known attributes of an element. Painting in a `style` attribute wins over the element's own, as in browsers.
fn attributes<'a>(node: Node<'a, '_>) -> Result<Vec<(&'static str, String)>, String> {
    let mut found: Vec<(&'static str, String)> = Vec::new();
    let mut keep = |name: &'static str, value: &'a str| -> Result<(), String> {
        let value = value.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        if value.is_empty() {
            return Ok(());
        }
        if !is_harmless(name, &value) {
            let tag = node.tag_name().name();
            return Err(format!(
                "In this SVG, {name} of <{tag}> is “{value}”. Only numbers, colours and references within the picture can be kept: export it as plain SVG, or as PNG."
            ));
        }
        found.retain(|(known, _)| *known != name);
        found.push((name, value));
        Ok(())
    };
    for attribute in node.attributes() {
        if let Some(name) = known(&attribute) {
            keep(name, attribute.value())?;
        }
    }
    for declaration in node.attribute("style").unwrap_or_default().split(';') {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        if let Some(name) = PAINTS.into_iter().find(|known| *known == name.trim()) {
            keep(name, value)?;
        }
    }
    Ok(found)
}

fn known(attribute: &Attribute) -> Option<&'static str> {
    match attribute.namespace() {
        None => SHAPES.into_iter().chain(PAINTS).find(|known| *known == attribute.name()),
        Some(XLINK) if attribute.name() == "href" => Some("href"),
        Some(_) => None,
    }
}

/// Whether a value is made of numbers, words and known functions, and leads nowhere but into the picture.
fn is_harmless(name: &str, value: &str) -> bool {
    match name {
        "id" => return is_name(value),
        "href" => return value.strip_prefix('#').is_some_and(is_name),
        _ => {}
    }
    if let Some(target) = value.strip_prefix("url(#").and_then(|rest| rest.strip_suffix(')')) {
        return ["fill", "stroke", "clip-path"].contains(&name) && is_name(target);
    }
    let mut functions = value.match_indices('(').map(|(at, _)| {
        let before = value[..at].trim_end();
        let start = before.rfind(|c: char| !c.is_ascii_alphabetic()).map_or(0, |at| at + 1);
        &before[start..]
    });
    value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" #.,()%+-".contains(&byte))
        && functions.all(|function| FUNCTIONS.contains(&function))
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

/// Counts what drawing would do, following references as a browser does.
fn draw(node: Node, named: &HashMap<&str, Node>, depth: usize, drawn: &mut usize) -> Result<(), String> {
    *drawn += 1;
    if depth > MAX_DEPTH || *drawn > MAX_DRAWN {
        return Err(too_much());
    }
    for (name, value) in attributes(node)? {
        let target = match name {
            "href" => value.strip_prefix('#'),
            _ => value.strip_prefix("url(#").and_then(|rest| rest.strip_suffix(')')),
        };
        if let Some(target) = target.and_then(|target| named.get(target)) {
            draw(*target, named, depth + 1, drawn)?;
        }
    }
    for child in node.children().filter(|child| is_svg(*child)) {
        draw(child, named, depth + 1, drawn)?;
    }
    Ok(())
}

fn too_much() -> String {
    "This SVG repeats its own parts too often or goes round in a circle. Export it as plain SVG without clones, or as PNG."
        .to_owned()
}
