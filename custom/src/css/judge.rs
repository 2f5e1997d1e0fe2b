//! Whether text can be read under an owner's rules, on every system, in every window and state they tell apart.

use super::parse::{Declaration, Fault, Rule};
use super::part::{Media, PLACES, Part, State};
use super::property::Meaning;
use super::value::Colour;
use consent::check::MIN_CONTRAST;
use consent::theme::{Palette, Scheme, Theme, contrast, parse_colour};

/// Smallest letters, as a multiple of what the visitor's browser has text set to.
const LEAST_SIZE: f32 = 0.75;
/// Largest letters: the buttons of a phone's whole banner still fit beside their text.
const MOST_SIZE: f32 = 1.5;
/// Largest letters of a title.
const MOST_TITLE_SIZE: f32 = 2.5;
/// A phone and a desk, in pixels.
const WINDOWS: [f32; 2] = [360.0, 1280.0];

const STATES: [&[State]; 4] = [&[], &[State::Hover], &[State::Focus], &[State::Hover, State::Focus]];

/// Where and how the banner is looked at.
struct Sight<'a> {
    dark: bool,
    width: f32,
    /// What is true of a link meanwhile.
    states: &'static [State],
    palette: &'a Palette,
}

/// Everything that cannot be read well, each once.
pub fn judge(rules: &[Rule], theme: &Theme) -> Vec<Fault> {
    let schemes: &[bool] = match theme.scheme {
        Scheme::Auto => &[false, true],
        Scheme::Light => &[false],
        Scheme::Dark => &[true],
    };
    let mut faults = Vec::new();
    for dark in schemes.iter().copied() {
        let palette = if dark { &theme.dark } else { &theme.light };
        for width in widths(rules) {
            for states in STATES {
                let sight = Sight { dark, width, states, palette };
                faults.extend(PLACES.iter().flat_map(|place| look(rules, place, &sight)));
            }
        }
    }
    faults.sort();
    faults.dedup();
    faults
}

/// Windows on both sides of every width that a rule names.
fn widths(rules: &[Rule]) -> Vec<f32> {
    let named =
        |media: &Media| media.min.map(|min| [min - 1.0, min]).into_iter().chain(media.max.map(|max| [max, max + 1.0]));
    let mut widths: Vec<f32> = rules.iter().flat_map(|rule| named(&rule.media)).flatten().chain(WINDOWS).collect();
    widths.sort_by(f32::total_cmp);
    widths.dedup();
    widths
}

/// What is wrong with the text of one place: the innermost part, in those around it.
fn look(rules: &[Rule], place: &[Part], sight: &Sight) -> Vec<Fault> {
    let (mut ink, mut ground, mut size) = (Colour::Theme("text"), Colour::Theme("surface"), 1.0);
    let (mut colour_line, mut size_line) = (None, None);
    for part in place {
        let (behind, mut factor) = (ground, part.standard_size());
        for declaration in declared(rules, *part, sight) {
            let line = Some(declaration.line);
            match declaration.meaning {
                Meaning::Ink(colour) => (ink, colour_line) = (colour, line),
                Meaning::Ground(colour) => (ground, colour_line) = (colour.unwrap_or(behind), line),
                Meaning::Size(own) => (factor, size_line) = (own, line),
                Meaning::Nothing => {}
            }
        }
        size *= factor;
    }
    let named = place.iter().map(|part| part.as_str()).collect::<Vec<_>>().join(" › ");
    let mut faults = Vec::new();
    let most = if place.ends_with(&[Part::Title]) { MOST_TITLE_SIZE } else { MOST_SIZE };
    if let Some(line) = size_line
        && !(LEAST_SIZE..=most).contains(&size)
    {
        let message = format!(
            "Letters of {named} get {size:.2} times as large as usual; from {LEAST_SIZE} to {most} times fit and can be read."
        );
        faults.push(Fault { line, message });
    }
    if let (Some(line), Some(ink), Some(ground)) = (colour_line, rgb(ink, sight), rgb(ground, sight)) {
        let ratio = contrast(ink, ground);
        if ratio < MIN_CONTRAST {
            let scheme = if sight.dark { "dark" } else { "light" };
            let message = format!(
                "Text of {named} has a contrast of {ratio:.1} in the {scheme} colours; {MIN_CONTRAST} is the least that people can read."
            );
            faults.push(Fault { line, message });
        }
    }
    faults
}

/// What holds for a part, the stronger later: rules about a state win over those about none.
fn declared<'a>(rules: &'a [Rule], part: Part, sight: &Sight) -> impl Iterator<Item = &'a Declaration> {
    let about = |rule: &&Rule, wanted: fn(Option<State>, &Sight) -> bool| {
        rule.media.holds(sight.dark, sight.width)
            && rule.parts.iter().any(|(named, state)| *named == part && wanted(*state, sight))
    };
    let plain = rules.iter().filter(|rule| about(rule, |state, _| state.is_none()));
    let stated =
        rules.iter().filter(|rule| about(rule, |state, sight| state.is_some_and(|it| sight.states.contains(&it))));
    plain.chain(stated).flat_map(|rule| &rule.declarations).collect::<Vec<_>>().into_iter()
}

/// `None` for a colour of the theme that is none: that is told where it was typed.
fn rgb(colour: Colour, sight: &Sight) -> Option<[u8; 3]> {
    match colour {
        Colour::Plain(rgb, _) => Some(rgb),
        Colour::Theme("surface") => parse_colour(&sight.palette.surface),
        Colour::Theme("button") => parse_colour(&sight.palette.button),
        Colour::Theme("on-button") => parse_colour(&sight.palette.on_button),
        Colour::Theme(_) | Colour::Current => parse_colour(&sight.palette.text),
    }
}
