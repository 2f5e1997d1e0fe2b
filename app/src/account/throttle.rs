//! Sign-in attempts, counted by account and by address, in memory only.

use consent::timestamp::Timestamp;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{LazyLock, Mutex, PoisonError};

/// Failures allowed within [`WINDOW_MS`] for one account name, and for one address (several people may share it).
const MAX_PER_ACCOUNT: usize = 5;
const MAX_PER_ADDRESS: usize = 30;
/// How long a failure counts: 15 minutes.
const WINDOW_MS: i64 = 15 * 60 * 1000;
/// Names and addresses remembered at once; beyond it the oldest are forgotten.
const MAX_REMEMBERED: usize = 10_000;

#[derive(Clone, PartialEq, Eq, Hash)]
enum Who {
    Account(String),
    Address(IpAddr),
}

static FAILURES: LazyLock<Mutex<HashMap<Who, Vec<i64>>>> = LazyLock::new(Mutex::default);

fn both(email: &str, address: Option<IpAddr>) -> impl Iterator<Item = (Who, usize)> {
    let account = (Who::Account(email.to_owned()), MAX_PER_ACCOUNT);
    std::iter::once(account).chain(address.map(|address| (Who::Address(address), MAX_PER_ADDRESS)))
}

/// Counts one more attempt, and says whether it may go on; [`forgive`] takes it back when it was right.
///
/// It counts before the password is checked, so that attempts side by side cannot slip through together.
pub fn attempt(email: &str, address: Option<IpAddr>, now: Timestamp) -> bool {
    let mut failures = FAILURES.lock().unwrap_or_else(PoisonError::into_inner);
    if failures.len() > MAX_REMEMBERED {
        failures.retain(|_, times| times.iter().any(|at| now.millis() - at < WINDOW_MS));
        if failures.len() > MAX_REMEMBERED {
            failures.clear();
        }
    }
    let mut allowed = true;
    for (who, max) in both(email, address) {
        let times = failures.entry(who).or_default();
        times.retain(|at| now.millis() - at < WINDOW_MS);
        if times.len() >= max {
            allowed = false;
        } else {
            times.push(now.millis());
        }
    }
    allowed
}

/// Forgets the failures of an account whose password was right.
pub fn forgive(email: &str, address: Option<IpAddr>) {
    let mut failures = FAILURES.lock().unwrap_or_else(PoisonError::into_inner);
    failures.remove(&Who::Account(email.to_owned()));
    if let Some(times) = address.and_then(|address| failures.get_mut(&Who::Address(address))) {
        times.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_attempt_waits_until_the_first_is_forgotten() {
        let at = Timestamp::from_millis;
        for minute in 0..5 {
            assert!(attempt("throttled@example.org", None, at(minute * 60_000)));
        }
        assert!(!attempt("throttled@example.org", None, at(5 * 60_000)));
        assert!(attempt("other@example.org", None, at(5 * 60_000)));
        assert!(attempt("throttled@example.org", None, at(WINDOW_MS + 1)));
    }

    #[test]
    fn one_address_cannot_try_many_accounts_without_end() {
        let address = Some(IpAddr::from([192, 0, 2, 77]));
        let tried =
            (0..100).filter(|n| attempt(&format!("{n}@example.org"), address, Timestamp::from_millis(1))).count();
        assert_eq!(tried, MAX_PER_ADDRESS);
    }

    #[test]
    fn the_right_password_is_not_counted() {
        for _ in 0..20 {
            assert!(attempt("regular@example.org", None, Timestamp::from_millis(1)));
            forgive("regular@example.org", None);
        }
    }
}
