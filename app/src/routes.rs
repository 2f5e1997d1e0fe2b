//! The document around every page, and the flat list of pages.

use crate::{account, privacy, purposes, records, regimes, sites, trackers, versions};
use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::SsrMode;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

/// The HTML document.
#[must_use]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    #[cfg(feature = "ssr")]
    content_security_policy();
    let visitors = is_visitors_page();
    view! {
        <!DOCTYPE html>
        <html lang=(!visitors).then_some("en")>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href="/pkg/assent.css"/>
                {(!visitors).then(|| view! { <HydrationScripts options islands=true/> })}
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// Whether the visitor's own page is asked for, which names its language itself and has no islands to wake.
fn is_visitors_page() -> bool {
    #[cfg(feature = "ssr")]
    let path = use_context::<http::request::Parts>().map(|parts| parts.uri.path().to_owned());
    #[cfg(not(feature = "ssr"))]
    let path: Option<String> = None;
    path.is_some_and(|path| path.strip_prefix("/you/").is_some_and(|site| !site.contains('/')))
}

/// Scripts, and the colours of a previewed banner, only with this answer's nonce; nothing from elsewhere.
#[cfg(feature = "ssr")]
fn content_security_policy() {
    let Some(nonce) = leptos::nonce::use_nonce() else { return };
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; \
         connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    if let (Some(answer), Ok(value)) =
        (use_context::<leptos_axum::ResponseOptions>(), http::HeaderValue::from_str(&policy))
    {
        answer.insert_header(http::header::CONTENT_SECURITY_POLICY, value);
    }
}

/// Every page of Assent.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title formatter=title/>
        <Router>
            <Routes fallback=|| view! { <crate::ui::NothingHere/> }>
                <Route path=path!("/") view=sites::SitesPage ssr=SsrMode::Async/>
                <Route path=path!("/set-up") view=account::SetUpPage ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=account::SignInPage ssr=SsrMode::Async/>
                <Route path=path!("/sign-out") view=account::SignOutPage ssr=SsrMode::Async/>
                <Route path=path!("/account") view=account::AccountPage ssr=SsrMode::Async/>
                <Route path=path!("/sites/new") view=sites::NewSitePage ssr=SsrMode::Async/>
                <Route path=path!("/sites/:site") view=sites::OverviewPage ssr=SsrMode::Async/>
                <Route path=path!("/sites/:site/settings") view=sites::SettingsPage ssr=SsrMode::Async/>
                <Route path=path!("/sites/:site/purposes") view=purposes::PurposesPage ssr=SsrMode::Async/>
                <Route path=path!("/sites/:site/purposes/new") view=purposes::NewPurposePage ssr=SsrMode::Async/>
                <Route path=path!("/sites/:site/purposes/bring") view=purposes::bring::BringPage ssr=SsrMode::Async/>
                <Route path=path!("/sites/:site/purposes/:purpose") view=purposes::PurposePage ssr=SsrMode::Async/>
                <Route path=path!("/sites/:site/purposes/:purpose/trackers/new") view=trackers::NewTrackerPage ssr=SsrMode::Async/>
                <Route path=path!("/sites/:site/purposes/:purpose/trackers/:tracker") view=trackers::TrackerPage ssr=SsrMode::Async/>
                <Route path=path!("/sites/:site/banner") view=crate::banner::editor::BannerPage ssr=SsrMode::Async/>
                <Route path=path!("/sites/:site/places") view=regimes::PlacesPage ssr=SsrMode::Async/>
                <Route path=path!("/sites/:site/publish") view=versions::PublishPage ssr=SsrMode::Async/>
                <Route path=path!("/sites/:site/versions") view=versions::VersionsPage ssr=SsrMode::Async/>
                <Route path=path!("/sites/:site/versions/:number") view=versions::VersionPage ssr=SsrMode::Async/>
                <Route path=path!("/sites/:site/install") view=trackers::InstallPage ssr=SsrMode::Async/>
                <Route path=path!("/sites/:site/records") view=records::RecordsPage ssr=SsrMode::Async/>
                <Route path=path!("/preview/:site") view=versions::PreviewPage ssr=SsrMode::Async/>
                <Route path=path!("/you/:site/versions/:number") view=versions::PublicVersionPage ssr=SsrMode::Async/>
                <Route path=path!("/you/:site") view=privacy::YouPage ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}

/// The document's title. Leptos writes it unescaped into the head, and owners name sites as they like.
fn title(page: String) -> String {
    if page.is_empty() {
        return "Assent".to_owned();
    }
    let page = page.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("{page} · Assent")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_title_cannot_end_the_head() {
        assert_eq!(super::title("A </title><img src=x>".to_owned()), "A &lt;/title&gt;&lt;img src=x&gt; · Assent");
        assert_eq!(super::title(String::new()), "Assent");
    }
}
