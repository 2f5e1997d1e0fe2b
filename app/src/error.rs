//! What a server function answers when it cannot do what was asked; nothing internal goes over the wire.

use consent::check::Problem;
use leptos::prelude::*;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::ServerFnErrorErr;
use serde::{Deserialize, Serialize};

/// The one error type of all server functions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum AppError {
    /// Nobody is signed in, or the session has ended (401).
    #[error("Please sign in.")]
    SignedOut,
    /// The member's role does not allow it (403).
    #[error("Your role on this site does not allow this.")]
    Forbidden,
    /// There is no such thing, or it belongs to others (404).
    #[error("There is nothing here.")]
    NotFound,
    /// Fields that do not hold (422).
    #[error("Some fields need another look.")]
    Invalid(Vec<Problem>),
    /// Someone else saved first (409); `revision` is the one to build on.
    #[error("Someone else saved a change meanwhile.")]
    Conflict { revision: i64 },
    /// Too many attempts (429).
    #[error("Too many attempts. Wait a few minutes, then try again.")]
    TooMany,
    /// A request that no form of ours sends (400).
    #[error("The request could not be read.")]
    Malformed,
    /// A failure of ours (500); logged on the server.
    #[error("Something failed here. Try again in a moment.")]
    Internal,
}

impl AppError {
    /// The HTTP status that goes with it.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::SignedOut => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Invalid(_) => 422,
            Self::Conflict { .. } => 409,
            Self::TooMany => 429,
            Self::Malformed => 400,
            Self::Internal => 500,
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                Self::Malformed
            }
            _ => Self::Internal,
        }
    }
}

#[cfg(feature = "ssr")]
impl From<store::StoreError> for AppError {
    fn from(error: store::StoreError) -> Self {
        tracing::error!(error = %error, "the store failed");
        Self::Internal
    }
}
