//! Server functions of sites: adding one, its details, offline and online, archiving, the preview link.

use super::{NewSite, Overview, Settings, Sites};
use crate::error::AppError;
use consent::site::SiteDetails;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    super::{LiveVersion, PreviewLink, SiteLine, SiteState, Step, details, overview},
    crate::form::{self, Form, Notice},
    crate::versions::frozen::{Standing, standing},
    crate::{edge, guard, setting},
    consent::canonical::sha256_hex,
    consent::check::Problem,
    consent::draft::Draft,
    consent::keys::SiteKey,
    consent::timestamp::DAY_MS,
    store::site::{CreateSiteError, Role, SaveDetailsError, Site},
};

/// Adds a site; answers its key.
///
/// # Errors
/// [`AppError::Invalid`] by field.
#[server(prefix = "/rpc", endpoint = "sites/create_site")]
pub async fn create_site(details: SiteDetails) -> Result<String, AppError> {
    let account = guard::account().await?;
    let details = checked(details)?;
    let key = SiteKey::from_random(edge::random());
    match guard::store()?.create_site(&key, &details, &Draft::default(), Some(account), edge::now()).await {
        Ok(_) => Ok(key.to_string()),
        Err(CreateSiteError::KeyTaken) => Err(AppError::Internal),
        Err(CreateSiteError::Store(error)) => Err(error.into()),
    }
}

/// Details that hold, with their origins as browsers write them.
#[cfg(feature = "ssr")]
fn checked(details: SiteDetails) -> Result<SiteDetails, AppError> {
    let problems = details.check();
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    let origins = details.parsed_origins().into_iter().map(String::from).collect();
    Ok(SiteDetails { origins, ..details })
}

/// Saves a site's details as edited from `revision`; answers their new revision.
///
/// # Errors
/// [`AppError::Invalid`] by field, [`AppError::Conflict`]; as the guard.
#[server(prefix = "/rpc", endpoint = "sites/save_details")]
pub async fn save_details(site: String, revision: i64, details: SiteDetails) -> Result<i64, AppError> {
    let member = guard::member(&site, Role::Editor).await?;
    let details = checked(details)?;
    let by = Some(member.account);
    match guard::store()?.save_site_details(&member.site, revision, &details, by, edge::now()).await {
        Ok(revision) => Ok(revision),
        Err(SaveDetailsError::Conflict { revision, .. }) => Err(AppError::Conflict { revision }),
        Err(SaveDetailsError::NoSite) => Err(AppError::NotFound),
        Err(SaveDetailsError::Store(error)) => Err(error.into()),
    }
}

/// Takes the banner offline, or brings it back.
///
/// # Errors
/// As the guard.
#[server(prefix = "/rpc", endpoint = "sites/set_online")]
pub async fn set_online(site: String, online: bool) -> Result<(), AppError> {
    let member = guard::member(&site, Role::Editor).await?;
    let (store, by, now) = (guard::store()?, Some(member.account), edge::now());
    match online {
        true => store.bring_online(&member.site, by, now).await?,
        false => store.take_offline(&member.site, by, now).await?,
    }
    Ok(())
}

/// Archives a site for good; `confirm` is its name.
///
/// # Errors
/// [`AppError::Invalid`] on `confirm` when it is another text; as the guard.
#[server(prefix = "/rpc", endpoint = "sites/archive")]
pub async fn archive(site: String, confirm: String) -> Result<(), AppError> {
    let member = guard::member(&site, Role::Owner).await?;
    if confirm.trim() != member.site.details.name.trim() {
        return Err(AppError::Invalid(vec![Problem::new(
            "confirm",
            "differs",
            "Type the name exactly as it is written here.",
        )]));
    }
    Ok(guard::store()?.archive_site(&member.site, Some(member.account), edge::now()).await?)
}

/// Makes a preview link that replaces any other; answers its address, which is not stored.
///
/// # Errors
/// As the guard.
#[server(prefix = "/rpc", endpoint = "sites/make_preview")]
pub async fn make_preview(site: String) -> Result<String, AppError> {
    let member = guard::member(&site, Role::Editor).await?;
    // 128 bits: nobody guesses it.
    let token: String = edge::random::<16>().iter().map(|byte| format!("{byte:02x}")).collect();
    let hash = sha256_hex(token.as_bytes());
    guard::store()?.save_preview(&member.site, Some(&hash), Some(member.account), edge::now()).await?;
    Ok(format!("{}/preview/{site}?token={token}", setting::public_url().await))
}

/// Ends the preview link.
///
/// # Errors
/// As the guard.
#[server(prefix = "/rpc", endpoint = "sites/end_preview")]
pub async fn end_preview(site: String) -> Result<(), AppError> {
    let member = guard::member(&site, Role::Editor).await?;
    Ok(guard::store()?.save_preview(&member.site, None, Some(member.account), edge::now()).await?)
}

/// One's sites.
///
/// # Errors
/// [`AppError::SignedOut`]; failures of ours.
#[server(prefix = "/rpc", endpoint = "sites/sites_page")]
pub async fn sites_page() -> Result<Sites, AppError> {
    let account = match guard::account().await {
        // Somebody who only helps on a site may be there before the owner, and signs in like everybody.
        Err(AppError::SignedOut) if !guard::store()?.has_account().await? => return Ok(Sites::NoOwner),
        account => account?,
    };
    let mut lines = Vec::new();
    for (site, _) in guard::store()?.list_sites_for(account).await? {
        let standing = standing(&site).await?;
        let state = state(&site, !standing.differences().is_empty());
        lines.push(SiteLine {
            key: site.key.to_string(),
            name: site.details.name,
            origins: site.details.origins,
            state,
        });
    }
    Ok(Sites::List(lines))
}

#[cfg(feature = "ssr")]
fn state(site: &Site, differs: bool) -> SiteState {
    match site.live {
        _ if site.archived_at.is_some() => SiteState::Archived,
        None => SiteState::Unpublished,
        Some(_) if site.offline_since.is_some() => SiteState::Offline,
        Some(version) => SiteState::Live { version, differs },
    }
}

/// The page that adds a site.
///
/// # Errors
/// [`AppError::SignedOut`] before anything was typed.
#[server(prefix = "/rpc", endpoint = "sites/new_site_page")]
pub async fn new_site_page() -> Result<NewSite, AppError> {
    let Some(posted) = form::posted().await else {
        guard::account().await?;
        return Ok(NewSite::default());
    };
    let details = details::parse(&posted);
    match create_site(details.clone()).await {
        Ok(key) => {
            form::see_other(&format!("/sites/{key}"));
            Ok(NewSite { details, ..NewSite::default() })
        }
        Err(error) => {
            form::answer_with(error.status());
            let all_problems = matches!(error, AppError::Invalid(_));
            Ok(NewSite { details, all_problems, notice: Some(form::not_saved(&error)) })
        }
    }
}

/// A site at a glance.
///
/// # Errors
/// As the guard; failures of ours.
#[server(prefix = "/rpc", endpoint = "sites/overview_page")]
pub async fn overview_page(site: String) -> Result<Overview, AppError> {
    let member = guard::member(&site, Role::Auditor).await?;
    let store = guard::store()?;
    let found = &member.site;
    let standing = standing(found).await?;
    let differences = standing.differences();
    let origins = found.details.parsed_origins();
    // Elsewhere the snippet shows nothing, so only the site's own origins say that it runs.
    let seen =
        store.list_seen(found.id).await?.into_iter().find(|seen| origins.iter().any(|own| own.matches(&seen.origin)));
    let since = edge::now().plus(-(overview::RECENT_DAYS - 1) * DAY_MS);
    let days = store.count_records_by_day(found.id, since, edge::now()).await?;
    Ok(Overview {
        name: found.details.name.clone(),
        state: state(found, !differences.is_empty()),
        can_edit: member.role.includes(Role::Editor) && found.archived_at.is_none(),
        live: standing
            .live
            .as_ref()
            .map(|live| LiveVersion { number: live.version.number, published_at: live.version.published_at }),
        offline_since: found.offline_since,
        archived_at: found.archived_at,
        steps: steps(found, &standing, seen.is_some()),
        differences,
        recent_records: days.iter().map(|(_, count)| count).sum(),
        seen: seen.map(|seen| (seen.origin, seen.day.day())),
        site,
    })
}

/// The way to a running banner.
#[cfg(feature = "ssr")]
fn steps(site: &Site, standing: &Standing, seen: bool) -> Vec<Step> {
    let problems = store::version::problems(site, &standing.draft);
    let left = |starts: &[&str]| {
        problems.iter().filter(|problem| starts.iter().any(|start| problem.path.starts_with(start))).count()
    };
    let step = |label: &str, path: &str, left: String| Step {
        label: label.to_owned(),
        path: path.to_owned(),
        done: left.is_empty(),
        left,
    };
    let count = |count: usize| match count {
        0 => String::new(),
        1 => "1 thing is left to mend.".to_owned(),
        more => format!("{more} things are left to mend."),
    };
    let unless = |done: bool, left: &str| if done { String::new() } else { left.to_owned() };
    let purposes = match standing.draft.purposes.is_empty() {
        true => "Say what is collected, why, and what visitors get in return.".to_owned(),
        false => count(left(&["purposes"])),
    };
    let banner = match standing.draft.purposes.is_empty() && site.live.is_none() {
        true => "Languages, texts, layout and colours: look at them beside the preview.".to_owned(),
        false => count(left(&["banner", "languages"])),
    };
    let mut steps =
        vec![step("Describe the purposes", "/purposes", purposes), step("Check the banner", "/banner", banner)];
    if left(&["site"]) > 0 {
        steps.insert(0, step("Complete the details", "/settings", count(left(&["site"]))));
    }
    steps.push(step("Publish", "/publish", unless(site.live.is_some(), "Visitors see the banner from then on.")));
    steps.push(step(
        "Install the snippet",
        "/install",
        unless(seen, "One line on your pages; it was not seen there yet."),
    ));
    steps
}

/// The settings of a site; does what its buttons ask for when it is posted to.
///
/// # Errors
/// As the guard, unless something was typed that must not be lost.
#[server(prefix = "/rpc", endpoint = "sites/settings_page")]
pub async fn settings_page(site: String) -> Result<Settings, AppError> {
    let member = guard::member(&site, Role::Auditor).await;
    let Some(posted) = form::posted().await else {
        let mut page = settings(&member?);
        page.notice = setting::query_has("saved").await.then_some(Notice::Saved);
        return Ok(page);
    };
    let done = act(&site, &posted).await;
    let page = match member {
        Ok(member) => settings(&member),
        // What was typed is all that may be shown to somebody who is not, or cannot be, known to be a member.
        Err(AppError::SignedOut | AppError::Internal) => blank(&site),
        Err(error) => return Err(error),
    };
    match done {
        Ok(PreviewLink::None) => {
            form::see_other(&format!("/sites/{site}/settings?saved"));
            Ok(page)
        }
        Ok(preview) => Ok(Settings { preview, ..page }),
        Err(error) => {
            form::answer_with(error.status());
            Ok(refused(page, &posted, &error))
        }
    }
}

/// Does what the pressed button asks for; answers the preview link when one was made.
#[cfg(feature = "ssr")]
async fn act(site: &str, posted: &Form) -> Result<PreviewLink, AppError> {
    let site = site.to_owned();
    match posted.get("action").as_str() {
        "save" => _ = save_details(site, posted.revision(), details::parse(posted)).await?,
        "offline" => set_online(site, false).await?,
        "online" => set_online(site, true).await?,
        "archive" => archive(site, posted.get("confirm")).await?,
        "revoke" => end_preview(site).await?,
        "preview" => return make_preview(site).await.map(PreviewLink::New),
        _ => return Err(AppError::Malformed),
    }
    Ok(PreviewLink::None)
}

#[cfg(feature = "ssr")]
fn settings(member: &guard::Member) -> Settings {
    let site = &member.site;
    let open = site.archived_at.is_none();
    Settings {
        name: site.details.name.clone(),
        details: site.details.clone(),
        revision: site.revision,
        all_problems: true,
        can_edit: open && member.role.includes(Role::Editor),
        can_archive: open && member.role.includes(Role::Owner),
        offline_since: site.offline_since,
        archived_at: site.archived_at,
        preview: if site.preview_hash.is_some() { PreviewLink::Exists } else { PreviewLink::None },
        ..blank(site.key.as_str())
    }
}

/// The page without anything of the site but its key, which is in the address.
#[cfg(feature = "ssr")]
fn blank(site: &str) -> Settings {
    Settings { site: site.to_owned(), name: site.to_owned(), can_edit: true, ..Settings::default() }
}

/// The page with what was typed, and why it was not saved.
#[cfg(feature = "ssr")]
fn refused(mut page: Settings, posted: &Form, error: &AppError) -> Settings {
    page.confirm = posted.get("confirm");
    page.notice = match error {
        AppError::Invalid(problems) => {
            page.confirm_problem = crate::ui::problem_at(problems, "confirm");
            page.confirm_problem.is_none().then(|| form::not_saved(error))
        }
        AppError::Conflict { .. } => {
            Some(Notice::Conflict { theirs: details::theirs(&page.details, &details::parse(posted)) })
        }
        error => Some(form::not_saved(error)),
    };
    if posted.get("action") == "save" {
        page.details = details::parse(posted);
        // Only a conflict takes the new revision: saving again is then a decision.
        if !matches!(error, AppError::Conflict { .. }) {
            page.revision = posted.revision();
        }
    }
    page
}
