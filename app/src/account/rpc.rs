//! Server functions of accounts. Setting up and signing in are the only ones that need no guard: they are how one gets in.

use super::AccountForm;
use crate::error::AppError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    super::password, super::throttle, crate::edge, crate::form, crate::guard, crate::setting,
    consent::canonical::sha256_hex, consent::check::Problem,
};

/// Creates the owner; the token of the set-up link is consumed.
///
/// # Errors
/// [`AppError::Invalid`] by field; [`AppError::NotFound`] when the link was used, renewed, or never ours.
#[server(prefix = "/rpc", endpoint = "account/set_up")]
pub async fn set_up(token: String, email: String, password: String) -> Result<(), AppError> {
    let store = guard::store()?;
    let email = normal(&email)?;
    if !throttle::attempt("set-up", setting::client_address().await, edge::now()) {
        return Err(AppError::TooMany);
    }
    let hash = password::hash(password).await?;
    let account = store
        .create_owner(&sha256_hex(token.as_bytes()), &email, &hash, edge::now())
        .await?
        .ok_or(AppError::NotFound)?;
    throttle::forgive("set-up", setting::client_address().await);
    guard::sign_in(account).await
}

/// Signs in. One answer for unknown names and wrong passwords, after the same work.
///
/// # Errors
/// [`AppError::Invalid`] when name or password is wrong; [`AppError::TooMany`] after several failures.
#[server(prefix = "/rpc", endpoint = "account/sign_in")]
pub async fn sign_in(email: String, password: String) -> Result<(), AppError> {
    let email = email.trim().to_lowercase();
    let address = setting::client_address().await;
    if !throttle::attempt(&email, address, edge::now()) {
        return Err(AppError::TooMany);
    }
    let account = guard::store()?.find_account_by_email(&email).await?;
    let right = password::verify(password, account.as_ref().map(|account| account.password_hash.clone())).await?;
    let Some(account) = account.filter(|_| right) else {
        return Err(AppError::Invalid(vec![Problem::new("password", "wrong", "E-mail or password is wrong.")]));
    };
    throttle::forgive(&email, address);
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
    let throttled = format!("change {}", account.email);
    if !throttle::attempt(&throttled, setting::client_address().await, edge::now()) {
        return Err(AppError::TooMany);
    }
    if !password::verify(current, Some(account.password_hash)).await? {
        return Err(AppError::Invalid(vec![Problem::new("current", "wrong", "This is not your present password.")]));
    }
    throttle::forgive(&throttled, setting::client_address().await);
    let hash = password::hash(password).await?;
    store.set_password(id, &hash, edge::now()).await?;
    // Every session of the account has ended with the old password; this browser gets a new one.
    guard::sign_in(id).await
}

/// The page behind the set-up link.
///
/// # Errors
/// [`AppError::NotFound`] when there is an owner already.
#[server(prefix = "/rpc", endpoint = "account/set_up_page")]
pub async fn set_up_page() -> Result<AccountForm, AppError> {
    if guard::store()?.has_account().await? {
        return Err(AppError::NotFound);
    }
    let Some(posted) = form::posted().await else {
        return Ok(AccountForm { token: setting::query("token").await, ..AccountForm::default() });
    };
    let (token, email) = (posted.get("token"), posted.get("email"));
    let outcome = set_up(token.clone(), email.clone(), posted.get("password")).await;
    Ok(answer(AccountForm { token, email, ..AccountForm::default() }.with(outcome), "/sites/new"))
}

/// The sign-in page.
///
/// # Errors
/// Only failures of ours.
#[server(prefix = "/rpc", endpoint = "account/sign_in_page")]
pub async fn sign_in_page() -> Result<AccountForm, AppError> {
    let Some(posted) = form::posted().await else {
        if guard::account().await.is_ok() {
            form::see_other("/");
        }
        return Ok(AccountForm::default());
    };
    let email = posted.get("email");
    let outcome = sign_in(email.clone(), posted.get("password")).await;
    Ok(answer(AccountForm { email, ..AccountForm::default() }.with(outcome), "/"))
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
    /// Longest address that mail can carry (RFC 5321 §4.5.3.1.3).
    const MAX_EMAIL: usize = 254;
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
