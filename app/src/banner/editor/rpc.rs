//! Server functions of the banner's page.

use super::{BannerEdit, Looked};
use crate::error::AppError;
use consent::check::Problem;
use consent::draft::Banner;
use consent::language::Language;
use consent::texts::Texts;
use consent::theme::Theme;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

#[cfg(feature = "ssr")]
use {
    super::page::Standard,
    super::{Sample, form as parts},
    crate::form::{self, Notice},
    crate::purposes::desk::{Desk, below, refusal},
    crate::purposes::fill_in,
    crate::{guard, setting},
    consent::draft::{Draft, PurposeWords},
    consent::lint::{Severity, lint},
    consent::texts::EDITABLE,
    store::site::Role,
};

/// Saves languages, texts, layout and theme; answers the draft's new revision.
///
/// # Errors
/// [`AppError::Conflict`]; [`AppError::Invalid`] when the draft gets too large; as the guard.
#[server(prefix = "/rpc", endpoint = "banner/save_banner", input = Json)]
pub async fn save_banner(
    site: String,
    revision: i64,
    languages: Vec<Language>,
    banner: Banner,
) -> Result<i64, AppError> {
    let member = guard::member(&site, Role::Editor).await?;
    let mut desk = Desk::of(member).await?.at(revision)?;
    desk.draft.languages = languages;
    desk.draft.banner = banner;
    fill_in(&mut desk.draft);
    desk.save().await
}

/// The standard texts in a language.
///
/// # Errors
/// As the guard.
#[server(prefix = "/rpc", endpoint = "banner/text_set")]
pub async fn text_set(language: String) -> Result<Texts, AppError> {
    guard::account().await?;
    Ok(Texts::of(Language::parse(&language).ok_or(AppError::NotFound)?).clone())
}

/// What is in a logo and in CSS, for the preview and beside their fields.
///
/// # Errors
/// As the guard.
#[server(prefix = "/rpc", endpoint = "banner/look")]
pub async fn look(theme: Theme) -> Result<Looked, AppError> {
    guard::account().await?;
    Ok(Looked::at(&theme))
}

/// What the linter finds in languages and a banner, as a part of the site's draft; the codes are those of rules.
///
/// # Errors
/// As the guard.
#[server(prefix = "/rpc", endpoint = "banner/look_over", input = Json)]
pub async fn look_over(site: String, languages: Vec<Language>, banner: Banner) -> Result<Vec<Problem>, AppError> {
    let desk = Desk::of(guard::member(&site, Role::Editor).await?).await?;
    Ok(found(&desk, &languages, &banner))
}

#[cfg(feature = "ssr")]
fn found(desk: &Desk, languages: &[Language], banner: &Banner) -> Vec<Problem> {
    let draft = Draft { languages: languages.to_vec(), banner: banner.clone(), ..desk.draft.clone() };
    let found = lint(&desk.member.site.details, &draft).into_iter();
    let found = found.filter(|finding| finding.path.starts_with("banner.") && finding.severity != Severity::Info);
    found.map(|finding| Problem::new(finding.path, &finding.rule, finding.message)).collect()
}

/// The banner's page; saves it when it is posted to.
///
/// # Errors
/// As the guard, unless something was typed.
#[server(prefix = "/rpc", endpoint = "banner/banner_page")]
pub async fn banner_page(site: String) -> Result<BannerEdit, AppError> {
    let member = guard::member(&site, Role::Auditor).await;
    let Some(posted) = form::posted().await else {
        let desk = Desk::of(member?).await?;
        let notice = setting::query_has("saved").await.then_some(Notice::Saved);
        let (languages, banner) = (desk.draft.languages.clone(), desk.draft.banner.clone());
        return Ok(BannerEdit { notice, ..view(&desk, languages, banner) });
    };
    let revision = posted.revision();
    let (languages, banner, file) = parts::parse(&posted);
    let saved = match &file {
        Ok(()) => save_banner(site.clone(), revision, languages.clone(), banner.clone()).await,
        Err(problem) => Err(AppError::Invalid(vec![problem.clone()])),
    };
    let Err(error) = saved else {
        form::see_other(&format!("/sites/{site}/banner?saved"));
        return Ok(BannerEdit::default());
    };
    let mut page = match below(member).await? {
        Some(desk) => {
            let theirs = parts::theirs(&desk.draft.languages, &desk.draft.banner, (&languages, &banner));
            BannerEdit { notice: refusal(&error, theirs), can_edit: true, ..view(&desk, languages, banner) }
        }
        None => BannerEdit {
            name: site.clone(),
            site,
            standard: standard(&languages, &banner),
            looked: Looked::at(&banner.theme),
            languages,
            banner,
            notice: refusal(&error, Vec::new()),
            can_edit: true,
            ..BannerEdit::default()
        },
    };
    form::answer_with(error.status());
    // Only a conflict takes the new revision: saving again is then a decision.
    if !matches!(error, AppError::Conflict { .. }) {
        page.revision = revision;
    }
    page.looked.problems.extend(file.err());
    Ok(page)
}

#[cfg(feature = "ssr")]
fn standard(languages: &[Language], banner: &Banner) -> Standard {
    let all = languages.iter().chain(banner.words.keys());
    all.map(|language| {
        let set = Texts::of(*language);
        (*language, EDITABLE.iter().map(|key| ((*key).to_owned(), set.get(key).to_owned())).collect())
    })
    .collect()
}

/// The page with `languages` and `banner` in its fields.
#[cfg(feature = "ssr")]
fn view(desk: &Desk, languages: Vec<Language>, banner: Banner) -> BannerEdit {
    let purposes = &desk.draft.purposes;
    let missing = languages.iter().filter_map(|language| {
        let silent = purposes.iter().filter(|purpose| purpose.words(*language) == PurposeWords::default()).count();
        (silent > 0).then(|| (*language, u32::try_from(silent).unwrap_or(u32::MAX)))
    });
    BannerEdit {
        missing: missing.collect(),
        found: found(desk, &languages, &banner),
        standard: standard(&languages, &banner),
        looked: Looked::at(&banner.theme),
        site: desk.member.site.key.to_string(),
        name: desk.member.site.details.name.clone(),
        revision: desk.revision,
        languages,
        banner,
        notice: None,
        can_edit: desk.can_edit(),
        sample: Some(Sample::of(&desk.member.site, &desk.draft)),
    }
}
