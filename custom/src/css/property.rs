//! The properties that owners' rules may set, and for which parts. None of them moves, hides or resizes a part.

use super::part::Part;
use super::value::{self, Colour, Read};
use cssparser::Parser;

/// What a value means for whether text can be read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Meaning {
    /// The colour of the text.
    Ink(Colour),
    /// The colour behind it; `None` where what is behind the part shows.
    Ground(Option<Colour>),
    /// The size of the letters, as a multiple of those around.
    Size(f32),
    Nothing,
}

/// A property that rules may set.
pub struct Property {
    pub name: &'static str,
    /// Whether the part may have it.
    pub on: fn(Part) -> bool,
    /// What it takes, for people.
    pub takes: &'static str,
    pub read: fn(&mut Parser) -> Read<(String, Meaning)>,
}

const COLOUR: &str =
    "a colour such as #1f4d3f, darkgreen, rgb(31 77 63) or var(--assent-button), through which nothing shines";
const BORDER: &str = "a width up to 0.5em, one of solid, dashed, dotted, double or none, and a colour";
const ROOM: &str = "one or two lengths from 0 to 2em, in em or px";
const ONE_ROOM: &str = "a length from 0 to 2em, in em or px";

fn anything(_: Part) -> bool {
    true
}

/// The parts with text, but not the panel: the theme's own fields say its colours and room, since its buttons share them.
fn inner(part: Part) -> bool {
    !matches!(part, Part::Panel | Part::Logo)
}

fn not_panel(part: Part) -> bool {
    part != Part::Panel
}

fn text(part: Part) -> bool {
    part != Part::Logo
}

/// Only where no text of another part could stand on the shadow.
fn panel(part: Part) -> bool {
    part == Part::Panel
}

fn details(part: Part) -> bool {
    part == Part::Details
}

fn plain<T: Into<String>>(read: Read<T>) -> Read<(String, Meaning)> {
    Ok((read?.into(), Meaning::Nothing))
}

fn ink(input: &mut Parser) -> Read<(String, Meaning)> {
    let ink = value::opaque(input)?;
    Ok((ink.to_css(), Meaning::Ink(ink)))
}

fn ground(input: &mut Parser) -> Read<(String, Meaning)> {
    let ground = value::colour(input)?;
    if ground.is_transparent() {
        return Ok(("transparent".to_owned(), Meaning::Ground(None)));
    }
    if ground.is_opaque() { Ok((ground.to_css(), Meaning::Ground(Some(ground)))) } else { value::refused() }
}

fn size(input: &mut Parser) -> Read<(String, Meaning)> {
    let text = value::length(input, 0.5, 3.0)?;
    // Pixels would not follow what the visitor has the browser set to.
    let size = text.strip_suffix("em").and_then(|size| size.parse().ok());
    size.map_or_else(value::refused, |size| Ok((text.clone(), Meaning::Size(size))))
}

fn weight(input: &mut Parser) -> Read<(String, Meaning)> {
    if let Ok(word) = input.try_parse(|input| value::word(input, &["normal", "bold"])) {
        return Ok((word.to_owned(), Meaning::Nothing));
    }
    plain(value::number(input, 300.0, 900.0).map(value::number_to_css))
}

macro_rules! properties {
    ($($name:literal $on:ident $takes:tt $read:expr;)*) => {
        /// All of them.
        pub const PROPERTIES: &[Property] =
            &[$(Property { name: $name, on: $on, takes: $takes, read: $read },)*];
    };
}

properties! {
    "color" inner COLOUR ink;
    "background-color" not_panel COLOUR ground;
    "font-family" text "up to eight names of fonts" |i| plain(value::fonts(i));
    "font-size" text "a size in em" size;
    "font-style" text "normal or italic" |i| plain(value::word(i, &["normal", "italic"]));
    "font-weight" text "normal, bold, or a number from 300 to 900" weight;
    "letter-spacing" text "a length from -0.03em to 0.2em" |i| plain(value::length(i, -0.03, 0.2));
    "line-height" text "a number from 1.1 to 2" |i| plain(value::number(i, 1.1, 2.0).map(value::number_to_css));
    "text-align" text "start, center or end" |i| plain(value::word(i, &["start", "center", "end"]));
    "text-transform" text "none, capitalize, lowercase or uppercase"
        (|i| plain(value::word(i, &["none", "capitalize", "lowercase", "uppercase"])));
    "text-decoration" inner "underline, and a style, a colour and a thickness from 0.05em to 0.2em" |i| plain(value::decoration(i));
    "text-decoration-color" inner COLOUR |i| plain(value::opaque(i).map(Colour::to_css));
    "text-decoration-style" inner "solid, double, dotted, dashed or wavy" |i| plain(value::decoration_style(i));
    "text-decoration-thickness" inner "a length from 0.05em to 0.2em" |i| plain(value::thickness(i));
    "text-underline-offset" inner "a length from 0 to 0.4em" |i| plain(value::length(i, 0.0, 0.4));
    "border" anything BORDER |i| plain(value::border(i));
    "border-block-start" anything BORDER |i| plain(value::border(i));
    "border-block-end" anything BORDER |i| plain(value::border(i));
    "border-inline-start" anything BORDER |i| plain(value::border(i));
    "border-inline-end" anything BORDER |i| plain(value::border(i));
    "border-color" anything "a colour" |i| plain(value::colour(i).map(Colour::to_css));
    "border-style" anything "solid, dashed, dotted, double or none" |i| plain(value::border_style(i));
    "border-width" anything "a width up to 0.5em" |i| plain(value::border_width(i));
    "border-radius" anything "a length from 0 to 2em" |i| plain(value::length(i, 0.0, 2.0));
    "box-shadow" panel "none, or up to three shadows to the outside: x, y, blur and spread up to 4em, and a colour" |i| plain(value::shadows(i));
    "padding" not_panel ROOM |i| plain(value::lengths(i, 0.0, 2.0));
    "padding-block-start" not_panel ONE_ROOM |i| plain(value::length(i, 0.0, 2.0));
    "padding-block-end" not_panel ONE_ROOM |i| plain(value::length(i, 0.0, 2.0));
    "padding-inline-start" not_panel ONE_ROOM |i| plain(value::length(i, 0.0, 2.0));
    "padding-inline-end" not_panel ONE_ROOM |i| plain(value::length(i, 0.0, 2.0));
    "margin" not_panel ROOM |i| plain(value::lengths(i, 0.0, 2.0));
    "margin-block-start" not_panel ONE_ROOM |i| plain(value::length(i, 0.0, 2.0));
    "margin-block-end" not_panel ONE_ROOM |i| plain(value::length(i, 0.0, 2.0));
    "margin-inline-start" not_panel ONE_ROOM |i| plain(value::length(i, 0.0, 2.0));
    "margin-inline-end" not_panel ONE_ROOM |i| plain(value::length(i, 0.0, 2.0));
    "gap" details ROOM |i| plain(value::lengths(i, 0.0, 2.0));
}

/// What an owner reads who sets a panel's colours or room.
pub fn said_elsewhere(name: &str) -> Option<&'static str> {
    match name {
        "color" | "background-color" => Some("Choose the panel's colours under “Colours”: its buttons need them too."),
        "padding" | "margin" | "gap" => Some("Choose the room in the panel under “Form”: its buttons need it too."),
        _ => None,
    }
}
