//! The clock and the randomness of the server's own handlers; everything below takes them as arguments.

use consent::timestamp::Timestamp;

/// The present time.
#[expect(clippy::disallowed_methods, reason = "this is the edge that reads the clock")]
#[must_use]
pub fn now() -> Timestamp {
    Timestamp::from(time::OffsetDateTime::now_utc())
}

/// Random bytes from the operating system's generator, for ids and secrets.
#[expect(clippy::disallowed_methods, reason = "this is the edge that reads randomness")]
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    rand::random()
}
