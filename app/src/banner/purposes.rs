//! What the visitor decides about, purpose by purpose.

use super::{is_controller, policy_link, texts};
use consent::draft::{Purpose, StorageItem, Tracker};
use consent::language::Language;
use consent::texts::Texts;
use consent::version::{Version, VersionPurpose};
use leptos::prelude::*;

/// The purposes of a version as checkboxes named `purpose`, their keys as values; those in `granted` are checked. Long
/// lists of trackers are left to be fetched, unless the whole is wanted.
#[component]
pub fn PurposeFields(
    version: Version,
    language: Language,
    #[prop(optional)] granted: Vec<String>,
    #[prop(optional)] whole: bool,
) -> impl IntoView {
    let texts = texts(&version, language);
    let fields = version.purposes.iter().map(|published| field(&version, published, language, &texts, &granted, whole));
    view! { <fieldset aria-label=texts.get("banner.label").to_owned()>{fields.collect_view()}</fieldset> }
}

fn field(
    version: &Version,
    published: &VersionPurpose,
    language: Language,
    texts: &Texts,
    granted: &[String],
    whole: bool,
) -> impl IntoView + use<> {
    let purpose = &published.purpose;
    let words = purpose.words(language);
    let text = |key: &str| texts.get(key).to_owned();
    let necessary = !purpose.is_optional();
    let data: Vec<String> = purpose.data.iter().map(|data| text(&format!("data.{}", data.as_str()))).collect();
    let others: Vec<&str> = purpose.recipients().into_iter().filter(|name| !is_controller(version, name)).collect();
    let recipients = if others.is_empty() { text("purpose.no_recipients") } else { texts.list(others.iter().copied()) };
    let basis = format!("legal_basis.{}", purpose.legal_basis.as_str());
    let rows = [
        ("purpose.benefit", words.benefit),
        ("purpose.data", texts.list(data.iter().map(String::as_str))),
        ("purpose.retention", texts.period(purpose.retention)),
        ("purpose.recipients", recipients),
        ("purpose.legal_basis", text(&basis)),
    ];
    let rows = rows.map(|(key, value)| view! { <dt>{text(key)}</dt><dd>{value}</dd> });
    let fetched = purpose.is_long() && !whole;
    let list = (!fetched).then(|| view! { <ul>{list(purpose, texts)}</ul> });
    view! {
        <h3>
            <label>
                <input
                    type="checkbox"
                    name="purpose"
                    value=purpose.key.clone()
                    data-assent-purpose=purpose.key.clone()
                    data-assent-kind=purpose.kind.as_str()
                    checked=necessary || granted.contains(&purpose.key)
                    disabled=necessary
                />
                <b>{words.title}</b>
                {necessary.then(|| format!(" ({})", texts.get("purpose.always_on")))}
            </label>
        </h3>
        <p>{words.description}</p>
        <dl>{rows.into_iter().collect_view()}</dl>
        {(!purpose.trackers.is_empty()).then(|| view! {
            <details data-assent-list=fetched.then(|| purpose.key.clone())>
                <summary>{text("tracker.items")}</summary>
                {list}
            </details>
        })}
    }
}

/// The long lists of a version, on the server only, each in a part with its purpose's key, to be searched and put where they belong.
#[cfg(feature = "ssr")]
#[component]
pub fn LongLists(version: Version, language: Language) -> impl IntoView {
    let texts = texts(&version, language);
    let long = version.purposes.iter().filter(|published| published.purpose.is_long());
    let lists = long.map(|published| {
        // One line for each plural category of the language: its name in CLDR, and the text.
        let forms = language.plurals().iter().map(|form| {
            let form = form.as_str();
            format!("{form} {}", texts.get(&format!("tracker.found.{form}")))
        });
        let found = forms.collect::<Vec<_>>().join("\n");
        view! {
            <section data-assent-list=published.purpose.key.clone()>
                <input type="search" aria-label=texts.get("tracker.search").to_owned() placeholder=texts.get("tracker.search").to_owned()/>
                <p role="status" data-assent-found=found></p>
                <ul>{list(&published.purpose, &texts)}</ul>
            </section>
        }
    });
    lists.collect_view()
}

/// How long an item stays, in words.
pub(super) fn duration(item: &StorageItem, texts: &Texts) -> String {
    item.duration.map_or_else(|| texts.get("tracker.session").to_owned(), |period| texts.period(period))
}

fn list(purpose: &Purpose, texts: &Texts) -> Vec<AnyView> {
    purpose.trackers.iter().map(|tracker| row(tracker, texts).into_any()).collect()
}

fn row(tracker: &Tracker, texts: &Texts) -> impl IntoView + use<> {
    let items = tracker.items.iter().map(|item| {
        let storage = format!("tracker.storage.{}", item.storage.as_str());
        let duration = duration(item, texts);
        let about = format!(" {} · {duration}", texts.get(&storage));
        view! { <li><b>{item.name.clone()}</b>{about}</li> }
    });
    let policy = policy_link(&tracker.policy_url, texts.fill("tracker.policy", &[("provider", &tracker.provider)]));
    view! {
        <li data-assent-tracker=tracker.key.clone()>
            {tracker.name.clone()}" "{policy}
            <ul>{items.collect_view()}</ul>
        </li>
    }
}
