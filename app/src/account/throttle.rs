//! Failed attempts at passwords, counted in memory only.
//!
//! Three limits hold together. The tight one is for one name from one address: it slows guessing, and whoever knows an
//! e-mail cannot keep its owner out from elsewhere. One for the address keeps it from trying many names. A loose one for
//! the name keeps many addresses from guessing one password together.

use consent::timestamp::Timestamp;
use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// Failures for one name from one address: somebody who mistypes finds the right one of their passwords within five.
const MAX_PER_PAIR: usize = 5;
/// Failures from one address, whatever the names: several people may share it.
const MAX_PER_ADDRESS: usize = 30;
/// Failures for one name from everywhere. NIST SP 800-63B §3.2.2 allows no more than 100 in a row for one account. To reach it
/// takes twenty addresses at once; so few guesses do not find a password of fifteen characters.
const MAX_PER_NAME: usize = 100;
/// How long a failure counts: 15 minutes.
const WINDOW_MS: i64 = 15 * 60 * 1000;
/// Counters kept at once, about 40 MB if all names are as long as can be; the one that was not needed for longest goes
/// first. Each attempt makes three at most, and costs a hash: so many within the window are more than a machine can do.
const MAX_COUNTERS: usize = 50_000;

/// Whose password is tried. The kinds do not share counters: failing at one never blocks another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    /// Signing in with this e-mail, which is no longer than an e-mail can be.
    SignIn(String),
    /// The present password of this account, when it is changed.
    Present(i64),
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key {
    Address(Option<IpAddr>),
    Pair(Name, Option<IpAddr>),
    Name(Name),
}

#[derive(Default)]
struct Counter {
    /// When the failures were, oldest first.
    times: Vec<i64>,
    /// Its place in the order.
    turn: u64,
}

/// The failures of one server. Cheap to clone.
#[derive(Clone)]
pub struct Throttle(Arc<Mutex<Counters>>);

impl Default for Throttle {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Counters::new(MAX_COUNTERS))))
    }
}

impl Throttle {
    /// Counts one more attempt, and says whether it may go on; [`Throttle::forgive`] takes it back when it was right.
    ///
    /// It counts before the password is checked, so that attempts side by side cannot slip through together.
    #[must_use]
    pub fn attempt(&self, name: &Name, address: Option<IpAddr>, now: Timestamp) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).attempt(name, address, now.millis())
    }

    /// Forgets the failures of a name whose password was right.
    pub fn forgive(&self, name: &Name, address: Option<IpAddr>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).forgive(name, address);
    }
}

struct Counters {
    counters: HashMap<Key, Counter>,
    /// The keys in the order in which they were needed last.
    order: BTreeMap<u64, Key>,
    turn: u64,
    most: usize,
}

impl Counters {
    fn new(most: usize) -> Self {
        Self { counters: HashMap::new(), order: BTreeMap::new(), turn: 0, most }
    }

    fn attempt(&mut self, name: &Name, address: Option<IpAddr>, now: i64) -> bool {
        let limits = [
            (Key::Address(address), MAX_PER_ADDRESS),
            (Key::Pair(name.clone(), address), MAX_PER_PAIR),
            (Key::Name(name.clone()), MAX_PER_NAME),
        ];
        // A refused attempt adds nothing: it neither lengthens the wait nor pushes out what others did. It only keeps the
        // counter that refused it, so that no flood of other names makes that one the oldest.
        let refusing = limits.iter().find(|(key, most)| self.count(key, now) >= *most);
        if let Some((key, _)) = refusing {
            self.renew(key);
            return false;
        }
        for (key, _) in limits {
            self.add(key, now);
        }
        true
    }

    fn count(&self, key: &Key, now: i64) -> usize {
        self.counters.get(key).map_or(0, |counter| counter.times.iter().filter(|at| now - **at < WINDOW_MS).count())
    }

    fn add(&mut self, key: Key, now: i64) {
        let counter = self.counters.entry(key.clone()).or_default();
        counter.times.retain(|at| now - at < WINDOW_MS);
        counter.times.push(now);
        self.renew(&key);
        // Those that count nothing any more go as well: no name or address is remembered for longer than it must be.
        while let Some((turn, oldest)) = self.order.first_key_value()
            && (self.counters.len() > self.most || self.count(oldest, now) == 0)
        {
            let turn = *turn;
            if let Some(oldest) = self.order.remove(&turn) {
                self.counters.remove(&oldest);
            }
        }
    }

    /// Makes a counter the newest.
    fn renew(&mut self, key: &Key) {
        let Some(counter) = self.counters.get_mut(key) else { return };
        self.turn += 1;
        self.order.remove(&counter.turn);
        counter.turn = self.turn;
        self.order.insert(self.turn, key.clone());
    }

    fn forgive(&mut self, name: &Name, address: Option<IpAddr>) {
        for key in [Key::Pair(name.clone(), address), Key::Name(name.clone())] {
            self.remove(&key);
        }
        let address = Key::Address(address);
        let left = self.counters.get_mut(&address).map(|counter| {
            counter.times.pop();
            counter.times.len()
        });
        if left == Some(0) {
            self.remove(&address);
        }
    }

    fn remove(&mut self, key: &Key) {
        if let Some(counter) = self.counters.remove(key) {
            self.order.remove(&counter.turn);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(email: &str) -> Name {
        Name::SignIn(email.to_owned())
    }

    fn address(number: u32) -> Option<IpAddr> {
        Some(IpAddr::from(number.to_be_bytes()))
    }

    /// How many of so many attempts at one name from one address may go on.
    fn tried(throttle: &mut Counters, name: &Name, address: Option<IpAddr>, attempts: usize) -> usize {
        (0..attempts).filter(|_| throttle.attempt(name, address, 1)).count()
    }

    #[test]
    fn the_sixth_attempt_waits_until_the_first_is_forgotten() {
        let mut throttle = Counters::new(MAX_COUNTERS);
        for minute in 0..5 {
            assert!(throttle.attempt(&name("a@b.example"), address(1), minute * 60_000));
        }
        assert!(!throttle.attempt(&name("a@b.example"), address(1), 5 * 60_000));
        assert!(throttle.attempt(&name("other@b.example"), address(1), 5 * 60_000));
        assert!(throttle.attempt(&name("a@b.example"), address(1), WINDOW_MS + 1));
    }

    #[test]
    fn the_owner_is_not_locked_out_by_somebody_at_another_address() {
        let mut throttle = Counters::new(MAX_COUNTERS);
        assert_eq!(tried(&mut throttle, &name("owner@b.example"), address(1), 50), MAX_PER_PAIR);
        assert_eq!(tried(&mut throttle, &name("owner@b.example"), address(2), 1), 1);
    }

    #[test]
    fn many_addresses_together_do_not_guess_one_password_without_end() {
        let mut throttle = Counters::new(MAX_COUNTERS);
        let all: usize = (0..1000).map(|from| tried(&mut throttle, &name("owner@b.example"), address(from), 10)).sum();
        assert_eq!(all, MAX_PER_NAME);
    }

    #[test]
    fn one_address_cannot_try_many_names_without_end() {
        let mut throttle = Counters::new(MAX_COUNTERS);
        let all: usize = (0..100).map(|n| tried(&mut throttle, &name(&format!("{n}@b.example")), address(1), 1)).sum();
        assert_eq!(all, MAX_PER_ADDRESS);
    }

    #[test]
    fn a_flood_of_made_up_names_leaves_no_trace_and_frees_nobody() {
        let mut throttle = Counters::new(MAX_COUNTERS);
        assert_eq!(tried(&mut throttle, &name("owner@b.example"), address(1), 9), MAX_PER_PAIR);
        for n in 0..100_000 {
            throttle.attempt(&name(&format!("{n}@b.example")), address(1), 2);
        }
        assert!(throttle.counters.len() <= 1 + 2 * MAX_PER_ADDRESS, "{}", throttle.counters.len());
        assert!(!throttle.attempt(&name("owner@b.example"), address(1), 2));
    }

    #[test]
    fn beyond_the_bound_the_oldest_counter_goes_and_no_other() {
        let mut throttle = Counters::new(300);
        for n in 0..200 {
            assert!(throttle.attempt(&name(&format!("{n}@b.example")), address(n), 1));
            // Whoever is refused and goes on is never the oldest.
            throttle.attempt(&name("owner@b.example"), address(1_000_000), 1);
        }
        assert_eq!((throttle.counters.len(), throttle.order.len()), (300, 300));
        assert!(!throttle.attempt(&name("owner@b.example"), address(1_000_000), 1));
        assert_eq!(throttle.count(&Key::Name(name("0@b.example")), 1), 0);
    }

    #[test]
    fn what_counts_nothing_any_more_is_forgotten() {
        let mut throttle = Counters::new(MAX_COUNTERS);
        assert!(throttle.attempt(&name("a@b.example"), address(1), 1));
        assert!(throttle.attempt(&name("c@d.example"), address(2), 1 + WINDOW_MS));
        assert_eq!((throttle.counters.len(), throttle.order.len()), (3, 3));
    }

    #[test]
    fn what_people_type_never_collides_with_another_kind_of_attempt() {
        let mut throttle = Counters::new(MAX_COUNTERS);
        for text in ["set-up", "change 7", "7"] {
            tried(&mut throttle, &name(text), address(1), 9);
        }
        assert_eq!(tried(&mut throttle, &Name::Present(7), address(1), 1), 1);
    }

    #[test]
    fn the_right_password_is_not_counted() {
        let mut throttle = Counters::new(MAX_COUNTERS);
        for _ in 0..200 {
            assert!(throttle.attempt(&name("regular@b.example"), address(1), 1));
            throttle.forgive(&name("regular@b.example"), address(1));
        }
        assert!(throttle.counters.is_empty() && throttle.order.is_empty());
    }
}
