//! A point in time, for people and for programs.

use consent::timestamp::Timestamp;
use leptos::prelude::*;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day of the form `2026-11-24` in words: “24 November 2026”; anything else as it is.
#[must_use]
pub fn day_in_words(day: &str) -> String {
    let parts: Vec<&str> = day.split('-').collect();
    let words = || {
        let [year, month, date] = parts.as_slice() else { return None };
        let month = MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
        Some(format!("{} {month} {year}", date.parse::<u8>().ok()?))
    };
    words().unwrap_or_else(|| day.to_owned())
}

/// A point in time: “24 November 2026, 08:05 UTC”.
#[component]
pub fn When(at: Timestamp) -> impl IntoView {
    let exact = at.to_string();
    let clock: String = exact.chars().skip(11).take(5).collect();
    let words = format!("{}, {clock} UTC", day_in_words(&at.day()));
    view! { <time datetime=exact>{words}</time> }
}

/// A day without its hour: “24 November 2026”.
#[component]
pub fn Day(
    /// Like `2026-11-24`.
    #[prop(into)]
    day: String,
) -> impl IntoView {
    let words = day_in_words(&day);
    view! { <time datetime=day>{words}</time> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_said_in_words_and_what_is_none_stays() {
        assert_eq!(day_in_words("2026-11-04"), "4 November 2026");
        for odd in ["", "2026-13-01", "2026-00-01", "today"] {
            assert_eq!(day_in_words(odd), odd);
        }
    }
}
