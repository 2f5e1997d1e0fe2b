//! One version, complete: what visitors were shown, and what each purpose said.

use super::rpc;
use super::still::{Shot, ShotLinks, Stage};
use crate::banner::{Banner, theme_css};
use crate::form::Notice;
use crate::ui::{Failed, NoticeBox, SitePage, Tab, When};
use consent::draft::Tracker;
use consent::language::Language;
use consent::texts::{EDITABLE, Texts};
use consent::theme::Layout;
use consent::version::{Version, VersionPurpose};
use leptos::prelude::*;
use leptos_meta::{Style, Stylesheet};
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

/// A version with what the history knows about it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Whole {
    pub site: String,
    pub name: String,
    pub version: Version,
    pub hash: String,
    pub published_by: String,
    pub live: bool,
    /// What it changed over the version before.
    pub differences: Vec<String>,
    pub shot: Shot,
    pub can_restore: bool,
    /// The revision of the draft that restoring replaces.
    pub revision: i64,
    /// What the draft says now that this version does not: lost by restoring.
    pub lost: Vec<String>,
    pub just_published: bool,
    pub notice: Option<Notice>,
}

/// One version of a site's banner.
#[component]
pub fn VersionPage() -> impl IntoView {
    let params = use_params_map();
    let address = move || {
        let params = params.read();
        (params.get("site").unwrap_or_default(), params.get("number").unwrap_or_default())
    };
    let page = Resource::new_blocking(address, |(site, number)| rpc::version_page(site, number));
    view! {
        <Suspense>{move || Suspend::new(async move {
            match page.await {
                Err(error) => view! { <Failed error/> }.into_any(),
                Ok(page) => view! { <Content page/> }.into_any(),
            }
        })}</Suspense>
    }
}

#[component]
fn Content(page: Whole) -> impl IntoView {
    let Whole {
        site,
        name,
        version,
        hash,
        published_by,
        live,
        differences,
        shot,
        can_restore,
        revision,
        lost,
        just_published,
        notice,
    } = page;
    let number = version.number;
    let address = format!("/sites/{site}/versions/{number}");
    let purposes = version.purposes.iter().map(|published| purpose(published, &version.languages)).collect_view();
    let texts = version.languages.iter().filter_map(|language| version.texts.get(language)).map(wording).collect_view();
    let regimes: Vec<_> = version.regimes.keys().copied().collect();
    view! {
        <SitePage title=format!("Version {number}") site=site.clone() site_name=name tab=Tab::Publish>
            <p><a href=format!("/sites/{site}/versions")>"All versions"</a></p>
            <div class="toolbar">
                <h1>{format!("Version {number}")}</h1>
                {live.then(|| view! { <span class="badge good">"Live"</span> })}
            </div>
            <NoticeBox notice/>
            {just_published.then(|| view! { <p class="notice good" role="status">{format!("Version {number} is published.")}</p> })}
            <section class="card">
                <h2>"Published"</h2>
                <dl class="facts">
                    <dt>"When"</dt><dd><When at=version.published_at/></dd>
                    <dt>"By"</dt><dd>{published_by}</dd>
                    <dt>"SHA-256"</dt><dd><span class="code">{hash}</span></dd>
                    <dt>"Site"</dt><dd>{version.site_name.clone()}</dd>
                    <dt>"Who is responsible"</dt><dd>{version.controller_name.clone()}", "{version.controller_contact.clone()}</dd>
                    <dt>"Privacy policy"</dt><dd>{version.policy_url.clone()}</dd>
                </dl>
            </section>
            <section class="card">
                <h2>"What it changed"</h2>
                {if differences.is_empty() {
                    view! { <p>"Nothing that visitors read."</p> }.into_any()
                } else {
                    view! { <ul>{differences.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul> }.into_any()
                }}
            </section>
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
            {can_restore.then(|| view! { <Restore site number revision lost/> })}
        </SitePage>
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

/// Taking a version back into the draft.
#[component]
fn Restore(site: String, number: u32, revision: i64, lost: Vec<String>) -> impl IntoView {
    let content = if lost.is_empty() {
        view! { <p>"The draft says the same as this version."</p> }.into_any()
    } else {
        view! {
            <p>"The draft becomes what this version says; nothing is published by it. The draft would change like this:"</p>
            <ul>{lost.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
            <form method="post" action=format!("/sites/{site}/versions/{number}")>
                <input type="hidden" name="revision" value=revision/>
                <p class="actions"><button name="action" value="restore">"Restore into the draft"</button></p>
            </form>
        }
        .into_any()
    };
    view! {
        <section class="card">
            <h2>"Restore"</h2>
            {content}
        </section>
    }
}
