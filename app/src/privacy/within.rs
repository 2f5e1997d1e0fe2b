//! Texts with something in them: a day, an id.

use consent::language::Language;
use consent::timestamp::Timestamp;
use leptos::prelude::*;

/// A text whose `{date}` is a day, written as its language does.
#[component]
pub fn WithDay(text: String, at: Timestamp, language: Language) -> impl IntoView {
    let (before, after) = around(&text, "{date}");
    view! { {before}<time datetime=at.to_string()>{day_in(language, at)}</time>{after} }
}

/// A day in the words, digits and calendar of a language (Unicode CLDR); as ISO 8601 where that is not known.
#[cfg(feature = "ssr")]
#[must_use]
pub fn day_in(language: Language, at: Timestamp) -> String {
    use icu_datetime::DateTimeFormatter;
    use icu_datetime::fieldsets::YMD;
    use icu_datetime::input::Date;

    let iso = at.day();
    let words = || {
        let mut parts = iso.split('-');
        let year = parts.next()?.parse().ok()?;
        let (month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let date = Date::try_new_iso(year, month, day).ok()?;
        // CLDR's English without a region is that of the United States.
        let code = if language == Language::default() { "en-GB" } else { language.code() };
        let locale: icu_locale_core::Locale = code.parse().ok()?;
        Some(DateTimeFormatter::try_new(locale.into(), YMD::long()).ok()?.format(&date).to_string())
    };
    words().unwrap_or_else(|| iso.clone())
}

/// Pages with days in a visitor's language are rendered on the server alone.
#[cfg(not(feature = "ssr"))]
fn day_in(_: Language, at: Timestamp) -> String {
    at.day()
}

/// A text whose `{id}` is the visitor's id.
#[component]
pub fn WithId(text: String, id: String) -> impl IntoView {
    let (before, after) = around(&text, "{id}");
    view! { {before}<bdi dir="ltr"><code>{id}</code></bdi>{after} }
}

/// What stands before and after a placeholder; a text that lacks it goes before.
fn around(text: &str, placeholder: &str) -> (String, String) {
    match text.split_once(placeholder) {
        Some((before, after)) => (before.to_owned(), after.to_owned()),
        None => (format!("{text} "), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "ssr")]
    #[test]
    fn a_day_is_written_as_its_language_does() {
        let day = Timestamp::parse("2026-11-04T12:00:00.000Z").unwrap_or_default();
        for (code, words) in [
            ("en", "4 November 2026"),
            ("de", "4. November 2026"),
            ("pl", "4 listopada 2026"),
            ("ja", "2026年11月4日"),
            ("fa", "۱۳ آبان ۱۴۰۵"),
            ("th", "4 พฤศจิกายน 2569"),
        ] {
            assert_eq!(day_in(Language::parse(code).unwrap(), day), words, "{code}");
        }
        for language in Language::ALL {
            let words = day_in(language, day);
            assert!(words != day.day() && !words.contains("M11"), "{}: {words}", language.code());
        }
    }

    #[test]
    fn a_placeholder_is_found_and_a_missing_one_is_no_loss() {
        assert_eq!(around("until {date}; then", "{date}"), ("until ".to_owned(), "; then".to_owned()));
        assert_eq!(around("until", "{date}"), ("until ".to_owned(), String::new()));
    }
}
