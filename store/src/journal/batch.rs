//! One transaction of the journal.

use super::{Row, Waiting};
use crate::StoreError;
use crate::db::{Db, Tx, on};
use crate::decisions::{Decisions, Key, Pair, Purposes};
use consent::choice::Source;
use consent::decide::{Stamp, Standing, Stands};
use consent::record::Record;
use consent::visitor::VisitorId;
use sqlx::{AssertSqlSafe, Sqlite, Transaction};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

/// Most rows in one statement. Rows are written in powers of two, so that a few prepared statements serve any number.
const MOST_ROWS: usize = 64;
const SIZES: usize = MOST_ROWS.ilog2() as usize + 1;
/// Columns of an inserted row.
const COLUMNS: usize = 12;

/// What became of one choice.
pub(super) enum Outcome {
    New,
    Repeat(Box<Record>),
    Conflict,
}

/// The statements for 1, 2, 4, … rows.
type Statements = LazyLock<[Arc<str>; SIZES]>;

static KNOWN: Statements = LazyLock::new(|| {
    statements(1, numbered, |list| {
        format!(
            "with given (id) as (values {list}) \
            select given.id, canonical from given join record on record.id = given.id \
            union all select given.id, null from given join erasure on record_id = given.id"
        )
    })
});

/// SQLite only: on PostgreSQL nothing is kept in memory.
static NEWEST: Statements = LazyLock::new(|| {
    statements(2, unnumbered, |list| {
        format!(
            "with asked (site_id, visitor) as (values {list}) \
            select record.site_id, record.visitor, canonical from asked join record on record.seq in (\
                select seq from record as newest \
                where newest.site_id = asked.site_id and newest.visitor = asked.visitor \
                order by decided_at desc, action in ('accept_all', 'custom'), seq desc limit 2\
            ) order by decided_at, seq"
        )
    })
});

const INSERT: &str = "insert into record (id, site_id, visitor, version, action, source, language, \
    decided_at, received_at, expires_at, canonical, salt) values";

// The one statement that differs: SQLite's trigger refuses an id that exists before `on conflict` is asked, and since
// this process alone writes, all rows or none are new; on PostgreSQL another process may have been quicker.
static INSERT_SQLITE: Statements = LazyLock::new(|| statements(COLUMNS, unnumbered, |list| format!("{INSERT} {list}")));
static INSERT_POSTGRES: Statements = LazyLock::new(|| {
    statements(COLUMNS, numbered, |list| format!("{INSERT} {list} on conflict (id) do nothing returning id"))
});

fn numbered(place: usize) -> String {
    format!("${place}")
}

/// For SQLite, which looks numbered places up one by one: with hundreds of them that takes longer than the inserts.
fn unnumbered(_: usize) -> String {
    "?".to_owned()
}

fn statements(columns: usize, name: fn(usize) -> String, text: impl Fn(&str) -> String) -> [Arc<str>; SIZES] {
    std::array::from_fn(|power| {
        let rows = (0..1 << power).map(|row| {
            let places: Vec<String> = (1..=columns).map(|column| name(row * columns + column)).collect();
            format!("({})", places.join(", "))
        });
        text(&rows.collect::<Vec<_>>().join(", ")).into()
    })
}

/// Cuts rows into powers of two, the largest first, with the statement for each.
fn pieces<'a, T>(
    rows: &'a [T],
    texts: &'a [Arc<str>; SIZES],
) -> impl Iterator<Item = (&'a [T], AssertSqlSafe<Arc<str>>)> {
    let mut rest = rows;
    std::iter::from_fn(move || {
        let power = rest.len().min(MOST_ROWS).checked_ilog2()? as usize;
        let (piece, later) = rest.split_at(1 << power);
        rest = later;
        Some((piece, AssertSqlSafe(texts[power].clone())))
    })
}

/// Binds the columns of [`INSERT`], row by row.
macro_rules! bind_rows {
    ($query:expr, $rows:expr) => {{
        let mut query = $query;
        for Row { site, record, canonical, salt } in $rows {
            query = query
                .bind(&record.id)
                .bind(site)
                .bind(&record.visitor.bytes()[..])
                .bind(i64::from(record.version))
                .bind(record.action.as_str())
                .bind(source(record.source))
                .bind(record.language.code())
                .bind(record.decided_at.millis())
                .bind(record.received_at.millis())
                .bind(record.expires_at.millis())
                .bind(canonical.as_slice())
                .bind(&salt[..]);
        }
        query
    }};
}

/// Writes the choices in one transaction and tells the decisions what was written.
pub(super) async fn write(db: &Db, decisions: &Decisions, waiting: &[Waiting]) -> Result<Vec<Outcome>, StoreError> {
    let mut tx = db.begin().await?;
    let mut pairs = Pairs { decisions, kept: db.is_ours_alone(), committed: false, pairs: HashMap::new() };
    let outcomes = settle(&mut tx, &mut pairs, waiting).await?;
    tx.commit().await?;
    pairs.committed = true;
    Ok(outcomes)
}

async fn settle(tx: &mut Tx, pairs: &mut Pairs<'_>, waiting: &[Waiting]) -> Result<Vec<Outcome>, StoreError> {
    let rows: Vec<&Row> = waiting.iter().map(|each| &each.row).collect();
    let settled = append(tx, pairs, &rows).await?;
    let outcomes: Vec<Outcome> = rows.iter().enumerate().map(|(at, row)| settled.outcome(&rows, at, row)).collect();
    let ended = waiting.iter().zip(&outcomes).filter(|(_, outcome)| matches!(outcome, Outcome::New));
    let ended: Vec<&Row> = ended.filter_map(|(each, _)| each.replaced.as_ref()).collect();
    append(tx, pairs, &ended).await?;
    Ok(outcomes)
}

/// What the database knew of a batch.
struct Settled<'a> {
    /// The stored record by id; `None` for one that was erased.
    known: HashMap<String, Option<Record>>,
    /// Where an id stands first in the batch.
    first: HashMap<&'a str, usize>,
}

impl Settled<'_> {
    fn outcome(&self, rows: &[&Row], at: usize, row: &Row) -> Outcome {
        let id = &row.record.id;
        let stored = match self.known.get(id) {
            Some(stored) => stored.as_ref(),
            None => match self.first.get(id.as_str()) {
                Some(first) if *first != at => Some(&rows[*first].record),
                _ => return Outcome::New,
            },
        };
        match stored {
            Some(stored) if stored.same_content(&row.record) => Outcome::Repeat(Box::new(stored.clone())),
            _ => Outcome::Conflict,
        }
    }
}

/// Inserts the rows whose ids are new, each id once.
async fn append<'a>(tx: &mut Tx, pairs: &mut Pairs<'_>, rows: &[&'a Row]) -> Result<Settled<'a>, StoreError> {
    let mut first = HashMap::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        first.entry(row.record.id.as_str()).or_insert(at);
    }
    let once = rows.iter().enumerate().filter(|(at, row)| first.get(row.record.id.as_str()) == Some(at));
    let mut fresh: Vec<&Row> = once.map(|(_, row)| *row).collect();
    pairs.load(tx, &fresh).await?;
    let mut known = HashMap::new();
    if let Tx::Postgres(_) = tx {
        // An erased id would spoil the whole transaction there; on SQLite only its own statement.
        find_known(tx, &fresh, &mut known).await?;
    }
    insert(tx, &fresh, &mut known).await?;
    fresh.retain(|row| !known.contains_key(&row.record.id));
    fresh.iter().for_each(|row| pairs.push(row));
    Ok(Settled { known, first })
}

async fn find_known(tx: &mut Tx, rows: &[&Row], known: &mut HashMap<String, Option<Record>>) -> Result<(), StoreError> {
    for (piece, sql) in pieces(rows, &KNOWN) {
        let found: Vec<(String, Option<Vec<u8>>)> = on!(&mut *tx, t => {
            let mut query = sqlx::query_as(sql);
            for row in piece {
                query = query.bind(&row.record.id);
            }
            query.fetch_all(&mut **t).await
        })?;
        for (id, canonical) in found {
            let record = canonical.map(|canonical| serde_json::from_slice(&canonical)).transpose()?;
            known.insert(id, record);
        }
    }
    Ok(())
}

/// Inserts the rows in their order, which settles what counts among choices of the same millisecond. Leaves out those
/// whose ids exist or were erased, and adds them to `known`.
async fn insert(tx: &mut Tx, rows: &[&Row], known: &mut HashMap<String, Option<Record>>) -> Result<(), StoreError> {
    let is_new = |row: &&Row, known: &HashMap<_, _>| !known.contains_key(&row.record.id);
    let mut rest: Vec<&Row> = rows.iter().copied().filter(|row| is_new(row, known)).collect();
    while !rest.is_empty() {
        let (tried, mut left) = insert_some(tx, &rest).await?;
        if !left.is_empty() {
            find_known(tx, &left, known).await?;
            let before = left.len();
            left.retain(|row| is_new(row, known));
            if left.len() == before {
                return Err(StoreError::Value("a record is refused that neither exists nor was erased"));
            }
        }
        rest.splice(..tried, left);
    }
    Ok(())
}

/// Inserts as many of the first rows as one statement takes. Answers their number, and those of them that it did not
/// insert: at least one of these exists or was erased.
async fn insert_some<'a>(tx: &mut Tx, rows: &[&'a Row]) -> Result<(usize, Vec<&'a Row>), StoreError> {
    match tx {
        Tx::Sqlite(t) => {
            let Some((piece, sql)) = pieces(rows, &INSERT_SQLITE).next() else { return Ok((0, Vec::new())) };
            match bind_rows!(sqlx::query(sql), piece).execute(&mut **t).await {
                Ok(_) => Ok((piece.len(), Vec::new())),
                Err(error) if is_append_only(&error) => Ok((piece.len(), piece.to_vec())),
                Err(error) => Err(error.into()),
            }
        }
        Tx::Postgres(t) => {
            let Some((piece, sql)) = pieces(rows, &INSERT_POSTGRES).next() else { return Ok((0, Vec::new())) };
            let inserted: Vec<String> = bind_rows!(sqlx::query_scalar(sql), piece).fetch_all(&mut **t).await?;
            let left = piece.iter().copied().filter(|row| !inserted.contains(&row.record.id));
            Ok((piece.len(), left.collect()))
        }
    }
}

/// Whether a trigger of SQLite refused (SQLITE_CONSTRAINT_TRIGGER); the transaction goes on.
fn is_append_only(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "1811")
}

fn source(source: Source) -> &'static str {
    match source {
        Source::Banner => "banner",
        Source::Settings => "settings",
        Source::Page => "page",
        Source::Api => "api",
    }
}

/// What the decisions are told of the visitors of a batch at its end; `None`: to forget them.
struct Pairs<'a> {
    decisions: &'a Decisions,
    kept: bool,
    committed: bool,
    pairs: HashMap<Key, Option<Pair>>,
}

impl Drop for Pairs<'_> {
    /// Forgets them all when the commit failed, or was not heard of because something panicked: it may have reached
    /// the disk.
    fn drop(&mut self) {
        for (key, pair) in self.pairs.drain() {
            self.decisions.wrote(key, pair.filter(|_| self.committed));
        }
    }
}

impl Pairs<'_> {
    /// Learns what stood before, from memory or else from the transaction.
    async fn load(&mut self, tx: &mut Tx, rows: &[&Row]) -> Result<(), StoreError> {
        let Tx::Sqlite(tx) = tx else { return Ok(()) };
        let mut unknown = Vec::new();
        for row in rows {
            let key = (row.site, row.record.visitor);
            if let std::collections::hash_map::Entry::Vacant(place) = self.pairs.entry(key) {
                let known = self.decisions.known(&key);
                if known.is_none() {
                    unknown.push(key);
                }
                place.insert(Some(known.unwrap_or_default()));
            }
        }
        for (site, visitor, canonical) in find_newest(tx, &unknown).await? {
            let visitor = VisitorId::from_bytes(visitor.try_into().map_err(|_| StoreError::Value("visitor"))?);
            let stored: Standing = serde_json::from_slice(&canonical)?;
            self.put((site, visitor), stored.stamp(), &stored.purposes);
        }
        Ok(())
    }

    fn push(&mut self, row: &Row) {
        if self.kept {
            self.put((row.site, row.record.visitor), row.record.stamp(), &row.record.purposes);
        }
    }

    fn put(&mut self, key: Key, stamp: Stamp, purposes: &Purposes) {
        let Some(place) = self.pairs.get_mut(&key) else { return };
        match (place.as_mut(), self.decisions.compact(key.0, stamp, purposes)) {
            (Some(pair), Some(compact)) => pair.push(compact),
            _ => *place = None,
        }
    }
}

async fn find_newest(
    tx: &mut Transaction<'static, Sqlite>,
    keys: &[Key],
) -> Result<Vec<(i64, Vec<u8>, Vec<u8>)>, StoreError> {
    let mut found = Vec::new();
    for (piece, sql) in pieces(keys, &NEWEST) {
        let mut query = sqlx::query_as(sql);
        for (site, visitor) in piece {
            query = query.bind(site).bind(&visitor.bytes()[..]);
        }
        found.extend(query.fetch_all(&mut **tx).await?);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_batch_that_did_not_end_has_written_is_forgotten() {
        let decisions = Decisions::new(1024);
        let key = (1, VisitorId::from_bytes([7; 16]));
        let batch = |committed| Pairs {
            decisions: &decisions,
            kept: true,
            committed,
            pairs: [(key, Some(Pair::default()))].into(),
        };
        drop(batch(true));
        assert!(decisions.known(&key).is_some());
        drop(batch(false));
        assert!(decisions.known(&key).is_none());
    }
}
