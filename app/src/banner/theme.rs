//! The colours of a theme as custom properties.

use consent::theme::{Palette, Theme, parse_colour};

/// The styles of a theme, to follow `banner.css`. A value that is not `#rrggbb` gives way to the standard theme's.
#[must_use]
pub fn theme_css(theme: &Theme) -> String {
    let standard = Theme::default();
    let light = properties(&theme.light, &standard.light);
    let dark = properties(&theme.dark, &standard.dark);
    format!("{SCOPE}{{{light}}}@media(prefers-color-scheme:dark){{{SCOPE}{{{dark}}}}}")
}

/// The banner, and the placeholders that stand in the page.
const SCOPE: &str = "#assent-root,.assent-held";

fn properties(palette: &Palette, standard: &Palette) -> String {
    let pairs = [
        ("surface", &palette.surface, &standard.surface),
        ("text", &palette.text, &standard.text),
        ("button", &palette.button, &standard.button),
        ("on-button", &palette.on_button, &standard.on_button),
    ];
    let declarations = pairs.map(|(name, own, standard)| {
        let [red, green, blue] = parse_colour(own).or_else(|| parse_colour(standard)).unwrap_or_default();
        format!("--assent-{name}:#{red:02x}{green:02x}{blue:02x}")
    });
    declarations.join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_is_a_few_custom_properties_for_light_and_dark() {
        let css = theme_css(&Theme::default());
        assert!(css.starts_with("#assent-root,.assent-held{"), "{css}");
        assert!(css.contains("--assent-button:#1f4d3f"), "{css}");
        assert!(css.contains("--assent-button:#a7dcc4"), "{css}");
    }

    #[test]
    fn only_colours_get_into_the_styles() {
        let mut theme = Theme::default();
        theme.light.surface = "#fff}*{display:none".into();
        theme.dark.text = "url(https://evil.example)".into();
        assert_eq!(theme_css(&theme), theme_css(&Theme::default()));
    }
}
