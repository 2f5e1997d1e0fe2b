//! What the owner brings: a logo, and CSS for parts of the banner. Only the server reads either.

use super::fields::Typing;
use super::rpc;
use crate::ui::{TextArea, ask};
use consent::check::Problem;
use consent::language::Language;
use consent::theme::{MAX_CSS, MAX_LOGO, Theme, too_large_for_logo};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{FileReader, HtmlInputElement};

const LOGO: &str = "banner.theme.logo";
const CSS: &str = "banner.theme.css";

/// What the server found in a theme's logo and CSS.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    pub problems: Vec<Problem>,
    /// The logo, cleaned; empty where there is none.
    pub logo: String,
    /// The styles that the CSS makes on light and on dark pages.
    pub light: String,
    pub dark: String,
}

#[cfg(feature = "ssr")]
impl Looked {
    /// Looks at a theme.
    #[must_use]
    pub fn at(theme: &Theme) -> Self {
        use consent::theme::Scheme;
        let written = |scheme| custom::css::write(&Theme { scheme, ..theme.clone() });
        let logo = custom::logo::clean(&theme.logo).unwrap_or_default();
        let problems = custom::check(&Theme {
            // A file that was just chosen is cleaned when it is saved.
            logo: if logo.is_empty() { theme.logo.clone() } else { logo.clone() },
            ..theme.clone()
        });
        Self { problems, logo, light: written(Scheme::Light), dark: written(Scheme::Dark) }
    }
}

/// Has the server look at the logo and the CSS.
pub fn follow(typing: Typing) {
    let theme = Memo::new(move |_| {
        let theme = typing.draft.with(|draft| draft.banner.theme.clone());
        // Nothing else matters to a logo.
        if theme.css.is_empty() { Theme { logo: theme.logo, ..Theme::default() } } else { theme }
    });
    ask(theme, rpc::look, move |looked| typing.looked.set(looked));
}

/// The card with the logo and the CSS.
pub fn own_part(typing: Typing) -> impl IntoView {
    let css = typing.draft.with_untracked(|draft| draft.banner.theme.css.clone());
    let edit = Callback::new(move |css: String| {
        typing.draft.update(|draft| draft.banner.theme.css = css.trim().to_owned());
    });
    let all = Signal::derive(move || {
        typing.looked.with(|looked| {
            let of_css = looked.problems.iter().filter(|problem| problem.path == CSS);
            let messages: Vec<&str> = of_css.map(|problem| problem.message.as_str()).collect();
            (!messages.is_empty()).then(|| messages.join("\n"))
        })
    });
    let hint = format!(
        "Rules for parts of the banner, at most {MAX_CSS} characters. Parts: panel, logo, title, text, benefit, purpose, description, details, link. Accept and reject are no parts: they always look alike."
    );
    view! {
        <section class="card">
            <h2>"Logo and CSS"</h2>
            {logo_field(typing)}
            <TextArea name="css" label="CSS" value=css hint rows=6 placeholder=Some("title { font-weight: 500 }\nlink:hover { background-color: #ffff00 }".to_owned())
                language=Some(Language::default()) problem=all on_input=edit/>
        </section>
    }
}

/// A file beside what is stored, which goes along with the form: a browser does not keep a file for the next page.
fn logo_field(typing: Typing) -> impl IntoView {
    let stored = typing.draft.with_untracked(|draft| draft.banner.theme.logo.clone());
    let there = !stored.is_empty();
    let set = move |logo: String| typing.draft.update(|draft| draft.banner.theme.logo = logo);
    let (before, kept) = (stored.clone(), stored.clone());
    // Such a file does not even reach the server, whose findings are about what is in the draft.
    let too_large = RwSignal::new(None);
    let choose = move |event: leptos::ev::Event| {
        let file = event_target::<HtmlInputElement>(&event).files().and_then(|files| files.get(0));
        too_large.set(file.as_ref().and_then(|file| too_large_for_logo(file.size() as usize)));
        let Some(file) = file.filter(|_| too_large.with_untracked(Option::is_none)) else { return set(before.clone()) };
        let Ok(reader) = FileReader::new() else { return };
        let read = reader.clone();
        let done = Closure::once_into_js(move || {
            if let Some(logo) = read.result().ok().and_then(|read| read.as_string()) {
                set(logo);
            }
        });
        reader.set_onload(Some(done.unchecked_ref()));
        let _ = reader.read_as_data_url(&file);
    };
    let remove = move |event: leptos::ev::Event| {
        set(if event_target_checked(&event) { String::new() } else { kept.clone() });
    };
    let problem = Signal::derive(move || {
        too_large.get().or_else(|| typing.looked.with(|looked| crate::ui::problem_at(&looked.problems, LOGO)))
    });
    let described = move || if problem.get().is_some() { "logo_file-hint logo_file-problem" } else { "logo_file-hint" };
    view! {
        <div class="field">
            <label for="logo_file">"Logo"</label>
            <p class="hint" id="logo_file-hint">{format!("An SVG or PNG beside the title, {} kB at most: every visitor loads it. Of an SVG its shapes, colours and gradients are kept.", MAX_LOGO / 1024)}</p>
            <input type="hidden" name="logo" value=stored/>
            <input id="logo_file" name="logo_file" type="file" accept="image/svg+xml,image/png" aria-describedby=described
                aria-invalid=move || problem.get().is_some().then_some("true") on:change=choose/>
            {move || problem.get().map(|message| view! { <p class="problem" id="logo_file-problem">{message}</p> })}
            {there.then(|| view! {
                <label><input type="checkbox" name="logo_remove" on:change=remove/><span>"Remove the logo"</span></label>
            })}
        </div>
    }
}
