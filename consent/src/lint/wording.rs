//! The rules about words: what may not stand on buttons, beside the question, or as a benefit.

use super::finding::{Finding, Severity};
use super::fix::Fix;
use super::lists::Lists;
use super::phrase::{Phrases, Words};
use super::subject::{Of, Passage, Subject};
use crate::draft::Kind;

pub(super) fn findings(subject: &Subject<'_>) -> Vec<Finding> {
    subject.passages().iter().flat_map(judge).collect()
}

fn judge(passage: &Passage<'_>) -> Vec<Finding> {
    let Some(lists) = Lists::of(passage.language) else { return Vec::new() };
    let words = Words::of(passage.text);
    let mut judged = Judged { passage, words, found: Vec::new() };
    judged.everywhere(lists);
    match passage.of {
        Of::Banner(key) => judged.on_banner(lists, key),
        Of::Title(purpose) => {
            judged.of_marketing(lists, purpose.kind);
            judged.title(lists);
        }
        Of::Description(purpose) => judged.of_marketing(lists, purpose.kind),
        Of::Benefit(purpose) => {
            judged.of_marketing(lists, purpose.kind);
            judged.look("E01", &lists.owners_gain, "is what the owner gains. Say what visitors get.");
        }
    }
    judged.found
}

struct Judged<'a> {
    passage: &'a Passage<'a>,
    words: Words<'a>,
    found: Vec<Finding>,
}

impl Judged<'_> {
    fn everywhere(&mut self, lists: &Lists) {
        self.look("L09", &lists.wall, "sounds as if nobody could go on without agreeing. Leave it out.");
        self.look("L10", &lists.shames, "shames those who refuse. Say it without judging.");
        self.look("L10", &lists.presses, "presses people to decide. Leave it out.");
        self.look("L10", &lists.flatters, "flatters those who agree. Leave it out.");
        self.look("L10", &lists.doubles, "negates twice. Say what happens instead.");
        self.look("L11", &lists.offers, "offers something beside the question. Leave it out.");
    }

    fn on_banner(&mut self, lists: &Lists, key: &str) {
        if matches!(key, "action.reject_all" | "action.turn_off")
            && let Some(quote) = lists.postpones.find(&self.words)
        {
            let message = format!("“{quote}” puts the question off. Say that this button refuses.");
            self.say("L06", Severity::Error, message);
        }
        if matches!(key, "action.accept_all" | "action.save") && lists.vague_labels.is_all_of(&self.words) {
            let does = if key == "action.save" { "saves the choice" } else { "accepts everything" };
            let message = format!("“{}” does not say that this button {does}. Say it.", self.passage.text.trim());
            self.say("L12", Severity::Warning, message);
        }
        self.vague(lists);
    }

    fn of_marketing(&mut self, lists: &Lists, kind: Kind) {
        if kind == Kind::Marketing {
            self.vague(lists);
        }
    }

    fn vague(&mut self, lists: &Lists) {
        self.look("L12", &lists.vague, "hides what is done. Say what is collected, and what for.");
    }

    fn title(&mut self, lists: &Lists) {
        let [statistics, advertising] = [&lists.statistics, &lists.advertising].map(|list| list.find(&self.words));
        if let (Some(statistics), Some(advertising)) = (statistics, advertising) {
            let message = format!(
                "“{statistics}” and “{advertising}” in one title: people may want one without the other. Make two purposes."
            );
            self.say("I04", Severity::Warning, message);
        }
    }

    fn look(&mut self, rule: &str, phrases: &Phrases, verdict: &str) {
        if let Some(quote) = phrases.find(&self.words) {
            self.say(rule, Severity::Warning, format!("“{quote}” {verdict}"));
        }
    }

    fn say(&mut self, rule: &str, severity: Severity, message: String) {
        let finding = Finding::new(rule, severity, &self.passage.path, message);
        self.found.push(match self.passage.of {
            Of::Banner(key) => {
                finding.mended_by(Fix::ShippedText { language: self.passage.language, key: key.to_owned() })
            }
            _ => finding,
        });
    }
}
