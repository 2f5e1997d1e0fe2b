//! The fields of how the banner looks: layout, form and colours.

use super::fields::Typing;
use crate::purposes::named;
use crate::ui::Choice;
use consent::draft::Draft;
use consent::theme::{Font, Layout, MAX_RADIUS, Palette, Scheme, Spacing, Theme, parse_colour};
use leptos::prelude::*;

/// The colours of a palette by the name of their field, with what owners call them.
pub const COLOURS: [(&str, &str); 4] =
    [("surface", "Ground"), ("text", "Text"), ("button", "Buttons"), ("on_button", "Text on buttons")];

/// A colour of a palette.
#[must_use]
pub fn colour<'a>(palette: &'a Palette, name: &str) -> &'a str {
    match name {
        "surface" => &palette.surface,
        "text" => &palette.text,
        "button" => &palette.button,
        _ => &palette.on_button,
    }
}

/// Sets a colour of a palette.
pub fn set_colour(palette: &mut Palette, name: &str, value: String) {
    match name {
        "surface" => palette.surface = value,
        "text" => palette.text = value,
        "button" => palette.button = value,
        _ => palette.on_button = value,
    }
}

/// The card with the layouts.
pub fn layout_part(typing: Typing) -> impl IntoView {
    let stored = typing.draft.with_untracked(|draft| draft.banner.layout);
    let radios = Layout::ALL.map(|layout| {
        let hint = match layout {
            Layout::Bar | Layout::BarTop => "Over the whole width.",
            Layout::Modal => "In the middle; the page waits for the choice.",
            Layout::Inline => "In the element <div data-assent-inline> of your pages; a box on pages without one.",
            _ => "Leaves most of the page free.",
        };
        let choose = move |event: leptos::ev::Event| {
            let layout = named(Layout::ALL, Layout::as_str, &event_target_value(&event));
            typing.draft.update(|draft| draft.banner.layout = layout);
        };
        view! {
            <label>
                <input type="radio" name="layout" value=layout.as_str() checked=layout == stored on:change=choose/>
                <span>{layout.label()}" "<span class="muted">{hint}</span></span>
            </label>
        }
    });
    view! {
        <section class="card">
            <h2>"Layout"</h2>
            <p class="hint">"Left and right change sides in languages that are written from right to left."</p>
            <fieldset><legend>"Where the banner stands"</legend>{radios.into_iter().collect_view()}</fieldset>
        </section>
    }
}

/// The card with the form of things.
pub fn form_part(typing: Typing) -> impl IntoView {
    let stored = typing.draft.with_untracked(|draft| draft.banner.theme.clone());
    let change = move |apply: fn(&mut Theme, &str)| {
        Callback::new(move |value: String| typing.draft.update(|draft| apply(&mut draft.banner.theme, &value)))
    };
    macro_rules! choice {
        ($token:ident, $field:ident, $label:literal) => {
            view! {
                <Choice name=stringify!($field) label=$label value=stored.$field.as_str()
                    options=$token::ALL.iter().map(|each| (each.as_str().to_owned(), each.label().to_owned())).collect()
                    on_change=change(|theme, value| theme.$field = token($token::ALL, $token::as_str, value))/>
            }
        };
    }
    view! {
        <section class="card">
            <h2>"Form"</h2>
            {choice!(Scheme, scheme, "Colours shown")}
            {choice!(Font, font, "Font")}
            {choice!(Spacing, spacing, "Spacing")}
            <div class="field">
                <label for="radius">"Round corners"</label>
                <p class="hint" id="radius-hint">{format!("In pixels. At {MAX_RADIUS} buttons are round.")}</p>
                <input id="radius" name="radius" type="range" min="0" max=MAX_RADIUS value=stored.radius aria-describedby="radius-hint"
                    on:input=move |event| typing.draft.update(|draft| draft.banner.theme.radius = radius(&event_target_value(&event)))/>
            </div>
        </section>
    }
}

/// The token of that name, else the first.
pub fn token<T: Copy + Default>(all: &[T], name: fn(T) -> &'static str, wanted: &str) -> T {
    all.iter().copied().find(|each| name(*each) == wanted).unwrap_or_default()
}

/// The radius of that text, else the standard one: a slider has nothing else.
#[must_use]
pub fn radius(text: &str) -> u32 {
    text.trim().parse().unwrap_or(Theme::default().radius)
}

/// The card with the colours.
pub fn colours_part(typing: Typing) -> impl IntoView {
    let started = RwSignal::new(false);
    Effect::new(move |_| started.set(true));
    let schemes = [("light", "On light pages"), ("dark", "On dark pages")].map(|(scheme, label)| {
        let fields = COLOURS.map(|(name, label)| colour_field(typing, started, scheme, name, label));
        view! { <fieldset><legend>{label}</legend>{fields.into_iter().collect_view()}</fieldset> }
    });
    view! {
        <section class="card">
            <h2>"Colours"</h2>
            <p class="hint">"Accept and reject look the same: they share the colours of buttons."</p>
            {schemes.into_iter().collect_view()}
        </section>
    }
}

/// A colour as text, and with JavaScript as the browser's own colour field beside it.
fn colour_field(
    typing: Typing,
    started: RwSignal<bool>,
    scheme: &'static str,
    name: &'static str,
    label: &'static str,
) -> impl IntoView {
    let palette = move |draft: &Draft| -> Palette {
        if scheme == "light" { draft.banner.theme.light.clone() } else { draft.banner.theme.dark.clone() }
    };
    let id = format!("{scheme}.{name}");
    let described = format!("{id}-problem");
    let value = move || typing.draft.with(|draft| colour(&palette(draft), name).to_owned());
    let value_now = move || typing.draft.with_untracked(|draft| colour(&palette(draft), name).to_owned());
    let set = move |value: String| {
        typing.draft.update(|draft| {
            let theme = &mut draft.banner.theme;
            set_colour(if scheme == "light" { &mut theme.light } else { &mut theme.dark }, name, value);
        });
    };
    // A colour field holds nothing but colours; what is none leaves it black.
    let picked =
        move || Some(value()).filter(|value| parse_colour(value).is_some()).unwrap_or_else(|| "#000000".to_owned());
    let problem = typing.problem(format!("banner.theme.{scheme}.{name}"));
    let field = NodeRef::<leptos::html::Input>::new();
    // What was typed before this ran counts; nothing here writes into the field but the picker.
    Effect::new(move |_| {
        if let Some(typed) = field.get().map(|field| field.value()).filter(|typed| *typed != value_now()) {
            set(typed.trim().to_lowercase());
        }
    });
    let pick = move |event: leptos::ev::Event| {
        let picked = event_target_value(&event);
        if let Some(field) = field.get_untracked() {
            field.set_value(&picked);
        }
        set(picked);
    };
    let picker = move || {
        started.get().then(|| {
            view! { <input type="color" aria-label=format!("Pick: {label}") prop:value=picked on:input=pick/> }
        })
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <div class="row">
                {picker}
                <div><input id=id.clone() name=id type="text" autocomplete="off" value=value_now() node_ref=field
                    aria-invalid=move || problem.get().is_some().then_some("true")
                    aria-describedby={let described = described.clone(); move || problem.get().is_some().then(|| described.clone())}
                    on:input=move |event| set(event_target_value(&event).trim().to_lowercase())/></div>
            </div>
            {move || problem.get().map(|message| view! { <p class="problem" id=described.clone()>{message}</p> })}
        </div>
    }
}
