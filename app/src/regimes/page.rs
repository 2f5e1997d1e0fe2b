//! The page of places: what visitors get where, and choosing it.

use super::rpc;
use crate::form::Notice;
use crate::ui::{Failed, NoticeBox, SitePage, Tab, problem_at};
use consent::check::Problem;
use consent::draft::Kind;
use consent::regime::{Duty, Model, Regime, Rules};
use consent::texts::Texts;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which rules apply on a site, and what was typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Places {
    pub site: String,
    pub name: String,
    pub revision: i64,
    pub can_edit: bool,
    /// What is stored: the regimes in use.
    pub rows: Vec<Row>,
    /// The strictest of them.
    pub strictest: Regime,
    /// Whether this server can tell where a visitor is.
    pub knows_places: bool,
    /// Where it takes the reader to be, and what applies there.
    pub here: Option<(String, Regime)>,
    pub typed: BTreeMap<Regime, Typed>,
    pub problems: Vec<Problem>,
    pub notice: Option<Notice>,
}

/// A regime in use.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Row {
    pub regime: Regime,
    pub rules: Rules,
}

/// The fields of a regime.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    pub used: bool,
    /// The models of functional, measurement and marketing purposes.
    pub models: [String; 3],
    /// How long grants and refusals count, and the silence after a refusal.
    pub days: [String; 3],
    pub acknowledged: String,
}

/// The regimes of a part of the world: its name, the first and the last of them.
const GROUPS: [(&str, Regime, Regime); 4] = [
    ("Europe", Regime::Eu, Regime::Ch),
    ("The Americas", Regime::UsCa, Regime::Br),
    ("Asia, Africa, the Pacific", Regime::Jp, Regime::Nz),
    ("The rest", Regime::Row, Regime::Row),
];

/// Which rules apply to visitors, place by place.
#[component]
pub fn PlacesPage() -> impl IntoView {
    let params = use_params_map();
    let page = Resource::new_blocking(move || params.read().get("site").unwrap_or_default(), rpc::places_page);
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
fn Content(page: Places) -> impl IntoView {
    let Places { site, name, revision, can_edit, rows, strictest, knows_places, here, typed, problems, notice } = page;
    let whole = problem_at(&problems, "regimes");
    let groups = GROUPS.iter().map(move |(title, first, last)| {
        let within = Regime::ALL.iter().filter(|regime| (first..=last).contains(regime));
        let fields = within.map(|regime| {
            let typed = typed.get(regime).cloned().unwrap_or_default();
            view! { <Fields regime=*regime typed problems=problems.clone()/> }
        });
        view! { <section class="card dense"><h3>{*title}</h3>{fields.collect_view()}</section> }
    });
    view! {
        <SitePage title="Places" site=site.clone() site_name=name tab=Tab::Places>
            <h1>"Places"</h1>
            <NoticeBox notice/>
            {(!rows.is_empty()).then(|| view! { <Table site=site.clone() rows strictest/> })}
            <p class="hint">{told(knows_places, here, strictest)}</p>
            <form method="post" action=format!("/sites/{site}/places")>
                <input type="hidden" name="revision" value=revision/>
                <h2>"Rules in use"</h2>
                <p class="hint">"Tick what you want to tell apart. Everybody else, and whoever’s place is unknown, gets the strictest of what is ticked, unless “Everywhere else” is. These are starting points, not legal advice."</p>
                {whole.map(|message| view! { <p class="problem" role="alert">{message}</p> })}
                <fieldset disabled=!can_edit>{groups.collect_view()}</fieldset>
                {can_edit.then(|| view! { <p class="actions"><button class="primary">"Save"</button></p> })}
            </form>
        </SitePage>
    }
}

fn told(knows_places: bool, here: Option<(String, Regime)>, strictest: Regime) -> String {
    match here {
        _ if !knows_places => format!(
            "This server cannot tell where visitors are, so everybody gets “{}”. Its operator can name a proxy’s headers or a database of addresses (ASSENT_PLACE_HEADERS, ASSENT_PLACE_DATABASE).",
            strictest.name()
        ),
        None => format!("Where you are cannot be told, so you would get “{}”.", strictest.name()),
        Some((place, regime)) => format!("You seem to be in {place}, so you would get “{}”.", regime.name()),
    }
}

/// What visitors get, and where.
#[component]
fn Table(site: String, rows: Vec<Row>, strictest: Regime) -> impl IntoView {
    let lines = rows.into_iter().map(|Row { regime, rules }| {
        let models = [Kind::Functional, Kind::Measurement, Kind::Marketing].map(|kind| {
            let model = rules.models.of(kind);
            view! { <td>{model.map(Model::label)}</td> }
        });
        let days = |days: Option<u32>| days.map_or_else(|| "until withdrawn".to_owned(), |days| format!("{days} days"));
        view! {
            <tr>
                <th scope="row">
                    <a href=format!("/preview/{site}?regime={}", regime.as_str()) target="_blank" rel="noopener">{regime.name()}</a>
                    {(regime == strictest).then(|| view! { " "<span class="badge">"Strictest"</span> })}
                </th>
                {models.into_iter().collect_view()}
                <td>{if rules.gpc { "Counts" } else { "As on the banner’s page" }}</td>
                <td>{days(Some(rules.grant_days))}</td>
                <td>{days(rules.refusal_days)}</td>
                <td>{days(Some(rules.silence_days))}</td>
            </tr>
        }
    });
    let kind = |kind: Kind| Texts::english().get(&format!("kind.{}", kind.as_str())).to_owned();
    view! {
        <h2 id="who">"What visitors get, and where"</h2>
        <div class="table" role="region" aria-labelledby="who" tabindex="0">
            <table>
                <thead><tr>
                    <th scope="col">"Where"</th>
                    <th scope="col">{kind(Kind::Functional)}</th><th scope="col">{kind(Kind::Measurement)}</th><th scope="col">{kind(Kind::Marketing)}</th>
                    <th scope="col">"Browser’s signal"</th><th scope="col">"A yes counts"</th><th scope="col">"A no counts"</th><th scope="col">"Then not asked for"</th>
                </tr></thead>
                <tbody>{lines.collect_view()}</tbody>
            </table>
        </div>
    }
}

/// A regime: whether it is used, and what is made of it.
#[component]
fn Fields(regime: Regime, typed: Typed, problems: Vec<Problem>) -> impl IntoView {
    let (id, preset) = (regime.as_str(), regime.preset());
    let own = problems.iter().filter(|problem| problem.path.starts_with(&format!("regimes.{id}.")));
    let own: Vec<Problem> = own.cloned().collect();
    let kinds = [Kind::Functional, Kind::Measurement, Kind::Marketing];
    let models = kinds.into_iter().zip(typed.models).map(|(kind, chosen)| {
        let name = format!("{id}.{}", kind.as_str());
        let label = Texts::english().get(&format!("kind.{}", kind.as_str())).to_owned();
        let options = Model::ALL.map(|model| {
            let label = if preset.models.of(kind) == Some(model) {
                format!("{} (preset)", model.label())
            } else {
                model.label().to_owned()
            };
            view! { <option value=model.as_str() selected=model.as_str() == chosen>{label}</option> }
        });
        view! {
            <div class="field">
                <label for=name.clone()>{label}</label>
                <select id=name.clone() name=name.clone()>{options.into_iter().collect_view()}</select>
            </div>
        }
    });
    let given = [Some(preset.grant_days), preset.refusal_days, Some(preset.silence_days)];
    let labels = ["A yes counts, days", "A no counts, days", "Not asked again after a no, days"];
    let days = ["grant_days", "refusal_days", "silence_days"].into_iter().enumerate().map(|(at, name)| {
        let problem = problem_at(&own, &format!("regimes.{id}.{name}"));
        let field = format!("{id}.{name}");
        let hint = given[at].map_or_else(|| "Preset: until withdrawn".to_owned(), |days| format!("Preset: {days}"));
        view! {
            <div class="field">
                <label for=field.clone()>{labels[at]}</label>
                <p class="hint" id=format!("{field}-hint")>{hint}</p>
                <input id=field.clone() name=field.clone() value=typed.days[at].clone() inputmode="numeric" size="6"
                    aria-invalid=problem.is_some().then_some("true") aria-describedby=format!("{field}-hint")/>
                {problem.map(|message| view! { <p class="problem">{message}</p> })}
            </div>
        }
    });
    let signal = match preset.gpc {
        Duty::Must => "Global Privacy Control has to be honoured.",
        Duty::Honoured => "Global Privacy Control is honoured.",
        Duty::Optional => "Global Privacy Control as you decide.",
    };
    let acknowledged = format!("{id}.acknowledged");
    view! {
        <article>
            <label class="check"><input type="checkbox" name="used" value=id checked=typed.used/>" "<strong>{preset.name.clone()}</strong></label>
            <details open=!own.is_empty()>
                <summary class="hint">"What applies there"</summary>
                <p>{preset.note.clone()}" "{signal}</p>
                <div class="row">{models.collect_view()}</div>
                <div class="row">{days.collect_view()}</div>
                <div class="field">
                    <label for=acknowledged.clone()>"Why it is right to be laxer than the preset"</label>
                    <p class="hint" id=format!("{acknowledged}-hint")>"Needed only where it is. It is stored in each version, for everybody to read."</p>
                    <textarea id=acknowledged.clone() name=acknowledged.clone() rows="2" dir="auto" aria-describedby=format!("{acknowledged}-hint")>{typed.acknowledged}</textarea>
                </div>
                <p class="hint">
                    {format!("Reviewed on {}{}. ", preset.reviewed_at, if preset.checked { "" } else { ", by secondary sources only" })}
                    {preset.sources.join("; ")}
                </p>
            </details>
        </article>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_regime_is_in_one_part_of_the_world() {
        let grouped =
            GROUPS.iter().flat_map(|(_, first, last)| Regime::ALL.iter().filter(move |it| (first..=last).contains(it)));
        assert_eq!(grouped.collect::<Vec<_>>(), Regime::ALL.iter().collect::<Vec<_>>());
    }
}
