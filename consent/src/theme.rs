//! How a banner looks: layout and colours.

use serde::{Deserialize, Serialize};

/// Where the first layer stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// Along the bottom edge.
    Bar,
    /// In a corner.
    #[default]
    Box,
    /// In the middle, with the page behind it inert.
    Modal,
}

impl Layout {
    pub const ALL: [Self; 3] = [Self::Bar, Self::Box, Self::Modal];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bar => "bar",
            Self::Box => "box",
            Self::Modal => "modal",
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

/// Colours for light and dark pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Theme {
    pub light: Palette,
    pub dark: Palette,
}

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
    fn only_six_digit_hex_is_a_colour() {
        assert_eq!(parse_colour("#Ff0001"), Some([255, 0, 1]));
        for bad in ["", "#fff", "red", "#12345g", "#1234567", "#+12345", "url(x)"] {
            assert!(parse_colour(bad).is_none(), "{bad}");
        }
    }
}
