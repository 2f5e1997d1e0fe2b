//! What a version shows and says, for members and for everybody.

use super::findings::ReportPart;
use super::still::{Shot, ShotLinks, Stage};
use crate::banner::{Banner, theme_css};
use crate::ui::When;
use consent::draft::Tracker;
use consent::language::Language;
use consent::texts::{EDITABLE, Texts};
use consent::theme::Layout;
use consent::version::{Version, VersionPurpose};
use leptos::prelude::*;
use leptos_meta::{Style, Stylesheet};

/// When a version was published, and in whose name.
#[component]
pub fn Facts(
    version: Version,
    hash: String,
    /// Known to members only.
    #[prop(into)]
    published_by: Option<String>,
) -> impl IntoView {
    view! {
        <dl class="facts">
            <dt>"When"</dt><dd><When at=version.published_at/></dd>
            {published_by.map(|by| view! { <dt>"By"</dt><dd>{by}</dd> })}
            <dt>"SHA-256"</dt><dd><span class="code">{hash}</span></dd>
            <dt>"Site"</dt><dd>{version.site_name}</dd>
            <dt>"Who is responsible"</dt><dd>{version.controller_name}", "{version.controller_contact}</dd>
            <dt>"Privacy policy"</dt><dd>{version.policy_url}</dd>
        </dl>
    }
}

/// The banner as it was shown, the purposes, the texts, and what changed.
#[component]
pub fn Shown(
    version: Version,
    /// What it changed over the version before.
    differences: Vec<String>,
    shot: Shot,
    /// The page's address.
    address: String,
) -> impl IntoView {
    let purposes = version.purposes.iter().map(|published| purpose(published, &version.languages)).collect_view();
    let texts = version.languages.iter().filter_map(|language| version.texts.get(language)).map(wording).collect_view();
    let regimes: Vec<_> = version.regimes.keys().copied().collect();
    view! {
            <section class="card">
                <h2>"What it changed"</h2>
                {if differences.is_empty() {
                    view! { <p>"Nothing that visitors read."</p> }.into_any()
                } else {
                    view! { <ul>{differences.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul> }.into_any()
                }}
            </section>
            {version.report.clone().map(|reported| view! { <ReportPart reported/> })}
            <section class="card">
                <h2>"What visitors see"</h2>
                <ShotLinks shot=shot.clone() languages=version.languages.clone() regimes address/>
                <Still version=version.clone() shot/>
            </section>
            <section class="card">
                <h2>"Purposes"</h2>
                {purposes}
            </section>
            <section class="card">
                <h2>"Texts"</h2>
                {texts}
            </section>
    }
}

/// The banner of a version in a frame, as visitors see it.
#[component]
fn Still(version: Version, shot: Shot) -> impl IntoView {
    let shown = shot.shown();
    let inline = (version.layout == Layout::Inline).then_some("");
    let css = theme_css(version.layout, &version.theme);
    view! {
        <Stylesheet href="/pkg/banner.css"/>
        <Style>{css}</Style>
        <div class="preview-frame">
            <Stage modal=false said="Nothing is recorded here.".to_owned()>
                <div data-assent-inline=inline><Banner version language=shot.language regime=shot.regime shown/></div>
            </Stage>
        </div>
    }
}

fn purpose(published: &VersionPurpose, languages: &[Language]) -> impl IntoView + use<> {
    let purpose = &published.purpose;
    let english = Texts::english();
    let text = |key: String| english.get(&key).to_owned();
    let data: Vec<String> = purpose.data.iter().map(|data| text(format!("data.{}", data.as_str()))).collect();
    let words = languages.iter().map(|language| {
        let words = purpose.words(*language);
        view! {
            <tr>
                <th scope="row">{language.english_name()}</th>
                <td lang=language.code() dir=language.direction().as_str()><strong>{words.title}</strong><p>{words.description}</p><p>{words.benefit}</p></td>
            </tr>
        }
    });
    let trackers = purpose.trackers.iter().map(|each| tracker(each, english)).collect_view();
    view! {
        <article>
            <h3>{consent::difference::name(purpose, languages).to_owned()}</h3>
            <dl class="facts">
                <dt>"Key"</dt><dd><span class="code">{purpose.key.clone()}</span></dd>
                <dt>"Kind"</dt><dd>{text(format!("kind.{}", purpose.kind.as_str()))}</dd>
                <dt>"Legal basis"</dt><dd>{purpose.legal_basis.as_str().replace('_', " ")}</dd>
                <dt>"Data"</dt><dd>{data.join(", ")}</dd>
                <dt>"Kept"</dt><dd>{english.period(purpose.retention)}</dd>
                <dt>"Fingerprint"</dt><dd><span class="code">{published.fingerprint.clone()}</span></dd>
            </dl>
            <div class="table"><table><tbody>{words.collect_view()}</tbody></table></div>
            {(!purpose.trackers.is_empty()).then(|| view! {
                <details>
                    <summary>{format!("Trackers: {}", purpose.trackers.len())}</summary>
                    <ul>{trackers}</ul>
                </details>
            })}
        </article>
    }
}

fn tracker(tracker: &Tracker, english: &'static Texts) -> impl IntoView + use<> {
    let items = tracker.items.iter().map(|item| {
        let storage = english.get(&format!("tracker.storage.{}", item.storage.as_str())).to_owned();
        let kept =
            item.duration.map_or_else(|| english.get("tracker.session").to_owned(), |period| english.period(period));
        view! { <li><span class="code">{item.name.clone()}</span>{format!(": {storage}, {kept}")}</li> }
    });
    let patterns =
        tracker.url_patterns.iter().map(|pattern| view! { <li><span class="code">{pattern.clone()}</span></li> });
    view! {
        <li>
            <strong>{tracker.name.clone()}</strong>{format!(", {} ", tracker.provider)}<span class="muted">{tracker.policy_url.clone()}</span>
            <ul>{items.collect_view()}{patterns.collect_view()}</ul>
        </li>
    }
}

/// The texts of one language: first those that owners may word, then the whole set.
fn wording(texts: &Texts) -> impl IntoView + use<> {
    let language = texts.language();
    let own = texts.own_wording();
    let row = |key: &str, text: &str, label: String| {
        let own = own.contains_key(key).then(|| view! { " "<span class="badge">"Own wording"</span> });
        view! { <tr><th scope="row">{label}{own}</th><td lang=language.code() dir=language.direction().as_str()>{text.to_owned()}</td></tr> }
    };
    let editable =
        EDITABLE.iter().map(|key| row(key, texts.get(key), consent::difference::label(key).to_owned())).collect_view();
    let rest: Vec<_> = texts
        .entries()
        .filter(|(key, _)| !EDITABLE.contains(key))
        .map(|(key, text)| row(key, text, key.to_owned()))
        .collect();
    let count = rest.len();
    view! {
        <details>
            <summary>{language.english_name()}</summary>
            <div class="table"><table><tbody>{editable}</tbody></table></div>
            <details>
                <summary>{format!("The other {count} texts of the set")}</summary>
                <div class="table"><table><tbody>{rest}</tbody></table></div>
            </details>
        </details>
    }
}
