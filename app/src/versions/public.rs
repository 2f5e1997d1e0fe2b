//! What a version said, for everybody: visitors, auditors, authorities.

use super::rpc;
use super::shown::{Facts, Shown};
use super::still::Shot;
use crate::ui::Failed;
use consent::version::Version;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

/// A version as everybody may see it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Public {
    pub site: String,
    pub version: Version,
    pub hash: String,
    pub live: bool,
    /// What it changed over the version before.
    pub differences: Vec<String>,
    pub shot: Shot,
    /// The number of the newest version.
    pub newest: u32,
}

/// What a version said.
#[component]
pub fn PublicVersionPage() -> impl IntoView {
    let params = use_params_map();
    let address = move || {
        let params = params.read();
        (params.get("site").unwrap_or_default(), params.get("number").unwrap_or_default())
    };
    let page = Resource::new_blocking(address, |(site, number)| rpc::public_page(site, number));
    view! {
        <Meta name="robots" content="noindex"/>
        <Suspense>{move || Suspend::new(async move {
            match page.await {
                Err(error) => view! { <Failed error/> }.into_any(),
                Ok(page) => view! { <Content page/> }.into_any(),
            }
        })}</Suspense>
    }
}

#[component]
fn Content(page: Public) -> impl IntoView {
    let Public { site, version, hash, live, differences, shot, newest } = page;
    let number = version.number;
    let address = format!("/you/{site}/versions/{number}");
    let neighbour = |other: u32, label: &'static str| {
        (1..=newest)
            .contains(&other)
            .then(|| view! { <li><a href=format!("/you/{site}/versions/{other}")>{label}</a></li> })
    };
    let title = format!("What {} told its visitors: version {number}", version.site_name);
    view! {
        <Title text=title.clone()/>
        <header class="bar"><span><strong>{version.site_name.clone()}</strong></span></header>
        <main id="content">
            <div class="toolbar">
                <h1>{title}</h1>
                {live.then(|| view! { <span class="badge good">"In force"</span> })}
            </div>
            <nav aria-label="Versions">
                <ul class="tabs">
                    {neighbour(number.wrapping_sub(1), "The version before")}
                    {neighbour(number.saturating_add(1), "The version after")}
                    <li><a href=format!("{address}/version.json") rel="alternate" type="application/json">"As data"</a></li>
                </ul>
            </nav>
            <section class="card">
                <h2>"Published"</h2>
                <Facts version=version.clone() hash published_by=None/>
                <p class="hint">"The SHA-256 is that of the data: whoever has kept it can tell whether a single letter was changed since."</p>
            </section>
            <Shown version differences shot address/>
        </main>
    }
}
