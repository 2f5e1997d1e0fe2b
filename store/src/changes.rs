//! What a saved document changes over the one before, for the audit log: each place with both its values, in short.

use crate::StoreError;
use consent::difference::quotes;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Most changes of one save that are listed, and the number of the rest: restoring an old version may change everything,
/// and an entry should stay one that can be read.
const MAX_CHANGES: usize = 100;

/// The places that differ, as in `{"at": "purposes.ads.retention.count", "from": 6, "to": 3}`: without `from` it is new,
/// without `to` it is gone. Things that have a key are told apart by it, and long texts cut around their difference.
pub(crate) fn changes(before: &impl Serialize, after: &impl Serialize) -> Result<Value, StoreError> {
    let (before, after) = (serde_json::to_value(before)?, serde_json::to_value(after)?);
    let mut found = Vec::new();
    compare(&mut found, "", Some(&before), Some(&after));
    let more = found.len().saturating_sub(MAX_CHANGES);
    if more > 0 {
        found.truncate(MAX_CHANGES);
        found.push(json!({ "more": more }));
    }
    Ok(Value::Array(found))
}

fn compare(found: &mut Vec<Value>, at: &str, before: Option<&Value>, after: Option<&Value>) {
    if before == after {
        return;
    }
    match (before, after) {
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            let gone = old.keys().filter(|name| !new.contains_key(*name));
            for name in new.keys().chain(gone) {
                compare(found, &below(at, name), old.get(name), new.get(name));
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) => match (keyed(old), keyed(new)) {
            (Some(old), Some(new)) => compare_keyed(found, at, &old, &new),
            _ => found.push(change(at, before, after)),
        },
        _ => found.push(change(at, before, after)),
    }
}

fn compare_keyed(found: &mut Vec<Value>, at: &str, old: &[(&str, &Value)], new: &[(&str, &Value)]) {
    let get = |list: &[(&str, &Value)], key: &str| list.iter().position(|(each, _)| *each == key);
    let gone = old.iter().filter(|(key, _)| get(new, key).is_none());
    for (key, _) in new.iter().chain(gone) {
        let [before, after] = [old, new].map(|list| get(list, key).map(|place| list[place].1));
        compare(found, &below(at, key), before, after);
    }
    let shared = |list: &[(&str, &Value)], other: &[(&str, &Value)]| -> Vec<String> {
        list.iter().map(|(key, _)| (*key).to_owned()).filter(|key| get(other, key).is_some()).collect()
    };
    let (before, after) = (shared(old, new), shared(new, old));
    if before != after {
        found.push(json!({ "at": below(at, "order"), "from": before, "to": after }));
    }
}

/// The things of a list under their keys; `None` unless each has its own.
fn keyed(list: &[Value]) -> Option<Vec<(&str, &Value)>> {
    let pairs = list.iter().map(|each| Some((each.get("key")?.as_str()?, each))).collect::<Option<Vec<_>>>()?;
    let mut keys: Vec<&str> = pairs.iter().map(|(key, _)| *key).collect();
    keys.sort_unstable();
    keys.dedup();
    (keys.len() == pairs.len()).then_some(pairs)
}

fn below(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") }
}

fn change(at: &str, before: Option<&Value>, after: Option<&Value>) -> Value {
    let text = |value: Option<&Value>| match value {
        None => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let (from, to) = (text(before), text(after));
    let [short_from, short_to] = quotes(&from, &to);
    let mut entry = Map::from_iter([("at".to_owned(), at.into())]);
    for (name, value, whole, short) in [("from", before, from, short_from), ("to", after, to, short_to)] {
        if let Some(value) = value {
            entry.insert(name.to_owned(), if short == whole { value.clone() } else { short.into() });
        }
    }
    Value::Object(entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn purposes(of: &[(&str, &str)]) -> Value {
        let purposes = of.iter().map(|(key, title)| json!({ "key": key, "words": { "en": { "title": title } } }));
        json!({ "purposes": purposes.collect::<Vec<_>>(), "languages": ["en"] })
    }

    #[test]
    fn a_change_is_named_by_the_key_of_its_thing_and_its_field() {
        let before = purposes(&[("ads", "Ads"), ("analytics", "Statistics")]);
        let after = purposes(&[("ads", "Advertising"), ("analytics", "Statistics")]);
        let title = json!({ "at": "purposes.ads.words.en.title", "from": "Ads", "to": "Advertising" });
        assert_eq!(changes(&before, &after).unwrap(), json!([title]));
        assert_eq!(changes(&before, &before).unwrap(), json!([]));
    }

    #[test]
    fn what_is_new_gone_or_moved_is_told_apart() {
        let before = purposes(&[("ads", "A"), ("analytics", "B"), ("film", "C")]);
        let after = purposes(&[("analytics", "B"), ("ads", "A"), ("chat", "D")]);
        let found = changes(&before, &after).unwrap();
        assert_eq!(found[0]["at"], "purposes.chat");
        assert!(found[0].get("from").is_none() && found[0]["to"]["key"] == "chat", "{found}");
        assert_eq!(found[1]["at"], "purposes.film");
        assert!(found[1].get("to").is_none(), "{found}");
        assert_eq!(
            found[2],
            json!({ "at": "purposes.order", "from": ["ads", "analytics"], "to": ["analytics", "ads"] })
        );
    }

    #[test]
    fn long_texts_are_cut_around_their_difference_and_long_lists_counted() {
        let text = |end: &str| json!({ "text": format!("{}{end}", "x".repeat(5000)) });
        let found = changes(&text("before"), &text("after")).unwrap();
        assert!(found[0]["from"].as_str().unwrap().ends_with("before") && found.to_string().len() < 700, "{found}");
        let many = |value: usize| Value::Object((0..150).map(|name| (name.to_string(), json!(value))).collect());
        let found = changes(&many(1), &many(2)).unwrap();
        assert_eq!((found.as_array().unwrap().len(), &found[100]["more"]), (101, &json!(50)));
    }
}
