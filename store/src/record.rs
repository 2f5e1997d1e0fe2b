//! Records: the stored evidence of choices, append-only.

use crate::db::on;
use crate::{Store, StoreError};
use consent::record::Record;
use consent::timestamp::{DAY_MS, Timestamp};
use consent::visitor::VisitorId;
use sqlx::FromRow;

/// A record as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its place in the order of arrival, across all sites.
    pub seq: i64,
    pub record: Record,
    /// The exact bytes that receipts and proofs speak of.
    pub canonical: Vec<u8>,
    pub salt: [u8; 16],
}

#[derive(FromRow)]
struct Row {
    seq: i64,
    canonical: Vec<u8>,
    salt: Vec<u8>,
}

impl Row {
    fn stored(self) -> Result<Stored, StoreError> {
        Ok(Stored {
            seq: self.seq,
            record: serde_json::from_slice(&self.canonical)?,
            canonical: self.canonical,
            salt: self.salt.try_into().map_err(|_| StoreError::Value("salt"))?,
        })
    }
}

impl Store {
    /// The record with this id on this site.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_record(&self, site: i64, id: &str) -> Result<Option<Stored>, StoreError> {
        const SQL: &str = "select seq, canonical, salt from record where id = $1 and site_id = $2";
        let row: Option<Row> =
            on!(self.db.read(), db => sqlx::query_as(SQL).bind(id).bind(site).fetch_optional(db).await)?;
        row.map(Row::stored).transpose()
    }

    /// The records that arrived last, newest first, at most `limit`; of one visitor, and before the place `before`
    /// (the `seq` of the last one of the page above), where given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_records(
        &self,
        site: i64,
        visitor: Option<VisitorId>,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<Stored>, StoreError> {
        const ALL: &str = "select seq, canonical, salt from record where site_id = $1 and seq < $2 \
            order by seq desc limit $3";
        // `seq + 0` keeps both databases from walking through the whole site by `seq` in search of one visitor.
        const OF_VISITOR: &str = "select seq, canonical, salt from record where site_id = $1 and seq + 0 < $2 \
            and visitor = $4 order by seq + 0 desc limit $3";
        let before = before.unwrap_or(i64::MAX);
        let rows: Vec<Row> = match visitor {
            None => on!(self.db.read(), db => sqlx::query_as(ALL).bind(site).bind(before).bind(limit)
                .fetch_all(db).await)?,
            Some(visitor) => on!(self.db.read(), db => sqlx::query_as(OF_VISITOR).bind(site).bind(before).bind(limit)
                .bind(&visitor.bytes()[..]).fetch_all(db).await)?,
        };
        rows.into_iter().map(Row::stored).collect()
    }

    /// How many visitors there are whose newest choice counts at `now`, by the version it was made on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_standing_by_version(&self, site: i64, now: Timestamp) -> Result<Vec<(u32, u64)>, StoreError> {
        // The newest of each visitor, in the order in which decisions are made of records.
        const SQL: &str = "select version, count(*) from (select version, expires_at, row_number() over \
            (partition by visitor order by decided_at desc, action in ('accept_all', 'custom'), seq desc) as place \
            from record where site_id = $1) as placed where place = 1 and expires_at > $2 group by version order by version";
        let rows: Vec<(i64, i64)> =
            on!(self.db.read(), db => sqlx::query_as(SQL).bind(site).bind(now.millis()).fetch_all(db).await)?;
        let counted = rows.into_iter().map(|(version, visitors)| {
            let version = u32::try_from(version).map_err(|_| StoreError::Value("version number"))?;
            Ok((version, u64::try_from(visitors).map_err(|_| StoreError::Value("count"))?))
        });
        counted.collect()
    }

    /// How many records arrived on each UTC day from that of `from` to that of `to`, both included; each day once, in
    /// order, days without records too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_records_by_day(
        &self,
        site: i64,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<(Timestamp, i64)>, StoreError> {
        const SQL: &str = "select received_at / 86400000 as day, count(*) from record \
            where site_id = $1 and received_at >= $2 and received_at < $3 group by 1 order by 1";
        let (first, last) = (from.millis() / DAY_MS, to.millis() / DAY_MS);
        let counted: Vec<(i64, i64)> = on!(self.db.read(), db => sqlx::query_as(SQL).bind(site)
            .bind(first * DAY_MS).bind((last + 1) * DAY_MS).fetch_all(db).await)?;
        let mut counted = counted.into_iter().peekable();
        let days = (first..=last).map(|day| {
            let count = counted.next_if(|(counted, _)| *counted == day).map_or(0, |(_, count)| count);
            (Timestamp::from_millis(day * DAY_MS), count)
        });
        Ok(days.collect())
    }
}
