//! Server functions of versions: publishing, restoring, and the pages that show them.

use super::{Preview, Public, Publish, Versions, Whole};
use crate::error::AppError;
use consent::reported::Reasons;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

#[cfg(feature = "ssr")]
use {
    super::frozen::{freeze, standing},
    super::place::{place, places},
    super::publish::Found,
    super::still::Shot,
    super::{VersionLine, frozen},
    crate::form::{self, Notice},
    crate::purposes::desk::Desk,
    crate::{edge, guard, setting},
    consent::again::Again,
    consent::canonical::sha256_hex,
    consent::check::Problem,
    consent::difference::differences,
    consent::keys::SiteKey,
    consent::lint::{Severity, lint},
    consent::reported::{id, is_reason},
    store::draft::SaveDraftError,
    store::site::{Role, Site},
    store::version::PublishError,
};

/// Publishes a revision of the draft; answers the number of the new version. `reasons` are the owner's for each warning
/// of the linter, by rule and field: `L10@banner.words.en.banner.text`.
///
/// # Errors
/// [`AppError::Invalid`] with what is left to mend, the rules' ids as codes; [`AppError::Conflict`] when the draft is at
/// another revision.
#[server(prefix = "/rpc", endpoint = "versions/publish_draft", input = Json)]
pub async fn publish_draft(site: String, revision: i64, reasons: Reasons) -> Result<u32, AppError> {
    let member = guard::member(&site, Role::Editor).await?;
    let published = guard::store()?.publish(&member.site, revision, &reasons, Some(member.account), edge::now()).await;
    match published {
        Ok(published) => Ok(published.version.number),
        Err(PublishError::Invalid(problems)) => Err(AppError::Invalid(problems)),
        Err(PublishError::Findings(findings)) => {
            let problems =
                findings.into_iter().map(|finding| Problem::new(finding.path, &finding.rule, finding.message));
            Err(AppError::Invalid(problems.collect()))
        }
        Err(PublishError::Conflict { revision }) => Err(AppError::Conflict { revision }),
        // Pressed twice: what was asked for is live already.
        Err(PublishError::Unchanged) => member.site.live.ok_or(AppError::Internal),
        Err(PublishError::NoSite) => Err(AppError::NotFound),
        Err(PublishError::Store(error)) => Err(error.into()),
    }
}

/// Mends what the linter found, where it knows a safe way; answers the draft's new revision. `finding` is its rule and
/// field.
///
/// # Errors
/// [`AppError::NotFound`] where there is no such finding or no such way; [`AppError::Conflict`]; as the guard.
#[server(prefix = "/rpc", endpoint = "versions/fix_finding")]
pub async fn fix_finding(site: String, revision: i64, finding: String) -> Result<i64, AppError> {
    let member = guard::member(&site, Role::Editor).await?;
    let mut desk = Desk::of(member).await?.at(revision)?;
    let found = lint(&desk.member.site.details, &desk.draft).into_iter().find(|found| id(found) == finding);
    let fix = found.and_then(|found| found.fix).ok_or(AppError::NotFound)?;
    fix.apply(&mut desk.draft);
    desk.save().await
}

/// Makes the draft say again what a version said; answers the draft's new revision.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such version, [`AppError::Conflict`] when the draft is at another revision.
#[server(prefix = "/rpc", endpoint = "versions/restore")]
pub async fn restore(site: String, number: u32, revision: i64) -> Result<i64, AppError> {
    let member = guard::member(&site, Role::Editor).await?;
    let store = guard::store()?;
    let published = store.find_version(member.site.id, number).await?.ok_or(AppError::NotFound)?;
    let draft = published.version.to_draft();
    match store.save_draft(member.site.id, revision, &draft, Some(member.account), edge::now()).await {
        Ok(revision) => Ok(revision),
        Err(SaveDraftError::Conflict { revision, .. }) => Err(AppError::Conflict { revision }),
        Err(SaveDraftError::NoSite) => Err(AppError::NotFound),
        Err(SaveDraftError::TooLarge) => Err(AppError::Malformed),
        Err(SaveDraftError::Store(error)) => Err(error.into()),
    }
}

/// The page that publishes when it is posted to.
///
/// # Errors
/// As the guard; failures of ours.
#[server(prefix = "/rpc", endpoint = "versions/publish_page")]
pub async fn publish_page(site: String) -> Result<Publish, AppError> {
    let member = guard::member(&site, Role::Auditor).await?;
    let Some(posted) = form::posted().await else { return publish_view(&member, None, &Reasons::new(), false).await };
    let reasons: Reasons =
        posted.fields().filter_map(|(name, value)| Some((name.strip_prefix("reason:")?.to_owned(), value))).collect();
    let action = posted.get("action");
    let done = match action.strip_prefix("fix:") {
        Some(finding) => fix_finding(site.clone(), posted.revision(), finding.to_owned())
            .await
            .map(|_| format!("/sites/{site}/publish?fixed")),
        None => publish_draft(site.clone(), posted.revision(), reasons.clone())
            .await
            .map(|number| format!("/sites/{site}/versions/{number}?published")),
    };
    let notice = match &done {
        Ok(address) => {
            form::see_other(address);
            None
        }
        Err(error) => {
            form::answer_with(error.status());
            refused(error)
        }
    };
    publish_view(&member, notice, &reasons, done.is_err()).await
}

#[cfg(feature = "ssr")]
fn refused(error: &AppError) -> Option<Notice> {
    match error {
        // The list of what is left says it better.
        AppError::Invalid(_) => None,
        AppError::Conflict { .. } => Some(Notice::Problem(
            "The draft was changed after you opened this page, so nothing was published. This is what it says now."
                .to_owned(),
        )),
        error => Some(Notice::Problem(error.to_string())),
    }
}

#[cfg(feature = "ssr")]
async fn publish_view(
    member: &guard::Member,
    notice: Option<Notice>,
    reasons: &Reasons,
    refused: bool,
) -> Result<Publish, AppError> {
    let site = &member.site;
    let standing = standing(site).await?;
    let again = asked_again(site, &standing.next).await?;
    Ok(Publish {
        asked: again.asked,
        chosen: again.chosen,
        reasons: again.reasons.iter().map(|reason| frozen::why(&standing.next, reason)).collect(),
        site: site.key.to_string(),
        name: site.details.name.clone(),
        can_publish: member.role.includes(Role::Editor) && site.archived_at.is_none(),
        revision: standing.revision,
        next: standing.next.number,
        places: places(&standing.draft, &store::version::problems(site, &standing.draft)),
        score: standing.report.score,
        findings: found(&standing, reasons, refused),
        differences: standing.differences(),
        fixed: notice.is_none() && setting::query_has("fixed").await,
        offline: site.offline_since.is_some(),
        restored: notice.is_none() && setting::query_has("restored").await,
        notice,
    })
}

/// What the linter found in the draft, errors first, with the reasons that were typed.
#[cfg(feature = "ssr")]
fn found(standing: &frozen::Standing, reasons: &Reasons, refused: bool) -> Vec<Found> {
    let found = standing.report.findings.iter().map(|finding| {
        let id = id(finding);
        let reason = reasons.get(&id).cloned().unwrap_or_default();
        let lacks_reason = refused && finding.severity == Severity::Warning && !is_reason(&reason);
        let (label, path) = place(&standing.draft, &finding.path);
        Found { reason, lacks_reason, label, path, id, finding: finding.clone() }
    });
    let mut found: Vec<Found> = found.collect();
    found.sort_by_key(|found| std::cmp::Reverse(found.finding.severity));
    found
}

/// What publishing would mean for those who have chosen.
#[cfg(feature = "ssr")]
async fn asked_again(site: &Site, next: &consent::version::Version) -> Result<Again, AppError> {
    let store = guard::store()?;
    let mut standing = Vec::new();
    for (number, visitors) in store.count_standing_by_version(site.id, edge::now()).await? {
        let then = store.find_version(site.id, number).await?.ok_or(AppError::Internal)?;
        standing.push((number, then.version.fingerprints(), visitors));
    }
    Ok(consent::again::asked_again(next, &standing))
}

/// The list of versions.
///
/// # Errors
/// As the guard; failures of ours.
#[server(prefix = "/rpc", endpoint = "versions/versions_page")]
pub async fn versions_page(site: String) -> Result<Versions, AppError> {
    let member = guard::member(&site, Role::Auditor).await?;
    let listed = guard::store()?.list_versions(member.site.id).await?;
    let lines = listed.into_iter().map(|listed| VersionLine {
        number: listed.number,
        published_at: listed.published_at,
        published_by: listed.email.unwrap_or_else(by_program),
        hash: listed.hash,
        live: member.site.live == Some(listed.number),
    });
    Ok(Versions { site, name: member.site.details.name, lines: lines.collect() })
}

#[cfg(feature = "ssr")]
fn by_program() -> String {
    "Assent itself".to_owned()
}

/// One version; restores it when posted to.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such version; as the guard.
#[server(prefix = "/rpc", endpoint = "versions/version_page")]
pub async fn version_page(site: String, number: String) -> Result<Whole, AppError> {
    let member = guard::member(&site, Role::Auditor).await?;
    let number: u32 = number.parse().map_err(|_| AppError::NotFound)?;
    let notice = match form::posted().await {
        None => None,
        Some(posted) => match restore(site.clone(), number, posted.revision()).await {
            Ok(_) => {
                form::see_other(&format!("/sites/{site}/publish?restored"));
                None
            }
            Err(error) => {
                form::answer_with(error.status());
                Some(restore_refused(&error))
            }
        },
    };
    whole(&member, number, notice).await
}

#[cfg(feature = "ssr")]
fn restore_refused(error: &AppError) -> Notice {
    Notice::Problem(match error {
        AppError::Conflict { .. } => {
            "The draft was changed after you opened this page, so nothing was restored. Look at what it would change now, then restore again.".to_owned()
        }
        error => error.to_string(),
    })
}

#[cfg(feature = "ssr")]
async fn whole(member: &guard::Member, number: u32, notice: Option<Notice>) -> Result<Whole, AppError> {
    let store = guard::store()?;
    let site = &member.site;
    let published = store.find_version(site.id, number).await?.ok_or(AppError::NotFound)?;
    let before = match number.checked_sub(1).filter(|number| *number > 0) {
        Some(before) => store.find_version(site.id, before).await?,
        None => None,
    };
    let by = store
        .list_versions(site.id)
        .await?
        .into_iter()
        .find(|listed| listed.number == number)
        .and_then(|listed| listed.email);
    let standing = frozen::standing(site).await?;
    // Restoring changes what a draft holds; the site's details stay as they are.
    let restored = freeze(site, &published.version.to_draft(), number)?;
    Ok(Whole {
        site: site.key.to_string(),
        name: site.details.name.clone(),
        shot: Shot::of(
            &setting::query("layer").await,
            &setting::query("lang").await,
            &setting::query("regime").await,
            &published.version,
        ),
        differences: differences(before.as_ref().map(|before| &before.version), &published.version),
        lost: differences(Some(&standing.next), &restored),
        hash: published.hash,
        published_by: by.unwrap_or_else(by_program),
        live: site.live == Some(number),
        can_restore: member.role.includes(Role::Editor) && site.archived_at.is_none(),
        revision: standing.revision,
        just_published: notice.is_none() && setting::query_has("published").await,
        notice,
        version: published.version,
    })
}

/// A version as everybody may see it: what was shown to anybody can be looked up by everybody.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such version.
#[server(prefix = "/rpc", endpoint = "versions/public_page")]
pub async fn public_page(site: String, number: String) -> Result<Public, AppError> {
    let store = guard::store()?;
    let key = SiteKey::parse(&site).ok_or(AppError::NotFound)?;
    let live = store.live(&key).await?.ok_or(AppError::NotFound)?;
    let number: u32 = number.parse().map_err(|_| AppError::NotFound)?;
    let published = store.version_of(&live, number).await?.ok_or(AppError::NotFound)?;
    let before = match number.checked_sub(1).filter(|number| *number > 0) {
        Some(before) => store.version_of(&live, before).await?,
        None => None,
    };
    Ok(Public {
        site,
        shot: Shot::of(
            &setting::query("layer").await,
            &setting::query("lang").await,
            &setting::query("regime").await,
            &published.version,
        ),
        differences: differences(before.as_ref().map(|before| &before.version), &published.version),
        hash: published.hash.clone(),
        live: live.version.as_ref().is_some_and(|live| live.version.number == number),
        newest: live.site.live.unwrap_or(number),
        version: published.version.clone(),
    })
}

/// The draft on an example page, for members and for those who have the preview link.
///
/// # Errors
/// [`AppError::NotFound`] for anybody else.
#[server(prefix = "/rpc", endpoint = "versions/preview_page")]
pub async fn preview_page(
    site: String,
    token: String,
    layer: String,
    language: String,
    regime: String,
) -> Result<Preview, AppError> {
    let (found, member) = preview_guard(&site, &token).await?;
    let version = frozen::standing(&found).await?.next;
    let address = if member { format!("/preview/{site}") } else { format!("/preview/{site}?token={token}") };
    Ok(Preview { shot: Shot::of(&layer, &language, &regime, &version), site, version, address, member })
}

/// The site that a token or the session opens, and whether it was the session.
#[cfg(feature = "ssr")]
async fn preview_guard(site: &str, token: &str) -> Result<(Site, bool), AppError> {
    if let Ok(member) = guard::member(site, Role::Auditor).await {
        return Ok((member.site, true));
    }
    let opened = match token {
        "" => None,
        token => guard::store()?.find_site_by_preview(site, &sha256_hex(token.as_bytes())).await?,
    };
    // An archived site has no banner any more that colleagues could talk about.
    let site = opened.filter(|site| site.archived_at.is_none()).ok_or(AppError::NotFound)?;
    Ok((site, false))
}
