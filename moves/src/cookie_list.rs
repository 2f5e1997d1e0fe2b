//! Cookie lists as CSV: as consent platforms export them, or made by hand.

use crate::category::{kind, settle};
use crate::columns::{Column, heading};
use crate::purposes::{Place, Purposes, stay};
use crate::remarks::{Remarks, quoted};
use crate::{ImportError, MAX_ROWS, names, plain};
use consent::check::MAX_TITLE;
use consent::draft::{Kind, Purpose, PurposeWords, Storage, StorageItem, Tracker};
use consent::language::Language;
use consent::period::Unit;
use csv::{Reader, ReaderBuilder, StringRecord};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// More columns than any list has: a script without line breaks is one long row.
const MAX_COLUMNS: usize = 60;
/// More line breaks than any cell has: a quotation mark that is not closed swallows the rows after it.
const MAX_BREAKS: usize = 20;

/// A cookie list whose heading was understood.
pub(crate) struct Table<'t> {
    rows: Reader<&'t [u8]>,
    columns: BTreeMap<Column, (usize, Option<Unit>)>,
    unknown: Vec<String>,
    /// The language of its headings.
    language: Language,
    /// Lines before the heading.
    above: u64,
}

/// The cookie list in a text; none when its first row names no columns.
pub(crate) fn recognise(text: &str) -> Option<Table<'_>> {
    // Spreadsheets may say the separator first.
    let stated = text.strip_prefix("sep=").and_then(|rest| rest.split_once('\n'));
    let text = stated.map_or(text, |(_, rest)| rest);
    let above = u64::from(stated.is_some());
    let tables = b",;\t".iter().filter_map(|separator| table(text, *separator, above));
    tables.max_by_key(|table| table.columns.len())
}

fn table(text: &str, separator: u8, above: u64) -> Option<Table<'_>> {
    let mut builder = ReaderBuilder::new();
    let mut rows = builder.delimiter(separator).flexible(true).from_reader(text.as_bytes());
    let mut columns = BTreeMap::new();
    let mut unknown = Vec::new();
    let mut language = Language::default();
    let headings = rows.headers().ok().filter(|headings| headings.len() <= MAX_COLUMNS)?;
    for (at, text) in headings.iter().enumerate() {
        match heading(text).filter(|known| !columns.contains_key(&known.column)) {
            Some(known) => {
                columns.insert(known.column, (at, known.unit));
                language = Language::parse(known.language).filter(|of| *of != Language::default()).unwrap_or(language);
            }
            None => unknown.push(text.trim().to_owned()),
        }
    }
    let is_list = columns.contains_key(&Column::Name) && columns.len() > 1;
    is_list.then_some(Table { rows, columns, unknown, language, above })
}

/// Reads the rows of a list.
pub(crate) fn read(table: Table, remarks: &mut Remarks) -> Result<(Vec<Language>, Vec<Purpose>), ImportError> {
    let Table { mut rows, columns, mut unknown, language, above } = table;
    unknown.retain(|heading| !heading.is_empty());
    if !unknown.is_empty() {
        let unknown = quoted(unknown.iter().map(String::as_str));
        remarks.add("line 1", format!("These columns were left out: {unknown}."));
    }
    let mut records = Vec::new();
    for record in rows.records() {
        let record = record
            .map_err(|error| ImportError::Row { line: above + error.position().map_or(1, csv::Position::line) })?;
        if records.len() == MAX_ROWS {
            return Err(ImportError::TooManyRows);
        }
        records.push(record);
    }
    let mut list = List { category: category(&columns, &records), columns, language, above, ..List::default() };
    for record in &records {
        list.row(record, remarks);
    }
    list.finish(remarks)
}

/// The column of categories: the one called so, or that of purposes where its cells are short names.
fn category(columns: &BTreeMap<Column, (usize, Option<Unit>)>, records: &[StringRecord]) -> Option<Column> {
    if columns.contains_key(&Column::Category) {
        return Some(Column::Category);
    }
    let (at, _) = columns.get(&Column::Purpose)?;
    let cells: BTreeSet<&str> = records.iter().filter_map(|record| record.get(*at)).map(str::trim).collect();
    let are_names = cells.iter().all(|cell| cell.chars().count() <= MAX_TITLE);
    let are_kinds = cells.iter().any(|cell| kind(cell).is_some());
    (are_names && (are_kinds || cells.len() * 2 <= records.len())).then_some(Column::Purpose)
}

#[derive(Default)]
struct List {
    columns: BTreeMap<Column, (usize, Option<Unit>)>,
    category: Option<Column>,
    language: Language,
    above: u64,
    purposes: Purposes,
    /// Purposes by category in lower case; none for those that were too many.
    known: HashMap<String, Option<usize>>,
    descriptions: usize,
}

impl List {
    fn row(&mut self, record: &StringRecord, remarks: &mut Remarks) {
        let line = self.above + record.position().map_or(1, csv::Position::line);
        let path = format!("line {line}");
        if record.iter().any(|cell| cell.matches('\n').count() > MAX_BREAKS) {
            remarks.add(&path, "A cell has many lines: a quotation mark may be missing, and rows lost in it.");
        }
        // Kept as it is, since line breaks part names.
        let name = self.raw(Column::Name, record).trim();
        if name.is_empty() {
            if record.iter().any(|cell| !cell.trim().is_empty()) {
                remarks.add(&path, "This row names no cookie and was left out.");
            }
            return;
        }
        let Some(at) = self.purpose(record, &path, remarks) else { return };
        let Some(place) = self.tracker(at, record, &path, remarks) else { return };
        self.descriptions += usize::from(self.is_described(record));
        let place_of_storage = self.cell(Column::Type, record, &path, remarks);
        let Some(storage) = storage(&place_of_storage) else {
            let message = format!("{} stores nothing, so only its tracker is listed.", quoted([name]));
            remarks.add(&path, message);
            return;
        };
        let unit = self.columns.get(&Column::Duration).and_then(|(_, unit)| *unit);
        let stated = self.cell(Column::Duration, record, &path, remarks);
        let duration = match stated.as_str() {
            "" if place_of_storage.eq_ignore_ascii_case("session") => None,
            "" if storage == Storage::SessionStorage => None,
            stated => stay(stated, unit, &path, remarks),
        };
        for name in names::of_cell(name, &path, remarks) {
            self.purposes.add_item(place, StorageItem { name, storage, duration }, &path, remarks);
        }
    }

    fn cell(&self, column: Column, record: &StringRecord, path: &str, remarks: &mut Remarks) -> String {
        plain::cell(self.raw(column, record), path, remarks)
    }

    fn raw<'r>(&self, column: Column, record: &'r StringRecord) -> &'r str {
        self.columns.get(&column).and_then(|(at, _)| record.get(*at)).unwrap_or_default()
    }

    /// Whether a row says what its cookie does.
    fn is_described(&self, record: &StringRecord) -> bool {
        let columns =
            [Column::Description, Column::Purpose].into_iter().filter(|column| self.category != Some(*column));
        columns.into_iter().any(|column| !self.raw(column, record).trim().is_empty())
    }

    /// The purpose of a row.
    fn purpose(&mut self, record: &StringRecord, path: &str, remarks: &mut Remarks) -> Option<usize> {
        let category = self.category.map(|column| self.cell(column, record, path, remarks)).unwrap_or_default();
        let known = category.to_lowercase();
        if let Some(at) = self.known.get(&known) {
            return *at;
        }
        let name = if category.is_empty() { "unclassified" } else { &category };
        let kind = settle(name, kind(name) == Some(Kind::Necessary), path, remarks);
        let at = self.purposes.add(name, kind, path, remarks);
        self.known.insert(known, at);
        if let Some(at) = at {
            let title = plain::title(&category, path, remarks);
            let words = PurposeWords { title, ..PurposeWords::default() };
            self.purposes.get(at).words.insert(self.language, words);
        }
        at
    }

    /// The tracker of a row: its service, else its provider, else its domain, else the rest of its purpose.
    fn tracker(&mut self, at: usize, record: &StringRecord, path: &str, remarks: &mut Remarks) -> Option<Place> {
        let cells = [Column::Service, Column::Provider, Column::Domain];
        let [service, provider, domain] = cells.map(|column| self.cell(column, record, path, remarks));
        let policy = self.cell(Column::Policy, record, path, remarks);
        let named = [&service, &provider, &domain].into_iter().find(|cell| !cell.is_empty());
        let rest = self.purposes.rest(at);
        let place = self.purposes.tracker_named(at, named.unwrap_or(&rest), path, remarks)?;
        if named.is_none() {
            let path = format!("purposes.{}", self.purposes.get(at).key);
            let rest = quoted([rest.as_str()]);
            remarks.add(path, format!("Cookies without a provider are under the tracker {rest}. Say who sets them."));
        }
        let tracker = self.purposes.tracker_at(place);
        if tracker.provider.is_empty() {
            tracker.provider = provider;
        }
        if tracker.policy_url.is_empty() && is_link(&policy) {
            tracker.policy_url = policy;
        } else if !policy.is_empty() && !is_link(&policy) {
            remarks.add(path, format!("{} is no whole link to a policy and was left out.", quoted([policy.as_str()])));
        }
        Some(place)
    }

    fn finish(self, remarks: &mut Remarks) -> Result<(Vec<Language>, Vec<Purpose>), ImportError> {
        let languages = vec![self.language];
        let message = format!(
            "The list names no language. By its headings it is in {}; choose another if it is not.",
            self.language.english_name()
        );
        remarks.add("", message);
        if self.descriptions > 0 {
            let message = format!(
                "The descriptions of {} rows were left out: the tracker list says provider and duration, and a purpose says why.",
                self.descriptions
            );
            remarks.add("", message);
        }
        Ok((languages.clone(), self.purposes.finish(&languages, remarks)))
    }
}

/// Whether a draft takes this as the link to a policy.
fn is_link(policy: &str) -> bool {
    let tracker = Tracker { policy_url: policy.to_owned(), ..Tracker::default() };
    !policy.is_empty() && tracker.check().iter().all(|problem| problem.path != "policy_url")
}

/// Where an item of this type lives; none for what stores nothing.
fn storage(kind: &str) -> Option<Storage> {
    let kind = kind.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| kind.contains(word));
    Some(match kind.as_str() {
        _ if says(&["indexed", "idb"]) => Storage::IndexedDb,
        _ if says(&["session storage", "sessionstorage"]) => Storage::SessionStorage,
        _ if kind == "html" || says(&["local", "html5", "html storage"]) => Storage::LocalStorage,
        _ if says(&["pixel", "beacon", "script", "iframe"]) && !says(&["cookie", "javascript"]) => return None,
        _ => Storage::Cookie,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_row_with_known_columns_makes_a_list() {
        for text in
            ["name,domain\n", "Cookie;Expiry", "\n\nDuration\tName\n", "sep=;\r\nname;type\r\n", "\"Cookie Name\",Host"]
        {
            assert!(recognise(text).is_some(), "{text}");
        }
        for text in ["", "name", "name,name", "domain,category", "const name, provider = 1", "{name,provider}"] {
            assert!(recognise(text).is_none(), "{text}");
        }
    }

    #[test]
    fn the_type_says_where_an_item_lives() {
        for (kind, expected) in [
            ("", Some(Storage::Cookie)),
            ("HTTP Cookie", Some(Storage::Cookie)),
            ("JavaScript cookie", Some(Storage::Cookie)),
            ("HTML Local Storage", Some(Storage::LocalStorage)),
            ("HTML", Some(Storage::LocalStorage)),
            ("Session Storage", Some(Storage::SessionStorage)),
            ("IDB", Some(Storage::IndexedDb)),
            ("Pixel Tracker", None),
        ] {
            assert_eq!(storage(kind), expected, "{kind}");
        }
    }
}
