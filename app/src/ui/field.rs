//! A labelled field with its hint and its problem.

use consent::check::Problem;
use consent::language::Language;
use leptos::prelude::*;

/// The first problem of a field.
#[must_use]
pub fn problem_at(problems: &[Problem], path: &str) -> Option<String> {
    problems.iter().find(|problem| problem.path == path).map(|problem| problem.message.clone())
}

fn described_by(name: &str, hint: bool, problem: bool) -> Option<String> {
    let parts: Vec<String> = [(hint, "hint"), (problem, "problem")]
        .iter()
        .filter(|(there, _)| *there)
        .map(|(_, part)| format!("{name}-{part}"))
        .collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// A single-line field. `name` is also its id.
#[component]
pub fn Field(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(into)] value: String,
    #[prop(into, default = String::new())] hint: String,
    #[prop(into, default = Signal::derive(|| None))] problem: Signal<Option<String>>,
    #[prop(into, default = "text".to_owned())] kind: String,
    /// For a number. The field stays one of text: browsers empty a number field that holds anything else.
    #[prop(optional)]
    numeric: bool,
    #[prop(into, default = None)] autocomplete: Option<String>,
    /// The language of what is typed, where it is known.
    #[prop(into, default = None)]
    language: Option<Language>,
    #[prop(optional)] on_input: Option<Callback<String>>,
) -> impl IntoView {
    let has_hint = !hint.is_empty();
    let described = {
        let name = name.clone();
        move || described_by(&name, has_hint, problem.get().is_some())
    };
    view! {
        <div class="field">
            <label for=name.clone()>{label}</label>
            {has_hint.then(|| view! { <p class="hint" id=format!("{name}-hint")>{hint.clone()}</p> })}
            <input id=name.clone() name=name.clone() type=kind value=value autocomplete=autocomplete inputmode=numeric.then_some("numeric")
                lang=language.map(Language::code) dir=language.map(|language| language.direction().as_str())
                aria-invalid=move || problem.get().is_some().then_some("true") aria-describedby=described
                on:input=move |event| if let Some(typed) = on_input { typed.run(event_target_value(&event)) }/>
            <FieldProblem name=name.clone() problem/>
        </div>
    }
}

/// A field for several lines.
#[component]
pub fn TextArea(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(into)] value: String,
    #[prop(into, default = String::new())] hint: String,
    #[prop(into, default = Signal::derive(|| None))] problem: Signal<Option<String>>,
    #[prop(default = 3)] rows: u32,
    #[prop(into, default = None)] placeholder: Option<String>,
    /// The language of what is typed, where it is known.
    #[prop(into, default = None)]
    language: Option<Language>,
    #[prop(optional)] on_input: Option<Callback<String>>,
) -> impl IntoView {
    let has_hint = !hint.is_empty();
    let described = {
        let name = name.clone();
        move || described_by(&name, has_hint, problem.get().is_some())
    };
    view! {
        <div class="field">
            <label for=name.clone()>{label}</label>
            {has_hint.then(|| view! { <p class="hint" id=format!("{name}-hint")>{hint.clone()}</p> })}
            <textarea id=name.clone() name=name.clone() rows=rows placeholder=placeholder
                lang=language.map(Language::code) dir=language.map_or("auto", |language| language.direction().as_str())
                aria-invalid=move || problem.get().is_some().then_some("true") aria-describedby=described
                on:input=move |event| if let Some(typed) = on_input { typed.run(event_target_value(&event)) }
                inner_html=text_of_area(&value)></textarea>
            <FieldProblem name=name.clone() problem/>
        </div>
    }
}

/// The content of a text area as HTML, escaped.
///
/// A line break directly after the tag is dropped by the parser; the one put first protects the owner's own. The content
/// is no text node of the view, since the parser leaves none for an empty text, and hydration would miss it.
fn text_of_area(value: &str) -> String {
    format!("\n{}", value.replace('&', "&amp;").replace('<', "&lt;"))
}

/// One of several values.
#[component]
pub fn Choice(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(into)] value: String,
    /// Value and label of each option.
    options: Vec<(String, String)>,
    #[prop(into, default = String::new())] hint: String,
    #[prop(into, default = Signal::derive(|| None))] problem: Signal<Option<String>>,
    #[prop(optional)] on_change: Option<Callback<String>>,
) -> impl IntoView {
    let has_hint = !hint.is_empty();
    let described = {
        let name = name.clone();
        move || described_by(&name, has_hint, problem.get().is_some())
    };
    let options = options
        .into_iter()
        .map(|(option, text)| view! { <option selected=option == value value=option>{text}</option> })
        .collect_view();
    view! {
        <div class="field">
            <label for=name.clone()>{label}</label>
            {has_hint.then(|| view! { <p class="hint" id=format!("{name}-hint")>{hint.clone()}</p> })}
            <select id=name.clone() name=name.clone() aria-invalid=move || problem.get().is_some().then_some("true") aria-describedby=described
                on:change=move |event| if let Some(changed) = on_change { changed.run(event_target_value(&event)) }>{options}</select>
            <FieldProblem name=name.clone() problem/>
        </div>
    }
}

#[component]
fn FieldProblem(name: String, problem: Signal<Option<String>>) -> impl IntoView {
    move || problem.get().map(|message| view! { <p class="problem" id=format!("{name}-problem")>{message}</p> })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_owners_type_stays_text_in_a_text_area() {
        assert_eq!(text_of_area("</textarea><script>&lt;"), "\n&lt;/textarea>&lt;script>&amp;lt;");
    }
}
