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
                Some(Ok(line(COLUMNS.map(|name| Field::Exact(name.to_owned())))))
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
        Field::Exact(record.id.clone()),
        Field::Exact(record.decided_at.to_string()),
        Field::Exact(record.received_at.to_string()),
        Field::Exact(record.expires_at.to_string()),
        Field::Exact(record.visitor.to_string()),
        Field::Exact(record.version.to_string()),
        Field::Exact(record.version_hash.clone()),
        Field::Exact(record.action.as_str().to_owned()),
        Field::Exact(word(serde_json::to_value(record.source))),
        Field::Exact(record.language.code().to_owned()),
        Field::Exact(record.regime.as_str().to_owned()),
        Field::Exact(record.gpc.map(|gpc| gpc.to_string()).unwrap_or_default()),
        Field::Text(keys(true)),
        Field::Text(keys(false)),
    ])
}

/// One field of a line.
enum Field {
    /// What has an alphabet of its own, in which no formula can be written. It is evidence and goes out as it is: one
    /// visitor id in 64 begins with `-`.
    Exact(String),
    /// What people worded.
    Text(String),
}

fn line(fields: [Field; COLUMNS.len()]) -> String {
    let written = fields.map(|field| match field {
        Field::Exact(value) => quoted(value),
        Field::Text(text) => quoted(unformulated(text)),
    });
    let mut line = written.join(",");
    line.push_str("\r\n");
    line
}

/// What a spreadsheet would run as a formula is made text by an apostrophe, as OWASP advises.
fn unformulated(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{text}") } else { text }
}

fn quoted(text: String) -> String {
    if text.contains(['"', ',', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_where_the_format_asks_for_it() {
        assert_eq!(quoted("plain text".into()), "plain text");
        assert_eq!(quoted("a,b".into()), "\"a,b\"");
        assert_eq!(quoted("say \"no\"\r\nor yes".into()), "\"say \"\"no\"\"\r\nor yes\"");
    }

    #[test]
    fn no_text_is_a_formula() {
        for (text, written) in
            [("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), ("\t=1", "'\t=1"), ("ads", "ads")]
        {
            assert_eq!(unformulated(text.into()), written);
        }
    }

    fn record(visitor: &str) -> Record {
        let json = serde_json::json!({
            "id": "01935f1e-0000-7000-8000-000000000000", "site": "demo", "visitor": visitor, "version": 2, "version_hash": "ab",
            "action": "custom", "purposes": {"ads": {"granted": false, "fingerprint": "f"}, "analytics": {"granted": true, "fingerprint": "g"},
            "preferences": {"granted": false, "fingerprint": "h"}}, "language": "de", "source": "banner", "layer": null, "regime": "eu", "gpc": null,
            "replaces": null, "decided_at": "2026-11-24T08:00:00.000Z", "received_at": "2026-11-24T08:00:01.000Z", "expires_at": "2027-05-26T08:00:00.000Z"
        });
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_record_is_one_line_with_its_decisions() {
        let record = record("N0cI__dxndWXnsh11WzSKA");
        assert_eq!(
            row(&record),
            "01935f1e-0000-7000-8000-000000000000,2026-11-24T08:00:00.000Z,2026-11-24T08:00:01.000Z,2027-05-26T08:00:00.000Z,\
             N0cI__dxndWXnsh11WzSKA,2,ab,custom,banner,de,eu,,analytics,ads preferences\r\n"
        );
        assert_eq!(row(&record).matches(',').count(), COLUMNS.len() - 1);
    }
    #[test]
    fn a_visitor_id_that_begins_with_a_dash_is_written_as_it_is() {
        assert_eq!(row(&record("-0cI__dxndWXnsh11WzSKA")).split(',').nth(4), Some("-0cI__dxndWXnsh11WzSKA"));
    }
}
