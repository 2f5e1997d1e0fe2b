//! The fields of a purpose, checked while typing, beside the banner that visitors would see.

use super::address::key_problem;
use super::asks::Asks;
use super::count::{count_problem, read_count};
use super::label::{data_label, kind_label, legal_basis_label, named, unit, unit_label};
use super::rpc;
use crate::banner::editor::{LivePreview, Sample, Sets};
use crate::ui::{Choice, Field, TextArea, ask, problem_at};
use consent::check::Problem;
use consent::draft::{Data, Kind, LegalBasis, Purpose, PurposeWords};
use consent::language::Language;
use consent::period::Unit;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// What is typed, and which problems of it are shown yet.
#[derive(Clone, Copy)]
struct Typing {
    purpose: RwSignal<Purpose>,
    /// The retention's number, which may be none.
    retention: RwSignal<String>,
    problems: Memo<Vec<Problem>>,
    /// What the linter finds.
    found: RwSignal<Vec<Problem>>,
    /// The fields that were edited; `None` when every problem is shown.
    touched: RwSignal<Option<BTreeSet<String>>>,
}

impl Typing {
    fn problem(self, path: &str) -> Signal<Option<String>> {
        let path = path.to_owned();
        Signal::derive(move || {
            let shown = self.touched.with(|touched| touched.as_ref().is_none_or(|touched| touched.contains(&path)));
            let checked = || self.problems.with(|problems| problem_at(problems, &path));
            shown.then(|| checked().or_else(|| self.found.with(|found| problem_at(found, &path)))).flatten()
        })
    }

    fn edit(self, path: &str, set: impl Fn(&mut Purpose, String) + Send + Sync + 'static) -> Callback<String> {
        let path = path.to_owned();
        Callback::new(move |value: String| {
            self.purpose.update(|purpose| set(purpose, value));
            self.touched.update(|touched| {
                if let Some(touched) = touched {
                    touched.insert(path.clone());
                }
            });
        })
    }

    /// How many problems a language's words have.
    fn count(self, language: Language) -> usize {
        let start = format!("words.{}.", language.code());
        self.problems.with(|problems| problems.iter().filter(|problem| problem.path.starts_with(&start)).count())
    }
}

/// The fields of a purpose; a problem stands beside its field once that field was edited, or from the start with
/// `all_problems`.
#[island]
pub fn PurposeEditor(
    purpose: Purpose,
    /// The retention's number as it was typed.
    retention: String,
    languages: Vec<Language>,
    /// The keys of the other purposes.
    taken: Vec<String>,
    /// The purpose's key as it is stored.
    address: String,
    asks: Asks,
    all_problems: bool,
    can_edit: bool,
    /// What the linter finds in it.
    found: Vec<Problem>,
    /// What the preview needs; `None` where the site may not be read.
    sample: Option<Sample>,
) -> impl IntoView {
    let typed = RwSignal::new(purpose.clone());
    let retention = RwSignal::new(retention);
    let problems = {
        let languages = languages.clone();
        Memo::new(move |_| {
            typed.with(|purpose| {
                let found = purpose.check(&languages).into_iter().filter(|problem| problem.path != "key");
                let first = key_problem(&purpose.key, &taken).into_iter();
                let first = first.chain(retention.with(|text| count_problem("retention", text)));
                first.chain(found).collect::<Vec<_>>()
            })
        })
    };
    let touched = RwSignal::new((!all_problems).then(BTreeSet::new));
    let typing = Typing { purpose: typed, retention, problems, found: RwSignal::new(found), touched };
    if let Some(sample) = &sample {
        let place = StoredValue::new((sample.key.to_string(), address.clone()));
        let question = move |purpose: Purpose| {
            let (site, address) = place.get_value();
            rpc::look_over(site, address, purpose)
        };
        ask(Memo::new(move |_| typed.get()), question, move |found| typing.found.set(found));
    }
    let preview = sample.map(|sample| {
        let sets = Sets::new(sample.set.clone());
        let shown = Signal::derive(move || {
            let mut draft = sample.draft.clone();
            if let Some(stored) = draft.purposes.iter_mut().find(|stored| stored.key == address) {
                let trackers = std::mem::take(&mut stored.trackers);
                *stored = Purpose { trackers, ..typed.get() };
            }
            Sample { draft, ..sample.clone() }
        });
        view! { <LivePreview sample=shown sets/> }
    });
    let words = languages.iter().enumerate().map(|(at, language)| words(typing, *language, at == 0)).collect_view();
    view! {
        <div class="two-columns">
            <fieldset disabled=!can_edit>
                <section class="card">
                    <h2>"What visitors read"</h2>
                    {words}
                    {asked_again(asks)}
                </section>
                {about(typing, &purpose)}
                {can_edit.then(|| view! { <p class="actions"><button class="primary" name="action" value="save">"Save"</button></p> })}
            </fieldset>
            <div>{preview}</div>
        </div>
    }
}

/// What the change means to those who have decided.
fn asked_again(chosen: Asks) -> impl IntoView {
    let options = Asks::ALL.map(|asks| {
        let label = match asks {
            Asks::Nobody => "The same, said better: nobody is asked again",
            Asks::All => "The words mean something different now: everybody is asked again",
            Asks::Agreed => "Nothing else, but ask those again who said yes",
        };
        view! { <li><label><input type="radio" name="asks" value=asks.as_str() checked=asks == chosen/>{label}</label></li> }
    });
    view! {
        <fieldset class="field">
            <legend>"What this change means"</legend>
            <ul class="checks">{options.into_iter().collect_view()}</ul>
            <p class="hint">"Another kind, legal basis, retention, recipient or other data always asks again. Whoever said no is not asked again while that counts, unless the purpose means something else."</p>
        </fieldset>
    }
}

fn about(typing: Typing, purpose: &Purpose) -> impl IntoView + use<> {
    let kinds = Kind::ALL.map(|kind| (kind.as_str().to_owned(), kind_label(kind))).to_vec();
    let bases = LegalBasis::ALL.map(|basis| (basis.as_str().to_owned(), legal_basis_label(basis))).to_vec();
    let units = Unit::ALL.map(|unit| (unit.as_str().to_owned(), unit_label(unit))).to_vec();
    let count = typing.retention.get_untracked();
    let keep = typing.edit("retention", move |purpose, value| {
        purpose.retention.count = read_count(&value).unwrap_or_default();
        typing.retention.set(value);
    });
    view! {
        <section class="card">
            <h2>"What it is"</h2>
            <Field name="key" label="Key" value=purpose.key.clone() problem=typing.problem("key") autocomplete=Some("off".into())
                hint="Tags on your pages and the API use it. Another key makes it another purpose, which visitors are asked about anew."
                on_input=typing.edit("key", |purpose, value| purpose.key = value.trim().to_owned())/>
            <Choice name="kind" label="Kind" value=purpose.kind.as_str() options=kinds problem=typing.problem("kind")
                hint="Necessary: the service cannot be given without it, so visitors are not asked."
                on_change=typing.edit("kind", |purpose, value| purpose.kind = named(Kind::ALL, Kind::as_str, &value))/>
            <div hidden=move || typing.purpose.with(|purpose| purpose.kind != Kind::Necessary)>
                <TextArea name="necessity" label="Why the site cannot do without it" value=purpose.necessity.clone() problem=typing.problem("necessity") rows=2
                    hint="In a sentence or two. It is part of each version, for everybody to read."
                    on_input=typing.edit("necessity", |purpose, value| purpose.necessity = value)/>
            </div>
            <Choice name="legal_basis" label="Legal basis" value=purpose.legal_basis.as_str() options=bases problem=typing.problem("legal_basis")
                on_change=typing.edit("legal_basis", |purpose, value| purpose.legal_basis = named(LegalBasis::ALL, LegalBasis::as_str, &value))/>
            {data(typing, purpose)}
            <div class="row">
                <Field name="retention_count" label="Kept for" numeric=true value=count problem=typing.problem("retention")
                    on_input=keep/>
                <Choice name="retention_unit" label="Unit" value=purpose.retention.unit.as_str() options=units
                    on_change=typing.edit("retention", |purpose, value| purpose.retention.unit = unit(&value))/>
            </div>
        </section>
    }
}

fn data(typing: Typing, purpose: &Purpose) -> impl IntoView + use<> {
    let check = |data: &Data| {
        let data = *data;
        let edit = typing.edit("data", move |purpose, checked| {
            if checked.is_empty() {
                purpose.data.remove(&data);
            } else {
                purpose.data.insert(data);
            }
        });
        view! {
            <li><label>
                <input type="checkbox" name="data" value=data.as_str() checked=purpose.data.contains(&data)
                    on:change=move |event| edit.run(if event_target_checked(&event) { "on".to_owned() } else { String::new() })/>
                {data_label(data)}
            </label></li>
        }
    };
    let (sensitive, plain): (Vec<&Data>, Vec<&Data>) = Data::ALL.iter().partition(|data| data.is_sensitive());
    let has_sensitive = sensitive.iter().any(|data| purpose.data.contains(data));
    let problem = typing.problem("data");
    view! {
        <fieldset class="field" aria-describedby=move || problem.get().is_some().then_some("data-problem")>
            <legend>"Data collected"</legend>
            <ul class="checks">{plain.into_iter().map(check).collect_view()}</ul>
            <details open=has_sensitive>
                <summary>"Sensitive data"</summary>
                <p class="hint">"Special categories of the GDPR, Article 9. Collect them only where nothing else serves the purpose."</p>
                <ul class="checks">{sensitive.into_iter().map(check).collect_view()}</ul>
            </details>
            {move || problem.get().map(|message| view! { <p class="problem" id="data-problem">{message}</p> })}
        </fieldset>
    }
}

/// The words in one language, folded away unless it is the first or something is left to mend.
fn words(typing: Typing, language: Language, first: bool) -> impl IntoView + use<> {
    let code = language.code();
    let name = language.english_name();
    let stored = typing.purpose.with_untracked(|purpose| purpose.words(language));
    let open = first
        || typing.problems.with_untracked(|problems| {
            problems.iter().any(|problem| problem.path.starts_with(&format!("words.{code}.")))
        });
    let problem = |part: &str| typing.problem(&format!("words.{code}.{part}"));
    let edit = |part: &str, set: fn(&mut PurposeWords, String)| {
        typing.edit(&format!("words.{code}.{part}"), move |purpose, value| {
            set(purpose.words.entry(language).or_default(), value)
        })
    };
    let left = move || match typing.count(language) {
        0 => None,
        1 => Some("1 to mend".to_owned()),
        more => Some(format!("{more} to mend")),
    };
    view! {
        <details open=open>
            <summary>{name}{move || left().map(|left| view! { " "<span class="badge warn">{left}</span> })}</summary>
            <Field name=format!("title.{code}") label=format!("Title in {name}") value=stored.title problem=problem("title") language=Some(language)
                on_input=edit("title", |words, value| words.title = value)/>
            <TextArea name=format!("description.{code}") label=format!("Description in {name}") value=stored.description
                problem=problem("description") language=Some(language) hint="What is done, and why."
                on_input=edit("description", |words, value| words.description = value)/>
            <TextArea name=format!("benefit.{code}") label=format!("Benefit in {name}") value=stored.benefit
                problem=problem("benefit") language=Some(language) hint="What the visitor gets in return." rows=2
                on_input=edit("benefit", |words, value| words.benefit = value)/>
        </details>
    }
}
