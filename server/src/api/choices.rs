//! `POST /api/v1/sites/{site}/choices`: a visitor's choice becomes a record.

use super::{answer, decisions, seen, site};
use crate::edge;
use crate::pages::client;
use crate::problem::Problem;
use crate::state::Server;
use axum::body::{Bytes, to_bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use consent::choice::{Choice, ChoiceError, FieldError};
use consent::decide::Decision;
use consent::record::Record;
use consent::timestamp::Timestamp;
use consent::visitor::VisitorId;
use serde::Serialize;
use serde::de::IgnoredAny;
use store::journal::{AppendError, Appended};
use store::live::Live;
use store::seen::SeenBy;

/// Longest choice, in bytes: some 100 purposes with keys of full length.
const MAX_CHOICE: usize = 8 * 1024;

#[derive(Serialize)]
struct Answer<'a> {
    record: &'a str,
    visitor: VisitorId,
    version: u32,
    decided_at: Timestamp,
    expires_at: Timestamp,
    /// What a read would answer now.
    decisions: Vec<Decision<'a>>,
}

/// Records the choice: 201 once it is durable, 200 when it was already.
pub async fn post(
    State(server): State<Server>,
    path: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let now = server.now();
    let Path(key) = path?;
    if let Err(seconds) = server.limiter.check(client(&server, request.extensions(), request.headers()), now) {
        let detail = "Too many choices come from this address.";
        return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many", detail).retry_after(seconds));
    }
    let live = site(&server, &key).await?;
    let (parts, body) = request.into_parts();
    let origin = own_origin(&live, &parts.headers)?;
    check_media_type(&parts.headers)?;
    let too_large = |_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "A choice has at most 8 kB.");
    let choice = parse(&to_bytes(body, MAX_CHOICE).await.map_err(too_large)?)?;
    seen::note(&server, &live, &origin, SeenBy::Choice);
    let (status, record) = record(&server, &live, &choice, now).await?;
    let asked = decisions::asked(&server, &live).await?;
    let decisions = decisions::decisions(&server, &live, asked.iter(), record.visitor, now).await?;
    let recorded = Answer {
        record: &record.id,
        visitor: record.visitor,
        version: record.version,
        decided_at: record.decided_at,
        expires_at: record.expires_at,
        decisions,
    };
    answer(status, &recorded)
}

/// The origin of the page that sends the choice, which must be one of the site's.
pub(super) fn own_origin(live: &Live, headers: &HeaderMap) -> Result<String, Problem> {
    let origin = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if matches!(origin, "" | "null") {
        let detail = "Choices come from pages, whose browser names their origin.";
        return Err(Problem::new(StatusCode::FORBIDDEN, "origin_missing", detail));
    }
    if !live.allows(origin) {
        let detail = format!("{origin} is not one of the site's origins; its owner can add it in the settings.");
        return Err(Problem::new(StatusCode::FORBIDDEN, "origin_foreign", detail));
    }
    Ok(origin.to_owned())
}

/// Pages send `text/plain`, which needs no preflight.
fn check_media_type(headers: &HeaderMap) -> Result<(), Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    if ["text/plain", "application/json"].iter().any(|accepted| essence.eq_ignore_ascii_case(accepted)) {
        return Ok(());
    }
    let detail = "Send JSON as text/plain or application/json.";
    Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media_type_unsupported", detail))
}

fn parse(body: &Bytes) -> Result<Choice, Problem> {
    // Serde would take a list for the members in their order.
    if body.trim_ascii_start().starts_with(b"[") {
        serde_json::from_slice::<IgnoredAny>(body).map_err(|error| malformed(&error))?;
        return Err(invalid(vec![FieldError { field: String::new(), message: "Expected an object.".to_owned() }]));
    }
    // Only what does not hold is read again, to learn where.
    if let Ok(choice) = serde_json::from_slice(body) {
        return Ok(choice);
    }
    let mut json = serde_json::Deserializer::from_slice(body);
    let choice = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let field = error.path().to_string();
        let error = error.into_inner();
        if !error.is_data() {
            return malformed(&error);
        }
        let field = if field == "." { String::new() } else { field };
        invalid(vec![FieldError { field, message: error.to_string() }])
    })?;
    json.end().map_err(|error| malformed(&error))?;
    Ok(choice)
}

fn malformed(error: &serde_json::Error) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "json_malformed", format!("This is not JSON: {error}."))
}

fn invalid(errors: Vec<FieldError>) -> Problem {
    let detail = "The choice has fields that do not hold; nothing was recorded.";
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "choice_invalid", detail).with_errors(errors)
}

fn conflict(code: &'static str, detail: &str) -> Problem {
    Problem::new(StatusCode::CONFLICT, code, detail)
}

fn refusal(error: ChoiceError) -> Problem {
    match error {
        ChoiceError::Invalid(errors) | ChoiceError::Untimely(errors) => invalid(errors),
        ChoiceError::Stale => {
            conflict("version_stale", "This version was superseded more than 30 days ago; show the present one.")
        }
    }
}

async fn record(
    server: &Server,
    live: &Live,
    choice: &Choice,
    now: Timestamp,
) -> Result<(StatusCode, Record), Problem> {
    let unknown = || conflict("version_unknown", "This version was never published.");
    let made_on = server.store.version_of(live, choice.version).await?.ok_or_else(unknown)?;
    let decided = match choice.decide(&made_on.version, &made_on.hash, made_on.superseded_at, now) {
        Ok(decided) => decided,
        Err(error @ ChoiceError::Invalid(_)) => return Err(refusal(error)),
        Err(late) => {
            // Too late to be recorded is not too late to hear that it is on record.
            let stored =
                Box::pin(server.store.find_record(live.site.id, &choice.id)).await?.map(|stored| stored.record);
            let repeated = stored.filter(|record| choice.repeats(record, &made_on.version, &made_on.hash));
            return repeated.map(|record| (StatusCode::OK, record)).ok_or_else(|| refusal(late));
        }
    };
    match server.store.append(live.site.id, decided, [edge::random(), edge::random()]).await {
        Ok(Appended::New(record)) => Ok((StatusCode::CREATED, record)),
        Ok(Appended::Repeat(record)) => Ok((StatusCode::OK, record)),
        Err(AppendError::Conflict) => Err(conflict("id_conflict", "Another choice has this id already.")),
        Err(AppendError::Store(error)) => Err(error.into()),
    }
}
