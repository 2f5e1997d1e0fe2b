//! Records as a CSV file (RFC 4180), page by page, so that no site is too large to download.

use crate::error::AppError;
use crate::guard;
use consent::record::Record;
use leptos::prelude::{Owner, provide_context};
use leptos::reactive::computed::ScopedFuture;
use store::Store;
use store::site::Role;

/// Records read at once: a page of about a quarter of a megabyte.
const PAGE: i64 = 1000;

/// The names of the columns.
const COLUMNS: [&str; 14] = [
    "id",
    "decided_at",
    "received_at",
    "expires_at",
    "visitor",
    "version",
    "version_hash",
    "action",
    "source",
    "language",
    "regime",
    "gpc",
    "granted",
    "refused",
];

/// The records of one site as CSV, newest first.
pub struct Csv {
    store: Store,
    site: i64,
    next: Next,
}

enum Next {
    Head,
    Below(Option<i64>),
    End,
}

impl Csv {
    /// Opens the download for the member who sent the request with these `parts`.
    ///
    /// # Errors
    /// Those of [`guard::member`].
    pub async fn open(store: Store, parts: http::request::Parts, site: &str) -> Result<Self, AppError> {
        let owner = Owner::new();
        let member = owner.with(|| {
            provide_context(store.clone());
            provide_context(parts);
            ScopedFuture::new(guard::member(site, Role::Auditor))
        });
        let site = member.await?.site.id;
        Ok(Self { store, site, next: Next::Head })
    }

    /// The next piece of the file; `None` when it is complete.
    pub async fn next(&mut self) -> Option<Result<String, AppError>> {
        match std::mem::replace(&mut self.next, Next::End) {
            Next::End => None,
            Next::Head => {
                self.next = Next::Below(None);
                Some(Ok(line(COLUMNS.map(str::to_owned))))
            }
            Next::Below(before) => self.page(before).await.transpose(),
        }
    }

    async fn page(&mut self, before: Option<i64>) -> Result<Option<String>, AppError> {
        let stored = self.store.list_records(self.site, None, before, PAGE).await?;
        let Some(oldest) = stored.last() else { return Ok(None) };
        self.next = Next::Below(Some(oldest.seq));
        Ok(Some(stored.iter().map(|stored| row(&stored.record)).collect()))
    }
}

fn row(record: &Record) -> String {
    let keys = |granted: bool| {
        let keys = record.purposes.iter().filter(|(_, given)| given.granted == granted).map(|(key, _)| key.as_str());
        keys.collect::<Vec<_>>().join(" ")
    };
    let word = |value: serde_json::Result<serde_json::Value>| match value {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    };
    line([
        record.id.clone(),
        record.decided_at.to_string(),
        record.received_at.to_string(),
        record.expires_at.to_string(),
        record.visitor.to_string(),
        record.version.to_string(),
        record.version_hash.clone(),
        record.action.as_str().to_owned(),
        word(serde_json::to_value(record.source)),
        record.language.code().to_owned(),
        record.regime.as_str().to_owned(),
        record.gpc.map(|gpc| gpc.to_string()).unwrap_or_default(),
        keys(true),
        keys(false),
    ])
}

fn line(fields: [String; COLUMNS.len()]) -> String {
    let mut line = fields.map(|field| escaped(&field)).join(",");
    line.push_str("\r\n");
    line
}

/// One field. What a spreadsheet would run as a formula is made text by an apostrophe, as OWASP advises.
fn escaped(field: &str) -> String {
    let formula = field.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let text = if formula { format!("'{field}") } else { field.to_owned() };
    if text.contains(['"', ',', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_where_the_format_asks_for_it() {
        assert_eq!(escaped("plain text"), "plain text");
        assert_eq!(escaped("a,b"), "\"a,b\"");
        assert_eq!(escaped("say \"no\"\r\nor yes"), "\"say \"\"no\"\"\r\nor yes\"");
    }

    #[test]
    fn no_field_is_a_formula() {
        for (field, text) in
            [("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), ("\t=1", "'\t=1"), ("=a,b", "\"'=a,b\"")]
        {
            assert_eq!(escaped(field), text);
        }
    }

    #[test]
    fn a_record_is_one_line_with_its_decisions() {
        let json = serde_json::json!({
            "id": "01935f1e-0000-7000-8000-000000000000", "site": "demo", "visitor": "N0cI__dxndWXnsh11WzSKA", "version": 2, "version_hash": "ab",
            "action": "custom", "purposes": {"ads": {"granted": false, "fingerprint": "f"}, "analytics": {"granted": true, "fingerprint": "g"},
            "preferences": {"granted": false, "fingerprint": "h"}}, "language": "de", "source": "banner", "layer": null, "regime": "eu", "gpc": null,
            "replaces": null, "decided_at": "2026-11-24T08:00:00.000Z", "received_at": "2026-11-24T08:00:01.000Z", "expires_at": "2027-05-26T08:00:00.000Z"
        });
        let record: Record = serde_json::from_value(json).unwrap();
        assert_eq!(
            row(&record),
            "01935f1e-0000-7000-8000-000000000000,2026-11-24T08:00:00.000Z,2026-11-24T08:00:01.000Z,2027-05-26T08:00:00.000Z,\
             N0cI__dxndWXnsh11WzSKA,2,ab,custom,banner,de,eu,,analytics,ads preferences\r\n"
        );
        assert_eq!(row(&record).matches(',').count(), COLUMNS.len() - 1);
    }
}
