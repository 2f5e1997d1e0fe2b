//! JSON objects whose members each stand once. Readers of JSON commonly keep the last of two, and which of the two a
//! visitor meant nobody can know.

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;

/// Reads the members; one that stands twice is an error at that member.
pub(crate) fn members<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, bool>, D::Error> {
    deserializer.deserialize_map(Members)
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = BTreeMap<String, bool>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = BTreeMap::new();
        while let Some(key) = map.next_key::<String>()? {
            // Refused while its value is read, so that the error is placed at the member and not at the whole.
            let granted = map.next_value_seed(Value { repeated: members.contains_key(&key) })?;
            members.insert(key, granted);
        }
        Ok(members)
    }
}

struct Value {
    repeated: bool,
}

impl<'de> DeserializeSeed<'de> for Value {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        if self.repeated {
            return Err(D::Error::custom("It is named twice."));
        }
        bool::deserialize(deserializer)
    }
}
