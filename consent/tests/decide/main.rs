//! The table of decisions: the vectors that `consent` and `embed` both run.
//!
//! After a change of the table: `cargo run -p consent --example vectors`.

mod table;

use consent::decide::{Because, decide};
use std::collections::BTreeSet;
use std::path::Path;
use table::{Vector, groups};

fn checked_in(name: &str) -> Vec<Vector> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("wire/decide").join(format!("{name}.json"));
    let text = std::fs::read_to_string(path).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

#[test]
fn every_situation_gets_its_answer() {
    let mut wrong = Vec::new();
    for (name, _) in groups() {
        for vector in checked_in(name) {
            let asked = std::slice::from_ref(&vector.asked);
            let answers = decide(asked, vector.newest.as_ref(), vector.before.as_ref(), vector.now);
            if answers != [vector.expected.clone()] {
                wrong.push(format!("{name}: {}: {answers:?}", vector.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_vectors_are_current() {
    for (name, vectors) in groups() {
        assert!(checked_in(name) == vectors, "{name}: run `cargo run -p consent --example vectors`");
    }
}

#[test]
fn there_are_at_least_two_hundred_vectors_and_every_reason_is_among_them() {
    let vectors: Vec<Vector> = groups().into_iter().flat_map(|(_, vectors)| vectors).collect();
    assert!(vectors.len() >= 200, "{}", vectors.len());
    let reasons: BTreeSet<String> = vectors.iter().map(|vector| format!("{:?}", vector.expected.because)).collect();
    let all = [
        Because::Changed,
        Because::Expired,
        Because::Gpc,
        Because::Granted,
        Because::Necessary,
        Because::NoRecord,
        Because::NotAsked,
        Because::Refused,
        Because::RegimeDefault,
        Because::Withdrawn,
    ];
    assert_eq!(reasons, all.iter().map(|reason| format!("{reason:?}")).collect());
    let names: BTreeSet<String> =
        vectors.iter().map(|vector| format!("{:?} {}", vector.expected.because, vector.name)).collect();
    assert_eq!(names.len(), vectors.len());
}
