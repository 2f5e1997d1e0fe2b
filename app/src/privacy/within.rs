//! Texts with something in them that is written from left to right in every language.

use consent::timestamp::Timestamp;
use leptos::prelude::*;

/// A text whose `{date}` is a day; written as ISO 8601, which every language reads alike.
#[component]
pub fn WithDay(text: String, at: Timestamp) -> impl IntoView {
    let (before, after) = around(&text, "{date}");
    view! { {before}<time dir="ltr" datetime=at.to_string()>{at.day()}</time>{after} }
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

    #[test]
    fn a_placeholder_is_found_and_a_missing_one_is_no_loss() {
        assert_eq!(around("until {date}; then", "{date}"), ("until ".to_owned(), "; then".to_owned()));
        assert_eq!(around("until", "{date}"), ("until ".to_owned(), String::new()));
    }
}
