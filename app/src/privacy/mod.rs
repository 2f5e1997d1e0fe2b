//! The visitor's own page: what was chosen on a site, and changing it, without an account and without JavaScript.

#[cfg(feature = "ssr")]
mod choose;
#[cfg(feature = "ssr")]
mod request;
pub mod rpc;
mod within;

use crate::banner::PurposeFields;
use crate::ui::Failed;
use consent::choice::Action;
use consent::language::Language;
use consent::texts::Texts;
use consent::timestamp::Timestamp;
use consent::version::Version;
use leptos::prelude::*;
use leptos_meta::{Html, Meta, Title};
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};
#[cfg(feature = "ssr")]
pub use within::day_in;
use within::{WithDay, WithId};

/// The page of one visitor on one site.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct You {
    pub site: String,
    /// The site's name for people.
    pub site_name: String,
    pub language: Language,
    /// The version that is asked about; `None` when none was ever published.
    pub version: Option<Version>,
    /// Whether nothing is asked at present, so that nothing optional is allowed.
    pub offline: bool,
    /// `None` when the page was opened without a key.
    pub visitor: Option<Visitor>,
    pub notice: Option<YouNotice>,
    /// The page of the site to go back to.
    pub back: Option<String>,
    /// Whether that page is named in the address, and stays there.
    pub returning: bool,
}

/// What is known about the visitor who holds the key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Visitor {
    pub id: String,
    /// The choice that stands; `None` when there is none or it has expired.
    pub present: Option<Present>,
    /// The purposes whose boxes are checked: those granted, or those sent with a form that was not saved.
    pub checked: Vec<String>,
}

/// A choice that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    /// The text key that says it in words: `state.accepted`, `state.rejected` or `state.custom`.
    pub state: String,
    pub version: u32,
    pub decided_at: Timestamp,
    pub expires_at: Timestamp,
}

/// What the page says first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum YouNotice {
    Saved,
    /// The purposes changed since the form was shown; nothing was saved.
    Stale,
}

impl You {
    fn texts(&self) -> Texts {
        let published = self.version.as_ref().and_then(|version| version.texts.get(&self.language));
        published.unwrap_or_else(|| Texts::of(self.language)).clone()
    }

    /// The languages to choose from.
    fn languages(&self) -> Vec<Language> {
        self.version.as_ref().map_or_else(|| Language::ALL.to_vec(), |version| version.languages.clone())
    }

    fn address(&self, language: Language) -> String {
        let back = self.back.as_deref().filter(|_| self.returning);
        let back = back.map(|back| format!("&return={}", percent_encoded(back))).unwrap_or_default();
        format!("/you/{}?lang={}{back}", self.site, language.code())
    }
}

/// The visitor's own page.
#[component]
pub fn YouPage() -> impl IntoView {
    let params = use_params_map();
    let you = Resource::new_blocking(move || params.read().get("site").unwrap_or_default(), rpc::you_page);
    view! {
        <Meta name="robots" content="noindex"/>
        <Suspense>{move || Suspend::new(async move {
            match you.await {
                Err(error) => view! { <Html {..} lang="en"/><Failed error/> }.into_any(),
                Ok(you) => view! { <Content you/> }.into_any(),
            }
        })}</Suspense>
    }
}

#[component]
fn Content(you: You) -> impl IntoView {
    let texts = you.texts();
    let text = |key: &str| texts.get(key).to_owned();
    let title = texts.fill("you.title", &[("site", &you.site_name)]);
    let (lang, dir) = (you.language.code(), you.language.direction().as_str());
    let notice = you.notice.map(|notice| match notice {
        YouNotice::Saved => view! { <p class="notice good" role="status">{text("you.saved")}</p> }.into_any(),
        YouNotice::Stale => view! { <p class="notice warn" role="alert">{text("you.stale_form")}</p> }.into_any(),
    });
    let back = you.back.clone().map(|address| {
        let label = texts.fill("you.back", &[("site", &you.site_name)]);
        view! { <a href=address rel="noreferrer">{label}</a> }
    });
    view! {
        <Html {..} lang=lang dir=dir/>
        <Title text=title.clone()/>
        <div class="you">
            <header>
                <p class="site-name">{you.site_name.clone()}</p>
                {back}
            </header>
            <main>
                <h1>{title}</h1>
                <p class="intro">{text("you.intro")}</p>
                {notice}
                {you.offline.then(|| view! { <p class="notice warn">{text("you.offline")}</p> })}
                <noscript><p class="notice">{text("you.no_script")}</p></noscript>
                {match you.visitor.clone() {
                    Some(visitor) => view! { <Own you=you.clone() texts=texts.clone() visitor/> }.into_any(),
                    None => view! { <Stranger you=you.clone() texts=texts.clone()/> }.into_any(),
                }}
            </main>
            <Foot you texts/>
        </div>
    }
}

/// What was chosen, and the form that changes it.
#[component]
fn Own(you: You, texts: Texts, visitor: Visitor) -> impl IntoView {
    let granted = visitor.present.as_ref().is_some_and(|present| present.state != "state.rejected");
    view! {
        <section class="card" aria-labelledby="present">
            <h2 id="present">{texts.get("you.present").to_owned()}</h2>
            {match visitor.present.clone() {
                None => view! { <p class="state">{texts.get("you.none").to_owned()}</p> }.into_any(),
                Some(present) => view! { <PresentChoice present texts=texts.clone() language=you.language/> }.into_any(),
            }}
        </section>
        {you.version.clone().map(|version| {
            // The form keeps the language it is read in; its answer comes in the same.
            let action = you.address(you.language);
            let optional = version.optional().next().is_some() && !you.offline;
            view! {
                <form method="post" action=action>
                    <input type="hidden" name="version" value=version.number/>
                    {if optional {
                        view! { <PurposeFields version=version.clone() language=you.language granted=visitor.checked.clone() whole=true/> }.into_any()
                    } else {
                        view! { <Reading version=version.clone() language=you.language/> }.into_any()
                    }}
                    <div class="actions">
                        {optional.then(|| view! {
                            <Act action=Action::RejectAll label=texts.get("action.reject_all").to_owned()/>
                            <Act action=Action::AcceptAll label=texts.get("action.accept_all").to_owned()/>
                            <Act action=Action::Custom label=texts.get("you.save").to_owned()/>
                        })}
                        {granted.then(|| view! { <Act action=Action::Withdraw label=texts.get("you.withdraw_all").to_owned()/> })}
                    </div>
                </form>
            }
        })}
    }
}

#[component]
fn Act(action: Action, label: String) -> impl IntoView {
    view! { <button name="action" value=action.as_str()>{label}</button> }
}

#[component]
fn PresentChoice(present: Present, texts: Texts, language: Language) -> impl IntoView {
    let version = present.version.to_string();
    view! {
        <p class="state">{texts.get(&present.state).to_owned()}</p>
        <p class="muted">
            <WithDay text=texts.get("you.decided_at").to_owned() at=present.decided_at language/>
            <br/>
            {texts.fill("you.version", &[("version", &version)])}
            <br/>
            <WithDay text=texts.get("you.expires_at").to_owned() at=present.expires_at language/>
        </p>
    }
}

/// What a visitor without a key is told: what data is used for, and where to choose.
#[component]
fn Stranger(you: You, texts: Texts) -> impl IntoView {
    view! {
        <p class="notice">{texts.get("you.no_key").to_owned()}</p>
        {you.version.map(|version| view! { <Reading version language=you.language/> })}
    }
}

/// The purposes to read, with nothing to press.
#[component]
fn Reading(version: Version, language: Language) -> impl IntoView {
    view! { <fieldset class="reading" disabled><PurposeFields version language whole=true/></fieldset> }
}

/// Who is responsible, the languages, and the visitor's id.
#[component]
fn Foot(you: You, texts: Texts) -> impl IntoView {
    let languages = you.languages().into_iter().map(|language| {
        let code = language.code();
        let current = (language == you.language).then_some("true");
        view! {
            <li><a href=you.address(language) lang=code hreflang=code dir=language.direction().as_str() aria-current=current>{language.endonym()}</a></li>
        }
    });
    let id = you
        .visitor
        .clone()
        .map(|visitor| view! { <p><WithId text=texts.get("you.visitor_id").to_owned() id=visitor.id/></p> });
    let policy = texts.get("link.policy").to_owned();
    view! {
        <footer>
            {you.version.as_ref().map(|version| view! {
                <p>
                    {version.controller_name.clone()}" · "<bdi>{version.controller_contact.clone()}</bdi>
                    {is_web(&version.policy_url).then(|| view! { " · "<a href=version.policy_url.clone() rel="noreferrer">{policy}</a> })}
                </p>
            })}
            {id}
            <nav aria-label=texts.get("language.label").to_owned()><ul class="plain">{languages.collect_view()}</ul></nav>
        </footer>
    }
}

/// A value of a query (RFC 3986 §2.1).
fn percent_encoded(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Whether an address is one that a page should open.
fn is_web(address: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| address.starts_with(scheme))
}
