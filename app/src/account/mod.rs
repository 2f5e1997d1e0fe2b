//! Becoming the owner, signing in and out, one's own password.

#[cfg(feature = "ssr")]
mod password;
pub mod rpc;
#[cfg(feature = "ssr")]
mod throttle;
#[cfg(feature = "ssr")]
mod way_back;

#[cfg(feature = "ssr")]
pub use password::hash as hash_password;
#[cfg(feature = "ssr")]
pub use rpc::normal as normal_email;
#[cfg(feature = "ssr")]
pub use throttle::Throttle;
#[cfg(feature = "ssr")]
pub use way_back::sign_in_link;

use crate::error::AppError;
use crate::ui::{Failed, Field, NoticeBox, Page};
use consent::check::Problem;
use leptos::prelude::*;
use leptos_meta::Title;
use serde::{Deserialize, Serialize};

/// Shortest password, in characters (NIST SP 800-63B §3.1.1.2 for a single factor).
pub const MIN_PASSWORD: usize = 15;
/// Longest password, in characters: hashing must not become a way to keep the server busy.
pub const MAX_PASSWORD: usize = 256;

/// What an account page shows: what was typed, what is wrong with it, and whether it worked.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AccountForm {
    pub email: String,
    pub token: String,
    /// The page to go on to, where one was asked for before signing in.
    pub next: String,
    pub problems: Vec<Problem>,
    pub error: Option<AppError>,
    pub done: bool,
}

impl AccountForm {
    /// Takes the outcome of an action into the form.
    pub fn with(mut self, outcome: Result<(), AppError>) -> Self {
        match outcome {
            Ok(()) => self.done = true,
            Err(AppError::Invalid(problems)) => self.problems = problems,
            Err(error) => self.error = Some(error),
        }
        self
    }

    fn problem(&self, field: &str) -> Signal<Option<String>> {
        let problem = crate::ui::problem_at(&self.problems, field);
        Signal::derive(move || problem.clone())
    }

    fn notice(&self) -> Option<crate::form::Notice> {
        self.error.as_ref().map(|error| crate::form::Notice::Problem(error.to_string()))
    }
}

/// The page behind the set-up link: the first visitor with the link becomes the owner.
#[component]
pub fn SetUpPage() -> impl IntoView {
    let form = Resource::new_blocking(|| (), |()| rpc::set_up_page());
    view! {
        <Title text="Set up"/>
        <Suspense>{move || Suspend::new(async move {
            match form.await {
                Err(error) => view! { <Failed error/> }.into_any(),
                Ok(form) => view! {
                    <main class="narrow">
                        <h1>"Become the owner"</h1>
                        <p>"This installation of Assent has no owner yet. Choose how you sign in; the link you came by works once."</p>
                        <NoticeBox notice=form.notice()/>
                        <form method="post" action="/set-up">
                            <input type="hidden" name="token" value=form.token.clone()/>
                            <Field name="email" label="E-mail" kind="email" autocomplete=Some("username".into()) value=form.email.clone() problem=form.problem("email")/>
                            <Field name="password" label="Password" kind="password" autocomplete=Some("new-password".into()) value="" problem=form.problem("password")
                                hint=format!("At least {MIN_PASSWORD} characters. A short sentence is easy to remember.")/>
                            <p class="actions"><button class="primary">"Create account"</button></p>
                        </form>
                    </main>
                }
                .into_any(),
            }
        })}</Suspense>
    }
}

/// Signing in.
#[component]
pub fn SignInPage() -> impl IntoView {
    let form = Resource::new_blocking(|| (), |()| rpc::sign_in_page());
    view! {
        <Title text="Sign in"/>
        <Suspense>{move || Suspend::new(async move {
            match form.await {
                Err(error) => view! { <Failed error/> }.into_any(),
                Ok(form) => view! {
                    <main class="narrow">
                        <h1>"Sign in to Assent"</h1>
                        <NoticeBox notice=form.notice()/>
                        <form method="post" action="/sign-in">
                            {(!form.next.is_empty()).then(|| view! { <input type="hidden" name="next" value=form.next.clone()/> })}
                            <Field name="email" label="E-mail" kind="email" autocomplete=Some("username".into()) value=form.email.clone() problem=form.problem("email")/>
                            <Field name="password" label="Password" kind="password" autocomplete=Some("current-password".into()) value="" problem=form.problem("password")/>
                            <p class="actions"><button class="primary">"Sign in"</button></p>
                        </form>
                    </main>
                }
                .into_any(),
            }
        })}</Suspense>
    }
}

/// Signing out: ends the session on POST, asks on GET.
#[component]
pub fn SignOutPage() -> impl IntoView {
    let left = Resource::new_blocking(|| (), |()| rpc::sign_out_page());
    view! {
        <Title text="Sign out"/>
        <Suspense>{move || Suspend::new(async move {
            match left.await {
                Err(error) => view! { <Failed error/> }.into_any(),
                Ok(()) => view! {
                    <main class="narrow">
                        <h1>"Sign out?"</h1>
                        <form method="post" action="/sign-out"><p class="actions"><button class="primary">"Sign out"</button><a href="/">"Stay"</a></p></form>
                    </main>
                }
                .into_any(),
            }
        })}</Suspense>
    }
}

/// One's own password.
#[component]
pub fn AccountPage() -> impl IntoView {
    let form = Resource::new_blocking(|| (), |()| rpc::account_page());
    view! {
        <Suspense>{move || Suspend::new(async move {
            match form.await {
                Err(error) => view! { <Failed error/> }.into_any(),
                Ok(form) => view! {
                    <Page title="Account">
                        <h1>"Account"</h1>
                        <p>"You are signed in as "<strong>{form.email.clone()}</strong>"."</p>
                        <section class="card">
                            <h2>"Change password"</h2>
                            <NoticeBox notice=if form.done { Some(crate::form::Notice::Saved) } else { form.notice() }/>
                            <p>"Changing it ends your sessions in other browsers."</p>
                            <form method="post" action="/account">
                                <Field name="current" label="Present password" kind="password" autocomplete=Some("current-password".into()) value="" problem=form.problem("current")/>
                                <Field name="password" label="New password" kind="password" autocomplete=Some("new-password".into()) value="" problem=form.problem("password")
                                    hint=format!("At least {MIN_PASSWORD} characters.")/>
                                <p class="actions"><button class="primary">"Change password"</button></p>
                            </form>
                        </section>
                    </Page>
                }
                .into_any(),
            }
        })}</Suspense>
    }
}
