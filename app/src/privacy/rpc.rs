//! The visitor's page. It needs no sign-in: the key in the cookie of its own path says whose page it is, and without the
//! key nothing about anyone is shown or changed.

use super::You;
use crate::error::AppError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    super::choose::{Asked, present, read, uuid_v7},
    super::{Visitor, YouNotice, request},
    crate::{edge, form, guard, setting},
    consent::keys::SiteKey,
    consent::language::Language,
    consent::origin::Origin,
    consent::version::Version,
    consent::visitor::VisitorKey,
    std::sync::Arc,
    store::Store,
    store::live::Live,
    store::version::Published,
};

/// The page of the visitor whose key the request holds; a form that was posted to it is recorded first.
///
/// # Errors
/// [`AppError::NotFound`] for unknown sites; [`AppError::Malformed`] for a form without a button.
#[server(prefix = "/rpc", endpoint = "privacy/you_page")]
pub async fn you_page(site: String) -> Result<You, AppError> {
    let store = guard::store()?;
    let key = SiteKey::parse(&site).ok_or(AppError::NotFound)?;
    let live = store.live(&key).await?.ok_or(AppError::NotFound)?;
    let published = match (&live.version, live.site.live) {
        (Some(published), _) => Some(published.clone()),
        (None, Some(number)) => store.version_of(&live, number).await?,
        (None, None) => None,
    };
    let headers = request::headers().await;
    let offered =
        published.as_ref().map_or_else(|| Language::ALL.to_vec(), |published| published.version.languages.clone());
    let language = request::language(&setting::query("lang").await, &headers, &offered);
    let mut you = You {
        site,
        site_name: live.site.details.name.clone(),
        language,
        version: published.as_ref().map(|published| in_one_language(&published.version, language)),
        offline: live.version.is_none(),
        visitor: None,
        notice: setting::query_has("saved").await.then_some(YouNotice::Saved),
        back: None,
        returning: false,
    };
    let asked = setting::query("return").await;
    you.returning = is_of_site(&live, &asked);
    you.back = if you.returning { Some(asked) } else { only_address(&live.origins) };
    let posted = form::posted().await;
    let Some(key) = request::key(&headers) else {
        if posted.is_some() {
            form::answer_with(AppError::Forbidden.status());
        }
        return Ok(you);
    };
    let mut visitor = Visitor { id: key.id().to_string(), present: None, checked: Vec::new() };
    if let Some(published) = &published {
        let sent = match &posted {
            Some(sent) => choose(&store, &live, published, sent, (&key, language), request::gpc(&headers)).await?,
            None => None,
        };
        if sent == Some(YouNotice::Saved) {
            form::see_other(&format!("{}&saved", you.address(language)));
        }
        let (newest, before) = store.standing(live.site.id, key.id()).await?;
        (visitor.present, visitor.checked) = present(&published.version, newest.as_ref(), before.as_ref(), edge::now());
        if let (Some(YouNotice::Stale), Some(form)) = (sent, &posted) {
            you.notice = sent;
            visitor.checked = form.all("purpose").map(str::to_owned).collect();
        }
    }
    you.visitor = Some(visitor);
    Ok(you)
}

/// Records the choice in a posted form, or says why nothing was recorded.
#[cfg(feature = "ssr")]
async fn choose(
    store: &Store,
    live: &Live,
    published: &Arc<Published>,
    sent: &form::Form,
    visitor: (&VisitorKey, Language),
    gpc: bool,
) -> Result<Option<YouNotice>, AppError> {
    let now = edge::now();
    let (key, language) = visitor;
    // The rules that the visitor met last go on; the strictest for whoever chooses here for the first time.
    let met = store.standing(live.site.id, key.id()).await?.0.map(|newest| newest.regime);
    let met = met.filter(|regime| published.version.rules(*regime).is_some());
    let regime = met.unwrap_or_else(|| published.version.regime(None));
    let visitor = (key, language, regime);
    let choice =
        match read(sent, &published.version, live.version.is_none(), visitor, gpc, uuid_v7(now, edge::random())) {
            Asked::Choice(choice) => choice,
            Asked::Malformed => return Err(AppError::Malformed),
            Asked::Stale => {
                form::answer_with(409);
                return Ok(Some(YouNotice::Stale));
            }
        };
    let decided =
        choice.decide(&published.version, &published.hash, published.superseded_at, now).map_err(|error| {
            tracing::error!(error = %error, "a choice made by our own page does not hold");
            AppError::Internal
        })?;
    store.append(live.site.id, decided, [edge::random(), edge::random()]).await.map_err(|error| {
        tracing::error!(error = %error, "the choice was not recorded");
        AppError::Internal
    })?;
    Ok(Some(YouNotice::Saved))
}

/// A version with the texts of one language only: the page needs no others.
#[cfg(feature = "ssr")]
fn in_one_language(version: &Version, language: Language) -> Version {
    let texts = version.texts.get(&language).map(|texts| (language, texts.clone()));
    Version { texts: texts.into_iter().collect(), ..version.clone() }
}

/// Whether an address is a page of the site: its origin is one of the site's.
#[cfg(feature = "ssr")]
fn is_of_site(live: &Live, address: &str) -> bool {
    let end = address.match_indices('/').nth(2).map_or(address.len(), |(at, _)| at);
    address.get(..end).is_some_and(|origin| live.allows(origin))
}

/// The site's only address, unless it is a pattern of several.
#[cfg(feature = "ssr")]
fn only_address(origins: &[Origin]) -> Option<String> {
    match origins {
        [only] => Some(only.as_str().to_owned()).filter(|address| !address.contains('*')),
        _ => None,
    }
}
