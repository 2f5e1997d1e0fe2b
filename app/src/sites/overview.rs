//! How a site stands, and what to do next.

use super::list::StateBadge;
use super::{SiteState, rpc};
use crate::ui::{Day, Failed, SitePage, Tab, When};
use consent::timestamp::Timestamp;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

/// Days of records that the overview counts.
pub const RECENT_DAYS: i64 = 30;

/// A site at a glance.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Overview {
    pub site: String,
    pub name: String,
    pub state: SiteState,
    pub can_edit: bool,
    pub live: Option<LiveVersion>,
    pub offline_since: Option<Timestamp>,
    pub archived_at: Option<Timestamp>,
    /// What to do until the banner runs, in order.
    pub steps: Vec<Step>,
    /// What the draft changes over the live version, in words.
    pub differences: Vec<String>,
    /// Records of the last [`RECENT_DAYS`] days.
    pub recent_records: i64,
    /// Where the snippet was seen last, and on which day.
    pub seen: Option<(String, String)>,
}

/// The version that visitors see.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LiveVersion {
    pub number: u32,
    pub published_at: Timestamp,
}

/// One step on the way to a running banner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub label: String,
    /// Below the site's address, for example `/purposes`.
    pub path: String,
    pub done: bool,
    /// What is left, when something is.
    pub left: String,
}

/// The first page of a site.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let params = use_params_map();
    let overview = Resource::new_blocking(move || params.read().get("site").unwrap_or_default(), rpc::overview_page);
    view! {
        <Suspense>{move || Suspend::new(async move {
            match overview.await {
                Err(error) => view! { <Failed error/> }.into_any(),
                Ok(overview) => view! { <Content overview/> }.into_any(),
            }
        })}</Suspense>
    }
}

#[component]
fn Content(overview: Overview) -> impl IntoView {
    let Overview {
        site,
        name,
        state,
        can_edit,
        live,
        offline_since,
        archived_at,
        steps,
        differences,
        recent_records,
        seen,
    } = overview;
    let unfinished = steps.iter().any(|step| !step.done) && archived_at.is_none();
    let published = live.is_some();
    let differing = (published && !differences.is_empty() && archived_at.is_none())
        .then(|| view! { <Differing site=site.clone() differences can_edit/> });
    let preview = format!("/preview/{site}");
    view! {
        <SitePage title="Overview" site=site.clone() site_name=name tab=Tab::Overview>
            <div class="toolbar">
                <h1>"Overview"</h1>
                <StateBadge state/>
            </div>
            {archived_at.map(|at| view! { <p class="notice warn">"Archived on "<When at/>". The snippet shows nothing, and nothing here can be changed. Records can still be read."</p> })}
            {offline_since.filter(|_| archived_at.is_none()).map(|at| view! {
                <p class="notice warn">"Offline since "<When at/>": the snippet shows nothing, and nothing is granted. "<a href=format!("/sites/{site}/settings")>"Bring it online in the settings"</a>"."</p>
            })}
            {unfinished.then(|| view! { <Steps site=site.clone() steps/> })}
            {differing}
            <section class="card">
                <h2>"Now"</h2>
                <dl class="facts">
                    <dt>"Live version"</dt>
                    <dd>{match live {
                        None => view! { "None yet: visitors see no banner, and nothing optional may run." }.into_any(),
                        Some(live) => view! {
                            <a href=format!("/sites/{site}/versions/{}", live.number)>{format!("Version {}", live.number)}</a>
                            ", published on "<When at=live.published_at/>
                        }
                        .into_any(),
                    }}</dd>
                    <dt>"Choices recorded"</dt>
                    <dd><a href=format!("/sites/{site}/records")>{records(recent_records)}</a></dd>
                    <dt>"Snippet"</dt>
                    <dd>{match seen {
                        None => view! { "Not seen yet. "<a href=format!("/sites/{site}/install")>"How to install it"</a> }.into_any(),
                        Some((origin, day)) => view! { "Last seen on "<Day day/>" at "<span class="code">{origin}</span> }.into_any(),
                    }}</dd>
                </dl>
                <p class="actions">
                    <a class="button" href=preview>"Preview the draft"</a>
                    <a href=format!("/sites/{site}/versions")>"All versions"</a>
                </p>
            </section>
        </SitePage>
    }
}

fn records(count: i64) -> String {
    match count {
        0 => format!("None in the last {RECENT_DAYS} days"),
        1 => format!("1 in the last {RECENT_DAYS} days"),
        more => format!("{more} in the last {RECENT_DAYS} days"),
    }
}

#[component]
fn Steps(site: String, steps: Vec<Step>) -> impl IntoView {
    let items = steps
        .into_iter()
        .map(|step| {
            let (mark, class) = if step.done { ("Done", "badge good") } else { ("To do", "badge") };
            view! {
                <li class="list-row">
                    <div class="stack">
                        <a href=format!("/sites/{site}{}", step.path)>{step.label}</a>
                        {(!step.left.is_empty()).then(|| view! { <span class="muted">{step.left}</span> })}
                    </div>
                    <span class=class>{mark}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card">
            <h2>"Next steps"</h2>
            <ol class="list">{items}</ol>
        </section>
    }
}

#[component]
fn Differing(site: String, differences: Vec<String>, can_edit: bool) -> impl IntoView {
    view! {
        <section class="card">
            <h2>"Draft and live version differ"</h2>
            <ul>{differences.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
            {can_edit.then(|| view! { <p class="actions"><a class="button primary" href=format!("/sites/{site}/publish")>"Review and publish"</a></p> })}
        </section>
    }
}
