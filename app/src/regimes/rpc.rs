//! Server functions of the regimes in use.

use super::Places;
use crate::error::AppError;
use consent::regime::{Departure, Regime};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use std::collections::BTreeMap;

#[cfg(feature = "ssr")]
use {
    super::{Typed, form as parts},
    crate::form::{self, Notice},
    crate::purposes::desk::{Desk, below, refusal},
    crate::{guard, setting},
    store::site::Role,
};

/// Saves the regimes in use; answers the draft's new revision.
///
/// # Errors
/// [`AppError::Invalid`] by field, [`AppError::Conflict`]; as the guard.
#[server(prefix = "/rpc", endpoint = "regimes/save_regimes", input = Json)]
pub async fn save_regimes(site: String, revision: i64, regimes: BTreeMap<Regime, Departure>) -> Result<i64, AppError> {
    let member = guard::member(&site, Role::Editor).await?;
    let mut desk = Desk::of(member).await?.at(revision)?;
    desk.draft.regimes = regimes;
    let problems = desk.draft.check_regimes();
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    desk.save().await
}

/// The page of places; saves it when it is posted to.
///
/// # Errors
/// As the guard, unless something was typed.
#[server(prefix = "/rpc", endpoint = "regimes/places_page")]
pub async fn places_page(site: String) -> Result<Places, AppError> {
    let member = guard::member(&site, Role::Auditor).await;
    let Some(posted) = form::posted().await else {
        let desk = Desk::of(member?).await?;
        let notice = setting::query_has("saved").await.then_some(Notice::Saved);
        let typed = parts::stored(&desk.draft.used());
        return Ok(Places { notice, ..view(&desk, typed).await });
    };
    let typed = parts::typed(&posted);
    let saved = match parts::chosen(&typed) {
        Ok(regimes) => save_regimes(site.clone(), posted.revision(), regimes).await,
        Err(problems) => Err(AppError::Invalid(problems)),
    };
    let Err(error) = saved else {
        form::see_other(&format!("/sites/{site}/places?saved"));
        return Ok(Places::default());
    };
    form::answer_with(error.status());
    let notice = refusal(&error, Vec::new());
    let mut page = match below(member).await? {
        Some(desk) => view(&desk, typed).await,
        None => Places { name: site.clone(), site, typed, can_edit: true, ..Places::default() },
    };
    // Only a conflict takes the new revision: saving again is then a decision.
    if !matches!(error, AppError::Conflict { .. }) {
        page.revision = posted.revision();
    }
    if let AppError::Invalid(problems) = error {
        page.problems = problems;
    }
    Ok(Places { notice, ..page })
}

#[cfg(feature = "ssr")]
async fn view(desk: &Desk, typed: BTreeMap<Regime, Typed>) -> Places {
    let used = desk.draft.used();
    let told = setting::told_place().await;
    Places {
        site: desk.member.site.key.to_string(),
        name: desk.member.site.details.name.clone(),
        revision: desk.revision,
        can_edit: desk.can_edit(),
        rows: parts::rows(&used),
        strictest: consent::regime::strictest(&used),
        knows_places: told.is_known,
        here: told.here.map(|here| {
            let regime = consent::regime::of_place(&used, consent::regime::Place::parse(&here).as_ref());
            (here, regime)
        }),
        typed,
        problems: Vec::new(),
        notice: None,
    }
}
