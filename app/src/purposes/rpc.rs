//! Server functions of purposes.

use super::asks::Asks;
use super::{NewPurpose, PurposeEdit, Purposes};
use crate::error::AppError;
use consent::check::Problem;
use consent::draft::Purpose;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

#[cfg(feature = "ssr")]
use {
    super::address::other_purposes,
    super::count::count_text,
    super::desk::{Desk, below, refusal},
    super::sensitive::{self, Sensitive},
    super::template::{TEMPLATES, begin, words},
    super::{PurposeLine, TrackerLine, edit},
    crate::banner::editor::Sample,
    crate::form::{self, Form, Notice},
    crate::{guard, setting},
    consent::draft::Confirmation,
    consent::language::Language,
    consent::lint::{Severity, lint},
    store::site::Role,
};

/// Saves a purpose in the place of the one whose key is `address`; answers the draft's new revision. `asks` says
/// what the change means to those who have decided.
///
/// # Errors
/// [`AppError::Invalid`] on `key`, [`AppError::Conflict`]; as the guard.
#[server(prefix = "/rpc", endpoint = "purposes/save_purpose", input = Json)]
pub async fn save_purpose(
    site: String,
    revision: i64,
    address: String,
    purpose: Purpose,
    asks: Asks,
) -> Result<i64, AppError> {
    let member = guard::member(&site, Role::Editor).await?;
    let mut desk = Desk::of(member).await?.at(revision)?;
    edit::put(&mut desk.draft, &address, purpose, asks).map_err(|problem| AppError::Invalid(vec![problem]))?;
    desk.save().await
}

/// What the linter finds in a purpose, in the place of the one whose key is `address`; paths are relative to it, codes
/// those of rules.
///
/// # Errors
/// As the guard.
#[server(prefix = "/rpc", endpoint = "purposes/look_over", input = Json)]
pub async fn look_over(site: String, address: String, purpose: Purpose) -> Result<Vec<Problem>, AppError> {
    let desk = Desk::of(guard::member(&site, Role::Editor).await?).await?;
    Ok(found(&desk, &address, &purpose))
}

#[cfg(feature = "ssr")]
fn found(desk: &Desk, address: &str, purpose: &Purpose) -> Vec<Problem> {
    let mut draft = desk.draft.clone();
    let Some(at) = draft.purposes.iter().position(|each| each.key == address) else { return Vec::new() };
    let stored = &draft.purposes[at];
    let (trackers, confirmation) = (stored.trackers.clone(), stored.confirmation.clone());
    draft.purposes[at] = Purpose { trackers, confirmation, ..purpose.clone() };
    let prefix = format!("purposes.{at}.");
    let found = lint(&desk.member.site.details, &draft).into_iter().filter(|it| it.severity != Severity::Info);
    found.filter_map(|it| Some(Problem::new(it.path.strip_prefix(&prefix)?, &it.rule, it.message))).collect()
}

/// Adds a purpose made from a template, or an empty one; answers its key.
///
/// # Errors
/// [`AppError::Conflict`]; as the guard.
#[server(prefix = "/rpc", endpoint = "purposes/add_purpose")]
pub async fn add_purpose(site: String, revision: i64, template: String) -> Result<String, AppError> {
    let member = guard::member(&site, Role::Editor).await?;
    let mut desk = Desk::of(member).await?.at(revision)?;
    let purpose = begin(&template, &desk.draft);
    let key = purpose.key.clone();
    desk.draft.purposes.push(purpose);
    desk.save().await?;
    Ok(key)
}

/// Stands for a purpose with sensitive data; answers the draft's new revision.
///
/// # Errors
/// [`AppError::Invalid`] on `statement`, [`AppError::Conflict`]; [`AppError::Forbidden`] for the purpose's own author,
/// unless there is nobody else; as the guard.
#[server(prefix = "/rpc", endpoint = "purposes/confirm_purpose")]
pub async fn confirm_purpose(site: String, revision: i64, purpose: String, statement: String) -> Result<i64, AppError> {
    let member = guard::member(&site, Role::Editor).await?;
    if !sensitive::may_confirm(&member, &purpose).await? {
        return Err(AppError::Forbidden);
    }
    let editors = guard::store()?.list_editors(member.site.id).await?;
    let by = editors.into_iter().find(|(account, _)| *account == member.account).map(|(_, email)| email);
    let mut desk = Desk::of(member).await?.at(revision)?;
    let stored = desk.draft.purposes.iter_mut().find(|each| each.key == purpose).ok_or(AppError::NotFound)?;
    let statement = statement.trim().to_owned();
    if statement.is_empty() {
        let message = "Say in your own words why these data are needed.";
        return Err(AppError::Invalid(vec![Problem::new("statement", "missing", message)]));
    }
    stored.confirmation = Some(Confirmation { by: by.unwrap_or_default(), statement });
    desk.save().await
}

/// Moves a purpose one place up or down; answers the draft's new revision.
///
/// # Errors
/// [`AppError::Conflict`]; as the guard.
#[server(prefix = "/rpc", endpoint = "purposes/move_purpose")]
pub async fn move_purpose(site: String, revision: i64, purpose: String, up: bool) -> Result<i64, AppError> {
    let member = guard::member(&site, Role::Editor).await?;
    let mut desk = Desk::of(member).await?.at(revision)?;
    if edit::shift(&mut desk.draft, &purpose, up) { desk.save().await } else { Ok(revision) }
}

/// Removes a purpose with its trackers; answers the draft's new revision.
///
/// # Errors
/// [`AppError::Conflict`]; as the guard.
#[server(prefix = "/rpc", endpoint = "purposes/remove_purpose")]
pub async fn remove_purpose(site: String, revision: i64, purpose: String) -> Result<i64, AppError> {
    let member = guard::member(&site, Role::Editor).await?;
    let mut desk = Desk::of(member).await?.at(revision)?;
    desk.draft.purposes.retain(|each| each.key != purpose);
    desk.save().await
}

/// The list of purposes; moves one when it is posted to.
///
/// # Errors
/// As the guard; failures of ours.
#[server(prefix = "/rpc", endpoint = "purposes/purposes_page")]
pub async fn purposes_page(site: String) -> Result<Purposes, AppError> {
    let member = guard::member(&site, Role::Auditor).await?;
    let mut notice = setting::query_has("saved").await.then_some(Notice::Saved);
    if let Some(posted) = form::posted().await {
        notice = match reorder(&site, &posted).await {
            Ok(_) => {
                form::see_other(&format!("/sites/{site}/purposes?saved"));
                None
            }
            Err(error) => {
                form::answer_with(error.status());
                let stale =
                    "The draft was changed after you opened this page, so nothing was moved. This is the order now.";
                Some(Notice::Problem(match error {
                    AppError::Conflict { .. } => stale.to_owned(),
                    error => error.to_string(),
                }))
            }
        };
    }
    let desk = Desk::of(member).await?;
    let problems = desk.draft.check();
    let lines = desk.draft.purposes.iter().enumerate().map(|(at, purpose)| PurposeLine {
        title: consent::difference::name(purpose, &desk.draft.languages).to_owned(),
        key: purpose.key.clone(),
        kind: purpose.kind,
        trackers: count(purpose.trackers.len()),
        problems: count(problems.iter().filter(|problem| problem.path.starts_with(&format!("purposes.{at}."))).count()),
    });
    Ok(Purposes {
        site,
        lines: lines.collect(),
        revision: desk.revision,
        can_edit: desk.can_edit(),
        name: desk.member.site.details.name,
        notice,
    })
}

#[cfg(feature = "ssr")]
fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

#[cfg(feature = "ssr")]
async fn reorder(site: &str, posted: &Form) -> Result<i64, AppError> {
    let action = posted.get("action");
    let (way, purpose) = action.split_once(':').ok_or(AppError::Malformed)?;
    move_purpose(site.to_owned(), posted.revision(), purpose.to_owned(), way == "up").await
}

/// The page that adds a purpose.
///
/// # Errors
/// As the guard; failures of ours.
#[server(prefix = "/rpc", endpoint = "purposes/new_purpose_page")]
pub async fn new_purpose_page(site: String) -> Result<NewPurpose, AppError> {
    let member = guard::member(&site, Role::Editor).await?;
    let mut notice = None;
    if let Some(posted) = form::posted().await {
        match add_purpose(site.clone(), posted.revision(), posted.get("template")).await {
            Ok(key) => form::see_other(&format!("/sites/{site}/purposes/{key}?added")),
            Err(error) => {
                form::answer_with(error.status());
                notice = Some(Notice::Problem(match error {
                    AppError::Conflict { .. } => {
                        "The draft was changed after you opened this page. Press Add again.".to_owned()
                    }
                    error => error.to_string(),
                }));
            }
        }
    }
    let desk = Desk::of(member).await?;
    let template = |key: &&str| {
        let said = words(key, Language::default());
        ((*key).to_owned(), said.title, said.description)
    };
    Ok(NewPurpose {
        site,
        revision: desk.revision,
        name: desk.member.site.details.name,
        templates: TEMPLATES.iter().map(template).collect(),
        notice,
    })
}

/// One purpose; saves or removes it when it is posted to.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such purpose; as the guard, unless something was typed.
#[server(prefix = "/rpc", endpoint = "purposes/purpose_page")]
pub async fn purpose_page(site: String, purpose: String) -> Result<PurposeEdit, AppError> {
    let member = guard::member(&site, Role::Auditor).await;
    let Some(posted) = form::posted().await else {
        let desk = Desk::of(member?).await?;
        let stored = desk.draft.purpose(&purpose).cloned().ok_or(AppError::NotFound)?;
        // An empty purpose that was just added is not reproached for being empty.
        let mut page = view(&desk, &purpose, stored);
        page.sensitive = about_sensitive(&desk, &purpose).await?;
        page.all_problems = !setting::query_has("added").await;
        page.notice = setting::query_has("saved").await.then_some(Notice::Saved);
        return Ok(page);
    };
    if posted.get("action") == "confirm" {
        let statement = posted.get("statement");
        let done = confirm_purpose(site.clone(), posted.revision(), purpose.clone(), statement.clone()).await;
        let desk = Desk::of(member?).await?;
        let stored = desk.draft.purpose(&purpose).cloned().ok_or(AppError::NotFound)?;
        let mut page = view(&desk, &purpose, stored);
        match done {
            Ok(_) => form::see_other(&format!("/sites/{site}/purposes/{purpose}?saved")),
            Err(error) => {
                form::answer_with(error.status());
                let problem = match &error {
                    AppError::Invalid(problems) => problems.first().map(|problem| problem.message.clone()),
                    AppError::Conflict { .. } => Some(
                        "The draft was changed after you opened this page. Look at the purpose again, then confirm it."
                            .to_owned(),
                    ),
                    error => Some(error.to_string()),
                };
                page.sensitive =
                    about_sensitive(&desk, &purpose).await?.map(|about| Sensitive { statement, problem, ..about });
            }
        }
        return Ok(page);
    }
    if posted.get("action") == "remove" {
        let done = remove_purpose(site.clone(), posted.revision(), purpose.clone()).await;
        let desk = Desk::of(member?).await?;
        let stored = desk.draft.purpose(&purpose).cloned().unwrap_or_default();
        let mut page = view(&desk, &purpose, stored);
        match done {
            Ok(_) => form::see_other(&format!("/sites/{site}/purposes?saved")),
            Err(error) => {
                form::answer_with(error.status());
                let stale = "The draft was changed after you opened this page, so nothing was removed. This is the purpose now.";
                page.notice = Some(Notice::Problem(match error {
                    AppError::Conflict { .. } => stale.to_owned(),
                    error => error.to_string(),
                }));
            }
        }
        return Ok(page);
    }
    let typed = edit::parse(&posted);
    let asks = edit::asks(&posted);
    let saved = match edit::unreadable(&posted) {
        Some(problem) => guard::member(&site, Role::Editor).await.and(Err(AppError::Invalid(vec![problem]))),
        None => save_purpose(site.clone(), posted.revision(), purpose.clone(), typed.clone(), asks).await,
    };
    let Err(error) = saved else {
        form::see_other(&format!("/sites/{site}/purposes/{}?saved", typed.key));
        return Ok(PurposeEdit::default());
    };
    let mut page = match below(member).await? {
        Some(desk) => {
            let theirs = edit::theirs(desk.draft.purpose(&purpose), &typed);
            PurposeEdit { notice: refusal(&error, theirs), can_edit: true, ..view(&desk, &purpose, typed) }
        }
        None => PurposeEdit {
            name: site.clone(),
            site,
            address: purpose,
            languages: edit::languages(&posted),
            purpose: typed,
            notice: refusal(&error, Vec::new()),
            can_edit: true,
            ..PurposeEdit::default()
        },
    };
    form::answer_with(error.status());
    // Only a conflict takes the new revision: saving again is then a decision.
    if !matches!(error, AppError::Conflict { .. }) {
        page.revision = posted.revision();
    }
    page.retention = posted.get(edit::RETENTION_COUNT);
    page.asks = asks;
    page.all_problems = true;
    Ok(page)
}

/// Who stands for the purpose as it is stored, where it collects sensitive data.
#[cfg(feature = "ssr")]
async fn about_sensitive(desk: &Desk, purpose: &str) -> Result<Option<Sensitive>, AppError> {
    let Some(stored) = desk.draft.purpose(purpose).filter(|stored| stored.is_sensitive()) else { return Ok(None) };
    Ok(Some(Sensitive {
        confirmation: stored.confirmation.clone(),
        may_confirm: desk.can_edit() && sensitive::may_confirm(&desk.member, purpose).await?,
        statement: String::new(),
        problem: None,
    }))
}

/// The page of a purpose, with `shown` in its fields.
#[cfg(feature = "ssr")]
fn view(desk: &Desk, address: &str, shown: Purpose) -> PurposeEdit {
    let stored = desk.draft.purpose(address);
    let trackers = stored.map(|stored| stored.trackers.iter()).into_iter().flatten().map(|tracker| TrackerLine {
        key: tracker.key.clone(),
        name: tracker.name.clone(),
        provider: tracker.provider.clone(),
        problems: count(tracker.check().len()),
    });
    PurposeEdit {
        site: desk.member.site.key.to_string(),
        name: desk.member.site.details.name.clone(),
        address: address.to_owned(),
        revision: desk.revision,
        languages: desk.draft.languages.clone(),
        retention: count_text(shown.retention.count),
        taken: other_purposes(&desk.draft, address),
        asks: Asks::default(),
        all_problems: true,
        trackers: trackers.collect(),
        found: found(desk, address, &shown),
        purpose: Purpose { trackers: Vec::new(), ..shown },
        sensitive: None,
        notice: None,
        can_edit: desk.can_edit(),
        sample: Some(Sample::of(&desk.member.site, &desk.draft)),
    }
}
