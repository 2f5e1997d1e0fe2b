//! Keys of purposes and trackers, made from the names that the source gives them.

use consent::keys::{MAX_KEY, is_key};
use std::collections::{HashMap, HashSet};
use unicode_normalization::UnicodeNormalization;

/// The keys given so far.
#[derive(Default)]
pub(crate) struct Keys {
    taken: HashSet<String>,
    /// The last number tried after a key: a thousand trackers of one name are not counted from the start each time.
    last: HashMap<String, usize>,
}

impl Keys {
    /// A valid key for `name` that was not given before; `stem` begins those of names without a Latin letter.
    pub fn give(&mut self, name: &str, stem: &str) -> String {
        let wanted = key(name, stem);
        if self.taken.insert(wanted.clone()) {
            return wanted;
        }
        let number = self.last.entry(wanted.clone()).or_insert(1);
        loop {
            *number += 1;
            let suffix = format!("_{number}");
            let kept: String = wanted.chars().take(MAX_KEY - suffix.len()).collect();
            let numbered = kept + &suffix;
            if self.taken.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}

fn key(name: &str, stem: &str) -> String {
    let mut key = String::new();
    for c in name.chars().take(200).nfd() {
        match c.to_ascii_lowercase() {
            c if c.is_ascii_lowercase() || c.is_ascii_digit() => key.push(c),
            'ß' => key.push_str("ss"),
            // The accents that decomposing set free.
            c if !c.is_ascii() && !c.is_alphabetic() => {}
            _ if key.is_empty() || key.ends_with('_') => {}
            _ => key.push('_'),
        }
    }
    if !key.starts_with(|c: char| c.is_ascii_lowercase()) {
        key = if key.is_empty() { stem.to_owned() } else { format!("{stem}_{key}") };
    }
    key.truncate(MAX_KEY);
    let key = key.trim_end_matches('_');
    if is_key(key) { key.to_owned() } else { stem.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_valid_keys_each_once() {
        let mut keys = Keys::default();
        for (name, key) in [
            ("analytics", "analytics"),
            ("Analytics", "analytics_2"),
            ("google-analytics 4", "google_analytics_4"),
            ("Präferenzen", "praferenzen"),
            ("Straße", "strasse"),
            ("3rd party", "purpose_3rd_party"),
            ("__proto__", "proto"),
            ("広告", "purpose"),
            ("", "purpose_2"),
            ("analytics_2", "analytics_2_2"),
            (".example.com", "example_com"),
        ] {
            assert_eq!(keys.give(name, "purpose"), key, "{name}");
        }
        let long = "x".repeat(500);
        let given: Vec<String> = (0..30).map(|_| keys.give(&long, "tracker")).collect();
        assert!(given.iter().all(|key| is_key(key)), "{given:?}");
        assert_eq!(given.iter().collect::<HashSet<_>>().len(), 30);
    }
}
