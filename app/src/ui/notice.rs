//! What a page says above its form, and what it says instead of its content when something failed.

use crate::error::AppError;
use crate::form::Notice;
use leptos::prelude::*;

/// The notice above a form.
#[component]
pub fn NoticeBox(notice: Option<Notice>) -> impl IntoView {
    notice.map(|notice| match notice {
        Notice::Saved => view! { <p class="notice good" role="status">"Saved."</p> }.into_any(),
        Notice::SignedOut => view! {
            <div class="notice warn" role="alert">
                <p>"Your session has ended, so nothing was saved yet. What you typed is still below."</p>
                <p><a href="/sign-in" target="_blank" rel="noopener">"Sign in in a new tab"</a>", then press Save here again."</p>
            </div>
        }
        .into_any(),
        Notice::Conflict { theirs } => view! {
            <div class="notice warn" role="alert">
                <p>"Someone else saved a change meanwhile. Your text is still below; pressing Save again replaces what is stored now:"</p>
                <ul>{theirs.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
            </div>
        }
        .into_any(),
        Notice::Problem(text) => view! { <p class="notice bad" role="alert">{text}</p> }.into_any(),
    })
}

/// The page for an error; sets the answer's status.
#[component]
pub fn Failed(error: AppError) -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::form::answer_with(error.status());
    #[cfg(feature = "ssr")]
    let link = crate::account::sign_in_link();
    #[cfg(not(feature = "ssr"))]
    let link = "/sign-in";
    let sign_in = error == AppError::SignedOut;
    view! {
        <main class="narrow">
            <h1>{error.to_string()}</h1>
            <p>{if sign_in {
                view! { <a class="button" href=link>"Sign in"</a> }.into_any()
            } else {
                view! { <a href="/">"All sites"</a> }.into_any()
            }}</p>
        </main>
    }
}
