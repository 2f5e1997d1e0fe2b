//! Who is asked again once a version is published, and why.

use crate::content::Fingerprints;
use crate::version::Version;
use serde::{Deserialize, Serialize};

/// Why a purpose is asked for again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Those visitors were never asked about it.
    New,
    /// It means something else than it did when they decided.
    Changed,
    /// The owner wants those asked again who said yes.
    Wanted,
}

/// A purpose, and how many visitors are asked about it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The key of the purpose.
    pub purpose: String,
    pub why: Why,
    pub visitors: u64,
}

/// What publishing means for those who have chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Again {
    /// Visitors whose choice counts today.
    pub chosen: u64,
    /// How many of them are asked again.
    pub asked: u64,
    /// Because of what; a visitor may be counted under several.
    pub reasons: Vec<Reason>,
}

/// Judges by how many visitors stand on which version: its number, and the fingerprints of its purposes. Who said no
/// is counted with who said yes where the owner wants the latter asked again.
#[must_use]
pub fn asked_again(next: &Version, standing: &[(u32, Fingerprints, u64)]) -> Again {
    let mut again = Again::default();
    for (number, then, visitors) in standing {
        again.chosen += visitors;
        let mut is_asked = false;
        for published in next.optional() {
            let why = match then.get(&published.purpose.key) {
                None => Why::New,
                Some(fingerprint) if *fingerprint != published.fingerprint => Why::Changed,
                Some(_) if *number < published.asked_since => Why::Wanted,
                Some(_) => continue,
            };
            is_asked = true;
            let key = &published.purpose.key;
            match again.reasons.iter_mut().find(|known| known.purpose == *key && known.why == why) {
                Some(known) => known.visitors += visitors,
                None => again.reasons.push(Reason { purpose: key.clone(), why, visitors: *visitors }),
            }
        }
        again.asked += if is_asked { *visitors } else { 0 };
    }
    again
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Draft, Kind, Purpose};
    use crate::keys::SiteKey;
    use crate::site::SiteDetails;
    use crate::timestamp::Timestamp;

    #[test]
    fn each_visitor_is_counted_once_and_under_every_reason() {
        let purpose = |key: &str, kind| Purpose { key: key.into(), kind, ..Purpose::default() };
        let purposes =
            vec![purpose("basket", Kind::Necessary), purpose("ads", Kind::Marketing), purpose("tv", Kind::Functional)];
        let draft = Draft { purposes, ..Draft::default() };
        let site = SiteKey::parse("demo").unwrap();
        let next = Version::freeze(site, &SiteDetails::default(), &draft, 3, Timestamp::from_millis(0)).unwrap();
        let same = |key: &str| (key.to_owned(), next.purpose(key).unwrap().fingerprint.clone());
        let standing = [
            (1, [("ads".to_owned(), "other".to_owned())].into(), 5),
            (2, [same("ads")].into(), 3),
            (2, [same("ads"), same("tv"), ("gone".to_owned(), "x".to_owned())].into(), 2),
        ];
        let reason = |purpose: &str, why, visitors| Reason { purpose: purpose.into(), why, visitors };
        let expected =
            Again { chosen: 10, asked: 8, reasons: vec![reason("ads", Why::Changed, 5), reason("tv", Why::New, 8)] };
        assert_eq!(asked_again(&next, &standing), expected);
        assert_eq!(asked_again(&next, &[]), Again::default());
        let mut wanted = next.clone();
        wanted.purposes[1].asked_since = 3;
        let standing = [(2, wanted.fingerprints(), 4), (3, wanted.fingerprints(), 1)];
        let expected = Again { chosen: 5, asked: 4, reasons: vec![reason("ads", Why::Wanted, 4)] };
        assert_eq!(asked_again(&wanted, &standing), expected);
    }
}
