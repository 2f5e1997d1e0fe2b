//! The page that takes a configuration or a cookie list, and shows what is in it before anything is added.

use super::rpc;
use crate::form::Notice;
use crate::ui::{Failed, NoticeBox, SitePage, Tab, TextArea};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

/// The page, with what was pasted.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Bring {
    pub site: String,
    pub name: String,
    pub revision: i64,
    pub text: String,
    pub problem: Option<String>,
    /// What is in it, once it was read.
    pub brought: Option<Brought>,
    pub notice: Option<Notice>,
}

/// What a source held.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Brought {
    /// The product it comes from.
    pub from: String,
    /// Each purpose: its name, its kind, and its trackers.
    pub purposes: Vec<(String, String, Vec<String>)>,
    /// What was left out or guessed, and what is left to say: where, and what.
    pub remarks: Vec<(String, String)>,
}

/// Bringing purposes and trackers along.
#[component]
pub fn BringPage() -> impl IntoView {
    let params = use_params_map();
    let page = Resource::new_blocking(move || params.read().get("site").unwrap_or_default(), rpc::bring_page);
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
fn Content(page: Bring) -> impl IntoView {
    let Bring { site, name, revision, text, problem, brought, notice } = page;
    let problem = Signal::derive(move || problem.clone());
    view! {
        <SitePage title="Bring purposes along" site=site.clone() site_name=name tab=Tab::Purposes>
            <p><a href=format!("/sites/{site}/purposes")>"All purposes"</a></p>
            <h1>"Bring purposes along"</h1>
            <NoticeBox notice/>
            <form method="post" action=format!("/sites/{site}/purposes/bring")>
                <input type="hidden" name="revision" value=revision/>
                <TextArea name="text" label="Configuration or cookie list" value=text rows=12 problem
                    hint="Paste the configuration of CookieConsent (version 3), Klaro or tarteaucitron, or a cookie list as CSV. It is read, never run."/>
                <p class="actions"><button name="action" value="look">"See what is in it"</button></p>
                {brought.map(|brought| view! { <Found brought/> })}
            </form>
        </SitePage>
    }
}

#[component]
fn Found(brought: Brought) -> impl IntoView {
    let Brought { from, purposes, remarks } = brought;
    let count = purposes.len();
    let rows = purposes.into_iter().map(|(name, kind, trackers)| {
        let trackers = if trackers.is_empty() { "no trackers".to_owned() } else { trackers.join(", ") };
        view! { <li><strong>{name}</strong>{format!(" ({kind}): {trackers}")}</li> }
    });
    let rows = rows.collect_view();
    let notes = (!remarks.is_empty()).then(|| {
        let lines = remarks.into_iter().map(|(path, message)| {
            let at = (!path.is_empty()).then(|| view! { <span class="code">{path}</span>": " });
            view! { <li>{at}{message}</li> }
        });
        view! {
            <h3>"What to look at afterwards"</h3>
            <ul>{lines.collect_view()}</ul>
        }
    });
    view! {
        <section class="card">
            <h2>{format!("{from}: {count} {}", if count == 1 { "purpose" } else { "purposes" })}</h2>
            <ul>{rows}</ul>
            {notes}
            <p class="hint">"Nothing is invented: what the source does not say stays empty, and publishing asks for it. A purpose whose key is in the draft already keeps what it says, and gets only the trackers that are missing."</p>
            <p class="actions"><button class="primary" name="action" value="add">"Add to the draft"</button></p>
        </section>
    }
}
