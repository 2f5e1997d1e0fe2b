//! The purposes of a draft in the order in which visitors read them.

use super::label::kind_label;
use super::rpc;
use crate::error::AppError;
use crate::form::Notice;
use crate::ui::{Failed, NoticeBox, SitePage, Tab};
use consent::draft::Kind;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;

/// The list of purposes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Purposes {
    pub site: String,
    pub name: String,
    pub revision: i64,
    pub lines: Vec<PurposeLine>,
    pub notice: Option<Notice>,
    pub can_edit: bool,
}

/// A purpose in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurposeLine {
    pub key: String,
    pub title: String,
    pub kind: Kind,
    pub trackers: u32,
    /// How many things are left to mend.
    pub problems: u32,
}

/// The purposes of a site.
#[component]
pub fn PurposesPage() -> impl IntoView {
    let params = use_params_map();
    let page = Resource::new_blocking(move || params.read().get("site").unwrap_or_default(), rpc::purposes_page);
    view! {
        <Suspense>{move || Suspend::new(async move {
            match page.await {
                Err(error) => view! { <Failed error/> }.into_any(),
                Ok(page) => view! { <Content page/> }.into_any(),
            }
        })}</Suspense>
    }
}

#[component]
fn Content(page: Purposes) -> impl IntoView {
    let Purposes { site, name, revision, lines, notice, can_edit } = page;
    let new = format!("/sites/{site}/purposes/new");
    let add =
        move |class: &'static str| can_edit.then(|| view! { <a class=class href=new.clone()>"Add a purpose"</a> });
    let content = if lines.is_empty() {
        view! {
            <div class="empty">
                <h2>"No purposes yet"</h2>
                <p>"A purpose says why data is collected, what visitors get in return, and who receives it. They decide about each one."</p>
                <p class="actions">{add.clone()("button primary")}</p>
            </div>
        }
        .into_any()
    } else {
        view! { <PurposeRows site=site.clone() revision lines can_edit/> }.into_any()
    };
    view! {
        <SitePage title="Purposes" site=site.clone() site_name=name tab=Tab::Purposes>
            <div class="toolbar"><h1>"Purposes"</h1>{add("button")}</div>
            <NoticeBox notice/>
            <p>"Visitors read them in this order."</p>
            {content}
        </SitePage>
    }
}

/// The rows. With JavaScript a purpose moves at once; without, its buttons post the form.
#[island]
pub fn PurposeRows(site: String, revision: i64, lines: Vec<PurposeLine>, can_edit: bool) -> impl IntoView {
    let lines = RwSignal::new(lines);
    let revision = RwSignal::new(revision);
    let said = RwSignal::new(String::new());
    let action = format!("/sites/{site}/purposes");
    let shift = {
        let site = StoredValue::new(site.clone());
        Action::new(move |(key, up): &(String, bool)| {
            let (key, up) = (key.clone(), *up);
            async move {
                match rpc::move_purpose(site.get_value(), revision.get_untracked(), key.clone(), up).await {
                    Ok(new) => {
                        revision.set(new);
                        lines.update(|lines| move_line(lines, &key, up));
                        said.set(lines.with_untracked(|lines| place(lines, &key)));
                        request_animation_frame(move || focus(&key, up));
                    }
                    // The page that the plain form would have led to: it says so, and signing in leads back here.
                    Err(AppError::SignedOut) => _ = window().location().reload(),
                    Err(error) => said.set(format!("{error} Reload the page to see the order that is stored.")),
                }
            }
        })
    };
    let press = move |event: leptos::ev::MouseEvent, key: String, up: bool| {
        event.prevent_default();
        // One after the other: each move builds on the revision that the one before made.
        if !shift.pending().get_untracked() {
            shift.dispatch((key, up));
        }
    };
    let row = {
        let action = action.clone();
        move |line: PurposeLine| {
            let PurposeLine { key, title, kind, trackers, problems } = line;
            let buttons = can_edit.then(|| {
                let button = |up: bool| {
                    let key = key.clone();
                    let (word, sign) = if up { ("up", "↑") } else { ("down", "↓") };
                    let value = format!("{word}:{key}");
                    view! {
                        <button name="action" value=value aria-label=format!("Move {title} {word}")
                            on:click=move |event| press(event, key.clone(), up)>{sign}</button>
                    }
                };
                view! { <div class="row">{button(true)}{button(false)}</div> }
            });
            let trackers = match trackers {
                0 => "no trackers".to_owned(),
                1 => "1 tracker".to_owned(),
                more => format!("{more} trackers"),
            };
            let left =
                (problems > 0).then(|| view! { " "<span class="badge warn">{format!("{problems} to mend")}</span> });
            view! {
                <li class="list-row">
                    <div>
                        <h2><a href=format!("{action}/{key}")>{title}</a></h2>
                        <p class="muted">{format!("{} · {trackers} · ", kind_label(kind))}<span class="code">{key.clone()}</span>{left}</p>
                    </div>
                    {buttons}
                </li>
            }
        }
    };
    view! {
        <form method="post" action=action>
            <input type="hidden" name="revision" value=move || revision.get()/>
            <ol class="list"><For each=move || lines.get() key=|line| line.key.clone() children=row/></ol>
        </form>
        <p class="muted" role="status">{said}</p>
    }
}

/// Gives the focus back to the button that was pressed: moving its row in the document took it away.
fn focus(key: &str, up: bool) {
    let way = if up { "up" } else { "down" };
    let button = document().query_selector(&format!("button[value=\"{way}:{key}\"]")).ok().flatten();
    if let Some(button) = button.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = button.focus();
    }
}

fn move_line(lines: &mut [PurposeLine], key: &str, up: bool) {
    let Some(at) = lines.iter().position(|line| line.key == key) else { return };
    let other = if up { at.checked_sub(1) } else { Some(at + 1).filter(|next| *next < lines.len()) };
    if let Some(other) = other {
        lines.swap(at, other);
    }
}

fn place(lines: &[PurposeLine], key: &str) -> String {
    let found = lines.iter().enumerate().find(|(_, line)| line.key == key);
    found.map(|(at, line)| format!("{} is now {} of {}. Saved.", line.title, at + 1, lines.len())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moved_purpose_says_where_it_is_now() {
        let line = |key: &str| PurposeLine {
            key: key.into(),
            title: key.into(),
            kind: Kind::Functional,
            trackers: 0,
            problems: 0,
        };
        let mut lines = ["a", "b", "c"].map(line);
        move_line(&mut lines, "c", true);
        move_line(&mut lines, "a", true);
        assert_eq!(place(&lines, "c"), "c is now 2 of 3. Saved.");
        assert_eq!(place(&lines, "x"), "");
    }
}
