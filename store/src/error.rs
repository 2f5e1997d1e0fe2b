//! The one error of the store.

/// What the store could not do. Its text is for logs, never for the wire.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or could not be reached.
    #[error("database: {0}")]
    Sql(#[from] sqlx::Error),
    /// A stored or given document is not what it should be.
    #[error("document: {0}")]
    Document(#[from] serde_json::Error),
    /// A stored value is outside what the schema allows: written by something else.
    #[error("stored value: {0}")]
    Value(&'static str),
    /// The journal failed for every choice of a batch, or has ended.
    #[error("journal: {0}")]
    Journal(String),
}

impl StoreError {
    /// Whether a unique value is taken already.
    #[must_use]
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Sql(error) if error.as_database_error().is_some_and(|it| it.is_unique_violation()))
    }
}
