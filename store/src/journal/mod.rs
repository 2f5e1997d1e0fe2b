//! The journal: many waiting choices in one durable transaction, each answered only after the commit.

use crate::db::Db;
use crate::decisions::Decisions;
use crate::{Store, StoreError};
use consent::choice::Decided;
use consent::record::Record;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use tokio::sync::{mpsc, oneshot};

mod batch;

/// Most choices in one transaction: enough to share the cost of the disk, few enough to answer within milliseconds.
const MOST: usize = 512;
/// Most choices that wait for a transaction; beyond that, callers wait to be let in.
const WAITING: usize = 4 * MOST;

/// What became of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Appended {
    /// It is recorded now.
    New(Record),
    /// The same was recorded before; here is the record of then.
    Repeat(Record),
}

impl Appended {
    /// The record that is stored.
    #[must_use]
    pub fn record(&self) -> &Record {
        let (Self::New(record) | Self::Repeat(record)) = self;
        record
    }
}

/// Why a choice was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// The id belongs to a record with other content, or to one that was erased.
    #[error("the id belongs to another record")]
    Conflict,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A record about to be written.
struct Row {
    site: i64,
    record: Record,
    canonical: Vec<u8>,
    salt: [u8; 16],
}

impl Row {
    fn new(site: i64, record: Record, salt: [u8; 16]) -> Result<Self, StoreError> {
        Ok(Self { site, canonical: record.canonical()?, record, salt })
    }
}

struct Waiting {
    row: Row,
    replaced: Option<Row>,
    answer: oneshot::Sender<Result<Appended, AppendError>>,
}

/// Where choices queue.
#[derive(Clone)]
pub(crate) struct Journal(mpsc::Sender<Waiting>);

impl Journal {
    /// Runs until the last clone of the journal is dropped.
    pub(crate) fn start(db: Db, decisions: Arc<Decisions>) -> Self {
        let (queue, waiting) = mpsc::channel(WAITING);
        tokio::spawn(run(db, decisions, waiting));
        Self(queue)
    }
}

impl Store {
    /// Records a choice, and the end of the visitor it replaces; answers after the commit. `salts` are 16 random bytes
    /// for each of the two.
    ///
    /// # Errors
    /// [`AppendError::Conflict`], or when the database fails: then it is unknown whether the choice was recorded, and
    /// sending it again is safe.
    pub async fn append(&self, site: i64, decided: Decided, salts: [[u8; 16]; 2]) -> Result<Appended, AppendError> {
        let gone = || StoreError::Journal("it has ended".to_owned());
        let row = Row::new(site, decided.record, salts[0])?;
        let replaced = decided.replaced.map(|record| Row::new(site, record, salts[1])).transpose()?;
        let (answer, answered) = oneshot::channel();
        self.journal.0.send(Waiting { row, replaced, answer }).await.map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}

async fn run(db: Db, decisions: Arc<Decisions>, mut queue: mpsc::Receiver<Waiting>) {
    let mut waiting = Vec::with_capacity(MOST);
    while queue.recv_many(&mut waiting, MOST).await > 0 {
        match caught(batch::write(&db, &decisions, &waiting)).await {
            Ok(outcomes) => waiting.drain(..).zip(outcomes).for_each(|(each, outcome)| each.settle(outcome)),
            Err(StoreError::Sql(sqlx::Error::Database(error))) if waiting.len() > 1 => {
                // One that the database refuses must not take the others with it.
                tracing::warn!(error = %error, choices = waiting.len(), "a batch was refused; trying each by itself");
                for each in waiting.drain(..) {
                    let one = caught(batch::write(&db, &decisions, std::slice::from_ref(&each))).await;
                    match one.map(|mut one| one.pop()) {
                        Ok(Some(outcome)) => each.settle(outcome),
                        Ok(None) => each.fail(StoreError::Journal("a choice got no outcome".to_owned())),
                        Err(error) => each.fail(error),
                    }
                }
            }
            Err(error) => {
                let reason = error.to_string();
                waiting.drain(..).for_each(|each| each.fail(StoreError::Journal(reason.clone())));
            }
        }
    }
}

/// A panic while one batch is written fails that batch. Without this it would end the journal, and with it all writing
/// until the next start.
async fn caught<T>(writing: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    let mut writing = pin!(writing);
    // What the panic may have left half done goes with `writing`, which is not polled again: its transaction is rolled
    // back, and the decisions forget its visitors.
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| writing.as_mut().poll(context))) {
        Ok(polled) => polled,
        Err(_) => {
            tracing::error!("the journal panicked; the batch is failed and the next one is tried");
            Poll::Ready(Err(StoreError::Journal("it panicked".to_owned())))
        }
    })
    .await
}

impl Waiting {
    fn settle(self, outcome: batch::Outcome) {
        let result = match outcome {
            batch::Outcome::New => Ok(Appended::New(self.row.record)),
            batch::Outcome::Repeat(record) => Ok(Appended::Repeat(*record)),
            batch::Outcome::Conflict => Err(AppendError::Conflict),
        };
        // Who has hung up does not want to know.
        let _ = self.answer.send(result);
    }

    fn fail(self, error: StoreError) {
        let _ = self.answer.send(Err(error.into()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_fails_one_batch_and_not_the_journal() {
        let batch = |panics: bool| async move {
            tokio::task::yield_now().await;
            if panics { panic!("this is what the test is about") } else { Ok(7) }
        };
        assert!(matches!(caught(batch(true)).await, Err(StoreError::Journal(_))));
        assert_eq!(caught(batch(false)).await.unwrap(), 7);
    }
}
