//! Lengths of time as people write them into cookie tables: “1 year 1 month”, “Sitzung”, “13 mois”.

use consent::period::{MAX_COUNT, Period, Unit};
use unicode_normalization::UnicodeNormalization;

/// How long something stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Duration {
    /// Until the browser is closed.
    Session,
    For(Period),
    /// Until somebody deletes it.
    Endless,
    Unreadable,
}

const SESSION: &[&str] = &["session", "sessions", "sitzung", "sitzungsende", "sesion"];
const ENDLESS: &[&str] = &[
    "persistent",
    "permanent",
    "persistant",
    "permanente",
    "never",
    "unlimited",
    "forever",
    "dauerhaft",
    "unbegrenzt",
    "illimite",
    "illimitee",
    "jamais",
    "nie",
];
/// Words that leave a length as it is.
const FILLERS: &[&str] = &[
    "and", "und", "et", "up", "to", "upto", "bis", "zu", "jusqu", "jusqua", "a", "max", "maximum", "approx", "about",
    "ca", "circa", "environ", "etwa",
];

/// A unit as people write it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Seconds,
    Of(Unit),
}

/// Reads a length of time; a number alone is in `unit`, if there is one.
pub(crate) fn read(text: &str, unit: Option<Unit>) -> Duration {
    // Some tools write -1 for what has no end.
    if text.len() > 200 || text.trim_start().starts_with('-') {
        return Duration::Unreadable;
    }
    let words = words(text);
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let counted = words.iter().any(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    match counted {
        false if has(SESSION) => return Duration::Session,
        false if has(ENDLESS) => return Duration::Endless,
        // “A few seconds”, “less than a minute”.
        false if has(&["few", "less"]) && has(&["second", "seconds", "minute"]) => {
            return Duration::For(Period::new(1, Unit::Minutes));
        }
        _ => {}
    }
    parts(&words, unit).and_then(|parts| sum(&parts)).map_or(Duration::Unreadable, Duration::For)
}

/// Numbers and words in lower case without accents; what is in brackets says the same again.
fn words(text: &str) -> Vec<String> {
    let said = text.split('(').map(|part| part.split_once(')').map_or(part, |(_, after)| after));
    let said = if text.contains("(s)") { text.replace("(s)", "") } else { said.collect::<Vec<_>>().join(" ") };
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in said.nfd().flat_map(char::to_lowercase) {
        let continues = match (last, c) {
            _ if !c.is_ascii() => continue,
            (last, '.' | ',') => last.is_ascii_digit(),
            (last, c) if c.is_ascii_digit() => last.is_ascii_digit() || matches!(last, '.' | ','),
            (last, c) => c.is_ascii_alphabetic() && last.is_ascii_alphabetic(),
        };
        match words.last_mut().filter(|_| continues) {
            Some(word) => word.push(c),
            None if c.is_ascii_alphanumeric() => words.push(c.into()),
            // A slash or another sign joins what cannot be added.
            None if !matches!(c, ' ' | '\t' | '\n' | '\r' | '\'' | '’' | '-' | '.' | ',' | '~' | '+' | '&') => {
                words.push(c.into());
            }
            None => {}
        }
        last = c;
    }
    words.iter_mut().for_each(|word| word.truncate(word.trim_end_matches(['.', ',']).len()));
    words
}

/// The counts with their units, in tenths.
fn parts(words: &[String], unit: Option<Unit>) -> Option<Vec<(u64, Part)>> {
    let mut parts = Vec::new();
    let mut count: Option<u64> = None;
    for word in words {
        let is_number = word.starts_with(|c: char| c.is_ascii_digit());
        match (count, part(word)) {
            (None, _) if is_number => count = Some(tenths(word)?),
            (Some(tenths), Some(part)) => {
                parts.push((tenths, part));
                count = None;
            }
            (None, _) if matches!(word.as_str(), "one" | "an" | "ein" | "eine" | "einem" | "einen" | "un" | "une") => {
                count = Some(10);
            }
            (_, None) if FILLERS.contains(&word.as_str()) => {}
            // “A year”: the article was passed over as a filler.
            (None, Some(part)) if parts.is_empty() && words.iter().any(|word| word == "a") => parts.push((10, part)),
            _ => return None,
        }
    }
    if let Some(tenths) = count {
        parts.push((tenths, Part::Of(unit.filter(|_| parts.is_empty())?)));
    }
    Some(parts).filter(|parts| !parts.is_empty())
}

fn part(word: &str) -> Option<Part> {
    Some(Part::Of(match word {
        "s" | "sec" | "secs" | "second" | "seconds" | "sek" | "sekunde" | "sekunden" | "seconde" | "secondes" => {
            return Some(Part::Seconds);
        }
        "min" | "mins" | "minute" | "minutes" | "minuten" => Unit::Minutes,
        "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "stunde" | "stunden" | "heure" | "heures" => Unit::Hours,
        "d" | "day" | "days" | "tag" | "tage" | "tagen" | "jour" | "jours" | "j" => Unit::Days,
        "w" | "wk" | "week" | "weeks" | "woche" | "wochen" | "semaine" | "semaines" => Unit::Weeks,
        "mo" | "mth" | "mths" | "month" | "months" | "monat" | "monate" | "monaten" | "mois" => Unit::Months,
        "y" | "yr" | "yrs" | "year" | "years" | "jahr" | "jahre" | "jahren" | "an" | "ans" | "annee" | "annees" => {
            Unit::Years
        }
        _ => return None,
    }))
}

/// “2”, “1.5” or “1,5” in tenths.
fn tenths(number: &str) -> Option<u64> {
    let (whole, decimal) = number.split_once(['.', ',']).unwrap_or((number, "0"));
    let decimal: u64 = if decimal.len() == 1 { decimal.parse().ok()? } else { return None };
    let whole: u64 = whole.parse().ok()?;
    (whole < 1_000_000_000).then_some(whole * 10 + decimal)
}

/// All parts in the largest unit that holds them; rounded up where units do not fit each other, since a period that is
/// too short would be untrue.
fn sum(parts: &[(u64, Part)]) -> Option<Period> {
    let all = |units: &[Unit]| parts.iter().all(|(_, part)| matches!(part, Part::Of(unit) if units.contains(unit)));
    let total = |length: fn(Part) -> u64| parts.iter().map(|(tenths, part)| tenths * length(*part)).sum::<u64>();
    let (tenths, unit) = match parts {
        [(tenths, Part::Of(unit))] if tenths % 10 == 0 => (*tenths, *unit),
        _ if all(&[Unit::Years, Unit::Months]) => (total(months), Unit::Months),
        // Tools write 400 days as “1 year 1 month 4 days”.
        _ if all(&[Unit::Years, Unit::Months, Unit::Weeks, Unit::Days]) => (total(days), Unit::Days),
        _ => (total(seconds).div_ceil(60), Unit::Minutes),
    };
    fitting(tenths.div_ceil(10), unit)
}

fn months(part: Part) -> u64 {
    if part == Part::Of(Unit::Years) { 12 } else { 1 }
}

fn days(part: Part) -> u64 {
    match part {
        Part::Of(Unit::Years) => 365,
        Part::Of(Unit::Months) => 31,
        Part::Of(Unit::Weeks) => 7,
        _ => 1,
    }
}

fn seconds(part: Part) -> u64 {
    match part {
        Part::Seconds => 1,
        Part::Of(Unit::Minutes) => 60,
        Part::Of(Unit::Hours) => 3600,
        Part::Of(_) => 86_400 * days(part),
    }
}

/// The period in the first unit that divides it or counts it below [`MAX_COUNT`].
fn fitting(count: u64, unit: Unit) -> Option<Period> {
    let larger = match unit {
        Unit::Minutes => Some((60, Unit::Hours)),
        Unit::Hours => Some((24, Unit::Days)),
        Unit::Days if count.is_multiple_of(365) => Some((365, Unit::Years)),
        Unit::Days => Some((30, Unit::Months)),
        Unit::Weeks => Some((52, Unit::Years)),
        Unit::Months => Some((12, Unit::Years)),
        Unit::Years => None,
    };
    match larger {
        _ if count == 0 => None,
        _ if count <= u64::from(MAX_COUNT) => Some(Period::new(u32::try_from(count).ok()?, unit)),
        Some((size, unit)) => fitting(count.div_ceil(size), unit),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_people_write_them() {
        use Unit::*;
        for (text, count, unit) in [
            ("2 years", 2, Years),
            ("13 months", 13, Months),
            ("1 year 1 month", 13, Months),
            ("1 year, 1 month and 4 days", 400, Days),
            ("30 minutes", 30, Minutes),
            ("30mins", 30, Minutes),
            ("24 Hours", 24, Hours),
            ("1 day", 1, Days),
            ("6 week(s)", 6, Weeks),
            ("Up to 365 days", 365, Days),
            ("2 Jahre", 2, Years),
            ("13 Monate", 13, Months),
            ("1 Jahr und 1 Monat", 13, Months),
            ("bis zu 90 Tagen", 90, Days),
            ("1 Std.", 1, Hours),
            ("13 mois", 13, Months),
            ("1 an", 1, Years),
            ("un an et 1 mois", 13, Months),
            ("2 années", 2, Years),
            ("jusqu'à 6 semaines", 6, Weeks),
            ("a year", 1, Years),
            ("one month", 1, Months),
            ("an hour", 1, Hours),
            ("ein Jahr", 1, Years),
            ("1.5 years", 18, Months),
            ("0,5 Jahre", 6, Months),
            ("90 seconds", 2, Minutes),
            ("A few seconds", 1, Minutes),
            ("31536000 seconds", 365, Days),
            ("3650 days", 10, Years),
            ("1200 days", 40, Months),
            ("1 day 12 hours", 36, Hours),
            ("2y", 2, Years),
            ("365 days (1 year)", 365, Days),
        ] {
            assert_eq!(read(text, None), Duration::For(Period::new(count, unit)), "{text}");
        }
    }

    #[test]
    fn sessions_and_endless_stays_are_no_lengths() {
        for text in ["Session", "session cookie", "Per session", "End of session", "Sitzung", "SITZUNGSENDE", "Sesión"]
        {
            assert_eq!(read(text, None), Duration::Session, "{text}");
        }
        for text in ["persistent", "Persistent", "never", "dauerhaft", "illimité"] {
            assert_eq!(read(text, None), Duration::Endless, "{text}");
        }
    }

    #[test]
    fn a_number_alone_is_in_the_unit_of_its_column() {
        assert_eq!(read("30", Some(Unit::Days)), Duration::For(Period::new(30, Unit::Days)));
        assert_eq!(read("30", None), Duration::Unreadable);
    }

    #[test]
    fn what_is_no_length_is_not_guessed() {
        for text in [
            "",
            "-",
            "0 days",
            "n/a",
            "years",
            "2",
            "1-2 years",
            "2 years / 1 day",
            "2 years after the last visit",
            "-1 days of",
            "99999999999999999999 days",
            "1.25 years",
            "10000000 years",
            "P1Y",
            "ten years",
            "1 1 year",
            "🍪",
            "1 year 30",
        ] {
            assert_eq!(read(text, None), Duration::Unreadable, "{text}");
        }
        assert_eq!(read(&"1 day ".repeat(100), None), Duration::Unreadable);
    }
}
