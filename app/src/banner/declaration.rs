//! The declaration: a version's purposes and what their trackers store, as a table for the site's own policy page.

use super::{policy_link, texts};
use consent::draft::{Purpose, StorageItem, Tracker};
use consent::language::Language;
use consent::texts::Texts;
use consent::timestamp::Timestamp;
use consent::version::Version;
use leptos::prelude::*;
use serde::Serialize;

/// The declaration as data, in one language.
#[derive(Debug, Serialize)]
pub struct Declared {
    site: String,
    version: u32,
    published_at: Timestamp,
    language: Language,
    controller: String,
    contact: String,
    policy_url: String,
    purposes: Vec<DeclaredPurpose>,
}

#[derive(Debug, Serialize)]
struct DeclaredPurpose {
    key: String,
    kind: &'static str,
    legal_basis: &'static str,
    title: String,
    description: String,
    benefit: String,
    data: Vec<String>,
    retention: String,
    recipients: Vec<String>,
    trackers: Vec<DeclaredTracker>,
}

#[derive(Debug, Serialize)]
struct DeclaredTracker {
    key: String,
    name: String,
    provider: String,
    policy_url: String,
    items: Vec<DeclaredItem>,
}

#[derive(Debug, Serialize)]
struct DeclaredItem {
    name: String,
    storage: &'static str,
    duration: String,
}

/// The declaration of a version.
#[must_use]
pub fn declared(version: &Version, language: Language) -> Declared {
    let texts = texts(version, language);
    Declared {
        site: version.site.to_string(),
        version: version.number,
        published_at: version.published_at,
        language,
        controller: version.controller_name.clone(),
        contact: version.controller_contact.clone(),
        policy_url: version.policy_url.clone(),
        purposes: version.purposes.iter().map(|published| purpose(&published.purpose, language, &texts)).collect(),
    }
}

fn purpose(purpose: &Purpose, language: Language, texts: &Texts) -> DeclaredPurpose {
    let words = purpose.words(language);
    DeclaredPurpose {
        key: purpose.key.clone(),
        kind: purpose.kind.as_str(),
        legal_basis: purpose.legal_basis.as_str(),
        title: words.title,
        description: words.description,
        benefit: words.benefit,
        data: purpose.data.iter().map(|data| texts.get(&format!("data.{}", data.as_str())).to_owned()).collect(),
        retention: texts.period(purpose.retention),
        recipients: purpose.recipients().into_iter().map(str::to_owned).collect(),
        trackers: purpose.trackers.iter().map(|each| tracker(each, texts)).collect(),
    }
}

fn tracker(tracker: &Tracker, texts: &Texts) -> DeclaredTracker {
    let items = tracker.items.iter().map(|item| DeclaredItem {
        name: item.name.clone(),
        storage: item.storage.as_str(),
        duration: duration(item, texts),
    });
    DeclaredTracker {
        key: tracker.key.clone(),
        name: tracker.name.clone(),
        provider: tracker.provider.clone(),
        policy_url: tracker.policy_url.clone(),
        items: items.collect(),
    }
}

/// How long an item stays, in words.
pub(super) fn duration(item: &StorageItem, texts: &Texts) -> String {
    item.duration.map_or_else(|| texts.get("tracker.session").to_owned(), |period| texts.period(period))
}

/// The declaration to read: plain markup without classes or styles, so that it looks like the page it stands in.
#[component]
pub fn Declaration(version: Version, language: Language, since: String) -> impl IntoView {
    let texts = texts(&version, language);
    let purposes = version.purposes.iter().map(|published| part(&published.purpose, language, &texts)).collect_view();
    let number = version.number.to_string();
    let stated = texts.fill("declaration.version", &[("version", &number), ("date", &since)]);
    view! {
        <div lang=language.code() dir=language.direction().as_str()>
            {purposes}
            <p><small>{stated}</small></p>
        </div>
    }
}

fn part(purpose: &Purpose, language: Language, texts: &Texts) -> impl IntoView + use<> {
    let words = purpose.words(language);
    let rows: Vec<_> = purpose.trackers.iter().flat_map(|tracker| lines(tracker, texts)).collect();
    let heads = ["tracker.name", "tracker.storage", "tracker.provider", "tracker.duration"];
    let heads = heads.map(|key| view! { <th scope="col">{texts.get(key).to_owned()}</th> });
    let table = if rows.is_empty() {
        view! { <p>{texts.get("declaration.none").to_owned()}</p> }.into_any()
    } else {
        view! { <table><thead><tr>{heads.into_iter().collect_view()}</tr></thead><tbody>{rows}</tbody></table> }
            .into_any()
    };
    view! { <h3>{words.title}</h3><p>{words.description}</p>{table} }
}

/// A row for each item; one for a tracker that stores nothing.
fn lines(tracker: &Tracker, texts: &Texts) -> Vec<AnyView> {
    let company = || {
        policy_link(&tracker.policy_url, tracker.provider.clone())
            .map_or_else(|| tracker.provider.clone().into_any(), IntoAny::into_any)
    };
    if tracker.items.is_empty() {
        let name = tracker.name.clone();
        return vec![
            view! { <tr><th scope="row">{name}</th><td>"–"</td><td>{company()}</td><td>"–"</td></tr> }.into_any(),
        ];
    }
    let items = tracker.items.iter().map(|item| {
        let storage = texts.get(&format!("tracker.storage.{}", item.storage.as_str())).to_owned();
        view! { <tr><th scope="row">{item.name.clone()}</th><td>{storage}</td><td>{company()}</td><td>{duration(item, texts)}</td></tr> }.into_any()
    });
    items.collect()
}
