//! The list of one's sites.

use super::rpc;
use crate::error::AppError;
use crate::ui::{Failed, Page};
use leptos::prelude::*;
use leptos_meta::Title;
use serde::{Deserialize, Serialize};

/// What the first page shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Sites {
    /// Nobody can sign in yet.
    NoOwner,
    /// One's sites, by name.
    List(Vec<SiteLine>),
}

/// A site in the list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SiteLine {
    pub key: String,
    pub name: String,
    pub origins: Vec<String>,
    pub state: SiteState,
}

/// Where a site stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SiteState {
    Unpublished,
    Live { version: u32, differs: bool },
    Offline,
    Archived,
}

/// One's sites and how each of them stands.
#[component]
pub fn SitesPage() -> impl IntoView {
    let sites = Resource::new_blocking(|| (), |()| rpc::sites_page());
    view! {
        <Suspense>{move || Suspend::new(async move {
            match sites.await {
                Err(AppError::SignedOut) => view! { <SignInFirst/> }.into_any(),
                Err(error) => view! { <Failed error/> }.into_any(),
                Ok(Sites::NoOwner) => view! { <NoOwner/> }.into_any(),
                Ok(Sites::List(lines)) => view! { <List lines/> }.into_any(),
            }
        })}</Suspense>
    }
}

/// Leads to signing in.
#[component]
fn SignInFirst() -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::form::see_other("/sign-in");
    view! {
        <Title text="Sign in"/>
        <main class="narrow"><p><a href="/sign-in">"Sign in"</a></p></main>
    }
}

#[component]
fn NoOwner() -> impl IntoView {
    view! {
        <Title text="Set up"/>
        <main class="narrow">
            <h1>"Almost there"</h1>
            <p>"This installation of Assent has no owner yet."</p>
            <p>"Open the set-up link that the server printed when it started. It works once; starting the server again prints a new one."</p>
        </main>
    }
}

#[component]
fn List(lines: Vec<SiteLine>) -> impl IntoView {
    let content = if lines.is_empty() {
        view! {
            <div class="empty">
                <h2>"No site yet"</h2>
                <p>"A site is one web property with its own banner. Name it, say what you collect and why, publish, and put one line on its pages."</p>
                <p class="actions"><a class="button primary" href="/sites/new">"Add your first site"</a></p>
            </div>
        }
        .into_any()
    } else {
        view! { <ul class="list">{lines.into_iter().map(|line| view! { <Line line/> }).collect_view()}</ul> }.into_any()
    };
    view! {
        <Page title="Sites">
            <div class="toolbar">
                <h1>"Sites"</h1>
                <a class="button" href="/sites/new">"Add a site"</a>
            </div>
            {content}
        </Page>
    }
}

#[component]
fn Line(line: SiteLine) -> impl IntoView {
    view! {
        <li class="list-row">
            <div class="stack">
                <a href=format!("/sites/{}", line.key)><strong>{line.name}</strong></a>
                <span class="muted">{line.origins.join(", ")}</span>
            </div>
            <StateBadge state=line.state/>
        </li>
    }
}

/// The state of a site as badges.
#[component]
pub fn StateBadge(state: SiteState) -> impl IntoView {
    match state {
        SiteState::Unpublished => view! { <span class="badge warn">"Not published yet"</span> }.into_any(),
        SiteState::Offline => view! { <span class="badge warn">"Offline"</span> }.into_any(),
        SiteState::Archived => view! { <span class="badge">"Archived"</span> }.into_any(),
        SiteState::Live { version, differs } => view! {
            <span class="row">
                <span class="badge good">{format!("Live: version {version}")}</span>
                {differs.then(|| view! { <span class="badge warn">"Draft differs"</span> })}
            </span>
        }
        .into_any(),
    }
}
