//! One purpose: its fields, its trackers, and removing it.

use super::asks::Asks;
use super::sensitive::{Sensitive, SensitivePart};
use super::{PurposeEditor, rpc};
use crate::banner::editor::Sample;
use crate::form::Notice;
use crate::ui::{Failed, NoticeBox, SitePage, Tab};
use consent::check::Problem;
use consent::draft::Purpose;
use consent::language::Language;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

/// A purpose as it is stored or was typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PurposeEdit {
    pub site: String,
    /// The name of the site.
    pub name: String,
    /// The purpose's key in the page's address.
    pub address: String,
    pub revision: i64,
    pub languages: Vec<Language>,
    /// Without its trackers: they have pages of their own.
    pub purpose: Purpose,
    /// What stands in the field of the retention's number, whether it is one or not.
    pub retention: String,
    /// The keys of the other purposes.
    pub taken: Vec<String>,
    /// What is ticked about who is asked again.
    pub asks: Asks,
    pub all_problems: bool,
    pub trackers: Vec<TrackerLine>,
    /// What the linter finds in it.
    pub found: Vec<Problem>,
    /// Where the purpose, as it is stored, collects sensitive data.
    pub sensitive: Option<Sensitive>,
    pub notice: Option<Notice>,
    pub can_edit: bool,
    pub sample: Option<Sample>,
}

/// A tracker in the list of its purpose.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TrackerLine {
    pub key: String,
    pub name: String,
    pub provider: String,
    /// How many things are left to mend.
    pub problems: u32,
}

/// One purpose.
#[component]
pub fn PurposePage() -> impl IntoView {
    let params = use_params_map();
    let address = move || {
        let params = params.read();
        (params.get("site").unwrap_or_default(), params.get("purpose").unwrap_or_default())
    };
    let page = Resource::new_blocking(address, |(site, purpose)| rpc::purpose_page(site, purpose));
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
fn Content(page: PurposeEdit) -> impl IntoView {
    let PurposeEdit {
        site,
        name,
        address,
        revision,
        languages,
        purpose,
        retention,
        taken,
        asks,
        all_problems,
        trackers,
        found,
        sensitive,
        notice,
        can_edit,
        sample,
    } = page;
    let action = format!("/sites/{site}/purposes/{address}");
    let title = consent::difference::name(&purpose, &languages).to_owned();
    let title = if title.is_empty() { address.clone() } else { title };
    let codes: Vec<&str> = languages.iter().map(|language| language.code()).collect();
    let codes = codes.join(" ");
    // Where the session was lost, nothing is known but what was typed.
    let is_known = sample.is_some();
    let list = is_known.then(|| view! { <Trackers action=action.clone() trackers can_edit/> });
    let sensitive = sensitive.map(|sensitive| view! { <SensitivePart action=action.clone() revision sensitive/> });
    let removing = (can_edit && is_known).then(|| view! { <Remove action=action.clone() revision/> });
    view! {
        <SitePage title=title.clone() site=site.clone() site_name=name tab=Tab::Purposes>
            <p><a href=format!("/sites/{site}/purposes")>"All purposes"</a></p>
            <h1>{title}</h1>
            <NoticeBox notice/>
            <form method="post" action=action>
                <input type="hidden" name="revision" value=revision/>
                <input type="hidden" name="languages" value=codes/>
                <PurposeEditor purpose retention languages taken address asks all_problems can_edit found sample/>
            </form>
            {list}
            {sensitive}
            {removing}
        </SitePage>
    }
}

#[component]
fn Trackers(action: String, trackers: Vec<TrackerLine>, can_edit: bool) -> impl IntoView {
    let empty = trackers.is_empty();
    let add = can_edit.then(|| view! { <a class="button" href=format!("{action}/trackers/new")>"Add a tracker"</a> });
    let rows = trackers.into_iter().map(|tracker| {
        let name = if tracker.name.trim().is_empty() { tracker.key.clone() } else { tracker.name };
        let left = match tracker.problems {
            0 => None,
            problems => Some(view! { <span class="badge warn">{format!("{problems} to mend")}</span> }),
        };
        view! {
            <li class="list-row">
                <div>
                    <h3><a href=format!("{action}/trackers/{}", tracker.key)>{name}</a></h3>
                    <p class="muted">{tracker.provider}</p>
                </div>
                {left}
            </li>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="card">
            <div class="toolbar"><h2>"Trackers"</h2>{add}</div>
            {if empty {
                view! { <p>"None yet. Name every technology that is used for this purpose, and who receives the data: visitors read it."</p> }.into_any()
            } else {
                view! { <ul class="list">{rows}</ul> }.into_any()
            }}
        </section>
    }
}

/// Removing takes two steps, with JavaScript and without.
#[component]
fn Remove(action: String, revision: i64) -> impl IntoView {
    view! {
        <section class="card">
            <h2>"Remove"</h2>
            <details>
                <summary>"Remove this purpose"</summary>
                <p>"It leaves the draft with its words and trackers. Versions published before keep it, and restoring one brings it back."</p>
                <form method="post" action=action>
                    <input type="hidden" name="revision" value=revision/>
                    <p class="actions"><button class="danger" name="action" value="remove">"Remove now"</button></p>
                </form>
            </details>
        </section>
    }
}
