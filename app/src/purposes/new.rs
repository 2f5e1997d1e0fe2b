//! Adding a purpose, from a template or from nothing.

use super::rpc;
use crate::form::Notice;
use crate::ui::{Failed, NoticeBox, SitePage, Tab};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

/// The page that adds a purpose.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewPurpose {
    pub site: String,
    pub name: String,
    pub revision: i64,
    /// The templates: key, title and description in English.
    pub templates: Vec<(String, String, String)>,
    pub notice: Option<Notice>,
}

/// Adding a purpose.
#[component]
pub fn NewPurposePage() -> impl IntoView {
    let params = use_params_map();
    let page = Resource::new_blocking(move || params.read().get("site").unwrap_or_default(), rpc::new_purpose_page);
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
fn Content(page: NewPurpose) -> impl IntoView {
    let NewPurpose { site, name, revision, templates, notice } = page;
    let rows = templates.into_iter().map(|(key, title, description)| {
        view! {
            <li class="list-row">
                <div>
                    <h2>{title.clone()}</h2>
                    <p class="muted">{description}</p>
                </div>
                <button name="template" value=key aria-label=format!("Add {title}")>"Add"</button>
            </li>
        }
    });
    let rows = rows.collect_view();
    view! {
        <SitePage title="Add a purpose" site=site.clone() site_name=name tab=Tab::Purposes>
            <p><a href=format!("/sites/{site}/purposes")>"All purposes"</a></p>
            <h1>"Add a purpose"</h1>
            <NoticeBox notice/>
            <p>"Coming from another consent platform? "<a href=format!("/sites/{site}/purposes/bring")>"Bring your purposes and trackers along"</a>"."</p>
            <p>"Begin with a purpose that is worded in every language already, and change what differs on your site."</p>
            <form method="post" action=format!("/sites/{site}/purposes/new")>
                <input type="hidden" name="revision" value=revision/>
                <ul class="list">
                    {rows}
                    <li class="list-row">
                        <div>
                            <h2>"Something else"</h2>
                            <p class="muted">"An empty purpose, to be described by you."</p>
                        </div>
                        <button name="template" value="" aria-label="Add an empty purpose">"Add"</button>
                    </li>
                </ul>
            </form>
        </SitePage>
    }
}
