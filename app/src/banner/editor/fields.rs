//! The fields of the banner's page, with the live preview beside them.

use super::behaviour::BehaviourCard;
use super::look::{colours_part, form_part, layout_part};
use super::own::{self, own_part};
use super::page::Standard;
use super::vendors::VendorsCard;
use super::{LivePreview, Looked, Sample, Sets, rpc};
use crate::ui::{TextArea, ask, problem_at};
use consent::check::Problem;
use consent::draft::{Banner, Draft};
use consent::language::Language;
use consent::texts::EDITABLE;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The texts by where visitors read them.
const GROUPS: [(&str, &[&str]); 5] = [
    (
        "First layer",
        &["banner.title", "banner.text", "banner.get", "action.reject_all", "action.settings", "action.accept_all"],
    ),
    ("Settings layer", &["settings.title", "settings.text", "action.save"]),
    ("Where people are told, and not asked", &["notice.title", "notice.text", "notice.settings"]),
    ("Afterwards", &["action.reopen", "action.turn_off"]),
    ("In place of what is not allowed", &["placeholder.text", "action.allow_purpose"]),
];

/// What is typed, as a draft of its own that is checked as a whole.
#[derive(Clone, Copy)]
pub struct Typing {
    pub draft: RwSignal<Draft>,
    problems: Memo<Vec<Problem>>,
    /// What the linter finds in the words and the colours.
    found: RwSignal<Vec<Problem>>,
    /// What the server finds in the logo and the CSS.
    pub looked: RwSignal<Looked>,
}

impl Typing {
    /// The problem of a field, if it has one.
    pub fn problem(self, path: String) -> Signal<Option<String>> {
        let checked = move |path: &str| self.problems.with(|problems| problem_at(problems, path));
        Signal::derive(move || checked(&path).or_else(|| self.found.with(|found| problem_at(found, &path))))
    }
}

/// The fields of the banner.
#[island]
pub fn BannerEditor(
    languages: Vec<Language>,
    banner: Banner,
    looked: Looked,
    found: Vec<Problem>,
    standard: Standard,
    can_edit: bool,
    /// What the preview needs; `None` where the site may not be read.
    sample: Option<Sample>,
) -> impl IntoView {
    let behaviour = banner.behaviour.clone();
    let draft = RwSignal::new(Draft { languages, banner, ..Draft::default() });
    let problems = Memo::new(move |_| draft.with(Draft::check));
    let looked = RwSignal::new(looked);
    let typing = Typing { draft, problems, found: RwSignal::new(found), looked };
    own::follow(typing);
    if let Some(sample) = &sample {
        lint(typing, sample.key.to_string());
    }
    let sets = Sets::new(sample.as_ref().and_then(|sample| sample.set.clone()));
    let preview = sample.map(|sample| {
        let shown = Signal::derive(move || {
            let typed = draft.get();
            let mut draft = Draft { languages: typed.languages, banner: typed.banner, ..sample.draft.clone() };
            let looked = looked.get();
            draft.banner.theme.logo.clone_from(&looked.logo);
            Sample { draft, looked, ..sample.clone() }
        });
        view! { <LivePreview sample=shown sets/> }
    });
    view! {
        <div class="two-columns">
            <fieldset disabled=!can_edit>
                {languages_part(typing)}
                {texts_part(typing, standard, sets)}
                {layout_part(typing)}
                {form_part(typing)}
                {colours_part(typing)}
                {own_part(typing)}
                <VendorsCard stored=behaviour.vendors.clone()/>
                <BehaviourCard stored=behaviour/>
                {can_edit.then(|| view! { <p class="actions"><button class="primary" name="action" value="save">"Save"</button></p> })}
            </fieldset>
            <div>{preview}</div>
        </div>
    }
}

fn languages_part(typing: Typing) -> impl IntoView {
    let stored = typing.draft.get_untracked().languages;
    let checks = Language::ALL.map(|language| {
        let toggle = move |event: leptos::ev::Event| {
            let offered = event_target_checked(&event);
            typing.draft.update(|draft| {
                draft.languages.retain(|each| *each != language);
                if offered {
                    draft.languages.push(language);
                }
            });
        };
        view! {
            <li><label>
                <input type="checkbox" name="language" value=language.code() checked=stored.contains(&language) on:change=toggle/>
                <span>{language.english_name()}" "<span class="muted" lang=language.code()>{language.endonym()}</span></span>
            </label></li>
        }
    });
    let first = stored.first().copied().unwrap_or_default();
    // Without JavaScript a language can be offered and put first in one go.
    let started = RwSignal::new(false);
    Effect::new(move |_| started.set(true));
    let options = Language::ALL.map(|language| {
        let offered = move || typing.draft.with(|draft| draft.languages.contains(&language));
        view! { <option value=language.code() selected=language == first disabled=move || started.get() && !offered()>{language.english_name()}</option> }
    });
    let problem = typing.problem("languages".to_owned());
    view! {
        <section class="card">
            <h2>"Languages"</h2>
            <fieldset class="field">
                <legend>"Offered to visitors"</legend>
                <ul class="checks short">{checks.into_iter().collect_view()}</ul>
                {move || problem.get().map(|message| view! { <p class="problem">{message}</p> })}
            </fieldset>
            <div class="field">
                <label for="first_language">"When none of them fits the visitor"</label>
                <select id="first_language" name="first_language"
                    on:change=move |event| typing.draft.update(|draft| put_first(&mut draft.languages, &event_target_value(&event)))>
                    {options.into_iter().collect_view()}
                </select>
            </div>
        </section>
    }
}

fn texts_part(typing: Typing, mut standard: Standard, sets: Sets) -> impl IntoView {
    let first = typing.draft.with_untracked(|draft| draft.languages.first().copied());
    let sections = Language::ALL.map(|language| {
        let known = standard.remove(&language);
        let offered = Memo::new(move |_| typing.draft.with(|draft| draft.languages.contains(&language)));
        // What was typed stays in the form when its language is no longer offered.
        let worded = known.is_some();
        let there = Memo::new(move |before: Option<&bool>| worded || before == Some(&true) || offered.get());
        move || {
            there.get().then(|| {
                let standard = known.clone().or_else(|| {
                    let set = sets.get(language)?;
                    Some(EDITABLE.iter().map(|key| ((*key).to_owned(), set.get(key).to_owned())).collect())
                });
                match standard {
                    Some(standard) => section(typing, language, &standard, first == Some(language), offered).into_any(),
                    None => view! { <p class="hint">{format!("The texts in {} are on their way.", language.english_name())}</p> }.into_any(),
                }
            })
        }
    });
    view! {
        <section class="card">
            <h2>"Texts"</h2>
            <p class="hint">"Leave a field empty for the standard text, which you see in it. {controller} stands for who is responsible, {purpose} for the title of a purpose."</p>
            {sections.into_iter().collect_view()}
        </section>
    }
}

/// The texts in one language, folded away unless it is the first or something is left to mend.
fn section(
    typing: Typing,
    language: Language,
    standard: &BTreeMap<String, String>,
    first: bool,
    offered: Memo<bool>,
) -> impl IntoView + use<> {
    let start = format!("banner.words.{}.", language.code());
    let wrong =
        typing.problems.with_untracked(|problems| problems.iter().any(|problem| problem.path.starts_with(&start)));
    let groups = GROUPS.map(|(heading, keys)| {
        let standard = |key: &str| standard.get(key).cloned().unwrap_or_default();
        let fields = keys.iter().map(|key| text(typing, language, key, standard(key))).collect_view();
        view! { <fieldset><legend>{heading}</legend>{fields}</fieldset> }
    });
    view! {
        <details open=wrong || first hidden=move || !offered.get()>
            <summary>{language.english_name()}</summary>
            {groups.into_iter().collect_view()}
        </details>
    }
}

fn text(typing: Typing, language: Language, key: &'static str, standard: String) -> impl IntoView {
    let path = format!("words.{}.{key}", language.code());
    let stored = typing
        .draft
        .with_untracked(|draft| draft.banner.words.get(&language).and_then(|words| words.get(key)).cloned());
    let label = format!("{} {}", language.english_name(), consent::difference::label(key));
    let rows = if standard.chars().count() > 60 { 3 } else { 1 };
    let edit = Callback::new(move |value: String| {
        typing.draft.update(|draft| {
            draft.banner.words.entry(language).or_default().insert(key.to_owned(), value);
        });
    });
    view! {
        <TextArea name=path.clone() label value=stored.unwrap_or_default() placeholder=Some(standard) rows language=Some(language)
            problem=typing.problem(format!("banner.{path}")) on_input=edit/>
    }
}

/// Has the server lint what is typed, as a part of the site's draft.
fn lint(typing: Typing, site: String) {
    let site = StoredValue::new(site);
    let typed = Memo::new(move |_| {
        let (languages, mut banner) = typing.draft.with(|draft| (draft.languages.clone(), draft.banner.clone()));
        // Neither is linted, and a file is large.
        banner.theme.logo.clear();
        banner.theme.css.clear();
        (languages, banner)
    });
    let question = move |(languages, banner)| rpc::look_over(site.get_value(), languages, banner);
    ask(typed, question, move |found| typing.found.set(found));
}

/// Moves the language of that code to the front, where it is among them.
pub fn put_first(languages: &mut [Language], code: &str) {
    if let Some(at) = languages.iter().position(|language| language.code() == code) {
        languages[..=at].rotate_right(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use consent::texts::EDITABLE;
    use std::collections::BTreeSet;

    #[test]
    fn every_text_that_may_be_worded_has_one_field_and_a_name() {
        let fields: Vec<&str> = GROUPS.iter().flat_map(|(_, keys)| keys.iter().copied()).collect();
        assert_eq!(fields.len(), EDITABLE.len());
        assert_eq!(fields.iter().collect::<BTreeSet<_>>(), EDITABLE.iter().collect());
        assert!(EDITABLE.iter().all(|key| consent::difference::label(key) != *key));
    }
}
