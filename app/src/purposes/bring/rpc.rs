//! Server functions of bringing purposes along.

use super::Bring;
use crate::error::AppError;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

#[cfg(feature = "ssr")]
use {
    super::Brought,
    super::merge::merge,
    crate::form::{self, Notice, not_saved},
    crate::guard,
    crate::purposes::desk::Desk,
    crate::purposes::kind_label,
    consent::check::Problem,
    store::site::Role,
};

/// Adds what is in a configuration or a cookie list to the draft; answers its new revision.
///
/// # Errors
/// [`AppError::Invalid`] on `text`, [`AppError::Conflict`]; as the guard.
#[server(prefix = "/rpc", endpoint = "purposes/bring_along", input = Json)]
pub async fn bring_along(site: String, revision: i64, text: String) -> Result<i64, AppError> {
    let member = guard::member(&site, Role::Editor).await?;
    let mut desk = Desk::of(member).await?.at(revision)?;
    let imported = read(text).await?.map_err(|error| AppError::Invalid(vec![unreadable(&error)]))?;
    merge(&mut desk.draft, imported.purposes);
    desk.save().await
}

/// Reads a source beside the server's work, and one at a time: one that is made to be slow takes a second and much memory.
#[cfg(feature = "ssr")]
async fn read(text: String) -> Result<Result<moves::Imported, moves::ImportError>, AppError> {
    static ONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let _one = ONE.lock().await;
    tokio::task::spawn_blocking(move || moves::read(&text)).await.map_err(|_| AppError::Internal)
}

#[cfg(feature = "ssr")]
fn unreadable(error: &moves::ImportError) -> Problem {
    Problem::new("text", "unreadable", error.to_string())
}

/// The page that brings purposes along: shows what is in a source, and adds it.
///
/// # Errors
/// As the guard, unless something was pasted.
#[server(prefix = "/rpc", endpoint = "purposes/bring_page")]
pub async fn bring_page(site: String) -> Result<Bring, AppError> {
    let member = guard::member(&site, Role::Editor).await;
    let Some(posted) = form::posted().await else { return Ok(view(&Desk::of(member?).await?)) };
    let text = posted.get("text");
    let done = match posted.get("action").as_str() {
        "add" => bring_along(site.clone(), posted.revision(), text.clone()).await.map(Some),
        _ => Ok(None),
    };
    if let Ok(Some(_)) = done {
        form::see_other(&format!("/sites/{site}/purposes?saved"));
        return Ok(Bring::default());
    }
    let mut page = match member {
        Ok(member) => view(&Desk::of(member).await?),
        // What was pasted is not lost with the session.
        Err(AppError::SignedOut) => Bring { name: site.clone(), site, ..Bring::default() },
        Err(error) => return Err(error),
    };
    match (done, read(text.clone()).await?) {
        (Err(AppError::Invalid(_)), Err(error)) | (Ok(_), Err(error)) => {
            form::answer_with(422);
            page.problem = Some(error.to_string());
        }
        (Err(error), read) => {
            form::answer_with(error.status());
            page.notice = Some(match error {
                AppError::Conflict { .. } => Notice::Problem(
                    "The draft was changed after you opened this page, so nothing was added. Press Add again."
                        .to_owned(),
                ),
                error => not_saved(&error),
            });
            page.brought = read.ok().map(brought);
        }
        (Ok(_), Ok(read)) => page.brought = Some(brought(read)),
    }
    page.text = text;
    Ok(page)
}

#[cfg(feature = "ssr")]
fn view(desk: &Desk) -> Bring {
    Bring {
        site: desk.member.site.key.to_string(),
        name: desk.member.site.details.name.clone(),
        revision: desk.revision,
        ..Bring::default()
    }
}

#[cfg(feature = "ssr")]
fn brought(read: moves::Imported) -> Brought {
    let purposes = read.purposes.iter().map(|purpose| {
        let trackers = purpose.trackers.iter().map(|tracker| tracker.name.clone()).collect();
        (consent::difference::name(purpose, &read.languages).to_owned(), kind_label(purpose.kind), trackers)
    });
    Brought {
        from: read.from.as_str().to_owned(),
        purposes: purposes.collect(),
        remarks: read.remarks.into_iter().map(|remark| (remark.path, remark.message)).collect(),
    }
}
