//! The draft's banner on an example page, for members and for those who have the preview link.

use super::rpc;
use super::still::{Shot, ShotLinks, Stage};
use crate::banner::{Banner, theme_css};
use crate::ui::Failed;
use consent::theme::Layout;
use consent::version::Version;
use leptos::prelude::*;
use leptos_meta::{Meta, Style, Stylesheet, Title};
use leptos_router::hooks::{use_params_map, use_query_map};
use serde::{Deserialize, Serialize};

/// A draft, frozen for showing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Preview {
    pub site: String,
    pub version: Version,
    pub shot: Shot,
    /// The address of this page with its token.
    pub address: String,
    /// Whether the viewer is a member, who has an editor to go back to.
    pub member: bool,
}

/// The draft on an example page.
#[component]
pub fn PreviewPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let address = move || {
        let site = params.read().get("site").unwrap_or_default();
        let query = query.read();
        let part = |name: &str| query.get(name).unwrap_or_default();
        (site, part("token"), [part("layer"), part("lang"), part("regime")])
    };
    let page = Resource::new_blocking(address, |(site, token, [layer, language, regime])| {
        rpc::preview_page(site, token, layer, language, regime)
    });
    view! {
        <Meta name="robots" content="noindex"/>
        // The token in the address must not travel to the pages that the banner links to.
        <Meta name="referrer" content="no-referrer"/>
        <Suspense>{move || Suspend::new(async move {
            match page.await {
                Err(error) => view! { <Failed error/> }.into_any(),
                Ok(page) => view! { <Content page/> }.into_any(),
            }
        })}</Suspense>
    }
}

#[component]
fn Content(page: Preview) -> impl IntoView {
    let Preview { site, version, shot, address, member } = page;
    let (languages, shown, language, regime) = (version.languages.clone(), shot.shown(), shot.language, shot.regime);
    let regimes: Vec<_> = version.regimes.keys().copied().collect();
    let name = version.site_name.clone();
    let inline = (version.layout == Layout::Inline).then_some("");
    let css = theme_css(version.layout, &version.theme);
    view! {
        <Title text=format!("Preview · {name}")/>
        <Stylesheet href="/pkg/banner.css"/>
        <Style>{css}</Style>
        <header class="bar">
            <span><strong>"Preview of the draft"</strong>" · Nothing is recorded here."</span>
            {member.then(|| view! { <a href=format!("/sites/{site}")>"Back to the site"</a> })}
        </header>
        <main id="content">
            <ShotLinks shot languages regimes address/>
            <h1>{name}</h1>
            <p>"This is an example page, so that you see the banner on something. On your own pages it looks the same: it brings its own styles."</p>
            <h2>"A heading of the page"</h2>
            <p>"People come here to read, to buy or to watch something. The banner asks them once, tells them what they get in return, and takes no for an answer."</p>
            <p>"Try it: close it, open it again by the control that stays, look at the settings. Nothing you press is stored or sent."</p>
            <h2>"Another heading"</h2>
            <p>"A page is longer than a screen, so that you see how the banner stands when the page scrolls. It should cover no more than it must, and it should be easy to read in the light and in the dark."</p>
            <p>"The links above show the other layer and the other languages of the draft."</p>
        </main>
        <Stage modal=true said="A visitor's choice would be applied and recorded now. In the preview nothing is.".to_owned()>
            <div data-assent-inline=inline><Banner version language regime shown/></div>
        </Stage>
    }
}
