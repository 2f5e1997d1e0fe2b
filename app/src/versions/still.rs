//! A banner on a stage: it opens and closes as it does for visitors, and stores and sends nothing.

use crate::banner::Shown;
use consent::language::Language;
use consent::regime::{Regime, strictest};
use consent::version::Version;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use web_sys::Element;

/// Which layer of a banner is shown, in which language, and as seen from where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shot {
    pub settings: bool,
    pub language: Language,
    pub regime: Regime,
}

impl Shot {
    /// The shot of a version that a page's address asks for.
    #[must_use]
    pub fn of(layer: &str, language: &str, regime: &str, version: &Version) -> Self {
        let asked = Language::parse(language).filter(|language| version.languages.contains(language));
        let regime = Regime::parse(regime).filter(|regime| version.regimes.contains_key(regime));
        Self {
            settings: layer == "settings",
            language: asked.or_else(|| version.languages.first().copied()).unwrap_or_default(),
            regime: regime.unwrap_or_else(|| strictest(&version.regimes)),
        }
    }

    /// What of the banner is open.
    #[must_use]
    pub fn shown(&self) -> Shown {
        if self.settings { Shown::Settings } else { Shown::Banner }
    }
}

/// Links that show the other layer, another language or what visitors elsewhere see. They need no JavaScript.
#[component]
pub fn ShotLinks(
    shot: Shot,
    languages: Vec<Language>,
    regimes: Vec<Regime>,
    /// The page's address, to which `layer`, `lang` and `regime` are added.
    address: String,
) -> impl IntoView {
    let mark = if address.contains('?') { '&' } else { '?' };
    let layer = |settings: bool| if settings { "settings" } else { "banner" };
    let link = |settings: bool, language: Language, regime: Regime| {
        format!("{address}{mark}layer={}&lang={}&regime={}#shot", layer(settings), language.code(), regime.as_str())
    };
    let layers = [(false, "First layer"), (true, "Settings layer")].map(|(settings, label)| {
        view! { <li><a href=link(settings, shot.language, shot.regime) aria-current=(settings == shot.settings).then_some("true")>{label}</a></li> }
    });
    let tongues = languages.into_iter().map(|language| {
        view! {
            <li><a href=link(shot.settings, language, shot.regime) aria-current=(language == shot.language).then_some("true")>{language.english_name()}</a></li>
        }
    });
    let places = (regimes.len() > 1).then(|| {
        let links = regimes.into_iter().map(|regime| {
            view! {
                <li><a href=link(shot.settings, shot.language, regime) aria-current=(regime == shot.regime).then_some("true")>{regime.name()}</a></li>
            }
        });
        view! { <nav aria-label="Seen from"><ul class="tabs">{links.collect_view()}</ul></nav> }
    });
    view! {
        <div class="row" id="shot">
            <nav aria-label="Layer"><ul class="tabs">{layers.into_iter().collect_view()}</ul></nav>
            <nav aria-label="Language"><ul class="tabs">{tongues.collect_view()}</ul></nav>
            {places}
        </div>
    }
}

/// Holds a banner of the real component and gives its buttons their movements.
#[island]
pub fn Stage(
    /// Whether the settings, and a modal first layer, keep the page behind them inert as they do for visitors.
    modal: bool,
    /// What to say when a choice is pressed.
    said: String,
    children: Children,
) -> impl IntoView {
    let note = RwSignal::new(String::new());
    let stage = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        let Some(root) = stage.get().and_then(|stage| find(&stage, "#assent-root")) else { return };
        let state = root.get_attribute("data-assent-state").unwrap_or_default();
        show(&root, &state, modal);
    });
    let press = move |event: leptos::ev::MouseEvent| {
        let Some(root) = stage.get_untracked().and_then(|stage| find(&stage, "#assent-root")) else { return };
        let Some((state, chosen)) = pressed(&event).and_then(|action| outcome(&action)) else { return };
        show(&root, state, modal);
        note.set(if chosen { said.clone() } else { String::new() });
    };
    // Escape closes what is modal without a click.
    let closed = move |event: leptos::ev::Event| {
        let Some(root) = stage.get_untracked().and_then(|stage| find(&stage, "#assent-root")) else { return };
        let dialog = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let layer = dialog.and_then(|dialog| dialog.get_attribute("data-assent-layer"));
        if layer.is_some() && layer == root.get_attribute("data-assent-state") {
            show(&root, "closed", modal);
        }
    };
    view! {
        // The banner's own form leads to the visitor's page, which knows nothing of a preview.
        <div
            class="preview-stage"
            node_ref=stage
            on:click=press
            on:close:capture=closed
            on:submit=|event| event.prevent_default()
        >
            {children()}
        </div>
        <p class="muted" role="status">
            {note}
        </p>
    }
}

fn find(within: &Element, selector: &str) -> Option<Element> {
    within.query_selector(selector).ok().flatten()
}

/// Shows the layer that belongs to `state`: the banner's styles open it, only what is modal needs the browser's help.
fn show(root: &Element, state: &str, modal: bool) {
    let _ = root.set_attribute("data-assent-state", state);
    for layer in ["banner", "settings"] {
        let dialog = find(root, &format!("dialog[data-assent-layer={layer}]"));
        let Some(dialog) = dialog.and_then(|dialog| dialog.dyn_into::<web_sys::HtmlDialogElement>().ok()) else {
            continue;
        };
        if layer != state {
            dialog.close();
        } else if modal && !dialog.open() {
            let _ = dialog.show_modal();
        }
    }
}

/// The action of the button that an event is on.
fn pressed(event: &leptos::ev::MouseEvent) -> Option<String> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    target.closest("[data-assent-action]").ok()??.get_attribute("data-assent-action")
}

/// What pressing a button shows next, and whether it makes a choice.
fn outcome(action: &str) -> Option<(&'static str, bool)> {
    match action {
        "accept-all" | "reject-all" | "save" | "turn-off" => Some(("closed", true)),
        "close" => Some(("closed", false)),
        "settings" | "reopen" => Some(("settings", false)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_choices_say_something_and_unknown_buttons_do_nothing() {
        assert_eq!(outcome("reject-all"), Some(("closed", true)));
        assert_eq!(outcome("close"), Some(("closed", false)));
        assert_eq!(outcome("reopen"), Some(("settings", false)));
        assert_eq!(outcome("allow"), None);
    }
}
