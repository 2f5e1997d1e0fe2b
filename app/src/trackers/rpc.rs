//! Server functions of trackers, and of the page that says how to install the snippet.

use super::{Install, TrackerEdit};
use crate::error::AppError;
use consent::draft::Tracker;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

#[cfg(feature = "ssr")]
use {
    super::{SeenLine, edit, snippet},
    crate::form::{self, Form, Notice},
    crate::purposes::address::other_trackers,
    crate::purposes::count_text,
    crate::purposes::desk::{Desk, below, refusal},
    crate::{guard, setting},
    consent::difference::name,
    store::seen::SeenBy,
    store::site::Role,
};

/// Saves a tracker of a purpose in the place of the one whose key is `address`, or as a new one; answers its key.
///
/// # Errors
/// [`AppError::Invalid`] on `key`, [`AppError::NotFound`] when there is no such purpose, [`AppError::Conflict`]; as the
/// guard.
#[server(prefix = "/rpc", endpoint = "trackers/save_tracker", input = Json)]
pub async fn save_tracker(
    site: String,
    revision: i64,
    purpose: String,
    address: String,
    tracker: Tracker,
) -> Result<String, AppError> {
    let member = guard::member(&site, Role::Editor).await?;
    let mut desk = Desk::of(member).await?.at(revision)?;
    desk.draft.purpose(&purpose).ok_or(AppError::NotFound)?;
    let key =
        edit::put(&mut desk.draft, &purpose, &address, tracker).map_err(|problem| AppError::Invalid(vec![problem]))?;
    desk.save().await?;
    Ok(key)
}

/// Removes a tracker of a purpose; answers the draft's new revision.
///
/// # Errors
/// [`AppError::Conflict`]; as the guard.
#[server(prefix = "/rpc", endpoint = "trackers/remove_tracker")]
pub async fn remove_tracker(site: String, revision: i64, purpose: String, tracker: String) -> Result<i64, AppError> {
    let member = guard::member(&site, Role::Editor).await?;
    let mut desk = Desk::of(member).await?.at(revision)?;
    for each in desk.draft.purposes.iter_mut().filter(|each| each.key == purpose) {
        each.trackers.retain(|each| each.key != tracker);
    }
    desk.save().await
}

/// One tracker, or a new one where `tracker` is empty; does what its buttons ask for when it is posted to.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such tracker; as the guard, unless something was typed.
#[server(prefix = "/rpc", endpoint = "trackers/tracker_page")]
pub async fn tracker_page(site: String, purpose: String, tracker: String) -> Result<TrackerEdit, AppError> {
    let member = guard::member(&site, Role::Auditor).await;
    let Some(posted) = form::posted().await else {
        let desk = Desk::of(member?).await?;
        let stored = stored(&desk, &purpose, &tracker)?;
        let notice = setting::query_has("saved").await.then_some(Notice::Saved);
        return Ok(TrackerEdit {
            notice,
            all_problems: !tracker.is_empty(),
            ..view(&desk, &purpose, &tracker, stored)
        });
    };
    if posted.get("action") == "remove" {
        return remove(member?, purpose, tracker, &posted).await;
    }
    let mut typed = edit::parse(&posted);
    let error = match edit::rows(&mut typed, &posted.get("action")) {
        true => None,
        false => {
            let unreadable = edit::unreadable(&typed);
            let saved = match unreadable.is_empty() {
                false => guard::member(&site, Role::Editor).await.and(Err(AppError::Invalid(unreadable))),
                true => {
                    let typed = typed.tracker.clone();
                    save_tracker(site.clone(), posted.revision(), purpose.clone(), tracker.clone(), typed).await
                }
            };
            match saved {
                Ok(key) => {
                    form::see_other(&format!("/sites/{site}/purposes/{purpose}/trackers/{key}?saved"));
                    return Ok(TrackerEdit::default());
                }
                Err(error) => Some(error),
            }
        }
    };
    // A row may be added after the session was lost as well: then this is all there is to say.
    let lost = member.as_ref().err().cloned();
    let mut page = match below(member).await? {
        Some(desk) => {
            let theirs = edit::theirs(find(&desk, &purpose, &tracker), &typed.tracker);
            TrackerEdit {
                notice: error.as_ref().and_then(|error| refusal(error, theirs)),
                ..view(&desk, &purpose, &tracker, typed.tracker)
            }
        }
        None => TrackerEdit {
            name: site.clone(),
            site,
            purpose_title: purpose.clone(),
            purpose,
            address: tracker,
            tracker: typed.tracker,
            notice: error.as_ref().or(lost.as_ref()).and_then(|error| refusal(error, Vec::new())),
            ..TrackerEdit::default()
        },
    };
    page.counts = typed.counts;
    if let Some(error) = &error {
        form::answer_with(error.status());
    }
    page.can_edit = true;
    // A row that was just added is not reproached for being empty.
    page.all_problems = error.is_some();
    // Only a conflict takes the new revision: saving again is then a decision.
    if !matches!(error, Some(AppError::Conflict { .. })) {
        page.revision = posted.revision();
    }
    Ok(page)
}

#[cfg(feature = "ssr")]
async fn remove(
    member: guard::Member,
    purpose: String,
    tracker: String,
    posted: &Form,
) -> Result<TrackerEdit, AppError> {
    let site = member.site.key.to_string();
    match remove_tracker(site.clone(), posted.revision(), purpose.clone(), tracker.clone()).await {
        Ok(_) => {
            form::see_other(&format!("/sites/{site}/purposes/{purpose}?saved"));
            Ok(TrackerEdit::default())
        }
        Err(error) => {
            form::answer_with(error.status());
            let desk = Desk::of(member).await?;
            let mut page = view(&desk, &purpose, &tracker, stored(&desk, &purpose, &tracker)?);
            let stale =
                "The draft was changed after you opened this page, so nothing was removed. This is the tracker now.";
            page.notice = Some(Notice::Problem(match error {
                AppError::Conflict { .. } => stale.to_owned(),
                error => error.to_string(),
            }));
            Ok(page)
        }
    }
}

#[cfg(feature = "ssr")]
fn find<'a>(desk: &'a Desk, purpose: &str, tracker: &str) -> Option<&'a Tracker> {
    desk.draft.purpose(purpose)?.trackers.iter().find(|each| each.key == tracker)
}

/// The stored tracker; an empty one for a new one.
#[cfg(feature = "ssr")]
fn stored(desk: &Desk, purpose: &str, tracker: &str) -> Result<Tracker, AppError> {
    desk.draft.purpose(purpose).ok_or(AppError::NotFound)?;
    match tracker.is_empty() {
        true => Ok(Tracker::default()),
        false => find(desk, purpose, tracker).cloned().ok_or(AppError::NotFound),
    }
}

/// The page of a tracker, with `shown` in its fields.
#[cfg(feature = "ssr")]
fn view(desk: &Desk, purpose: &str, tracker: &str, shown: Tracker) -> TrackerEdit {
    let title = desk.draft.purpose(purpose).map(|found| name(found, &desk.draft.languages).to_owned());
    TrackerEdit {
        site: desk.member.site.key.to_string(),
        name: desk.member.site.details.name.clone(),
        purpose: purpose.to_owned(),
        purpose_title: title.unwrap_or_else(|| purpose.to_owned()),
        address: tracker.to_owned(),
        revision: desk.revision,
        counts: shown.items.iter().map(|item| count_text(item.duration.map_or(0, |kept| kept.count))).collect(),
        tracker: shown,
        taken: other_trackers(&desk.draft, tracker),
        all_problems: true,
        notice: None,
        can_edit: desk.can_edit(),
    }
}

/// How to install a site's snippet, and where it was seen.
///
/// # Errors
/// As the guard; failures of ours.
#[server(prefix = "/rpc", endpoint = "trackers/install_page")]
pub async fn install_page(site: String) -> Result<Install, AppError> {
    let member = guard::member(&site, Role::Auditor).await?;
    let desk = Desk::of(member).await?;
    let found = &desk.member.site;
    // Tags on pages use what is live; before the first version, what will be.
    let live = match found.live {
        Some(number) => {
            guard::store()?.find_version(found.id, number).await?.map(|published| published.version.to_draft())
        }
        None => None,
    };
    let shown = live.as_ref().unwrap_or(&desk.draft);
    let origins = found.details.parsed_origins();
    let seen = guard::store()?.list_seen(found.id).await?.into_iter().map(|seen| SeenLine {
        listed: origins.iter().any(|own| own.matches(&seen.origin)),
        origin: seen.origin,
        choice: seen.by == SeenBy::Choice,
        day: seen.day.day(),
    });
    let host = setting::public_url().await;
    let language = shown.languages.first().copied().unwrap_or_default();
    let behaviour = &shown.banner.behaviour;
    let first = behaviour.comes_first();
    Ok(Install {
        snippet: snippet::snippet(&host, &site, language, first),
        pinned: setting::pinned().await.map(|pinned| snippet::pinned(&host, &site, language, &pinned)),
        first,
        advanced: behaviour.vendors.google.as_ref().map(|google| google.advanced),
        tags: snippet::tags(shown),
        questions: snippet::questions(&host, &site, shown),
        seen: seen.collect(),
        published: found.live.is_some(),
        offline: found.offline_since.is_some() || found.archived_at.is_some(),
        origins: found.details.origins.clone(),
        name: found.details.name.clone(),
        site,
    })
}
