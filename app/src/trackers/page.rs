//! One tracker, and adding one.

use super::{TrackerEditor, rpc};
use crate::error::AppError;
use crate::form::Notice;
use crate::ui::{Failed, NoticeBox, SitePage, Tab};
use consent::draft::Tracker;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

/// A tracker as it is stored or was typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct TrackerEdit {
    pub site: String,
    /// The name of the site.
    pub name: String,
    /// The key of its purpose.
    pub purpose: String,
    pub purpose_title: String,
    /// The tracker's key in the page's address; empty for a new one.
    pub address: String,
    pub revision: i64,
    pub tracker: Tracker,
    /// What stands in the field of each item's number, whether it is one or not.
    pub counts: Vec<String>,
    /// The keys of the other trackers.
    pub taken: Vec<String>,
    pub all_problems: bool,
    pub notice: Option<Notice>,
    pub can_edit: bool,
}

/// One tracker of a purpose.
#[component]
pub fn TrackerPage() -> impl IntoView {
    let params = use_params_map();
    let address = move || {
        let params = params.read();
        let part = |name: &str| params.get(name).unwrap_or_default();
        (part("site"), part("purpose"), part("tracker"))
    };
    let page = Resource::new_blocking(address, |(site, purpose, tracker)| rpc::tracker_page(site, purpose, tracker));
    view! { <Suspense>{move || Suspend::new(async move { shown(page.await) })}</Suspense> }
}

/// Adding a tracker to a purpose.
#[component]
pub fn NewTrackerPage() -> impl IntoView {
    let params = use_params_map();
    let address = move || {
        let params = params.read();
        (params.get("site").unwrap_or_default(), params.get("purpose").unwrap_or_default())
    };
    let page = Resource::new_blocking(address, |(site, purpose)| rpc::tracker_page(site, purpose, String::new()));
    view! { <Suspense>{move || Suspend::new(async move { shown(page.await) })}</Suspense> }
}

fn shown(page: Result<TrackerEdit, AppError>) -> AnyView {
    match page {
        Err(error) => view! { <Failed error/> }.into_any(),
        Ok(page) => view! { <Content page/> }.into_any(),
    }
}

#[component]
fn Content(page: TrackerEdit) -> impl IntoView {
    let TrackerEdit {
        site,
        name,
        purpose,
        purpose_title,
        address,
        revision,
        tracker,
        counts,
        taken,
        all_problems,
        notice,
        can_edit,
    } = page;
    let above = format!("/sites/{site}/purposes/{purpose}");
    let is_new = address.is_empty();
    let action = format!("{above}/trackers/{}", if is_new { "new" } else { &address });
    let title = match (is_new, tracker.name.is_empty()) {
        (true, _) => "Add a tracker".to_owned(),
        (false, true) => address,
        (false, false) => tracker.name.clone(),
    };
    let saving = can_edit.then(|| {
        view! { <p class="actions"><button class="primary" name="action" value="save">"Save"</button><a href=above.clone()>"Back without saving"</a></p> }
    });
    let removing = (can_edit && !is_new).then(|| view! { <Remove action=action.clone() revision/> });
    view! {
        <SitePage title=title.clone() site=site.clone() site_name=name tab=Tab::Purposes>
            <p><a href=format!("/sites/{site}/purposes")>"All purposes"</a>" / "<a href=above>{purpose_title}</a></p>
            <h1>{title}</h1>
            <NoticeBox notice/>
            <form method="post" action=action>
                <input type="hidden" name="revision" value=revision/>
                <fieldset disabled=!can_edit>
                    // Enter in a field presses the first button, which must not be one that removes a row.
                    <button class="hidden" name="action" value="save" tabindex="-1" aria-hidden="true">"Save"</button>
                    <TrackerEditor tracker counts taken all_problems/>
                    {saving}
                </fieldset>
            </form>
            {removing}
        </SitePage>
    }
}

/// Removing takes two steps, with JavaScript and without.
#[component]
fn Remove(action: String, revision: i64) -> impl IntoView {
    view! {
        <section class="card">
            <h2>"Remove"</h2>
            <details>
                <summary>"Remove this tracker"</summary>
                <p>"Visitors are asked about its purpose again, since who receives data changes."</p>
                <form method="post" action=action>
                    <input type="hidden" name="revision" value=revision/>
                    <p class="actions"><button class="danger" name="action" value="remove">"Remove now"</button></p>
                </form>
            </details>
        </section>
    }
}
