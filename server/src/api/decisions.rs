//! `GET /api/v1/sites/{site}/visitors/{visitor}/decisions`: what one visitor decided, for trackers.

use super::{answer, site};
use crate::problem::Problem;
use crate::state::Server;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use consent::decide::{Asked, Because, Decision};
use consent::keys::SiteKey;
use consent::timestamp::Timestamp;
use consent::visitor::VisitorId;
use serde::Serialize;
use std::borrow::Cow;
use store::live::Live;
use url::form_urlencoded;

#[derive(Serialize)]
struct Answer<'a> {
    site: &'a SiteKey,
    visitor: VisitorId,
    /// The live version; `null` while nothing is asked.
    version: Option<u32>,
    decisions: Vec<Decision<'a>>,
}

/// Answers for the purposes named in `purpose`, for all without it.
pub async fn get(
    State(server): State<Server>,
    path: Result<Path<(String, String)>, PathRejection>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let Path((key, visitor)) = path?;
    let live = site(&server, &key).await?;
    let Some(visitor) = VisitorId::parse(&visitor) else {
        let expected = "A visitor id is 22 characters of canonical base64url.";
        return Err(Problem::new(StatusCode::BAD_REQUEST, "visitor_malformed", expected));
    };
    let asked = asked(&server, &live).await?;
    let named = named(query.as_deref().unwrap_or_default(), &asked)?;
    let decisions = decisions(&server, &live, named, visitor, server.now()).await?;
    let version = live.version.as_ref().map(|live| live.version.number);
    answer(StatusCode::OK, &Answer { site: &live.site.key, visitor, version, decisions })
}

/// What a site asks about; while it is offline, what it asked last.
pub async fn asked<'a>(server: &Server, live: &'a Live) -> Result<Cow<'a, [Asked]>, Problem> {
    let last = match live.site.live {
        Some(number) if live.version.is_none() => server.store.version_of(live, number).await?,
        _ => return Ok(Cow::Borrowed(&live.asked)),
    };
    Ok(Cow::Owned(last.map(|last| last.version.asked()).unwrap_or_default()))
}

/// The decisions of a visitor about the purposes asked, as they stand now.
pub async fn decisions<'a>(
    server: &Server,
    live: &Live,
    asked: impl IntoIterator<Item = &'a Asked>,
    visitor: VisitorId,
    now: Timestamp,
) -> Result<Vec<Decision<'a>>, Problem> {
    if live.version.is_none() {
        return Ok(asked.into_iter().map(offline).collect());
    }
    Ok(server.store.decide(live.site.id, visitor, asked, now).await?)
}

/// While a banner is offline nobody could withdraw, so nothing optional is granted.
fn offline(asked: &Asked) -> Decision<'_> {
    let because = if asked.necessary { Because::Necessary } else { Because::NotAsked };
    let purpose = Cow::Borrowed(asked.purpose.as_str());
    Decision { purpose, decision: because.answer(), because, version: None, decided_at: None, expires_at: None }
}

/// The purposes that the query names, each once, in its order; all without it.
fn named<'a>(query: &str, asked: &'a [Asked]) -> Result<Vec<&'a Asked>, Problem> {
    let mut chosen: Option<Vec<&Asked>> = None;
    for (_, list) in form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "purpose") {
        let chosen = chosen.get_or_insert_default();
        for key in list.split(',') {
            let Some(found) = asked.iter().find(|asked| asked.purpose == key) else {
                let detail = format!("This site has no purpose “{key}”.");
                return Err(Problem::new(StatusCode::NOT_FOUND, "purpose_unknown", detail));
            };
            if !chosen.iter().any(|named| named.purpose == key) {
                chosen.push(found);
            }
        }
    }
    Ok(chosen.unwrap_or_else(|| asked.iter().collect()))
}
