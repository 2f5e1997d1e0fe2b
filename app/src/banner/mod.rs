//! The banner: one component for the visitor's page, the editor's preview and the form on `/you/{site}`.
//!
//! Its hooks for programs: `#assent-root[data-assent-state|choice|version|layout]` and, inside, `data-assent-layer`,
//! `-action`, `-purpose`, `-kind`, `-tracker`. A bare `data-assent` never occurs here: it gates tags on the page.

#[cfg(feature = "ssr")]
mod declaration;
pub mod editor;
mod layout;
mod purposes;
#[cfg(feature = "ssr")]
mod render;
mod theme;

#[cfg(feature = "ssr")]
pub use declaration::declared;
pub use purposes::PurposeFields;
#[cfg(feature = "ssr")]
pub use render::{render, render_declaration, render_lists};
pub use theme::theme_css;

use consent::language::Language;
use consent::regime::{Manner, Regime};
use consent::texts::Texts;
use consent::theme::Layout;
use consent::version::Version;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// What of the banner is open at first; the runtime changes it later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// Only the control that opens the settings again.
    #[default]
    Closed,
    /// The first layer.
    Banner,
    /// The settings layer.
    Settings,
}

impl Shown {
    /// The value of `data-assent-state`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Banner => "banner",
            Self::Settings => "settings",
        }
    }
}

/// The whole banner of a version, in one language and for one regime. A draft is shown by freezing it first.
#[component]
pub fn Banner(version: Version, language: Language, regime: Regime, #[prop(optional)] shown: Shown) -> impl IntoView {
    let texts = texts(&version, language);
    let text = |key: &str| texts.get(key).to_owned();
    let manner = version.manner(regime);
    let rules = version.rules(regime);
    let runs = version.optional().filter(|published| rules.is_some_and(|rules| rules.runs(&published.purpose)));
    let granted: Vec<String> = runs.map(|published| published.purpose.key.clone()).collect();
    view! {
        <section
            id="assent-root"
            lang=language.code()
            dir=language.direction().as_str()
            aria-label=text("banner.label")
            data-cmp="assent"
            data-assent-state=shown.as_str()
            data-assent-version=version.number
            data-assent-layout=version.layout.as_str()
        >
            {first_layer(&version, language, &texts, manner)}
            <dialog data-assent-layer="settings" aria-labelledby="assent-settings" closedby="any">
                {tongues(&version, language, &texts)}
                <h2 id="assent-settings" tabindex="-1" autofocus>{text("settings.title")}</h2>
                <p>{text(if manner == Manner::Ask { "settings.text" } else { "notice.settings" })}</p>
                <PurposeFields version=version.clone() language granted/>
                <p>{policy_link(&version.policy_url, text("link.policy"))}</p>
                // The runtime adds the address and, where there is one, the key.
                <form target="_blank">
                    <input type="hidden" name="key"/>
                    <input type="hidden" name="return"/>
                    <input type="hidden" name="lang" value=language.code()/>
                    <button>{text("link.you")}</button>
                </form>
                <div>
                    {action("reject-all", text("action.reject_all"))}
                    {action("accept-all", text("action.accept_all"))}
                    {action("save", text("action.save"))}
                    {action("close", text("action.close"))}
                </div>
            </dialog>
            <aside popover=popover(version.layout)>
                <span>{text("state.none")}</span>
                {reopen(rules.is_some_and(|rules| rules.choices_link), &texts)}
                {action("turn-off", text("action.turn_off"))}
            </aside>
            <p role="status"></p>
            <template>
                <div class="assent-held" lang=language.code() dir=language.direction().as_str()>
                    <p>{text("placeholder.text")}</p>
                    <p>{text("placeholder.source")}</p>
                    <div>
                        {action("allow-once", text("action.allow_once"))}
                        {action("allow", text("action.allow_purpose"))}
                    </div>
                </div>
            </template>
        </section>
    }
}

fn first_layer(version: &Version, language: Language, texts: &Texts, manner: Manner) -> AnyView {
    let gains = version.optional().map(|published| {
        let words = published.purpose.words(language);
        view! { <li><b>{words.title}</b>": "{words.benefit}</li> }
    });
    let recipients = match other_recipients(version) {
        0 => texts.get("banner.no_recipients").to_owned(),
        count => texts.plural("banner.recipients", count),
    };
    // A modal takes the focus, and its heading says what it is about.
    let modal = version.layout == Layout::Modal;
    // The title names who is asking. Where a page lets no such picture load, there is nothing, not even its space.
    let logo = version.theme.shown_logo().map(|logo| view! { <img alt="" src=logo.to_owned()/>" " });
    let asks = manner == Manner::Ask;
    let inside = view! {
        {tongues(version, language, texts)}
        <h2 id="assent-title" tabindex=modal.then_some("-1") autofocus=modal>
            {logo}
            {texts.get(if asks { "banner.title" } else { "notice.title" }).to_owned()}
        </h2>
        <p id="assent-text">{texts.fill(if asks { "banner.text" } else { "notice.text" }, &[("controller", &version.controller_name)])}</p>
        <p>{texts.get("banner.get").to_owned()}</p>
        <ul>{gains.collect_view()}</ul>
        <p>{recipients}" "{policy_link(&version.policy_url, texts.get("link.policy").to_owned())}</p>
        <div>
            {(manner != Manner::Notice).then(|| action("reject-all", texts.get("action.reject_all").to_owned()))}
            {action("settings", texts.get("action.settings").to_owned())}
            {if asks {
                action("accept-all", texts.get("action.accept_all").to_owned())
            } else {
                action("close", texts.get("action.dismiss").to_owned())
            }}
        </div>
    };
    match version.layout {
        Layout::Modal => view! {
            <dialog data-assent-layer="banner" aria-labelledby="assent-title" aria-describedby="assent-text">{inside}</dialog>
        }
        .into_any(),
        _ => view! {
            <div role="dialog" popover=popover(version.layout) data-assent-layer="banner" aria-labelledby="assent-title" aria-describedby="assent-text">
                {inside}
            </div>
        }
        .into_any(),
    }
}

/// What stands over the page is in the browser's top layer, which no layer of the page covers and no transformed element
/// holds.
fn popover(layout: Layout) -> Option<&'static str> {
    (layout != Layout::Inline).then_some("manual")
}

/// The choice of a language, where there is one; the runtime lists the others when somebody reaches for it.
fn tongues(version: &Version, language: Language, texts: &Texts) -> Option<impl IntoView + use<>> {
    (version.languages.len() > 1).then(|| {
        view! {
            <select aria-label=texts.get("language.label").to_owned()>
                <option value=language.code()>{language.endonym()}</option>
            </select>
        }
    })
}

fn action(name: &'static str, label: String) -> impl IntoView + use<> {
    view! { <button type="button" data-assent-action=name>{label}</button> }
}

/// A pill, one half of it blue: a tick and a cross.
const CHOICES_ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 30 14' width='30' height='14'%3E%3Cpath fill='%23fff' d='M7 0h16a7 7 0 0 1 0 14H7A7 7 0 0 1 7 0'/%3E%3Cpath fill='%2306f' d='M7 0h16a7 7 0 0 1 0 14H7A7 7 0 0 1 7 0m0 1a6 6 0 0 0 0 12h7l3-12'/%3E%3Cpath fill='none' stroke='%2306f' stroke-width='1.7' d='M6 7l2.5 2.5L13 4'/%3E%3Cpath stroke='%23fff' stroke-width='1.7' d='M19.5 4.5l5 5m0-5l-5 5'/%3E%3C/svg%3E";

/// The control that opens the settings; under the laws that name it, with the icon that they describe: a yes and a no.
fn reopen(is_choices_link: bool, texts: &Texts) -> AnyView {
    if !is_choices_link {
        return action("reopen", texts.get("action.reopen").to_owned()).into_any();
    }
    view! {
        <button type="button" data-assent-action="reopen">
            {texts.get("action.choices").to_owned()}
            " "
            <img alt="" src=CHOICES_ICON/>
        </button>
    }
    .into_any()
}

/// A link, unless the address is something that a page should not open.
fn policy_link(url: &str, label: String) -> Option<impl IntoView + use<>> {
    let is_web = ["https://", "http://"].iter().any(|scheme| url.starts_with(scheme));
    is_web.then(|| view! { <a href=url.to_owned() target="_blank">{label}</a> })
}

/// The texts of a version; English where it was not published in that language.
fn texts(version: &Version, language: Language) -> Texts {
    version.texts.get(&language).unwrap_or_else(|| Texts::english()).clone()
}

/// How many providers other than the controller receive data.
fn other_recipients(version: &Version) -> u64 {
    let all: BTreeSet<&str> = version.purposes.iter().flat_map(|published| published.purpose.recipients()).collect();
    all.into_iter().filter(|name| !is_controller(version, name)).count() as u64
}

fn is_controller(version: &Version, name: &str) -> bool {
    [&version.controller_name, &version.site_name].iter().any(|own| own.trim().eq_ignore_ascii_case(name.trim()))
}
