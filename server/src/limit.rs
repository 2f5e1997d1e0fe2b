//! How many choices one address may send; counted in memory only, and no address outlives its minute of silence.

use crate::address::limited;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use moka::sync::Cache;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

/// Addresses counted at once, about 200 bytes each: bounds the memory an attacker with many addresses can take.
const MAX_ADDRESSES: u64 = 100_000;
/// After a minute of silence the whole allowance is back, so nothing is left to remember.
const SILENCE: Duration = Duration::from_secs(60);

/// The allowance of each address.
pub struct Limiter {
    quota: Option<Quota>,
    addresses: Cache<IpAddr, Arc<DefaultDirectRateLimiter>>,
}

impl Limiter {
    /// An allowance of so many a minute; 0 is no limit.
    #[must_use]
    pub fn per_minute(allowance: u32) -> Self {
        let addresses = Cache::builder().max_capacity(MAX_ADDRESSES).time_to_idle(SILENCE).build();
        Self { quota: NonZeroU32::new(allowance).map(Quota::per_minute), addresses }
    }

    /// Counts one more from `address`.
    ///
    /// # Errors
    /// The number of seconds to wait when its allowance is used up.
    pub fn check(&self, address: IpAddr) -> Result<(), u64> {
        let Some(quota) = self.quota else { return Ok(()) };
        let allowance = self.addresses.get_with(limited(address), || Arc::new(RateLimiter::direct(quota)));
        allowance.check().map_err(|wait| wait.wait_time_from(DefaultClock::default().now()).as_secs() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allowance_is_per_address_and_ends() {
        let limiter = Limiter::per_minute(3);
        let [one, other] = [[192, 0, 2, 1], [192, 0, 2, 2]].map(IpAddr::from);
        assert_eq!([limiter.check(one), limiter.check(one), limiter.check(one)], [Ok(()); 3]);
        assert_eq!(limiter.check(one), Err(20));
        assert_eq!(limiter.check(other), Ok(()));
    }

    #[test]
    fn zero_is_no_limit() {
        let limiter = Limiter::per_minute(0);
        assert!((0..10_000).all(|_| limiter.check(IpAddr::from([192, 0, 2, 1])).is_ok()));
    }
}
