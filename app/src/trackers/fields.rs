//! The fields of a tracker, checked while typing; rows of storage come and go.

use crate::purposes::address::{key_problem, suggest_key};
use crate::purposes::{count_problem, named, read_count, storage_label, unit_label};
use crate::ui::{Field, TextArea, problem_at};
use consent::check::Problem;
use consent::draft::{Storage, StorageItem, Tracker};
use consent::period::{Period, Unit};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The value of a duration's unit that means: until the browser is closed.
pub const SESSION: &str = "session";

/// What is typed, and which problems of it are shown yet.
#[derive(Clone, Copy)]
struct Typing {
    tracker: RwSignal<Tracker>,
    problems: Memo<Vec<Problem>>,
    /// The fields that were edited; `None` when every problem is shown.
    touched: RwSignal<Option<BTreeSet<String>>>,
}

impl Typing {
    /// The first problem at one of the paths, once the field was edited.
    fn problem(self, field: &str, under: bool) -> Signal<Option<String>> {
        let field = field.to_owned();
        Signal::derive(move || {
            let shown = self.touched.with(|touched| touched.as_ref().is_none_or(|touched| touched.contains(&field)));
            if !shown {
                return None;
            }
            self.problems.with(|problems| {
                let start = format!("{field}.");
                let below = || problems.iter().find(|problem| under && problem.path.starts_with(&start));
                problem_at(problems, &field).or_else(|| below().map(|problem| problem.message.clone()))
            })
        })
    }

    fn edit(self, field: &str, set: impl Fn(&mut Tracker, String) + Send + Sync + 'static) -> Callback<String> {
        let field = field.to_owned();
        Callback::new(move |value: String| {
            self.tracker.update(|tracker| set(tracker, value));
            self.touched.update(|touched| {
                if let Some(touched) = touched {
                    touched.insert(field.clone());
                }
            });
        })
    }
}

/// The fields of a tracker; a problem stands beside its field once that field was edited, or from the start with
/// `all_problems`.
#[island]
pub fn TrackerEditor(
    tracker: Tracker,
    /// The number of each item's duration as it was typed.
    counts: Vec<String>,
    /// The keys of the other trackers.
    taken: Vec<String>,
    all_problems: bool,
) -> impl IntoView {
    let typed = RwSignal::new(tracker.clone());
    let suggested = {
        let taken = taken.clone();
        move || typed.with(|tracker| suggest_key(&tracker.name, "tracker", &taken))
    };
    let problems = Memo::new(move |_| {
        typed.with(|tracker| {
            // Without a key one is made from the name.
            let key = if tracker.key.is_empty() { None } else { key_problem(&tracker.key, &taken) };
            key.into_iter()
                .chain(tracker.check().into_iter().filter(|problem| problem.path != "key"))
                .collect::<Vec<_>>()
        })
    });
    let typing = Typing { tracker: typed, problems, touched: RwSignal::new((!all_problems).then(BTreeSet::new)) };
    let hint = move || {
        let keyless = typed.with(|tracker| tracker.key.is_empty());
        keyless.then(|| view! { <p class="hint">{format!("Left empty, the key becomes “{}”.", suggested())}</p> })
    };
    view! {
        <section class="card">
            <h2>"What it is"</h2>
            <Field name="name" label="Name" value=tracker.name.clone() problem=typing.problem("name", false)
                hint="What visitors read, for example “Video player”."
                on_input=typing.edit("name", |tracker, value| tracker.name = value.trim().to_owned())/>
            <Field name="key" label="Key" value=tracker.key.clone() problem=typing.problem("key", false) autocomplete=Some("off".into())
                on_input=typing.edit("key", |tracker, value| tracker.key = value.trim().to_owned())/>
            {hint}
            <Field name="provider" label="Provider" value=tracker.provider.clone() problem=typing.problem("provider", false)
                hint="Who receives the data: a company, or yourself."
                on_input=typing.edit("provider", |tracker, value| tracker.provider = value.trim().to_owned())/>
            <Field name="policy_url" label="Privacy policy" kind="url" value=tracker.policy_url.clone()
                problem=typing.problem("policy_url", false) hint="The link to the policy of the provider. Empty when the data stay with you."
                on_input=typing.edit("policy_url", |tracker, value| tracker.policy_url = value.trim().to_owned())/>
        </section>
        <section class="card">
            <h2>"Cookies and other storage"</h2>
            {items(typing, tracker.items, counts)}
        </section>
        <section class="card">
            <h2>"Where it loads from"</h2>
            <TextArea name="url_patterns" label="Addresses" value=tracker.url_patterns.join("\n") problem=typing.problem("url_patterns", true)
                hint="One pattern per line, for example https://video.example/*. * stands for any characters."
                on_input=typing.edit("url_patterns", |tracker, value| tracker.url_patterns = patterns(&value))/>
        </section>
    }
}

/// A row of the table of storage items: a number that stays with it, and what is in it at first, with the text of how
/// long it is kept.
type Row = (u32, StorageItem, String);

fn items(typing: Typing, stored: Vec<StorageItem>, counts: Vec<String>) -> impl IntoView {
    let next = StoredValue::new(u32::try_from(stored.len()).unwrap_or_default());
    let counts = counts.into_iter().chain(std::iter::repeat(String::new()));
    let rows = (0..).zip(stored).zip(counts).map(|((id, item), count)| (id, item, count));
    let rows = RwSignal::new(rows.collect::<Vec<Row>>());
    let added = RwSignal::new(None::<u32>);
    let at = move |id: u32| rows.with_untracked(|rows| rows.iter().position(|row| row.0 == id));
    let add = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        let id = next.get_value();
        next.set_value(id + 1);
        typing.tracker.update(|tracker| tracker.items.push(StorageItem::default()));
        rows.update(|rows| rows.push((id, StorageItem::default(), String::new())));
        added.set(Some(id));
    };
    let remove = move |event: leptos::ev::MouseEvent, id: u32| {
        event.prevent_default();
        let Some(at) = at(id) else { return };
        typing.tracker.update(|tracker| drop(tracker.items.remove(at)));
        rows.update(|rows| drop(rows.remove(at)));
    };
    let change = move |id: u32, set: &dyn Fn(&mut StorageItem)| {
        let Some(at) = at(id) else { return };
        typing.tracker.update(|tracker| tracker.items.get_mut(at).into_iter().for_each(set));
    };
    let row = move |(id, item, count): Row| {
        let place = Memo::new(move |_| rows.with(|rows| rows.iter().position(|row| row.0 == id)).unwrap_or_default());
        let number = move || place.get() + 1;
        let unit = item.duration.map_or(SESSION, |kept| kept.unit.as_str());
        let typed = RwSignal::new((count.clone(), unit.to_owned()));
        let problem = move || {
            let at = place.get();
            let unread = typed.with(|(count, unit)| duration_problem(at, count, duration(count, unit)));
            let start = format!("items.{at}.");
            typing.problems.with(|problems| {
                let first = problems.iter().find(|problem| problem.path.starts_with(&start));
                unread.as_ref().or(first).map(|problem| problem.message.clone())
            })
        };
        // A row that was just added is not reproached for being empty.
        let problem = Memo::new(move |_| problem().filter(|_| added.get() != Some(id)));
        let keep = move || {
            let (count, unit) = typed.get_untracked();
            change(id, &move |item| item.duration = duration(&count, &unit));
        };
        let [name_id, storage_id, count_id, unit_id] =
            ["name", "storage", "count", "unit"].map(|part| format!("item_{part}.{id}"));
        // The row that was asked for is the one to be typed in.
        let input = NodeRef::<leptos::html::Input>::new();
        if added.get_untracked() == Some(id) {
            input.on_load(|input| drop(input.focus()));
        }
        let storages = Storage::ALL.map(|storage| {
            view! { <option value=storage.as_str() selected=storage == item.storage>{storage_label(storage)}</option> }
        });
        let units = Unit::ALL.map(|each| {
            view! { <option value=each.as_str() selected=each.as_str() == unit>{unit_label(each)}</option> }
        });
        view! {
            <li>
                <div class="list-row">
                    <div><div class="row">
                        <div class="field">
                            <label for=name_id.clone()>"Item name"</label>
                            <input id=name_id name="item_name" value=item.name.clone() autocomplete="off" node_ref=input
                                on:input=move |event| {
                                    added.set(None);
                                    let name = event_target_value(&event).trim().to_owned();
                                    change(id, &move |item| item.name = name.clone());
                                }/>
                        </div>
                        <div class="field">
                            <label for=storage_id.clone()>"Stored in"</label>
                            <select id=storage_id name="item_storage" on:change=move |event| {
                                let storage = named(Storage::ALL, Storage::as_str, &event_target_value(&event));
                                change(id, &move |item| item.storage = storage);
                            }>{storages.into_iter().collect_view()}</select>
                        </div>
                        <div class="field">
                            <label for=count_id.clone()>"Kept for"</label>
                            <input id=count_id name="item_count" inputmode="numeric" value=count
                                on:input=move |event| { typed.update(|typed| typed.0 = event_target_value(&event)); keep(); }/>
                        </div>
                        <div class="field">
                            <label for=unit_id.clone()>"Unit"</label>
                            <select id=unit_id name="item_unit"
                                on:change=move |event| { typed.update(|typed| typed.1 = event_target_value(&event)); keep(); }>
                                <option value=SESSION selected=unit == SESSION>"Until the browser is closed"</option>
                                {units.into_iter().collect_view()}
                            </select>
                        </div>
                    </div></div>
                    <button name="action" value=move || format!("remove_item:{}", place.get()) aria-label=move || format!("Remove row {}", number())
                        on:click=move |event| remove(event, id)>"Remove"</button>
                </div>
                {move || problem.get().map(|message| view! { <p class="problem">{message}</p> })}
            </li>
        }
    };
    let empty = move || {
        rows.with(Vec::is_empty)
            .then(|| view! { <p>"None. Add every cookie and stored item that this tracker sets."</p> })
    };
    let too_many = move || typing.problems.with(|problems| problem_at(problems, "items"));
    view! {
        {empty}
        {move || too_many().map(|message| view! { <p class="problem">{message}</p> })}
        <ul class="list"><For each=move || rows.get() key=|row| row.0 children=row/></ul>
        <p class="actions"><button name="action" value="add_item" on:click=add>"Add a cookie or stored item"</button></p>
    }
}

/// A duration from its two fields; a text that is no number is 0.
#[must_use]
pub fn duration(count: &str, unit: &str) -> Option<Period> {
    let count = read_count(count).unwrap_or_default();
    (unit != SESSION).then(|| Period::new(count, named(Unit::ALL, Unit::as_str, unit)))
}

/// What keeps the number in a row's field from being saved.
#[must_use]
pub fn duration_problem(at: usize, count: &str, duration: Option<Period>) -> Option<Problem> {
    let path = format!("items.{at}.duration");
    match duration {
        Some(_) => count_problem(&path, count),
        None => (!count.trim().is_empty())
            .then(|| Problem::new(path, "session", "Choose the unit of the number, or leave the number empty.")),
    }
}

/// The URL patterns of a text, one in each line.
#[must_use]
pub fn patterns(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
