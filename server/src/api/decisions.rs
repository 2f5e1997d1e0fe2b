//! `GET /api/v1/sites/{site}/visitors/{visitor}/decisions`: what one visitor decided, for trackers.

use super::site;
use crate::problem::Problem;
use crate::state::Server;
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::IntoResponse;
use consent::decide::{Asked, Because, Decision, decide};
use consent::keys::SiteKey;
use consent::timestamp::Timestamp;
use consent::visitor::VisitorId;
use serde::Serialize;
use std::borrow::Cow;
use store::live::Live;

/// An answer holds for the moment it is given: a withdrawal must count at once.
const NO_STORE: [(HeaderName, &str); 1] = [(header::CACHE_CONTROL, "no-store")];

#[derive(Serialize)]
struct Answer<'a> {
    site: &'a SiteKey,
    visitor: VisitorId,
    /// The live version; `null` while nothing is asked.
    version: Option<u32>,
    decisions: Vec<Decision>,
}

/// Answers for the purposes named in `purpose`, for all without it.
pub async fn get(
    State(server): State<Server>,
    path: Result<Path<(String, String)>, PathRejection>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<impl IntoResponse, Problem> {
    let Path((key, visitor)) = path?;
    let live = site(&server, &key).await?;
    let Some(visitor) = VisitorId::parse(&visitor) else {
        let expected = "A visitor id is 22 characters of canonical base64url.";
        return Err(Problem::new(StatusCode::BAD_REQUEST, "visitor_malformed", expected));
    };
    let asked = asked(&server, &live).await?;
    let asked = named(&query, &asked)?;
    let decisions = decisions(&server, &live, &asked, visitor, server.now()).await?;
    let version = live.version.as_ref().map(|live| live.version.number);
    Ok((NO_STORE, Json(&Answer { site: &live.site.key, visitor, version, decisions })).into_response())
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
pub async fn decisions(
    server: &Server,
    live: &Live,
    asked: &[Asked],
    visitor: VisitorId,
    now: Timestamp,
) -> Result<Vec<Decision>, Problem> {
    if live.version.is_none() {
        return Ok(asked.iter().map(offline).collect());
    }
    let (newest, before) = server.store.standing(live.site.id, visitor).await?;
    Ok(decide(asked, newest.as_ref(), before.as_ref(), now))
}

/// While a banner is offline nobody could withdraw, so nothing optional is granted.
fn offline(asked: &Asked) -> Decision {
    let because = if asked.necessary { Because::Necessary } else { Because::NotAsked };
    let purpose = asked.purpose.clone();
    Decision { purpose, decision: because.answer(), because, version: None, decided_at: None, expires_at: None }
}

/// The purposes that the query names, each once, in its order.
fn named<'a>(query: &[(String, String)], asked: &'a [Asked]) -> Result<Cow<'a, [Asked]>, Problem> {
    let mut chosen: Option<Vec<Asked>> = None;
    for (_, list) in query.iter().filter(|(name, _)| name == "purpose") {
        let chosen = chosen.get_or_insert_default();
        for key in list.split(',') {
            let Some(found) = asked.iter().find(|asked| asked.purpose == key) else {
                let detail = format!("This site has no purpose “{key}”.");
                return Err(Problem::new(StatusCode::NOT_FOUND, "purpose_unknown", detail));
            };
            if !chosen.contains(found) {
                chosen.push(found.clone());
            }
        }
    }
    Ok(chosen.map_or(Cow::Borrowed(asked), Cow::Owned))
}
