//! Everything the store promises, on SQLite, and on PostgreSQL where `TEST_POSTGRES_URL` names a server.

#![expect(clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "helpers of tests fail the test")]

/// Each test is written once and runs on both databases.
macro_rules! on_both {
    ($($(#[doc = $doc:literal])* async fn $name:ident($place:ident) $body:block)*) => {$(
        $(#[doc = $doc])*
        async fn $name($place: &crate::place::Place) $body

        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                let place = crate::place::Place::sqlite();
                super::$name(&place).await;
                place.remove().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                let Some(place) = crate::place::Place::postgres().await else { return };
                super::$name(&place).await;
                place.remove().await;
            }
        }
    )*};
}

mod accounts;
mod append_only;
mod audit;
mod decisions;
mod journal;
mod place;
mod records;
mod sample;
mod schema;
mod sites;
mod versions;
