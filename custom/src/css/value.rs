//! Values: each is read into what it means and written anew. What is not known is not written.

use cssparser::{
    ParseError, Parser, Token,
    color::{parse_hash_color, parse_named_color},
    match_ignore_ascii_case,
};

pub type Read<T> = Result<T, ParseError<String>>;

/// A colour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Colour {
    /// Red, green, blue, and how opaque it is, 0 to 1.
    Plain([u8; 3], f32),
    /// One of the theme's, by the name of its custom property.
    Theme(&'static str),
    /// That of the text.
    Current,
}

impl Colour {
    /// Whether nothing shines through.
    pub fn is_opaque(self) -> bool {
        match self {
            Self::Plain(_, alpha) => alpha >= 1.0,
            Self::Theme(_) => true,
            Self::Current => false,
        }
    }

    pub fn is_transparent(self) -> bool {
        matches!(self, Self::Plain(_, alpha) if alpha <= 0.0)
    }

    pub fn to_css(self) -> String {
        match self {
            Self::Plain([red, green, blue], alpha) if alpha >= 1.0 => format!("#{red:02x}{green:02x}{blue:02x}"),
            Self::Plain([red, green, blue], alpha) => {
                format!("#{red:02x}{green:02x}{blue:02x}{:02x}", (alpha.max(0.0) * 255.0).round() as u8)
            }
            Self::Theme(name) => format!("var(--assent-{name})"),
            Self::Current => "currentcolor".to_owned(),
        }
    }
}

/// The theme's colours by the name of their custom property (`app/src/banner/theme.rs`).
pub const THEME_COLOURS: [&str; 4] = ["surface", "text", "button", "on-button"];

/// The refusal of a value; what the property takes is said by whoever knows its name.
pub fn refused<T>() -> Read<T> {
    Err(ParseError::unexpected_token())
}

pub fn colour(input: &mut Parser) -> Read<Colour> {
    match input.next()?.clone() {
        Token::Hash(hex) | Token::IDHash(hex) => match parse_hash_color(hex.as_bytes()) {
            Ok((red, green, blue, alpha)) => Ok(Colour::Plain([red, green, blue], alpha)),
            Err(()) => refused(),
        },
        Token::Ident(name) => match_ignore_ascii_case! { &name,
            "currentcolor" => Ok(Colour::Current),
            "transparent" => Ok(Colour::Plain([0; 3], 0.0)),
            _ => match parse_named_color(&name) {
                Ok((red, green, blue)) => Ok(Colour::Plain([red, green, blue], 1.0)),
                Err(()) => refused(),
            },
        },
        Token::Function(name) => input.parse_nested_block(|input| {
            match_ignore_ascii_case! { &name,
                "rgb" | "rgba" => rgb(input),
                "hsl" | "hsla" => hsl(input),
                "var" => variable(input, &THEME_COLOURS).map(Colour::Theme),
                _ => refused(),
            }
        }),
        _ => refused(),
    }
}

/// A colour that nothing shines through.
pub fn opaque(input: &mut Parser) -> Read<Colour> {
    let found = colour(input)?;
    if found.is_opaque() { Ok(found) } else { refused() }
}

/// The name in a `var()` that is one of ours.
fn variable(input: &mut Parser, known: &[&'static str]) -> Read<&'static str> {
    let name = input.expect_ident_cloned()?;
    let found = known.iter().find(|known| name.strip_prefix("--assent-") == Some(**known));
    found.copied().map_or_else(refused, Ok)
}

fn rgb(input: &mut Parser) -> Read<Colour> {
    let [red, green, blue] = parts(input, |input| {
        let channel = match *input.next()? {
            Token::Number { value, .. } => value,
            Token::Percentage { unit_value, .. } => unit_value * 255.0,
            _ => return refused(),
        };
        Ok(channel.clamp(0.0, 255.0).round() as u8)
    })?;
    Ok(Colour::Plain([red, green, blue], alpha(input)?))
}

fn hsl(input: &mut Parser) -> Read<Colour> {
    let [hue, saturation, lightness] = parts(input, |input| match *input.next()? {
        Token::Number { value, .. } => Ok(value),
        Token::Dimension { value, ref unit, .. } if unit.eq_ignore_ascii_case("deg") => Ok(value),
        Token::Percentage { unit_value, .. } => Ok(unit_value * 100.0),
        _ => refused(),
    })?;
    let [saturation, lightness] = [saturation, lightness].map(|part| part.clamp(0.0, 100.0) / 100.0);
    let amount = saturation * lightness.min(1.0 - lightness);
    let channel = |shift: f32| {
        let at = (shift + hue.rem_euclid(360.0) / 30.0) % 12.0;
        let value = lightness - amount * (at - 3.0).min(9.0 - at).clamp(-1.0, 1.0);
        (value * 255.0).round() as u8
    };
    Ok(Colour::Plain([channel(0.0), channel(8.0), channel(4.0)], alpha(input)?))
}

/// Three parts with or without commas between them.
fn parts<T>(input: &mut Parser, one: impl Fn(&mut Parser) -> Read<T>) -> Read<[T; 3]> {
    let first = one(input)?;
    let _ = input.try_parse(Parser::expect_comma);
    let second = one(input)?;
    let _ = input.try_parse(Parser::expect_comma);
    Ok([first, second, one(input)?])
}

fn alpha(input: &mut Parser) -> Read<f32> {
    if input.is_exhausted() {
        return Ok(1.0);
    }
    if input.try_parse(Parser::expect_comma).is_err() {
        input.expect_delim('/')?;
    }
    match *input.next()? {
        Token::Number { value, .. } => Ok(value.clamp(0.0, 1.0)),
        Token::Percentage { unit_value, .. } => Ok(unit_value.clamp(0.0, 1.0)),
        _ => refused(),
    }
}

/// A length between bounds in `em`; a pixel is a sixteenth of it. What a theme has of lengths is within every bound.
pub fn length(input: &mut Parser, least: f32, most: f32) -> Read<String> {
    let (value, size, unit) = match input.next()?.clone() {
        Token::Number { value: 0.0, .. } => (0.0, 0.0, ""),
        Token::Dimension { value, unit, .. } => match_ignore_ascii_case! { &unit,
            "em" => (value, value, "em"),
            "px" => (value, value / 16.0, "px"),
            _ => return refused(),
        },
        Token::Function(name) if name.eq_ignore_ascii_case("var") => {
            let name = input.parse_nested_block(|input| variable(input, &["radius", "space"]))?;
            return if most >= 1.5 { Ok(format!("var(--assent-{name})")) } else { refused() };
        }
        _ => return refused(),
    };
    if (least..=most).contains(&size) { Ok(format!("{}{unit}", number_to_css(value))) } else { refused() }
}

/// One or two lengths.
pub fn lengths(input: &mut Parser, least: f32, most: f32) -> Read<String> {
    let first = length(input, least, most)?;
    match input.try_parse(|input| length(input, least, most)) {
        Ok(second) => Ok(format!("{first} {second}")),
        Err(_) => Ok(first),
    }
}

/// A number between bounds.
pub fn number(input: &mut Parser, least: f32, most: f32) -> Read<f32> {
    let value = input.expect_number()?;
    if (least..=most).contains(&value) { Ok(value) } else { refused() }
}

/// A number as CSS, to a thousandth.
pub fn number_to_css(value: f32) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// One of these words.
pub fn word(input: &mut Parser, words: &[&'static str]) -> Read<&'static str> {
    let found = input.expect_ident()?;
    words.iter().find(|word| found.eq_ignore_ascii_case(word)).copied().map_or_else(refused, Ok)
}

/// Names of fonts. They are no keywords of CSS that would mean something else, and have no letters that CSS would read
/// as its own.
pub fn fonts(input: &mut Parser) -> Read<String> {
    const GENERIC: [&str; 8] =
        ["sans-serif", "serif", "monospace", "system-ui", "ui-sans-serif", "ui-serif", "ui-monospace", "ui-rounded"];
    let names = input.parse_comma_separated(|input| {
        if let Ok(generic) = input.try_parse(|input| word(input, &GENERIC)) {
            return Ok(generic.to_owned());
        }
        let mut name = input.expect_ident_or_string()?.to_string();
        while let Ok(more) = input.try_parse(Parser::expect_ident_cloned) {
            name.push(' ');
            name.push_str(&more);
        }
        let plain = |c: char| c.is_alphanumeric() || c == ' ' || c == '-';
        let short = (1..=40).contains(&name.chars().count());
        if short && name.chars().all(plain) { Ok(format!("\"{name}\"")) } else { refused() }
    })?;
    if names.len() <= 8 { Ok(names.join(",")) } else { refused() }
}

/// Width, style and colour of a border, in any order.
pub fn border(input: &mut Parser) -> Read<String> {
    let (mut width, mut style, mut ink) = (None, None, None);
    while !input.is_exhausted() {
        if width.is_none()
            && let Ok(found) = input.try_parse(border_width)
        {
            width = Some(found);
        } else if style.is_none()
            && let Ok(found) = input.try_parse(border_style)
        {
            style = Some(found.to_owned());
        } else if ink.is_none() {
            ink = Some(colour(input)?.to_css());
        } else {
            return refused();
        }
    }
    let parts: Vec<String> = [width, style, ink].into_iter().flatten().collect();
    if parts.is_empty() { refused() } else { Ok(parts.join(" ")) }
}

pub fn border_width(input: &mut Parser) -> Read<String> {
    length(input, 0.0, 0.5)
}

pub fn border_style(input: &mut Parser) -> Read<&'static str> {
    word(input, &["none", "solid", "dashed", "dotted", "double"])
}

/// Shadows that fall to the outside.
pub fn shadows(input: &mut Parser) -> Read<String> {
    if input.try_parse(|input| input.expect_ident_matching("none")).is_ok() {
        return Ok("none".to_owned());
    }
    let shadows = input.parse_comma_separated(|input| {
        let before = input.try_parse(colour).ok();
        let mut parts = vec![length(input, -4.0, 4.0)?, length(input, -4.0, 4.0)?];
        if let Ok(blur) = input.try_parse(|input| length(input, 0.0, 4.0)) {
            parts.push(blur);
            parts.extend(input.try_parse(|input| length(input, -1.0, 1.0)));
        }
        let ink = match before {
            Some(ink) => Some(ink),
            None => input.try_parse(colour).ok(),
        };
        parts.extend(ink.map(Colour::to_css));
        Ok(parts.join(" "))
    })?;
    if shadows.len() <= 3 { Ok(shadows.join(",")) } else { refused() }
}

/// The line below text: that there is one, its style, colour and thickness, in any order. There is no way to take it
/// off: it is what tells a link from text for those who do not see colours.
pub fn decoration(input: &mut Parser) -> Read<String> {
    let mut parts = Vec::new();
    let (mut line, mut style, mut ink, mut thick) = (false, false, false, false);
    while !input.is_exhausted() {
        if !line && let Ok(found) = input.try_parse(|input| word(input, &["underline"])) {
            line = true;
            parts.push(found.to_owned());
        } else if !style && let Ok(found) = input.try_parse(decoration_style) {
            style = true;
            parts.push(found.to_owned());
        } else if !thick && let Ok(found) = input.try_parse(thickness) {
            thick = true;
            parts.push(found);
        } else if !ink {
            ink = true;
            parts.push(opaque(input)?.to_css());
        } else {
            return refused();
        }
    }
    if line { Ok(parts.join(" ")) } else { refused() }
}

pub fn decoration_style(input: &mut Parser) -> Read<&'static str> {
    word(input, &["solid", "double", "dotted", "dashed", "wavy"])
}

/// A line thin enough to leave the letters alone.
pub fn thickness(input: &mut Parser) -> Read<String> {
    length(input, 0.05, 0.2)
}
