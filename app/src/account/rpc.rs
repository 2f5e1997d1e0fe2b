//! Server functions of accounts. Setting up and signing in are the only ones that need no guard: they are how one gets in.

use super::AccountForm;
use crate::error::AppError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    super::throttle::Name,
    super::{password, way_back},
    crate::{edge, form, guard, setting},
    consent::canonical::sha256_hex,
    consent::check::Problem,
    store::account::CreateOwnerError,
};

/// Longest e-mail address, in bytes (RFC 5321 §4.5.3.1.3).
#[cfg(feature = "ssr")]
const MAX_EMAIL: usize = 254;

/// Creates the owner; the token of the set-up link is consumed.
///
/// # Errors
/// [`AppError::Invalid`] by field; [`AppError::NotFound`] when the link was used, renewed, or never ours.
#[server(prefix = "/rpc", endpoint = "account/set_up")]
pub async fn set_up(token: String, email: String, password: String) -> Result<(), AppError> {
    let store = guard::store()?;
    // Nobody guesses 128 bits, so nothing is counted here; and without the token nothing is worth hashing.
    let token = sha256_hex(token.as_bytes());
    if !store.opens_setup(&token).await? {
        return Err(AppError::NotFound);
    }
    let email = normal(&email)?;
    let hash = password::hash(password).await?;
    match store.create_owner(&token, &email, &hash, edge::now()).await {
        Ok(account) => guard::sign_in(account).await,
        Err(CreateOwnerError::NoLink) => Err(AppError::NotFound),
        Err(CreateOwnerError::EmailTaken) => Err(AppError::Invalid(vec![Problem::new(
            "email",
            "taken",
            "There is an account with this e-mail already. Choose another.",
        )])),
        Err(CreateOwnerError::Store(error)) => Err(error.into()),
    }
}

/// Signs in. One answer for unknown names and wrong passwords, after the same work.
///
/// # Errors
/// [`AppError::Invalid`] when name or password is wrong; [`AppError::TooMany`] after several failures.
#[server(prefix = "/rpc", endpoint = "account/sign_in")]
pub async fn sign_in(email: String, password: String) -> Result<(), AppError> {
    let wrong = || AppError::Invalid(vec![Problem::new("password", "wrong", "E-mail or password is wrong.")]);
    let email = email.trim().to_lowercase();
    // No account has such a name, and everybody can see that: it is neither counted nor kept.
    if email.len() > MAX_EMAIL {
        return Err(wrong());
    }
    let (name, address) = (Name::SignIn(email.clone()), setting::client_address().await);
    let throttle = setting::throttle().await?;
    if !throttle.attempt(&name, address, edge::now()) {
        return Err(AppError::TooMany);
    }
    let account = guard::store()?.find_account_by_email(&email).await?;
    let right = password::verify(password, account.as_ref().map(|account| account.password_hash.clone())).await?;
    let account = account.filter(|_| right).ok_or_else(wrong)?;
    throttle.forgive(&name, address);
    guard::sign_in(account.id).await
}

/// Ends the session.
///
/// # Errors
/// [`AppError::SignedOut`] when there is none.
#[server(prefix = "/rpc", endpoint = "account/sign_out")]
pub async fn sign_out() -> Result<(), AppError> {
    guard::account().await?;
    guard::sign_out().await
}

/// Changes one's own password and ends one's other sessions.
///
/// # Errors
/// [`AppError::Invalid`] by field.
#[server(prefix = "/rpc", endpoint = "account/change_password")]
pub async fn change_password(current: String, password: String) -> Result<(), AppError> {
    let id = guard::account().await?;
    let store = guard::store()?;
    let account = store.find_account(id).await?.ok_or(AppError::SignedOut)?;
    // What cannot be set is refused before anything is counted or hashed.
    let problems = password::check("password", &password);
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    let (name, address) = (Name::Present(id), setting::client_address().await);
    let throttle = setting::throttle().await?;
    if !throttle.attempt(&name, address, edge::now()) {
        return Err(AppError::TooMany);
    }
    if !password::verify(current, Some(account.password_hash)).await? {
        return Err(AppError::Invalid(vec![Problem::new("current", "wrong", "This is not your present password.")]));
    }
    throttle.forgive(&name, address);
    let hash = password::hash(password).await?;
    store.set_password(id, &hash, Some(id), edge::now()).await?;
    // Every session of the account has ended with the old password; this browser gets a new one.
    guard::sign_in(id).await
}

/// The page behind the set-up link.
///
/// # Errors
/// [`AppError::NotFound`] when there is an owner already.
#[server(prefix = "/rpc", endpoint = "account/set_up_page")]
pub async fn set_up_page() -> Result<AccountForm, AppError> {
    let Some(posted) = form::posted().await else {
        if guard::store()?.is_set_up().await? {
            return Err(AppError::NotFound);
        }
        return Ok(AccountForm { token: setting::query("token").await, ..AccountForm::default() });
    };
    let (token, email) = (posted.get("token"), posted.get("email"));
    match set_up(token.clone(), email.clone(), posted.get("password")).await {
        // An old link has no form that could be filled in better.
        Err(AppError::NotFound) => Err(AppError::NotFound),
        outcome => Ok(answer(AccountForm { token, email, ..AccountForm::default() }.with(outcome), "/sites/new")),
    }
}

/// The sign-in page; it leads on to the page that was asked for before.
///
/// # Errors
/// Only failures of ours.
#[server(prefix = "/rpc", endpoint = "account/sign_in_page")]
pub async fn sign_in_page() -> Result<AccountForm, AppError> {
    let Some(posted) = form::posted().await else {
        let next = way_back::own(&setting::query("next").await).unwrap_or_default().to_owned();
        if guard::account().await.is_ok() {
            form::see_other(if next.is_empty() { "/" } else { &next });
        }
        return Ok(AccountForm { next, ..AccountForm::default() });
    };
    let email = posted.get("email");
    let next = way_back::own(&posted.get("next")).unwrap_or_default().to_owned();
    let outcome = sign_in(email.clone(), posted.get("password")).await;
    let to = if next.is_empty() { "/".to_owned() } else { next.clone() };
    Ok(answer(AccountForm { email, next, ..AccountForm::default() }.with(outcome), &to))
}

/// The page that signs out when posted to.
///
/// # Errors
/// Only failures of ours.
#[server(prefix = "/rpc", endpoint = "account/sign_out_page")]
pub async fn sign_out_page() -> Result<(), AppError> {
    if form::posted().await.is_some() {
        match sign_out().await {
            Ok(()) | Err(AppError::SignedOut) => form::see_other("/sign-in"),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// One's own page.
///
/// # Errors
/// [`AppError::SignedOut`].
#[server(prefix = "/rpc", endpoint = "account/account_page")]
pub async fn account_page() -> Result<AccountForm, AppError> {
    let id = guard::account().await?;
    let account = guard::store()?.find_account(id).await?.ok_or(AppError::SignedOut)?;
    let page = AccountForm { email: account.email, done: setting::query_has("saved").await, ..AccountForm::default() };
    let Some(posted) = form::posted().await else { return Ok(page) };
    let outcome = change_password(posted.get("current"), posted.get("password")).await;
    Ok(answer(page.with(outcome), "/account?saved"))
}

/// Goes on to `next` when the action worked, else answers the form with the status of what is wrong.
#[cfg(feature = "ssr")]
fn answer(form: AccountForm, next: &str) -> AccountForm {
    if let Some(error) = &form.error {
        form::answer_with(error.status());
    } else if !form.problems.is_empty() {
        form::answer_with(422);
    } else {
        form::see_other(next);
    }
    form
}

/// An e-mail address as accounts are named by: trimmed, lower case.
///
/// # Errors
/// [`AppError::Invalid`] on `email` when mail could not carry it.
#[cfg(feature = "ssr")]
pub fn normal(email: &str) -> Result<String, AppError> {
    let email = email.trim().to_lowercase();
    let shaped = email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    if !shaped || email.len() > MAX_EMAIL || email.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(AppError::Invalid(vec![Problem::new(
            "email",
            "email",
            "Write an e-mail address, for example you@example.org.",
        )]));
    }
    Ok(email)
}
