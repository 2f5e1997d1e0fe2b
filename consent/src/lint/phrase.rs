//! Looking for phrases in a text: word by word, without regard to case.
//!
//! A phrase is lower-case words; `*` at a word's end stands for any ending, ` … ` for up to [`MAX_GAP`] words. What is
//! neither letter nor digit only separates words, in phrases as in texts, so apostrophes and hyphens of any form are
//! alike. No phrase reaches over the end of a sentence, and `^` before one says that it begins there. `(a|b)` is either of
//! the two.

use serde::Deserialize;
use std::collections::HashMap;
use std::ops::Range;

/// Most words that a gap stands for.
const MAX_GAP: usize = 4;

/// A text cut into words.
pub(super) struct Words<'a> {
    text: &'a str,
    tokens: Vec<Token>,
}

enum Token {
    /// A word in lower case, and where it stands.
    Word(String, Range<usize>),
    /// The end of a sentence.
    Stop,
}

impl<'a> Words<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let mut tokens = Vec::new();
        let mut word: Option<(String, usize)> = None;
        let mut letters = text.char_indices().peekable();
        while let Some((at, c)) = letters.next() {
            // Soft hyphens and joiners stand inside words and are not seen.
            if matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}') {
                continue;
            }
            // Braces belong to placeholders: `{controller}` is not the word “controller”.
            if c.is_alphanumeric() || matches!(c, '{' | '}') {
                word.get_or_insert_with(|| (String::new(), at)).0.extend(c.to_lowercase());
                continue;
            }
            if let Some((read, from)) = word.take() {
                tokens.push(Token::Word(read, from..at));
            }
            let last = letters.peek().is_none_or(|(_, next)| next.is_whitespace());
            if c == '\n' || matches!(c, '.' | '!' | '?' | '…') && last {
                tokens.push(Token::Stop);
            }
        }
        if let Some((read, from)) = word {
            tokens.push(Token::Word(read, from..text.len()));
        }
        Self { text, tokens }
    }

    /// The words alone, in lower case.
    pub(super) fn plain(&self) -> Vec<&str> {
        let words = self.tokens.iter().filter_map(|token| match token {
            Token::Word(word, _) => Some(word.as_str()),
            Token::Stop => None,
        });
        words.collect()
    }

    fn word(&self, at: usize) -> Option<&str> {
        match self.tokens.get(at)? {
            Token::Word(word, _) => Some(word),
            Token::Stop => None,
        }
    }

    /// The text of some tokens as it is written.
    fn quote(&self, tokens: Range<usize>) -> &'a str {
        let ranges = self.tokens.get(tokens).unwrap_or_default().iter().filter_map(|token| match token {
            Token::Word(_, range) => Some(range.clone()),
            Token::Stop => None,
        });
        let whole = ranges.reduce(|whole, range| whole.start..range.end);
        whole.and_then(|range| self.text.get(range)).unwrap_or_default()
    }
}

/// Phrases to look for, by their first words: lists are long, and a text is read once for each.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(super) struct Phrases {
    /// What follows a whole word.
    after_word: HashMap<String, Vec<Phrase>>,
    /// What follows a word with this beginning.
    after_beginning: HashMap<String, Vec<Phrase>>,
}

/// What follows the first word of a phrase.
#[derive(Debug)]
struct Phrase {
    /// Whether the first word begins a sentence.
    first: bool,
    rest: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Word(String),
    Beginning(String),
    Gap,
}

/// The phrases that a line with alternatives stands for: `(a|b|) c` is `a c`, `b c` and `c`; alternatives do not nest.
fn alternatives(line: &str) -> Vec<String> {
    let Some((before, rest)) = line.split_once('(') else { return vec![line.to_owned()] };
    let Some((choices, after)) = rest.split_once(')') else { return vec![line.to_owned()] };
    let tails = alternatives(after);
    let all = choices.split('|').flat_map(|choice| tails.iter().map(move |tail| format!("{before}{choice}{tail}")));
    all.collect()
}

impl From<Vec<String>> for Phrases {
    fn from(phrases: Vec<String>) -> Self {
        let mut all = Self::default();
        for phrase in phrases.iter().flat_map(|line| alternatives(line)) {
            let (first, text) = phrase.strip_prefix('^').map_or((false, phrase.as_str()), |rest| (true, rest));
            let mut parts = parse(text).into_iter();
            let (all, word) = match parts.next() {
                Some(Part::Word(word)) => (&mut all.after_word, word),
                Some(Part::Beginning(word)) => (&mut all.after_beginning, word),
                Some(Part::Gap) | None => continue,
            };
            all.entry(word).or_default().push(Phrase { first, rest: parts.collect() });
        }
        all
    }
}

fn parse(phrase: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    for piece in phrase.split_whitespace() {
        if piece == "…" {
            parts.push(Part::Gap);
            continue;
        }
        let words = Words::of(piece);
        parts.extend(words.plain().into_iter().map(|word| Part::Word(word.to_owned())));
        if piece.ends_with('*')
            && let Some(Part::Word(last)) = parts.pop()
        {
            parts.push(Part::Beginning(last));
        }
    }
    parts
}

impl Phrases {
    /// The first phrase in the text, as it is written there.
    pub(super) fn find<'a>(&self, words: &Words<'a>) -> Option<&'a str> {
        (0..words.tokens.len()).find_map(|from| {
            let to = self.ends(words, from).max()?;
            Some(words.quote(from..to))
        })
    }

    /// Whether the text is one of the phrases and nothing else.
    pub(super) fn is_all_of(&self, words: &Words<'_>) -> bool {
        let Some(from) = words.tokens.iter().position(|token| matches!(token, Token::Word(..))) else { return false };
        let last = words.tokens.iter().rposition(|token| matches!(token, Token::Word(..)));
        self.ends(words, from).any(|to| last.is_some_and(|last| to > last))
    }

    /// The tokens after each phrase that begins at a token.
    fn ends<'a>(&'a self, words: &'a Words<'_>, from: usize) -> impl Iterator<Item = usize> + 'a {
        let word = words.word(from).unwrap_or_default();
        let beginnings = (1..=word.len()).filter_map(|length| self.after_beginning.get(word.get(..length)?));
        let phrases = self.after_word.get(word).into_iter().chain(beginnings).flatten();
        let first = from.checked_sub(1).is_none_or(|before| words.word(before).is_none());
        phrases
            .filter(move |phrase| first || !phrase.first)
            .filter_map(move |phrase| reach(&phrase.rest, words, from + 1))
    }
}

/// The token after the parts of a phrase that begin at a token; the farthest one where gaps leave a choice.
fn reach(parts: &[Part], words: &Words<'_>, at: usize) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else { return Some(at) };
    let next =
        |fits: &dyn Fn(&str) -> bool| words.word(at).filter(|word| fits(word)).and_then(|_| reach(rest, words, at + 1));
    match part {
        Part::Word(wanted) => next(&|word| word == wanted),
        Part::Beginning(wanted) => next(&|word| word.starts_with(wanted.as_str())),
        Part::Gap => {
            let free = (0..MAX_GAP).take_while(|over| words.word(at + over).is_some()).count();
            (0..=free).rev().find_map(|over| reach(rest, words, at + over))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases(phrases: &[&str]) -> Phrases {
        phrases.iter().map(ToString::to_string).collect::<Vec<_>>().into()
    }

    fn found<'a>(looked_for: &[&str], text: &'a str) -> Option<&'a str> {
        phrases(looked_for).find(&Words::of(text))
    }

    #[test]
    fn whole_words_are_found_as_they_are_written() {
        assert_eq!(found(&["not now"], "Maybe NOT\u{a0}now."), Some("NOT\u{a0}now"));
        assert_eq!(found(&["later"], "Ask me later"), Some("later"));
        for text in ["Cannot nowadays", "Not. Now", "", "not{now}"] {
            assert_eq!(found(&["not now"], text), None, "{text}");
        }
    }

    #[test]
    fn apostrophes_hyphens_and_blanks_are_alike() {
        assert_eq!(found(&["don't care"], "I don’t care!"), Some("don’t care"));
        assert_eq!(found(&["opt out"], "Opt\u{2011}out"), Some("Opt\u{2011}out"));
        assert_eq!(found(&["mieux-être"], "le mieux être"), Some("mieux être"));
        assert_eq!(found(&["expérience"], "l’Expérience"), Some("Expérience"));
        assert_eq!(found(&["later"], "La\u{ad}ter"), Some("La\u{ad}ter"));
    }

    #[test]
    fn endings_and_gaps_are_free() {
        assert_eq!(found(&["gutschein*"], "Mit Gutscheinen!"), Some("Gutscheinen"));
        assert_eq!(
            found(&["agree … continue"], "Agree if you want to continue, please"),
            Some("Agree if you want to continue")
        );
        assert_eq!(found(&["agree … continue"], "agree continue"), Some("agree continue"));
        assert_eq!(found(&["agree … continue"], "agree a b c d e continue"), None);
        assert_eq!(found(&["agree … continue"], "I agree. Then continue"), None);
        assert_eq!(found(&["a … b … c"], "a b b x x x c"), Some("a b b x x x c"));
    }

    #[test]
    fn a_phrase_may_have_to_begin_a_sentence() {
        assert_eq!(found(&["^do not disable"], "“Do not disable”"), Some("Do not disable"));
        assert_eq!(found(&["^do not dis*"], "Please. Do not disable"), Some("Do not disable"));
        assert_eq!(found(&["^do not disable"], "You do not disable them"), None);
    }

    #[test]
    fn a_whole_label_is_told_from_a_part_of_one() {
        let vague = phrases(&["ok", "got it", "let's go"]);
        for label in ["OK", " Got it! ", "Let’s go", "👍 ok"] {
            assert!(vague.is_all_of(&Words::of(label)), "{label}");
        }
        for label in ["OK, accept all", "Got it wrong", "", "!"] {
            assert!(!vague.is_all_of(&Words::of(label)), "{label}");
        }
    }
}
