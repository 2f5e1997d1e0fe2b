//! A draft as the version that publishing it would make.

use super::publish::counted;
use crate::error::AppError;
use crate::guard;
use consent::again::{Reason, Why};
use consent::difference::{differences, name};
use consent::draft::Draft;
use consent::lint::Report;
use consent::timestamp::Timestamp;
use consent::version::Version;
use store::site::Site;
use store::version::Published;

/// A site's draft beside what visitors see.
pub struct Standing {
    pub draft: Draft,
    pub revision: i64,
    /// The live version.
    pub live: Option<Published>,
    /// The draft, frozen with the next number.
    pub next: Version,
    /// What the linter finds in the draft.
    pub report: Report,
}

impl Standing {
    /// What publishing would change, in words; empty when it would change nothing.
    #[must_use]
    pub fn differences(&self) -> Vec<String> {
        differences(self.live.as_ref().map(|published| &published.version), &self.next)
    }
}

/// Reads a site's draft and its live version.
///
/// # Errors
/// [`AppError::NotFound`] for a site without a draft; failures of ours.
pub async fn standing(site: &Site) -> Result<Standing, AppError> {
    let store = guard::store()?;
    let (draft, revision) = store.find_draft(site.id).await?.ok_or(AppError::NotFound)?;
    let live = match site.live {
        Some(number) => store.find_version(site.id, number).await?,
        None => None,
    };
    let last = live.as_ref().map(|published| &published.version);
    let next = freeze(site, &draft, site.live.unwrap_or(0) + 1)?.following(last);
    let report = Report::of(&site.details, &draft);
    Ok(Standing { draft, revision, live, next, report })
}

/// Why visitors are asked about a purpose again, in words.
#[must_use]
pub fn why(next: &Version, Reason { purpose, why, visitors }: &Reason) -> String {
    let named = next.purpose(purpose).map_or(purpose.as_str(), |published| name(&published.purpose, &next.languages));
    match why {
        Why::New => format!("“{named}” is new to {}.", counted(*visitors)),
        Why::Wanted => format!("You want “{named}” asked for again: of {} those who said yes.", counted(*visitors)),
        Why::Changed => format!("“{named}” means something else than it did when {} decided.", counted(*visitors)),
    }
}

/// Freezes a draft under a number, at no particular time.
///
/// # Errors
/// [`AppError::Internal`] when the draft cannot be written as JSON.
pub fn freeze(site: &Site, draft: &Draft, number: u32) -> Result<Version, AppError> {
    Version::freeze(site.key.clone(), &site.details, draft, number, Timestamp::default()).map_err(|error| {
        tracing::error!(%error, "a draft cannot be frozen");
        AppError::Internal
    })
}
