//! Klaro: services with their purposes and cookies, and the words of each language.

use crate::category::settle;
use crate::purposes::{Place, Purposes, cookie};
use crate::remarks::{Remarks, quoted};
use crate::script::{Object, Value, join};
use crate::{ImportError, names, plain};
use consent::draft::{Purpose, PurposeWords};
use consent::language::Language;
use std::collections::BTreeMap;

/// Members of a configuration that are read or that say nothing.
const KNOWN: [&str; 7] = ["version", "services", "apps", "translations", "lang", "default", "required"];
/// Members of a service that are read or that say nothing.
const KNOWN_OF_SERVICE: [&str; 9] =
    ["name", "title", "description", "purposes", "cookies", "required", "default", "optOut", "translations"];
/// The language tag for words that fit every language without its own.
const ANY_LANGUAGE: &str = "zz";
/// The purpose of a service that names none.
const NO_PURPOSE: &str = "other";

/// Reads a configuration.
pub(crate) fn read(config: &Object, remarks: &mut Remarks) -> Result<(Vec<Language>, Vec<Purpose>), ImportError> {
    let Some(Value::List(services)) = config.get("services").or(config.get("apps")) else {
        return Err(ImportError::Shape { path: "services".into(), expected: "a list of services" });
    };
    leave_out(config, &KNOWN, "", "These are about looks and behaviour, which are set in Assent", remarks);
    let services = services.iter().enumerate().filter_map(|(index, service)| {
        let path = join("services", index);
        match service {
            Value::Object(service) if service.get("name").is_some() => {
                Some(Service::new(config, service, path, remarks))
            }
            _ => {
                remarks.add(path, "This is no service with a name and was left out.");
                None
            }
        }
    });
    let services: Vec<Service> = services.collect();
    let languages = languages(config, &services, remarks);
    let mut reading = Reading { translations: translations(config), languages, purposes: Purposes::default(), remarks };
    let mut done: Vec<&str> = Vec::new();
    for purpose in services.iter().flat_map(|service| &service.purposes) {
        if !done.contains(purpose) && done.len() < 1000 {
            done.push(purpose);
            reading.purpose(purpose, &services);
        }
    }
    let Reading { languages, purposes, remarks, .. } = reading;
    let purposes = purposes.finish(&languages, remarks);
    Ok((languages, purposes))
}

struct Service<'c> {
    name: &'c str,
    purposes: Vec<&'c str>,
    required: bool,
    config: &'c Object,
    translations: Translations<'c>,
    path: String,
}

impl<'c> Service<'c> {
    fn new(config: &Object, service: &'c Object, path: String, remarks: &mut Remarks) -> Self {
        let stated = |key: &str| service.get(key).or(config.get(key)) == Some(&Value::Truth(true));
        let required = stated("required");
        let name = plain::text(service.get("name"), &join(&path, "name"), remarks).unwrap_or_default();
        if !required && (service.is_true("optOut") || stated("default")) {
            remarks.add(&path, "This was on before visitors chose. Here it is off until they allow it.");
        }
        leave_out(
            service,
            &KNOWN_OF_SERVICE,
            &path,
            "These were left out; gate its tag with data-assent instead",
            remarks,
        );
        let mut purposes: Vec<&str> = match service.get("purposes") {
            Some(Value::List(purposes)) => {
                purposes.iter().filter_map(|purpose| plain::text(Some(purpose), &path, remarks)).collect()
            }
            purpose => plain::text(purpose, &path, remarks).into_iter().collect(),
        };
        purposes.retain(|purpose| !purpose.trim().is_empty());
        if purposes.is_empty() {
            purposes.push(NO_PURPOSE);
        }
        Self { name, purposes, required, config: service, translations: translations(service), path }
    }
}

fn leave_out(object: &Object, known: &[&str], path: &str, message: &str, remarks: &mut Remarks) {
    let names: Vec<&str> = object.iter().map(|(key, _)| key).filter(|key| !known.contains(key)).collect();
    if !names.is_empty() {
        remarks.add(path, format!("{message}: {}.", quoted(names)));
    }
}

/// The languages that words are there for, the one of the configuration first.
fn languages(config: &Object, services: &[Service], remarks: &mut Remarks) -> Vec<Language> {
    let stated = plain::text(config.get("lang"), "lang", remarks).and_then(Language::parse);
    let mut languages: Vec<Language> = stated.into_iter().collect();
    let all =
        std::iter::once((config, "")).chain(services.iter().map(|service| (service.config, service.path.as_str())));
    for (object, path) in all {
        let Some(Value::Object(translations)) = object.get("translations") else { continue };
        for (tag, _) in translations.iter().filter(|(tag, _)| *tag != ANY_LANGUAGE) {
            match Language::parse(tag) {
                Some(language) if languages.contains(&language) => {}
                Some(language) => languages.push(language),
                None => {
                    let path = join(&join(path, "translations"), tag);
                    remarks.add(path, "There are no texts in this language; it was left out.");
                }
            }
        }
    }
    if languages.is_empty() {
        languages.push(Language::default());
        remarks.add("translations", "No language is named, so the draft is in English. Choose another if it is not.");
    }
    languages
}

struct Reading<'c, 'r> {
    translations: Translations<'c>,
    languages: Vec<Language>,
    purposes: Purposes,
    remarks: &'r mut Remarks,
}

impl<'c> Reading<'c, '_> {
    /// A purpose with its services.
    fn purpose(&mut self, name: &str, services: &[Service<'c>]) {
        let services: Vec<&Service> = services.iter().filter(|service| service.purposes.contains(&name)).collect();
        let required = services.iter().filter(|service| service.required).count();
        let path = services.first().map(|service| join(&service.path, "purposes")).unwrap_or_default();
        let kind = settle(name, required == services.len(), &path, self.remarks);
        let Some(at) = self.purposes.add(name, kind, &path, self.remarks) else { return };
        for service in &services {
            if service.required && required < services.len() {
                let message = format!(
                    "This could not be turned off, but others for {} could. Here visitors are asked; move it to a purpose of its own if your service cannot be given without it.",
                    quoted([name])
                );
                self.remarks.add(&service.path, message);
            }
            self.service(at, service);
        }
        for language in self.languages.clone() {
            let words = self.words(at, name, language, &services);
            if words != PurposeWords::default() {
                self.purposes.get(at).words.insert(language, words);
            }
        }
    }

    fn service(&mut self, at: usize, service: &Service<'c>) {
        let default = self.languages.first().copied().unwrap_or_default();
        let path = &service.path;
        let name = self.word(service, "title", default).map_or_else(|| titled(service.name), str::to_owned);
        let name = plain::name(&name, path, self.remarks);
        let Some(place) = self.purposes.tracker(at, service.name, name, path, self.remarks) else { return };
        if service.purposes.len() > 1 {
            let message =
                format!("This serves {}, and is a tracker of each.", quoted(service.purposes.iter().copied()));
            self.remarks.add(path, message);
        }
        match service.config.get("cookies") {
            Some(Value::List(cookies)) => {
                for (index, item) in cookies.iter().enumerate() {
                    self.item(place, item, &join(&join(path, "cookies"), index));
                }
            }
            Some(_) => self.remarks.add(join(path, "cookies"), "This should be a list and was left out."),
            None => {}
        }
    }

    fn item(&mut self, place: Place, item: &Value, path: &str) {
        let pattern = match item {
            Value::List(parts) => parts.first(),
            Value::Object(parts) => parts.get("pattern"),
            item => Some(item),
        };
        let names = match pattern {
            Some(Value::Pattern { source, flags }) => names::of_regex(source, flags, path, self.remarks),
            // Klaro takes such a string for a regular expression.
            Some(Value::Text(source)) if source.starts_with('^') => names::of_regex(source, "", path, self.remarks),
            name => plain::text(name, path, self.remarks)
                .map(|name| plain::cell(name, path, self.remarks))
                .into_iter()
                .collect(),
        };
        for name in names.into_iter().filter(|name| !name.is_empty()) {
            self.purposes.add_item(place, cookie(name), path, self.remarks);
        }
    }

    /// A word about a service: its own in this language, that of the configuration, or the one without a language, which
    /// counts for the default language; names are the same in all.
    fn word(&mut self, service: &Service<'c>, key: &str, language: Language) -> Option<&'c str> {
        let of_service = |words: &'c Object| match words.get(service.name) {
            Some(Value::Object(words)) => Some(words),
            _ => None,
        };
        let is_default = self.languages.first() == Some(&language);
        let own = &service.translations;
        let all = &self.translations;
        let said =
            [own.by_language.get(&language).copied(), all.by_language.get(&language).copied().and_then(of_service)];
        let any = [Some(service.config), own.any, all.any.and_then(of_service)];
        let any = any.into_iter().filter(|_| is_default || key == "title");
        let path = join(&service.path, key);
        said.into_iter().chain(any).flatten().find_map(|words| plain::text(words.get(key), &path, self.remarks))
    }

    /// The words of a purpose: its own, else those of its services.
    fn words(&mut self, at: usize, name: &str, language: Language, services: &[&Service<'c>]) -> PurposeWords {
        let path = join(&join("translations", language.code()), join("purposes", name));
        let is_default = self.languages.first() == Some(&language);
        let any = self.translations.any.filter(|_| is_default);
        let all = self.translations.by_language.get(&language).copied();
        let stated = all.into_iter().chain(any).find_map(|words| {
            let Some(Value::Object(purposes)) = words.get("purposes") else { return None };
            purposes.get(name)
        });
        let (title, description) = match stated {
            Some(Value::Object(words)) => (words.get("title"), words.get("description")),
            title => (title, None),
        };
        let title = plain::text(title, &path, self.remarks).map(str::to_owned);
        // As Klaro itself titles a purpose without words.
        let title = title.or_else(|| is_default.then(|| titled(name))).unwrap_or_default();
        let description = plain::text(description, &path, self.remarks).map(str::to_owned);
        let description = description.unwrap_or_else(|| self.composed(at, language, services));
        PurposeWords {
            title: plain::title(&title, &path, self.remarks),
            description: plain::description(&description, &path, self.remarks),
            ..PurposeWords::default()
        }
    }

    /// What the services say of themselves, a line each.
    fn composed(&mut self, at: usize, language: Language, services: &[&Service<'c>]) -> String {
        let mut lines = Vec::new();
        for service in services {
            let Some(said) = self.word(service, "description", language) else { continue };
            let named = self.word(service, "title", language).map_or_else(|| titled(service.name), str::to_owned);
            lines.push(if services.len() == 1 { said.to_owned() } else { format!("{named}: {said}") });
        }
        if !lines.is_empty() {
            let path = join("purposes", &self.purposes.get(at).key);
            self.remarks.add(path, "The description was put together from those of the services. Read it through.");
        }
        lines.join("\n")
    }
}

/// The words of an object by language, and those for any language.
#[derive(Default)]
struct Translations<'c> {
    by_language: BTreeMap<Language, &'c Object>,
    any: Option<&'c Object>,
}

fn translations(object: &Object) -> Translations<'_> {
    let mut found = Translations::default();
    let Some(Value::Object(all)) = object.get("translations") else { return found };
    for (tag, words) in all.iter() {
        match (Language::parse(tag), words) {
            (_, Value::Object(words)) if tag == ANY_LANGUAGE => found.any = Some(words),
            (Some(language), Value::Object(words)) => _ = found.by_language.entry(language).or_insert(words),
            _ => {}
        }
    }
    found
}

/// A name as a title: `google-analytics` is “Google Analytics”.
fn titled(name: &str) -> String {
    let words = name.split(['-', '_', ' ']).filter(|word| !word.is_empty()).map(|word| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    });
    words.collect::<Vec<_>>().join(" ")
}
