//! The live preview: the real banner in a frame of its own, so that its styles, its dialogs and the width of the window
//! are those of a visitor's page.

use super::{Looked, Sample, Sets};
use crate::banner::{Banner, Shown, theme_css};
use consent::language::Language;
use consent::regime::{Regime, strictest};
use consent::theme::{Layout, Scheme, Theme};
use consent::version::Version;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::js_sys::{Array, Function, Reflect};
use web_sys::{CssStyleSheet, Document, Element, HtmlIFrameElement};

/// The window of a visitor at a desk, in CSS pixels; it is shown smaller to fit beside the fields.
const DESKTOP_WIDTH: f64 = 1000.0;
/// Where the owner's own window counts as a phone's, in CSS pixels.
const NARROW: f64 = 600.0;
/// How high the frame is on the page, in CSS pixels: most of a laptop's window, so that the fields stay in view.
const HEIGHT: f64 = 560.0;

/// How the banner is looked at.
#[derive(Clone, Copy)]
struct Look {
    shown: RwSignal<Shown>,
    language: RwSignal<Language>,
    regime: RwSignal<Regime>,
    phone: RwSignal<bool>,
    dark: RwSignal<bool>,
}

/// The banner of a sample, following it as it changes. On the server there is only the frame around it.
#[component]
pub fn LivePreview(#[prop(into)] sample: Signal<Sample>, sets: Sets) -> impl IntoView {
    let first = sample.with_untracked(|sample| sample.draft.languages.first().copied()).unwrap_or_default();
    let look = Look {
        shown: RwSignal::new(Shown::Banner),
        language: RwSignal::new(first),
        regime: RwSignal::new(sample.with_untracked(|sample| strictest(&sample.draft.used()))),
        phone: RwSignal::new(false),
        dark: RwSignal::new(false),
    };
    let started = RwSignal::new(false);
    Effect::new(move |_| {
        // On a phone the window of a desk would be too small to read.
        let narrow = window().inner_width().ok().and_then(|width| width.as_f64()).is_some_and(|width| width < NARROW);
        look.phone.set(narrow);
        started.set(true);
    });
    let page = sample.with_untracked(|sample| format!("/preview/{}", sample.key));
    view! {
        <section aria-label="Preview">
            <div class="toolbar"><h2>"Preview"</h2><a href=page target="_blank" rel="noopener">"Saved draft on a page"</a></div>
            {move || started.get().then(|| view! { <Controls sample look/><Frame sample sets look/> })}
        </section>
    }
}

#[component]
fn Controls(sample: Signal<Sample>, look: Look) -> impl IntoView {
    let languages = Memo::new(move |_| sample.with(|sample| sample.draft.languages.clone()));
    let tongues = move || {
        let offered = languages.get();
        (offered.len() > 1).then(|| {
            let options = offered.into_iter().map(|language| {
                view! { <option value=language.code() selected=move || look.language.get() == language>{language.english_name()}</option> }
            });
            view! {
                <div>
                    <select aria-label="Language of the preview"
                        on:change=move |event| look.language.set(Language::parse(&event_target_value(&event)).unwrap_or_default())>
                        {options.collect_view()}
                    </select>
                </div>
            }
        })
    };
    let regimes = sample.with_untracked(|sample| sample.draft.used().into_keys().collect::<Vec<_>>());
    let seen_from = (regimes.len() > 1).then(|| {
        let options = regimes.into_iter().map(|regime| {
            view! { <option value=regime.as_str() selected=move || look.regime.get() == regime>{regime.name()}</option> }
        });
        view! {
            <div>
                <select aria-label="Seen from"
                    on:change=move |event| look.regime.set(Regime::parse(&event_target_value(&event)).unwrap_or_default())>
                    {options.collect_view()}
                </select>
            </div>
        }
    });
    // A language that is no longer offered is not shown either.
    Effect::new(move |_| {
        languages.with(|languages| {
            if !languages.contains(&look.language.get_untracked()) {
                look.language.set(languages.first().copied().unwrap_or_default());
            }
        });
    });
    view! {
        <div class="row" role="group" aria-label="What the preview shows">
            {toggle("First layer", move || look.shown.get() == Shown::Banner, move || look.shown.set(Shown::Banner))}
            {toggle("Settings layer", move || look.shown.get() == Shown::Settings, move || look.shown.set(Shown::Settings))}
            {toggle("Closed", move || look.shown.get() == Shown::Closed, move || look.shown.set(Shown::Closed))}
        </div>
        <div class="row" role="group" aria-label="How the preview looks">
            {toggle("Phone", move || look.phone.get(), move || look.phone.update(|phone| *phone = !*phone))}
            {toggle("Dark", move || look.dark.get(), move || look.dark.update(|dark| *dark = !*dark))}
            {tongues}
            {seen_from}
        </div>
    }
}

fn toggle(
    label: &'static str,
    on: impl Fn() -> bool + Send + Sync + 'static,
    press: impl Fn() + Send + Sync + 'static,
) -> impl IntoView {
    view! {
        <button type="button" class="pill" aria-pressed=move || if on() { "true" } else { "false" } on:click=move |_: MouseEvent| press()>{label}</button>
    }
}

/// Draws anew on every change; what is left of the one before is where it was scrolled to.
#[component]
fn Frame(sample: Signal<Sample>, sets: Sets, look: Look) -> impl IntoView {
    let frame = NodeRef::<leptos::html::Iframe>::new();
    // Some browsers give a new frame its document only after a while, and announce it.
    let loaded = RwSignal::new(0_u32);
    let resized = RwSignal::new(());
    let listening = window_event_listener(leptos::ev::resize, move |_| resized.set(()));
    on_cleanup(move || listening.remove());
    Effect::new(move |_| {
        resized.track();
        if let Some(frame) = frame.get() {
            size(&frame, look.phone.get(), look.dark.get());
        }
    });
    let drawn: StoredValue<Option<Box<dyn std::any::Any>>, LocalStorage> = StoredValue::new_local(None);
    Effect::new(move |_| {
        loaded.track();
        let (sample, language, regime, shown) =
            (sample.get(), look.language.get(), look.regime.get(), look.shown.get());
        let Some(set) = sets.get(language) else { return };
        let (Some(frame), Some(version)) = (frame.get(), sample.version(&set)) else { return };
        let Some(document) = frame.content_document() else { return };
        let Some(place) = place(&document, version.layout) else { return };
        prepare(&document, look);
        style(&document, &version, look.dark.get(), &sample.looked);
        let scrolled = layer(&document, shown).map_or(0, |layer| layer.scroll_top());
        // The banner before goes first: two of them would share their ids.
        drawn.set_value(None);
        let banner = leptos::mount::mount_to(place, move || view! { <Banner version language regime shown/> });
        drawn.set_value(Some(Box::new(banner)));
        show(&document, shown);
        if let Some(layer) = layer(&document, shown) {
            layer.set_scroll_top(scrolled);
        }
    });
    view! {
        <iframe class="preview-frame" title="Preview of the banner" node_ref=frame on:load=move |_| loaded.update(|times| *times += 1)></iframe>
        <p class="hint">"Nothing that is pressed here is recorded."</p>
    }
}

/// Where the banner of a layout stands in the frame's document.
fn place(document: &Document, layout: Layout) -> Option<web_sys::HtmlElement> {
    let body = document.body()?;
    if layout != Layout::Inline {
        return Some(body);
    }
    let known = body.query_selector("[data-assent-inline]").ok().flatten();
    let place = known.or_else(|| {
        let made = document.create_element("div").ok()?;
        made.set_attribute("data-assent-inline", "").ok()?;
        body.append_child(&made).ok()?;
        Some(made)
    })?;
    Some(place.unchecked_into())
}

/// Gives the frame the width of a phone, or that of a desk made smaller, and its scheme.
fn size(frame: &HtmlIFrameElement, phone: bool, dark: bool) {
    let room = frame.parent_element().map_or(0.0, |parent| f64::from(parent.client_width()));
    let desk = DESKTOP_WIDTH.max(room);
    let (width, zoom) = if phone { (String::new(), 1.0) } else { (format!("{desk}px"), room / desk) };
    for (class, on) in [("phone", phone), ("dark", dark), ("light", !dark)] {
        let _ = frame.class_list().toggle_with_force(class, on);
    }
    let style = web_sys::HtmlElement::style(frame);
    for (property, value) in [
        ("inline-size", width),
        ("max-inline-size", if phone { "100%" } else { "none" }.to_owned()),
        ("block-size", format!("{}px", HEIGHT / zoom)),
        ("zoom", zoom.to_string()),
    ] {
        let _ = style.set_property(property, &value);
    }
}

/// Gives the frame's document the banner's styles and its buttons' movements, once.
fn prepare(document: &Document, look: Look) {
    let Some(head) = document.head() else { return };
    if head.query_selector("link").ok().flatten().is_some() {
        return;
    }
    let Ok(link) = document.create_element("link") else { return };
    let _ = link.set_attribute("rel", "stylesheet");
    let _ = link.set_attribute("href", "/pkg/banner.css");
    let _ = head.append_child(&link);
    let press = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
        // Nothing leads anywhere from here: neither the links nor the form to the visitor's own page.
        let Some(target) = event.target().map(JsCast::unchecked_into::<Element>) else { return };
        if event.type_() == "submit" || target.closest("a").ok().flatten().is_some() {
            event.prevent_default();
        }
        let action = target
            .closest("[data-assent-action]")
            .ok()
            .flatten()
            .and_then(|button| button.get_attribute("data-assent-action"));
        if let Some(next) = action.filter(|_| event.type_() == "click").and_then(|action| outcome(&action)) {
            look.shown.set(next);
        }
    });
    for name in ["click", "submit"] {
        let _ = document.add_event_listener_with_callback(name, press.as_ref().unchecked_ref());
    }
    // It lives as long as the frame's document.
    press.forget();
}

/// What pressing a button of the banner shows next.
fn outcome(action: &str) -> Option<Shown> {
    match action {
        "accept-all" | "reject-all" | "save" | "turn-off" => Some(Shown::Closed),
        "close" => Some(Shown::Banner),
        "settings" | "reopen" => Some(Shown::Settings),
        _ => None,
    }
}

/// Lets one palette stand for both, so that the preview does not depend on the owner's own system.
fn style(document: &Document, version: &Version, dark: bool, looked: &Looked) {
    let scheme = match version.theme.scheme {
        Scheme::Auto if dark => Scheme::Dark,
        Scheme::Auto => Scheme::Light,
        fixed => fixed,
    };
    let css = theme_css(version.layout, &Theme { scheme, ..version.theme.clone() });
    let own = if scheme == Scheme::Dark { &looked.dark } else { &looked.light };
    let scheme = if dark { "dark" } else { "light" };
    let ground = if dark { "#101312" } else { "#f4f4f1" };
    let page = format!(
        "html{{color-scheme:{scheme};background:{ground};font-family:system-ui,sans-serif}}html:has(dialog[open]){{background:#777}}"
    );
    let css = css + own + &page;
    let adopted = document.adopted_style_sheets();
    if adopted.length() == 0
        && let Some(sheet) = new_sheet(document)
    {
        adopted.push(&sheet);
    }
    let _ = adopted.get(0).unchecked_into::<CssStyleSheet>().replace_sync(&css);
}

/// An empty style sheet. A document accepts only those made by its own window, which is not the one of this code.
fn new_sheet(document: &Document) -> Option<JsValue> {
    let window: JsValue = document.default_view()?.into();
    let make = Reflect::get(&window, &JsValue::from_str("CSSStyleSheet")).ok()?;
    Reflect::construct(make.unchecked_ref::<Function>(), &Array::new()).ok()
}

fn layer(document: &Document, shown: Shown) -> Option<Element> {
    document.query_selector(&format!("[data-assent-layer={}]", shown.as_str())).ok().flatten()
}

/// Opens the layer that is looked at. The attribute does what `show_modal` would do, except for taking the focus from
/// the field that is being typed in.
fn show(document: &Document, shown: Shown) {
    if let Some(layer) = layer(document, shown).filter(|layer| layer.tag_name() == "DIALOG") {
        let _ = layer.set_attribute("open", "");
    }
}
