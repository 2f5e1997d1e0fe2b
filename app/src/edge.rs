//! The clock and the randomness of server functions; everything below them takes both as arguments.

use crate::setting::Clock;
use consent::timestamp::Timestamp;
use leptos::prelude::use_context;

/// The present time: by the server's clock where the request names it, else by the system's.
#[expect(clippy::disallowed_methods, reason = "this is the edge that reads the clock")]
#[must_use]
pub fn now() -> Timestamp {
    let clock = use_context::<http::request::Parts>().and_then(|parts| parts.extensions.get::<Clock>().cloned());
    clock.map_or_else(|| Timestamp::from(time::OffsetDateTime::now_utc()), |clock| clock.now())
}

/// Random bytes from the operating system's generator, for ids and secrets.
#[expect(clippy::disallowed_methods, reason = "this is the edge that reads randomness")]
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    rand::random()
}
