//! Situations a decision can be asked in, and the answer each must get: stated here, not computed.

use consent::choice::{Action, LIFETIME_MS};
use consent::decide::{Answer, Asked, Because, Decision, Standing};
use consent::record::RecordedPurpose;
use consent::timestamp::{DAY_MS, Timestamp};
use serde::{Deserialize, Serialize};

/// One situation and its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Vector {
    pub name: String,
    pub asked: Asked,
    pub newest: Option<Standing>,
    pub before: Option<Standing>,
    pub now: Timestamp,
    pub expected: Decision<'static>,
}

/// The click that made the newest record: 2026-03-29T00:59:59.999Z, a millisecond before clocks change in Europe.
const CLICK: i64 = 1_774_745_999_999;

/// The keys asked about: short, with digits, and as long as a key may be.
const KEYS: [&str; 3] = ["ads", "video_2", "abcdefghijklmnopqrstuvwxyz_01234"];

const SAME: &str = "00000000000000aa";
const OTHER: &str = "00000000000000bb";

/// Times at which a choice counts: `now` before the click happens when a clock is set back.
const IN_FORCE: [(&str, i64); 5] = [
    ("at the click", 0),
    ("a millisecond later", 1),
    ("in the last millisecond", LIFETIME_MS - 1),
    ("after ninety days", 90 * DAY_MS),
    ("by a clock set back a day", -DAY_MS),
];

/// Times at which it no longer counts.
const OVER: [(&str, i64); 3] =
    [("at the end", LIFETIME_MS), ("a millisecond after the end", LIFETIME_MS + 1), ("after a year", 365 * DAY_MS)];

/// The purpose under test in a record: its fingerprint then, and whether it was granted.
type Given = Option<(&'static str, bool)>;

/// What came before, as seen from the newest click: how long ago, and what it said.
type Before = (&'static str, Option<(i64, Given)>);

/// What came before that was not `allow` at the newest click.
const NOT_ALLOWED: [Before; 5] = [
    ("without a choice before", None),
    ("after a refusal", Some((30 * DAY_MS, Some((SAME, false))))),
    ("after a grant that meant something else", Some((30 * DAY_MS, Some((OTHER, true))))),
    ("after a grant that ended with the click", Some((LIFETIME_MS, Some((SAME, true))))),
    ("after a choice that did not ask for it", Some((30 * DAY_MS, None))),
];

/// What came before that was `allow`.
const ALLOWED: [Before; 3] = [
    ("after a grant", Some((30 * DAY_MS, Some((SAME, true))))),
    ("after a grant of the millisecond before", Some((1, Some((SAME, true))))),
    ("after a grant in its last millisecond", Some((LIFETIME_MS - 1, Some((SAME, true))))),
];

const NO: [(&str, Action); 4] = [
    ("reject all", Action::RejectAll),
    ("choosing no", Action::Custom),
    ("withdrawing", Action::Withdraw),
    ("being replaced", Action::Replaced),
];
const YES: [(&str, Action); 2] = [("accept all", Action::AcceptAll), ("choosing yes", Action::Custom)];

/// The vectors of one reason, which name their file.
pub type Group = (&'static str, Vec<Vector>);

/// Every vector.
pub fn groups() -> Vec<Group> {
    let mut count = 0;
    // Keys and versions go round, so that neither is bound to a situation.
    let mut next = move || {
        count += 1;
        Case { key: KEYS[count % KEYS.len()], version: [2, 3, 7, 4_294_967_295][count % 4], ..Case::default() }
    };
    vec![
        ("necessary", necessary(&mut next)),
        ("no_record", no_record(&mut next)),
        ("not_asked", not_asked(&mut next)),
        ("changed", changed(&mut next)),
        ("expired", expired(&mut next)),
        ("granted", granted(&mut next)),
        ("refused", refused(&mut next)),
        ("withdrawn", withdrawn(&mut next)),
        ("gpc", gpc(&mut next)),
    ]
}

type Next<'a> = &'a mut dyn FnMut() -> Case;

fn necessary(next: Next) -> Vec<Vector> {
    let mut vectors = Vec::new();
    for (when, after) in IN_FORCE.into_iter().chain(OVER) {
        for (what, newest) in [("a stranger", None), ("a visitor", Some((Action::RejectAll, None)))] {
            let case = Case { necessary: true, newest, after, ..next() };
            vectors.push(case.answered(
                format!("necessary for {what} {when}"),
                Because::Necessary,
                Answer::Allow,
                false,
            ));
        }
    }
    vectors
}

fn no_record(next: Next) -> Vec<Vector> {
    let times = IN_FORCE.into_iter().chain(OVER);
    let vector = |(when, after)| {
        let case = Case { after, ..next() };
        case.answered(format!("never seen {when}"), Because::NoRecord, Answer::Unknown, false)
    };
    times.map(vector).collect()
}

fn not_asked(next: Next) -> Vec<Vector> {
    let mut vectors = Vec::new();
    for (when, after) in IN_FORCE.into_iter().chain(OVER) {
        for (then, before) in [NOT_ALLOWED[0], ALLOWED[0]] {
            let case = Case { newest: Some((Action::AcceptAll, None)), before, after, ..next() };
            let name = format!("newer than the record {then} {when}");
            vectors.push(case.answered(name, Because::NotAsked, Answer::Unknown, false));
        }
    }
    vectors
}

fn changed(next: Next) -> Vec<Vector> {
    let mut vectors = Vec::new();
    for (when, after) in IN_FORCE.into_iter().chain(OVER) {
        for (what, action, granted) in [
            ("accept all", Action::AcceptAll, true),
            ("reject all", Action::RejectAll, false),
            ("the signal", Action::Gpc, false),
        ] {
            for (then, before) in [NOT_ALLOWED[0], ALLOWED[0]] {
                let case = Case { newest: Some((action, Some((OTHER, granted)))), before, after, ..next() };
                let name = format!("another meaning than {what} {then} {when}");
                vectors.push(case.answered(name, Because::Changed, Answer::Unknown, true));
            }
        }
    }
    vectors
}

fn expired(next: Next) -> Vec<Vector> {
    let mut vectors = Vec::new();
    for (when, after) in OVER {
        for (what, action, granted) in [
            ("accept all", Action::AcceptAll, true),
            ("choosing yes", Action::Custom, true),
            ("reject all", Action::RejectAll, false),
            ("withdrawing", Action::Withdraw, false),
            ("the signal", Action::Gpc, false),
        ] {
            for (then, before) in [NOT_ALLOWED[0], ALLOWED[0]] {
                let case = Case { newest: Some((action, Some((SAME, granted)))), before, after, ..next() };
                let name = format!("{what} {then} {when}");
                vectors.push(case.answered(name, Because::Expired, Answer::Unknown, true));
            }
        }
    }
    vectors
}

fn granted(next: Next) -> Vec<Vector> {
    let mut vectors = Vec::new();
    for (when, after) in IN_FORCE {
        for (what, action) in YES {
            for (then, before) in NOT_ALLOWED.into_iter().chain([ALLOWED[0]]) {
                let case = Case { newest: Some((action, Some((SAME, true)))), before, after, ..next() };
                let name = format!("{what} {then} {when}");
                vectors.push(case.answered(name, Because::Granted, Answer::Allow, true));
            }
        }
    }
    vectors
}

fn refused(next: Next) -> Vec<Vector> {
    no(next, &NOT_ALLOWED, &NO, Because::Refused)
}

fn withdrawn(next: Next) -> Vec<Vector> {
    no(next, &ALLOWED, &NO, Because::Withdrawn)
}

fn gpc(next: Next) -> Vec<Vector> {
    no(next, &[NOT_ALLOWED[0], NOT_ALLOWED[1], ALLOWED[0]], &[("the signal", Action::Gpc)], Because::Gpc)
}

fn no(next: Next, before: &[Before], actions: &[(&str, Action)], because: Because) -> Vec<Vector> {
    let mut vectors = Vec::new();
    for (when, after) in IN_FORCE {
        for (what, action) in actions {
            for (then, before) in before {
                let newest = Some((*action, Some((SAME, false))));
                let case = Case { newest, before: *before, after, ..next() };
                vectors.push(case.answered(format!("{what} {then} {when}"), because, Answer::Deny, true));
            }
        }
    }
    vectors
}

#[derive(Default)]
struct Case {
    key: &'static str,
    version: u32,
    necessary: bool,
    newest: Option<(Action, Given)>,
    before: Option<(i64, Given)>,
    /// Milliseconds between the click and the question.
    after: i64,
}

impl Case {
    fn answered(self, name: String, because: Because, decision: Answer, rests_on_record: bool) -> Vector {
        let newest = self.newest.map(|(action, given)| standing(self.version, action, CLICK, self.key, given));
        let before = self.before.map(|(ago, given)| {
            let granted = given.is_some_and(|(_, granted)| granted);
            let action = if granted { Action::AcceptAll } else { Action::RejectAll };
            standing(self.version - 1, action, CLICK - ago, self.key, given)
        });
        let rests_on = newest.as_ref().filter(|_| rests_on_record);
        let expected = Decision {
            purpose: self.key.into(),
            decision,
            because,
            version: rests_on.map(|_| self.version),
            decided_at: rests_on.map(|_| Timestamp::from_millis(CLICK)),
            expires_at: rests_on.map(|_| Timestamp::from_millis(CLICK + LIFETIME_MS)),
        };
        let asked = Asked { purpose: self.key.to_owned(), necessary: self.necessary, fingerprint: SAME.to_owned() };
        Vector { name, asked, newest, before, now: Timestamp::from_millis(CLICK + self.after), expected }
    }
}

/// A record among whose purposes is always another one, decided the opposite way.
fn standing(version: u32, action: Action, click: i64, key: &str, given: Given) -> Standing {
    let granted = given.is_some_and(|(_, granted)| granted);
    let other = RecordedPurpose { granted: !granted, fingerprint: OTHER.to_owned() };
    let mut purposes = std::collections::BTreeMap::from([("another".to_owned(), other)]);
    if let Some((fingerprint, granted)) = given {
        purposes.insert(key.to_owned(), RecordedPurpose { granted, fingerprint: fingerprint.to_owned() });
    }
    Standing {
        version,
        action,
        decided_at: Timestamp::from_millis(click),
        expires_at: Timestamp::from_millis(click + LIFETIME_MS),
        purposes,
    }
}
