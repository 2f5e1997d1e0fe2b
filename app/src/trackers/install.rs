//! How to install the snippet, and whether it was seen.

use super::{CopyCode, rpc};
use crate::ui::{Day, Failed, SitePage, Tab};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

/// What an owner copies, and where the snippet runs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Install {
    pub site: String,
    /// The name of the site.
    pub name: String,
    pub snippet: String,
    /// The snippet that pins the runtime.
    pub pinned: Option<String>,
    /// Whether it has to run before every other tag.
    pub first: bool,
    /// Whether Google's tags may load before a choice; `None` where Google is not told.
    pub advanced: Option<bool>,
    /// Gated tags: what each is for, and its code.
    pub tags: Vec<(String, String)>,
    /// Questions to the API: what each is for, and its code.
    pub questions: Vec<(String, String)>,
    pub seen: Vec<SeenLine>,
    pub published: bool,
    pub offline: bool,
    pub origins: Vec<String>,
}

/// An origin where the site was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenLine {
    pub origin: String,
    /// By a choice; otherwise by loading the snippet.
    pub choice: bool,
    /// The last day, like `2026-11-24`.
    pub day: String,
    /// Whether it is one of the site's origins.
    pub listed: bool,
}

/// How to install a site's snippet.
#[component]
pub fn InstallPage() -> impl IntoView {
    let params = use_params_map();
    let page = Resource::new_blocking(move || params.read().get("site").unwrap_or_default(), rpc::install_page);
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
fn Content(page: Install) -> impl IntoView {
    let Install { site, name, snippet, pinned, first, advanced, tags, questions, seen, published, offline, origins } =
        page;
    let warning = match (published, offline) {
        (false, _) => Some(view! {
            <p class="notice warn">"Nothing is published yet, so the snippet shows nothing. "<a href=format!("/sites/{site}/publish")>"Publish the draft"</a></p>
        }
        .into_any()),
        (true, true) => Some(view! { <p class="notice warn">"The banner is offline, so the snippet shows nothing."</p> }.into_any()),
        (true, false) => None,
    };
    let examples = |examples: Vec<(String, String)>| {
        examples.into_iter().map(|(about, code)| view! { <h3>{about}</h3><CopyCode code/> }).collect_view()
    };
    let cookie = format!("assent_{site}");
    let place = if first {
        "Put this first in the head of every page, before every other script. It is one request. It has no async: what you have it tell vendors, or hold, must be in place before other scripts run, and a script with async may come later."
    } else {
        "Put this on every page of the site, in the head or anywhere in the body. It is one request."
    };
    let google = advanced.map(|advanced| {
        let how = if advanced {
            "Google’s own tag may stand as Google gives it, below the snippet: you let it load before a choice."
        } else {
            "Google’s own tag waits like every other, in the way shown below for tags that wait."
        };
        view! { <p>{how}</p> }
    });
    let pinned = pinned.map(|code| view! {
        <details>
            <summary>"Pinned to its hash, in two requests"</summary>
            <p>"For pages that check every script by Subresource Integrity. The script never changes under this address; what you publish still reaches the page, by a second request. Take the newer address from here after an update of Assent; the older one goes on working. It comes too late for vendors that must hear first, and for holding what scripts load."</p>
            <CopyCode code/>
        </details>
    });
    let no_tags = tags
        .is_empty()
        .then(|| view! { <p>"Add purposes that visitors decide about, then examples for them stand here."</p> });
    view! {
        <SitePage title="Install" site=site.clone() site_name=name tab=Tab::Install>
            <h1>"Install"</h1>
            {warning}
            <section class="card">
                <h2>"The snippet"</h2>
                <p>{place}</p>
                <CopyCode code=snippet/>
                {google}
                {pinned}
                <p class="hint">"A page in another language may name it: data-lang=\"de\" on the script. Otherwise the language of the page and of the browser count."</p>
            </section>
            <Seen site seen origins/>
            <section class="card">
                <h2>"Tags that wait"</h2>
                <p>"Write your tags like this. They neither load nor run before their purpose is allowed; a frame explains itself meanwhile."</p>
                <p class="hint">"With data-assent-when=\"recorded\" a tag also waits until the choice is stored on the server."</p>
                {no_tags}
                {examples(tags)}
            </section>
            <section class="card">
                <h2>"Trackers that ask"</h2>
                <p>"A server that tracks asks first. The visitor id is the last part of the cookie "<span class="code">{cookie}</span>". It is there only while something optional is allowed; without it nothing may be tracked. Only the decision “allow” allows."</p>
                {examples(questions)}
            </section>
        </SitePage>
    }
}

#[component]
fn Seen(site: String, seen: Vec<SeenLine>, origins: Vec<String>) -> impl IntoView {
    let (listed, foreign): (Vec<_>, Vec<_>) = seen.into_iter().partition(|line| line.listed);
    let status = if listed.is_empty() {
        view! {
            <p><span class="badge warn">"Not seen yet"</span></p>
            <p>"Open a page of the site that has the snippet, then reload this page. If it stays unseen:"</p>
            <ul>
                <li>"Look at the page's source: is the snippet in it, exactly as above?"</li>
                <li>{format!("Is the page's address one of these: {}? ", origins.join(", "))}<a href=format!("/sites/{site}/settings")>"Change them in the settings"</a></li>
                <li>"Does the page forbid scripts of other hosts? Its Content-Security-Policy must allow this one in script-src and connect-src."</li>
                <li>"A page that sends no referrer is seen with the first choice that is made on it."</li>
            </ul>
        }
        .into_any()
    } else {
        view! { <p><span class="badge good">"Seen"</span></p><Lines lines=listed/> }.into_any()
    };
    let foreign = (!foreign.is_empty()).then(|| {
        view! {
            <h3>"Also seen where it may not run"</h3>
            <p>"Choices made there are refused. "<a href=format!("/sites/{site}/settings")>"Add the address in the settings"</a>" if it is yours."</p>
            <Lines lines=foreign/>
        }
    });
    view! {
        <section class="card">
            <h2>"Is it running?"</h2>
            {status}
            {foreign}
        </section>
    }
}

#[component]
fn Lines(lines: Vec<SeenLine>) -> impl IntoView {
    let rows = lines.into_iter().map(|line| {
        let how = if line.choice { "a choice was made" } else { "the snippet was loaded" };
        view! { <tr><th scope="row">{line.origin}</th><td>{how}</td><td><Day day=line.day/></td></tr> }
    });
    view! {
        <div class="table"><table>
            <thead><tr><th scope="col">"Address"</th><th scope="col">"What was seen"</th><th scope="col">"Last day"</th></tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table></div>
    }
}
