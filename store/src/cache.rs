//! A cache of a fixed size in bytes that never keeps what was true before a write.
//!
//! It is cut into sets of a few slots, each behind its own lock: readers of different visitors do not meet, and each
//! set counts its writes, so that what was read from the database before a write is not kept after it.

use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Slots in a set: enough that a busy one rarely pushes out what is still asked for.
const WAYS: usize = 8;

pub(crate) struct Cache<K, V> {
    sets: Vec<Mutex<Set<K, V>>>,
    hasher: RandomState,
}

struct Set<K, V> {
    writes: u64,
    /// The slot that goes next.
    oldest: usize,
    slots: Vec<(K, V)>,
}

/// How many writes a set had seen when a read began.
#[derive(Clone, Copy)]
pub(crate) struct Seen(u64);

impl<K: Hash + Eq, V: Clone> Cache<K, V> {
    /// At most `bytes` large; values must own no memory of their own.
    pub(crate) fn new(bytes: usize) -> Self {
        let set = size_of::<Mutex<Set<K, V>>>() + WAYS * size_of::<(K, V)>();
        let empty = || Mutex::new(Set { writes: 0, oldest: 0, slots: Vec::new() });
        Self { sets: (0..(bytes / set).max(1)).map(|_| empty()).collect(), hasher: RandomState::new() }
    }

    fn set(&self, key: &K) -> MutexGuard<'_, Set<K, V>> {
        let at = self.hasher.hash_one(key) % self.sets.len() as u64;
        // Each change of a set is complete before anything can panic.
        self.sets[at as usize].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The value, or what to show [`Cache::keep`] after reading it from the database.
    pub(crate) fn get(&self, key: &K) -> Result<V, Seen> {
        let set = self.set(key);
        match set.slots.iter().find(|(kept, _)| kept == key) {
            Some((_, value)) => Ok(value.clone()),
            None => Err(Seen(set.writes)),
        }
    }

    /// Keeps what was read, unless something was written since.
    pub(crate) fn keep(&self, key: K, value: V, seen: Seen) {
        let mut set = self.set(&key);
        if set.writes == seen.0 {
            set.insert(key, value);
        }
    }

    /// Keeps what was written.
    pub(crate) fn replace(&self, key: K, value: V) {
        let mut set = self.set(&key);
        set.writes += 1;
        set.insert(key, value);
    }

    /// Forgets what may have been changed.
    pub(crate) fn forget(&self, key: &K) {
        let mut set = self.set(key);
        set.writes += 1;
        set.slots.retain(|(kept, _)| kept != key);
    }
}

impl<K: Eq, V> Set<K, V> {
    fn insert(&mut self, key: K, value: V) {
        if let Some(slot) = self.slots.iter_mut().find(|(kept, _)| *kept == key) {
            slot.1 = value;
        } else if self.slots.len() < WAYS {
            self.slots.push((key, value));
        } else {
            self.oldest = (self.oldest + 1) % WAYS;
            self.slots[self.oldest] = (key, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_a_write_is_not_kept_after_it() {
        let cache = Cache::<u32, u32>::new(1);
        let Err(seen) = cache.get(&1) else { panic!("nothing is there yet") };
        cache.forget(&1);
        cache.keep(1, 10, seen);
        assert!(cache.get(&1).is_err());
        let Err(seen) = cache.get(&1) else { panic!("it was refused") };
        cache.keep(1, 11, seen);
        assert_eq!(cache.get(&1).ok(), Some(11));
        cache.replace(1, 12);
        assert_eq!(cache.get(&1).ok(), Some(12));
    }

    #[test]
    fn it_never_grows_beyond_its_bytes() {
        let bytes = 64 * 1024;
        let cache = Cache::<u64, [u8; 56]>::new(bytes);
        for key in 0..10_000 {
            cache.replace(key, [0; 56]);
        }
        let kept = (0..10_000).filter(|key| cache.get(key).is_ok()).count();
        assert!(kept * 64 <= bytes, "{kept} entries");
        assert!(kept * 64 > bytes / 2, "{kept} entries");
    }
}
