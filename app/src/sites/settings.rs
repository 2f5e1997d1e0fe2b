//! A site's details, and taking it offline, archiving it, sharing its preview.

use super::{DetailsFields, rpc};
use crate::form::Notice;
use crate::ui::{Failed, Field, NoticeBox, SitePage, Tab, When};
use consent::site::SiteDetails;
use consent::timestamp::Timestamp;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

/// The settings of a site: what was typed or is stored.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Settings {
    pub site: String,
    pub name: String,
    pub details: SiteDetails,
    /// The revision of the details that are edited.
    pub revision: i64,
    pub all_problems: bool,
    pub notice: Option<Notice>,
    pub can_edit: bool,
    pub can_archive: bool,
    pub offline_since: Option<Timestamp>,
    pub archived_at: Option<Timestamp>,
    pub preview: PreviewLink,
    /// What was typed into the field that confirms archiving, and what is wrong with it.
    pub confirm: String,
    pub confirm_problem: Option<String>,
}

/// The link by which people without an account see the draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PreviewLink {
    #[default]
    None,
    /// There is one; only its hash is stored, so it cannot be shown again.
    Exists,
    /// Just made: the whole address.
    New(String),
}

/// The settings of a site.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let params = use_params_map();
    let settings = Resource::new_blocking(move || params.read().get("site").unwrap_or_default(), rpc::settings_page);
    view! {
        <Suspense>{move || Suspend::new(async move {
            match settings.await {
                Err(error) => view! { <Failed error/> }.into_any(),
                Ok(settings) => view! { <Content settings/> }.into_any(),
            }
        })}</Suspense>
    }
}

#[component]
fn Content(settings: Settings) -> impl IntoView {
    let Settings {
        site,
        name,
        details,
        revision,
        all_problems,
        notice,
        can_edit,
        can_archive,
        offline_since,
        archived_at,
        preview,
        confirm,
        confirm_problem,
    } = settings;
    let action = format!("/sites/{site}/settings");
    let about = if can_edit {
        view! {
            <form method="post" action=action.clone()>
                <input type="hidden" name="revision" value=revision/>
                <DetailsFields details all_problems/>
                <p class="actions"><button class="primary" name="action" value="save">"Save"</button></p>
            </form>
        }
        .into_any()
    } else {
        view! { <Details details/> }.into_any()
    };
    view! {
        <SitePage title="Settings" site=site.clone() site_name=name.clone() tab=Tab::Settings>
            <h1>"Settings"</h1>
            <NoticeBox notice/>
            {archived_at.map(|at| view! { <p class="notice warn">"Archived on "<When at/>". Nothing here can be changed."</p> })}
            <section class="card">
                <h2>"About the site"</h2>
                <p class="hint">"Site key: "<span class="code">{site.clone()}</span>". Who is responsible and the policy link are part of each version; publish to show changes of them to visitors."</p>
                {about}
            </section>
            {can_edit.then(|| view! {
                <Preview action=action.clone() preview/>
                <Online action=action.clone() offline_since/>
            })}
            {can_archive.then(|| view! { <Archive action=action.clone() name typed=confirm problem=confirm_problem/> })}
        </SitePage>
    }
}

#[component]
fn Details(details: SiteDetails) -> impl IntoView {
    view! {
        <dl class="facts">
            <dt>"Name of the site"</dt><dd>{details.name}</dd>
            <dt>"Who is responsible"</dt><dd>{details.controller_name}</dd>
            <dt>"How to reach them"</dt><dd>{details.controller_contact}</dd>
            <dt>"Privacy policy"</dt><dd>{details.policy_url}</dd>
            <dt>"Where the banner runs"</dt><dd>{details.origins.join(", ")}</dd>
        </dl>
    }
}

#[component]
fn Preview(action: String, preview: PreviewLink) -> impl IntoView {
    let exists = preview != PreviewLink::None;
    view! {
        <section class="card" id="preview">
            <h2>"Preview link"</h2>
            <p>"People with this link see the draft on an example page, without an account. Nothing they do there is recorded."</p>
            {match preview {
                PreviewLink::None => None,
                PreviewLink::Exists => Some(view! { <p>"There is a link. It cannot be shown again: a new one replaces it."</p> }.into_any()),
                PreviewLink::New(url) => Some({ let link = url.clone(); view! {
                    <div class="notice good" role="status">
                        <p>"Copy this link now; it is shown once."</p>
                        <p><a class="code" href=url>{link}</a></p>
                    </div>
                } }
                .into_any()),
            }}
            <form method="post" action=format!("{action}#preview")>
                <p class="actions">
                    <button name="action" value="preview">{if exists { "Replace the link" } else { "Make a link" }}</button>
                    {exists.then(|| view! { <button name="action" value="revoke">"End the link"</button> })}
                </p>
            </form>
        </section>
    }
}

#[component]
fn Online(action: String, offline_since: Option<Timestamp>) -> impl IntoView {
    let content = match offline_since {
        None => view! {
            <p>"Offline, the snippet shows nothing and nothing is granted. Choices made before stay recorded, and count again when the banner is back."</p>
            <p class="actions"><button name="action" value="offline">"Take the banner offline"</button></p>
        }
        .into_any(),
        Some(at) => view! {
            <p>"Offline since "<When at/>": the snippet shows nothing, and nothing is granted."</p>
            <p class="actions"><button class="primary" name="action" value="online">"Bring the banner online"</button></p>
        }
        .into_any(),
    };
    view! {
        <section class="card">
            <h2>"Online and offline"</h2>
            <form method="post" action=action>{content}</form>
        </section>
    }
}

#[component]
fn Archive(action: String, name: String, typed: String, problem: Option<String>) -> impl IntoView {
    view! {
        <section class="card">
            <h2>"Archive the site"</h2>
            <p>"The banner goes offline for good and nothing can be changed any more. Versions and records stay readable, as evidence. This cannot be undone."</p>
            <form method="post" action=action>
                <Field name="confirm" label=format!("Type the name of the site to confirm: {name}") value=typed
                    problem=Signal::derive(move || problem.clone()) autocomplete=Some("off".into())/>
                <p class="actions"><button class="danger" name="action" value="archive">"Archive"</button></p>
            </form>
        </section>
    }
}
