//! Everything the server promises, in process, on SQLite, and on PostgreSQL where `TEST_POSTGRES_URL` names a server.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail the test")]

/// Each test is written once and runs on both databases.
macro_rules! on_both {
    ($($(#[doc = $doc:literal])* async fn $name:ident($place:ident) $body:block)*) => {$(
        mod $name {
            use super::*;

            $(#[doc = $doc])*
            async fn body($place: &crate::place::Place) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                let place = crate::place::Place::sqlite();
                body(&place).await;
                place.remove();
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                let Some(place) = crate::place::Place::postgres() else { return };
                body(&place).await;
                place.remove();
            }
        }
    )*};
}

mod accounts;
mod addresses;
mod answer;
mod app;
mod banner;
mod bring;
mod choices;
mod command;
mod decisions;
mod declaration;
mod forms;
mod honesty;
mod kept;
mod looks;
mod manifest;
mod markup;
mod order;
mod pinned;
mod place;
mod refusals;
mod regimes;
mod sample;
mod server_functions;
mod sessions;
mod throttle;
mod vendors;
mod versions;
