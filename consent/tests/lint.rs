//! The rules over a corpus of banners, fair and unfair: `lint/corpus/*.json`.
//!
//! Each fixture names every error and warning that `docs/RULES.md` demands for it. Precision is the share of findings that
//! were expected, recall the share of expectations that were found; both have to be whole for every rule.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail the test")]

use consent::draft::Draft;
use consent::lint::{Finding, RULES, Severity, lint};
use consent::site::SiteDetails;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

/// Fewest fixtures, and fewest of each sort.
const LEAST: (usize, usize) = (120, 55);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixture {
    name: String,
    fair: bool,
    site: SiteDetails,
    draft: Draft,
    expect: Vec<Expectation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expectation {
    rule: String,
    /// The path, or its beginning.
    at: String,
    severity: Severity,
}

impl Expectation {
    fn fits(&self, finding: &Finding) -> bool {
        let under = finding.path.strip_prefix(&self.at).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        under && finding.rule == self.rule && finding.severity == self.severity
    }
}

#[derive(Default)]
struct Tally {
    expected: usize,
    met: usize,
    found: usize,
    right: usize,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.expected += other.expected;
        self.met += other.met;
        self.found += other.found;
        self.right += other.right;
    }

    fn is_whole(&self) -> bool {
        self.met == self.expected && self.right == self.found
    }

    fn line(&self, name: &str) -> String {
        let share = |part: usize, whole: usize| if whole == 0 { 1.0 } else { part as f64 / whole as f64 };
        let (precision, recall) = (share(self.right, self.found), share(self.met, self.expected));
        format!("{name:5} {:8} {:5} {precision:9.3} {recall:6.3}", self.expected, self.found)
    }
}

fn corpus() -> Vec<(String, Fixture)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lint/corpus");
    let mut all: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let file = path.file_stem().unwrap().to_string_lossy().into_owned();
            let json = std::fs::read_to_string(&path).unwrap();
            let fixture = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{file}: {error}"));
            (file, fixture)
        })
        .collect();
    all.sort_by(|(a, _), (b, _)| a.cmp(b));
    all
}

/// Compares one fixture with what is found in it; says what differs.
fn compare(file: &str, fixture: &Fixture, tallies: &mut BTreeMap<String, Tally>) {
    let all = lint(&fixture.site, &fixture.draft);
    let judged: Vec<&Finding> = all.iter().filter(|finding| finding.severity > Severity::Info).collect();
    for expectation in &fixture.expect {
        let tally = tallies.entry(expectation.rule.clone()).or_default();
        tally.expected += 1;
        if judged.iter().any(|finding| expectation.fits(finding)) {
            tally.met += 1;
        } else {
            println!("missed   {file} ({}): {} {}", fixture.name, expectation.rule, expectation.at);
        }
    }
    for finding in judged {
        let tally = tallies.entry(finding.rule.clone()).or_default();
        tally.found += 1;
        if fixture.expect.iter().any(|expectation| expectation.fits(finding)) {
            tally.right += 1;
        } else {
            println!("mistaken {file} ({}): {} {}: {}", fixture.name, finding.rule, finding.path, finding.message);
        }
    }
}

/// The fixes in one fixture that do not mend what they are offered for.
fn useless_fixes(file: &str, fixture: &Fixture) -> Vec<String> {
    let mut useless = Vec::new();
    for finding in lint(&fixture.site, &fixture.draft) {
        let Some(fix) = &finding.fix else { continue };
        let mut mended = fixture.draft.clone();
        fix.apply(&mut mended);
        let again = lint(&fixture.site, &mended);
        if again.iter().any(|other| other.rule == finding.rule && other.path == finding.path) {
            useless.push(format!("{file}: {} {}: “{}” mends nothing", finding.rule, finding.path, fix.label()));
        }
    }
    useless
}

fn main() -> ExitCode {
    let corpus = corpus();
    let fair = corpus.iter().filter(|(_, fixture)| fixture.fair).count();
    let unfair = corpus.len() - fair;
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut problems = Vec::new();
    for (file, fixture) in &corpus {
        compare(file, fixture, &mut tallies);
        problems.extend(useless_fixes(file, fixture));
        if fixture.fair != fixture.expect.is_empty() {
            problems.push(format!("{file}: a fair banner has no findings, an unfair one has some"));
        }
    }
    if corpus.len() < LEAST.0 || fair.min(unfair) < LEAST.1 {
        problems.push(format!("the corpus is too small: {fair} fair and {unfair} unfair banners"));
    }
    println!("rule  expected found precision recall");
    let mut total = Tally::default();
    for rule in RULES {
        let Some(tally) = tallies.get(rule.id) else { continue };
        println!("{}", tally.line(rule.id));
        total.add(tally);
    }
    println!("{}", total.line("all"));
    println!("{fair} fair and {unfair} unfair banners");
    if tallies.keys().any(|id| !RULES.iter().any(|rule| rule.id == id)) {
        problems.push("the corpus expects a rule that there is not".to_owned());
    }
    for problem in &problems {
        println!("{problem}");
    }
    if total.is_whole() && problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
