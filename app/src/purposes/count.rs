//! How many: a number as it is typed. What is none stays in its field as it is, since a form must not lose it.

use consent::check::Problem;
use consent::period::MAX_COUNT;

/// The number of a field; an empty field is 0, which a check reports as missing. `None` for what is no whole number.
#[must_use]
pub fn read_count(text: &str) -> Option<u32> {
    let text = text.trim();
    if text.is_empty() { Some(0) } else { text.parse().ok() }
}

/// The text of a number in its field; 0 is an empty one.
#[must_use]
pub fn count_text(count: u32) -> String {
    if count == 0 { String::new() } else { count.to_string() }
}

/// What keeps a text that is no number from being saved.
#[must_use]
pub fn count_problem(path: &str, text: &str) -> Option<Problem> {
    let message = || format!("Write a whole number from 1 to {MAX_COUNT}, for example 13.");
    read_count(text).is_none().then(|| Problem::new(path, "number", message()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_read_and_the_rest_is_a_problem() {
        for (text, count) in [("", Some(0)), (" 13 ", Some(13)), ("1.5", None), ("99999999999", None), ("-1", None)] {
            assert_eq!(read_count(text), count, "{text}");
            assert_eq!(count_problem("retention", text).is_some(), count.is_none(), "{text}");
        }
        assert_eq!((count_text(0).as_str(), count_text(13).as_str()), ("", "13"));
    }
}
