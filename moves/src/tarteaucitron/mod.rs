//! tarteaucitron: the services that a page loads, by the keys it pushes.

mod services;

use crate::purposes::{Purposes, cookie};
use crate::remarks::{Remarks, quoted};
use crate::script::{Object, Reader, Script, Value, join};
use crate::{ImportError, names, plain};
use consent::draft::{Kind, Purpose, PurposeWords};
use consent::language::Language;
use services::{Group, SERVICES};
use std::collections::{HashMap, HashSet};

const JOB: &str = "tarteaucitron.job";
const CUSTOM: &str = "tarteaucitron.services.";
const USER: &str = "tarteaucitron.user.";

/// Reads the lines of a page.
pub(crate) fn read(script: &Script, remarks: &mut Remarks) -> Result<(Vec<Language>, Vec<Purpose>), ImportError> {
    let mut reading = Reading::default();
    reading.survey(script, remarks)?;
    if reading.languages.is_empty() {
        reading.languages.push(Language::default());
        remarks.add("", "No language is forced, so the draft is in English. Choose another if it is not.");
    }
    if !reading.users.is_empty() {
        let users = quoted(reading.users.iter().map(String::as_str));
        remarks.add(USER.trim_end_matches('.'), format!("These stay with the tags on your pages: {users}."));
    }
    let languages = reading.languages.clone();
    Ok((languages, reading.purposes(remarks)))
}

#[derive(Default)]
struct Reading {
    languages: Vec<Language>,
    /// Services that the page defines itself.
    custom: HashMap<String, Object>,
    jobs: Vec<String>,
    seen: HashSet<String>,
    users: Vec<String>,
}

impl Reading {
    fn survey(&mut self, script: &Script, remarks: &mut Remarks) -> Result<(), ImportError> {
        for (name, value) in &script.assignments {
            let path = name.as_str();
            if let Some(user) = path.strip_prefix(USER) {
                self.users.push(user.to_owned());
            } else if let Some(key) = path.strip_prefix(CUSTOM) {
                match Reader::new(script, remarks).value(*value, path)? {
                    Value::Object(service) => _ = self.custom.insert(key.to_owned(), service),
                    _ => remarks.add(path, "This is no service and was left out."),
                }
            } else if path == "tarteaucitronForceLanguage" {
                let tag = Reader::new(script, remarks).value(*value, path)?;
                let language = plain::text(Some(&tag), path, remarks).and_then(Language::parse);
                self.languages = language.into_iter().collect();
            } else if path == JOB
                && let Value::List(jobs) = Reader::new(script, remarks).value(*value, path)?
            {
                self.push(jobs, path, remarks);
            }
        }
        for (name, arguments) in &script.calls {
            if name == "tarteaucitron.init" {
                self.options(&Reader::new(script, remarks).arguments(*arguments, name)?, remarks);
            } else if name.ends_with(".push") && name.contains(JOB) {
                let jobs = Reader::new(script, remarks).arguments(*arguments, JOB)?;
                self.push(jobs, JOB, remarks);
            }
        }
        Ok(())
    }

    fn push(&mut self, jobs: Vec<Value>, path: &str, remarks: &mut Remarks) {
        for job in &jobs {
            let key = plain::text(Some(job), path, remarks).unwrap_or_default();
            if !key.is_empty() && self.seen.insert(key.to_owned()) {
                self.jobs.push(key.to_owned());
            }
        }
    }

    fn options(&mut self, arguments: &[Value], remarks: &mut Remarks) {
        let path = "tarteaucitron.init";
        remarks.add(path, "Its options are about looks and behaviour, which are set in Assent.");
        let Some(Value::Object(options)) = arguments.first() else { return };
        if options.get("highPrivacy") == Some(&Value::Truth(false)) || options.is_true("serviceDefaultState") {
            remarks.add(path, "Services could start before visitors chose. Here they are off until they are allowed.");
        }
    }

    /// The purposes: one for each group of services, as visitors saw them.
    fn purposes(self, remarks: &mut Remarks) -> Vec<Purpose> {
        let mut purposes = Purposes::default();
        let mut places: Vec<(Group, usize)> = Vec::new();
        // Services that are defined and never pushed are not loaded.
        for key in &self.jobs {
            let path = join(JOB, key);
            let service = self.service(key, &path, remarks);
            let known = places.iter().find(|(group, _)| *group == service.group).map(|(_, at)| *at);
            let at = known.or_else(|| {
                let at = purposes.add(service.group.key(), service.kind, &path, remarks)?;
                places.push((service.group, at));
                for (language, title) in service.group.titles() {
                    if let Some(language) = Language::parse(language).filter(|known| self.languages.contains(known)) {
                        let words = PurposeWords { title: title.to_owned(), ..PurposeWords::default() };
                        purposes.get(at).words.insert(language, words);
                    }
                }
                Some(at)
            });
            let Some(at) = at else { continue };
            let kind = &mut purposes.get(at).kind;
            if *kind != service.kind {
                // Kinds are in the order of how strictly they are asked for.
                *kind = (*kind).max(service.kind);
                let message = format!("Its services are of several kinds; it is {}, the strictest.", kind.as_str());
                remarks.add(format!("purposes.{}", service.group.key()), message);
            }
            let Some(place) = purposes.tracker(at, key, service.name, &path, remarks) else { continue };
            service.provider.clone_into(&mut purposes.tracker_at(place).provider);
            for name in service.cookies {
                purposes.add_item(place, cookie(name), &path, remarks);
            }
        }
        purposes.finish(&self.languages, remarks)
    }

    fn service(&self, key: &str, path: &str, remarks: &mut Remarks) -> Found {
        if let Some(custom) = self.custom.get(key) {
            return own(custom, key, remarks);
        }
        if let Some(known) = SERVICES.iter().find(|service| service.key == key) {
            return Found {
                group: known.group,
                kind: known.kind,
                name: known.name.to_owned(),
                provider: known.provider,
                cookies: known.cookies.iter().map(|name| (*name).to_owned()).collect(),
            };
        }
        remarks.add(
            path,
            "This service is not known here. It is under marketing until you say what it does, and for whom.",
        );
        Found::unknown(plain::name(key, path, remarks))
    }
}

/// What a key stands for.
struct Found {
    group: Group,
    kind: Kind,
    name: String,
    provider: &'static str,
    cookies: Vec<String>,
}

impl Found {
    fn unknown(name: String) -> Self {
        Self { group: Group::Other, kind: Kind::Marketing, name, provider: "", cookies: Vec::new() }
    }
}

/// A service as the page defines it.
fn own(service: &Object, key: &str, remarks: &mut Remarks) -> Found {
    let path = format!("{CUSTOM}{key}");
    let name = plain::text(service.get("name"), &path, remarks).unwrap_or(key).to_owned();
    let mut found = Found::unknown(plain::name(&name, &path, remarks));
    let stated = plain::text(service.get("type"), &join(&path, "type"), remarks).unwrap_or_default().to_owned();
    match Group::parse(&stated) {
        Some(group) => {
            found.group = group;
            found.kind = group.kind();
            remarks.add(&path, format!("By its type it is {}. Check what it does.", found.kind.as_str()));
        }
        None => remarks.add(&path, "Its type is not known. It is under marketing until you say what it does."),
    }
    if service.get("needConsent") == Some(&Value::Truth(false)) {
        remarks.add(&path, "This ran without consent. Here visitors are asked.");
    }
    if let Some(Value::List(cookies)) = service.get("cookies") {
        for (index, item) in cookies.iter().enumerate() {
            let path = join(&join(&path, "cookies"), index);
            match item {
                Value::Pattern { source, flags } => {
                    found.cookies.extend(names::of_regex(source, flags, &path, remarks))
                }
                item => {
                    let name = plain::text(Some(item), &path, remarks).unwrap_or_default();
                    found.cookies.extend(Some(plain::cell(name, &path, remarks)).filter(|name| !name.is_empty()));
                }
            }
        }
    }
    found
}
