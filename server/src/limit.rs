//! How many choices one address may send; counted in memory only, and no address outlives its minute of silence.

use crate::address::limited;
use consent::timestamp::Timestamp;
use moka::sync::Cache;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Addresses counted at once, some 250 bytes each: bounds the memory an attacker with many addresses can take.
const MAX_ADDRESSES: u64 = 100_000;
/// After a minute of silence the whole allowance is back, so nothing is left to remember.
const SILENCE: Duration = Duration::from_secs(60);
/// What is counted together, in milliseconds: the finer, the sooner the allowance comes back, and the more is remembered.
const SLOT: i64 = 5_000;
/// The slots of a whole minute, and the one that has just begun: so it is at most the allowance in any minute, however
/// it is placed.
const SLOTS: usize = 13;

/// The allowance of each address.
pub struct Limiter {
    allowance: u32,
    addresses: Cache<IpAddr, Arc<Mutex<Minute>>>,
}

/// What came in the last minute, by slot; slot `n` of time is counted at `n % SLOTS`.
#[derive(Default)]
struct Minute {
    /// The newest slot.
    slot: i64,
    counts: [u32; SLOTS],
}

impl Limiter {
    /// An allowance of so many in any minute; 0 is no limit.
    #[must_use]
    pub fn per_minute(allowance: u32) -> Self {
        let addresses = Cache::builder().max_capacity(MAX_ADDRESSES).time_to_idle(SILENCE).build();
        Self { allowance, addresses }
    }

    /// Counts one more from `address`.
    ///
    /// # Errors
    /// The number of seconds to wait when its allowance is used up.
    pub fn check(&self, address: IpAddr, now: Timestamp) -> Result<(), u64> {
        if self.allowance == 0 {
            return Ok(());
        }
        let minute = self.addresses.get_with(limited(address), Arc::default);
        let mut minute = minute.lock().unwrap_or_else(PoisonError::into_inner);
        minute.count(self.allowance, now.millis())
    }
}

impl Minute {
    fn count(&mut self, allowance: u32, now: i64) -> Result<(), u64> {
        let slot = now / SLOT;
        let passed = slot - self.slot;
        // A clock that was set back forgets as well: it must not hold an address back for as long as it was wrong.
        if !(0..SLOTS as i64).contains(&passed) {
            self.counts = [0; SLOTS];
        } else {
            (self.slot + 1..=slot).for_each(|empty| *self.at(empty) = 0);
        }
        self.slot = slot;
        if self.counts.iter().sum::<u32>() < allowance {
            *self.at(slot) += 1;
            return Ok(());
        }
        let oldest = (slot + 1 - SLOTS as i64..=slot).find(|slot| *self.at(*slot) > 0).unwrap_or(slot);
        let free_at = (oldest + SLOTS as i64) * SLOT;
        Err(u64::try_from(free_at - now).unwrap_or(0).div_ceil(1000))
    }

    fn at(&mut self, slot: i64) -> &mut u32 {
        &mut self.counts[slot.rem_euclid(SLOTS as i64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(1_764_000_000_000 + millis)
    }

    #[test]
    fn an_allowance_is_per_address_and_ends() {
        let limiter = Limiter::per_minute(3);
        assert_eq!([0, 1, 2].map(|millis| limiter.check(ONE, at(millis))), [Ok(()); 3]);
        assert_eq!(limiter.check(ONE, at(3)), Err(65));
        assert_eq!(limiter.check(IpAddr::from([192, 0, 2, 2]), at(3)), Ok(()));
    }

    #[test]
    fn whoever_waits_as_told_is_let_in() {
        let limiter = Limiter::per_minute(2);
        for millis in [0, 30_000] {
            assert_eq!(limiter.check(ONE, at(millis)), Ok(()));
        }
        let seconds = limiter.check(ONE, at(31_234)).unwrap_err();
        assert!((29..=34).contains(&seconds), "{seconds}");
        assert!(limiter.check(ONE, at(60_000)).is_err());
        assert_eq!(limiter.check(ONE, at(31_234 + 1000 * i64::try_from(seconds).unwrap())), Ok(()));
    }

    #[test]
    fn in_any_minute_there_are_at_most_so_many_and_all_that_is_allowed_is_let_in() {
        let limiter = Limiter::per_minute(600);
        let mut accepted = Vec::new();
        for millis in (0..600_000).step_by(7) {
            if limiter.check(ONE, at(millis)).is_ok() {
                accepted.push(millis);
            }
        }
        let within = |from: i64| accepted.iter().filter(|at| (from..from + 60_000).contains(at)).count();
        assert!(accepted.iter().all(|from| within(*from) <= 600));
        assert!(accepted.len() >= 600 * 9, "{}", accepted.len());
    }

    #[test]
    fn a_clock_that_is_set_back_holds_nobody_back() {
        let limiter = Limiter::per_minute(1);
        assert_eq!(limiter.check(ONE, at(3_600_000)), Ok(()));
        assert_eq!(limiter.check(ONE, at(0)), Ok(()));
        assert!(limiter.check(ONE, at(1)).is_err());
    }

    #[test]
    fn zero_is_no_limit() {
        let limiter = Limiter::per_minute(0);
        assert!((0..10_000).all(|_| limiter.check(ONE, at(0)).is_ok()));
    }
}
