//! From a posted form to a choice, and from records to what stands.

use super::Present;
use crate::form::Form;
use consent::choice::{Action, Choice, Source};
use consent::decide::{Answer, Because, Standing, decide};
use consent::language::Language;
use consent::regime::Regime;
use consent::timestamp::Timestamp;
use consent::version::Version;
use consent::visitor::VisitorKey;

/// What a posted form asks for.
#[derive(Debug)]
pub enum Asked {
    Choice(Box<Choice>),
    /// The purposes are others than the form showed.
    Stale,
    /// No button of ours was pressed.
    Malformed,
}

/// Reads a posted form. Granting needs the version that was shown; refusing is never refused for its age.
#[must_use]
pub fn read(
    form: &Form,
    version: &Version,
    offline: bool,
    visitor: (&VisitorKey, Language, Regime),
    gpc: bool,
    id: String,
) -> Asked {
    let action = match Action::parse(&form.get("action")) {
        Some(action @ (Action::AcceptAll | Action::RejectAll | Action::Custom | Action::Withdraw)) => action,
        _ => return Asked::Malformed,
    };
    if action.may_grant() && (offline || form.get("version") != version.number.to_string()) {
        return Asked::Stale;
    }
    let granted = |key: &str| match action {
        Action::AcceptAll => true,
        Action::Custom => form.all("purpose").any(|checked| checked == key),
        _ => false,
    };
    let purposes = version.optional().map(|published| (published.purpose.key.clone(), granted(&published.purpose.key)));
    let (key, language, regime) = visitor;
    Asked::Choice(Box::new(Choice {
        id,
        key: key.reveal(),
        version: version.number,
        action,
        purposes: purposes.collect(),
        language,
        source: Source::Page,
        age_ms: 0,
        regime,
        layer: None,
        gpc: gpc.then_some(true),
        trackers: std::collections::BTreeMap::new(),
        replaces: None,
    }))
}

/// What stands for a visitor, and the keys of the purposes that are granted.
#[must_use]
pub fn present(
    version: &Version,
    newest: Option<&Standing>,
    before: Option<&Standing>,
    now: Timestamp,
) -> (Option<Present>, Vec<String>) {
    let asked = version.asked();
    let decisions = decide(&asked, newest, before, now);
    let optional: Vec<_> = decisions.into_iter().filter(|decision| decision.because != Because::Necessary).collect();
    let allowed = |decision: &consent::decide::Decision<'_>| decision.decision == Answer::Allow;
    let granted: Vec<String> =
        optional.iter().filter(|decision| allowed(decision)).map(|decision| decision.purpose.to_string()).collect();
    let stands = optional.iter().any(|decision| decision.decision != Answer::Unknown);
    let state = match granted.len() {
        0 => "state.rejected",
        all if all == optional.len() => "state.accepted",
        _ => "state.custom",
    };
    let present = newest.filter(|_| stands).map(|newest| Present {
        state: state.to_owned(),
        version: newest.version,
        decided_at: newest.decided_at,
        expires_at: newest.expires_at,
    });
    (present, granted)
}

/// A UUIDv7 (RFC 9562 §5.7) of a time and random bits.
#[must_use]
pub fn uuid_v7(now: Timestamp, random: [u8; 10]) -> String {
    let millis = u128::try_from(now.millis()).unwrap_or(0);
    let random = random.iter().fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
    let bits = millis << 80 | random;
    let version = bits & !(0xf << 76) | 0x7 << 76;
    let uuid = version & !(0x3 << 62) | 0x2 << 62;
    let hex = format!("{uuid:032x}");
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use consent::choice::uuid_v7_millis;
    use consent::draft::{Draft, Kind, Purpose};
    use consent::keys::SiteKey;
    use consent::site::SiteDetails;
    use consent::timestamp::DAY_MS;

    fn version() -> Version {
        let purpose = |key: &str, kind| Purpose { key: key.into(), kind, ..Purpose::default() };
        let purposes = vec![
            purpose("necessary", Kind::Necessary),
            purpose("analytics", Kind::Measurement),
            purpose("ads", Kind::Marketing),
        ];
        let draft = Draft { purposes, ..Draft::default() };
        Version::freeze(SiteKey::parse("demo").unwrap(), &SiteDetails::default(), &draft, 3, now()).unwrap()
    }

    fn now() -> Timestamp {
        Timestamp::parse("2026-11-24T08:00:00Z").unwrap()
    }

    fn key() -> VisitorKey {
        VisitorKey::parse("AAAAAAAAAAAAAAAAAAAAAA").unwrap()
    }

    fn form(fields: &[(&str, &str)]) -> Form {
        Form::new(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn asked(fields: &[(&str, &str)], offline: bool) -> Asked {
        read(
            &form(fields),
            &version(),
            offline,
            (&key(), Language::default(), Regime::Eu),
            false,
            uuid_v7(now(), [7; 10]),
        )
    }

    fn granted(fields: &[(&str, &str)], offline: bool) -> Option<Vec<String>> {
        match asked(fields, offline) {
            Asked::Choice(choice) => {
                let decided = choice.decide(&version(), "hash", None, now()).unwrap();
                Some(
                    decided
                        .record
                        .purposes
                        .into_iter()
                        .filter(|(_, given)| given.granted)
                        .map(|(key, _)| key)
                        .collect(),
                )
            }
            _ => None,
        }
    }

    #[test]
    fn each_button_makes_a_choice_that_can_be_recorded() {
        assert_eq!(granted(&[("action", "accept_all"), ("version", "3")], false).unwrap(), ["ads", "analytics"]);
        let checked = [
            ("action", "custom"),
            ("version", "3"),
            ("purpose", "ads"),
            ("purpose", "necessary"),
            ("purpose", "other"),
        ];
        assert_eq!(granted(&checked, false).unwrap(), ["ads"]);
        for refusing in ["reject_all", "withdraw"] {
            assert_eq!(granted(&[("action", refusing), ("version", "3"), ("purpose", "ads")], false).unwrap(), [""; 0]);
        }
    }

    #[test]
    fn a_form_of_an_older_version_grants_nothing_but_still_refuses() {
        for granting in ["accept_all", "custom"] {
            assert!(matches!(asked(&[("action", granting), ("version", "2")], false), Asked::Stale));
            assert!(matches!(asked(&[("action", granting)], false), Asked::Stale));
        }
        assert_eq!(granted(&[("action", "withdraw"), ("version", "2")], false).unwrap(), [""; 0]);
    }

    #[test]
    fn nothing_is_granted_while_the_site_is_offline() {
        assert!(matches!(asked(&[("action", "accept_all"), ("version", "3")], true), Asked::Stale));
        assert_eq!(granted(&[("action", "withdraw"), ("version", "3")], true).unwrap(), [""; 0]);
    }

    #[test]
    fn a_form_without_a_button_of_ours_is_malformed() {
        for action in ["", "gpc", "replaced", "delete"] {
            assert!(matches!(asked(&[("action", action), ("version", "3")], false), Asked::Malformed), "{action}");
        }
    }

    #[test]
    fn what_stands_is_said_by_what_is_still_allowed() {
        let standing = |fields: &[(&str, &str)]| match asked(fields, false) {
            Asked::Choice(choice) => Standing::from(&choice.decide(&version(), "hash", None, now()).unwrap().record),
            other => panic!("{other:?}"),
        };
        let state = |standing: &Standing, at: Timestamp| {
            present(&version(), Some(standing), None, at).0.map(|present| present.state)
        };
        let all = standing(&[("action", "accept_all"), ("version", "3")]);
        assert_eq!(state(&all, now()).as_deref(), Some("state.accepted"));
        let some = standing(&[("action", "custom"), ("version", "3"), ("purpose", "ads")]);
        assert_eq!(state(&some, now()).as_deref(), Some("state.custom"));
        let none = standing(&[("action", "reject_all"), ("version", "3")]);
        assert_eq!(state(&none, now()).as_deref(), Some("state.rejected"));
        assert_eq!(state(&all, now().plus(180 * DAY_MS)), None);
        assert_eq!(present(&version(), None, None, now()), (None, Vec::new()));
    }

    #[test]
    fn ids_are_uuids_of_version_7_with_the_time_in_front() {
        for random in [[0; 10], [255; 10]] {
            let id = uuid_v7(now(), random);
            assert_eq!(uuid_v7_millis(&id), Some(now().millis()), "{id}");
        }
    }
}
