//! A new site.

use super::{DetailsFields, rpc};
use crate::form::Notice;
use crate::ui::{Failed, NoticeBox, Page};
use consent::site::SiteDetails;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The form of a new site: what was typed, and what is wrong.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct NewSite {
    pub details: SiteDetails,
    pub all_problems: bool,
    pub notice: Option<Notice>,
}

/// Adding a site.
#[component]
pub fn NewSitePage() -> impl IntoView {
    let form = Resource::new_blocking(|| (), |()| rpc::new_site_page());
    view! {
        <Suspense>{move || Suspend::new(async move {
            match form.await {
                Err(error) => view! { <Failed error/> }.into_any(),
                Ok(form) => view! {
                    <Page title="Add a site">
                        <div class="narrow">
                            <h1>"Add a site"</h1>
                            <p>"These details are part of the banner: people are told who asks, and how to reach them. You can change them later."</p>
                            <NoticeBox notice=form.notice/>
                            <form method="post" action="/sites/new">
                                <DetailsFields details=form.details all_problems=form.all_problems/>
                                <p class="actions"><button class="primary">"Add site"</button><a href="/">"Cancel"</a></p>
                            </form>
                        </div>
                    </Page>
                }
                .into_any(),
            }
        })}</Suspense>
    }
}
