//! A theme as custom properties, and the owner's own rules.

use super::layout::layout_css;
use consent::theme::{Font, Layout, MAX_RADIUS, Palette, Scheme, Spacing, Theme, parse_colour};

/// The styles of a layout and a theme, to follow `banner.css`; in a browser without the owner's own rules, since what reads
/// those is too heavy to be loaded there. A value that is no colour gives way to the standard theme's.
#[must_use]
pub fn theme_css(layout: Layout, theme: &Theme) -> String {
    let standard = Theme::default();
    let light = properties(&theme.light, &standard.light);
    let dark = properties(&theme.dark, &standard.dark);
    let form = form(theme);
    let rules = layout_css(layout) + &font_css(theme.font);
    let own = format!("{}{}", logo_css(theme), own_css(theme));
    match theme.scheme {
        Scheme::Auto => {
            format!("{rules}{SCOPE}{{{light};{form}}}@media(prefers-color-scheme:dark){{{SCOPE}{{{dark}}}}}{own}")
        }
        Scheme::Light => format!("{rules}{SCOPE}{{{light};{form};--assent-scheme:light}}{own}"),
        Scheme::Dark => format!("{rules}{SCOPE}{{{dark};{form};--assent-scheme:dark}}{own}"),
    }
}

/// The properties of the form of things.
fn form(theme: &Theme) -> String {
    let space = match theme.spacing {
        Spacing::Normal => "1.25em",
        Spacing::Compact => ".75em",
    };
    format!("--assent-radius:{}px;--assent-space:{space}", theme.radius.min(MAX_RADIUS))
}

/// The rule of a font that is not the page's, which `banner.css` takes.
fn font_css(font: Font) -> String {
    match font {
        Font::Page => String::new(),
        Font::System => format!("@layer assent{{{SCOPE}{{font-family:system-ui,sans-serif!important}}}}"),
    }
}

/// The rule of the logo, where there is one.
fn logo_css(theme: &Theme) -> &'static str {
    match theme.shown_logo() {
        None => "",
        Some(_) => {
            "@layer assent{#assent-root img{height:2em!important;max-width:8em!important;object-fit:contain!important;vertical-align:middle!important}}"
        }
    }
}

#[cfg(feature = "ssr")]
fn own_css(theme: &Theme) -> String {
    let own = custom::css::write(theme);
    // The ring of what has a ground of the owner's stands out from that, as its text does.
    let ring = "@layer assent{#assent-root :is(a,summary):focus-visible{outline-color:currentcolor!important}}";
    if own.is_empty() { own } else { own + ring }
}

#[cfg(not(feature = "ssr"))]
fn own_css(_: &Theme) -> &'static str {
    ""
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
        let css = theme_css(Layout::Box, &Theme::default());
        assert!(css.contains("}#assent-root,.assent-held{--assent-surface:#ffffff;"), "{css}");
        assert!(css.contains("--assent-button:#1f4d3f"), "{css}");
        assert!(css.contains("--assent-button:#a7dcc4"), "{css}");
    }

    #[test]
    fn only_colours_get_into_the_styles() {
        let mut theme = Theme::default();
        theme.light.surface = "#fff}*{display:none".into();
        theme.dark.text = "url(https://evil.example)".into();
        assert_eq!(theme_css(Layout::Box, &theme), theme_css(Layout::Box, &Theme::default()));
    }

    #[test]
    fn a_fixed_scheme_has_one_palette_on_every_system() {
        let css = |scheme| theme_css(Layout::Modal, &Theme { scheme, ..Theme::default() });
        for (scheme, there, gone) in [(Scheme::Light, "#1f4d3f", "#a7dcc4"), (Scheme::Dark, "#a7dcc4", "#1f4d3f")] {
            let css = css(scheme);
            assert!(css.contains(there) && !css.contains(gone) && !css.contains("@media"), "{css}");
            assert!(css.contains(&format!("--assent-scheme:{}", scheme.as_str())), "{css}");
        }
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn rules_of_the_owner_come_last_and_in_the_banner_s_layer() {
        let css = theme_css(Layout::Box, &Theme { css: "title { font-weight: 500 }".into(), ..Theme::default() });
        let (_, own) = css.rsplit_once("10201a}}").unwrap();
        assert_eq!(
            own,
            "@layer assent{#assent-root>[data-assent-layer]>h2{font-weight:500!important}}\
            @layer assent{#assent-root :is(a,summary):focus-visible{outline-color:currentcolor!important}}"
        );
        let css = Theme { css: "} body { display: none }".into(), ..Theme::default() };
        assert_eq!(theme_css(Layout::Box, &css), theme_css(Layout::Box, &Theme::default()));
    }

    #[test]
    fn the_form_is_said_in_a_few_more_properties() {
        let theme = Theme { font: Font::System, spacing: Spacing::Compact, radius: 99, ..Theme::default() };
        let css = theme_css(Layout::Modal, &theme);
        for part in ["{font-family:system-ui", "--assent-space:.75em", "--assent-radius:24px"] {
            assert!(css.contains(part), "{part}: {css}");
        }
    }
}
