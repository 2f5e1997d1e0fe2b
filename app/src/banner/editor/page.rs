//! The page of the banner.

use super::{BannerEditor, Looked, Sample, rpc};
use crate::form::Notice;
use crate::ui::{Failed, NoticeBox, SitePage, Tab};
use consent::check::Problem;
use consent::draft::Banner;
use consent::language::Language;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The standard wording of the texts an owner may change, by key.
pub type Standard = BTreeMap<Language, BTreeMap<String, String>>;

/// The banner as it is stored or was typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct BannerEdit {
    pub site: String,
    /// The name of the site.
    pub name: String,
    pub revision: i64,
    pub languages: Vec<Language>,
    pub banner: Banner,
    /// What the server found in its logo and CSS.
    pub looked: Looked,
    /// What the linter finds in it.
    pub found: Vec<Problem>,
    /// For the languages that are offered or have own texts.
    pub standard: Standard,
    /// The languages in which purposes lack words: language and how many purposes.
    pub missing: Vec<(Language, u32)>,
    pub notice: Option<Notice>,
    pub can_edit: bool,
    pub sample: Option<Sample>,
}

/// The banner of a site: languages, texts, layout and colours.
#[component]
pub fn BannerPage() -> impl IntoView {
    let params = use_params_map();
    let page = Resource::new_blocking(move || params.read().get("site").unwrap_or_default(), rpc::banner_page);
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
fn Content(page: BannerEdit) -> impl IntoView {
    let BannerEdit {
        site,
        name,
        revision,
        languages,
        banner,
        looked,
        found,
        standard,
        missing,
        notice,
        can_edit,
        sample,
    } = page;
    let missing = (!missing.is_empty()).then(|| {
        let lines = missing.into_iter().map(|(language, count)| {
            let purposes = if count == 1 { "1 purpose has".to_owned() } else { format!("{count} purposes have") };
            view! { <li>{format!("{purposes} no words in {} yet.", language.english_name())}</li> }
        });
        view! {
            <div class="notice warn">
                <ul>{lines.collect_view()}</ul>
                <p><a href=format!("/sites/{site}/purposes")>"Write them on the purposes’ pages"</a></p>
            </div>
        }
    });
    view! {
        <SitePage title="Banner" site=site.clone() site_name=name tab=Tab::Banner>
            <h1>"Banner"</h1>
            <NoticeBox notice/>
            {missing}
            <form method="post" enctype="multipart/form-data" action=format!("/sites/{site}/banner")>
                <input type="hidden" name="revision" value=revision/>
                <BannerEditor languages banner looked found standard can_edit sample/>
            </form>
        </SitePage>
    }
}
