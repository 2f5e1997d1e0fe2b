//! How a banner looks: layout, colours and the form of things.

use serde::{Deserialize, Serialize};

/// Where the first layer stands. Start and end are those of the language: left and right in English.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// Along the bottom edge.
    Bar,
    /// Along the top edge.
    BarTop,
    /// At the bottom, at the start of the line.
    #[default]
    Box,
    /// At the bottom, at the end of the line.
    BoxEnd,
    /// At the top, at the start of the line.
    BoxTop,
    /// At the top, at the end of the line.
    BoxTopEnd,
    /// In the middle, with the page behind it inert.
    Modal,
    /// In an element of the page, `<div data-assent-inline>`; a box where the page has none.
    Inline,
}

impl Layout {
    pub const ALL: [Self; 8] =
        [Self::Bar, Self::BarTop, Self::Box, Self::BoxEnd, Self::BoxTop, Self::BoxTopEnd, Self::Modal, Self::Inline];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bar => "bar",
            Self::BarTop => "bar_top",
            Self::Box => "box",
            Self::BoxEnd => "box_end",
            Self::BoxTop => "box_top",
            Self::BoxTopEnd => "box_top_end",
            Self::Modal => "modal",
            Self::Inline => "inline",
        }
    }

    /// What owners call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Bar => "Bar at the bottom",
            Self::BarTop => "Bar at the top",
            Self::Box => "Box at the bottom, left",
            Self::BoxEnd => "Box at the bottom, right",
            Self::BoxTop => "Box at the top, left",
            Self::BoxTopEnd => "Box at the top, right",
            Self::Modal => "Modal",
            Self::Inline => "Inside the page",
        }
    }
}

/// The colours of one scheme, each `#rrggbb`. Accept and reject share `button` and `on_button` by construction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Palette {
    pub surface: String,
    pub text: String,
    pub button: String,
    pub on_button: String,
}

macro_rules! tokens {
    ($(#[doc = $doc:literal] $name:ident { $($variant:ident $text:literal $label:literal,)* })*) => {$(
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            #[default]
            $($variant,)*
        }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// What owners call it.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }
        }
    )*};
}

tokens! {
    /// Which colours are shown.
    Scheme {
        Auto "auto" "Light or dark, as the visitor's system is",
        Light "light" "Always light",
        Dark "dark" "Always dark",
    }
    /// The letters of the banner.
    Font {
        Page "page" "That of the page",
        System "system" "That of the visitor's system",
    }
    /// How much room is between things.
    Spacing {
        Normal "normal" "Normal",
        Compact "compact" "Compact",
    }
}

/// Widest radius of corners, in CSS pixels: buttons are round with half of their least height.
pub const MAX_RADIUS: u32 = 24;

/// Largest logo, in bytes: every visitor loads it with the banner, before anything of it is seen.
pub const MAX_LOGO: usize = 4 * 1024;
/// Largest file to make a logo of, in bytes: what drawing programs add is taken off, and is often most of a file.
pub const MAX_LOGO_FILE: usize = 64 * 1024;
/// Longest CSS of the owner's own, in characters: every visitor loads it, and what the theme's fields say needs none.
pub const MAX_CSS: usize = 2000;

/// What is wrong with a file of that many bytes, if it is too large to make a logo of.
#[must_use]
pub fn too_large_for_logo(bytes: usize) -> Option<String> {
    let [has, most] = [bytes.div_ceil(1024), MAX_LOGO_FILE / 1024];
    (bytes > MAX_LOGO_FILE).then(|| format!("This file has {has} kB. Choose one with at most {most} kB."))
}

/// Colours for light and dark pages, and the form of things. Accept and reject share all of it by construction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Theme {
    pub light: Palette,
    pub dark: Palette,
    pub scheme: Scheme,
    pub font: Font,
    pub spacing: Spacing,
    /// The radius of corners, those of buttons too, in CSS pixels.
    pub radius: u32,
    /// A picture beside the title, a `data:` URL (crate `custom`); empty for none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub logo: String,
    /// Rules of the owner's own for the parts of the banner (crate `custom`).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub css: String,
}

impl Theme {
    /// The logo, if it is one to show: a picture that comes with the banner and from nowhere else.
    #[must_use]
    pub fn shown_logo(&self) -> Option<&str> {
        let encoded = LOGO_KINDS.iter().find_map(|kind| self.logo.strip_prefix(kind))?;
        let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
        encoded.bytes().all(is_base64).then_some(&self.logo)
    }
}

const LOGO_KINDS: [&str; 2] = ["data:image/svg+xml;base64,", "data:image/png;base64,"];

impl Default for Theme {
    fn default() -> Self {
        let palette = |surface: &str, text: &str, button: &str, on_button: &str| Palette {
            surface: surface.into(),
            text: text.into(),
            button: button.into(),
            on_button: on_button.into(),
        };
        Self {
            light: palette("#ffffff", "#1d2433", "#1f4d3f", "#ffffff"),
            dark: palette("#1b2027", "#eef1f5", "#a7dcc4", "#10201a"),
            scheme: Scheme::Auto,
            font: Font::Page,
            spacing: Spacing::Normal,
            radius: 8,
            logo: String::new(),
            css: String::new(),
        }
    }
}

/// Parses `#rrggbb` into red, green and blue; `None` for anything else.
#[must_use]
pub fn parse_colour(text: &str) -> Option<[u8; 3]> {
    let hex = text.strip_prefix('#').filter(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))?;
    let value = u32::from_str_radix(hex, 16).ok()?;
    Some([(value >> 16) as u8, (value >> 8) as u8, value as u8])
}

/// The contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio").
#[must_use]
pub fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Relative luminance, 0 to 1 (WCAG 2.2, "relative luminance").
fn luminance(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(|channel| {
        let c = f64::from(channel) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
        let grey = contrast([0x76; 3], [255; 3]);
        assert!((4.54..4.55).contains(&grey), "{grey}");
    }

    #[test]
    fn only_a_picture_that_comes_along_is_a_logo_to_show() {
        let shown = |logo: &str| Theme { logo: logo.into(), ..Theme::default() }.shown_logo().is_some();
        assert!(shown("data:image/png;base64,iVBORw0KGgo=") && shown("data:image/svg+xml;base64,PHN2Zy8+"));
        for bad in [
            "",
            "https://a.example/x.png",
            "data:text/html;base64,PHN2Zy8+",
            "data:image/png;base64,a\"b",
            "javascript:a()",
        ] {
            assert!(!shown(bad), "{bad}");
        }
    }

    #[test]
    fn a_theme_without_a_logo_or_rules_is_written_as_before_there_were_any() {
        let written = serde_json::to_string(&Theme::default()).unwrap();
        assert!(!written.contains("logo") && !written.contains("css"), "{written}");
        assert_eq!(serde_json::from_str::<Theme>(&written).unwrap(), Theme::default());
    }

    #[test]
    fn only_six_digit_hex_is_a_colour() {
        assert_eq!(parse_colour("#Ff0001"), Some([255, 0, 1]));
        for bad in ["", "#fff", "red", "#12345g", "#1234567", "#+12345", "url(x)"] {
            assert!(parse_colour(bad).is_none(), "{bad}");
        }
    }
}
