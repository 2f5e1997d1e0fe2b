//! Situations a decision can be asked in, and the answer each must get: stated here, not computed.

use consent::choice::Action;
use consent::decide::{Answer, Asked, Because, Decision, Standing};
use consent::record::RecordedPurpose;
use consent::regime::Regime;
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

/// How long a grant counts, and how long a refusal: half a year, and a little longer.
const GRANT_MS: i64 = 180 * DAY_MS;
const REFUSAL_MS: i64 = 184 * DAY_MS;

/// The click that made the newest record: 2026-03-29T00:59:59.999Z, a millisecond before clocks change in Europe.
const CLICK: i64 = 1_774_745_999_999;

/// The keys asked about: short, with digits, and as long as a key may be.
const KEYS: [&str; 3] = ["ads", "video_2", "abcdefghijklmnopqrstuvwxyz_01234"];

const SAME: &str = "00000000000000aa";
const OTHER: &str = "00000000000000bb";

/// Times at which a choice counts that lives so long: `now` before the click happens when a clock is set back.
fn in_force(granted: bool) -> [(&'static str, i64); 5] {
    [
        ("at the click", 0),
        ("a millisecond later", 1),
        ("in the last millisecond", life(granted) - 1),
        ("after ninety days", 90 * DAY_MS),
        ("by a clock set back a day", -DAY_MS),
    ]
}

/// Times at which it no longer counts.
fn over(granted: bool) -> [(&'static str, i64); 3] {
    let end = life(granted);
    [("at the end", end), ("a millisecond after the end", end + 1), ("after a year", 365 * DAY_MS)]
}

fn life(granted: bool) -> i64 {
    if granted { GRANT_MS } else { REFUSAL_MS }
}

/// Times of both kinds.
fn ever(granted: bool) -> impl Iterator<Item = (&'static str, i64)> {
    in_force(granted).into_iter().chain(over(granted))
}

/// The purpose under test in a record: its fingerprint then, and whether it was granted.
type Given = Option<(&'static str, bool)>;

/// What came before, as seen from the newest click: how long ago, and what it said.
type Before = (&'static str, Option<(i64, Given)>);

/// What came before that was not `allow` at the newest click.
const NOT_ALLOWED: [Before; 5] = [
    ("without a choice before", None),
    ("after a refusal", Some((30 * DAY_MS, Some((SAME, false))))),
    ("after a grant that meant something else", Some((30 * DAY_MS, Some((OTHER, true))))),
    ("after a grant that ended with the click", Some((GRANT_MS, Some((SAME, true))))),
    ("after a choice that did not ask for it", Some((30 * DAY_MS, None))),
];

/// What came before that was `allow`.
const ALLOWED: [Before; 3] = [
    ("after a grant", Some((30 * DAY_MS, Some((SAME, true))))),
    ("after a grant of the millisecond before", Some((1, Some((SAME, true))))),
    ("after a grant in its last millisecond", Some((GRANT_MS - 1, Some((SAME, true))))),
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
        ("regime_default", regime_default(&mut next)),
    ]
}

type Next<'a> = &'a mut dyn FnMut() -> Case;

fn necessary(next: Next) -> Vec<Vector> {
    let mut vectors = Vec::new();
    for (when, after) in ever(true) {
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
    let vector = |(when, after)| {
        let case = Case { after, ..next() };
        case.answered(format!("never seen {when}"), Because::NoRecord, Answer::Unknown, false)
    };
    ever(true).map(vector).collect()
}

fn not_asked(next: Next) -> Vec<Vector> {
    let mut vectors = Vec::new();
    for (when, after) in ever(true) {
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
    for (what, action, granted) in [
        ("accept all", Action::AcceptAll, true),
        ("reject all", Action::RejectAll, false),
        ("the signal", Action::Gpc, false),
    ] {
        for (when, after) in ever(granted) {
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
    for (what, action, granted) in [
        ("accept all", Action::AcceptAll, true),
        ("choosing yes", Action::Custom, true),
        ("reject all", Action::RejectAll, false),
        ("withdrawing", Action::Withdraw, false),
        ("the signal", Action::Gpc, false),
    ] {
        for (when, after) in over(granted) {
            for (then, before) in [NOT_ALLOWED[0], ALLOWED[0]] {
                let case = Case { newest: Some((action, Some((SAME, granted)))), before, after, ..next() };
                let name = format!("{what} {then} {when}");
                vectors.push(case.answered(name, Because::Expired, Answer::Unknown, true));
            }
        }
    }
    // The owner wants those asked again who said yes on an earlier version; a no is left in peace.
    for (when, after) in in_force(true) {
        for (then, before) in [NOT_ALLOWED[0], ALLOWED[0]] {
            let case = |granted| Case {
                newest: Some((Action::Custom, Some((SAME, granted)))),
                before,
                after,
                version: 3,
                ..next()
            };
            let mut case = case;
            let yes = Case { since: 4, ..case(true) };
            vectors.push(yes.answered(
                format!("asked again at will {then} {when}"),
                Because::Expired,
                Answer::Unknown,
                true,
            ));
        }
    }
    vectors
}

/// Purposes that run in the visitor's regime until something is decided about them.
fn regime_default(next: Next) -> Vec<Vector> {
    let mut vectors = Vec::new();
    let runs = |case: Case| Case { runs: true, ..case };
    for (what, newest, times) in [
        ("not asked for", Some((Action::AcceptAll, None)), ever(true).collect::<Vec<_>>()),
        ("another meaning than a grant", Some((Action::AcceptAll, Some((OTHER, true)))), ever(true).collect()),
        ("after a grant", Some((Action::AcceptAll, Some((SAME, true)))), over(true).into()),
    ] {
        for (when, after) in times {
            for (then, before) in [NOT_ALLOWED[0], ALLOWED[0]] {
                let case = |gpc| runs(Case { newest, before, after, gpc, ..next() });
                let name = |suffix: &str| format!("runs {what} {then} {when}{suffix}");
                let mut case = case;
                vectors.push(case(false).answered(name(""), Because::RegimeDefault, Answer::Allow, false));
                vectors.push(case(true).answered(name(", but for the signal"), Because::Gpc, Answer::Deny, true));
            }
        }
    }
    // What was refused stays so, whatever the regime lets run.
    for (what, given, because, answer, times) in [
        ("a refusal", (SAME, false), Because::Withdrawn, Answer::Deny, in_force(false).to_vec()),
        ("a refusal that ended", (SAME, false), Because::Expired, Answer::Unknown, over(false).to_vec()),
        ("a refusal of something else", (OTHER, false), Because::Changed, Answer::Unknown, ever(false).collect()),
    ] {
        for (when, after) in times {
            let case = runs(Case { newest: Some((Action::RejectAll, Some(given))), after, ..next() });
            vectors.push(case.answered(format!("runs after {what} {when}"), because, answer, true));
        }
    }
    vectors
}

fn granted(next: Next) -> Vec<Vector> {
    let mut vectors = Vec::new();
    for (since, what) in [(3, "asked again at will on that version"), (2, "asked again at will before it")] {
        let newest = Some((Action::AcceptAll, Some((SAME, true))));
        let case = Case { newest, version: 3, since, ..next() };
        vectors.push(case.answered(what.to_owned(), Because::Granted, Answer::Allow, true));
    }
    for (when, after) in in_force(true) {
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
    let mut vectors = no(next, &NOT_ALLOWED, &NO, Because::Refused);
    let case = Case { newest: Some((Action::RejectAll, Some((SAME, false)))), version: 3, since: 4, ..next() };
    vectors.push(case.answered("others are asked again at will".to_owned(), Because::Refused, Answer::Deny, true));
    vectors
}

fn withdrawn(next: Next) -> Vec<Vector> {
    no(next, &ALLOWED, &NO, Because::Withdrawn)
}

fn gpc(next: Next) -> Vec<Vector> {
    no(next, &[NOT_ALLOWED[0], NOT_ALLOWED[1], ALLOWED[0]], &[("the signal", Action::Gpc)], Because::Gpc)
}

fn no(next: Next, before: &[Before], actions: &[(&str, Action)], because: Because) -> Vec<Vector> {
    let mut vectors = Vec::new();
    for (when, after) in in_force(false) {
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
    /// Whether the purpose runs in the visitor's regime until it is decided about.
    runs: bool,
    /// Whether the browser objected at the click.
    gpc: bool,
    /// The version since which a yes counts.
    since: u32,
}

impl Case {
    fn answered(self, name: String, because: Because, decision: Answer, rests_on_record: bool) -> Vector {
        let standing = |version, action, click, given: Given| {
            standing((version, action, click), self.key, given, self.gpc.then_some(true))
        };
        let newest = self.newest.map(|(action, given)| standing(self.version, action, CLICK, given));
        let before = self.before.map(|(ago, given)| {
            let granted = given.is_some_and(|(_, granted)| granted);
            let action = if granted { Action::AcceptAll } else { Action::RejectAll };
            standing(self.version - 1, action, CLICK - ago, given)
        });
        let rests_on = newest.as_ref().filter(|_| rests_on_record);
        let granted = matches!(self.newest, Some((_, Some((_, true)))));
        let expected = Decision {
            purpose: self.key.into(),
            decision,
            because,
            version: rests_on.map(|_| self.version),
            decided_at: rests_on.map(|_| Timestamp::from_millis(CLICK)),
            expires_at: rests_on.map(|_| Timestamp::from_millis(CLICK + life(granted))),
        };
        let asked = Asked {
            purpose: self.key.to_owned(),
            necessary: self.necessary,
            fingerprint: SAME.to_owned(),
            since: self.since,
            runs: self.runs.then_some(Regime::UsCa).into_iter().collect(),
        };
        Vector { name, asked, newest, before, now: Timestamp::from_millis(CLICK + self.after), expected }
    }
}

/// A record among whose purposes is always another one, decided the opposite way.
fn standing((version, action, click): (u32, Action, i64), key: &str, given: Given, gpc: Option<bool>) -> Standing {
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
        expires_at: Timestamp::from_millis(click + GRANT_MS),
        refusals_until: Some(Timestamp::from_millis(click + REFUSAL_MS)),
        regime: Regime::UsCa,
        gpc,
        purposes,
    }
}
