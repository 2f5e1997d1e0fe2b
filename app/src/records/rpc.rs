//! Server functions of records; they only read.

use super::Records;
use crate::error::AppError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    super::{DayCount, RANGES, Row},
    crate::{edge, guard, setting},
    consent::record::Record,
    consent::timestamp::DAY_MS,
    consent::visitor::VisitorId,
    store::site::Role,
};

/// Records on one page.
#[cfg(feature = "ssr")]
const PAGE: usize = 50;

/// The records page; `visitor`, `before` and `days` come from its address.
///
/// # Errors
/// Those of the guard.
#[server(prefix = "/rpc", endpoint = "records/records_page")]
pub async fn records_page(site: String) -> Result<Records, AppError> {
    let member = guard::member(&site, Role::Auditor).await?;
    let store = guard::store()?;
    let typed = setting::query("visitor").await.trim().to_owned();
    let before: Option<i64> = setting::query("before").await.parse().ok();
    let range = setting::query("days").await.parse().ok().filter(|days| RANGES.contains(days)).unwrap_or(RANGES[0]);
    let visitor = VisitorId::parse(&typed);
    let problem = (visitor.is_none() && !typed.is_empty()).then(|| {
        "A visitor id is 22 letters, digits, “-” and “_”. It stands at the foot of the visitor’s own page.".to_owned()
    });
    // One more than is shown tells whether there is another page.
    let mut stored = match problem {
        None => store.list_records(member.site.id, visitor, before, PAGE as i64 + 1).await?,
        Some(_) => Vec::new(),
    };
    let more = stored.len() > PAGE;
    stored.truncate(PAGE);
    let older = stored.last().filter(|_| more).map(|stored| stored.seq);
    let now = edge::now();
    let first = now.plus((1 - i64::from(range)) * DAY_MS);
    let counts = store.count_records_by_day(member.site.id, first, now).await?;
    Ok(Records {
        site,
        site_name: member.site.details.name,
        visitor: typed,
        problem,
        rows: stored.into_iter().map(|stored| row(stored.record)).collect(),
        before,
        older,
        range,
        days: counts.into_iter().map(|(day, records)| DayCount { day: day.day(), records }).collect(),
    })
}

#[cfg(feature = "ssr")]
fn row(record: Record) -> Row {
    Row {
        id: record.id,
        visitor: record.visitor.to_string(),
        version: record.version,
        action: record.action,
        source: record.source,
        language: record.language,
        decided_at: record.decided_at,
        purposes: record.purposes.into_iter().map(|(key, given)| (key, given.granted)).collect(),
    }
}
