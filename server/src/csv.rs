//! `GET /sites/{site}/records.csv`: the records of a site, for its members.

use crate::state::Server;
use app::records::Csv;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream::unfold;

/// Sends the file page by page, so that no site is too large.
pub async fn records(State(server): State<Server>, Path(site): Path<String>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let csv = match Csv::open(server.store.clone(), parts, &site).await {
        Ok(csv) => csv,
        Err(error) => {
            let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            return (status, error.to_string()).into_response();
        }
    };
    let pages = unfold(csv, async |mut csv| csv.next().await.map(|page| (page, csv)));
    // The guard found the site, so its key is plain letters and digits.
    let name = format!("attachment; filename=\"records-{site}.csv\"");
    let kind = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    (kind, Body::from_stream(pages)).into_response()
}
