//! The rules in an owner's CSS, and every problem in it with its line.

use super::part::{Media, Part, State};
use super::property::{Meaning, PROPERTIES, said_elsewhere};
use cssparser::{
    AtRuleParser, CowRcStr, DeclarationParser, ParseError, ParseErrorKind, Parser, ParserState, QualifiedRuleParser,
    RuleBodyItemParser, RuleBodyParser, SourceLocation, StyleSheetParser, Token, match_ignore_ascii_case,
    parse_important,
};

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// What it is about, each once.
    pub parts: Vec<(Part, Option<State>)>,
    pub media: Media,
    pub declarations: Vec<Declaration>,
}

#[derive(Clone, Debug)]
pub struct Declaration {
    pub line: u32,
    pub name: &'static str,
    /// The value, written anew.
    pub value: String,
    pub meaning: Meaning,
}

/// What is wrong, and in which line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    pub line: u32,
    pub message: String,
}

type Failure = ParseError<String>;

/// Reads the CSS: what can be read of it, and what cannot.
pub fn parse(css: &str) -> (Vec<Rule>, Vec<Fault>) {
    let mut rules = Rules { media: Media::default(), found: Vec::new(), faults: Vec::new() };
    rules.read(&mut Parser::new(css));
    (rules.found, rules.faults)
}

struct Rules {
    /// The `@media` that is being read.
    media: Media,
    found: Vec<Rule>,
    faults: Vec<Fault>,
}

impl Rules {
    fn read(&mut self, input: &mut Parser) {
        let failures: Vec<_> = StyleSheetParser::new(input, self).filter_map(Result::err).collect();
        for (error, text, place) in failures {
            self.faults.push(fault(error, text, place));
        }
    }
}

fn fault(error: Failure, text: &str, place: SourceLocation) -> Fault {
    let message = match error.kind {
        ParseErrorKind::Custom(message) => message,
        ParseErrorKind::Basic(_) => {
            let start: String = text.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
            format!("“{}” cannot be read. Write rules like “title {{ font-weight: bold }}”.", start.trim())
        }
    };
    Fault { line: place.line + 1, message }
}

fn custom<T>(message: impl Into<String>) -> Result<T, Failure> {
    Err(ParseError { kind: ParseErrorKind::Custom(message.into()) })
}

impl<'i> QualifiedRuleParser<'i> for Rules {
    type Prelude = Vec<(Part, Option<State>)>;
    type QualifiedRule = ();
    type Error = String;

    fn parse_prelude(&mut self, input: &mut Parser<'i>) -> Result<Self::Prelude, Failure> {
        input.parse_comma_separated(selector)
    }

    fn parse_block(&mut self, prelude: Self::Prelude, _: &ParserState, input: &mut Parser<'i>) -> Result<(), Failure> {
        let parts: Vec<Part> = prelude.iter().map(|(part, _)| *part).collect();
        let mut body = Declarations { parts };
        let mut declarations = Vec::new();
        for read in RuleBodyParser::new(input, &mut body) {
            match read {
                Ok(declaration) => declarations.push(declaration),
                Err((error, text, place)) => self.faults.push(fault(error, text, place)),
            }
        }
        let mut parts: Vec<(Part, Option<State>)> = Vec::new();
        for part in prelude {
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        self.found.push(Rule { parts, media: self.media, declarations });
        Ok(())
    }
}

fn selector(input: &mut Parser) -> Result<(Part, Option<State>), Failure> {
    let allowed = || {
        let names = Part::ALL.map(Part::as_str).join(", ");
        format!("A rule begins with the name of a part: {names}; of a link also link:hover and link:focus-visible.")
    };
    let Ok(name) = input.expect_ident_cloned() else { return custom(allowed()) };
    let Some(part) = Part::ALL.into_iter().find(|part| name.eq_ignore_ascii_case(part.as_str())) else {
        return custom(format!("There is no part “{name}”. {}", allowed()));
    };
    match input.next_including_whitespace().cloned() {
        Err(_) => return Ok((part, None)),
        Ok(Token::WhiteSpace(_)) if input.is_exhausted() => return Ok((part, None)),
        Ok(Token::Colon) if part == Part::Link => {}
        _ => return custom(allowed()),
    }
    let Ok(Token::Ident(state)) = input.next_including_whitespace().cloned() else { return custom(allowed()) };
    match_ignore_ascii_case! { &state,
        "hover" => Ok((part, Some(State::Hover))),
        "focus-visible" => Ok((part, Some(State::Focus))),
        _ => custom(allowed()),
    }
}

impl<'i> AtRuleParser<'i> for Rules {
    type Prelude = Media;
    type AtRule = ();
    type Error = String;

    fn parse_prelude(&mut self, name: CowRcStr<'i>, input: &mut Parser<'i>) -> Result<Media, Failure> {
        if !name.eq_ignore_ascii_case("media") {
            return custom(format!("@{name} is not allowed; only @media is."));
        }
        if self.media != Media::default() {
            return custom("Write one @media with “and” instead of one within another.");
        }
        media(input)
    }

    fn rule_without_block(&mut self, _: Media, start: &ParserState) -> Result<(), ()> {
        let message = "An @media holds rules in braces.".to_owned();
        self.faults.push(Fault { line: start.source_location().line + 1, message });
        Ok(())
    }

    fn parse_block(&mut self, media: Media, _: &ParserState, input: &mut Parser<'i>) -> Result<(), Failure> {
        self.media = media;
        self.read(input);
        self.media = Media::default();
        Ok(())
    }
}

fn media(input: &mut Parser) -> Result<Media, Failure> {
    let mut media = Media::default();
    loop {
        if feature(input, &mut media).is_err() {
            return custom(
                "An @media asks for (prefers-color-scheme: dark), (prefers-color-scheme: light), (min-width: 600px) or (max-width: 600px), joined by “and”.",
            );
        }
        if input.is_exhausted() {
            return Ok(media);
        }
        input.expect_ident_matching("and")?;
    }
}

fn feature(input: &mut Parser, media: &mut Media) -> Result<(), Failure> {
    input.expect_parenthesis_block()?;
    input.parse_nested_block(|input| {
        let name = input.expect_ident_cloned()?;
        input.expect_colon()?;
        match_ignore_ascii_case! { &name,
            "prefers-color-scheme" => media.dark = Some(super::value::word(input, &["dark", "light"])? == "dark"),
            "min-width" => media.min = Some(pixels(input)?),
            "max-width" => media.max = Some(pixels(input)?),
            _ => return super::value::refused(),
        }
        Ok(())
    })
}

fn pixels(input: &mut Parser) -> Result<f32, Failure> {
    match input.next()? {
        Token::Dimension { value, unit, .. } if unit.eq_ignore_ascii_case("px") && (0.0..=10_000.0).contains(value) => {
            Ok(value.round())
        }
        _ => super::value::refused(),
    }
}

/// What stands between the braces of a rule.
struct Declarations {
    parts: Vec<Part>,
}

impl<'i> DeclarationParser<'i> for Declarations {
    type Declaration = Declaration;
    type Error = String;

    fn parse_value(
        &mut self,
        name: CowRcStr<'i>,
        input: &mut Parser<'i>,
        start: &ParserState,
    ) -> Result<Declaration, Failure> {
        let named = |part: Part| {
            let names = PROPERTIES.iter().filter(|property| (property.on)(part)).map(|property| property.name);
            names.collect::<Vec<_>>().join(", ")
        };
        let first = self.parts.first().copied().unwrap_or(Part::Text);
        let Some(property) = PROPERTIES.iter().find(|property| name.eq_ignore_ascii_case(property.name)) else {
            return custom(format!("“{name}” cannot be set here. What can: {}.", named(first)));
        };
        if let Some(part) = self.parts.iter().find(|part| !(property.on)(**part)) {
            let elsewhere = said_elsewhere(property.name).filter(|_| *part == Part::Panel);
            return custom(elsewhere.map_or_else(
                || format!("{} has no “{}”. What it can have: {}.", part.as_str(), property.name, named(*part)),
                str::to_owned,
            ));
        }
        let takes = || format!("“{}” takes {}.", property.name, property.takes);
        let Ok((value, meaning)) = (property.read)(input) else { return custom(takes()) };
        // Every declaration of the banner is important.
        let _ = input.try_parse(parse_important);
        if !input.is_exhausted() {
            return custom(takes());
        }
        Ok(Declaration { line: start.source_location().line + 1, name: property.name, value, meaning })
    }
}

impl<'i> AtRuleParser<'i> for Declarations {
    type Prelude = ();
    type AtRule = Declaration;
    type Error = String;

    fn parse_prelude(&mut self, name: CowRcStr<'i>, _: &mut Parser<'i>) -> Result<(), Failure> {
        custom(format!("@{name} does not stand inside a rule: put rules into an @media."))
    }
}

impl<'i> QualifiedRuleParser<'i> for Declarations {
    type Prelude = ();
    type QualifiedRule = Declaration;
    type Error = String;
}

impl RuleBodyItemParser<'_, Declaration, String> for Declarations {
    fn parse_declarations(&self) -> bool {
        true
    }

    fn parse_qualified(&self) -> bool {
        false
    }
}
