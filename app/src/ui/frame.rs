//! The frame of admin pages: the bar at the top, and a site's tabs.

use leptos::prelude::*;
use leptos_meta::Title;

/// The tabs of a site, in the order of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    Overview,
    Purposes,
    Banner,
    Places,
    Publish,
    Install,
    Records,
    Settings,
}

impl Tab {
    const ALL: [Self; 8] = [
        Self::Overview,
        Self::Purposes,
        Self::Banner,
        Self::Places,
        Self::Publish,
        Self::Install,
        Self::Records,
        Self::Settings,
    ];

    fn label(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Purposes => "Purposes",
            Self::Banner => "Banner",
            Self::Places => "Places",
            Self::Publish => "Publish",
            Self::Install => "Install",
            Self::Records => "Records",
            Self::Settings => "Settings",
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::Purposes => "/purposes",
            Self::Banner => "/banner",
            Self::Places => "/places",
            Self::Publish => "/publish",
            Self::Install => "/install",
            Self::Records => "/records",
            Self::Settings => "/settings",
        }
    }
}

/// A page with the bar at the top.
#[component]
pub fn Page(#[prop(into)] title: String, children: Children) -> impl IntoView {
    view! {
        <Title text=title/>
        <Bar/>
        <main id="content">{children()}</main>
    }
}

/// A page of one site, with its tabs.
#[component]
pub fn SitePage(
    #[prop(into)] title: String,
    #[prop(into)] site: String,
    #[prop(into)] site_name: String,
    tab: Tab,
    children: Children,
) -> impl IntoView {
    let tabs = Tab::ALL
        .into_iter()
        .map(|each| {
            view! {
                <li><a href=format!("/sites/{site}{}", each.path()) aria-current=(each == tab).then_some("page")>{each.label()}</a></li>
            }
        })
        .collect_view();
    view! {
        <Title text=format!("{title} · {site_name}")/>
        <Bar/>
        <section class="site-head" aria-label="Site">
            <p class="site-name"><a href=format!("/sites/{site}")>{site_name}</a></p>
            <nav aria-label="Pages of the site"><ul class="tabs">{tabs}</ul></nav>
        </section>
        <main id="content">{children()}</main>
    }
}

#[component]
fn Bar() -> impl IntoView {
    view! {
        <a class="skip" href="#content">"Skip to content"</a>
        <header class="bar">
            <a class="brand" href="/">"Assent"</a>
            <nav aria-label="Account">
                <a href="/">"Sites"</a>
                <a href="/account">"Account"</a>
                <form method="post" action="/sign-out"><button class="link">"Sign out"</button></form>
            </nav>
        </header>
    }
}

/// The page for an address that leads nowhere.
#[component]
pub fn NothingHere() -> impl IntoView {
    view! { <crate::ui::Failed error=crate::error::AppError::NotFound/> }
}
