//! The cookie `assent_SITEKEY`, in which a browser remembers a choice: `1.VERSION.TIME_MS.DECISIONS.VISITOR_ID`.

use crate::decide::{Asked, Because, Stands, because};
use crate::keys::{SiteKey, is_key};
use crate::timestamp::Timestamp;
use crate::visitor::VisitorId;

/// The only format there has been.
const FORMAT: &str = "1";
/// Most digits of a time: more would be no time that a browser knows (ECMA-262 §21.4.1.1).
const MAX_DIGITS: usize = 15;

/// The decision about one purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    Granted,
    Refused,
    /// Refused after it was allowed.
    Withdrawn,
    /// Refused by Global Privacy Control.
    Gpc,
}

/// What the cookie says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cookie<'a> {
    pub version: u32,
    /// The click, by the browser's clock.
    pub time: Timestamp,
    pub decisions: Vec<(&'a str, Code)>,
    /// There only while something optional is granted.
    pub visitor: Option<VisitorId>,
}

/// The value by which a page takes over what is on record: the newest record, with the one before it, about what is
/// asked, in its order. Empty where nothing is on record.
#[must_use]
pub fn of_records<'a, S: Stands>(
    asked: impl IntoIterator<Item = &'a Asked>,
    visitor: VisitorId,
    newest: Option<&S>,
    before: Option<&S>,
) -> String {
    let Some(newest) = newest else { return String::new() };
    let stamp = newest.stamp();
    let mut grants = false;
    let decisions = asked.into_iter().filter_map(|asked| {
        let purpose = &asked.purpose;
        // What the purpose meant then: what became of it since is judged by the page.
        let fingerprint = newest.given(purpose)?.fingerprint.to_owned();
        let asked = Asked { fingerprint, since: 0, ..asked.clone() };
        let code = match because(&asked, Some(newest), before, stamp.decided_at) {
            Because::Granted => 'a',
            Because::Withdrawn => 'w',
            Because::Gpc => 'g',
            _ => 'r',
        };
        grants |= code == 'a';
        Some(format!("{purpose}:{code}"))
    });
    let decisions = decisions.collect::<Vec<_>>().join("|");
    let visitor = if grants { visitor.to_string() } else { String::new() };
    format!("{FORMAT}.{}.{}.{decisions}.{visitor}", stamp.version, stamp.decided_at.millis())
}

/// The name of the cookie that the page sets.
#[must_use]
pub fn name(site: &SiteKey) -> String {
    format!("assent_{}", site.as_str())
}

/// The name of its copy that the server sets. Of the two, the one with the later time counts.
#[must_use]
pub fn kept_name(site: &SiteKey) -> String {
    name(site) + "_kept"
}

impl<'a> Cookie<'a> {
    /// Reads a value; `None` when it is malformed, which is as if there were none.
    #[must_use]
    pub fn parse(value: &'a str) -> Option<Self> {
        let [format, version, time, decisions, visitor] = value.split('.').collect::<Vec<_>>().try_into().ok()?;
        let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() <= MAX_DIGITS;
        if format != FORMAT || !number(version) || !number(time) {
            return None;
        }
        let decisions = decisions.split('|').filter(|pair| !pair.is_empty()).map(decision).collect::<Option<_>>()?;
        let visitor = if visitor.is_empty() { None } else { Some(VisitorId::parse(visitor)?) };
        Some(Self {
            version: version.parse().ok()?,
            time: Timestamp::from_millis(time.parse().ok()?),
            decisions,
            visitor,
        })
    }
}

fn decision(pair: &str) -> Option<(&str, Code)> {
    let (key, code) = pair.split_once(':')?;
    let code = match code {
        "a" => Code::Granted,
        "r" => Code::Refused,
        "w" => Code::Withdrawn,
        "g" => Code::Gpc,
        _ => return None,
    };
    is_key(key).then_some((key, code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::Action;
    use crate::decide::Standing;
    use crate::record::RecordedPurpose;
    use crate::regime::Regime;
    use std::collections::BTreeSet;

    #[test]
    fn every_field_is_read() {
        let cookie = Cookie::parse("1.3.1764000000000.analytics:a|ads:r|tv:w|film:g.N0cI__dxndWXnsh11WzSKA").unwrap();
        assert_eq!((cookie.version, cookie.time), (3, Timestamp::from_millis(1_764_000_000_000)));
        let codes =
            [("analytics", Code::Granted), ("ads", Code::Refused), ("tv", Code::Withdrawn), ("film", Code::Gpc)];
        assert_eq!(cookie.decisions, codes);
        assert_eq!(cookie.visitor, VisitorId::parse("N0cI__dxndWXnsh11WzSKA"));
        assert_eq!(Cookie::parse("1.3.1764000000000.ads:r.").unwrap().visitor, None);
    }

    #[test]
    fn a_malformed_value_is_none() {
        for value in [
            "",
            "1",
            "2.3.1764000000000.ads:a.",
            "1.x.1764000000000.ads:a.",
            "1.+3.1764000000000.ads:a.",
            "1.3.-1.ads:a.",
            "1.3..ads:a.",
            "1.3.1764000000000.ads.",
            "1.3.1764000000000.ads:x.",
            "1.3.1764000000000.Ads:a.",
            "1.3.1764000000000.ads:a.short",
            "1.3.1764000000000.ads:a",
            "1.3.1764000000000.ads:a..",
            "1.3.1764000000000.ads:a;domain=x.",
            "1.3.9999999999999999.ads:a.",
        ] {
            assert_eq!(Cookie::parse(value), None, "{value}");
        }
    }

    #[test]
    fn records_are_written_as_the_page_would_have_written_them() {
        let standing = |action, decided_at, granted: [bool; 2]| Standing {
            version: 3,
            action,
            decided_at: Timestamp::from_millis(decided_at),
            expires_at: Timestamp::from_millis(decided_at + 1000),
            refusals_until: None,
            regime: Regime::Eu,
            gpc: None,
            purposes: ["ads", "tv"]
                .into_iter()
                .zip(granted)
                .map(|(key, granted)| (key.to_owned(), RecordedPurpose { granted, fingerprint: key.to_owned() }))
                .collect(),
        };
        let visitor = VisitorId::parse("N0cI__dxndWXnsh11WzSKA").unwrap();
        let of = |newest: Option<&Standing>, before: Option<&Standing>| {
            let asked = ["tv", "newer", "ads"].map(|purpose| Asked {
                purpose: purpose.to_owned(),
                necessary: false,
                fingerprint: "today".to_owned(),
                since: 0,
                runs: BTreeSet::new(),
            });
            of_records(&asked, visitor, newest, before)
        };
        let first = standing(Action::Custom, 1_764_000_000_000, [true, false]);
        assert_eq!(of(Some(&first), None), "1.3.1764000000000.tv:r|ads:a.N0cI__dxndWXnsh11WzSKA");
        let second = standing(Action::Withdraw, 1_764_000_000_500, [false, false]);
        assert_eq!(of(Some(&second), Some(&first)), "1.3.1764000000500.tv:r|ads:w.");
        assert!(Cookie::parse(&of(Some(&second), Some(&first))).is_some());
        let signal = standing(Action::Gpc, 1_764_000_000_500, [false, false]);
        assert_eq!(of(Some(&signal), Some(&first)), "1.3.1764000000500.tv:g|ads:g.");
        assert_eq!(of(None, None), "");
    }

    #[test]
    fn the_servers_copy_has_a_name_that_no_other_site_can_have() {
        let site = SiteKey::parse("demo").unwrap();
        assert_eq!((name(&site).as_str(), kept_name(&site).as_str()), ("assent_demo", "assent_demo_kept"));
        assert!(SiteKey::parse("demo_kept").is_none());
    }
}
