//! CookieConsent v3 by orestbida: categories, their services, and the words of each language.

use crate::category::settle;
use crate::columns::{self, Column};
use crate::purposes::{Place, Purposes, cookie, stay};
use crate::remarks::{Remarks, quoted};
use crate::script::{Object, Value, join};
use crate::{ImportError, names, plain};
use consent::draft::{Purpose, PurposeWords, Storage, StorageItem};
use consent::language::Language;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};

/// Members of a configuration that are read or that say nothing.
const KNOWN: [&str; 3] = ["categories", "language", "root"];

/// Reads a configuration.
pub(crate) fn read(config: &Object, remarks: &mut Remarks) -> Result<(Vec<Language>, Vec<Purpose>), ImportError> {
    let categories = match config.get("categories") {
        Some(Value::Object(categories)) => categories,
        _ => {
            let expected = "an object with one member for each category";
            return Err(ImportError::Shape { path: "categories".into(), expected });
        }
    };
    let left_out: Vec<&str> = config.iter().map(|(key, _)| key).filter(|key| !KNOWN.contains(key)).collect();
    if !left_out.is_empty() {
        let message = "These are about looks and behaviour, which are set in Assent, or run code on your pages";
        remarks.add("", format!("{message}: {}.", quoted(left_out)));
    }
    let mut reading =
        Reading { purposes: Purposes::default(), places: HashMap::new(), services: HashMap::new(), remarks };
    for (name, category) in categories.iter() {
        reading.category(name, category);
    }
    let languages = reading.languages(config);
    for (name, category) in categories.iter() {
        reading.cleared(name, category);
    }
    let Reading { purposes, remarks, .. } = reading;
    let purposes = purposes.finish(&languages, remarks);
    Ok((languages, purposes))
}

struct Reading<'r> {
    purposes: Purposes,
    /// Purposes by the name of their category.
    places: HashMap<String, usize>,
    /// Trackers by their purpose and the name that the code has for them, in lower case.
    services: HashMap<(usize, String), Place>,
    remarks: &'r mut Remarks,
}

impl Reading<'_> {
    fn category(&mut self, name: &str, category: &Value) {
        let path = join("categories", name);
        let Value::Object(category) = category else {
            self.remarks.add(path, "This is no category and was left out.");
            return;
        };
        let always_on = category.is_true("readOnly");
        let kind = settle(name, always_on, &path, self.remarks);
        if category.is_true("enabled") && !always_on {
            self.remarks.add(&path, "This was on before visitors chose. Here it is off until they allow it.");
        }
        let Some(at) = self.purposes.add(name, kind, &path, self.remarks) else { return };
        self.places.insert(name.to_owned(), at);
        let key = &self.purposes.get(at).key;
        if key != name {
            let message = format!("Tags on your pages name {}; its key is “{key}” here.", quoted([name]));
            self.remarks.add(&path, message);
        }
        match category.get("services") {
            Some(Value::Object(services)) => {
                for (name, service) in services.iter() {
                    self.service(at, name, service, &join(&join(&path, "services"), name));
                }
            }
            Some(_) => self.remarks.add(join(&path, "services"), "This should be an object and was left out."),
            None => {}
        }
    }

    fn service(&mut self, at: usize, code_name: &str, service: &Value, path: &str) {
        let Value::Object(service) = service else {
            self.remarks.add(path, "This is no service and was left out.");
            return;
        };
        let label = plain::text(service.get("label"), &join(path, "label"), self.remarks).unwrap_or(code_name);
        let name = plain::name(label, path, self.remarks);
        let Some(place) = self.purposes.tracker(at, code_name, name, path, self.remarks) else { return };
        self.services.insert((at, code_name.to_lowercase()), place);
        if service.get("onAccept").or(service.get("onReject")).is_some() {
            let message = "What it runs when allowed or refused was left out. Gate its tag with data-assent instead.";
            self.remarks.add(path, message);
        }
        for (name, path) in self.items(service.get("cookies"), &join(path, "cookies")) {
            self.purposes.add_item(place, cookie(name), &path, self.remarks);
        }
    }

    /// The names in a list of cookies, with their paths.
    fn items(&mut self, cookies: Option<&Value>, path: &str) -> Vec<(String, String)> {
        let cookies = match cookies {
            Some(Value::List(cookies)) => cookies,
            Some(_) => {
                self.remarks.add(path, "This should be a list and was left out.");
                return Vec::new();
            }
            None => return Vec::new(),
        };
        let mut items = Vec::new();
        for (index, item) in cookies.iter().enumerate() {
            let path = join(path, index);
            let name = if let Value::Object(item) = item { item.get("name") } else { Some(item) };
            let names = match name {
                Some(Value::Pattern { source, flags }) => names::of_regex(source, flags, &path, self.remarks),
                name => plain::text(name, &path, self.remarks)
                    .map(|name| plain::cell(name, &path, self.remarks))
                    .into_iter()
                    .collect(),
            };
            items.extend(names.into_iter().filter(|name| !name.is_empty()).map(|name| (name, path.clone())));
        }
        items
    }

    /// Reads the words of every language, the default first.
    fn languages(&mut self, config: &Object) -> Vec<Language> {
        let empty = Object::default();
        let language = if let Some(Value::Object(language)) = config.get("language") { language } else { &empty };
        let default = plain::text(language.get("default"), "language.default", self.remarks).and_then(Language::parse);
        let path = join("language", "translations");
        let mut found: Vec<(Language, &Object, String)> = Vec::new();
        if let Some(Value::Object(translations)) = language.get("translations") {
            for (tag, words) in translations.iter() {
                let path = join(&path, tag);
                match (Language::parse(tag), words) {
                    (None, _) => self.remarks.add(path, "There are no texts in this language; it was left out."),
                    (Some(known), _) if found.iter().any(|(language, ..)| *language == known) => {
                        self.remarks.add(path, format!("{} is there twice; this was left out.", known.english_name()));
                    }
                    (Some(language), Value::Object(words)) => found.push((language, words, path)),
                    (Some(_), Value::Text(_) | Value::Computed(_)) => {
                        let message = "These words are in another file. Put them here and import again, or write them in the editor.";
                        self.remarks.add(path, message);
                    }
                    _ => self.remarks.add(path, "This should be an object and was left out."),
                }
            }
        }
        // A stable sort: the others stay in their order.
        found.sort_by_key(|(language, ..)| Some(*language) != default);
        let mut languages: Vec<Language> = default.into_iter().collect();
        for (language, words, path) in found {
            if !languages.contains(&language) {
                languages.push(language);
            }
            self.words(language, words, &path);
        }
        if languages.is_empty() {
            languages.push(Language::default());
            self.remarks
                .add("language", "No language is named, so the draft is in English. Choose another if it is not.");
        }
        languages
    }

    fn words(&mut self, language: Language, words: &Object, path: &str) {
        if words.get("consentModal").is_some() {
            let message =
                "The titles and texts of the banner were left out: Assent has its own, to be worded in the editor.";
            self.remarks.add("language.translations", message);
        }
        let Some(Value::Object(modal)) = words.get("preferencesModal") else { return };
        let path = join(&join(path, "preferencesModal"), "sections");
        let Some(Value::List(sections)) = modal.get("sections") else { return };
        for (index, section) in sections.iter().enumerate() {
            let path = join(&path, index);
            let Value::Object(section) = section else { continue };
            match plain::text(section.get("linkedCategory"), &path, self.remarks) {
                None => self.remarks.add(path, "A section without a category was left out."),
                Some(name) => match self.places.get(name).copied() {
                    Some(at) => self.section(at, language, section, &path),
                    None => self
                        .remarks
                        .add(path, format!("There is no category {}; the section was left out.", quoted([name]))),
                },
            }
        }
    }

    fn section(&mut self, at: usize, language: Language, section: &Object, path: &str) {
        let title = plain::text(section.get("title"), &join(path, "title"), self.remarks).unwrap_or_default();
        let title = plain::title(title, &join(path, "title"), self.remarks);
        let described = join(path, "description");
        let description = plain::text(section.get("description"), &described, self.remarks).unwrap_or_default();
        let description = plain::description(description, &described, self.remarks);
        match self.purposes.get(at).words.entry(language) {
            Entry::Vacant(words) => _ = words.insert(PurposeWords { title, description, ..PurposeWords::default() }),
            Entry::Occupied(_) => {
                self.remarks.add(path, "The category has a section already; the words of this one were left out.");
            }
        }
        if let Some(Value::Object(table)) = section.get("cookieTable") {
            self.table(at, table, &join(path, "cookieTable"));
        }
    }

    fn table(&mut self, at: usize, table: &Object, path: &str) {
        let Some(Value::List(rows)) = table.get("body") else {
            self.remarks.add(path, "A table without rows was left out.");
            return;
        };
        let Some(columns) = columns(table, rows) else {
            self.remarks.add(path, "None of its columns is called name or cookie, so this table was left out.");
            return;
        };
        for (index, row) in rows.iter().enumerate() {
            let path = join(&join(path, "body"), index);
            match row {
                Value::Object(row) => self.row(at, row, &columns, &path),
                _ => self.remarks.add(path, "This is no row and was left out."),
            }
        }
    }

    fn row(&mut self, at: usize, row: &Object, columns: &BTreeMap<Column, String>, path: &str) {
        let mut cell = |column| {
            let value = columns.get(&column).and_then(|key| row.get(key));
            // The page's own host is often written as `location.hostname`.
            let value = value.filter(|value| column != Column::Domain || matches!(value, Value::Text(_)));
            let text = plain::text(value, path, self.remarks);
            plain::name(text.unwrap_or_default(), path, self.remarks)
        };
        let [name, service, provider, domain, duration] =
            [Column::Name, Column::Service, Column::Provider, Column::Domain, Column::Duration].map(&mut cell);
        let duration = stay(&duration, None, path, self.remarks);
        for name in names::of_cell(&name, path, self.remarks) {
            let item = StorageItem { name, storage: Storage::Cookie, duration };
            if let Some(known) = self.purposes.item(at, &item.name) {
                if known.duration == crate::purposes::OPEN {
                    known.duration = duration;
                }
                continue;
            }
            let named = [&service, &provider, &domain].into_iter().find(|cell| !cell.is_empty());
            let Some(place) = self.tracker(at, named.map(String::as_str), path) else { return };
            let tracker = self.purposes.tracker_at(place);
            if tracker.provider.is_empty() {
                tracker.provider.clone_from(&provider);
            }
            self.purposes.add_item(place, item, path, self.remarks);
        }
    }

    /// The tracker of this name; without one the purpose's only tracker, else one named like the purpose.
    fn tracker(&mut self, at: usize, name: Option<&str>, path: &str) -> Option<Place> {
        if let Some(name) = name {
            let known = self.services.get(&(at, name.to_lowercase())).copied();
            return known.or_else(|| self.purposes.tracker_named(at, name, path, self.remarks));
        }
        let purpose = self.purposes.get(at);
        if purpose.trackers.len() == 1 {
            return Some((at, 0));
        }
        let about = join("purposes", &purpose.key);
        let rest = self.purposes.rest(at);
        let message =
            format!("Cookies without a service are under the tracker {}. Say who sets them.", quoted([rest.as_str()]));
        self.remarks.add(about, message);
        self.purposes.tracker_named(at, &rest, path, self.remarks)
    }

    /// The cookies that were deleted with a category, where no service or table names them.
    fn cleared(&mut self, name: &str, category: &Value) {
        let (Some(at), Value::Object(category)) = (self.places.get(name).copied(), category) else { return };
        let Some(Value::Object(clear)) = category.get("autoClear") else { return };
        let path = join(&join(&join("categories", name), "autoClear"), "cookies");
        for (name, path) in self.items(clear.get("cookies"), &path) {
            if self.purposes.item(at, &name).is_some() {
                continue;
            }
            // A pattern belongs to the tracker of a name that it fits.
            let start = name.strip_suffix('*').unwrap_or(&name);
            let trackers = &self.purposes.get(at).trackers;
            let fits =
                trackers.iter().position(|tracker| tracker.items.iter().any(|item| item.name.starts_with(start)));
            let place = match fits.filter(|_| !start.is_empty()) {
                Some(tracker) => Some((at, tracker)),
                None => self.tracker(at, None, &path),
            };
            let Some(place) = place else { return };
            self.purposes.add_item(place, cookie(name), &path, self.remarks);
        }
    }
}

/// What the columns of a table hold, by their keys or their headings; none without names.
fn columns(table: &Object, rows: &[Value]) -> Option<BTreeMap<Column, String>> {
    let headings: Vec<(&str, Option<&Value>)> = match (table.get("headers"), rows.first()) {
        (Some(Value::Object(headers)), _) => headers.iter().map(|(key, heading)| (key, Some(heading))).collect(),
        (_, Some(Value::Object(row))) => row.iter().map(|(key, _)| (key, None)).collect(),
        _ => Vec::new(),
    };
    let mut columns = BTreeMap::new();
    for (key, heading) in headings {
        let heading = if let Some(Value::Text(heading)) = heading { heading } else { "" };
        if let Some(known) = columns::heading(key).or_else(|| columns::heading(heading)) {
            columns.entry(known.column).or_insert_with(|| key.to_owned());
        }
    }
    columns.contains_key(&Column::Name).then_some(columns)
}
