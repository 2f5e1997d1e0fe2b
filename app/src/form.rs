//! Plain forms. A page's form is posted to the page's own address; the server hands what was typed to the page, which
//! saves it and answers either a redirect or the same page with everything typed still in it.

use crate::error::AppError;
use serde::{Deserialize, Serialize};

/// The fields of a posted form, in order, and its files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form(Vec<(String, String)>, Vec<(String, Vec<u8>)>);

impl Form {
    #[must_use]
    pub fn new(fields: Vec<(String, String)>) -> Self {
        Self(fields, Vec::new())
    }

    /// The form with files, by the name of their field.
    #[must_use]
    pub fn with_files(self, files: Vec<(String, Vec<u8>)>) -> Self {
        Self(self.0, files)
    }

    /// What is in the file of a field; `None` where none was chosen.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        let found = self.1.iter().find(|(key, bytes)| key == name && !bytes.is_empty());
        found.map(|(_, bytes)| bytes.as_slice())
    }

    /// The first value of a field, empty when it was not sent. Line ends are those of the text, not of the form (`\n`).
    #[must_use]
    pub fn get(&self, name: &str) -> String {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.replace("\r\n", "\n")).unwrap_or_default()
    }

    /// Every value of a field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every field with its value.
    pub fn fields(&self) -> impl Iterator<Item = (&str, String)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.replace("\r\n", "\n")))
    }

    /// Whether a field was sent (a checkbox that is on, the button that was pressed).
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// The revision that was edited; 0, which no draft has, when the form says none.
    #[must_use]
    pub fn revision(&self) -> i64 {
        self.get("revision").parse().unwrap_or_default()
    }
}

/// What a page says above its form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
    Saved,
    /// The session ended; what was typed is still in the form.
    SignedOut,
    /// Someone saved meanwhile: the form holds what was typed, `theirs` says in words what is stored now.
    Conflict {
        theirs: Vec<String>,
    },
    Problem(String),
}

/// What to say above a form that was not saved and still holds what was typed.
#[must_use]
pub fn not_saved(error: &AppError) -> Notice {
    match error {
        AppError::SignedOut => Notice::SignedOut,
        AppError::Internal => Notice::Problem(
            "Something failed here, so nothing was saved. What you typed is still below; try again.".to_owned(),
        ),
        error => Notice::Problem(error.to_string()),
    }
}

/// The form that was posted to this page, if any; `GET` requests have none.
#[cfg(feature = "ssr")]
pub async fn posted() -> Option<Form> {
    leptos_axum::extract::<axum::Extension<Form>>().await.ok().map(|axum::Extension(form)| form)
}

/// Sets the status of the page that is being rendered.
#[cfg(feature = "ssr")]
pub fn answer_with(status: u16) {
    use leptos::prelude::use_context;
    if let (Some(options), Ok(status)) =
        (use_context::<leptos_axum::ResponseOptions>(), http::StatusCode::from_u16(status))
    {
        options.set_status(status);
    }
}

/// Sends the browser elsewhere with 303, so that reloading does not post again.
#[cfg(feature = "ssr")]
pub fn see_other(path: &str) {
    use leptos::prelude::use_context;
    if let (Some(options), Ok(location)) =
        (use_context::<leptos_axum::ResponseOptions>(), http::HeaderValue::from_str(path))
    {
        options.insert_header(http::header::LOCATION, location);
        options.set_status(http::StatusCode::SEE_OTHER);
    }
}
