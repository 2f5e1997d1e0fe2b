//! Every version of a site.

use super::rpc;
use crate::ui::{Failed, SitePage, Tab, When};
use consent::timestamp::Timestamp;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

/// The versions of a site, newest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Versions {
    pub site: String,
    pub name: String,
    pub lines: Vec<VersionLine>,
}

/// A version in the list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VersionLine {
    pub number: u32,
    pub published_at: Timestamp,
    pub published_by: String,
    /// SHA-256 in hexadecimal.
    pub hash: String,
    pub live: bool,
}

/// The history of a site's banner.
#[component]
pub fn VersionsPage() -> impl IntoView {
    let params = use_params_map();
    let page = Resource::new_blocking(move || params.read().get("site").unwrap_or_default(), rpc::versions_page);
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
fn Content(page: Versions) -> impl IntoView {
    let Versions { site, name, lines } = page;
    let content = if lines.is_empty() {
        view! {
            <div class="empty">
                <h2>"No versions yet"</h2>
                <p>"Each time you publish, the version is kept here for good, as evidence of what visitors were told."</p>
                <p class="actions"><a class="button primary" href=format!("/sites/{site}/publish")>"Go to Publish"</a></p>
            </div>
        }
        .into_any()
    } else {
        let rows = lines.into_iter().map(|line| row(&site, line)).collect_view();
        view! {
            <div class="table" role="region" aria-labelledby="versions" tabindex="0">
                <table>
                    <thead><tr><th scope="col">"Version"</th><th scope="col">"Published"</th><th scope="col">"By"</th><th scope="col">"SHA-256"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <SitePage title="Versions" site=site.clone() site_name=name tab=Tab::Publish>
            <h1 id="versions">"Versions"</h1>
            {content}
        </SitePage>
    }
}

fn row(site: &str, line: VersionLine) -> impl IntoView + use<> {
    let short: String = line.hash.chars().take(12).collect();
    view! {
        <tr>
            <th scope="row">
                <a href=format!("/sites/{site}/versions/{}", line.number)>{format!("Version {}", line.number)}</a>
                {line.live.then(|| view! { " "<span class="badge good">"Live"</span> })}
            </th>
            <td><When at=line.published_at/></td>
            <td>{line.published_by}</td>
            <td><span class="code" title=line.hash>{short}"…"</span></td>
        </tr>
    }
}
