//! Records: the evidence of what visitors chose.

#[cfg(feature = "ssr")]
mod csv;
mod daily;
pub mod rpc;

#[cfg(feature = "ssr")]
pub use csv::Csv;
pub use daily::{Daily, DayCount};

use crate::ui::{Failed, SitePage, Tab, When};
use consent::choice::{Action, Source};
use consent::language::Language;
use consent::timestamp::Timestamp;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

/// The ranges of the chart, in days; the first is shown unless another is asked for.
pub const RANGES: [u32; 3] = [30, 90, 400];

/// The records of a site, newest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Records {
    pub site: String,
    pub site_name: String,
    /// The visitor id that was asked for, as typed; empty for all.
    pub visitor: String,
    /// Why that is none.
    pub problem: Option<String>,
    pub rows: Vec<Row>,
    /// Where this page begins; `None` on the first.
    pub before: Option<i64>,
    /// Where the next page begins; `None` on the last.
    pub older: Option<i64>,
    /// The range of the chart in days.
    pub range: u32,
    pub days: Vec<DayCount>,
}

/// One record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    pub id: String,
    pub visitor: String,
    pub version: u32,
    pub action: Action,
    pub source: Source,
    pub language: Language,
    pub decided_at: Timestamp,
    /// Every optional purpose's key, and whether it was granted.
    pub purposes: Vec<(String, bool)>,
}

impl Records {
    /// The page's address with these parameters, leaving out what is not set.
    fn address(&self, visitor: &str, before: Option<i64>, range: u32) -> String {
        let mut parts = Vec::new();
        if !visitor.is_empty() {
            // A visitor id is base64url and needs no escaping; what is none is not linked.
            parts.push(format!("visitor={visitor}"));
        }
        parts.extend(before.map(|seq| format!("before={seq}")));
        if range != RANGES[0] {
            parts.push(format!("days={range}"));
        }
        let query = if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) };
        format!("/sites/{}/records{query}", self.site)
    }
}

fn action_in_words(action: Action) -> &'static str {
    match action {
        Action::AcceptAll => "Accepted all",
        Action::RejectAll => "Rejected all",
        Action::Custom => "Chose by purpose",
        Action::Withdraw => "Withdrew",
        Action::Gpc => "Privacy signal of the browser",
        Action::Replaced => "Ended: the browser started anew",
    }
}

fn source_in_words(source: Source) -> &'static str {
    match source {
        Source::Banner => "in the banner",
        Source::Settings => "in the settings",
        Source::Page => "on the visitor’s own page",
        Source::Api => "by the API",
    }
}

/// The records page.
#[component]
pub fn RecordsPage() -> impl IntoView {
    let params = use_params_map();
    let records = Resource::new_blocking(move || params.read().get("site").unwrap_or_default(), rpc::records_page);
    view! {
        <Suspense>{move || Suspend::new(async move {
            match records.await {
                Err(error) => view! { <Failed error/> }.into_any(),
                Ok(records) => view! { <Content records/> }.into_any(),
            }
        })}</Suspense>
    }
}

#[component]
fn Content(records: Records) -> impl IntoView {
    let valid = if records.problem.is_none() { records.visitor.clone() } else { String::new() };
    let ranges = RANGES.map(|range| {
        let current = (range == records.range).then_some("true");
        view! { <a class="pill" href=records.address(&valid, None, range) aria-current=current>{format!("{range} days")}</a> }
    });
    let download = format!("/sites/{}/records.csv", records.site);
    view! {
        <SitePage title="Records" site=records.site.clone() site_name=records.site_name.clone() tab=Tab::Records>
            <div class="toolbar">
                <h1>"Records"</h1>
                <a class="button" href=download download>"Download as CSV"</a>
            </div>
            <p>"Each choice is kept as it was made, with the version it was made on. Records hold no name, no IP address and no page."</p>
            <section class="card" aria-labelledby="by-day">
                <div class="toolbar">
                    <h2 id="by-day">"By day"</h2>
                    <nav class="row" aria-label="Range">{ranges.into_iter().collect_view()}</nav>
                </div>
                <Daily days=records.days.clone()/>
            </section>
            <div class="toolbar">
                <h2>"Newest first"</h2>
                <Filter visitor=records.visitor.clone() problem=records.problem.clone() range=records.range all=records.address("", None, records.range)/>
            </div>
            <Found records=records.clone() visitor=valid/>
        </SitePage>
    }
}

/// Looking for one visitor; a plain `GET` form.
#[component]
fn Filter(visitor: String, problem: Option<String>, range: u32, all: String) -> impl IntoView {
    let filtered = !visitor.is_empty();
    let invalid = problem.is_some().then_some("true");
    let described = problem.is_some().then_some("visitor-problem");
    view! {
        <form method="get" role="search" aria-label="Records of one visitor">
            <div class="field">
                <label for="visitor">"Visitor id"</label>
                <input class="code" id="visitor" name="visitor" value=visitor size="24" autocomplete="off" spellcheck="false" autocapitalize="none"
                    aria-invalid=invalid aria-describedby=described/>
                {problem.map(|problem| view! { <p class="problem" id="visitor-problem">{problem}</p> })}
            </div>
            {(range != RANGES[0]).then(|| view! { <input type="hidden" name="days" value=range/> })}
            <button>"Find"</button>
            {filtered.then(|| view! { <a class="button" href=all>"Show all"</a> })}
        </form>
    }
}

#[component]
fn Found(records: Records, visitor: String) -> impl IntoView {
    if records.rows.is_empty() {
        return view! { <Nothing records/> }.into_any();
    }
    let rows = records.rows.iter().map(|row| {
        view! { <RowLine row=row.clone() site=records.site.clone() of_visitor=records.address(&row.visitor, None, records.range)/> }
    });
    let newer = records.before.map(|_| records.address(&visitor, None, records.range));
    let older = records.older.map(|seq| records.address(&visitor, Some(seq), records.range));
    view! {
        <div class="table" role="region" aria-label="Records" tabindex="0">
            <table class="records">
                <thead><tr>
                    <th scope="col">"Time"</th>
                    <th scope="col">"What the visitor did"</th>
                    <th scope="col">"Decisions"</th>
                    <th scope="col">"Version"</th>
                    <th scope="col">"Visitor id"</th>
                </tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
        {(newer.is_some() || older.is_some()).then(|| view! {
            <nav class="actions" aria-label="Pages">
                {newer.map(|address| view! { <a class="button" href=address>"Newest"</a> })}
                {older.map(|address| view! { <a class="button" href=address rel="next">"Older"</a> })}
            </nav>
        })}
    }
    .into_any()
}

#[component]
fn RowLine(row: Row, site: String, of_visitor: String) -> impl IntoView {
    let purposes = row.purposes.into_iter().map(|(key, granted)| {
        let (class, word) = if granted { ("badge good", "granted") } else { ("badge", "refused") };
        view! { <li><span class=class><code>{key}</code>" "{word}</span></li> }
    });
    let how = format!("{}, {}", source_in_words(row.source), row.language.english_name());
    view! {
        <tr>
            <td class="nowrap"><When at=row.decided_at/></td>
            <td>{action_in_words(row.action)}<br/><span class="muted small">{how}</span></td>
            <td><ul class="plain badges">{purposes.collect_view()}</ul></td>
            <td><a href=format!("/sites/{site}/versions/{}", row.version)>{row.version}</a></td>
            <td><a class="code" href=of_visitor>{row.visitor}</a></td>
        </tr>
    }
}

/// What to do when there is nothing to see.
#[component]
fn Nothing(records: Records) -> impl IntoView {
    let install = format!("/sites/{}/install", records.site);
    if records.problem.is_some() {
        return ().into_any();
    }
    if !records.visitor.is_empty() || records.before.is_some() {
        return view! { <p class="empty">"No record of this visitor is here."</p> }.into_any();
    }
    view! {
        <div class="empty">
            <h3>"No choice has been made yet"</h3>
            <p>"Records appear here as soon as a visitor chooses. For that, a version must be published and the snippet must stand on your pages."</p>
            <p><a class="button" href=install>"How to install the snippet"</a></p>
        </div>
    }
    .into_any()
}
