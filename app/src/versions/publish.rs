//! Publishing: what is left to mend, what will change, and the button.

use super::findings::Findings;
use super::{Place, rpc};
use crate::form::Notice;
use crate::ui::{Failed, NoticeBox, SitePage, Tab};
use consent::lint::{Finding, Severity};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

/// What publishing would do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Publish {
    pub site: String,
    pub name: String,
    pub can_publish: bool,
    /// The revision of the draft that is shown here, and no other, is published.
    pub revision: i64,
    pub next: u32,
    pub places: Vec<Place>,
    /// What the linter makes of the draft, from 0 to 100.
    pub score: u8,
    pub findings: Vec<Found>,
    pub differences: Vec<String>,
    /// Visitors whose choice counts today, and how many of them publishing asks again.
    pub chosen: u64,
    pub asked: u64,
    /// Why they are asked again.
    pub reasons: Vec<String>,
    pub offline: bool,
    /// A version was just restored into the draft.
    pub restored: bool,
    /// A finding was just mended.
    pub fixed: bool,
    pub notice: Option<Notice>,
}

/// What the linter found, where it is mended, and the reason that was typed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Found {
    /// Its rule and field.
    pub id: String,
    pub finding: Finding,
    /// The page that mends it, and its address below the site's.
    pub label: String,
    pub path: String,
    pub reason: String,
    /// Publishing was refused for want of it.
    pub lacks_reason: bool,
}

/// Publishing a draft.
#[component]
pub fn PublishPage() -> impl IntoView {
    let params = use_params_map();
    let page = Resource::new_blocking(move || params.read().get("site").unwrap_or_default(), rpc::publish_page);
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
fn Content(page: Publish) -> impl IntoView {
    let Publish {
        site,
        name,
        can_publish,
        revision,
        next,
        places,
        score,
        findings,
        differences,
        chosen,
        asked,
        reasons,
        offline,
        restored,
        fixed,
        notice,
    } = page;
    let changes = !differences.is_empty();
    let blocked = !places.is_empty() || findings.iter().any(|found| found.finding.severity == Severity::Error);
    view! {
        <SitePage title="Publish" site=site.clone() site_name=name tab=Tab::Publish>
            <h1>"Publish"</h1>
            <NoticeBox notice/>
            {restored.then(|| view! { <p class="notice good" role="status">"The draft says again what that version said. Visitors see it once you publish."</p> })}
            {fixed.then(|| view! { <p class="notice good" role="status">"Mended. Visitors see it once you publish."</p> })}
            {(!places.is_empty()).then(|| view! { <Left site=site.clone() places/> })}
            <form method="post" action=format!("/sites/{site}/publish")>
                <input type="hidden" name="revision" value=revision/>
                <Findings site=site.clone() score findings can_edit=can_publish/>
                <section class="card">
                    <h2>{if next == 1 { "What is published".to_owned() } else { format!("What changes since version {}", next - 1) }}</h2>
                    {if changes {
                        view! { <ul>{differences.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul> }.into_any()
                    } else {
                        view! { <p>"Nothing: visitors see what the draft says."</p> }.into_any()
                    }}
                    <p><a href=format!("/preview/{site}")>"Preview the draft on an example page"</a></p>
                </section>
                {(next > 1 && changes).then(|| view! { <Asked chosen asked reasons/> })}
                {(!blocked && changes && can_publish).then(|| view! {
                    <section class="card">
                        <h2>{format!("Publish version {next}")}</h2>
                        <p>"A published version cannot be changed any more; the next one replaces it. Choices stay bound to the version they were made on."</p>
                        {offline.then(|| view! { <p class="notice warn">"The banner is offline: visitors see this version once you bring it online in the settings."</p> })}
                        <p class="actions"><button class="primary" name="action" value="publish">{format!("Publish version {next}")}</button></p>
                    </section>
                })}
            </form>
            <p><a href=format!("/sites/{site}/versions")>"All versions"</a></p>
        </SitePage>
    }
}

/// How many of those who have chosen are asked again, and why.
#[component]
fn Asked(chosen: u64, asked: u64, reasons: Vec<String>) -> impl IntoView {
    let said = match (chosen, asked) {
        (0, _) => "Nobody’s choice counts today, so nobody is asked again.".to_owned(),
        (_, 0) => format!("Nobody: what {} decided goes on, since no purpose means anything else.", counted(chosen)),
        (_, all) if all == chosen => format!("All {}.", counted(chosen)),
        _ => format!("{asked} of {}. What the others decided goes on.", counted(chosen)),
    };
    view! {
        <section class="card">
            <h2>"Who is asked again"</h2>
            <p>{said}</p>
            {(!reasons.is_empty()).then(|| view! { <ul>{reasons.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul> })}
            {(asked > 0).then(|| view! { <p class="hint">"They are shown what is new, and asked about that alone. Whatever else they decided stays."</p> })}
        </section>
    }
}

/// A number of visitors.
#[must_use]
pub fn counted(visitors: u64) -> String {
    if visitors == 1 { "1 visitor".to_owned() } else { format!("{visitors} visitors") }
}

/// What has to be mended first, page by page.
#[component]
fn Left(site: String, places: Vec<Place>) -> impl IntoView {
    let items = places
        .into_iter()
        .map(|place| {
            view! {
                <li>
                    <a href=format!("/sites/{site}{}", place.path)>{place.label}</a>
                    <ul>{place.problems.into_iter().map(|problem| view! { <li>{problem}</li> }).collect_view()}</ul>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="notice warn">
            <h2>"Mend this first"</h2>
            <ul>{items}</ul>
        </section>
    }
}
