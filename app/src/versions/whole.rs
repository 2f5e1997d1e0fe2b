//! One version, complete: what visitors were shown, and what each purpose said.

use super::rpc;
use super::shown::{Facts, Shown};
use super::still::Shot;
use crate::form::Notice;
use crate::ui::{Failed, NoticeBox, SitePage, Tab};
use consent::version::Version;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

/// A version with what the history knows about it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Whole {
    pub site: String,
    pub name: String,
    pub version: Version,
    pub hash: String,
    pub published_by: String,
    pub live: bool,
    /// What it changed over the version before.
    pub differences: Vec<String>,
    pub shot: Shot,
    pub can_restore: bool,
    /// The revision of the draft that restoring replaces.
    pub revision: i64,
    /// What the draft says now that this version does not: lost by restoring.
    pub lost: Vec<String>,
    pub just_published: bool,
    pub notice: Option<Notice>,
}

/// One version of a site's banner.
#[component]
pub fn VersionPage() -> impl IntoView {
    let params = use_params_map();
    let address = move || {
        let params = params.read();
        (params.get("site").unwrap_or_default(), params.get("number").unwrap_or_default())
    };
    let page = Resource::new_blocking(address, |(site, number)| rpc::version_page(site, number));
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
fn Content(page: Whole) -> impl IntoView {
    let Whole {
        site,
        name,
        version,
        hash,
        published_by,
        live,
        differences,
        shot,
        can_restore,
        revision,
        lost,
        just_published,
        notice,
    } = page;
    let number = version.number;
    let address = format!("/sites/{site}/versions/{number}");
    view! {
        <SitePage title=format!("Version {number}") site=site.clone() site_name=name tab=Tab::Publish>
            <p><a href=format!("/sites/{site}/versions")>"All versions"</a></p>
            <div class="toolbar">
                <h1>{format!("Version {number}")}</h1>
                {live.then(|| view! { <span class="badge good">"Live"</span> })}
            </div>
            <NoticeBox notice/>
            {just_published.then(|| view! { <p class="notice good" role="status">{format!("Version {number} is published.")}</p> })}
            <section class="card">
                <h2>"Published"</h2>
                <Facts version=version.clone() hash published_by/>
                <p><a href=format!("/you/{site}/versions/{number}")>"The page about it that everybody can see"</a></p>
            </section>
            <Shown version differences shot address/>
            {can_restore.then(|| view! { <Restore site number revision lost/> })}
        </SitePage>
    }
}

/// Taking a version back into the draft.
#[component]
fn Restore(site: String, number: u32, revision: i64, lost: Vec<String>) -> impl IntoView {
    let content = if lost.is_empty() {
        view! { <p>"The draft says the same as this version."</p> }.into_any()
    } else {
        view! {
            <p>"The draft becomes what this version says; nothing is published by it. The draft would change like this:"</p>
            <ul>{lost.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
            <form method="post" action=format!("/sites/{site}/versions/{number}")>
                <input type="hidden" name="revision" value=revision/>
                <p class="actions"><button name="action" value="restore">"Restore into the draft"</button></p>
            </form>
        }
        .into_any()
    };
    view! {
        <section class="card">
            <h2>"Restore"</h2>
            {content}
        </section>
    }
}
