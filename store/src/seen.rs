//! Where a site's snippet was seen: origin and last day, nothing about visitors.

use crate::db::on;
use crate::live::Live;
use crate::{Store, StoreError};
use consent::timestamp::{DAY_MS, Timestamp};
use sqlx::FromRow;
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

/// Most origins kept for each site: all that may be listed, and as many more that a wildcard covers.
pub const MAX_SEEN: usize = 100;
/// How many may be kept when an origin is added that the site does not list: enough to find a mistake, too few to
/// crowd out those that are listed, since anybody can send any origin.
pub const MAX_FOREIGN: usize = 20;
/// How many days an origin is kept after it was last seen.
pub const SEEN_DAYS: i64 = 90;
/// Longest origin kept, in bytes: a host name has 253 (RFC 1035 §2.3.4).
const MAX_ORIGIN: usize = 300;

/// How the site was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SeenBy {
    /// The snippet was loaded (origin of the Referer).
    Script,
    /// A choice came.
    Choice,
}

impl SeenBy {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Script => "script",
            Self::Choice => "choice",
        }
    }
}

/// An origin and when it was last seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub origin: String,
    pub by: SeenBy,
    /// The start of the last day.
    pub day: Timestamp,
}

#[derive(FromRow)]
struct Row {
    origin: String,
    source: String,
    day: i64,
}

/// What was noted today already: each is written once a day.
#[derive(Default)]
pub(crate) struct SeenToday(Mutex<Noted>);

#[derive(Default)]
struct Noted {
    day: i64,
    by_site: HashMap<i64, HashSet<(String, SeenBy)>>,
}

impl SeenToday {
    fn knows(&self, site: i64, origin: &str, by: SeenBy, day: i64) -> bool {
        let today = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let noted = today.by_site.get(&site).filter(|_| today.day == day);
        noted.is_some_and(|noted| noted.contains(&(origin.to_owned(), by)))
    }

    /// Whether this is the first time today, and there is room for it.
    fn is_new(&self, site: i64, origin: &str, by: SeenBy, day: i64, most: usize) -> bool {
        let mut today = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if today.day != day {
            *today = Noted { day, by_site: HashMap::new() };
        }
        let noted = today.by_site.entry(site).or_default();
        noted.len() < most && noted.insert((origin.to_owned(), by))
    }
}

impl Store {
    /// Whether [`Store::note_seen`] has not noted this today.
    #[must_use]
    pub fn is_unseen(&self, live: &Live, origin: &str, by: SeenBy, now: Timestamp) -> bool {
        !self.seen.knows(live.site.id, origin, by, now.millis() / DAY_MS)
    }

    /// Notes that a site was seen on an origin. Writes once a day for each; beyond [`MAX_SEEN`] origins, or
    /// [`MAX_FOREIGN`] for one that the site does not list, nothing more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_seen(&self, live: &Live, origin: &str, by: SeenBy, now: Timestamp) -> Result<(), StoreError> {
        const SQL: &str = "insert into seen (site_id, origin, source, day) select $1, $2, $3, $4 \
            where (select count(*) from seen where site_id = $1) < $5 \
            or exists (select 1 from seen where site_id = $1 and origin = $2 and source = $3) \
            on conflict (site_id, origin, source) do update set day = excluded.day";
        let day = now.millis() / DAY_MS;
        let most = if live.allows(origin) { MAX_SEEN } else { MAX_FOREIGN };
        let site = live.site.id;
        if origin.len() > MAX_ORIGIN || !self.seen.is_new(site, origin, by, day, most) {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        let sql = "delete from seen where site_id = $1 and day < $2";
        on!(&mut tx, t => sqlx::query(sql).bind(site).bind(day - SEEN_DAYS).execute(&mut **t).await.map(drop))?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        on!(&mut tx, t => sqlx::query(SQL).bind(site).bind(origin).bind(by.as_str()).bind(day).bind(most)
            .execute(&mut **t).await.map(drop))?;
        Ok(tx.commit().await?)
    }

    /// Where a site was seen, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_seen(&self, site: i64) -> Result<Vec<Seen>, StoreError> {
        const SQL: &str =
            "select origin, source, day from seen where site_id = $1 order by day desc, origin, source desc";
        let rows: Vec<Row> = on!(self.db.read(), db => sqlx::query_as(SQL).bind(site).fetch_all(db).await)?;
        let seen = rows.into_iter().map(|row| Seen {
            origin: row.origin,
            by: if row.source == "script" { SeenBy::Script } else { SeenBy::Choice },
            day: Timestamp::from_millis(row.day.saturating_mul(DAY_MS)),
        });
        Ok(seen.collect())
    }
}
