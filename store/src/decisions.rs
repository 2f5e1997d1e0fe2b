//! What decisions rest on: the newest two records of a visitor, kept in memory in a compact form.
//!
//! On SQLite this process alone writes, and the journal puts what it wrote here before it answers. On PostgreSQL other
//! processes write too, so every read goes to the database.

use crate::cache::Cache;
use crate::db::{Db, on};
use crate::{Store, StoreError};
use consent::decide::{Asked, Decision, Given, Stamp, Standing, Stands, decide};
use consent::record::RecordedPurpose;
use consent::timestamp::Timestamp;
use consent::visitor::VisitorId;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// Most purposes of a record that is kept in memory: one bit each. A version has at most 20.
const MOST_PURPOSES: usize = u64::BITS as usize;
/// Most sets of purposes shared between records: one for each version whose records are read.
const MOST_SHAPES: usize = 4096;

/// The newest record and the one before it: by the time of the click; of two at the same millisecond, one that can only
/// refuse counts as the newer; then by arrival.
pub type Newest = (Option<Standing>, Option<Standing>);

pub(crate) type Key = (i64, VisitorId);

pub(crate) type Purposes = BTreeMap<String, RecordedPurpose>;

/// The purposes of a record with their fingerprints: shared by all records of a version.
type Shape = Vec<(String, String)>;

#[derive(Clone)]
pub(crate) struct Compact {
    shape: Arc<Shape>,
    granted: u64,
    stamp: Stamp,
}

impl Compact {
    /// What makes a record count before another, beside arrival. The statements that read records order by the same.
    fn rank(&self) -> (Timestamp, bool) {
        (self.stamp.decided_at, !self.stamp.action.may_grant())
    }
}

impl Stands for Compact {
    fn stamp(&self) -> Stamp {
        self.stamp
    }

    fn given(&self, purpose: &str) -> Option<Given<'_>> {
        let at = self.shape.iter().position(|(key, _)| key == purpose)?;
        Some(Given { granted: self.granted >> at & 1 == 1, fingerprint: &self.shape[at].1 })
    }
}

impl From<&Compact> for Standing {
    fn from(compact: &Compact) -> Self {
        let Stamp { version, action, decided_at, expires_at, refusals_until, regime, gpc } = compact.stamp;
        let purposes = compact.shape.iter().enumerate().map(|(at, (purpose, fingerprint))| {
            let granted = compact.granted >> at & 1 == 1;
            (purpose.clone(), RecordedPurpose { granted, fingerprint: fingerprint.clone() })
        });
        Self {
            version,
            action,
            decided_at,
            expires_at,
            refusals_until: (refusals_until != expires_at).then_some(refusals_until),
            regime,
            gpc: gpc.then_some(true),
            purposes: purposes.collect(),
        }
    }
}

/// The newest two in compact form.
#[derive(Clone, Default)]
pub(crate) struct Pair(Option<Compact>, Option<Compact>);

impl Pair {
    /// Puts a record that arrived after these in its place.
    pub(crate) fn push(&mut self, later: Compact) {
        let is_newer = |than: &Option<Compact>| than.as_ref().is_none_or(|it| it.rank() <= later.rank());
        if is_newer(&self.0) {
            self.1 = self.0.replace(later);
        } else if is_newer(&self.1) {
            self.1 = Some(later);
        }
    }
}

/// The decisions at hand.
pub(crate) struct Decisions {
    pairs: Cache<Key, Pair>,
    /// By site and version.
    shapes: Mutex<HashMap<(i64, u32), Arc<Shape>>>,
}

impl Decisions {
    pub(crate) fn new(bytes: usize) -> Self {
        Self { pairs: Cache::new(bytes), shapes: Mutex::default() }
    }

    /// `None` when there are more purposes than the compact form can hold.
    pub(crate) fn compact(&self, site: i64, stamp: Stamp, purposes: &Purposes) -> Option<Compact> {
        if purposes.len() > MOST_PURPOSES {
            return None;
        }
        let given = purposes.values().enumerate();
        let granted = given.fold(0, |bits, (at, purpose)| bits | u64::from(purpose.granted) << at);
        let shape = self.shape((site, stamp.version), purposes);
        Some(Compact { shape, granted, stamp })
    }

    fn shape(&self, of: (i64, u32), purposes: &Purposes) -> Arc<Shape> {
        let is_it = |shape: &Shape| {
            let given = purposes.iter().map(|(key, it)| (key, &it.fingerprint));
            shape.iter().map(|(key, fingerprint)| (key, fingerprint)).eq(given)
        };
        let mut shapes = self.shapes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = shapes.get(&of).filter(|shape| is_it(shape)) {
            return known.clone();
        }
        if shapes.len() >= MOST_SHAPES {
            shapes.clear();
        }
        let shape: Shape = purposes.iter().map(|(key, it)| (key.clone(), it.fingerprint.clone())).collect();
        let shape = Arc::new(shape);
        shapes.insert(of, shape.clone());
        shape
    }

    /// What is known of a visitor without asking the database.
    pub(crate) fn known(&self, key: &Key) -> Option<Pair> {
        self.pairs.get(key).ok()
    }

    /// Puts what was written in place; `None` forgets the visitor.
    pub(crate) fn wrote(&self, key: Key, pair: Option<Pair>) {
        match pair {
            Some(pair) => self.pairs.replace(key, pair),
            None => self.pairs.forget(&key),
        }
    }
}

impl Store {
    /// The newest two records of a visitor. Whoever asks after a choice was answered sees it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn standing(&self, site: i64, visitor: VisitorId) -> Result<Newest, StoreError> {
        Ok(match self.newest(site, visitor).await? {
            Found::Remembered(Pair(newest, before)) => {
                (newest.as_ref().map(Into::into), before.as_ref().map(Into::into))
            }
            Found::Read(newest) => newest,
        })
    }

    /// What a visitor decided about the purposes asked, as it stands at `now`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn decide<'a>(
        &self,
        site: i64,
        visitor: VisitorId,
        asked: impl IntoIterator<Item = &'a Asked>,
        now: Timestamp,
    ) -> Result<Vec<Decision<'a>>, StoreError> {
        Ok(match self.newest(site, visitor).await? {
            Found::Remembered(Pair(newest, before)) => decide(asked, newest.as_ref(), before.as_ref(), now),
            Found::Read((newest, before)) => decide(asked, newest.as_ref(), before.as_ref(), now),
        })
    }

    async fn newest(&self, site: i64, visitor: VisitorId) -> Result<Found, StoreError> {
        if !self.db.is_ours_alone() {
            return Box::pin(find(&self.db, site, visitor)).await.map(Found::Read);
        }
        let seen = match self.decisions.pairs.get(&(site, visitor)) {
            Ok(pair) => return Ok(Found::Remembered(pair)),
            Err(seen) => seen,
        };
        // In a box, since what is not remembered is rare and every question would carry the room for it.
        let newest = Box::pin(find(&self.db, site, visitor)).await?;
        let compact = |standing: &Option<Standing>| match standing {
            Some(standing) => self.decisions.compact(site, standing.stamp(), &standing.purposes).map(Some),
            None => Some(None),
        };
        if let (Some(first), Some(second)) = (compact(&newest.0), compact(&newest.1)) {
            self.decisions.pairs.keep((site, visitor), Pair(first, second), seen);
        }
        Ok(Found::Read(newest))
    }
}

/// The newest two records as they were at hand.
enum Found {
    Remembered(Pair),
    Read(Newest),
}

async fn find(db: &Db, site: i64, visitor: VisitorId) -> Result<Newest, StoreError> {
    const SQL: &str = "select canonical from record where site_id = $1 and visitor = $2 \
        order by decided_at desc, action in ('accept_all', 'custom'), seq desc limit 2";
    let rows: Vec<Vec<u8>> = on!(db.read(), db => sqlx::query_scalar(SQL).bind(site).bind(&visitor.bytes()[..])
        .fetch_all(db).await)?;
    let mut standing = rows.iter().map(|canonical| serde_json::from_slice(canonical)).collect::<Result<Vec<_>, _>>()?;
    let before = if standing.len() > 1 { standing.pop() } else { None };
    Ok((standing.pop(), before))
}
