//! Keys in addresses: a purpose and a tracker are opened by their key, so a key must hold before it is saved.

use consent::check::Problem;
use consent::draft::Draft;
use consent::keys::{MAX_KEY, is_key};

/// What keeps `key` from being saved, beside the keys that are `taken`.
#[must_use]
pub fn key_problem(key: &str, taken: &[String]) -> Option<Problem> {
    if key.is_empty() {
        return Some(Problem::new("key", "missing", "Give a short key. Tags on your pages and the API use it."));
    }
    if !is_key(key) {
        let rule = "Use lower-case letters, digits and _, starting with a letter, at most 32.";
        return Some(Problem::new("key", "key", rule));
    }
    if RESERVED.contains(&key) {
        let message = format!("The key “{key}” is used by this page itself; choose another.");
        return Some(Problem::new("key", "reserved", message));
    }
    taken
        .iter()
        .any(|other| other == key)
        .then(|| Problem::new("key", "duplicate", format!("The key “{key}” is taken already; choose another.")))
}

/// The last parts of the addresses that add purposes or a tracker, so nothing else can be found there.
pub const RESERVED: [&str; 2] = ["new", "bring"];

/// A key made from a name, not yet `taken`; from `otherwise` when the name has no letters for one.
#[must_use]
pub fn suggest_key(name: &str, otherwise: &str, taken: &[String]) -> String {
    let mut key = String::new();
    for c in name.chars().map(|c| c.to_ascii_lowercase()) {
        match c {
            'a'..='z' => key.push(c),
            '0'..='9' if !key.is_empty() => key.push(c),
            _ if key.is_empty() || key.ends_with('_') => {}
            _ => key.push('_'),
        }
    }
    key.truncate(MAX_KEY);
    let key = key.trim_end_matches('_');
    free(if is_key(key) && !RESERVED.contains(&key) { key } else { otherwise }, taken)
}

/// `key`, with the first number from 2 that makes it free.
#[must_use]
pub fn free(key: &str, taken: &[String]) -> String {
    let is_free = |key: &String| !taken.contains(key);
    if is_free(&key.to_owned()) {
        return key.to_owned();
    }
    let numbered = (2..).map(|number: u32| {
        let end = format!("_{number}");
        format!("{}{end}", &key[..key.len().min(MAX_KEY - end.len())])
    });
    numbered.into_iter().find(is_free).unwrap_or_default()
}

/// The keys of the other purposes.
#[must_use]
pub fn other_purposes(draft: &Draft, key: &str) -> Vec<String> {
    draft.purposes.iter().map(|purpose| purpose.key.clone()).filter(|other| other != key).collect()
}

/// The keys of the other trackers, of every purpose.
#[must_use]
pub fn other_trackers(draft: &Draft, key: &str) -> Vec<String> {
    let all = draft.purposes.iter().flat_map(|purpose| &purpose.trackers);
    all.map(|tracker| tracker.key.clone()).filter(|other| other != key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_from_a_name_and_is_free() {
        let taken = ["video_player".to_owned(), "tracker".to_owned()];
        assert_eq!(suggest_key("  Visit counter (own)", "tracker", &taken), "visit_counter_own");
        assert_eq!(suggest_key("Video player", "tracker", &taken), "video_player_2");
        for nameless in ["", "42", "عداد", "New"] {
            assert_eq!(suggest_key(nameless, "tracker", &taken), "tracker_2", "{nameless}");
        }
        let long = suggest_key(&"a".repeat(90), "tracker", &["a".repeat(MAX_KEY)]);
        assert!(is_key(&long) && long.ends_with("_2"), "{long}");
    }

    #[test]
    fn a_key_that_cannot_be_an_address_is_refused() {
        let taken = ["ads".to_owned()];
        for (key, code) in [
            ("", "missing"),
            ("Ads", "key"),
            ("a/b", "key"),
            ("ads", "duplicate"),
            ("new", "reserved"),
            ("bring", "reserved"),
        ] {
            assert_eq!(key_problem(key, &taken).unwrap().code, code, "{key}");
        }
        assert!(key_problem("analytics", &taken).is_none());
    }
}
